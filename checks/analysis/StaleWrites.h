// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which writes to a shared location store a value that was derived
// from what the location held before a suspension?
// Not cached. Cost: bodies without a shared location that is both read and
// written end after one walk. The others: one forward dataflow over the
// suspension graph.
//
// Local variables carry the reads they were derived from; each read carries the
// first suspension after it and the locks held ever since. Deriving goes
// through operators, calls, copies and members, not through conditions: a value
// chosen by a test is another check's question. Within one full expression the
// order of evaluation decides: what an operand holds by value is read in its
// turn, what it holds by reference when the call it belongs to is made.
//
// Not seen: values parked in memory other than local variables; writes in
// callees, except one-line setters of the project.

#ifndef COTIDY_CHECKS_ANALYSIS_STALEWRITES_H
#define COTIDY_CHECKS_ANALYSIS_STALEWRITES_H

#include "checks/analysis/Locations.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;
struct Coroutine;
struct Suspension;

struct StaleWrite {
  Location Target;
  /// Where the old value was read.
  const clang::Expr *Read;
  /// The first suspension after the read.
  const Suspension *Across;
  /// The assignment, or the call that stores.
  const clang::Expr *Write;
};

/// One entry per write, in the order of the source. `Serializers` names
/// further types that hold a lock while they live.
std::vector<StaleWrite> staleWrites(const UnitAnalysis &Unit,
                                    const Coroutine &Coro,
                                    llvm::ArrayRef<std::string> Serializers);

} // namespace cotidy

#endif
