// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LateUses.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Borrowing.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Aliases of aliases of aliases are not followed further.
constexpr unsigned MaxAliases = 3;

struct Progress {
  // The first suspension on some path, or null.
  const Suspension *Suspended = nullptr;

  bool join(const Progress &Other) {
    if (Suspended || !Other.Suspended)
      return false;
    Suspended = Other.Suspended;
    return true;
  }
};

bool isCopy(const CXXConstructExpr &Construct) {
  return Construct.getConstructor()->isCopyOrMoveConstructor();
}

// The call's parameter for an operand is a reference; its object always is one.
bool bindsOperand(const CallExpr &Call, const Expr &Operand) {
  CallParts Parts = partsOf(Call);
  if (Parts.Object && &Operand == Parts.Object)
    return true;
  for (unsigned I = 0; I < Parts.Arguments.size(); ++I)
    if (Parts.Arguments[I] == &Operand)
      return Parts.Callee && I < Parts.Callee->getNumParams() &&
             Parts.Callee->getParamDecl(I)->getType()->isReferenceType();
  return false;
}

class Finder {
public:
  Finder(const UnitAnalysis &Unit, const Coroutine &Coro, const BodyTree &Body,
         function_ref<WhatGoes(const ValueDecl *)> LossOf, unsigned Depth)
      : Unit(Unit), Coro(Coro), Body(Body), LossOf(LossOf), Depth(Depth) {}

  std::vector<LateUse> run();

private:
  void collect(const Stmt *S);
  void addAliases(const ValueDecl &Root, const ValueDecl &Named, WhatGoes Lost,
                  unsigned Depth);
  const Suspension *usedMeanwhile(const Expr &Mention, WhatGoes Lost) const;
  bool holds(const Expr &Call, const Expr &Mention) const;
  const Suspension *initial() const;
  void note(const Expr &Mention, const Suspension *Suspended);

  const UnitAnalysis &Unit;
  const Coroutine &Coro;
  const BodyTree &Body;
  function_ref<WhatGoes(const ValueDecl *)> LossOf;
  const unsigned Depth;
  // What each mention stands for; null for `this`.
  DenseMap<const Stmt *, std::pair<const ValueDecl *, WhatGoes>> Mentions;
  MapVector<const ValueDecl *, LateUse> Found;
};

void Finder::collect(const Stmt *S) {
  if (!S)
    return;
  if (isa<CXXThisExpr>(S))
    if (WhatGoes Lost = LossOf(nullptr); Lost != WhatGoes::None)
      Mentions[S] = {nullptr, Lost};
  if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(S)) {
    const ValueDecl *Named = Reference->getDecl();
    WhatGoes Lost = isa<VarDecl>(Named) ? LossOf(Named) : WhatGoes::None;
    if (Lost != WhatGoes::None && !Mentions.contains(S)) {
      Mentions[S] = {Named, Lost};
      addAliases(*Named, *Named, Lost, 0);
    }
  }
  if (const CoroutineSuspendExpr *Suspend = dyn_cast<CoroutineSuspendExpr>(S))
    return collect(Suspend->getOperand());
  if (const CoreturnStmt *Return = dyn_cast<CoreturnStmt>(S))
    return collect(Return->getOperand());
  if (const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(S)) {
    for (const Expr *Init : Lambda->capture_inits())
      collect(Init);
    return;
  }
  for (const Stmt *Child : S->children())
    collect(Child);
}

// `auto &alias = named;`, `auto *alias = &named;`, `string_view alias = named;`
void Finder::addAliases(const ValueDecl &Root, const ValueDecl &Named,
                        WhatGoes Lost, unsigned Depth) {
  if (Lost == WhatGoes::Name || Depth >= MaxAliases)
    return;
  for (const DeclRefExpr *Mention : Body.mentions(Named)) {
    const Stmt *Taker = Lost == WhatGoes::Pointee || &Named != &Root
                            ? &Body.fullExpression(*Mention)
                            : boundBy(Body, *Mention);
    const Expr *Init = dyn_cast_or_null<Expr>(Taker);
    const VarDecl *Alias =
        Init ? Body.declaredBy(Body.fullExpression(*Init)) : nullptr;
    if (const DeclStmt *Declaration = dyn_cast_or_null<DeclStmt>(Taker);
        Declaration && Declaration->isSingleDecl())
      Alias = dyn_cast<VarDecl>(Declaration->getSingleDecl());
    if (!Alias || Alias == &Named || !refersElsewhere(Unit, Alias->getType()) ||
        Unit.types().task(Alias->getType()))
      continue;
    for (const DeclRefExpr *Use : Body.mentions(*Alias))
      Mentions[Use] = {&Root, Lost};
    addAliases(Root, *Alias, Lost, Depth + 1);
  }
}

const Suspension *Finder::initial() const {
  for (const Suspension &S : Coro.Suspensions)
    if (S.Is == Suspension::Initial)
      return S.May == Suspends::Maybe ||
                     (Coro.Task && Coro.Task->Start == StartKind::Lazy)
                 ? &S
                 : nullptr;
  return nullptr;
}

// The mention is an operand of an await, and the task that is awaited goes on
// referring to it.
const Suspension *Finder::usedMeanwhile(const Expr &Mention,
                                        WhatGoes Lost) const {
  const Stmt *Taker =
      Lost == WhatGoes::Object ? boundBy(Body, Mention) : &Mention;
  const Expr *E =
      Lost == WhatGoes::Name ? nullptr : dyn_cast_or_null<Expr>(Taker);
  // What is awaited is in use itself: an event, a task.
  bool IsHeld = isa_and_nonnull<CoawaitExpr>(E);
  for (; E; E = dyn_cast_or_null<Expr>(Body.parent(*E))) {
    if (const CoawaitExpr *Await = dyn_cast<CoawaitExpr>(E)) {
      const Suspension *S = Coro.suspension(Await);
      return IsHeld && S && S->May != Suspends::Never ? S : nullptr;
    }
    if (isa<CallExpr>(E) && !IsHeld && Unit.types().task(E->getType()))
      IsHeld = holds(*E, Mention);
  }
  return nullptr;
}

bool Finder::holds(const Expr &Call, const Expr &Mention) const {
  CallParts Parts = partsOf(Call);
  // A method that returns an unfinished task is at work on its object.
  if (Parts.Object && Body.contains(*Parts.Object, Mention))
    return borrowing(Unit, Call, nullptr, Depth).Is != Borrowing::No;
  for (unsigned I = 0; I < Parts.Arguments.size(); ++I)
    if (Body.contains(*Parts.Arguments[I], Mention) && Parts.Callee &&
        I < Parts.Callee->getNumParams() &&
        refersElsewhere(Unit, Parts.Callee->getParamDecl(I)->getType()))
      return borrowing(Unit, Call, Parts.Callee->getParamDecl(I), Depth).Is >=
             Borrowing::ByType;
  return false;
}

void Finder::note(const Expr &Mention, const Suspension *Suspended) {
  auto [Of, Lost] = Mentions.lookup(&Mention);
  LateUse Use{Of, &Mention, Suspended, /*Meanwhile=*/false};
  if (!Suspended) {
    Use.Across = usedMeanwhile(Mention, Lost);
    Use.Meanwhile = true;
  }
  if (!Use.Across)
    return;
  auto [It, IsNew] = Found.insert({Of, Use});
  if (!IsNew &&
      isBefore(Unit.ast(), Mention.getBeginLoc(), It->second.At->getBeginLoc()))
    It->second = Use;
}

std::vector<LateUse> Finder::run() {
  collect(&Body.body());
  const SuspensionCfg *Cfg =
      Mentions.empty() ? nullptr : Unit.cfg(*Coro.Function);
  if (!Cfg)
    return {};
  auto Transfer = [&](const CFGElement &Element, Progress &Now) {
    const Suspension *S = Cfg->suspension(Element);
    if (S && S->May != Suspends::Never && !Now.Suspended)
      Now.Suspended = S;
  };
  auto Visit = [&](const CFGElement &Element, const Progress &Now) {
    if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>())
      if (Mentions.contains(S->getStmt()))
        note(*cast<Expr>(S->getStmt()), Now.Suspended);
  };
  replay(Cfg->graph(),
         solveForward(Cfg->graph(), Progress{initial()}, Transfer), Transfer,
         Visit);
  std::vector<LateUse> Result;
  for (auto &[Of, Use] : Found)
    Result.push_back(Use);
  llvm::sort(Result, [&](const LateUse &A, const LateUse &B) {
    return isBefore(Unit.ast(), A.At->getBeginLoc(), B.At->getBeginLoc());
  });
  return Result;
}

// A coroutine that keeps its closure as a parameter has a copy in its frame.
bool ownsClosure(const CXXMethodDecl &Operator) {
  return Operator.isExplicitObjectMemberFunction() &&
         !Operator.getParamDecl(0)->getType()->isReferenceType();
}

} // namespace

bool refersElsewhere(const UnitAnalysis &Unit, QualType Type) {
  if (Type->isReferenceType() || Type->isPointerType())
    return true;
  const TypeFact *Fact = Unit.types().modelled(Type);
  return Fact && Fact->Role == TypeRole::View;
}

const Stmt *boundBy(const BodyTree &Body, const Expr &Mention) {
  const Expr *E = &Mention;
  while (const Stmt *Outer = Body.parent(*E)) {
    if (isa<DeclStmt, LambdaExpr, CXXForRangeStmt, CoawaitExpr>(Outer))
      return Outer;
    const Expr *Around = dyn_cast<Expr>(Outer);
    if (!Around)
      return nullptr;
    if (const CastExpr *Cast = dyn_cast<CastExpr>(Around)) {
      if (Cast->getCastKind() == CK_LValueToRValue)
        return nullptr;
    } else if (const UnaryOperator *Operator =
                   dyn_cast<UnaryOperator>(Around)) {
      return Operator->getOpcode() == UO_AddrOf ? Outer : nullptr;
    } else if (const CXXConstructExpr *Construct =
                   dyn_cast<CXXConstructExpr>(Around)) {
      return isCopy(*Construct) ? nullptr : Outer;
    } else if (const CallExpr *Call = dyn_cast<CallExpr>(Around)) {
      const Expr *Operand = E;
      if (const MemberExpr *Method = dyn_cast<MemberExpr>(E);
          Method && Call->getCallee() == E)
        Operand = Method->getBase();
      if (!bindsOperand(*Call, *Operand))
        return nullptr;
      // std::move and accessors hand out the object, or a part of it.
      if (!Call->isGLValue())
        return Outer;
    } else if (!isa<ParenExpr, MemberExpr, MaterializeTemporaryExpr, FullExpr,
                    CXXBindTemporaryExpr, ArraySubscriptExpr,
                    ConditionalOperator>(Around)) {
      return nullptr;
    }
    E = Around;
  }
  return nullptr;
}

std::vector<LateUse> lateUses(const UnitAnalysis &Unit, const Coroutine &Coro,
                              const BodyTree &Body,
                              function_ref<WhatGoes(const ValueDecl *)> LossOf,
                              unsigned Depth) {
  return Finder(Unit, Coro, Body, LossOf, Depth).run();
}

const Coroutine *dependentCoroutine(const UnitAnalysis &Unit,
                                    const LambdaExpr &Lambda) {
  if (Lambda.capture_begin() == Lambda.capture_end() ||
      ownsClosure(*Lambda.getCallOperator()))
    return nullptr;
  const Coroutine *Found = nullptr;
  if (const FunctionTemplateDecl *Generic = Lambda.getDependentCallOperator()) {
    for (const FunctionDecl *Instance : Generic->specializations())
      if (const Coroutine *Coro = Unit.coroutine(*Instance))
        Found = Coro;
  } else {
    Found = Unit.coroutine(*Lambda.getCallOperator());
  }
  return Found && !Found->IsGenerator ? Found : nullptr;
}

std::vector<LateUse> lateCaptures(const UnitAnalysis &Unit,
                                  const LambdaExpr &Lambda) {
  const Coroutine *Coro = dependentCoroutine(Unit, Lambda);
  if (!Coro)
    return {};
  BodyTree Body(*Coro->Function);
  return lateUses(Unit, *Coro, Body, [&](const ValueDecl *Named) {
    for (const LambdaCapture &Capture : Lambda.captures()) {
      if (Capture.capturesThis() && !Named)
        return Capture.getCaptureKind() == LCK_StarThis ? WhatGoes::Object
                                                        : WhatGoes::Name;
      if (Capture.capturesVariable() && Named == Capture.getCapturedVar())
        return Capture.getCaptureKind() == LCK_ByRef ||
                       Named->getType()->isReferenceType()
                   ? WhatGoes::Name
                   : WhatGoes::Object;
    }
    return WhatGoes::None;
  });
}

} // namespace cotidy
