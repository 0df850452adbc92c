// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: do others get their turn at this await, as far as shared state is
// concerned?
// Not cached. Cost: a look at the type that is awaited.
//
// An awaiter whose await_ready is out of sight may always be ready, so nothing
// is said about it; a coroutine that is awaited runs code of its own, which may
// suspend.

#ifndef COTIDY_CHECKS_ANALYSIS_MAYSUSPEND_H
#define COTIDY_CHECKS_ANALYSIS_MAYSUSPEND_H

namespace cotidy {

class UnitAnalysis;
struct Coroutine;
struct Suspension;

bool letsOthersRun(const UnitAnalysis &Unit, const Suspension &Point);

/// Some explicit suspension of a coroutine that is no generator does.
bool letsOthersRun(const UnitAnalysis &Unit, const Coroutine &Coro);

} // namespace cotidy

#endif
