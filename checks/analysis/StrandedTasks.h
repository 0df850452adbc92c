// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which task that runs already is put into a continuation that is
// never called when another task fails?
// Not cached. Cost: one walk over the body; for a lambda that captures a task,
// the failures of that task and of the one that is continued.
//
// The continuation goes with the failure, and the captured task with it:
// nobody waits for it, nobody sees its own failure. Both have to be able to
// fail. That the continuation is skipped is a fact of the library model.
//
// Not seen: tasks in other objects that are captured, callables that are no
// lambdas.

#ifndef COTIDY_CHECKS_ANALYSIS_STRANDEDTASKS_H
#define COTIDY_CHECKS_ANALYSIS_STRANDEDTASKS_H

#include "checks/analysis/Failures.h"

#include <vector>

namespace cotidy {

struct StrandedTask {
  /// The variable that is moved into the capture, and where.
  const clang::VarDecl *Task;
  clang::SourceLocation Capture;
  const clang::FunctionDecl *Continues;
  /// How the task fails that is continued.
  Failure Skips;
};

std::vector<StrandedTask> strandedTasks(const UnitAnalysis &Unit,
                                        const clang::FunctionDecl &Function);

} // namespace cotidy

#endif
