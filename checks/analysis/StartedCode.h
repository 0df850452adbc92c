// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which function runs when this is handed over, and what is it called
// with?
// Not cached. Cost: one look at the expression.
//
// A function, a lambda, a bound member function, a lambda that C takes as a
// pointer, or a call that makes a coroutine.
//
// Not seen: other callables behind function pointers and std::function.

#ifndef COTIDY_CHECKS_ANALYSIS_STARTEDCODE_H
#define COTIDY_CHECKS_ANALYSIS_STARTEDCODE_H

#include "checks/analysis/Execution.h"

#include "llvm/ADT/SmallVector.h"

namespace cotidy {

struct Callable {
  /// Null when it is not known.
  const clang::FunctionDecl *Root = nullptr;
  const clang::Expr *Object = nullptr;
  llvm::SmallVector<const clang::Expr *, 4> Arguments;
};

/// The declaration with the body; null without one.
const clang::FunctionDecl *definition(const clang::FunctionDecl *Function);

/// The call operator of a lambda, also of one kept in a variable; of a generic
/// one what is called. Null for anything else.
const clang::FunctionDecl *callOperator(const clang::Expr *E);

/// A function, a lambda, `&Class::method, object`, or a call of std::bind and
/// its kin; `Rest` are the arguments after it. `Binds`: it is within such a
/// call.
Callable callable(const clang::Expr *E,
                  llvm::ArrayRef<const clang::Expr *> Rest, bool Binds);

/// `work(counter)` or `[&]() -> task<> {...}()`: a coroutine that is yet to
/// run.
Callable coroutineCall(const UnitAnalysis &Unit, const clang::Expr *E);

} // namespace cotidy

#endif
