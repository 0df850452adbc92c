// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which failures a library function hands on when it makes a task of other
// tasks and of callables: `f().then(g)`, `with_gate(gate, g)`,
// `when_all_succeed(f(), g())`. How a continuation gets the failure of what it
// continues is said by its parameter: a future or an exception_ptr takes any, a
// class of exceptions takes those, and nothing else takes one.

#include "checks/analysis/Execution.h"
#include "checks/analysis/Failures.h"
#include "checks/analysis/TaskFate.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// An object that only refers to a callable, as a wrapper around a coroutine
// lambda does.
const Expr &unwrapped(const UnitAnalysis &Unit, const Expr &Given) {
  const Expr &E = origin(Given);
  const CXXConstructExpr *Wrapper = dyn_cast<CXXConstructExpr>(&E);
  return Wrapper && Wrapper->getNumArgs() == 1 &&
                 handlingOf(Unit, partsOf(*Wrapper), FunctionRole::Keeps)
             ? unwrapped(Unit, *Wrapper->getArg(0))
             : E;
}

// The bodies behind a callable: one, or one for each use of a generic lambda.
SmallVector<const FunctionDecl *, 2> bodiesOf(const UnitAnalysis &Unit,
                                              const Expr &Given) {
  const Expr &E = unwrapped(Unit, Given);
  const CXXRecordDecl *Record = E.getType()->getAsCXXRecordDecl();
  SmallVector<const FunctionDecl *, 2> Bodies;
  if (Record && Record->isLambda()) {
    if (const FunctionTemplateDecl *Generic =
            Record->getDependentLambdaCallOperator())
      append_range(Bodies, Generic->specializations());
    else
      Bodies.push_back(Record->getLambdaCallOperator());
  } else if (const FunctionDecl *Function = Unit.failures().source(E)) {
    if (!isa<CallExpr>(E))
      Bodies.push_back(Function);
  }
  erase_if(Bodies, [](const FunctionDecl *Body) { return !Body->getBody(); });
  return Bodies;
}

// Something that can be called, of which it is not visible what it takes.
bool isOpaque(const UnitAnalysis &Unit, const Expr &Given) {
  QualType Type = Given.getType().getNonReferenceType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  DeclarationName Call =
      Unit.ast().DeclarationNames.getCXXOperatorName(OO_Call);
  return (Type->isFunctionType() || Type->isFunctionPointerType() ||
          Type->isMemberPointerType() ||
          (Record && !Record->lookup(Call).empty())) &&
         bodiesOf(Unit, Given).empty();
}

bool handsOn(const UnitAnalysis &Unit, const CallParts &Parts) {
  return any_of(ArrayRef{FunctionRole::Continues, FunctionRole::Keeps,
                         FunctionRole::Together},
                [&](FunctionRole Role) {
                  return handlingOf(Unit, Parts, Role) != nullptr;
                });
}

} // namespace

// Takes from the failures of a task those that a continuation of it gets.
void Failures::takeBy(const FunctionDecl &Continuation, QualType Result,
                      FailureList &List) const {
  if (Continuation.getNumParams() == 0)
    return;
  QualType Type = Continuation.getParamDecl(0)->getType().getNonReferenceType();
  if (!Result.isNull() &&
      Unit.ast().hasSameUnqualifiedType(Type, Result.getNonReferenceType()))
    return;
  const TypeFact *Fact = Unit.types().modelled(Type);
  if (Unit.types().task(Type) || (Fact && Fact->Role == TypeRole::Error))
    List.clear();
  else if (Type->isRecordType())
    erase_if(List, [&](const Failure &F) { return catches(Type, F); });
}

FailureList Failures::ofCallable(const Expr &Given) const {
  FailureList List;
  for (const FunctionDecl *Body : bodiesOf(Unit, Given)) {
    for (const Failure &Cause : of(*Body)) {
      Failure F = Cause;
      F.Loc = Given.getBeginLoc();
      F.Callee = Body;
      F.Cause = &Cause;
      List.push_back(F);
    }
    if (!isa<CoroutineBodyStmt>(Body->getBody()))
      append_range(List, ofReturnedTasks(*Body));
  }
  return List;
}

std::optional<FailureList> Failures::ofContinuation(const Expr &Task) const {
  const CallParts Parts = partsOf(Task);
  if (!Parts.Callee || !handsOn(Unit, Parts))
    return std::nullopt;
  const TaskFacts *Before =
      Parts.Object ? Unit.types().task(Parts.Object->getType()) : nullptr;
  const FunctionFact *Continues =
      handlingOf(Unit, Parts, FunctionRole::Continues);
  const bool IsSkipped = Continues && Continues->Failure == FailureKind::Throws;
  FailureList List;
  if (Before)
    List = ofTask(*Parts.Object);
  FailureList Own;
  for (const Expr *Argument : Parts.Arguments) {
    if (Unit.types().task(Argument->getType()))
      append_range(Own, ofTask(*Argument));
    if (Before && !IsSkipped) {
      if (isOpaque(Unit, *Argument))
        List.clear();
      for (const FunctionDecl *Body : bodiesOf(Unit, *Argument))
        takeBy(*Body, awaitedType(*Before), List);
    }
    append_range(Own, ofCallable(*Argument));
  }
  append_range(List, Own);
  return List;
}

} // namespace cotidy
