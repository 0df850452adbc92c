// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: can something be done in a statement of its own before this one,
// and can an await be moved there?
// Not cached. Cost: a walk up the parents of the await.

#ifndef COTIDY_CHECKS_ANALYSIS_HOISTFIX_H
#define COTIDY_CHECKS_ANALYSIS_HOISTFIX_H

#include "checks/registry/Finding.h"

namespace clang {
class CoroutineSuspendExpr;
class Stmt;
} // namespace clang

namespace cotidy {

class BodyTree;
class UnitAnalysis;

/// The edit that puts a statement before `Next`, a statement of `Block`: on a
/// line of its own unless both stand on one.
Edit statementBefore(const UnitAnalysis &Unit, const clang::Stmt &Block,
                     const clang::Stmt &Next, llvm::StringRef Text,
                     bool IsSafe);

/// The edits that await into a new variable first. None where the await may be
/// left out, where something is ordered before it that could notice, where its
/// value may refer to temporaries (only numbers are known not to), in macros
/// and in templates. `Ordinal` tells apart the variables of one function.
llvm::SmallVector<Edit, 2> hoistFix(const UnitAnalysis &Unit,
                                    const BodyTree &Body,
                                    const clang::CoroutineSuspendExpr &Await,
                                    unsigned Ordinal);

} // namespace cotidy

#endif
