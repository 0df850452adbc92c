// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/executors/GlobalExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/Executor.h"

namespace folly {
Executor::KeepAlive<> getGlobalCPUExecutor();
Executor::KeepAlive<IOExecutor> getGlobalIOExecutor();
} // namespace folly
