// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: do others get their turn at this await, or before the continuation
// that this call is given, as far as shared state is concerned?
// Not cached. Cost: a look at the type that is awaited, or at the callee.
//
// An awaiter whose await_ready is out of sight may always be ready, so nothing
// is said about it; a coroutine that is awaited runs code of its own, which may
// suspend.

#ifndef COTIDY_CHECKS_ANALYSIS_MAYSUSPEND_H
#define COTIDY_CHECKS_ANALYSIS_MAYSUSPEND_H

#include "clang/Basic/SourceLocation.h"

namespace clang {
class CallExpr;
class Expr;
} // namespace clang

namespace cotidy {

class UnitAnalysis;
struct Coroutine;
struct Suspension;

/// Where others run: a suspension, or a call that continues later.
struct Gap {
  clang::SourceLocation Loc;
  /// What is awaited there.
  const clang::Expr *Awaited;
  /// Null where a continuation takes the place of the await.
  const Suspension *Point;
};

bool letsOthersRun(const UnitAnalysis &Unit, const Suspension &Point);

/// Some explicit suspension of a coroutine that is no generator does.
bool letsOthersRun(const UnitAnalysis &Unit, const Coroutine &Coro);

/// What is called on a future runs when that is ready; other functions may call
/// what they are given at once.
bool continuesLater(const UnitAnalysis &Unit, const clang::CallExpr &Call);

/// The call is given a handler that an event loop runs later, when an operation
/// is done or something happens; nobody awaits it.
bool handlesLater(const UnitAnalysis &Unit, const clang::CallExpr &Call);

} // namespace cotidy

#endif
