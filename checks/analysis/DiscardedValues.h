// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which expressions of a body are evaluated and their value thrown
// away?
// Not cached. Cost: one walk over the statements; expressions are entered only
// where they can discard a part of themselves (comma, ?:, statement
// expressions). Nested lambdas are functions of their own.

#ifndef COTIDY_CHECKS_ANALYSIS_DISCARDEDVALUES_H
#define COTIDY_CHECKS_ANALYSIS_DISCARDEDVALUES_H

#include "clang/AST/Expr.h"

#include <vector>

namespace cotidy {

struct DiscardedValue {
  /// Without parentheses, temporaries and implicit casts around it.
  const clang::Expr *Value;
  /// The author said so with a cast to void.
  bool CastToVoid;
};

/// In source order. For a coroutine, pass the body the user wrote.
std::vector<DiscardedValue> discardedValues(const clang::Stmt &Body);

} // namespace cotidy

#endif
