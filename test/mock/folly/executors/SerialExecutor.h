// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/executors/SerialExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/executors/GlobalExecutor.h"

namespace folly {
namespace detail {
template <typename Task> class SerialExecutorQueue;

template <template <typename> typename Queue>
class SerialExecutorImpl : public SequencedExecutor {
public:
  static Executor::KeepAlive<SerialExecutorImpl>
  create(Executor::KeepAlive<> parent = getGlobalCPUExecutor());
  void add(Func func) override;
};
} // namespace detail

using SerialExecutor = detail::SerialExecutorImpl<detail::SerialExecutorQueue>;
} // namespace folly
