// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors concurrencpp/concurrencpp.h, which includes the others of its folder.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <coroutine>
#include <exception>
#include <type_traits>
#include <utility>

namespace concurrencpp {
// Mirrors concurrencpp/results/promises.h.
template <typename type> class result;
template <typename type> class lazy_result;
struct null_result {};
struct executor_tag {};

namespace details {
[[noreturn]] void not_linked();

template <typename type, typename derived> struct return_value_struct {
  template <typename value> void return_value(value &&) {}
};
template <typename derived> struct return_value_struct<void, derived> {
  void return_void() noexcept {}
};
template <typename type>
struct result_promise_type
    : return_value_struct<type, result_promise_type<type>> {
  result<type> get_return_object() { return {}; }
  std::suspend_never initial_suspend() const noexcept { return {}; }
  std::suspend_always final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept {}
};
template <typename type>
struct lazy_promise : return_value_struct<type, lazy_promise<type>> {
  lazy_result<type> get_return_object() { return {}; }
  std::suspend_always initial_suspend() const noexcept { return {}; }
  std::suspend_always final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept {}
};
struct null_result_promise {
  null_result get_return_object() const noexcept { return {}; }
  std::suspend_never initial_suspend() const noexcept { return {}; }
  std::suspend_never final_suspend() const noexcept { return {}; }
  void unhandled_exception() const noexcept {}
  void return_void() const noexcept {}
};
template <typename type> struct awaitable {
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<>) noexcept { return true; }
  type await_resume() { not_linked(); }
};
} // namespace details

// Mirrors concurrencpp/results/result.h.
template <typename type> class result {
public:
  result() noexcept = default;
  result(result &&rhs) noexcept = default;
  result &operator=(result &&rhs) noexcept = default;
  result(const result &rhs) = delete;
  explicit operator bool() const noexcept;
  void wait() const;
  template <typename duration> int wait_for(duration) const {
    details::not_linked();
  }
  type get() { details::not_linked(); }
  auto operator co_await() { return details::awaitable<type>(); }
};

// Mirrors concurrencpp/results/lazy_result.h.
template <typename type> class lazy_result {
  std::coroutine_handle<> m_state;

public:
  lazy_result() noexcept = default;
  lazy_result(lazy_result &&rhs) noexcept
      : m_state(std::exchange(rhs.m_state, {})) {}
  ~lazy_result() noexcept {
    if (m_state)
      m_state.destroy();
  }
  lazy_result &operator=(lazy_result &&rhs) noexcept;
  explicit operator bool() const noexcept;
  auto operator co_await() { return details::awaitable<type>(); }
  result<type> run() { details::not_linked(); }
};

// Mirrors concurrencpp/executors/*.h.
class executor {
public:
  virtual ~executor() noexcept;
  template <typename callable, typename... arguments>
  void post(callable &&, arguments &&...) {}
  template <typename callable, typename... arguments>
  auto submit(callable &&, arguments &&...)
      -> result<std::invoke_result_t<callable, arguments...>> {
    details::not_linked();
  }
};
class thread_pool_executor final : public executor {};
class thread_executor final : public executor {};
class worker_thread_executor final : public executor {};
class manual_executor final : public executor {
public:
  bool loop_once();
  void wait_for_task();
};

// Mirrors concurrencpp/results/resume_on.h.
namespace details {
struct resume_on_awaitable : std::suspend_always {
  void await_resume() const {}
};
} // namespace details
template <class executor_type>
auto resume_on(executor_type &executor) noexcept {
  return details::resume_on_awaitable();
}

// Mirrors concurrencpp/threads/async_lock.h.
class async_lock;
class scoped_async_lock {
  async_lock *m_lock = nullptr;

public:
  scoped_async_lock() noexcept = default;
  scoped_async_lock(scoped_async_lock &&rhs) noexcept
      : m_lock(std::exchange(rhs.m_lock, nullptr)) {}
  ~scoped_async_lock() noexcept;
  void unlock();
};
class async_lock {
public:
  ~async_lock() noexcept;
  lazy_result<scoped_async_lock> lock(executor &resume_executor);
  lazy_result<bool> try_lock();
  void unlock();
};
} // namespace concurrencpp

template <typename type, typename... arguments>
struct std::coroutine_traits<concurrencpp::result<type>, arguments...> {
  using promise_type = concurrencpp::details::result_promise_type<type>;
};
template <typename type, typename... arguments>
struct std::coroutine_traits<concurrencpp::lazy_result<type>, arguments...> {
  using promise_type = concurrencpp::details::lazy_promise<type>;
};
template <typename... arguments>
struct std::coroutine_traits<concurrencpp::null_result, arguments...> {
  using promise_type = concurrencpp::details::null_result_promise;
};
