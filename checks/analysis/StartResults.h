// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does this value tell whether something was started?
// Not cached; one for each function that starts something. Cost: one walk over
// its body.
//
// C says it by a number, the project's own functions by yes and no. The answer
// may be kept in a variable, negated, compared with 0, or mixed with others;
// then nobody knows what it means, only what it is about.

#ifndef COTIDY_CHECKS_ANALYSIS_STARTRESULTS_H
#define COTIDY_CHECKS_ANALYSIS_STARTRESULTS_H

#include "checks/analysis/Starts.h"

#include "llvm/ADT/DenseMap.h"

namespace cotidy {

/// Whether starts succeeded, as a value that somebody asks for.
struct StartResult {
  uint64_t Of = 0; // a bit for each start
  enum { Unclear, TrueIfStarted, TrueIfFailed } Says = Unclear;
};

class StartResults {
public:
  explicit StartResults(const UnitAnalysis &Unit) : Unit(Unit) {}

  /// The value of `At` tells about the start with this number. `IsItself`: it
  /// is the call that starts, not one of a function that does.
  void begin(const clang::Expr &At, unsigned Number, bool IsItself);
  /// The variables that keep whether something was started; after all begin().
  void collect(const clang::Stmt *S);

  StartResult of(const clang::Expr *E) const;

private:
  StartResult comparedTo0(const clang::BinaryOperator &Compared) const;
  StartResult anyIn(const clang::Expr &E) const;

  const UnitAnalysis &Unit;
  llvm::DenseMap<const clang::Expr *, StartResult> Direct;
  llvm::DenseMap<const clang::ValueDecl *, StartResult> ResultIn;
};

} // namespace cotidy

#endif
