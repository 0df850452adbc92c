// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/generator.hpp: an eager asynchronous generator.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/promise.hpp"

namespace boost::cobalt {
template <typename Yield, typename Push> struct generator;

namespace detail {
template <typename Yield, typename Push>
struct generator_promise : promise_base {
  generator<Yield, Push> get_return_object();
  std::suspend_never initial_suspend() noexcept { return {}; }
  std::suspend_always final_suspend() noexcept { return {}; }
  auto await_transform(this_coro::initial_t) { return ready_awaitable<Push>{}; }
  using promise_base::await_transform;
  template <typename Yield_>
    requires std::is_convertible_v<Yield_, Yield>
  auto yield_value(Yield_ &&) {
    return receiver_awaitable<Push>{};
  }
  void return_value(const Yield &) {}
  void return_value(Yield &&) {}
  void unhandled_exception() { exception = std::current_exception(); }
  std::exception_ptr exception;
};
} // namespace detail

template <typename Yield, typename Push = void> struct [[nodiscard]] generator {
  using promise_type = detail::generator_promise<Yield, Push>;

  generator(generator &&lhs) noexcept = default;
  generator &operator=(generator &&) noexcept;
  generator(const generator &) = delete;
  generator &operator=(const generator &) = delete;
  ~generator();
  auto operator co_await() { return detail::receiver_awaitable<Yield>{}; }
  template <typename P> auto operator()(P &&) {
    return detail::receiver_awaitable<Yield>{};
  }
  explicit operator bool() const;
  void cancel(asio::cancellation_type ct = asio::cancellation_type::all);
  bool ready() const;
  Yield get();

private:
  friend promise_type;
  generator() noexcept {}
};

template <typename Yield, typename Push>
generator<Yield, Push>
detail::generator_promise<Yield, Push>::get_return_object() {
  return generator<Yield, Push>();
}
} // namespace boost::cobalt
