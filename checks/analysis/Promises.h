// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: is this a promise that is given nothing but values, or a future
// that holds a value or gets one from there?
// Not cached. Cost: a look-up in the model; for what it knows to come from a
// promise, one walk over the function that owns the promise.
//
// The promise is a local variable that its function only asks, takes futures
// from, gives values, and moves into other such variables. One that is given
// nothing at all belongs here, too: that it breaks is no news to its owner.
//
// Not seen: promises in members, and those that a lambda captures.

#ifndef COTIDY_CHECKS_ANALYSIS_PROMISES_H
#define COTIDY_CHECKS_ANALYSIS_PROMISES_H

#include "clang/AST/Expr.h"

namespace cotidy {

class UnitAnalysis;

bool onlySucceeds(const UnitAnalysis &Unit, const clang::Expr &E);

} // namespace cotidy

#endif
