// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which tasks that run already does a body leave behind when one of
// its awaits throws?
// Not cached. Cost: for functions that keep eager tasks in variables, one walk
// over the body, and the failures of what is awaited meanwhile.
//
// Two shapes: tasks in a container that are awaited one after the other, and a
// task in a variable while something is awaited that throws in plain sight. A
// try block around the await, inside the scope of the variable, ends the
// question: what its handlers do is not judged.
//
// Not seen: exceptions of plain calls, tasks that came into the container in
// functions without a visible body.

#ifndef COTIDY_CHECKS_ANALYSIS_ABANDONEDTASKS_H
#define COTIDY_CHECKS_ANALYSIS_ABANDONEDTASKS_H

#include "checks/analysis/Failures.h"
#include "checks/analysis/HeldTasks.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>

namespace cotidy {

struct AbandonedTask {
  const HeldTask *Held;
  /// The co_await, or the call that waits.
  const clang::Expr *Await;
  /// What is thrown there; absent where another task of the same container is
  /// awaited, of which nothing more need be known.
  std::optional<Failure> Proof;
};

/// `Tasks` are the held tasks of the function; those that eager tasks leave
/// behind in other ways are left out.
std::vector<AbandonedTask> abandonedTasks(const UnitAnalysis &Unit,
                                          const clang::FunctionDecl &Function,
                                          llvm::ArrayRef<HeldTask> Tasks);

} // namespace cotidy

#endif
