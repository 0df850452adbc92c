// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does the object that this expression makes hold a lock, and which?
// Not cached. Cost: the depth of the expression, and the body of a constructor
// that is asked about.
//
// A guard holds a lock unless its constructor is told to defer, is given
// nothing to lock, or leaves the lock alone; a function that returns a guard
// returns one that holds.
//
// Not seen: a factory that returns an empty guard; it is only believed to do so
// when its name begins with `try`.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCKTAKING_H
#define COTIDY_CHECKS_ANALYSIS_LOCKTAKING_H

#include "checks/analysis/Guards.h"

namespace cotidy {

struct LockTaking {
  enum {
    Nothing, // the object holds nothing
    Takes,   // it takes a lock, or took one
    Tries,   // it may hold a lock; it can be asked
    Moves,   // it holds what `From` held
    Awaited, // an await produced it
  } How = Nothing;
  /// What is locked; null when the expression does not say.
  const clang::Expr *Lock = nullptr;
  const clang::Expr *From = nullptr;
};

/// For an expression whose value is stored or kept: an initialiser, the right
/// side of an assignment, a temporary.
LockTaking lockTaking(const clang::Expr *Init, const GuardTypes &Types);

/// For the arguments of `emplace`, `make_unique` and their kin, which make an
/// object inside one of the type `Made`; null when they make none of their own.
LockTaking lockTaking(clang::QualType Made,
                      llvm::ArrayRef<const clang::Expr *> Arguments,
                      const GuardTypes &Types);

} // namespace cotidy

#endif
