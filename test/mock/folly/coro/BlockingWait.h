// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/BlockingWait.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/ViaIfAsync.h"

namespace folly::coro {
struct blocking_wait_fn {
  template <typename Awaitable>
  auto operator()(Awaitable &&) const -> semi_await_result_t<Awaitable> {
    folly::detail::not_linked();
  }
  template <typename SemiAwaitable>
  auto operator()(SemiAwaitable &&, DrivableExecutor *) const
      -> semi_await_result_t<SemiAwaitable> {
    folly::detail::not_linked();
  }
};
inline constexpr blocking_wait_fn blocking_wait{};
static constexpr const blocking_wait_fn &blockingWait = blocking_wait;
} // namespace folly::coro
