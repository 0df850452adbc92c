// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/async_mutex.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/coroutine.hpp"
#include "std_forward.hpp"

namespace cppcoro {
class async_mutex_lock_operation;
class async_mutex_scoped_lock_operation;

class async_mutex {
public:
  async_mutex() noexcept;
  ~async_mutex();
  bool try_lock() noexcept;
  async_mutex_lock_operation lock_async() noexcept;
  async_mutex_scoped_lock_operation scoped_lock_async() noexcept;
  void unlock();
};

class async_mutex_lock {
public:
  explicit async_mutex_lock(async_mutex &mutex, std::adopt_lock_t) noexcept;
  async_mutex_lock(async_mutex_lock &&other) noexcept : mutex_(other.mutex_) {
    other.mutex_ = nullptr;
  }
  async_mutex_lock(const async_mutex_lock &other) = delete;
  async_mutex_lock &operator=(const async_mutex_lock &other) = delete;
  ~async_mutex_lock() {
    if (mutex_ != nullptr)
      mutex_->unlock();
  }

private:
  async_mutex *mutex_;
};

class async_mutex_lock_operation {
public:
  explicit async_mutex_lock_operation(async_mutex &mutex) noexcept
      : mutex_(mutex) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> awaiter) noexcept;
  void await_resume() const noexcept {}

protected:
  async_mutex &mutex_;
};

class async_mutex_scoped_lock_operation : public async_mutex_lock_operation {
public:
  using async_mutex_lock_operation::async_mutex_lock_operation;
  [[nodiscard]] async_mutex_lock await_resume() const noexcept;
};
} // namespace cppcoro
