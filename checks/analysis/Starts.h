// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which code does the project hand to a thread, a pool, a loop or a
// strand, or run side by side, and which one is it?
// Not cached; ExecutionContexts owns the answer. Cost: one walk over every
// function body of the project.
//
// The library model says which calls hand something over and which types run
// it. A container of threads hands over what its `emplace_back` is given. The
// handler of an asynchronous operation runs on what its I/O object was made
// with. A thread that a function of C starts leaves its handle behind a
// pointer; a callback of C runs on the loop that the object was given, as the
// model says.
//
// A function of the project that calls a parameter on threads of its own, and
// waits for them, starts what it is given.
//
// Not decided here: what an executor is (Executors), and which function a
// callable runs (StartedCode). Not seen: what libraries without a model do.
// Entries of the model that stand for any scope prove nothing here.

#ifndef COTIDY_CHECKS_ANALYSIS_STARTS_H
#define COTIDY_CHECKS_ANALYSIS_STARTS_H

#include "checks/analysis/Executors.h"

#include "llvm/ADT/SmallVector.h"

#include <vector>

namespace cotidy {

/// `std::vector<std::thread>::emplace_back` makes a thread of its arguments: a
/// constructor of it, else null.
const clang::CXXConstructorDecl *constructedBy(const UnitAnalysis &Unit,
                                               const CallParts &Call);

/// A loop; not the `do { ... } while (0)` that macros wrap a call in.
bool mayRepeat(const UnitAnalysis &Unit, const clang::Stmt *S);

/// The object that a function of C is given, by address or by value: for an
/// element, the array or container it lies in. Null when unknown.
const clang::ValueDecl *objectGiven(const UnitAnalysis &Unit,
                                    const clang::FunctionDecl &Function,
                                    const clang::Expr *E);
/// The one that an entry of the model calls the handle; null without one.
const clang::ValueDecl *handleOf(const UnitAnalysis &Unit,
                                 const clang::FunctionDecl &Function,
                                 const CallParts &Call,
                                 const FunctionFact &Fact);
/// `pthread_detach(handle)`: nobody waits for that thread.
bool letsGo(const UnitAnalysis &Unit, const CallParts &Call);

struct Start {
  const clang::FunctionDecl *Starter;
  /// The function that is run.
  const clang::FunctionDecl *Root;
  /// The call or construction that hands it over.
  const clang::Expr *At;
  Executor On;
  /// The callable, or the call that makes the coroutine.
  const clang::Expr *Task;
  /// What the root is called with, as far as the starter says.
  const clang::Expr *Object = nullptr;
  llvm::SmallVector<const clang::Expr *, 4> Arguments = {};
  /// The innermost loop that starts it again before it is waited for, or null.
  const clang::Stmt *Loop = nullptr;
  /// The variable or member through which it is waited for, or which holds
  /// that; null when nobody can.
  const clang::ValueDecl *Handle = nullptr;
  /// What awaits it and its siblings together.
  const clang::CallExpr *Together = nullptr;
  /// One call runs it on several threads: on each shard.
  bool IsSeveral = false;
  /// It begins in the call that starts it, before that returns.
  bool IsInline = false;
  /// The statement that starts it also waits for it.
  bool EndsAtOnce = false;
};

/// In the order of the unit's functions, and within each of the source; then
/// the bodies that are given to the project's own parallel loops.
std::vector<Start> collectStarts(const UnitAnalysis &Unit);

} // namespace cotidy

#endif
