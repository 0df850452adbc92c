// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which locks may a function hold while it evaluates an expression?
// Not cached. Cost: one walk; one forward dataflow for functions that take a
// lock.
//
// What some path holds counts, so an expression without locks has none on any
// path. Locks are told apart by their location; one whose place is not known
// may be any lock. `requires_capability` names what callers hold.
//
// Not seen: what callers hold without saying so; SharedAccesses adds what
// those of the unit hold.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCKSETS_H
#define COTIDY_CHECKS_ANALYSIS_LOCKSETS_H

#include "checks/analysis/Guards.h"
#include "checks/analysis/Locations.h"

#include "llvm/ADT/DenseMap.h"

#include <string>
#include <vector>

namespace cotidy {

class UnitAnalysis;

struct TakenLock {
  /// Empty: some lock.
  std::optional<Location> Place;
  std::string Name;
};

class LockSets {
public:
  LockSets(const UnitAnalysis &Unit, const clang::FunctionDecl &Function,
           const GuardTypes &Types, const LocationResolver &Resolver);

  std::vector<TakenLock> at(const clang::Stmt &S) const;

private:
  friend class LockFlow;
  std::vector<TakenLock> Locks;
  llvm::SmallVector<unsigned, 1> Everywhere;
  llvm::DenseMap<const clang::Stmt *, llvm::SmallVector<unsigned, 2>> Held;
};

} // namespace cotidy

#endif
