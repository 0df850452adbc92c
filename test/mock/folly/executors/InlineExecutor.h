// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/executors/InlineExecutor.h and QueuedImmediateExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/Executor.h"

namespace folly {
class InlineExecutor : public virtual Executor {
public:
  static InlineExecutor &instance();
  void add(Func func) override;
};
class QueuedImmediateExecutor : public virtual Executor {
public:
  static QueuedImmediateExecutor &instance();
  void add(Func func) override;
};
} // namespace folly
