// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does this call of the standard library change the object it is made
// on?
// Not cached. Cost: a look at the method's name.
//
// Not seen: what the methods of other libraries do.

#ifndef COTIDY_CHECKS_ANALYSIS_MODIFIERS_H
#define COTIDY_CHECKS_ANALYSIS_MODIFIERS_H

#include "clang/AST/ExprCXX.h"

namespace cotidy {

/// Reading through a non-const overload is no modification.
bool isModifier(const clang::CXXMemberCallExpr &Call,
                const clang::CXXMethodDecl &Method);
/// The same, also for a call through a pointer to the object.
bool isModifier(const clang::CXXMethodDecl &Method);

} // namespace cotidy

#endif
