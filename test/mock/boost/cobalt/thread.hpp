// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/thread.hpp: a coroutine with a thread and a loop of its
// own. Its destructor stops the loop and joins the thread.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/promise.hpp"

namespace boost::cobalt {
struct thread;
namespace detail {
struct thread_promise : promise_base {
  thread get_return_object();
  std::suspend_always initial_suspend() noexcept { return {}; }
  std::suspend_never final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { exception = std::current_exception(); }
  void return_void() {}
  std::exception_ptr exception;
};
} // namespace detail
struct thread {
  using promise_type = detail::thread_promise;

  thread(thread &&) noexcept = default;
  ~thread();
  void cancel(asio::cancellation_type type = asio::cancellation_type::all);
  auto operator co_await() { return detail::receiver_awaitable<void>{}; }
  void join();
  bool joinable() const;
  void detach();

private:
  friend promise_type;
  thread() noexcept {}
};
inline thread detail::thread_promise::get_return_object() { return thread(); }
} // namespace boost::cobalt
