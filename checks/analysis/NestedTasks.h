// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: where does a task come to yield another task, though nobody asked
// for that?
// Not cached. Cost: one walk over the calls and returns of a body; only where
// one makes a task of a task, one walk over the unit to see whether the inner
// one is ever used.
//
// Nobody asked when the type is not spelled: it follows from a template's
// argument or from what a callable returns. A library that flattens makes no
// such type, so nothing needs to be known about it. Where some code of the unit
// takes the inner task out and does something with it, it is wanted.

#ifndef COTIDY_CHECKS_ANALYSIS_NESTEDTASKS_H
#define COTIDY_CHECKS_ANALYSIS_NESTEDTASKS_H

#include "checks/analysis/TypeFacts.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;

struct NestedTask {
  /// The task that is returned, or the call that wraps another one.
  const clang::Expr *Made;
  /// The co_return, or null for a call.
  const clang::CoreturnStmt *Return;
  /// What the call is given and what returns the inner task; null for a
  /// co_return.
  const clang::Expr *Callable;
  const TaskFacts *Outer;
  const TaskFacts *Inner;
};

/// In source order.
std::vector<NestedTask> nestedTasks(const UnitAnalysis &Unit,
                                    const clang::FunctionDecl &Function);

/// Whether a task was made by a callable inside of another one, so that its
/// loss is that mistake: `Unwrapped` awaits or gets a call that wraps it, or a
/// variable that holds the result of one.
bool comesOutOfNested(const UnitAnalysis &Unit, const clang::Expr &Unwrapped);

/// Whether the value of this call is a task of a task that nobody asked for.
bool makesNestedTask(const UnitAnalysis &Unit, const clang::Expr &Call);

} // namespace cotidy

#endif
