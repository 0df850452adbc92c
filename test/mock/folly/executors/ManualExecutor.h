// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/executors/ManualExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/Executor.h"

namespace folly {
class ManualExecutor : public DrivableExecutor, public SequencedExecutor {
public:
  void add(Func) override;
  void drive() override;
  std::size_t run();
  std::size_t drain();
};
} // namespace folly
