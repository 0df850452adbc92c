// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which functions of the project have a body to look at, which of
// them are coroutines, and where may those suspend?
//
// A stackful coroutine is a plain function: it suspends where it calls
// something that the library model says suspends its caller
// (`seastar::future::get` in a Seastar thread), or a function of the project
// that does so itself.
//
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
  enum Kind {
    Initial,
    Final,
    Await,
    Yield,
    Call, // of a function that suspends the stackful coroutine that calls it
  };
  Kind Is;
  /// The co_await, the co_yield or the call.
  const clang::Expr *At;
  Suspends May;

  bool isExplicit() const { return Is != Initial && Is != Final; }
  clang::SourceLocation loc() const;
  /// Null for a call.
  const clang::CoroutineSuspendExpr *await() const {
    return clang::dyn_cast<clang::CoroutineSuspendExpr>(At);
  }
  /// What is waited for, as the user wrote it: the operand; of a call its
  /// object, else its first argument, else the call itself.
  const clang::Expr &operand() const;
  /// What the promise made of the operand.
  clang::QualType awaiterType() const {
    return await() ? await()->getCommonExpr()->getType() : operand().getType();
  }
};

struct Coroutine {
  const clang::FunctionDecl *Function;
  /// Null for a stackful coroutine.
  const clang::CoroutineBodyStmt *Body;
  /// What the return type says; null when the promise comes from the
  /// parameters, and for a stackful coroutine.
  const TaskFacts *Task;
  /// Null for a stackful coroutine only: others cannot be built without it.
  const clang::CXXRecordDecl *Promise;
  /// Produces values synchronously: blocking, locks and state changes over its
  /// co_yield are normal.
  bool IsGenerator;
  /// In source order; the initial suspension first, the final one last. A
  /// stackful coroutine has neither.
  llvm::SmallVector<Suspension, 4> Suspensions;

  bool isStackful() const { return !Body; }

  /// The suspension an expression stands for, or null. Accepts only the
  /// co_await, co_yield or call itself.
  const Suspension *suspension(const clang::Stmt *S) const;
};

/// The body the user wrote: for a coroutine, without the parts that the
/// compiler adds around it. Null without a body.
const clang::Stmt *userBody(const clang::FunctionDecl &Function);

/// The promise was made from this parameter and may have moved it away: its
/// constructor could write to it.
bool promiseMayTake(const Coroutine &Coro, const clang::ParmVarDecl &Parameter);

/// Every function of the project with a body, lambdas and instantiations
/// included, in source order of their bodies' traversal.
std::vector<const clang::FunctionDecl *>
collectFunctions(clang::ASTContext &Context, const ProjectCode &Project);

std::vector<Coroutine>
collectCoroutines(llvm::ArrayRef<const clang::FunctionDecl *> Functions,
                  const TypeFacts &Types);

} // namespace cotidy

#endif
