// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which tests of a member does a function make before it takes the
// lock that everybody who changes the member holds, and not again afterwards?
// Not cached. Cost: one walk over each body that takes an exclusive lock; for
// each member that is tested there, one over every body that names it.
//
// What the test found out may be over when the lock is taken: whoever holds it
// meanwhile is who may change the member. A test is a value of type bool that a
// condition or a variable of that type gets, or a const method of the class
// that returns one. With an asynchronous lock only a test counts that decides
// whether the lock is taken at all.
//
// Constructors and destructors change what nobody else can see. A change
// outside of them without the lock says that the lock does not guard the
// member.
//
// Not seen: locks that the callers of a function hold, so that a member which
// such a function changes is not judged; members of other objects.

#ifndef COTIDY_CHECKS_ANALYSIS_EARLYTESTS_H
#define COTIDY_CHECKS_ANALYSIS_EARLYTESTS_H

#include "checks/analysis/ExclusiveLocks.h"

#include <vector>

namespace cotidy {

struct EarlyTest {
  const clang::FieldDecl *Member;
  const clang::Expr *Test;
  const clang::FunctionDecl *In;
  /// Taken after the test.
  LockRequest Lock;
  /// A change by another function, with the lock held.
  const clang::Expr *Change;
};

/// With a lock of this kind, one for each member and function, in source order.
std::vector<EarlyTest> earlyTests(const UnitAnalysis &Unit,
                                  const GuardTypes &Types, LockKind Kind);

} // namespace cotidy

#endif
