// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/WithCancellation.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/ViaIfAsync.h"
