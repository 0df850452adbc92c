// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/SharedLock.h.
#pragma once
#pragma GCC system_header

namespace folly::coro {
template <typename Mutex> class [[nodiscard]] SharedLock {
public:
  SharedLock() noexcept {}
  SharedLock(SharedLock &&other) noexcept : mutex_(other.mutex_) {
    other.mutex_ = nullptr;
  }
  SharedLock(const SharedLock &) = delete;
  SharedLock &operator=(SharedLock &&other) noexcept;
  ~SharedLock() {
    if (mutex_)
      mutex_->unlock_shared();
  }
  bool owns_lock() const noexcept { return mutex_; }
  void unlock() noexcept {
    mutex_->unlock_shared();
    mutex_ = nullptr;
  }

private:
  Mutex *mutex_ = nullptr;
};
} // namespace folly::coro
