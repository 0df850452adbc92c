// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what does the outcome of a condition say about the locks that a
// path holds, and which paths does it rule out?
// Not cached: the memory of one dataflow. Cost: one walk over the body, and one
// over each condition.
//
// `if (lock.owns_lock())`, `if (mutex.try_lock())`, a variable that has such a
// result, and any condition that is asked twice.
//
// Not seen: conditions with calls in them, and about what a lambda may change.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCKCONDITIONS_H
#define COTIDY_CHECKS_ANALYSIS_LOCKCONDITIONS_H

#include "checks/analysis/LockLedger.h"

#include "llvm/ADT/SmallPtrSet.h"

namespace cotidy {

class LockConditions {
public:
  LockConditions(const UnitAnalysis &Unit, const GuardTypes &Types,
                 const LockLedger &Ledger)
      : Unit(Unit), Types(Types), Ledger(Ledger) {}

  /// First of all: which variables of the body do lambdas change?
  void prepare(const clang::Stmt &Body);

  /// False when the condition cannot have this outcome on the path.
  bool assume(const clang::Expr *Condition, bool Holds, LockPath &Now);
  /// The variable becomes the result of a try, if that is what `Value` is.
  void keepResult(const clang::VarDecl &Variable, const clang::Expr *Value,
                  LockPaths &Now) const;
  /// What was known about this is known no longer.
  void changed(const clang::Expr *Target, LockPaths &Now) const;

private:
  // A call in a condition whose result tells whether it took a lock.
  struct TryResult {
    const clang::Expr *Call;
    bool Taken;
  };

  std::optional<TryResult> tryResult(const clang::Expr *Condition,
                                     bool Holds) const;
  const void *factKey(const clang::Expr *Condition, bool &Negated);

  const UnitAnalysis &Unit;
  const GuardTypes &Types;
  const LockLedger &Ledger;
  llvm::SmallPtrSet<const clang::ValueDecl *, 8> Volatile;
  llvm::SmallPtrSet<const void *, 8> FactsMade;
  llvm::DenseMap<const clang::ValueDecl *, llvm::SmallVector<const void *, 2>>
      FactsOf;
};

} // namespace cotidy

#endif
