// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs jobs in processes of their own, so that one that crashes, hangs or eats
// all memory takes only its own result with it. Knows nothing of what the jobs
// do. The caller must not have started a thread.

#ifndef COTIDY_TOOL_CLI_POOL_H
#define COTIDY_TOOL_CLI_POOL_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace cotidy {

struct JobOutcome {
  std::string Output;
  /// Why the process ended early; empty when it did not.
  std::string Failure;
};

struct PoolLimits {
  unsigned Jobs = 1;
  unsigned TimeoutSeconds = 600;
};

/// Calls `Work` for each index below `Count` in a child and hands what it wrote
/// to `Done`, in the order in which jobs end. Whatever the child prints on its
/// standard streams is dropped.
void runJobs(size_t Count, const PoolLimits &Limits,
             llvm::function_ref<void(size_t, llvm::raw_ostream &)> Work,
             llvm::function_ref<void(size_t, JobOutcome)> Done);

/// The number of processors this process may use.
unsigned processors();

} // namespace cotidy

#endif
