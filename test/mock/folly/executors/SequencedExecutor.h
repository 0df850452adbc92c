// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/executors/SequencedExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/Executor.h"
