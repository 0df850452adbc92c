// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/TakenInTurn.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/TaskFate.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// The call that runs tasks side by side and keeps their failures, or null.
const CallExpr *combinator(const UnitAnalysis &Unit, const Expr &Task) {
  const CallExpr *Call = dyn_cast<CallExpr>(&origin(Task));
  return Call && Unit.failures().operation(*Call) == FailureKind::Stored &&
                 handlingOf(Unit, partsOf(*Call), FunctionRole::Together)
             ? Call
             : nullptr;
}

bool mayFail(const UnitAnalysis &Unit, const Expr &Task) {
  return any_of(Unit.failures().ofTask(Task), [](const Failure &F) {
    return F.Is == Failure::Possible || F.Assumed;
  });
}

// Of a range it cannot be told which of its tasks may fail. What is called only
// then is not judged.
bool severalMayFail(const UnitAnalysis &Unit, const CallExpr &Call) {
  unsigned Given = 0, Failing = 0;
  for (const Expr *Argument : Call.arguments()) {
    const bool IsTask = Unit.types().task(Argument->getType());
    Given += IsTask || isa<LambdaExpr>(written(*Argument));
    Failing += IsTask && mayFail(Unit, *Argument);
  }
  return Given == 0 || Failing > 1;
}

class Search {
public:
  Search(const UnitAnalysis &Unit, const FunctionDecl &Function)
      : Unit(Unit), Tree(Function) {}

  void lookAtAwaits(std::vector<TakenInTurn> &Found) const;
  void lookAtContinuations(std::vector<TakenInTurn> &Found) const;
  void lookAt(const VarDecl &Results, const CallExpr &From,
              std::vector<TakenInTurn> &Found) const;

private:
  const Expr *takes(const Expr &Result) const;
  bool isInTry(const Stmt &S) const;
  void lookAtLoop(const CXXForRangeStmt &Loop, const CallExpr &From,
                  std::vector<TakenInTurn> &Found) const;
  void lookAtParts(ArrayRef<const Expr *> FirstMentions, const CallExpr &From,
                   std::vector<TakenInTurn> &Found) const;
  const Expr *part(const DeclRefExpr &Mention, unsigned &Index) const;

  const UnitAnalysis &Unit;
  const BodyTree Tree;
};

// The call or await around a result that throws its failure, or null.
const Expr *Search::takes(const Expr &Result) const {
  for (const Stmt *Outer = Tree.parent(Result); Outer;
       Outer = Tree.parent(*Outer)) {
    if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(Outer)) {
      ArrayRef<const FunctionFact *> Facts = factsOf(Unit, partsOf(*Call));
      return Unit.failures().operation(*Call) != FailureKind::Stored &&
                     any_of(Facts,
                            [](const FunctionFact *Fact) {
                              return Fact->Role == FunctionRole::SyncWait;
                            })
                 ? Call
                 : nullptr;
    }
    if (isa<CoawaitExpr>(Outer))
      return cast<Expr>(Outer);
    const CallExpr *Call = dyn_cast<CallExpr>(Outer);
    if (!isa<ImplicitCastExpr, ParenExpr, MemberExpr, MaterializeTemporaryExpr,
             CXXBindTemporaryExpr, CXXConstructExpr>(Outer) &&
        !(Call && Call->isCallToStdMove()))
      return nullptr;
  }
  return nullptr;
}

bool Search::isInTry(const Stmt &S) const {
  for (const Stmt *Outer = &S; Outer; Outer = Tree.parent(*Outer))
    if (isa<CXXTryStmt>(Outer))
      return true;
  return false;
}

// `std::get<1>(results)`
const Expr *Search::part(const DeclRefExpr &Mention, unsigned &Index) const {
  const Stmt *Outer = Tree.parent(Mention);
  while (isa_and_nonnull<ImplicitCastExpr, ParenExpr>(Outer))
    Outer = Tree.parent(*Outer);
  const CallExpr *Call = dyn_cast_or_null<CallExpr>(Outer);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  const TemplateArgumentList *Arguments =
      Callee && Callee->isInStdNamespace()
          ? Callee->getTemplateSpecializationArgs()
          : nullptr;
  if (!Arguments || !Arguments->size() ||
      Arguments->get(0).getKind() != TemplateArgument::Integral)
    return nullptr;
  Index = Arguments->get(0).getAsIntegral().getZExtValue();
  return Call;
}

void Search::lookAtParts(ArrayRef<const Expr *> FirstMentions,
                         const CallExpr &From,
                         std::vector<TakenInTurn> &Found) const {
  SmallVector<const Expr *, 4> Takings;
  for (const Expr *Mention : FirstMentions)
    if (const Expr *Taking = takes(*Mention); Taking && !isInTry(*Taking))
      Takings.push_back(Taking);
  if (Takings.size() > 1 && Takings.size() == FirstMentions.size())
    Found.push_back({Takings[0], Takings[1], From.getDirectCallee()});
}

void Search::lookAtLoop(const CXXForRangeStmt &Loop, const CallExpr &From,
                        std::vector<TakenInTurn> &Found) const {
  const VarDecl &Each = *Loop.getLoopVariable();
  ArrayRef<const DeclRefExpr *> Mentions = Tree.mentions(Each);
  if (Mentions.empty() || !mustBeAsked(Each.getType().getNonReferenceType()))
    return;
  const Expr *Taking = takes(*Mentions.front());
  if (Taking && !isInTry(*Taking))
    Found.push_back({Taking, nullptr, From.getDirectCallee()});
}

void Search::lookAt(const VarDecl &Results, const CallExpr &From,
                    std::vector<TakenInTurn> &Found) const {
  SmallMapVector<unsigned, const Expr *, 4> First;
  if (const DecompositionDecl *Parts = dyn_cast<DecompositionDecl>(&Results)) {
    for (const BindingDecl *Part : Parts->bindings())
      if (ArrayRef<const DeclRefExpr *> Mentions = Tree.mentions(*Part);
          !Mentions.empty() &&
          mustBeAsked(Part->getType().getNonReferenceType()))
        First.insert({First.size(), Mentions.front()});
  } else {
    for (const DeclRefExpr *Mention : Tree.mentions(Results)) {
      const Stmt *Outer = Tree.parent(*Mention);
      while (isa_and_nonnull<ImplicitCastExpr, ParenExpr>(Outer))
        Outer = Tree.parent(*Outer);
      if (const CXXForRangeStmt *Loop =
              dyn_cast_or_null<CXXForRangeStmt>(Outer))
        return lookAtLoop(*Loop, From, Found);
      unsigned Index = 0;
      const Expr *Part = part(*Mention, Index);
      if (!Part || !mustBeAsked(Part->getType().getNonReferenceType()))
        return;
      First.insert({Index, Part});
    }
  }
  SmallVector<const Expr *, 4> Mentions;
  for (const auto &[Index, Mention] : First)
    Mentions.push_back(Mention);
  lookAtParts(Mentions, From, Found);
}

void Search::lookAtAwaits(std::vector<TakenInTurn> &Found) const {
  for (const Expr *Call : Tree.calls()) {
    const CallExpr *From = combinator(Unit, *Call);
    if (!From || From != Call || !severalMayFail(Unit, *From))
      continue;
    const Stmt *Inner = From;
    while (Inner && !Tree.declaredBy(*Inner) && isa<Expr>(*Inner))
      Inner = Tree.parent(*Inner);
    const VarDecl *Results = Inner ? Tree.declaredBy(*Inner) : nullptr;
    const Expr *Init = Results ? Results->getInit() : nullptr;
    const CoawaitExpr *Await =
        Init ? dyn_cast<CoawaitExpr>(&origin(*Init)) : nullptr;
    if (Await && combinator(Unit, *Await->getOperand()) == From)
      lookAt(*Results, *From, Found);
  }
}

void Search::lookAtContinuations(std::vector<TakenInTurn> &Found) const {
  for (const Expr *Call : Tree.calls()) {
    const CallParts Parts = partsOf(*Call);
    const CallExpr *From =
        Parts.Object ? combinator(Unit, *Parts.Object) : nullptr;
    if (!From || !handlingOf(Unit, Parts, FunctionRole::Continues) ||
        !severalMayFail(Unit, *From))
      continue;
    for (const Expr *Argument : Parts.Arguments)
      if (const LambdaExpr *Lambda =
              dyn_cast<LambdaExpr>(&written(*Argument))) {
        const CXXMethodDecl &Operator = *Lambda->getCallOperator();
        if (!Operator.isTemplated() && Operator.getNumParams() == 1)
          Search(Unit, Operator)
              .lookAt(*Operator.getParamDecl(0), *From, Found);
      }
  }
}

bool hasCombinator(const UnitAnalysis &Unit, const Stmt *S) {
  const Expr *E = dyn_cast_or_null<CallExpr>(S);
  return S && ((E && combinator(Unit, *E)) ||
               any_of(S->children(), [&](const Stmt *Child) {
                 return hasCombinator(Unit, Child);
               }));
}

} // namespace

std::vector<TakenInTurn> resultsTakenInTurn(const UnitAnalysis &Unit,
                                            const FunctionDecl &Function) {
  std::vector<TakenInTurn> Found;
  if (!hasCombinator(Unit, userBody(Function)))
    return Found;
  const Search Here(Unit, Function);
  Here.lookAtAwaits(Found);
  Here.lookAtContinuations(Found);
  return Found;
}

} // namespace cotidy
