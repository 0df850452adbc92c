// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does code run where blocking is allowed, because its callable was
// handed to a worker or because its coroutine moved there?
// Not cached. Cost: a few look-ups per call; a CFG only for coroutines that
// move. Reads the bodies of awaiters: one that hands its coroutine to a worker
// moves it.

#ifndef COTIDY_CHECKS_ANALYSIS_EXECUTION_H
#define COTIDY_CHECKS_ANALYSIS_EXECUTION_H

#include "checks/analysis/UnitAnalysis.h"

#include "llvm/ADT/SmallPtrSet.h"

namespace cotidy {

/// A call, with its object apart from its arguments.
struct CallParts {
  const clang::FunctionDecl *Callee = nullptr;
  const clang::Expr *Object = nullptr;
  llvm::SmallVector<const clang::Expr *, 4> Arguments;

  /// The class of the object, before it is seen as one of its bases.
  const clang::CXXRecordDecl *objectClass() const;
};

/// Empty (no callee) for calls through pointers.
CallParts partsOf(const clang::Expr &CallOrConstruction);

/// The model's entries for a call, also by the name of the function object that
/// is called and by the class of the object.
llvm::ArrayRef<const FunctionFact *> factsOf(const UnitAnalysis &Unit,
                                             const CallParts &Call);

/// Without implicit casts, temporaries, parentheses and std::move.
const clang::Expr &written(const clang::Expr &E);

/// Where the callables and coroutines go that a call is given; Loop for a call
/// that hands nothing over.
RunsOn handsOverTo(const UnitAnalysis &Unit, const CallParts &Call);

/// The statements of a coroutine that may run where blocking is allowed.
llvm::SmallPtrSet<const clang::Stmt *, 32>
runsElsewhere(const UnitAnalysis &Unit, const Coroutine &Coro);

} // namespace cotidy

#endif
