// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/experimental/coro/Mutex.h, where releases before 2024 have it.
#pragma once
#pragma GCC system_header

#include "folly/coro/Mutex.h"
