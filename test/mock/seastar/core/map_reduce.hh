// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/map_reduce.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/loop.hh>

namespace seastar {
template <typename Iterator, typename Mapper, typename Reducer>
auto map_reduce(Iterator begin, Iterator end, Mapper &&mapper, Reducer &&r)
    -> futurize_t<decltype(r.get())> {
  internal::not_linked();
}
template <typename Iterator, typename Mapper, typename Initial, typename Reduce>
future<Initial> map_reduce(Iterator begin, Iterator end, Mapper &&mapper,
                           Initial initial, Reduce reduce) {
  internal::not_linked();
}
template <typename Range, typename Mapper, typename Initial, typename Reduce>
  requires requires(Range &range) { internal::range_begin(range); }
future<Initial> map_reduce(Range &&range, Mapper &&mapper, Initial initial,
                           Reduce reduce) {
  internal::not_linked();
}
template <typename Result, typename Addend = Result> class adder {
  Result _result = {};

public:
  future<> operator()(const Addend &value) {
    _result += value;
    return make_ready_future<>();
  }
  Result get() && { return std::move(_result); }
};
} // namespace seastar
