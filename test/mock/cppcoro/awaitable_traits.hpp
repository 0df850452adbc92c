// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/awaitable_traits.hpp and is_awaitable.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/coroutine.hpp"
#include <type_traits>
#include <utility>

namespace cppcoro {
namespace detail {
// The body of a template that user types without linkage can reach: such a
// function must be defined where it is used.
[[noreturn]] void not_linked();

template <typename T>
concept has_member_co_await =
    requires(T &&value) { std::forward<T>(value).operator co_await(); };
template <typename T>
concept has_free_co_await =
    requires(T &&value) { operator co_await(std::forward<T>(value)); };
template <typename T>
concept is_awaiter = requires(T &&value) {
  static_cast<bool>(value.await_ready());
  value.await_resume();
};

template <typename T>
  requires has_member_co_await<T>
decltype(auto) get_awaiter(T &&value) {
  return std::forward<T>(value).operator co_await();
}
template <typename T>
  requires(!has_member_co_await<T> && has_free_co_await<T>)
decltype(auto) get_awaiter(T &&value) {
  return operator co_await(std::forward<T>(value));
}
template <typename T>
  requires(!has_member_co_await<T> && !has_free_co_await<T> && is_awaiter<T>)
T &&get_awaiter(T &&value) noexcept {
  return std::forward<T>(value);
}

template <typename T> struct remove_rvalue_reference {
  using type = T;
};
template <typename T> struct remove_rvalue_reference<T &&> {
  using type = T;
};
template <typename T>
using remove_rvalue_reference_t = typename remove_rvalue_reference<T>::type;
} // namespace detail

template <typename T, typename = void> struct awaitable_traits {};
template <typename T>
struct awaitable_traits<
    T, std::void_t<decltype(detail::get_awaiter(std::declval<T>()))>> {
  using awaiter_t = decltype(detail::get_awaiter(std::declval<T>()));
  using await_result_t = decltype(std::declval<awaiter_t>().await_resume());
};

template <typename T, typename = std::void_t<>>
struct is_awaitable : std::false_type {};
template <typename T>
struct is_awaitable<
    T, std::void_t<decltype(detail::get_awaiter(std::declval<T>()))>>
    : std::true_type {};
template <typename T> constexpr bool is_awaitable_v = is_awaitable<T>::value;
} // namespace cppcoro
