// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/task.hpp: starts when it is awaited or spawned.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/promise.hpp"

namespace boost::cobalt {
template <typename Return> struct task;

namespace detail {
template <typename Return> struct task_promise : promise_base, returns<Return> {
  task<Return> get_return_object();
  auto initial_suspend() noexcept {
    struct initial_awaitable {
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<>) {}
      void await_resume() {}
    };
    return initial_awaitable{};
  }
  auto final_suspend() noexcept {
    struct final_awaitable {
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<>
      await_suspend(std::coroutine_handle<task_promise>) noexcept {
        return std::noop_coroutine();
      }
      void await_resume() noexcept {}
    };
    return final_awaitable{};
  }
  void unhandled_exception() { exception = std::current_exception(); }
  std::exception_ptr exception;
};
} // namespace detail

template <typename Return> struct [[nodiscard]] task {
  using promise_type = detail::task_promise<Return>;

  task(task &&lhs) noexcept = default;
  task &operator=(task &&) noexcept = default;
  task(const task &) = delete;
  task &operator=(const task &) = delete;
  ~task();
  auto operator co_await() { return detail::receiver_awaitable<Return>{}; }

private:
  friend promise_type;
  task() noexcept {}
};

template <typename Return>
task<Return> detail::task_promise<Return>::get_return_object() {
  return task<Return>();
}

struct use_task_t {
  constexpr use_task_t() {}
};
constexpr use_task_t use_task{};
} // namespace boost::cobalt

template <typename... Args>
class boost::asio::async_result<boost::cobalt::use_task_t, void(Args...)> {
public:
  template <typename Initiation, typename... InitArgs>
  static boost::cobalt::task<
      typename boost::cobalt::detail::op_value<Args...>::type>
  initiate(Initiation, boost::cobalt::use_task_t, InitArgs...) {
    boost::cobalt::detail::not_linked();
  }
};
