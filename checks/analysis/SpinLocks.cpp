// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/SpinLocks.h"

#include "checks/analysis/BodyTree.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// `return word.compare_exchange_weak(old, old | locked);`
bool returnsExchange(const Stmt *S);

// The call itself, or one of a function that hands its answer on.
bool isExchange(const Expr &E, bool LooksInside = true) {
  const CallExpr *Call = dyn_cast<CallExpr>(E.IgnoreParenImpCasts());
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getIdentifier())
    return false;
  if (Callee->getName().starts_with("compare_exchange") ||
      Callee->getName().starts_with("atomic_compare_exchange"))
    return true;
  return LooksInside && Callee->getReturnType()->isBooleanType() &&
         returnsExchange(Callee->getBody());
}

bool returnsExchange(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (const ReturnStmt *Return = dyn_cast<ReturnStmt>(S))
    return Return->getRetValue() &&
           isExchange(*Return->getRetValue(), /*LooksInside=*/false);
  return any_of(S->children(), returnsExchange);
}

// Whether the condition being `Value` proves that the exchange succeeded.
bool proves(const Expr *Condition, bool Value) {
  if (!Condition)
    return false;
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    return proves(Not->getSubExpr(), !Value);
  if (const BinaryOperator *Both = dyn_cast<BinaryOperator>(E);
      Both && Both->isLogicalOp()) {
    bool Left = proves(Both->getLHS(), Value);
    bool Right = proves(Both->getRHS(), Value);
    return (Both->getOpcode() == BO_LAnd) == Value ? Left || Right
                                                   : Left && Right;
  }
  return Value && isExchange(*E);
}

bool leaves(const Stmt *S, bool InLoop = false) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (isa<ReturnStmt, GotoStmt>(S) || (isa<BreakStmt>(S) && !InLoop))
    return true;
  return any_of(S->children(), [&](const Stmt *Child) {
    return leaves(Child, InLoop || isLoop(*S) || isa<SwitchStmt>(S));
  });
}

// `if (word.compare_exchange_weak(...)) return;`
bool leavesWhenExchanged(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (const IfStmt *If = dyn_cast<IfStmt>(S))
    if ((proves(If->getCond(), true) && leaves(If->getThen())) ||
        (proves(If->getCond(), false) && leaves(If->getElse())))
      return true;
  return any_of(S->children(), leavesWhenExchanged);
}

} // namespace

bool isSpinLock(const Stmt &Loop) {
  const Expr *Condition = nullptr;
  const Stmt *Body = nullptr;
  if (const WhileStmt *While = dyn_cast<WhileStmt>(&Loop)) {
    Condition = While->getCond();
    Body = While->getBody();
  } else if (const DoStmt *Do = dyn_cast<DoStmt>(&Loop)) {
    Condition = Do->getCond();
    Body = Do->getBody();
  } else if (const ForStmt *For = dyn_cast<ForStmt>(&Loop)) {
    Condition = For->getCond();
    Body = For->getBody();
  }
  return proves(Condition, false) || leavesWhenExchanged(Body);
}

} // namespace cotidy
