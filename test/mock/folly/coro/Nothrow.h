// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Nothrow.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/ViaIfAsync.h"
