// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does the task that this call makes go on referring to what the call
// was given by reference?
// Not cached. Cost: that of LateUses for the body of the callee, when it is the
// project's; a plain function that passes its parameter on costs the same once
// more.
//
// A coroutine refers to its parameter when it uses it after its first
// suspension. A plain function does when it passes its parameter on to a task
// that it returns, or to a continuation. Without a visible body only the type
// can tell: a lazy task has not looked at its arguments yet when it is
// returned; a call that returns an eager one may have copied what it needs, so
// nothing is said of it.
//
// Not seen: virtual calls, and what constructors keep.

#ifndef COTIDY_CHECKS_ANALYSIS_BORROWING_H
#define COTIDY_CHECKS_ANALYSIS_BORROWING_H

#include "clang/AST/ExprCXX.h"

namespace cotidy {

class UnitAnalysis;

struct Borrowing {
  enum Kind {
    No,
    Unknown,
    ByType, // the task is lazy, and its body is not visible
    Yes,    // its body is visible
  };
  Kind Is = Unknown;
  /// For Yes: the use that comes too late.
  const clang::Expr *Use = nullptr;
};

/// Whether the task made by `Call` refers to what `Parameter` (null: the
/// object) was given. `Depth` counts the functions on the way.
Borrowing borrowing(const UnitAnalysis &Unit, const clang::Expr &Call,
                    const clang::ParmVarDecl *Parameter, unsigned Depth = 0);

} // namespace cotidy

#endif
