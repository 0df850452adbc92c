// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/CallableFate.h"

#include "checks/analysis/Starts.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// A callable that is passed on further than this is Unknown.
constexpr unsigned MaxDepth = 4;

using FateList = SmallVector<CallableFate, 2>;

bool isClosure(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->isLambda();
}

bool isOfClosure(const TemplateArgument &Argument) {
  if (Argument.getKind() == TemplateArgument::Pack)
    return any_of(Argument.pack_elements(), isOfClosure);
  return Argument.getKind() == TemplateArgument::Type &&
         isClosure(Argument.getAsType());
}

// `bind(executor, callable)`: a class template over the callable's type.
bool holdsClosure(QualType Type) {
  const ClassTemplateSpecializationDecl *Record =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Type.getNonReferenceType()->getAsCXXRecordDecl());
  return Record && any_of(Record->getTemplateArgs().asArray(), isOfClosure);
}

const CXXMethodDecl *callOperator(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record)
    return nullptr;
  if (Record->isLambda())
    return Record->getLambdaCallOperator();
  DeclarationName Name =
      Record->getASTContext().DeclarationNames.getCXXOperatorName(OO_Call);
  for (const NamedDecl *Found : Record->lookup(Name)) {
    if (const FunctionTemplateDecl *Template =
            dyn_cast<FunctionTemplateDecl>(Found))
      return cast<CXXMethodDecl>(Template->getTemplatedDecl());
    if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Found))
      return Method;
  }
  return nullptr;
}

bool isFireAndForget(const UnitAnalysis &Unit, QualType Callable) {
  const CXXMethodDecl *Operator = callOperator(Callable);
  const TaskFacts *Task =
      Operator ? Unit.types().task(Operator->getReturnType()) : nullptr;
  return Task && Task->Is == TaskFacts::FireAndForget;
}

bool isAssignmentToMember(const Expr &Call) {
  const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&Call);
  return Operator && Operator->getOperator() == OO_Equal &&
         isa<MemberExpr>(written(*Operator->getArg(0)));
}

const ParmVarDecl *parameterFor(const CallParts &Call, const BodyTree &Body,
                                const Expr &Argument) {
  for (unsigned I = 0; I < Call.Arguments.size(); ++I)
    if (Body.contains(*Call.Arguments[I], Argument))
      return I < Call.Callee->getNumParams() ? Call.Callee->getParamDecl(I)
                                             : nullptr;
  return nullptr;
}

} // namespace

// Follows a callable outwards from the lambda, or from a mention of the
// variable that holds it.
class CallableFates::Climb {
public:
  Climb(const CallableFates &Fates, const Expr &From, const VarDecl *Named)
      : Fates(Fates), Unit(Fates.Unit), Body(Fates.Body), From(From),
        Named(Named) {}

  FateList run() {
    const Expr *E = &From;
    while (const Stmt *Outer = Body.parent(*E)) {
      if (std::optional<FateList> End = step(*E, *Outer))
        return *End;
      E = cast<Expr>(Outer);
    }
    return {CallableFate()};
  }

private:
  // Empty: the outer expression is, or holds, the callable.
  std::optional<FateList> step(const Expr &E, const Stmt &Outer);
  std::optional<FateList> inCall(const Expr &E, const Expr &Call);
  CallableFate invoked(const Expr &Call) const;
  CallableFate keptElsewhere(const Expr &Call) const;
  bool byModel(const CallParts &Parts, const Expr &Call, bool ByReference,
               CallableFate &Fate) const;
  FateList byBody(const ParmVarDecl &Parameter, const FunctionDecl &Callee,
                  const Expr &Call, CallableFate Fate) const;
  CallableFate translated(const CallableFate &Inner, bool IsParameters,
                          bool DiesEarly, bool IsOver, const Expr &Call,
                          CallableFate Fate) const;
  // Where the closure lives that nobody else made a copy of.
  void livesHere(CallableFate &Fate) const {
    Fate.Lives = Named ? CallableFate::Scope : CallableFate::FullExpression;
    Fate.Closure = Named;
    Fate.ByView = InView;
  }
  TaskFate fateOf(const Expr &Call) const {
    return ownedTask(Unit.types(), Call.getType()) ? Fates.Tasks.of(Call)
                                                   : TaskFate();
  }
  TaskFate runningFrom(const Expr &Call) const;

  const CallableFates &Fates;
  const UnitAnalysis &Unit;
  const BodyTree &Body;
  const Expr &From;
  const VarDecl *Named;
  // It sits in an object that only refers to it.
  bool InView = false;
};

CallableFate CallableFates::Climb::invoked(const Expr &Call) const {
  CallableFate Fate;
  Fate.Runs = CallableFate::AtOnce;
  Fate.Call = &Call;
  livesHere(Fate);
  Fate.Of = fateOf(Call);
  return Fate;
}

// Put where it outlives this function: the closure goes with it, unless only
// something that refers to it does.
CallableFate CallableFates::Climb::keptElsewhere(const Expr &Call) const {
  CallableFate Fate;
  Fate.Call = &Call;
  Fate.Lives = CallableFate::Elsewhere;
  if (!InView)
    return Fate;
  livesHere(Fate);
  Fate.Runs = CallableFate::Later;
  Fate.Of.Is = TaskFate::Stored;
  Fate.Of.At = &Call;
  return Fate;
}

// Of what a call runs later: its task, the object that runs it (a thread), or
// nothing that anybody could wait for.
TaskFate CallableFates::Climb::runningFrom(const Expr &Call) const {
  bool IsObject = isa<CXXConstructExpr>(Call);
  if (!IsObject && !ownedTask(Unit.types(), Call.getType()))
    return Call.getType()->isVoidType() ? Fates.Tasks.started(Call)
                                        : TaskFate();
  return Fates.Tasks.of(Call);
}

bool CallableFates::Climb::byModel(const CallParts &Parts, const Expr &Call,
                                   bool ByReference, CallableFate &Fate) const {
  auto Is = [&](FunctionRole Role) {
    return handlingOf(Unit, Parts, Role) != nullptr;
  };
  CallableFate::Time Runs = CallableFate::Later;
  if (Is(FunctionRole::Continues)) {
    Fate.Lives = CallableFate::UntilCalled;
    // Some call the argument itself before they return, and perhaps again.
    if (Is(FunctionRole::Calls) && ByReference)
      livesHere(Fate);
    if (Is(FunctionRole::Calls) && !Is(FunctionRole::Keeps))
      Runs = CallableFate::AtOnce;
  } else if (Is(FunctionRole::Keeps) || Is(FunctionRole::Together)) {
    Fate.Lives = CallableFate::Task;
  } else if (Is(FunctionRole::Calls)) {
    Runs = CallableFate::AtOnce;
    if (ByReference)
      livesHere(Fate);
    else
      Fate.Lives = CallableFate::UntilCalled;
  } else if (Is(FunctionRole::Spawn)) {
    Fate.Lives = CallableFate::Task;
  } else if (Is(FunctionRole::Offload)) {
    // Nobody can tell when such a coroutine is done.
    if (isFireAndForget(Unit, From.getType()))
      Fate.Lives = CallableFate::UntilCalled;
  } else if (Is(FunctionRole::Subscribe)) {
    Fate.Lives = CallableFate::Subscribed;
    return true;
  } else {
    return false;
  }
  if (InView)
    livesHere(Fate);
  Fate.Runs = Runs;
  Fate.Of = Runs == CallableFate::AtOnce ? fateOf(Call) : runningFrom(Call);
  return true;
}

// What a function of the project does with its parameter, as its caller sees
// it.
CallableFate CallableFates::Climb::translated(const CallableFate &Inner,
                                              bool IsParameters, bool DiesEarly,
                                              bool IsOver, const Expr &Call,
                                              CallableFate Fate) const {
  if (Inner.Lives == CallableFate::Elsewhere && InView)
    return keptElsewhere(Call);
  Fate.Runs = Inner.Runs;
  Fate.Lives = Inner.Lives;
  if (Inner.Lives == CallableFate::Scope) {
    if (!IsParameters)
      livesHere(Fate);
    else
      Fate.Lives = DiesEarly ? CallableFate::UntilCalled : CallableFate::Task;
  }
  if (Inner.Of.Is == TaskFate::Returned) {
    Fate.Of = Fates.Tasks.of(Call);
  } else {
    Fate.Of.Is = IsOver ? TaskFate::Awaited : Inner.Of.Is;
    Fate.Of.At = &Call;
  }
  return Fate;
}

FateList CallableFates::Climb::byBody(const ParmVarDecl &Parameter,
                                      const FunctionDecl &Callee,
                                      const Expr &Call,
                                      CallableFate Fate) const {
  bool ByReference = Parameter.getType()->isReferenceType();
  if (Unit.coroutine(Callee)) {
    Fate.Runs = CallableFate::Later;
    if (ByReference || InView)
      livesHere(Fate);
    else
      Fate.Lives = CallableFate::Task;
    Fate.Of = fateOf(Call);
    return {Fate};
  }
  if (Fates.Depth >= MaxDepth)
    return {Fate};
  BodyTree Inner(Callee);
  CallableFates InCallee(Unit, Inner);
  InCallee.Depth = Fates.Depth + 1;
  FateList Result;
  for (const DeclRefExpr *Mention : Inner.mentions(Parameter))
    for (const CallableFate &Each : InCallee.follow(*Mention, &Parameter))
      Result.push_back(translated(
          Each, !ByReference && !InView, InCallee.diesEarly(Each),
          Each.Of.Is == TaskFate::Kept || InCallee.Tasks.isWaitedFor(Each.Of),
          Call, Fate));
  return Result;
}

std::optional<FateList> CallableFates::Climb::inCall(const Expr &E,
                                                     const Expr &Call) {
  CallParts Parts = partsOf(Call);
  if (Parts.Object && Body.contains(*Parts.Object, E)) {
    if (isClosure(E.getType()) && isa<CXXOperatorCallExpr>(Call))
      return FateList{invoked(Call)};
    const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&Call);
    if (Operator && Operator->getOperator() == OO_Call)
      return FateList{invoked(Call)}; // a std::function, a forwarded callable
    return FateList{CallableFate()};
  }
  if (isAssignmentToMember(Call))
    return FateList{keptElsewhere(Call)};
  if (const CallExpr *Cast = dyn_cast<CallExpr>(&Call);
      Cast && Cast->getNumArgs() == 1 && Cast->isXValue())
    return std::nullopt; // std::move, std::forward
  if (!Parts.Callee)
    return FateList{CallableFate()};
  const ParmVarDecl *Parameter = parameterFor(Parts, Body, E);
  bool ByReference = Parameter && Parameter->getType()->isReferenceType();
  CallableFate Fate;
  Fate.Call = &Call;
  if (byModel(Parts, Call, ByReference, Fate))
    return FateList{Fate};
  // A container of threads makes one of it.
  if (const CXXConstructorDecl *Made = constructedBy(Unit, Parts);
      Made && byModel({Made, nullptr, Parts.Arguments}, Call, false, Fate)) {
    Fate.Of = Fates.Tasks.putInto(*Parts.Object, Call);
    return FateList{Fate};
  }
  const FunctionDecl *Callee = Parts.Callee->getDefinition();
  if (Parameter && Callee && Callee->getBody() &&
      !isa<CXXConstructorDecl>(Callee) && !Callee->isDependentContext() &&
      Unit.project().contains(Callee->getLocation()))
    return byBody(*Callee->getParamDecl(Parameter->getFunctionScopeIndex()),
                  *Callee, Call, Fate);
  // A future that is continued: when it runs is certain, for how long the
  // future keeps the callable is not.
  if (Parts.Object && Unit.types().task(Parts.Object->getType()) &&
      Unit.types().task(Call.getType())) {
    Fate.Runs = CallableFate::Later;
    Fate.Of = fateOf(Call);
    return FateList{Fate};
  }
  if (holdsClosure(Call.getType()))
    return std::nullopt;
  // Nothing comes back that could be awaited here.
  if (InView && Call.getType()->isVoidType())
    return FateList{keptElsewhere(Call)};
  return FateList{Fate};
}

std::optional<FateList> CallableFates::Climb::step(const Expr &E,
                                                   const Stmt &Outer) {
  if (isa<DeclStmt>(Outer)) {
    const VarDecl *Variable = Body.declaredBy(E);
    if (!Variable || !Body.scope(*Variable) || Named)
      return FateList{CallableFate()};
    FateList Result;
    for (const DeclRefExpr *Mention : Body.mentions(*Variable))
      Result.append(Fates.follow(*Mention, Variable));
    return Result;
  }
  if (isa<ParenExpr, ImplicitCastExpr, MaterializeTemporaryExpr, FullExpr,
          CXXBindTemporaryExpr, CXXFunctionalCastExpr, CXXStaticCastExpr>(
          Outer))
    return std::nullopt;
  // `overloaded{[](A) {}, [](B) {}}`
  if (isa<InitListExpr>(Outer) && holdsClosure(cast<Expr>(Outer).getType()))
    return std::nullopt;
  if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(&Outer)) {
    if (isClosure(Construct->getType()))
      return std::nullopt;
    CallParts Parts = partsOf(*Construct);
    const TypeFact *Fact = Unit.types().modelled(Construct->getType());
    // A callable that refers to another one.
    if ((Fact && Fact->Role == TypeRole::View) ||
        (handlingOf(Unit, Parts, FunctionRole::Keeps) &&
         callOperator(Construct->getType()))) {
      InView = true;
      return std::nullopt;
    }
    CallableFate Fate;
    Fate.Call = Construct;
    if (byModel(Parts, *Construct, /*ByReference=*/false, Fate))
      return FateList{Fate};
    return std::nullopt; // a std::function, say
  }
  if (const CallExpr *Call = dyn_cast<CallExpr>(&Outer))
    return inCall(E, *Call);
  return FateList{CallableFate()};
}

FateList CallableFates::follow(const Expr &From, const VarDecl *Named) const {
  return Climb(*this, From, Named).run();
}

FateList CallableFates::of(const LambdaExpr &Lambda) const {
  return follow(Lambda, nullptr);
}

bool CallableFates::diesEarly(const CallableFate &Fate) const {
  switch (Fate.Lives) {
  case CallableFate::Unknown:
  case CallableFate::Task:
  case CallableFate::Elsewhere:
  case CallableFate::Subscribed:
    return false;
  case CallableFate::UntilCalled:
    return Fate.Of.Is != TaskFate::Unknown || Fate.Runs == CallableFate::Later;
  case CallableFate::FullExpression:
    return Tasks.outlivesExpression(Fate.Of);
  case CallableFate::Scope:
    return Tasks.outlives(Fate.Of, *Fate.Closure);
  }
  llvm_unreachable("covered switch");
}

} // namespace cotidy
