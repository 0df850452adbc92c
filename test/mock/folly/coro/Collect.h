// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Collect.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/Task.h"
#include <tuple>

namespace folly::coro {
namespace detail {
template <typename SemiAwaitable>
using collect_all_component_t =
    lift_unit_t<std::decay_t<semi_await_result_t<SemiAwaitable>>>;
template <typename SemiAwaitable>
using collect_all_try_component_t =
    Try<std::decay_t<semi_await_result_t<SemiAwaitable>>>;
// What an element of a range yields; a vector is moved from.
template <typename Range>
using element_t =
    std::remove_cvref_t<decltype(*std::declval<Range &>().begin())>;
template <typename T> using list = std::vector<T, std::allocator<T>>;

template <typename T> struct range_result {
  using type = list<T>;
};
template <> struct range_result<void> {
  using type = void;
};
template <typename Range>
using range_result_t = typename range_result<
    std::decay_t<semi_await_result_t<element_t<Range>>>>::type;
template <typename Range>
using try_range_result_t = list<collect_all_try_component_t<element_t<Range>>>;
template <typename Range>
using any_range_result_t =
    std::pair<std::size_t, collect_all_try_component_t<element_t<Range>>>;
} // namespace detail

template <typename... SemiAwaitables>
Task<std::tuple<detail::collect_all_component_t<SemiAwaitables>...>>
collectAll(SemiAwaitables...) {
  folly::detail::not_linked();
}
template <typename... SemiAwaitables>
Task<std::tuple<detail::collect_all_try_component_t<SemiAwaitables>...>>
collectAllTry(SemiAwaitables...) {
  folly::detail::not_linked();
}
template <typename InputRange>
auto collectAllRange(InputRange) -> Task<detail::range_result_t<InputRange>> {
  folly::detail::not_linked();
}
template <typename InputRange>
auto collectAllTryRange(InputRange)
    -> Task<detail::try_range_result_t<InputRange>> {
  folly::detail::not_linked();
}
template <typename InputRange>
auto collectAllWindowed(InputRange, std::size_t)
    -> Task<detail::range_result_t<InputRange>> {
  folly::detail::not_linked();
}
template <typename InputRange>
auto collectAllTryWindowed(InputRange, std::size_t)
    -> Task<detail::try_range_result_t<InputRange>> {
  folly::detail::not_linked();
}
template <typename SemiAwaitable, typename... SemiAwaitables>
Task<std::pair<std::size_t, detail::collect_all_try_component_t<SemiAwaitable>>>
collectAny(SemiAwaitable &&, SemiAwaitables &&...) {
  folly::detail::not_linked();
}
template <typename... SemiAwaitables>
Task<std::tuple<detail::collect_all_try_component_t<SemiAwaitables>...>>
collectAnyNoDiscard(SemiAwaitables &&...) {
  folly::detail::not_linked();
}
template <typename InputRange>
auto collectAnyRange(InputRange)
    -> Task<detail::any_range_result_t<InputRange>> {
  folly::detail::not_linked();
}
} // namespace folly::coro
