// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: can a task of this type be used only once?
// Not cached. Cost: a look at the class, and at the bodies of its awaiter's
// members and what those call.
//
// Reads bodies outside the project: a task type usually lives in a library.

#ifndef COTIDY_CHECKS_ANALYSIS_SINGLESHOT_H
#define COTIDY_CHECKS_ANALYSIS_SINGLESHOT_H

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

namespace cotidy {

/// Copies of a task share what it does and what it results in.
bool isCopyable(const clang::CXXRecordDecl &Record);

/// Whether this await of a task that keeps its name takes something that is not
/// there a second time: its result is moved out, or a coroutine that has ended
/// would be resumed.
bool usesUp(const clang::CoawaitExpr &Await);

} // namespace cotidy

#endif
