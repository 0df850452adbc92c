// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/when_any.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/when_all.hh>

namespace seastar {
template <class Sequence> struct when_any_result {
  size_t index;
  Sequence futures;
};
template <class FutureIterator>
  requires is_future<internal::iterated_t<FutureIterator>>::value
future<when_any_result<
    std::vector<internal::iterated_t<FutureIterator>,
                std::allocator<internal::iterated_t<FutureIterator>>>>>
when_any(FutureIterator begin, FutureIterator end) noexcept {
  internal::not_linked();
}
template <class... FutOrFuncs>
future<when_any_result<std::tuple<internal::future_of_t<FutOrFuncs>...>>>
when_any(FutOrFuncs &&...fut_or_funcs) noexcept {
  internal::not_linked();
}
} // namespace seastar
