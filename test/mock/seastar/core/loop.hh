// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/loop.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/do_with.hh>
#include <seastar/core/future.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/util/bool_class.hh>

namespace seastar {
namespace internal {
template <typename T, size_t N> T *range_begin(T (&array)[N]) { return array; }
template <typename Range>
auto range_begin(Range &range) -> decltype(range.begin()) {
  return range.begin();
}
template <typename Range>
using range_reference_t =
    decltype(*internal::range_begin(std::declval<Range &>()));

template <typename T> struct unwrap_optional_future;
template <typename T> struct unwrap_optional_future<future<std::optional<T>>> {
  using type = future<T>;
};
} // namespace internal

struct stop_iteration_tag {};
using stop_iteration = bool_class<stop_iteration_tag>;

template <typename AsyncAction>
future<> repeat(const AsyncAction &action) noexcept = delete;
template <typename AsyncAction>
future<> repeat(AsyncAction &action) noexcept = delete;
template <typename AsyncAction>
  requires std::is_invocable_r_v<stop_iteration, AsyncAction> ||
           std::is_invocable_r_v<future<stop_iteration>, AsyncAction>
future<> repeat(AsyncAction &&action) noexcept {
  internal::not_linked();
}
template <typename AsyncAction>
typename internal::unwrap_optional_future<
    futurize_t<std::invoke_result_t<AsyncAction>>>::type
repeat_until_value(AsyncAction action) noexcept {
  internal::not_linked();
}
template <typename AsyncAction, typename StopCondition>
  requires std::is_invocable_r_v<bool, StopCondition> &&
           std::is_invocable_r_v<future<>, AsyncAction>
future<> do_until(StopCondition stop_cond, AsyncAction action) noexcept {
  internal::not_linked();
}
template <typename AsyncAction>
  requires std::is_invocable_r_v<future<>, AsyncAction>
future<> keep_doing(AsyncAction action) noexcept {
  internal::not_linked();
}
template <typename Iterator, typename Sentinel, typename AsyncAction>
  requires std::same_as<futurize_t<std::invoke_result_t<
                            AsyncAction, decltype(*std::declval<Iterator>())>>,
                        future<>>
future<> do_for_each(Iterator begin, Sentinel end,
                     AsyncAction action) noexcept {
  internal::not_linked();
}
template <typename Range, typename AsyncAction>
  requires std::same_as<futurize_t<std::invoke_result_t<
                            AsyncAction, internal::range_reference_t<Range>>>,
                        future<>>
future<> do_for_each(Range &c, AsyncAction action) noexcept {
  internal::not_linked();
}
template <typename Iterator, typename Sentinel, typename Func>
  requires std::same_as<
      std::invoke_result_t<Func, decltype(*std::declval<Iterator>())>, future<>>
future<> parallel_for_each(Iterator begin, Sentinel end, Func &&func) noexcept {
  internal::not_linked();
}
template <typename Range, typename Func>
  requires std::same_as<
      std::invoke_result_t<Func, internal::range_reference_t<Range>>, future<>>
future<> parallel_for_each(Range &&range, Func &&func) noexcept {
  internal::not_linked();
}
template <typename Iterator, typename Sentinel, typename Func>
  requires std::same_as<
      std::invoke_result_t<Func, decltype(*std::declval<Iterator>())>, future<>>
future<> max_concurrent_for_each(Iterator begin, Sentinel end,
                                 size_t max_concurrent, Func &&func) noexcept {
  internal::not_linked();
}
template <typename Range, typename Func>
  requires std::same_as<
      std::invoke_result_t<Func, internal::range_reference_t<Range>>, future<>>
future<> max_concurrent_for_each(Range &&range, size_t max_concurrent,
                                 Func &&func) noexcept {
  internal::not_linked();
}
} // namespace seastar
