// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: for which exclusive locks does a function wait, itself and through
// what it waits for, and which does it hold meanwhile?
// Cached per function. Cost: one walk over each body of the unit; for those
// that lead to a lock, a look at what becomes of their calls; for those that
// take one, one forward dataflow. A function hands a bounded number of waits to
// its callers.
//
// Held is what every path holds, so that a lock that is given back on one of
// them is not held. A guard that is mentioned again, unless it is only looked
// at, may have been given back. Places are told in the function's own terms and
// rewritten on the way up to a caller.
//
// A wait that depends on what the function was told (a parameter, or a member
// that the caller sets) or on the lock itself may not happen when a caller
// holds the lock, so callers do not learn of it.
//
// Not seen: locks taken and given back by hand are not held here, virtual
// calls, tasks that are started now and awaited later, and what a library does
// with a callable that the model does not know.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCKWAITS_H
#define COTIDY_CHECKS_ANALYSIS_LOCKWAITS_H

#include "checks/analysis/ExclusiveLocks.h"

#include <memory>
#include <vector>

namespace cotidy {

class BodyTree;

/// A lock that is held while something is waited for.
struct LockHolding {
  LockKind Kind;
  Location Lock;
  const clang::Expr *Taken;
  /// The call or await in the same function that leads to the wait.
  const clang::Expr *Waits;
  const clang::FunctionDecl *In;
};

struct LockWait {
  LockKind Kind;
  Location Lock;
  const clang::Expr *At;
  /// The function that `At` is in.
  const clang::FunctionDecl *In;
  /// Outermost first.
  std::vector<LockHolding> Under;
  /// The call or await that leads there, and the named function that it calls;
  /// `At` and null when it is there itself.
  const clang::Expr *Step;
  const clang::FunctionDecl *Callee = nullptr;
  /// It may not happen for some callers.
  bool IsOwnBusiness = false;
  /// Members that conditions on the way ask.
  llvm::SmallVector<const clang::FieldDecl *, 2> Asked = {};
};

class LockWaits {
public:
  LockWaits(const UnitAnalysis &Unit, const GuardTypes &Types);

  llvm::ArrayRef<LockWait> of(const clang::FunctionDecl &Function) const;

private:
  friend class LockWaitCollector;

  const UnitAnalysis &Unit;
  ExclusiveLocks Locks;
  /// They name a lock, or lead to a function that does.
  llvm::SmallPtrSet<const clang::FunctionDecl *, 16> Concerned;
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         std::unique_ptr<std::vector<LockWait>>>
      Known;
};

} // namespace cotidy

#endif
