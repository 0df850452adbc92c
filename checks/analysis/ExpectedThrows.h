// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which parts of a body does a test expect to throw, so that there is
// no result of them?
// Not cached. Cost: one walk over the body, when the first part is asked about.
//
// `EXPECT_THROW(f(), E)`, `BOOST_CHECK_THROW`, `CHECK_THROWS`: a macro of a
// system header puts its argument into a try block of its own, with a handler
// for a class that the test names, or one that sets a flag. Macros that expect
// the opposite have handlers that only report. A try block of the test that
// ends in `FAIL()` says the same.
//
// Not seen: functions that are given what shall throw as a callable.

#ifndef COTIDY_CHECKS_ANALYSIS_EXPECTEDTHROWS_H
#define COTIDY_CHECKS_ANALYSIS_EXPECTEDTHROWS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <optional>

namespace cotidy {

class ExpectedThrows {
public:
  ExpectedThrows(const clang::ASTContext &Context, const clang::Stmt &Body)
      : Context(Context), Body(Body) {}

  /// Lambdas that stand there are functions of their own.
  bool contain(const clang::Stmt &S) const;

private:
  void add(const clang::Stmt *S) const;

  const clang::ASTContext &Context;
  const clang::Stmt &Body;
  mutable std::optional<llvm::SmallPtrSet<const clang::Stmt *, 8>> Inside;
};

} // namespace cotidy

#endif
