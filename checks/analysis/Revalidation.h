// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what does this condition look at, so that whoever acts on it knows
// the current state of it?
// Not cached, but for the members that functions look at. Cost: one walk over
// the condition, and over the bodies of the functions of the project that it
// calls.
//
// `end()` alone tells nothing about an iterator that was obtained before.

#ifndef COTIDY_CHECKS_ANALYSIS_REVALIDATION_H
#define COTIDY_CHECKS_ANALYSIS_REVALIDATION_H

#include "checks/analysis/References.h"

#include "llvm/ADT/SmallPtrSet.h"

namespace cotidy {

class UnitAnalysis;
struct Coroutine;

class Revalidation {
public:
  Revalidation(const UnitAnalysis &Unit, const References &Facts,
               const clang::FunctionDecl &Function)
      : Unit(Unit), Facts(Facts), Function(Function) {}

  struct Looked {
    /// The innermost fields, or variables, of the objects.
    llvm::SmallPtrSet<const clang::ValueDecl *, 4> Objects;
    /// Local pointers that are compared with other pointers.
    llvm::SmallPtrSet<const clang::VarDecl *, 2> Pointers;
    /// Compares a value that was read before with what it is now.
    bool Versions = false;
  };
  Looked at(const clang::Expr &Condition) const;

private:
  void lookInto(const clang::Stmt *S, Looked &Out) const;
  void lookAt(const clang::Expr &E, Looked &Out) const;
  void compare(const clang::Expr *Left, const clang::Expr *Right,
               Looked &Out) const;
  const llvm::SmallPtrSet<const clang::ValueDecl *, 4> &
  membersOf(const clang::FunctionDecl &Callee) const;

  const UnitAnalysis &Unit;
  const References &Facts;
  const clang::FunctionDecl &Function;
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         llvm::SmallPtrSet<const clang::ValueDecl *, 4>>
      Members;
};

/// Where a coroutine uses a parameter, or its object when `Parameter` is null,
/// after it may have suspended; null when it does not, or when it keeps the
/// object alive by itself.
const clang::Stmt *usedAfterSuspension(const UnitAnalysis &Unit,
                                       const Coroutine &Coro,
                                       const clang::ParmVarDecl *Parameter);

} // namespace cotidy

#endif
