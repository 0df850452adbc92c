// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what of the things it was given does a coroutine use after it may
// have suspended for the first time, when their owner may be gone?
// Not cached. Cost: bodies that mention none of them end after one walk; the
// others take one forward dataflow over the suspension graph.
//
// A lazy coroutine suspends before its body, so there every use is late. A use
// is also late when it is handed by reference to what the coroutine then
// awaits: that uses it meanwhile. Local references, pointers and views to one
// of them stand for it; a copy does not.
//
// Not seen: uses by lambdas and objects that were given a reference before the
// suspension and are called after it.

#ifndef COTIDY_CHECKS_ANALYSIS_LATEUSES_H
#define COTIDY_CHECKS_ANALYSIS_LATEUSES_H

#include "checks/analysis/BodyTree.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>
#include <vector>

namespace cotidy {

class UnitAnalysis;
struct Coroutine;
struct Suspension;

/// What is lost when the owner of a variable goes.
enum class WhatGoes {
  None,
  Name,    // the variable, not what it refers to: a reference in a closure
  Object,  // the object that the variable is, or refers to
  Pointee, // the object that the variable, a copy, points to
};

struct LateUse {
  /// Null for `this`.
  const clang::ValueDecl *Of;
  const clang::Expr *At;
  /// The first suspension before the use, or the await that makes it late.
  const Suspension *Across;
  /// What is awaited uses it while the coroutine is suspended.
  bool Meanwhile;
};

/// The first late use of each variable, in source order. `LossOf` says what is
/// lost; it is asked for each variable named in the body, and with null for
/// `this`. `Depth` counts the callees that were looked into on the way.
std::vector<LateUse>
lateUses(const UnitAnalysis &Unit, const Coroutine &Coro, const BodyTree &Body,
         llvm::function_ref<WhatGoes(const clang::ValueDecl *)> LossOf,
         unsigned Depth = 0);

/// The coroutine that a lambda makes and that reads its closure; null when it
/// captures nothing or keeps a copy of the closure (`this auto`).
const Coroutine *dependentCoroutine(const UnitAnalysis &Unit,
                                    const clang::LambdaExpr &Lambda);
/// The first late use of each capture by that coroutine, in source order.
std::vector<LateUse> lateCaptures(const UnitAnalysis &Unit,
                                  const clang::LambdaExpr &Lambda);

/// The variable is a reference, a pointer, or a view in the library model.
bool refersElsewhere(const UnitAnalysis &Unit, clang::QualType Type);

/// Names the object itself, not a copy of it, to whatever takes the value of
/// the expression around it: an argument bound to a reference, an address, a
/// capture by reference, an await. Returns the call, lambda, declaration or
/// await that takes it, or null.
const clang::Stmt *boundBy(const BodyTree &Body, const clang::Expr &Mention);

} // namespace cotidy

#endif
