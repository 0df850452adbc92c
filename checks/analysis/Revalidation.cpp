// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Revalidation.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/MaySuspend.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

class MemberNames : public RecursiveASTVisitor<MemberNames> {
public:
  explicit MemberNames(SmallPtrSetImpl<const ValueDecl *> &Out) : Out(Out) {}
  bool VisitMemberExpr(MemberExpr *E) {
    if (isa<FieldDecl>(E->getMemberDecl()))
      Out.insert(cast<ValueDecl>(E->getMemberDecl()->getCanonicalDecl()));
    return true;
  }

private:
  SmallPtrSetImpl<const ValueDecl *> &Out;
};

// Makes sure that the object outlives the coroutine.
class KeepsItself : public RecursiveASTVisitor<KeepsItself> {
public:
  explicit KeepsItself(const TypeFacts &Types) : Types(Types) {}
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    Found |= Callee && Types.functionFact(*Callee, FunctionRole::StrongRef);
    return !Found;
  }
  bool Found = false;

private:
  const TypeFacts &Types;
};

} // namespace

const SmallPtrSet<const ValueDecl *, 4> &
Revalidation::membersOf(const FunctionDecl &Callee) const {
  auto [It, IsNew] = Members.try_emplace(&Callee);
  if (IsNew)
    if (const Stmt *Body = userBody(Callee))
      MemberNames(It->second).TraverseStmt(const_cast<Stmt *>(Body));
  return It->second;
}

Revalidation::Looked Revalidation::at(const Expr &Condition) const {
  Looked Result;
  lookInto(&Condition, Result);
  return Result;
}

void Revalidation::lookInto(const Stmt *S, Looked &Out) const {
  if (!S || isa<LambdaExpr>(S))
    return;
  // What is passed is looked at before the suspension.
  if (const CoroutineSuspendExpr *Await = dyn_cast<CoroutineSuspendExpr>(S)) {
    const Expr *Operand = ignoreForwarding(Await->getOperand());
    if (isa<CallExpr>(Operand))
      lookAt(*Operand, Out);
    return;
  }
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(S);
      Binary && Binary->isComparisonOp())
    compare(Binary->getLHS(), Binary->getRHS(), Out);
  if (const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(S);
      Call && Call->isComparisonOp() && Call->getNumArgs() == 2)
    compare(Call->getArg(0), Call->getArg(1), Out);
  // `c.end()` is where a search ends, not what it found.
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(S);
      Call && Call->getNumArgs() == 0 &&
      Facts.types().referrer(Call->getType()) == ReferrerKind::Iterator)
    return;
  if (const Expr *E = dyn_cast<Expr>(S))
    lookAt(*E, Out);
  for (const Stmt *Child : S->children())
    lookInto(Child, Out);
}

void Revalidation::lookAt(const Expr &E, Looked &Out) const {
  if (isa<MemberExpr, DeclRefExpr>(E) && E.isGLValue()) {
    std::optional<Location> Place = Facts.resolver(Function).resolve(&E);
    if (Place && Place->isShared())
      if (const ValueDecl *Target = Place->target())
        Out.Objects.insert(Target);
    if (const MemberExpr *Member = dyn_cast<MemberExpr>(&E))
      Out.Objects.insert(
          cast<ValueDecl>(Member->getMemberDecl()->getCanonicalDecl()));
    return;
  }
  const CallExpr *Call = dyn_cast<CallExpr>(&E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  const FunctionDecl *Definition = nullptr;
  if (!Callee || !Callee->isDefined(Definition) ||
      !Unit.project().contains(Definition->getLocation()))
    return;
  const SmallPtrSet<const ValueDecl *, 4> &Seen = membersOf(*Definition);
  Out.Objects.insert(Seen.begin(), Seen.end());
}

void Revalidation::compare(const Expr *Left, const Expr *Right,
                           Looked &Out) const {
  auto Local = [](const Expr *E) -> const VarDecl * {
    const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(ignoreForwarding(E));
    const VarDecl *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    return Variable && Variable->hasLocalStorage() ? Variable : nullptr;
  };
  for (auto [Old, Current] : {std::pair(Left, Right), std::pair(Right, Left)}) {
    const VarDecl *Variable = Local(Old);
    if (!Variable)
      continue;
    if (Variable->getType()->isPointerType() &&
        !isNullPointer(*Current, Unit.ast()))
      Out.Pointers.insert(Variable);
    if (!Variable->hasInit() || Variable->getType()->isReferenceType() ||
        Facts.refersElsewhere(Variable->getType()))
      continue;
    const LocationResolver &Resolver = Facts.resolver(Function);
    std::optional<Location> Was = Resolver.resolve(Variable->getInit());
    std::optional<Location> Is = Resolver.resolve(Current);
    Out.Versions |= Was && Is && *Was == *Is && Is->isShared();
  }
}

const Stmt *usedAfterSuspension(const UnitAnalysis &Unit, const Coroutine &Coro,
                                const ParmVarDecl *Parameter) {
  const SuspensionCfg *Graph = Unit.cfg(*Coro.Function);
  if (!Graph || !letsOthersRun(Unit, Coro))
    return nullptr;
  if (!Parameter) {
    KeepsItself Pins(Unit.types());
    Pins.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
    if (Pins.Found)
      return nullptr;
  }
  struct State {
    bool Suspended = false;
    bool join(const State &Other) {
      bool Changed = Other.Suspended && !Suspended;
      Suspended |= Other.Suspended;
      return Changed;
    }
  };
  auto Transfer = [&](const CFGElement &Element, State &Now) {
    if (const Suspension *Point = Graph->suspension(Element))
      Now.Suspended |= letsOthersRun(Unit, *Point);
  };
  std::vector<std::optional<State>> Before =
      solveForward(Graph->graph(), State(), Transfer);
  const Stmt *Use = nullptr;
  replay(Graph->graph(), Before, Transfer,
         [&](const CFGElement &Element, const State &Now) {
           std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
           if (!S || !Now.Suspended)
             return;
           const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(S->getStmt());
           bool Uses = Parameter ? Ref && Ref->getDecl() == Parameter
                                 : isa<CXXThisExpr>(S->getStmt());
           if (Uses &&
               (!Use || isBefore(Unit.ast(), S->getStmt()->getBeginLoc(),
                                 Use->getBeginLoc())))
             Use = S->getStmt();
         });
  return Use;
}

} // namespace cotidy
