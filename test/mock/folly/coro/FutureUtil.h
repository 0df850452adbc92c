// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/FutureUtil.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/Task.h"

namespace folly::coro {
struct ToTaskFn {
  template <typename SemiAwaitable>
  Task<semi_await_result_t<SemiAwaitable>> operator()(SemiAwaitable a) const {
    co_return co_await std::move(a);
  }
  Task<void> operator()(Future<Unit> a) const;
  Task<void> operator()(SemiFuture<Unit> a) const;
};
inline constexpr ToTaskFn toTask{};

template <typename V> Task<drop_unit_t<V>> toTaskInterruptOnCancel(Future<V>) {
  folly::detail::not_linked();
}
template <typename V>
Task<drop_unit_t<V>> toTaskInterruptOnCancel(SemiFuture<V>) {
  folly::detail::not_linked();
}
template <typename SemiAwaitable>
SemiFuture<lift_unit_t<semi_await_result_t<SemiAwaitable>>>
toSemiFuture(SemiAwaitable &&) {
  folly::detail::not_linked();
}
template <typename SemiAwaitable>
Future<lift_unit_t<semi_await_result_t<SemiAwaitable>>>
toFuture(SemiAwaitable &&, Executor::KeepAlive<>) {
  folly::detail::not_linked();
}
} // namespace folly::coro
