// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Mutex.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/ViaIfAsync.h"

namespace folly::coro {
class Mutex {
  class LockAwaiter;
  class ScopedLockAwaiter;
  template <typename Awaiter> class LockOperation;

public:
  Mutex() noexcept {}
  Mutex(const Mutex &) = delete;
  Mutex &operator=(const Mutex &) = delete;
  ~Mutex();
  bool try_lock() noexcept;
  [[nodiscard]] LockOperation<ScopedLockAwaiter> co_scoped_lock() noexcept;
  [[nodiscard]] LockOperation<LockAwaiter> co_lock() noexcept;
  void unlock() noexcept;

private:
  class LockAwaiter {
  public:
    explicit LockAwaiter(Mutex &mutex) noexcept : mutex_(mutex) {}
    bool await_ready() noexcept { return mutex_.try_lock(); }
    bool await_suspend(coroutine_handle<> awaiting) noexcept {
      return mutex_.lockAsyncImpl(awaiting);
    }
    void await_resume() noexcept {}

  protected:
    Mutex &mutex_;
  };
  class ScopedLockAwaiter : public LockAwaiter {
  public:
    using LockAwaiter::LockAwaiter;
    std::unique_lock<Mutex> await_resume() noexcept;
  };
  template <typename Awaiter> class LockOperation {
  public:
    explicit LockOperation(Mutex &mutex) noexcept : mutex_(mutex) {}
    auto viaIfAsync(Executor::KeepAlive<>) const { return Awaiter{mutex_}; }

  private:
    Mutex &mutex_;
  };
  bool lockAsyncImpl(coroutine_handle<> awaiting);
};
} // namespace folly::coro
