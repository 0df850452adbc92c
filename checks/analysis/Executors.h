// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which thread, pool, loop or strand does this expression name, or
// belong to?
// Not cached. Cost: a walk over the expression, and over the initialisers of a
// few variables that it names.
//
// A strand says what it runs on; a pool of one thread is a strand. An I/O
// object runs on what it was made with.
//
// Not seen: executors of objects that are moved in, and types without a model.
// Entries of the model that stand for any scope prove nothing here.

#ifndef COTIDY_CHECKS_ANALYSIS_EXECUTORS_H
#define COTIDY_CHECKS_ANALYSIS_EXECUTORS_H

#include "checks/analysis/Execution.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>

namespace cotidy {

/// What runs a piece of code.
struct Executor {
  enum Kind {
    Unknown,
    Inherited, // whatever runs the code that starts it
    Thread,    // a thread of its own
    Pool,      // one of several threads
    Loop,      // whoever runs the loop
    Strand,    // one thing at a time
  };
  Kind Is = Unknown;
  /// The variable or member that is the pool, loop or strand; null when there
  /// is none: a strand made on the spot, the pool of the system.
  const clang::ValueDecl *Object = nullptr;
  /// For a strand, what it runs on.
  Kind Below = Unknown;
  const clang::ValueDecl *ObjectBelow = nullptr;

  bool operator==(const Executor &Other) const {
    return Is == Other.Is && Object == Other.Object && Below == Other.Below &&
           ObjectBelow == Other.ObjectBelow;
  }
};

/// What a variable or member is made of: in the first constructor that says so,
/// or in the class. Null without one.
const clang::Expr *initialiser(const clang::ValueDecl &Object);
/// The same executor, once it is known which object each name stands for.
Executor
settled(const UnitAnalysis &Unit, Executor On,
        llvm::function_ref<const clang::ValueDecl *(const clang::ValueDecl *)>
            Object);
/// The executor that an expression names, or belongs to.
Executor executorOf(const UnitAnalysis &Unit, const clang::Expr *E);
/// The one that a call names, by its object or by an argument.
Executor executorOfCall(const UnitAnalysis &Unit, const CallParts &Call);
/// Where an awaited call takes its coroutine; empty when it stays.
std::optional<Executor> switchedTo(const UnitAnalysis &Unit,
                                   const Suspension &S);

/// A socket, a timer: its handlers run on what it was made with.
bool isIoObject(const UnitAnalysis &Unit, const clang::Expr *E);

} // namespace cotidy

#endif
