// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/coroutine/all.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/coroutine.hh>
#include <seastar/core/when_all.hh>

namespace seastar::coroutine {
namespace internal {
template <typename Values, typename... Futures> struct values_of {
  using type = Values;
};
template <typename... Values, typename T, typename... Futures>
struct values_of<std::tuple<Values...>, future<T>, Futures...>
    : values_of<std::tuple<Values..., T>, Futures...> {};
template <typename... Values, typename... Futures>
struct values_of<std::tuple<Values...>, future<>, Futures...>
    : values_of<std::tuple<Values...>, Futures...> {};
} // namespace internal

template <typename... Futures>
  requires(sizeof...(Futures) > 0)
class [[nodiscard("must co_await an all() object")]] all {
  using value_tuple =
      typename internal::values_of<std::tuple<>, Futures...>::type;
  std::tuple<Futures...> _futures;

  struct awaiter {
    all &state;
    bool await_ready() const { return false; }
    template <typename U> void await_suspend(std::coroutine_handle<U> h) {}
    value_tuple await_resume() { seastar::internal::not_linked(); }
  };

public:
  template <typename... Func>
    requires(... && std::invocable<Func>)
  explicit all(Func &&...funcs) : _futures(futurize_invoke(funcs)...) {}
  awaiter operator co_await() { return awaiter{*this}; }
};
template <typename FirstFunc, typename... MoreFuncs>
explicit all(FirstFunc &&, MoreFuncs &&...)
    -> all<std::invoke_result_t<FirstFunc>, std::invoke_result_t<MoreFuncs>...>;
} // namespace seastar::coroutine
