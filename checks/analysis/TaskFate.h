// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what becomes of the task that this expression makes, and what may
// be gone before it is done?
// Not cached. Cost: a walk up from the expression; for a task that is kept in a
// variable, the same for each mention of the variable; for one that is handed
// to a function of the project, for each mention of its parameter.
//
// A task that is an operand of something that yields a task shares the fate of
// that: `co_await when_all(f(), g())`, `co_await f().then(...)`. What cannot be
// told is Unknown, and nothing outlives anything then.
//
// Not seen: paths on which a kept task is left behind (HeldTasks has them);
// what a function without a visible body does with a task, unless the library
// model says so.

#ifndef COTIDY_CHECKS_ANALYSIS_TASKFATE_H
#define COTIDY_CHECKS_ANALYSIS_TASKFATE_H

#include "checks/analysis/BodyTree.h"
#include "checks/model/LibraryModel.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace cotidy {

class UnitAnalysis;
struct CallParts;

struct TaskFate {
  enum Kind {
    Unknown,
    Awaited,  // done before the full expression is: awaited, or waited for
    Kept,     // in a local variable that is awaited
    Returned, // to whoever called this function
    Stored,   // where it outlives this function
    Scoped,   // handed to an object that waits for it before it goes
    Started,  // runs on its own
    Dropped,  // thrown away; an eager one runs on
  };
  Kind Is = Unknown;
  /// The await, the return, the assignment, or the call it is handed to; for a
  /// kept task the expression that creates it.
  const clang::Stmt *At = nullptr;
  /// The variable that keeps it, or through which it left; for Scoped and
  /// Started, the local object that its life depends on, if there is one.
  const clang::VarDecl *In = nullptr;
  /// The expression that makes or names the task, where this is known.
  const clang::Expr *From = nullptr;
  /// Where a kept task is awaited.
  llvm::SmallVector<const clang::Stmt *, 2> Awaits;
};

class TaskFates {
public:
  TaskFates(const UnitAnalysis &Unit, const BodyTree &Body)
      : Unit(Unit), Body(Body) {}

  /// `Task` is a task, an object that owns tasks, or one that runs something
  /// (`std::thread`).
  TaskFate of(const clang::Expr &Task) const;
  /// Of the task in a local variable or parameter.
  TaskFate of(const clang::VarDecl &Variable) const;
  /// Of what starts when this call returns nothing that could be awaited.
  TaskFate started(const clang::Expr &Call) const;

  /// Of what this call makes and puts into a container.
  TaskFate putInto(const clang::Expr &Container, const clang::Expr &Call) const;

  /// The task may be at work after the variable, a local or by-value parameter,
  /// is gone.
  bool outlives(const TaskFate &Fate, const clang::VarDecl &Variable) const;
  /// The same for the temporaries of the full expression that makes it.
  bool outlivesExpression(const TaskFate &Fate) const;
  /// It runs on its own, and afterwards the function drives a loop or waits for
  /// something, presumably for this. Whoever stores a task may want it longer.
  bool isWaitedFor(const TaskFate &Fate) const;

  const BodyTree &tree() const { return Body; }

private:
  class Climb;
  bool isJoined(const TaskFate &Fate, const clang::Stmt &Scope) const;
  bool anyAfter(const clang::Stmt &At, const clang::Stmt &Scope,
                llvm::function_ref<bool(const clang::Expr &)> Waits) const;
  bool waitsAfter(const clang::Stmt &At, const clang::Stmt &Scope) const;
  const clang::CXXRecordDecl *runner(clang::QualType Type) const;
  bool mayWait(const clang::Expr &Call) const;
  const clang::VarDecl *owner(const CallParts &Call) const;

  const UnitAnalysis &Unit;
  const BodyTree &Body;
  mutable unsigned Depth = 0;
};

/// The entry of the model that says what a call does with the tasks and
/// callables it is given; null without one. Entries for names that libraries
/// merely share prove nothing and do not count.
const FunctionFact *handlingOf(const UnitAnalysis &Unit, const CallParts &Call,
                               FunctionRole Role);

} // namespace cotidy

#endif
