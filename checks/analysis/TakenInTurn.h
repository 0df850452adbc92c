// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: where does a body take the results of several tasks one after the
// other, so that the first failure it meets loses those behind it?
// Not cached. Cost: one walk over the body; for results of a combinator that
// keeps failures, a look at the mentions of the variable.
//
// The results are futures that are ready and hold their failures: what the
// library model calls `stored` of tasks side by side, awaited or given to a
// continuation. They are taken by what rethrows the failure: a call that waits,
// or an await. One that is asked something before, or taken inside a try block,
// is somebody's decision.
//
// Not seen: results that are moved elsewhere, and those with a computed index.

#ifndef COTIDY_CHECKS_ANALYSIS_TAKENINTURN_H
#define COTIDY_CHECKS_ANALYSIS_TAKENINTURN_H

#include "clang/AST/Expr.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;

struct TakenInTurn {
  /// Where the first result is taken.
  const clang::Expr *First;
  /// Where the second is; null in a loop over all of them.
  const clang::Expr *Second;
  /// What ran the tasks.
  const clang::FunctionDecl *Combinator;
};

std::vector<TakenInTurn>
resultsTakenInTurn(const UnitAnalysis &Unit,
                   const clang::FunctionDecl &Function);

} // namespace cotidy

#endif
