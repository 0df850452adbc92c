// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/when_all.hpp.
#pragma once
#pragma GCC system_header

#include "fmap.hpp"
#include "when_all_ready.hpp"

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
  template <typename Result>
  std::vector<when_all_element_t<Result>>
  operator()(const std::vector<when_all_task<Result>> &) const {
    not_linked();
  }
  void operator()(const std::vector<when_all_task<void>> &) const {
    not_linked();
  }
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
template <typename Awaitable,
          typename Result = detail::unwrapped_result_t<Awaitable>>
[[nodiscard]] auto when_all(std::vector<Awaitable> awaitables) {
  return fmap(detail::collect_results(), when_all_ready(std::move(awaitables)));
}
} // namespace cppcoro
