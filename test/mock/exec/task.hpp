// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors exec/task.hpp of stdexec: a lazy coroutine that is a sender.
#pragma once
#pragma GCC system_header

#include "stdexec/execution.hpp"

namespace exec {
namespace __task {
template <typename T> struct __promise_base {
  template <typename U = T> void return_value(U &&) {}
};
template <> struct __promise_base<void> {
  void return_void() noexcept {}
};

template <typename T, typename Context> class [[nodiscard]] basic_task {
  struct __promise;

public:
  using promise_type = __promise;
  using sender_concept = stdexec::sender_t;
  using values = std::conditional_t<
      std::is_void_v<T>, std::tuple<>,
      std::tuple<std::conditional_t<std::is_void_v<T>, int, T>>>;

  basic_task(basic_task &&other) noexcept
      : coro_(std::exchange(other.coro_, {})) {}
  ~basic_task() {
    if (coro_)
      coro_.destroy();
  }

private:
  struct __promise : __promise_base<T> {
    basic_task get_return_object() noexcept {
      return basic_task(std::coroutine_handle<__promise>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept { error_ = std::current_exception(); }
    template <typename Awaitable>
    decltype(auto) await_transform(Awaitable &&awaitable) {
      if constexpr (stdexec::sender<Awaitable>)
        return stdexec::as_awaitable(static_cast<Awaitable &&>(awaitable));
      else
        return static_cast<Awaitable &&>(awaitable);
    }
    std::exception_ptr error_;
  };
  struct __task_awaiter {
    std::coroutine_handle<__promise> coro_;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
      return coro_;
    }
    T await_resume() {
      if (coro_.promise().error_)
        std::rethrow_exception(coro_.promise().error_);
      stdexec::__mock::not_linked();
    }
  };

public:
  __task_awaiter operator co_await() && noexcept {
    return __task_awaiter{coro_};
  }

private:
  explicit basic_task(std::coroutine_handle<__promise> coro) noexcept
      : coro_(coro) {}

  std::coroutine_handle<__promise> coro_;
};

template <typename T> class default_task_context;
} // namespace __task

using __task::basic_task;
using __task::default_task_context;
template <typename T> using task = basic_task<T, default_task_context<T>>;
} // namespace exec
