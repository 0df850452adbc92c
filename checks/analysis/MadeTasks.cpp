// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/MadeTasks.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/CallConditions.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/Promises.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Functions that return what another one makes; more are not worth following.
constexpr unsigned MaxDepth = 4;

class ReturnFinder : public BodyVisitor<ReturnFinder> {
public:
  SmallVector<const Expr *, 2> Values;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitReturnStmt(ReturnStmt *Return) {
    if (Return->getRetValue())
      Values.push_back(Return->getRetValue());
    return true;
  }
};

// Parts of an expression that only name or wrap the same task.
const Expr &plain(const Expr &E) {
  const Expr &Inner = written(E);
  const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(&Inner);
  return Copy && Copy->getConstructor()->isCopyOrMoveConstructor()
             ? plain(*Copy->getArg(0))
             : Inner;
}

class Maker {
public:
  explicit Maker(const UnitAnalysis &Unit) : Unit(Unit) {}

  bool losesNothing(const Expr &Made, unsigned Depth = 0) const {
    const CallExpr *Call = dyn_cast<CallExpr>(&plain(Made));
    if (!Call)
      return false;
    if (factAbout(*Call))
      return onlySucceeds(Unit, *Call);
    const FunctionDecl *Callee = Call->getDirectCallee();
    Callee = Callee ? Callee->getDefinition() : nullptr;
    if (!Callee || !Callee->getBody() || Callee->isDependentContext() ||
        Unit.coroutine(*Callee) || Depth > MaxDepth ||
        !Unit.project().contains(Callee->getLocation()))
      return false;
    ReturnFinder Returned;
    Returned.TraverseStmt(Callee->getBody());
    return !Returned.Values.empty() &&
           all_of(Returned.Values, [&](const Expr *Value) {
             return losesNothing(*Value, Depth + 1) ||
                    isLocalWithNothing(*Value, *Callee, Depth + 1);
           });
  }

  const FunctionFact *factAbout(const Expr &Made) const {
    CallParts Parts = partsOf(plain(Made));
    if (!Parts.Callee)
      return nullptr;
    for (const FunctionFact *Fact : factsOf(Unit, Parts))
      if (Fact->Role == FunctionRole::Create &&
          applies(Unit, *Fact, {Parts}, Mentions(), UnitMentions()))
        return Fact;
    return nullptr;
  }

private:
  // A variable that is made so, and afterwards only asked and returned.
  bool isLocalWithNothing(const Expr &Value, const FunctionDecl &In,
                          unsigned Depth) const {
    const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(&plain(Value));
    const VarDecl *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!Variable || !Variable->hasLocalStorage() || !Variable->getInit() ||
        !losesNothing(*Variable->getInit(), Depth))
      return false;
    BodyTree Body(In);
    return all_of(Body.mentions(*Variable), [&](const DeclRefExpr *Mention) {
      const Stmt *Outer = Body.parent(*Mention);
      while (isa_and_nonnull<ImplicitCastExpr>(Outer))
        Outer = Body.parent(*Outer);
      const MemberExpr *Member = dyn_cast_or_null<MemberExpr>(Outer);
      const CXXMethodDecl *Asked =
          Member ? dyn_cast<CXXMethodDecl>(Member->getMemberDecl()) : nullptr;
      return Mention == Ref || (Asked && Asked->isConst());
    });
  }

  const UnitAnalysis &Unit;
};

} // namespace

DropKind droppedKind(const UnitAnalysis &Unit, const Expr &Made,
                     const TaskFacts &Task) {
  Maker Makes(Unit);
  if (const FunctionFact *Fact = Makes.factAbout(Made);
      Fact && Fact->Dropped != DropKind::Unknown)
    return Fact->Dropped;
  return Makes.losesNothing(Made) ? DropKind::Harmless : Task.Dropped;
}

} // namespace cotidy
