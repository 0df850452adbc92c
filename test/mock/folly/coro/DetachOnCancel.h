// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/DetachOnCancel.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/Task.h"

namespace folly::coro {
template <typename Awaitable>
Task<semi_await_result_t<Awaitable>> detachOnCancel(Awaitable awaitable) {
  co_return co_await std::move(awaitable);
}
} // namespace folly::coro
