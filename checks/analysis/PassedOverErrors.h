// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: where does a body notice a failure, only log it (of an expected: do
// anything), and go on with the result that is not there; and which handlers
// keep a failure from a caller who is prepared for it? Not cached. Cost: one
// walk over the body; for a handler that only logs, a look at the visible
// callers.
//
// A result comes with its failure: the other parts of a structured binding, the
// variable that the same await initialises, what an expected holds. A number
// next to an error may count what was done before it and is no such result.
//
// Not seen: tests in other functions, results that are tested themselves.

#ifndef COTIDY_CHECKS_ANALYSIS_PASSEDOVERERRORS_H
#define COTIDY_CHECKS_ANALYSIS_PASSEDOVERERRORS_H

#include "checks/analysis/Failures.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;
struct Coroutine;

struct PassedOverError {
  /// The test whose branch goes on.
  const clang::IfStmt *Test;
  const clang::ValueDecl *Error;
  /// The first use of the result behind it.
  const clang::Expr *Use;
  const clang::ValueDecl *Result;
  bool OnlyLogged = true;
};

/// In source order. `LogFunctions` as in SilentHandlers.h.
std::vector<PassedOverError>
passedOverErrors(const UnitAnalysis &Unit, const Coroutine &Coro,
                 llvm::ArrayRef<std::string> LogFunctions);

struct UnreachedHandler {
  /// The handler that only logs, at the end of the coroutine.
  const clang::CXXCatchStmt *Logs;
  Failure First;
  /// The await of the coroutine by a caller, and the handler around it that
  /// never runs.
  const clang::CoawaitExpr *Await;
  const clang::CXXCatchStmt *Handler;
};

/// In source order.
std::vector<UnreachedHandler>
unreachedHandlers(const UnitAnalysis &Unit, const Coroutine &Coro,
                  llvm::ArrayRef<std::string> LogFunctions);

} // namespace cotidy

#endif
