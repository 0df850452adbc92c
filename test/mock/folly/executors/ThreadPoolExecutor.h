// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/executors/ThreadPoolExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/Executor.h"

namespace folly {
class ThreadPoolExecutor : public virtual Executor {
public:
  ~ThreadPoolExecutor() override;
  void add(Func func) override = 0;
  std::size_t numThreads() const;
  void setNumThreads(std::size_t numThreads);
  void stop();
  void join();
};
} // namespace folly
