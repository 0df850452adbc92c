// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/executors/IOThreadPoolExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/executors/ThreadPoolExecutor.h"

namespace folly {
class IOThreadPoolExecutor : public ThreadPoolExecutor, public IOExecutor {
public:
  explicit IOThreadPoolExecutor(std::size_t numThreads);
  ~IOThreadPoolExecutor() override;
  void add(Func func) override;
  EventBase *getEventBase() override;
};
} // namespace folly
