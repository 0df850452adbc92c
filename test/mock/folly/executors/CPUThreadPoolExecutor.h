// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/executors/CPUThreadPoolExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/executors/ThreadPoolExecutor.h"

namespace folly {
class CPUThreadPoolExecutor : public ThreadPoolExecutor {
public:
  explicit CPUThreadPoolExecutor(std::size_t numThreads);
  CPUThreadPoolExecutor(std::size_t numThreads, std::int8_t numPriorities);
  ~CPUThreadPoolExecutor() override;
  void add(Func func) override;
  void addWithPriority(Func func, std::int8_t priority) override;
};
} // namespace folly
