// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/executors/DrivableExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/Executor.h"
