// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does this call wait for a lock that only one can hold at a time?
// Cached per semaphore. Cost: a look at the call; for a semaphore also one walk
// over the unit.
//
// A lock is exclusive by its type: an asynchronous mutex, or a mutex of the
// standard library that a thread must not lock twice. A semaphore is one when
// all it has is asked for at once, which takes a count that the unit shows and
// that nobody changes by hand.
//
// Not seen: locks behind a member that is a reference to a semaphore; waits
// that end by a time-out are none.

#ifndef COTIDY_CHECKS_ANALYSIS_EXCLUSIVELOCKS_H
#define COTIDY_CHECKS_ANALYSIS_EXCLUSIVELOCKS_H

#include "checks/analysis/Guards.h"
#include "checks/analysis/Locations.h"

#include <optional>

namespace cotidy {

class UnitAnalysis;

struct LockRequest {
  LockKind Kind;
  Location Lock;
  /// The await, the call, or what a guard is made of.
  const clang::Expr *At;
  /// What the call runs with the lock held, until the task it returns is done;
  /// null when it hands out a guard.
  const clang::LambdaExpr *Runs = nullptr;
  /// The local variable that keeps it, or null.
  const clang::VarDecl *Guard = nullptr;
};

class ExclusiveLocks {
public:
  ExclusiveLocks(const UnitAnalysis &Unit, const GuardTypes &Types)
      : Unit(Unit), Types(Types) {}

  /// The body names a lock; a cheap first test.
  bool mayAsk(const clang::FunctionDecl &Function) const;
  /// What a body asks for itself, in source order.
  std::vector<LockRequest> in(const clang::FunctionDecl &Function,
                              const LocationResolver &Places) const;

  /// `co_await mutex.scoped_lock()`, `co_await get_units(semaphore, 1)`
  std::optional<LockRequest> awaited(const clang::CoroutineSuspendExpr &Await,
                                     const LocationResolver &Places) const;
  /// `std::lock_guard guard(mutex);`
  std::optional<LockRequest> guard(const clang::VarDecl &Variable,
                                   const LocationResolver &Places) const;
  /// `with_lock(mutex, [] { ... })`
  std::optional<LockRequest> around(const clang::CallExpr &Call,
                                    const LocationResolver &Places) const;

private:
  /// The lock that a short method of the project asks for on behalf of its
  /// caller: `auto get() { return get_units(semaphore_, 1); }`. `Inner` is what
  /// it returns.
  std::optional<Location> wrapped(const clang::CallExpr &Call,
                                  const clang::CallExpr *Inner,
                                  const LocationResolver &Places) const;
  std::optional<Location> exclusive(const clang::Expr *Lock,
                                    const clang::CallExpr *Call,
                                    const LocationResolver &Places) const;
  std::optional<uint64_t> capacity(const clang::ValueDecl &Lock) const;
  std::optional<uint64_t> initialCount(const clang::ValueDecl &Lock) const;
  bool isCountedByHand(const clang::ValueDecl &Lock) const;

  const UnitAnalysis &Unit;
  const GuardTypes &Types;
  mutable llvm::DenseMap<const clang::ValueDecl *, std::optional<uint64_t>>
      Capacities;
};

} // namespace cotidy

#endif
