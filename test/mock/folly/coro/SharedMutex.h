// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/SharedMutex.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/SharedLock.h"
#include "folly/coro/ViaIfAsync.h"

namespace folly::coro {
class SharedMutexFair {
  class LockAwaiter;
  class ScopedLockAwaiter;
  class LockSharedAwaiter;
  class ScopedLockSharedAwaiter;
  template <typename Awaiter> class LockOperation;

public:
  SharedMutexFair() noexcept = default;
  SharedMutexFair(const SharedMutexFair &) = delete;
  ~SharedMutexFair();
  bool try_lock() noexcept;
  bool try_lock_shared() noexcept;
  [[nodiscard]] LockOperation<LockAwaiter> co_lock() noexcept;
  [[nodiscard]] LockOperation<ScopedLockAwaiter> co_scoped_lock() noexcept;
  [[nodiscard]] LockOperation<LockSharedAwaiter> co_lock_shared() noexcept;
  [[nodiscard]] LockOperation<ScopedLockSharedAwaiter>
  co_scoped_lock_shared() noexcept;
  void unlock() noexcept;
  void unlock_shared() noexcept;

private:
  class LockAwaiter {
  public:
    explicit LockAwaiter(SharedMutexFair &mutex) noexcept : mutex_(&mutex) {}
    bool await_ready() noexcept { return mutex_->try_lock(); }
    bool await_suspend(coroutine_handle<> continuation) noexcept;
    void await_resume() noexcept {}

  private:
    SharedMutexFair *mutex_;
  };
  class LockSharedAwaiter {
  public:
    explicit LockSharedAwaiter(SharedMutexFair &mutex) noexcept
        : mutex_(&mutex) {}
    bool await_ready() noexcept { return mutex_->try_lock_shared(); }
    bool await_suspend(coroutine_handle<> continuation) noexcept;
    void await_resume() noexcept {}

  private:
    SharedMutexFair *mutex_;
  };
  class ScopedLockAwaiter : public LockAwaiter {
  public:
    using LockAwaiter::LockAwaiter;
    [[nodiscard]] std::unique_lock<SharedMutexFair> await_resume() noexcept;
  };
  class ScopedLockSharedAwaiter : public LockSharedAwaiter {
  public:
    using LockSharedAwaiter::LockSharedAwaiter;
    [[nodiscard]] SharedLock<SharedMutexFair> await_resume() noexcept;
  };
  template <typename Awaiter> class LockOperation {
  public:
    explicit LockOperation(SharedMutexFair &mutex) noexcept : mutex_(mutex) {}
    auto viaIfAsync(Executor::KeepAlive<>) const { return Awaiter{mutex_}; }

  private:
    SharedMutexFair &mutex_;
  };
};

using SharedMutex = SharedMutexFair;
} // namespace folly::coro
