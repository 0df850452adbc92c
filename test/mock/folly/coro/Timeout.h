// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Timeout.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/Task.h"

namespace folly::coro {
template <typename SemiAwaitable, typename Duration,
          typename TimekeeperPtr = std::nullptr_t>
Task<semi_await_result_t<SemiAwaitable>> timeout(SemiAwaitable, Duration,
                                                 TimekeeperPtr = nullptr) {
  folly::detail::not_linked();
}
template <typename SemiAwaitable, typename Duration,
          typename TimekeeperPtr = std::nullptr_t>
Task<semi_await_result_t<SemiAwaitable>>
timeoutNoDiscard(SemiAwaitable, Duration, TimekeeperPtr = nullptr) {
  folly::detail::not_linked();
}
} // namespace folly::coro
