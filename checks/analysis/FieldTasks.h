// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which members of a class are given tasks that no code ever awaits,
// passes on or ends?
// Not cached. Cost: a look at each class of the project; only where one has a
// private member that can hold a task, one walk over the functions of the unit.
//
// That nobody does can be told only of a private member of a class without
// friends, all of whose functions, and those of the classes inside it, have a
// body in the unit; or at least those that end its work (`stop`, `close`, the
// destructor), which is where such a task is awaited. What a member function
// template does is seen only where it is instantiated, so a class with one is
// not judged.
//
// Not seen: whether the code that awaits it is ever run.

#ifndef COTIDY_CHECKS_ANALYSIS_FIELDTASKS_H
#define COTIDY_CHECKS_ANALYSIS_FIELDTASKS_H

#include "checks/analysis/TypeFacts.h"

#include "clang/AST/Expr.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;

struct FieldTask {
  const clang::FieldDecl *Field;
  const TaskFacts *Task;
  /// The first expression that creates a task for it, and where it stands.
  const clang::Expr *Origin;
  const clang::FunctionDecl *In;
};

/// In source order of their declarations.
std::vector<FieldTask> fieldTasks(const UnitAnalysis &Unit);

} // namespace cotidy

#endif
