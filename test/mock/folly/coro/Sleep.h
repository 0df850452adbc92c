// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Sleep.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/Task.h"

namespace folly::coro {
Task<void> sleep(HighResDuration d, Timekeeper *tk = nullptr);
Task<void> sleepReturnEarlyOnCancel(HighResDuration d,
                                    Timekeeper *tk = nullptr);
} // namespace folly::coro
