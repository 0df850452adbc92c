// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: how long does the closure of this lambda live, when does its body
// run, and what becomes of the task that comes out of it?
// Not cached. Cost: a walk up from the lambda; for one with a name, the same
// for each mention; for one handed to a function of the project, for each
// mention of its parameter there.
//
// The library model says what library functions do with a callable: keep it
// until their task is done, only until they have called it, or call it before
// they return. A function of the project says so itself: a coroutine keeps what
// it takes by value in its frame. What cannot be told is Unknown.
//
// Not seen: closures captured by other closures; callables in members.

#ifndef COTIDY_CHECKS_ANALYSIS_CALLABLEFATE_H
#define COTIDY_CHECKS_ANALYSIS_CALLABLEFATE_H

#include "checks/analysis/TaskFate.h"

namespace cotidy {

struct CallableFate {
  enum Life {
    Unknown,
    UntilCalled,    // it, or the copy that is called, is gone right after
    FullExpression, // a temporary of the expression that makes it
    Scope,          // a local variable
    Task,           // until the task of the call is done
    Elsewhere,      // where it outlives this function
    Subscribed,     // until somebody ends the subscription
  };
  enum Time {
    Never,  // as far as can be told
    AtOnce, // before the call returns
    Later,  // at any time until the task of the call is done
  };
  Life Lives = Unknown;
  Time Runs = Never;
  /// The call it is handed to, or the one that invokes it; null when nobody
  /// can be told to run it.
  const clang::Expr *Call = nullptr;
  /// What it is wrapped in only refers to the closure.
  bool ByView = false;
  /// The local variable that holds the closure, or null.
  const clang::VarDecl *Closure = nullptr;
  /// Of what the call yields, or starts.
  TaskFate Of;
};

class CallableFates {
public:
  CallableFates(const UnitAnalysis &Unit, const BodyTree &Body)
      : Unit(Unit), Body(Body), Tasks(Unit, Body) {}

  /// One for each way it goes; a lambda with a name may go several.
  llvm::SmallVector<CallableFate, 2> of(const clang::LambdaExpr &Lambda) const;

  /// The closure may be gone while a coroutine that it runs is not done.
  bool diesEarly(const CallableFate &Fate) const;

  const TaskFates &tasks() const { return Tasks; }

private:
  class Climb;
  llvm::SmallVector<CallableFate, 2> follow(const clang::Expr &From,
                                            const clang::VarDecl *Named) const;

  const UnitAnalysis &Unit;
  const BodyTree &Body;
  TaskFates Tasks;
  mutable unsigned Depth = 0;
};

} // namespace cotidy

#endif
