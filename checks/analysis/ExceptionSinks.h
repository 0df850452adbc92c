// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which callbacks and promises are handed an exception and drop it?
// Not cached. Cost: one walk over a body; for a promise that keeps an
// exception, one over the project's code.
//
// A callback gets it in a parameter (an exception_ptr, a std::exception), a
// promise in unhandled_exception. Not seen: callbacks whose body is not in the
// unit.

#ifndef COTIDY_CHECKS_ANALYSIS_EXCEPTIONSINKS_H
#define COTIDY_CHECKS_ANALYSIS_EXCEPTIONSINKS_H

#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace cotidy {

class UnitAnalysis;

struct SilentCallback {
  const clang::CallExpr *Call;
  const clang::Expr *Argument;
  const clang::FunctionDecl *Callback;
  /// Where it says that all went well, after it has logged the exception; null
  /// when it does nothing about that.
  const clang::ReturnStmt *Success = nullptr;
};

/// Lambdas and functions that a body hands to something that is no spawning
/// function, that take an exception and do nothing about it, or only log it and
/// say that all went well. Silent where the task that is continued fails at
/// most because somebody ended it. For `LogFunctions` see SilentHandlers.h.
std::vector<SilentCallback>
silentCallbacks(const UnitAnalysis &Unit, const clang::FunctionDecl &Function,
                llvm::ArrayRef<std::string> LogFunctions);

/// The function of the project that a completion token calls; null when there
/// is none or it is not visible. For a generic lambda, one that takes an
/// exception_ptr, else the template's pattern.
const clang::FunctionDecl *callback(const UnitAnalysis &Unit,
                                    const clang::Expr &Token);

/// Whether a callback gets an exception_ptr and never looks at it. The pattern
/// of a template does when it does nothing.
bool ignoresException(const clang::FunctionDecl &Callback);

/// The same of a callback that may get a value or a failure as well.
bool ignoresOutcome(const UnitAnalysis &Unit,
                    const clang::FunctionDecl &Callback);

/// The member in which `unhandled_exception` keeps the exception, if nothing
/// in the unit reads it; null otherwise.
const clang::FieldDecl *unreadException(const UnitAnalysis &Unit,
                                        const clang::FunctionDecl &Unhandled);

} // namespace cotidy

#endif
