// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: is a task that a body keeps in a variable lost, and what was the
// variable taken for?
// Not cached. Cost: a few look-ups in the task's class.
//
// One mistake has one owner: a task taken for the lock that awaiting it would
// give, or for its result, is async-misused-task's; any other one is
// async-task-never-awaited's. What both say about the variable stands here.

#ifndef COTIDY_CHECKS_ANALYSIS_LOSTTASKS_H
#define COTIDY_CHECKS_ANALYSIS_LOSTTASKS_H

#include "checks/analysis/HeldTasks.h"
#include "checks/registry/Finding.h"

#include "llvm/ADT/ArrayRef.h"

namespace cotidy {

enum class Loss {
  None,
  Forgotten,
  TakenForGuard,  // as if it held what awaiting it yields
  TakenForResult, // as if it were what awaiting it yields
};

struct LossPolicy {
  /// A cast of the variable to void says that dropping the task is meant.
  bool VoidCastIsMeant = false;
  /// Eager tasks that are consumed on one path and left behind on another.
  bool JudgesPaths = true;
};

Loss lossOf(const UnitAnalysis &Unit, const clang::FunctionDecl &Function,
            const HeldTask &Task, LossPolicy Policy = {});

/// The function that made the task; null when no named one did.
const clang::FunctionDecl *makerOf(const HeldTask &Task);

/// The one that is reported for all that are the same mistake.
const HeldTask *firstOf(llvm::ArrayRef<HeldTask> Tasks, const HeldTask &Task);

/// `task`, `future` or `awaitable`.
llvm::StringRef kindOf(const TaskFacts &Task);
/// The variable, or the first of several bindings, in quotes.
std::string variableName(const clang::ValueDecl &Variable);

/// What becomes of the task: ", so its body never runs"; empty when unknown.
std::string consequence(const UnitAnalysis &Unit, const HeldTask &Task);

/// A finding at the variable, or at what overwrites it, with notes about where
/// the tasks of this mistake come from and where they went.
Finding findingAbout(const UnitAnalysis &Unit,
                     const clang::FunctionDecl &Function,
                     llvm::ArrayRef<HeldTask> Tasks, const HeldTask &Task,
                     std::string Message);

/// The edits that make the variable hold what awaiting the task yields; none
/// where its type is spelled or something was asked of the task itself.
llvm::SmallVector<Edit, 1> awaitInitialiser(const UnitAnalysis &Unit,
                                            const clang::FunctionDecl &Function,
                                            const HeldTask &Task);

} // namespace cotidy

#endif
