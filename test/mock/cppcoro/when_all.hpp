// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/when_all.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/fmap.hpp"
#include "cppcoro/when_all_ready.hpp"

namespace cppcoro {
namespace detail {
template <typename Result>
using when_all_value_t = std::conditional_t<std::is_void_v<Result>, void_value,
                                            std::decay_t<Result>>;
template <typename Result>
using when_all_element_t =
    std::conditional_t<std::is_lvalue_reference_v<Result>,
                       std::reference_wrapper<std::remove_reference_t<Result>>,
                       std::remove_reference_t<Result>>;

// Rethrows the first exception, or gathers what the tasks produced.
struct collect_results {
  template <typename... Results>
  std::tuple<when_all_value_t<Results>...>
  operator()(const std::tuple<when_all_task<Results>...> &) const {
    not_linked();
  }
  template <typename Result, typename Allocator>
  auto operator()(const std::vector<when_all_task<Result>, Allocator> &) const {
    using element = when_all_element_t<Result>;
    return gathered<std::vector<element, std::allocator<element>>>();
  }
  template <typename Allocator>
  void operator()(const std::vector<when_all_task<void>, Allocator> &) const {}

private:
  template <typename Results> static Results gathered() { not_linked(); }
};
} // namespace detail

template <
    typename... Awaitables,
    std::enable_if_t<std::conjunction_v<is_awaitable<detail::unwrap_reference_t<
                         std::remove_reference_t<Awaitables>>>...>,
                     int> = 0>
[[nodiscard]] auto when_all(Awaitables &&...awaitables) {
  return fmap(detail::collect_results(),
              when_all_ready(std::forward<Awaitables>(awaitables)...));
}
template <typename Awaitable, typename Allocator,
          typename Result = detail::unwrapped_result_t<Awaitable>>
[[nodiscard]] auto when_all(std::vector<Awaitable, Allocator> awaitables) {
  return fmap(detail::collect_results(), when_all_ready(std::move(awaitables)));
}
} // namespace cppcoro
