// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/join.hpp, gather.hpp and race.hpp. A task that is given
// as an rvalue is moved into the operation; nothing starts before it is
// awaited.
#pragma once
#pragma GCC system_header

#include "boost/asio/cancellation_type.hpp"
#include "boost/cobalt/promise.hpp"
#include "boost/variant2/variant.hpp"

namespace boost::cobalt {
namespace detail {
template <typename T>
using variant_friendly =
    std::conditional_t<std::is_void_v<T>, variant2::monostate, T>;
template <typename T> using list = std::vector<T, std::allocator<T>>;
template <typename Range>
using element_t = std::decay_t<decltype(*std::declval<Range &>().begin())>;

template <typename... Ts> auto joined() {
  if constexpr ((std::is_void_v<Ts> && ...))
    return;
  else
    return std::tuple<variant_friendly<Ts>...>();
}
template <typename T> struct joined_range {
  using type = list<T>;
};
template <> struct joined_range<void> {
  using type = void;
};

template <typename Result> struct [[nodiscard]] combined {
  struct awaitable_type {
    bool await_ready() { return false; }
    template <typename H> bool await_suspend(std::coroutine_handle<H>) {
      return true;
    }
    Result await_resume() { not_linked(); }
  };
  awaitable_type operator co_await() && { return {}; }
};
template <typename Range>
concept range = awaitable<element_t<Range>>;
template <typename T> using gathered = system::result<T, std::exception_ptr>;
} // namespace detail

template <awaitable... Promise> auto join(Promise &&...) {
  return detail::combined<
      decltype(detail::joined<detail::co_await_result_t<Promise>...>())>{};
}
template <detail::range PromiseRange> auto join(PromiseRange &&) {
  return detail::combined<typename detail::joined_range<
      detail::co_await_result_t<detail::element_t<PromiseRange>>>::type>{};
}
template <awaitable... Promise> auto gather(Promise &&...) {
  return detail::combined<
      std::tuple<detail::gathered<detail::co_await_result_t<Promise>>...>>{};
}
template <detail::range PromiseRange> auto gather(PromiseRange &&) {
  return detail::combined<detail::list<detail::gathered<
      detail::co_await_result_t<detail::element_t<PromiseRange>>>>>{};
}

template <asio::cancellation_type Ct = asio::cancellation_type::all,
          awaitable... Promise>
auto race(Promise &&...) {
  if constexpr ((std::is_void_v<detail::co_await_result_t<Promise>> && ...))
    return detail::combined<std::size_t>{};
  else
    return detail::combined<variant2::variant<
        detail::variant_friendly<detail::co_await_result_t<Promise>>...>>{};
}
template <asio::cancellation_type Ct = asio::cancellation_type::all,
          awaitable... Promise>
auto left_race(Promise &&...p) {
  return race<Ct>(static_cast<Promise &&>(p)...);
}
} // namespace boost::cobalt
