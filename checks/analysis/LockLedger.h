// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: who holds which lock on each path, and where was it taken?
// Not cached: the memory of one dataflow. Cost: one look at the expression
// asked about.
//
// What holds a lock is a variable, a temporary, or the lock itself when it was
// taken by hand. An acquisition is numbered once, so that a loop comes to rest;
// what is handed on remains the same lock, held by another.
//
// Not decided here: which code takes, moves or gives back; LocksHeld reads
// that.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCKLEDGER_H
#define COTIDY_CHECKS_ANALYSIS_LOCKLEDGER_H

#include "checks/analysis/Locations.h"
#include "checks/analysis/LockPaths.h"
#include "checks/analysis/LockTaking.h"
#include "checks/analysis/LocksHeld.h"

#include "llvm/ADT/DenseMap.h"

namespace cotidy {

/// What holds a lock: a variable, a temporary, or the lock itself.
struct LockHolder {
  const clang::VarDecl *Variable = nullptr;
  const clang::Expr *Temporary = nullptr;
  std::optional<Location> Place;
  unsigned Text = 0; // equal expressions, where the place is not known

  static LockHolder of(const clang::VarDecl &V) {
    return {&V, nullptr, std::nullopt, 0};
  }
  static LockHolder of(const clang::Expr *T) {
    return {nullptr, T, std::nullopt, 0};
  }
  static LockHolder of(Location Place) {
    Place.OwnedByFrame = false;
    return {nullptr, nullptr, std::move(Place), 0};
  }

  bool operator==(const LockHolder &Other) const {
    return Variable == Other.Variable && Temporary == Other.Temporary &&
           Place == Other.Place && Text == Other.Text;
  }
  bool is(const LockHolder &Named) const {
    if (Variable || Named.Variable)
      return Variable == Named.Variable;
    return *this == Named;
  }
};

struct Acquisition {
  HeldLock Shown;
  LockHolder By;
  /// What is locked, if that has a place of its own.
  std::optional<LockHolder> Lock;
  const void *At;
};

class LockLedger {
public:
  LockLedger(const UnitAnalysis &Unit, const Coroutine &Coro,
             const GuardTypes &Types);

  const Acquisition &operator[](unsigned Id) const { return Acquired[Id]; }

  /// What `E` names; what has no place is known by its text.
  std::optional<LockHolder> holderOf(const clang::Expr *E) const;
  /// What a callee calls `Use.Lock`, as the caller names it.
  std::optional<LockHolder> mapped(const LockUse &Use,
                                   const clang::FunctionDecl &Callee,
                                   const clang::CallExpr &Call) const;

  /// The number of what is taken at `At`, the same each time.
  unsigned acquire(const LockHolder &By, const clang::Expr *Lock,
                   const void *At, clang::SourceLocation Taken,
                   clang::SourceRange Statement, LockKind Kind);
  unsigned acquire(const LockUse &Use, LockKind Kind, LockKind Held,
                   const LockHolder &By);
  /// The same lock, now held by another.
  unsigned adopted(unsigned Original, const LockHolder &By);
  /// Whoever holds it has a name and a class that a reader knows.
  void nameGuard(unsigned Id, const LockHolder &By, clang::QualType Type);

  void take(LockPath &Into, unsigned Id);
  /// Told apart from now on: taken, and not taken. `Result` tells which.
  void fork(LockPaths &Now, llvm::ArrayRef<unsigned> Ids, const void *Result);
  void release(const LockHolder &By, LockPath &From) const;
  void release(const LockHolder &By, LockPaths &Now) const;

private:
  std::optional<unsigned> known(const LockHolder &By, const void *At) const;
  unsigned add(Acquisition New);
  std::string nameOf(const clang::Expr *E) const;

  const UnitAnalysis &Unit;
  const Coroutine &Coro;
  const GuardTypes &Types;
  LocationResolver Resolver;
  std::vector<Acquisition> Acquired;
  llvm::DenseMap<const void *, llvm::SmallVector<unsigned, 1>> AcquiredAt;
  llvm::DenseMap<const clang::VarDecl *, unsigned> Groups;
  unsigned NextGroup = 0;
};

} // namespace cotidy

#endif
