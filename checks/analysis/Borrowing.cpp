// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Borrowing.h"

#include "checks/analysis/CallableFate.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/LateUses.h"
#include "checks/analysis/UnitAnalysis.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

constexpr unsigned MaxDepth = 4;

// A task of a coroutine type whose body has not begun when it is returned.
bool isLazyCoroutine(const UnitAnalysis &Unit, QualType Type) {
  const TaskFacts *Task = Unit.types().task(Type);
  return Task && Task->Is == TaskFacts::Coroutine &&
         Task->Start == StartKind::Lazy;
}

Borrowing byType(const UnitAnalysis &Unit, const Expr &Call,
                 const FunctionDecl &Callee) {
  // What a library does with its arguments is for the library model to say.
  bool IsProjects = Unit.project().contains(Callee.getLocation());
  return {IsProjects && isLazyCoroutine(Unit, Call.getType())
              ? Borrowing::ByType
              : Borrowing::Unknown,
          nullptr};
}

Borrowing ofCoroutine(const UnitAnalysis &Unit, const Coroutine &Coro,
                      const ParmVarDecl *Parameter, unsigned Depth) {
  BodyTree Body(*Coro.Function);
  WhatGoes Lost = Parameter && !Parameter->getType()->isReferenceType()
                      ? WhatGoes::Pointee
                      : WhatGoes::Object;
  std::vector<LateUse> Uses = lateUses(
      Unit, Coro, Body,
      [&](const ValueDecl *Named) {
        return Named == Parameter ? Lost : WhatGoes::None;
      },
      Depth + 1);
  if (Uses.empty())
    return {Borrowing::No, nullptr};
  return {Borrowing::Yes, Uses.front().At};
}

// Something that may run later was given a reference.
bool runsLater(const CallableFates &Fates, const LambdaExpr &Lambda) {
  return any_of(Fates.of(Lambda), [](const CallableFate &Fate) {
    return Fate.Runs == CallableFate::Later &&
           Fate.Of.Is != TaskFate::Awaited && Fate.Of.Is != TaskFate::Kept &&
           Fate.Of.Is != TaskFate::Unknown;
  });
}

class PassedOn {
public:
  PassedOn(const UnitAnalysis &Unit, const BodyTree &Body, unsigned Depth)
      : Unit(Unit), Body(Body), Fates(Unit, Body), Depth(Depth) {}

  Borrowing of(const ParmVarDecl &Parameter) {
    bool ByValue = !Parameter.getType()->isReferenceType();
    Borrowing Most{Borrowing::No, nullptr};
    for (const DeclRefExpr *Mention : Body.mentions(Parameter)) {
      Borrowing Here = at(*Mention, ByValue);
      if (Here.Is > Most.Is)
        Most = Here;
    }
    return Most;
  }

private:
  Borrowing at(const DeclRefExpr &Mention, bool ByValue) {
    const Stmt *Taker = boundBy(Body, Mention);
    if (const LambdaExpr *Lambda = dyn_cast_or_null<LambdaExpr>(Taker))
      return {runsLater(Fates, *Lambda) ? Borrowing::Yes : Borrowing::Unknown,
              &Mention};
    for (const Expr *E = &Mention; E;
         E = dyn_cast_or_null<Expr>(Body.parent(*E)))
      if (isa<CallExpr>(E) && (ByValue || E == Taker || inside(E, Taker)) &&
          Unit.types().task(E->getType()))
        return inTask(*E, Mention);
    return {Taker ? Borrowing::Unknown : Borrowing::No, nullptr};
  }

  bool inside(const Expr *Call, const Stmt *Taker) const {
    return Taker && Body.contains(*Call, *Taker);
  }

  Borrowing inTask(const Expr &Call, const Expr &Mention) {
    TaskFate Fate = Fates.tasks().of(Call);
    if (Fate.Is == TaskFate::Awaited)
      return {Borrowing::No, nullptr};
    if (Fate.Is != TaskFate::Returned)
      return {Borrowing::Unknown, nullptr};
    CallParts Parts = partsOf(Call);
    if (Parts.Object && Body.contains(*Parts.Object, Mention))
      return borrowing(Unit, Call, nullptr, Depth + 1);
    for (unsigned I = 0; I < Parts.Arguments.size(); ++I)
      if (Body.contains(*Parts.Arguments[I], Mention) && Parts.Callee &&
          I < Parts.Callee->getNumParams() &&
          refersElsewhere(Unit, Parts.Callee->getParamDecl(I)->getType()))
        return borrowing(Unit, Call, Parts.Callee->getParamDecl(I), Depth + 1);
    return {Borrowing::No, nullptr};
  }

  const UnitAnalysis &Unit;
  const BodyTree &Body;
  CallableFates Fates;
  const unsigned Depth;
};

} // namespace

Borrowing borrowing(const UnitAnalysis &Unit, const Expr &Call,
                    const ParmVarDecl *Parameter, unsigned Depth) {
  CallParts Parts = partsOf(Call);
  if (!Parts.Callee || Depth > MaxDepth)
    return {};
  const FunctionDecl *Callee = Parts.Callee->getDefinition();
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Parts.Callee);
  if (!Callee || !Callee->getBody() || (Method && Method->isVirtual()) ||
      !Unit.project().contains(Callee->getLocation()))
    return byType(Unit, Call, *Parts.Callee);
  if (Parameter)
    Parameter = Callee->getParamDecl(Parameter->getFunctionScopeIndex());
  if (const Coroutine *Coro = Unit.coroutine(*Callee))
    return ofCoroutine(Unit, *Coro, Parameter, Depth);
  if (!Parameter)
    return {};
  BodyTree Body(*Callee);
  return PassedOn(Unit, Body, Depth).of(*Parameter);
}

} // namespace cotidy
