// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which two functions of the unit wait for two asynchronous locks in
// opposite orders, each with the other's lock held?
// Not cached. Cost: the product of the nested waits of the unit.
//
// The locks are members of the object that both functions are called on, or in
// static storage; that two functions work on the same object of a class is
// presumed. Judged where an activity begins, so that a lock which all callers
// hold is known.
//
// Not seen: orders of more than two locks, and functions of other units.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCKORDER_H
#define COTIDY_CHECKS_ANALYSIS_LOCKORDER_H

#include "checks/analysis/LockWaits.h"

namespace cotidy {

/// One lock is held, and another one is waited for.
struct NestedLocks {
  /// Where the activity begins.
  const clang::FunctionDecl *Root;
  LockHolding Outer;
  LockWait Inner;
};

struct LockInversion {
  NestedLocks One;   // the later one in the source
  NestedLocks Other; // the other way round
};

std::vector<LockInversion> lockInversions(const UnitAnalysis &Unit,
                                          const LockWaits &Waits);

} // namespace cotidy

#endif
