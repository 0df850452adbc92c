// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/when_all.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/future.hh>
#include <tuple>

namespace seastar {
namespace internal {
// A future stays one, a callable becomes the future that it returns.
template <typename FutOrFunc> struct future_of {};
template <std::invocable FutOrFunc> struct future_of<FutOrFunc> {
  using type = futurize_t<std::invoke_result_t<FutOrFunc>>;
};
template <typename T> struct future_of<future<T>> {
  using type = future<T>;
};
template <typename FutOrFunc>
using future_of_t = typename future_of<std::remove_cvref_t<FutOrFunc>>::type;

template <typename Values, typename... Futures> struct succeeded;
template <typename... Values> struct succeeded<std::tuple<Values...>> {
  using type = future<std::tuple<Values...>>;
};
template <> struct succeeded<std::tuple<>> {
  using type = future<>;
};
template <typename... Values, typename T, typename... Futures>
struct succeeded<std::tuple<Values...>, future<T>, Futures...>
    : succeeded<std::tuple<Values..., T>, Futures...> {};
template <typename... Values, typename... Futures>
struct succeeded<std::tuple<Values...>, future<>, Futures...>
    : succeeded<std::tuple<Values...>, Futures...> {};

template <typename T> struct succeeded_vector {
  using type = future<std::vector<T, std::allocator<T>>>;
};
template <> struct succeeded_vector<void> {
  using type = future<>;
};
template <typename Future> struct value_of;
template <typename T> struct value_of<future<T>> {
  using type = T;
};
template <typename Iterator>
using iterated_t = std::remove_cvref_t<decltype(*std::declval<Iterator>())>;
} // namespace internal

template <typename... FutOrFuncs>
future<std::tuple<internal::future_of_t<FutOrFuncs>...>>
when_all(FutOrFuncs &&...fut_or_funcs) noexcept {
  internal::not_linked();
}
template <typename FutureIterator>
  requires is_future<internal::iterated_t<FutureIterator>>::value
future<std::vector<internal::iterated_t<FutureIterator>,
                   std::allocator<internal::iterated_t<FutureIterator>>>>
when_all(FutureIterator begin, FutureIterator end) noexcept {
  internal::not_linked();
}
template <typename... FutOrFuncs>
typename internal::succeeded<std::tuple<>,
                             internal::future_of_t<FutOrFuncs>...>::type
when_all_succeed(FutOrFuncs &&...fut_or_funcs) noexcept {
  internal::not_linked();
}
template <typename FutureIterator>
  requires is_future<internal::iterated_t<FutureIterator>>::value
typename internal::succeeded_vector<typename internal::value_of<
    internal::iterated_t<FutureIterator>>::type>::type
when_all_succeed(FutureIterator begin, FutureIterator end) noexcept {
  internal::not_linked();
}
template <typename T, typename Allocator>
typename internal::succeeded_vector<T>::type
when_all_succeed(std::vector<future<T>, Allocator> &&futures) noexcept {
  internal::not_linked();
}
} // namespace seastar
