// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors coro/mutex.hpp.
#pragma once
#pragma GCC system_header

#include <coro/task.hpp>

namespace coro {
class mutex;
class scoped_lock {
public:
  explicit scoped_lock(class coro::mutex &m) : m_mutex(&m) {}
  ~scoped_lock();
  scoped_lock(const scoped_lock &) = delete;
  scoped_lock(scoped_lock &&other) noexcept
      : m_mutex(std::exchange(other.m_mutex, nullptr)) {}
  auto unlock() -> void;

private:
  class coro::mutex *m_mutex{nullptr};
};
namespace detail {
template <typename return_type> struct lock_operation {
  explicit lock_operation(coro::mutex &m) : m_mutex(m) {}
  lock_operation(const lock_operation &) = delete;
  auto await_ready() const noexcept -> bool { return false; }
  auto await_suspend(std::coroutine_handle<> awaiting) noexcept -> bool;
  auto await_resume() noexcept -> return_type {
    if constexpr (!std::is_void_v<return_type>)
      return scoped_lock{m_mutex};
  }
  coro::mutex &m_mutex;
};
} // namespace detail
class mutex {
public:
  explicit mutex() noexcept {}
  mutex(const mutex &) = delete;
  [[nodiscard]] auto scoped_lock()
      -> detail::lock_operation<coro::scoped_lock> {
    return detail::lock_operation<coro::scoped_lock>{*this};
  }
  [[nodiscard]] auto lock() -> detail::lock_operation<void> {
    return detail::lock_operation<void>{*this};
  }
  [[nodiscard]] auto try_lock() -> bool;
  auto unlock() -> void;
};
inline scoped_lock::~scoped_lock() {
  if (m_mutex != nullptr)
    m_mutex->unlock();
}
} // namespace coro
