// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine that only passes another task on costs a frame, an allocation and
// two switches for nothing.
//
// Only what can be returned instead is reported: nothing that the task refers
// to may belong to this coroutine. Why a task must be awaited where a handler,
// a lock or a local stands is async-return-in-wrapper's business.

#include "checks/analysis/Execution.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

class RedundantCoroutine final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const Coroutine &Coro : Unit.coroutines())
      if (const CoawaitExpr *Await =
              Coro.isStackful() ? nullptr : onlyAwait(Unit, Coro))
        Out.report(describe(Coro, *Await));
  }

private:
  static const CoawaitExpr *onlyAwait(const UnitAnalysis &Unit,
                                      const Coroutine &Coro);
  static Finding describe(const Coroutine &Coro, const CoawaitExpr &Await);
};

const Stmt *onlyStatement(const Coroutine &Coro) {
  const CompoundStmt *Body = dyn_cast<CompoundStmt>(userBody(*Coro.Function));
  return Body && Body->size() == 1 ? Body->body_front() : nullptr;
}

// A by-value parameter or a temporary of this coroutine, which a returned task
// would outlive.
class OwnedFinder : public RecursiveASTVisitor<OwnedFinder> {
public:
  bool Found = false;
  bool TraverseLambdaExpr(LambdaExpr *) { return !(Found = true); }
  bool VisitMaterializeTemporaryExpr(MaterializeTemporaryExpr *) {
    return !(Found = true);
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    const VarDecl *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    Found |= Variable && Variable->hasLocalStorage() &&
             !Variable->getType()->isReferenceType();
    return !Found;
  }
};

bool isOwned(const Expr &E) {
  OwnedFinder Finder;
  Finder.TraverseStmt(const_cast<Expr *>(&E));
  return Finder.Found;
}

bool refersToOwned(const UnitAnalysis &Unit, const CallParts &Call) {
  if (Call.Object && isOwned(*Call.Object))
    return true;
  for (unsigned Index = 0; Index < Call.Arguments.size(); ++Index) {
    bool IsKnown = Index < Call.Callee->getNumParams();
    QualType Parameter = IsKnown ? Call.Callee->getParamDecl(Index)->getType()
                                 : Call.Arguments[Index]->getType();
    const TypeFact *Fact = Unit.types().modelled(Parameter);
    bool Refers = !IsKnown || Parameter->isReferenceType() ||
                  Parameter->isPointerType() ||
                  (Fact && Fact->Role == TypeRole::View);
    if (Refers && isOwned(*Call.Arguments[Index]))
      return true;
  }
  return false;
}

const CoawaitExpr *RedundantCoroutine::onlyAwait(const UnitAnalysis &Unit,
                                                 const Coroutine &Coro) {
  const Stmt *Only = onlyStatement(Coro);
  if (const CoreturnStmt *Return = dyn_cast_or_null<CoreturnStmt>(Only))
    Only = Return->getOperand();
  const Expr *Value = dyn_cast_or_null<Expr>(Only);
  const CoawaitExpr *Await =
      Value ? dyn_cast<CoawaitExpr>(Value->IgnoreImplicit()) : nullptr;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Coro.Function);
  if (!Await || (Method && Method->isVirtual()))
    return nullptr;
  const Expr &Task = *Await->getOperand()->IgnoreImplicit();
  const CallParts Call = partsOf(Task);
  if (!Call.Callee || !isa<CallExpr>(Task) ||
      !Unit.ast().hasSameType(Task.getType(), Coro.Function->getReturnType()) ||
      refersToOwned(Unit, Call))
    return nullptr;
  return Await;
}

Finding RedundantCoroutine::describe(const Coroutine &Coro,
                                     const CoawaitExpr &Await) {
  const Stmt *Only = onlyStatement(Coro);
  const FunctionDecl *Callee =
      partsOf(*Await.getOperand()->IgnoreImplicit()).Callee;
  Finding F;
  F.Loc = Only->getBeginLoc();
  F.Function = Coro.Function;
  F.Statement = Only->getSourceRange();
  F.Message = "this coroutine only awaits '" + displayName(*Callee) +
              "', whose task could be returned instead";
  if (!Only->getBeginLoc().isMacroID() && !Await.getBeginLoc().isMacroID())
    F.Fixes.push_back(
        {CharSourceRange::getCharRange(Only->getBeginLoc(),
                                       Await.getOperand()->getBeginLoc()),
         "return ", /*Safe=*/false});
  return F;
}

} // namespace

extern const CheckInfo RedundantCoroutineInfo;
constinit const CheckInfo RedundantCoroutineInfo = {
    .Summary = "a coroutine that only passes another task on",
    .Level = Severity::Info,
    .DefaultOn = false,
    .Since = "0.1",
    .HasFix = true,
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<RedundantCoroutine>();
    }};

} // namespace cotidy
