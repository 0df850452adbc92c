// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: can whoever is called in this expression give a lock back that it
// is handed?
// Not cached. Cost: one walk over the expression.
//
// Handed over is what can be written through: by reference, by pointer, by
// value into a record, in a list, in a capture.
//
// Not seen: what the callee does with it.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCKHANDOVER_H
#define COTIDY_CHECKS_ANALYSIS_LOCKHANDOVER_H

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace cotidy {

/// A parameter that its function can write through.
bool mayChange(clang::QualType Parameter);

/// `IsLock` is asked about each variable and field that is handed over.
bool handsOver(const clang::Expr &E,
               llvm::function_ref<bool(const clang::Expr *)> IsLock);

} // namespace cotidy

#endif
