// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors exec/static_thread_pool.hpp of stdexec.
#pragma once
#pragma GCC system_header

#include "stdexec/execution.hpp"
#include <cstdint>

namespace exec {
class static_thread_pool {
public:
  class scheduler {
  public:
    using scheduler_concept = stdexec::scheduler_t;
    stdexec::__mock::sender<> schedule() const { return {}; }
  };

  explicit static_thread_pool(std::uint32_t threadCount);
  ~static_thread_pool();
  scheduler get_scheduler() noexcept { return {}; }
  void request_stop() noexcept;
};
} // namespace exec
