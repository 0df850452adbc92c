// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors coro/task.hpp.
#pragma once
#pragma GCC system_header

#include <coroutine>
#include <exception>
#include <type_traits>
#include <utility>

namespace coro {
template <typename return_type = void> class task;

namespace detail {
[[noreturn]] void not_linked();

struct promise_base {
  struct final_awaitable {
    auto await_ready() const noexcept -> bool { return false; }
    template <typename promise_type>
    auto await_suspend(std::coroutine_handle<promise_type> coroutine) noexcept
        -> std::coroutine_handle<> {
      return coroutine.promise().m_continuation;
    }
    auto await_resume() noexcept -> void {}
  };
  auto initial_suspend() noexcept { return std::suspend_always{}; }
  auto final_suspend() noexcept { return final_awaitable{}; }
  auto continuation(std::coroutine_handle<> continuation) noexcept -> void {
    m_continuation = continuation;
  }
  std::coroutine_handle<> m_continuation;
  std::exception_ptr m_exception;
  auto unhandled_exception() noexcept -> void {
    m_exception = std::current_exception();
  }
};
template <typename return_type> struct promise final : public promise_base {
  auto get_return_object() noexcept -> task<return_type>;
  template <typename value_type>
    requires std::is_convertible_v<value_type, return_type>
  auto return_value(value_type &&value) -> void {}
  auto result() -> return_type {
    if (m_exception)
      std::rethrow_exception(m_exception);
    not_linked();
  }
};
template <> struct promise<void> final : public promise_base {
  auto get_return_object() noexcept -> task<void>;
  auto return_void() noexcept -> void {}
  auto result() -> void {
    if (m_exception)
      std::rethrow_exception(m_exception);
  }
};
} // namespace detail

template <typename return_type> class [[nodiscard]] task {
public:
  using promise_type = detail::promise<return_type>;
  using coroutine_handle = std::coroutine_handle<promise_type>;

  struct awaitable_base {
    awaitable_base(coroutine_handle coroutine) noexcept
        : m_coroutine(coroutine) {}
    auto await_ready() const noexcept -> bool {
      return !m_coroutine || m_coroutine.done();
    }
    auto await_suspend(std::coroutine_handle<> awaiting) noexcept
        -> std::coroutine_handle<> {
      m_coroutine.promise().continuation(awaiting);
      return m_coroutine;
    }
    coroutine_handle m_coroutine;
  };

  task() noexcept : m_coroutine(nullptr) {}
  explicit task(coroutine_handle handle) : m_coroutine(handle) {}
  task(const task &) = delete;
  task(task &&other) noexcept
      : m_coroutine(std::exchange(other.m_coroutine, nullptr)) {}
  ~task() {
    if (m_coroutine != nullptr)
      m_coroutine.destroy();
  }
  auto operator=(const task &) -> task & = delete;
  auto operator=(task &&other) noexcept -> task & {
    std::swap(m_coroutine, other.m_coroutine);
    return *this;
  }
  auto is_ready() const noexcept -> bool {
    return m_coroutine == nullptr || m_coroutine.done();
  }
  auto resume() -> bool {
    m_coroutine.resume();
    return !m_coroutine.done();
  }
  auto destroy() -> bool;
  auto operator co_await() const & noexcept {
    struct awaitable : public awaitable_base {
      auto await_resume() -> decltype(auto) {
        return this->m_coroutine.promise().result();
      }
    };
    return awaitable{m_coroutine};
  }

private:
  coroutine_handle m_coroutine;
};

namespace detail {
template <typename return_type>
auto promise<return_type>::get_return_object() noexcept -> task<return_type> {
  return task<return_type>{std::coroutine_handle<promise>::from_promise(*this)};
}
inline auto promise<void>::get_return_object() noexcept -> task<void> {
  return task<void>{std::coroutine_handle<promise>::from_promise(*this)};
}
} // namespace detail
} // namespace coro
