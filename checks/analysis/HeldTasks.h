// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which tasks does a body create and keep in local variables, and
// what becomes of each of them?
// Not cached. Cost: one walk over the body to find such variables; only where
// there are any, a second walk and one solution of the dataflow over its graph.
//
// A task is consumed by whatever could run it, keep it or end it on purpose:
// an await, a return, being passed, captured, stored outside or having its
// address taken, a member call that is no mere question. Looking at it (const
// members that answer with a bool or a number, comparisons, what ValueUses.h
// tells) is not consuming.
// Moving it into another local hands it on.
//
// Not seen: tasks in members and globals, in by-value parameters, behind raw
// pointers; paths that an exception takes.

#ifndef COTIDY_CHECKS_ANALYSIS_HELDTASKS_H
#define COTIDY_CHECKS_ANALYSIS_HELDTASKS_H

#include "checks/analysis/TypeFacts.h"
#include "checks/analysis/ValueUses.h"

#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <vector>

namespace cotidy {

class UnitAnalysis;

/// One move of a task from one place to the next.
struct Handover {
  const clang::ValueDecl *To;
  clang::SourceLocation Loc;
};

struct HeldTask {
  enum Fate {
    Consumed,      // nothing to say
    NeverConsumed, // on no path
    Overwritten,   // on some path replaced before anyone consumed it
    LeftBehind,    // consumed on some path, its scope left on another
  };
  /// The variable it was first put into.
  const clang::VarDecl *Variable = nullptr;
  /// The expression that created it.
  const clang::Expr *Origin = nullptr;
  const TaskFacts *Task = nullptr;
  Fate Is = NeverConsumed;
  /// What replaced it, or the statement that left its scope.
  const clang::Stmt *End = nullptr;
  /// It came into an array, a container or an aggregate.
  bool InOwner = false;
  /// Somebody asks it a question.
  bool LookedAt = false;
  /// Somebody uses it as if it were its result.
  std::optional<ValueUse> UsedAsValue = std::nullopt;
  /// The variable or the task was cast to void.
  bool CastToVoid = false;
  /// The body may suspend while the task is held.
  bool SuspendsMeanwhile = false;
  /// Where: the awaits and the calls that wait.
  llvm::SmallVector<const clang::Expr *, 2> Meanwhile;
  llvm::SmallVector<Handover, 2> Handovers;
};

/// In source order, without those whose making a test expects to throw.
std::vector<HeldTask> heldTasks(const UnitAnalysis &Unit,
                                const clang::FunctionDecl &Function);

} // namespace cotidy

#endif
