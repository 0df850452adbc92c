// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which references, pointers, iterators and views into what others
// can change are obtained before a suspension and used after it?
// Not cached. Cost: bodies that obtain none end after one walk; coroutines with
// one take one forward dataflow with a bit for each such variable, so that a
// function ten times as long costs about ten times as much.
//
// Besides variables: the hidden iterators of a range-for; the object of a call
// whose arguments await; the object of an awaited method, and what is passed
// to an awaited function by reference, if that uses it after a suspension of
// its own; what a continuation, or the handler of an operation, captures; a
// container handed to a helper that goes through it with an asynchronous
// callable.
//
// Assigning anew, asking the container again, and comparing an old value with
// the current one make a reference fresh.
//
// Not seen: references in members and in containers; whether what is awaited
// was ready already.

#ifndef COTIDY_CHECKS_ANALYSIS_STALEREFERENCES_H
#define COTIDY_CHECKS_ANALYSIS_STALEREFERENCES_H

#include "checks/analysis/MaySuspend.h"
#include "checks/analysis/References.h"

#include <vector>

namespace cotidy {

struct StaleReference {
  enum Kind {
    Variable, // a local, used after the suspension
    Loop,     // a range-for goes on after the suspension
    Object,   // the object of a call, evaluated before its arguments await
    Awaited,  // an awaited function goes on with it
    Captured, // a continuation, or a handler, uses what it captured
    Helper,   // a helper goes through it while its callable is suspended
  };
  Kind Is;
  /// Null for Loop, Object, Awaited and Helper.
  const clang::ValueDecl *Name;
  Reliances On;
  /// Where it was obtained.
  const clang::Expr *Obtained;
  /// The suspensions in between, in source order.
  llvm::SmallVector<Gap, 1> Across;
  /// A use after them.
  const clang::Stmt *Use;
  /// Captured: by this lambda.
  const clang::CXXRecordDecl *Closure = nullptr;
};

/// One entry for each reference that becomes stale, in source order.
std::vector<StaleReference>
staleReferences(const UnitAnalysis &Unit, const References &Facts,
                const clang::FunctionDecl &Function);

} // namespace cotidy

#endif
