// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does the branch that finds that an expected holds no value go on to
// where the value is taken?
// Not cached. Cost: a walk over the statements behind the branch, up to the
// first that mentions the expected; where it takes the value, a search through
// the graph of the body.
//
// What the branch does does not matter, as long as it neither touches the
// expected nor sets anything that could decide later on, and its end can be
// reached. Between it and the value nothing leaves the function.
//
// `value()` throws when there is none, and logging before that is a way to let
// the failure pass on: it counts only in the midst of an expression, and when
// the branch has told somebody of the failure.
//
// Not seen: values that are taken under a condition, or in another block.

#ifndef COTIDY_CHECKS_ANALYSIS_MISSINGVALUES_H
#define COTIDY_CHECKS_ANALYSIS_MISSINGVALUES_H

#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/ArrayRef.h"

#include <string>

namespace cotidy {

class UnitAnalysis;

/// Where the value is taken, or null. `Behind` is what follows the test in its
/// block; for `LogFunctions` see SilentHandlers.h.
const clang::Expr *missingValueTaken(const UnitAnalysis &Unit,
                                     const clang::FunctionDecl &Function,
                                     const clang::IfStmt &Test,
                                     const clang::ValueDecl &Expected,
                                     llvm::ArrayRef<clang::Stmt *> Behind,
                                     llvm::ArrayRef<std::string> LogFunctions);

} // namespace cotidy

#endif
