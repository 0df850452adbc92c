// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which local variable or temporary does this value refer to, so that
// it must not outlive it?
// Not cached. Cost: the depth of the expression.
//
// Followed are references, addresses, pointers and views that are never
// assigned again, elements of local containers, and calls that make a view of
// their argument. Anything else refers to nothing that can be told.
//
// Not seen: objects on the heap, whoever owns them.

#ifndef COTIDY_CHECKS_ANALYSIS_REFERENTS_H
#define COTIDY_CHECKS_ANALYSIS_REFERENTS_H

#include "checks/analysis/BodyTree.h"

namespace cotidy {

class UnitAnalysis;

struct Referent {
  /// A local variable or by-value parameter of the function.
  const clang::VarDecl *Variable = nullptr;
  /// Or a temporary that is gone at the end of its full expression.
  const clang::Expr *Temporary = nullptr;

  explicit operator bool() const { return Variable || Temporary; }
};

/// What a variable of type `To` (a reference, a pointer, a view) refers to when
/// it is initialised with `Value`.
Referent referent(const UnitAnalysis &Unit, const BodyTree &Body,
                  const clang::Expr &Value, clang::QualType To);

} // namespace cotidy

#endif
