// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: where does an await_suspend touch the awaiter, or the coroutine,
// once somebody else may already have resumed it? Not cached. Cost: one forward
// dataflow over the body of an await_suspend that lets its handle out, and a
// walk over the visible functions it gives it to.
//
// The handle is out of hand when it, or the awaiter that holds it, is resumed,
// is given to a call that may run it, is stored where others look and the lock
// over the store is given back, or is exchanged into an atomic. The awaiter
// lives in the coroutine's frame and goes with it.
//
// What the loop of this very thread will run is stored, too.
//
// A store without a lock or an atomic is for one thread: nobody resumes
// meanwhile. A call whose result decides tells whether it took the handle, so
// it counts as not knowing. Atomics of the awaiter are a protocol of its own.
//
// Not seen: awaiters that their own atomic protects from being resumed before
// the other side is done, but by the above.

#ifndef COTIDY_CHECKS_ANALYSIS_HANDLEPUBLICATION_H
#define COTIDY_CHECKS_ANALYSIS_HANDLEPUBLICATION_H

#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;

/// An await_suspend of a class that has all three of the awaiter's functions.
bool isAwaitSuspend(const clang::FunctionDecl &Function);
/// A call of `resume` or `()` on a coroutine handle; null for anything else.
const clang::Expr *resumedHandle(const clang::CallExpr &Call);

struct UseAfterPublication {
  enum Kind {
    Member,  // the awaiter is used
    Handle,  // the coroutine is used through its handle
    Resumed, // false is returned, so the coroutine is resumed again
  };
  Kind Is;
  const clang::Stmt *Use;
  /// What let the handle out.
  const clang::Stmt *Published;
  bool ByResuming = false;
};

/// The first one in the text for each publication.
std::vector<UseAfterPublication>
usesAfterPublication(const UnitAnalysis &Unit,
                     const clang::CXXMethodDecl &AwaitSuspend);

} // namespace cotidy

#endif
