// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/StartResults.h"

#include "checks/analysis/CallConditions.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/Builtins.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

StartResult negated(StartResult Result) {
  if (Result.Says == StartResult::TrueIfStarted)
    Result.Says = StartResult::TrueIfFailed;
  else if (Result.Says == StartResult::TrueIfFailed)
    Result.Says = StartResult::TrueIfStarted;
  return Result;
}

} // namespace

void StartResults::begin(const Expr &At, unsigned Number, bool IsItself) {
  StartResult &Result = Direct[&At];
  Result.Of |= uint64_t(1) << Number;
  // A function of the project that says yes or no says yes.
  Result.Says = At.getType()->isBooleanType() ? StartResult::TrueIfStarted
                : IsItself                    ? StartResult::TrueIfFailed
                                              : StartResult::Unclear;
}

void StartResults::collect(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return;
  auto Keep = [&](const ValueDecl *Variable, const Expr *Value) {
    if (!Variable || !Value || !Variable->getType()->isScalarType())
      return;
    StartResult New = of(Value);
    if (!New.Of)
      return;
    StartResult &Old = ResultIn[cast<ValueDecl>(Variable->getCanonicalDecl())];
    if (Old.Of && Old.Says != New.Says)
      New.Says = StartResult::Unclear;
    New.Of |= Old.Of;
    Old = New;
  };
  if (const DeclStmt *Decls = dyn_cast<DeclStmt>(S))
    for (const Decl *D : Decls->decls())
      if (const VarDecl *Variable = dyn_cast<VarDecl>(D))
        Keep(Variable, Variable->getInit());
  if (const BinaryOperator *Assign = dyn_cast<BinaryOperator>(S);
      Assign && Assign->isAssignmentOp())
    Keep(subject(Assign->getLHS()), Assign->getRHS());
  for (const Stmt *Child : S->children())
    collect(Child);
}

StartResult StartResults::of(const Expr *E) const {
  E = E->IgnoreParenImpCasts();
  if (const ExprWithCleanups *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return of(Cleanups->getSubExpr());
  if (const UnaryOperator *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_LNot)
    return negated(of(Unary->getSubExpr()));
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->getOpcode() == BO_Assign ? of(Binary->getRHS())
                                            : comparedTo0(*Binary);
  if (const CallExpr *Call = dyn_cast<CallExpr>(E);
      Call && Call->getBuiltinCallee() == Builtin::BI__builtin_expect)
    return of(Call->getArg(0));
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
    return ResultIn.lookup(cast<ValueDecl>(Ref->getDecl()->getCanonicalDecl()));
  auto It = Direct.find(E);
  return It == Direct.end() ? anyIn(*E) : It->second;
}

// C returns 0 for success.
StartResult StartResults::comparedTo0(const BinaryOperator &Compared) const {
  auto IsZero = [&](const Expr *Side) {
    Expr::EvalResult Value;
    return !Side->isValueDependent() &&
           Side->EvaluateAsInt(Value, Unit.ast()) && Value.Val.getInt() == 0;
  };
  bool Right = IsZero(Compared.getRHS());
  if (!Right && !IsZero(Compared.getLHS()))
    return anyIn(Compared);
  StartResult Inner = of(Right ? Compared.getLHS() : Compared.getRHS());
  switch (Compared.getOpcode()) {
  case BO_EQ:
    return negated(Inner);
  case BO_NE:
    return Inner;
  case BO_LT: // some say it by a negative number
    return Right ? Inner : StartResult{Inner.Of};
  default:
    return {Inner.Of};
  }
}

// Something is made of whether they succeeded.
StartResult StartResults::anyIn(const Expr &E) const {
  StartResult Result;
  for (const Stmt *Child : E.children())
    if (const Expr *Part = dyn_cast_or_null<Expr>(Child);
        Part && !isa<LambdaExpr>(Part))
      Result.Of |= of(Part).Of;
  return Result;
}

} // namespace cotidy
