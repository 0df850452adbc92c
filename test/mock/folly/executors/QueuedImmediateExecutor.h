// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/executors/QueuedImmediateExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/executors/InlineExecutor.h"
