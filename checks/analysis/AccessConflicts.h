// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: do two accesses need to be kept apart, whoever makes them?
// Not cached. Cost: the depth of the two places, and the locks held there.
//
// They do when one writes what the other touches and no lock is common to
// both. Two locks may be one unless their places tell them apart.
//
// Not decided here: whether they can happen at the same time.

#ifndef COTIDY_CHECKS_ANALYSIS_ACCESSCONFLICTS_H
#define COTIDY_CHECKS_ANALYSIS_ACCESSCONFLICTS_H

#include "checks/analysis/SharedAccesses.h"

namespace cotidy {

bool conflict(const Access &A, const Access &B);

/// What the one waited for says that the other is over.
bool isOrdered(const Access &Waiter, const Access &Other);

/// An element whose index or key is a variable: not the same one each time.
bool hasVariableStep(llvm::ArrayRef<LocationStep> Path);

} // namespace cotidy

#endif
