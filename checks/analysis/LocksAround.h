// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which locks does whoever runs this lambda hold for as long as what
// it starts goes on, and which scopes has it entered? With those of a coroutine
// itself: which are held over this suspension?
// Not cached. Cost: a look at the calls that the lambda, and the lambdas around
// it, are handed to.
//
// `with_lock(mutex, [...] {...})` takes the lock, runs the lambda and gives the
// lock back when the lambda's task is done; so does a method of the lock. A
// lambda in such a lambda is under the same locks, if it is waited for.
//
// Not seen: locks that the surrounding functions hold by guards of their own.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCKSAROUND_H
#define COTIDY_CHECKS_ANALYSIS_LOCKSAROUND_H

#include "checks/analysis/Activities.h"
#include "checks/analysis/LocksHeld.h"
#include "checks/analysis/References.h"

#include <string>
#include <vector>

namespace cotidy {

class UnitAnalysis;

struct LocksAround {
  /// As the reader would call them.
  std::vector<std::string> Locks;
  std::vector<std::string> Scopes;
  /// There is a lock that has no name here.
  bool Unnamed = false;
};

LocksAround locksAround(const UnitAnalysis &Unit, const References &Facts,
                        const clang::FunctionDecl &Function);

/// Over a suspension, or until a continuation runs.
struct LocksAcross {
  std::vector<std::string> Locks;
  /// These, and the scopes.
  std::vector<std::string> All;
};

/// `Point` is null for a continuation, `Own` what the coroutine holds. Empty
/// when something is held that has no name.
std::optional<LocksAcross> locksAcross(const Suspension *Point,
                                       llvm::ArrayRef<LocksAtSuspension> Own,
                                       const LocksAround &Around);

/// What the call that is handed a lambda takes.
LocksAround locksTaken(const UnitAnalysis &Unit, const References &Facts,
                       const SerializingCall &Call);

/// The name of a lock or scope; empty when it has none.
std::string lockName(const LocationResolver &Resolver, const clang::Expr &Lock);

} // namespace cotidy

#endif
