// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which parts of a statement does its function evaluate itself, what
// does it name, and what in an expression only wraps another?
// Not cached. Cost: one look at the statement, a walk over it for what it
// names, or the depth of the wrapping.

#ifndef COTIDY_CHECKS_ANALYSIS_BODYPARTS_H
#define COTIDY_CHECKS_ANALYSIS_BODYPARTS_H

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace cotidy {

/// In source order; may contain null. The ready, suspend and resume calls of an
/// await repeat its operand; a lambda is another function; the operands of
/// `sizeof` and `noexcept` are not evaluated.
llvm::SmallVector<const clang::Stmt *, 4> evaluatedParts(const clang::Stmt &S);

/// Somewhere in the statement, in lambdas as well.
bool mentions(const clang::Stmt &S, const clang::ValueDecl &Named);
bool holdsLambda(const clang::Stmt &S);

/// `if (error)`: what converts to true.
const clang::Expr &testedForTruth(const clang::Expr &Condition);

/// std::move and its kin.
bool isCastToReference(const clang::CallExpr &Call);
/// The same, and casts that are spelled out.
bool isRvalueCast(const clang::Stmt &S);

/// Strips parentheses, implicit nodes, casts by a constructor, and whatever
/// `Further` strips of what is left.
const clang::Expr *ignoreWrapping(
    const clang::Expr *E,
    llvm::function_ref<const clang::Expr *(const clang::Expr *)> Further =
        [](const clang::Expr *Inner) { return Inner; });

} // namespace cotidy

#endif
