// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which code do the project's own parallel loops run side by side?
// Not cached. Cost: nothing without such a loop; else one walk over every body.
//
// A parallel loop is a function that starts threads which call one of its
// parameters, and that waits for them.
//
// Not seen: loops that keep what they are given.

#ifndef COTIDY_CHECKS_ANALYSIS_PARALLELLOOPS_H
#define COTIDY_CHECKS_ANALYSIS_PARALLELLOOPS_H

#include "checks/analysis/Starts.h"

namespace cotidy {

/// Adds what those loops are given to the starts of the unit.
void addParallelBodies(const UnitAnalysis &Unit, std::vector<Start> &Result);

} // namespace cotidy

#endif
