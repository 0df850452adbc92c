// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: at each point where a coroutine may suspend, which locks does it
// hold, and where did it take them?
// Not cached: callers may name further guards. Cost: bodies without a lock end
// after one walk; the others take one forward dataflow over the suspension
// graph, with at most a handful of paths told apart at each point.
//
// Held is what some path holds. Paths are told apart by what they hold and by
// the conditions that led there, so that `if (x) lock(); ... if (x) unlock();`
// and `if (lock.owns_lock())` mean what they say. Guards are variables,
// parameters, captures and temporaries, and whatever has a guard in it; a lock
// taken by hand is known by its location. A guard that an await produced is
// asynchronous whatever its type.
//
// Not seen: locks that callers hold, and that callees take or give back unless
// the unit shows their body; a guard that is handed to something whose body is
// not visible counts as given back.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCKSHELD_H
#define COTIDY_CHECKS_ANALYSIS_LOCKSHELD_H

#include "checks/analysis/Guards.h"

#include "llvm/ADT/SmallVector.h"

#include <string>
#include <vector>

namespace cotidy {

class UnitAnalysis;
struct Coroutine;
struct Suspension;

struct HeldLock {
  LockKind Kind = LockKind::Thread;
  /// Equal for whatever one guard, or one call that takes a lock, holds.
  unsigned Group = 0;
  /// Where it was taken: the guard's name, or the call.
  clang::SourceLocation Taken;
  clang::SourceRange Statement;
  /// The variable that holds it; empty when it was taken by hand, or by a
  /// temporary.
  std::string Guard;
  /// The class of the guard; empty when it was taken by hand.
  std::string Type;
  /// The class of the guard, or of what was locked by hand, with its scopes.
  std::string QualifiedType;
  /// What is locked, as the reader would call it; empty when that is not said.
  std::string Lock;
  bool IsRecursive = false;
  /// Of a scope, which many may hold at the same time: it only keeps those out
  /// who wait for its end.
  bool IsScope = false;
  /// Of something bound to a thread: why, and whether the coroutine's promise
  /// keeps it from other work.
  std::string Reason;
  bool IsRestored = false;
};

struct LocksAtSuspension {
  const Suspension *At;
  llvm::SmallVector<HeldLock, 2> Locks;
};

/// In source order; suspensions that never happen, and those that hold nothing,
/// are left out.
std::vector<LocksAtSuspension> locksHeld(const UnitAnalysis &Unit,
                                         const Coroutine &Coro,
                                         const GuardTypes &Types);

} // namespace cotidy

#endif
