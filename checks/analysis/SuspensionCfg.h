// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: in which order does one body evaluate its expressions, and where
// on the way may it suspend?
// Cached per function. Cost: one clang::CFG.
//
// Every expression is an element of its own, so a transfer function sees reads,
// writes, calls and suspensions in evaluation order; implicit and temporary
// destructors are elements too. The graph covers what the user wrote: promise
// construction, initial and final suspension are not in it. The call of
// await_suspend stands for the suspension, so that handlers of what
// await_resume throws come after it. A macro of a test framework has branches
// of its own; those that skip the user's code, or give the test up, are not in
// the graph. Clang draws no edge for "destroyed while suspended"; whoever needs
// one adds it.

#ifndef COTIDY_CHECKS_ANALYSIS_SUSPENSIONCFG_H
#define COTIDY_CHECKS_ANALYSIS_SUSPENSIONCFG_H

#include "checks/analysis/Coroutines.h"

#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"

#include <memory>

namespace cotidy {

class SuspensionCfg {
public:
  /// `Coro` is null for a plain function. Null when Clang cannot build a graph
  /// (the body has errors).
  static std::unique_ptr<SuspensionCfg>
  build(const clang::FunctionDecl &Function, const Coroutine *Coro);

  const clang::CFG &graph() const { return *Graph; }

  /// The suspension an element stands for, or null.
  const Suspension *suspension(const clang::CFGElement &Element) const;

private:
  std::unique_ptr<clang::CFG> Graph;
  llvm::DenseMap<const clang::Stmt *, const Suspension *> Suspensions;
};

} // namespace cotidy

#endif
