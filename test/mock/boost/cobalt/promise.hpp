// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/promise.hpp: starts at once, and is cancelled when it is
// destroyed, unless it was detached.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/op.hpp"

namespace boost::cobalt {
template <typename Return> struct promise;

namespace detail {
template <typename T> struct returns {
  void return_value(T) {}
};
template <> struct returns<void> {
  void return_void() {}
};

template <typename Return> struct receiver_awaitable {
  bool await_ready() const { return false; }
  template <typename Promise>
  bool await_suspend(std::coroutine_handle<Promise>) {
    return true;
  }
  Return await_resume() { not_linked(); }
  system::result<Return, std::exception_ptr>
  await_resume(const as_result_tag &) {
    return std::exception_ptr();
  }
};

template <typename Return>
struct cobalt_promise : promise_base, returns<Return> {
  promise<Return> get_return_object();
  std::suspend_never initial_suspend() noexcept { return {}; }
  auto final_suspend() noexcept {
    struct final_awaitable {
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<>
      await_suspend(std::coroutine_handle<cobalt_promise>) noexcept {
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

template <typename Return> struct [[nodiscard]] promise {
  using promise_type = detail::cobalt_promise<Return>;

  promise(promise &&lhs) noexcept;
  promise &operator=(promise &&lhs) noexcept;
  promise(const promise &) = delete;
  promise &operator=(const promise &) = delete;
  ~promise() {
    if (attached_)
      cancel();
  }
  auto operator co_await() { return detail::receiver_awaitable<Return>{}; }
  void operator+() && { detach(); }
  void cancel(asio::cancellation_type ct = asio::cancellation_type::all);
  bool ready() const;
  explicit operator bool() const;
  bool attached() const;
  void detach() { attached_ = false; }
  void attach() { attached_ = true; }
  Return get();

private:
  friend promise_type;
  promise() noexcept {}

  bool attached_ = true;
};

template <typename Return>
promise<Return> detail::cobalt_promise<Return>::get_return_object() {
  return promise<Return>();
}
} // namespace boost::cobalt
