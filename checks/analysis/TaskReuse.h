// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which tasks that can be used once does a body use twice?
// Not cached. Cost: one walk over the body; only where a variable is mentioned
// in a consuming way twice, or in a loop, one solution of the dataflow.
//
// A task is used up by an await that moves it or takes its result, by being
// moved, by a call for its result, by a continuation. Assigning to it makes a
// new one of it; asking it whether it is valid, or giving it to somebody who
// may assign to it, ends what is known.
//
// A second use counts when the first cannot be avoided on the way to it, or
// when it cannot be avoided after the first: two branches whose conditions
// belong together are no reuse.
//
// Not seen: tasks in members, globals and containers, behind references and
// pointers; types that can be copied, whose copies share the result.

#ifndef COTIDY_CHECKS_ANALYSIS_TASKREUSE_H
#define COTIDY_CHECKS_ANALYSIS_TASKREUSE_H

#include "checks/analysis/TypeFacts.h"

#include "clang/AST/ExprCXX.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;

struct TaskUse {
  enum Kind {
    Awaited,
    Moved,     // into another variable, a call, a capture, a return value
    Asked,     // for its result, by a call
    Continued, // given something to do afterwards
  };
  Kind Is;
  /// The mention of the variable.
  const clang::DeclRefExpr *At;
  /// The function that takes it or that is called on it; may be null.
  const clang::FunctionDecl *Callee = nullptr;
};

struct ReusedTask {
  const clang::ValueDecl *Variable;
  const TaskFacts *Task;
  TaskUse First;
  TaskUse Second;
  /// Both are the same, reached again in this loop.
  const clang::Stmt *Loop = nullptr;
};

/// In source order, at most one for each variable.
std::vector<ReusedTask> reusedTasks(const UnitAnalysis &Unit,
                                    const clang::FunctionDecl &Function);

} // namespace cotidy

#endif
