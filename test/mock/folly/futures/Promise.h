// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/futures/Promise.h, which includes Future.h as well.
#pragma once
#pragma GCC system_header

#include "folly/futures/Future.h"
