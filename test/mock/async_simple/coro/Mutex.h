// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors async_simple/coro/Mutex.h.
#pragma once
#pragma GCC system_header

#include <async_simple/coro/Lazy.h>

#include "std_forward.hpp"

namespace async_simple::coro {
class Mutex {
public:
  class LockAwaiter {
  public:
    explicit LockAwaiter(Mutex &mutex) noexcept : _mutex(mutex) {}
    bool await_ready() noexcept { return _mutex.tryLock(); }
    bool await_suspend(std::coroutine_handle<>) noexcept { return true; }
    void await_resume() noexcept {}

  protected:
    Mutex &_mutex;
  };
  class ScopedLockAwaiter : public LockAwaiter {
  public:
    using LockAwaiter::LockAwaiter;
    [[nodiscard]] std::unique_lock<Mutex> await_resume() noexcept;
  };
  Mutex() noexcept;
  bool tryLock() noexcept;
  [[nodiscard]] ScopedLockAwaiter coScopedLock() noexcept;
  [[nodiscard]] LockAwaiter coLock() noexcept;
  void unlock() noexcept;
};
} // namespace async_simple::coro
