// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which functions of the project have a body to look at, which of
// them are coroutines, and where may those suspend?
// Cached per translation unit. Cost: one walk over the project's own
// declarations; system headers are skipped at the top level.
//
// Not seen: template patterns. A pattern has no promise and no awaiters, so
// its instantiations are listed instead, each with its own types; a reporter
// drops what they say twice.

#ifndef COTIDY_CHECKS_ANALYSIS_COROUTINES_H
#define COTIDY_CHECKS_ANALYSIS_COROUTINES_H

#include "checks/analysis/TypeFacts.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

#include <vector>

namespace cotidy {

class ProjectCode;

struct Suspension {
  enum Kind { Initial, Final, Await, Yield };
  Kind Is;
  /// The co_await or co_yield; its operand is what the user wrote.
  const clang::CoroutineSuspendExpr *Expr;
  Suspends May;

  bool isExplicit() const { return Is == Await || Is == Yield; }
  clang::SourceLocation loc() const { return Expr->getKeywordLoc(); }
};

struct Coroutine {
  const clang::FunctionDecl *Function;
  const clang::CoroutineBodyStmt *Body;
  /// What the return type says; null when the promise comes from the
  /// parameters.
  const TaskFacts *Task;
  /// Never null: the body cannot be built without it.
  const clang::CXXRecordDecl *Promise;
  /// Produces values synchronously: blocking, locks and state changes over its
  /// co_yield are normal.
  bool IsGenerator;
  /// In source order; the initial suspension first, the final one last.
  llvm::SmallVector<Suspension, 4> Suspensions;

  /// The suspension an expression stands for, or null. Accepts only the
  /// co_await or co_yield itself.
  const Suspension *suspension(const clang::Stmt *S) const;
};

/// The body the user wrote: for a coroutine, without the parts that the
/// compiler adds around it. Null without a body.
const clang::Stmt *userBody(const clang::FunctionDecl &Function);

/// Every function of the project with a body, lambdas and instantiations
/// included, in source order of their bodies' traversal.
std::vector<const clang::FunctionDecl *>
collectFunctions(clang::ASTContext &Context, const ProjectCode &Project);

std::vector<Coroutine>
collectCoroutines(llvm::ArrayRef<const clang::FunctionDecl *> Functions,
                  const TypeFacts &Types);

} // namespace cotidy

#endif
