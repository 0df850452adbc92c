// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: can `co_await ` be written in front of this expression, here, and
// what must change for it?
// Not cached. Cost: a walk up the parents of the expression; for a function
// that would have to become a coroutine, one walk over its body.

#ifndef COTIDY_CHECKS_ANALYSIS_AWAITFIX_H
#define COTIDY_CHECKS_ANALYSIS_AWAITFIX_H

#include "checks/registry/Finding.h"

namespace clang {
class Expr;
class FunctionDecl;
} // namespace clang

namespace cotidy {

class UnitAnalysis;

/// The edits that await `E`, or none: `Function` is no coroutine, its promise
/// does not accept the awaitable, the place is a handler (where C++ forbids
/// awaits) or the text comes from a macro.
llvm::SmallVector<Edit, 1> awaitFix(const UnitAnalysis &Unit,
                                    const clang::FunctionDecl &Function,
                                    const clang::Expr &E);

/// The edits that make a function which returns tasks a coroutine, or none.
/// All of its returns change. They are unsafe: a lazy coroutine begins later
/// than the function did, and keeps its parameters as they are declared.
llvm::SmallVector<Edit, 1> coroutineFix(const UnitAnalysis &Unit,
                                        const clang::FunctionDecl &Function);

/// The edits that make it a coroutine and await `E` there, likewise unsafe.
llvm::SmallVector<Edit, 1>
awaitInNewCoroutine(const UnitAnalysis &Unit,
                    const clang::FunctionDecl &Function, const clang::Expr &E);

} // namespace cotidy

#endif
