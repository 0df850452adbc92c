// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/TaskFate.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/Joins.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Deeper nests of variables and functions are Unknown.
constexpr unsigned MaxDepth = 6;

// The library that the entries for shared names belong to.
constexpr llvm::StringLiteral SharedNames = "any";

const VarDecl *localOf(const Expr &E) {
  const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(&written(E));
  const VarDecl *Variable =
      Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() ? Variable : nullptr;
}

// `t.done()`: nothing happens to the task.
bool isQuestion(const CallParts &Call, const Expr &At) {
  const CXXMethodDecl *Method = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
  return Method && Method->isConst() && Call.Arguments.empty() &&
         At.getType()->isBooleanType();
}

// `while (running.load());`
bool isSpinLoop(const Stmt &S) {
  const WhileStmt *Loop = dyn_cast<WhileStmt>(&S);
  const CompoundStmt *Block =
      Loop ? dyn_cast<CompoundStmt>(Loop->getBody()) : nullptr;
  return Loop &&
         (isa<NullStmt>(Loop->getBody()) || (Block && Block->body_empty()));
}

// Which of several fates of one task counts: what is not known hides the rest,
// then whatever lets it get away.
unsigned weight(TaskFate::Kind Is) {
  switch (Is) {
  case TaskFate::Unknown:
    return 7;
  case TaskFate::Stored:
    return 6;
  case TaskFate::Started:
    return 5;
  case TaskFate::Returned:
    return 4;
  case TaskFate::Scoped:
    return 3;
  case TaskFate::Awaited:
  case TaskFate::Kept:
    return 2;
  case TaskFate::Dropped:
    return 1;
  }
  llvm_unreachable("covered switch");
}

bool waitsByModel(const UnitAnalysis &Unit, const CallParts &Call) {
  if (handlingOf(Unit, Call, FunctionRole::SyncWait) ||
      handlingOf(Unit, Call, FunctionRole::Suspends))
    return true;
  const FunctionFact *Fact = handlingOf(Unit, Call, FunctionRole::Blocking);
  // A message on the console keeps the thread, but not for a task.
  return Fact && Fact->Group != "console" && Fact->Group != "file";
}

} // namespace

const FunctionFact *handlingOf(const UnitAnalysis &Unit, const CallParts &Call,
                               FunctionRole Role) {
  for (const FunctionFact *Fact : factsOf(Unit, Call))
    if (Fact->Role == Role && Fact->Library != SharedNames)
      return Fact;
  return nullptr;
}

// Follows a task outwards from the expression that makes or names it.
class TaskFates::Climb {
public:
  Climb(const TaskFates &Fates, const Expr &From, const CXXRecordDecl *Runner)
      : Fates(Fates), Unit(Fates.Unit), Body(Fates.Body), From(From),
        Runner(Runner) {}

  TaskFate run() {
    const Expr *E = &From;
    for (;;) {
      const Stmt *Outer = Body.parent(*E);
      if (!Outer)
        return {};
      std::optional<TaskFate> End = step(*E, *Outer);
      if (End)
        return *End;
      E = cast<Expr>(Outer);
    }
  }

  TaskFate putInto(const Expr &Place, const Expr &At);

private:
  // Empty: the outer expression carries the task on.
  std::optional<TaskFate> step(const Expr &E, const Stmt &Outer);
  std::optional<TaskFate> inCall(const Expr &E, const CallExpr &Call);
  std::optional<TaskFate> byModel(const CallParts &Call, const Expr &At);
  std::optional<TaskFate> onObject(const Expr &E, const CallParts &Call,
                                   const Expr &At);
  std::optional<TaskFate> asArgument(const Expr &E, const CallParts &Call,
                                     const Expr &At);
  TaskFate kept(const VarDecl &Variable);

  TaskFate end(TaskFate::Kind Is, const Stmt &At) const {
    TaskFate Fate;
    Fate.Is = Is;
    Fate.At = &At;
    return Fate;
  }
  bool carries(QualType Type) const;
  bool carries(const Expr &E) const { return carries(E.getType()); }

  const TaskFates &Fates;
  const UnitAnalysis &Unit;
  const BodyTree &Body;
  const Expr &From;
  const CXXRecordDecl *Runner;
};

bool TaskFates::Climb::carries(QualType Type) const {
  if (ownedTask(Unit.types(), Type))
    return true;
  if (!Runner)
    return false;
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  if (Record && Record->getCanonicalDecl() == Runner->getCanonicalDecl())
    return true;
  const ClassTemplateSpecializationDecl *Container =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record);
  return Container && Unit.types().is(Type, TypeRole::Container) &&
         any_of(Container->getTemplateArgs().asArray(),
                [&](const TemplateArgument &Argument) {
                  return Argument.getKind() == TemplateArgument::Type &&
                         carries(Argument.getAsType());
                });
}

TaskFate TaskFates::Climb::kept(const VarDecl &Variable) {
  if (!Body.scope(Variable))
    return end(Variable.hasLocalStorage() ? TaskFate::Unknown
                                          : TaskFate::Stored,
               From);
  TaskFate Fate = Fates.of(Variable);
  if (Fate.Is == TaskFate::Awaited || Fate.Is == TaskFate::Dropped)
    Fate.Is = TaskFate::Kept;
  if (Fate.Is == TaskFate::Kept)
    Fate.At = &From;
  return Fate;
}

TaskFate TaskFates::Climb::putInto(const Expr &Place, const Expr &At) {
  const Expr *Object = &written(Place);
  // An element or a part of a local is the local's.
  while (true) {
    if (const MemberExpr *Member = dyn_cast<MemberExpr>(Object);
        Member && !Member->isArrow())
      Object = &written(*Member->getBase());
    else if (const ArraySubscriptExpr *Slot =
                 dyn_cast<ArraySubscriptExpr>(Object))
      Object = &written(*Slot->getBase());
    else if (const CXXOperatorCallExpr *Operator =
                 dyn_cast<CXXOperatorCallExpr>(Object);
             Operator && Operator->getOperator() == OO_Subscript)
      Object = &written(*Operator->getArg(0));
    else
      break;
  }
  if (const VarDecl *Variable = localOf(*Object))
    return kept(*Variable);
  const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(Object);
  if (Reference && Reference->getDecl()->isInStdNamespace())
    return end(TaskFate::Dropped, At); // std::ignore
  if (Reference || isa<MemberExpr, CXXThisExpr>(Object))
    return end(TaskFate::Stored, At);
  return {};
}

std::optional<TaskFate> TaskFates::Climb::byModel(const CallParts &Call,
                                                  const Expr &At) {
  if (handlingOf(Unit, Call, FunctionRole::SyncWait))
    return end(TaskFate::Awaited, At);
  if (const FunctionFact *Fact = handlingOf(Unit, Call, FunctionRole::Blocking);
      Fact && Fact->Group == "wait")
    return end(TaskFate::Awaited, At);
  if (handlingOf(Unit, Call, FunctionRole::Discard))
    return Runner ? Fates.started(At) : end(TaskFate::Dropped, At);
  if (!handlingOf(Unit, Call, FunctionRole::Spawn) &&
      !handlingOf(Unit, Call, FunctionRole::Offload))
    return std::nullopt;
  if (carries(At)) {
    TaskFate Outer = Fates.of(At);
    if (Outer.Is != TaskFate::Dropped)
      return Outer;
  }
  return Fates.started(At);
}

std::optional<TaskFate> TaskFates::Climb::onObject(const Expr &E,
                                                   const CallParts &Call,
                                                   const Expr &At) {
  bool IsTask = Unit.types().task(E.getType()) ||
                (Runner && !Unit.types().is(E.getType(), TypeRole::Container));
  // A question, or a way to the tasks inside: `ts.size()`, `ts.back()`.
  if (IsTask ? isQuestion(Call, At)
             : At.getType()->isVoidType() ||
                   At.getType()->isIntegralOrEnumerationType())
    return end(TaskFate::Dropped, At);
  if (carries(At))
    return std::nullopt;
  if (IsTask)
    return TaskFate();
  // `when_all(ts.begin(), ts.end())`
  const Expr *Outer = dyn_cast_or_null<Expr>(Body.parent(At));
  while (Outer && !isa<CallExpr>(Outer))
    Outer = dyn_cast_or_null<Expr>(Body.parent(*Outer));
  if (Outer && carries(*Outer))
    return Fates.of(*Outer);
  return TaskFate();
}

std::optional<TaskFate> TaskFates::Climb::asArgument(const Expr &E,
                                                     const CallParts &Call,
                                                     const Expr &At) {
  if (Call.Object && carries(*Call.Object) &&
      !Unit.types().task(Call.Object->getType()))
    return putInto(*Call.Object, At); // push_back
  if (Call.Object && Unit.types().is(Call.Object->getType(), TypeRole::Scope)) {
    TaskFate Fate = end(TaskFate::Scoped, At);
    Fate.In = localOf(*Call.Object);
    return Fate;
  }
  const TaskFacts *Result = Unit.types().task(At.getType());
  if (Result && Result->Is == TaskFacts::FireAndForget)
    return Fates.started(At);
  if (carries(At))
    return std::nullopt;
  // A function of the project says itself what it does with its parameter.
  const FunctionDecl *Callee =
      Call.Callee ? Call.Callee->getDefinition() : nullptr;
  if (!Callee || !Callee->getBody() || Callee->isDependentContext() ||
      !Unit.project().contains(Callee->getLocation()))
    return TaskFate();
  for (unsigned I = 0; I < Call.Arguments.size(); ++I)
    if (Body.contains(*Call.Arguments[I], E) && I < Callee->getNumParams()) {
      BodyTree Inner(*Callee);
      TaskFates InCallee(Unit, Inner);
      InCallee.Depth = Fates.Depth + 1;
      TaskFate Fate = InCallee.of(*Callee->getParamDecl(I));
      if (Fate.Is == TaskFate::Returned)
        return TaskFate();
      if (Fate.Is == TaskFate::Kept || InCallee.isWaitedFor(Fate))
        Fate.Is = TaskFate::Awaited;
      return end(Fate.Is, At);
    }
  return TaskFate();
}

std::optional<TaskFate> TaskFates::Climb::inCall(const Expr &E,
                                                 const CallExpr &Call) {
  if (isCastToReference(Call))
    return std::nullopt;
  const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&Call);
  if (Operator && Operator->getOperator() == OO_Equal) {
    if (Operator->getArg(0) == &E)
      return end(TaskFate::Dropped, Call); // what was there before
    return putInto(*Operator->getArg(0), Call);
  }
  if (Operator && Operator->getOperator() == OO_Coawait)
    return std::nullopt;
  CallParts Parts = partsOf(Call);
  if (std::optional<TaskFate> Fate = byModel(Parts, Call))
    return Fate;
  if (Parts.Object && Body.contains(*Parts.Object, E))
    return onObject(E, Parts, Call);
  return asArgument(E, Parts, Call);
}

std::optional<TaskFate> TaskFates::Climb::step(const Expr &E,
                                               const Stmt &Outer) {
  if (isa<CoawaitExpr>(Outer))
    return end(TaskFate::Awaited, Outer);
  if (isa<ReturnStmt, CoreturnStmt>(Outer))
    return end(TaskFate::Returned, Outer);
  if (isa<DeclStmt>(Outer)) {
    const VarDecl *Variable = Body.declaredBy(E);
    return Variable ? kept(*Variable) : TaskFate();
  }
  if (const CXXForRangeStmt *Range = dyn_cast<CXXForRangeStmt>(&Outer);
      Range && Range->getRangeInit() == &E && carries(E))
    return Fates.of(*Range->getLoopVariable());
  if (!isa<Expr>(Outer))
    return end(TaskFate::Dropped, E);
  if (isa<ParenExpr, ImplicitCastExpr, MaterializeTemporaryExpr, FullExpr,
          CXXBindTemporaryExpr, CXXStdInitializerListExpr>(Outer))
    return std::nullopt;
  if (const ExplicitCastExpr *Cast = dyn_cast<ExplicitCastExpr>(&Outer))
    return Cast->getType()->isVoidType()
               ? std::optional(end(TaskFate::Dropped, E))
               : std::nullopt;
  if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(&Outer))
    return Choice->getCond() == &E ? std::optional(TaskFate()) : std::nullopt;
  if (const BinaryOperator *Comma = dyn_cast<BinaryOperator>(&Outer);
      Comma && Comma->getOpcode() == BO_Comma)
    return Comma->getLHS() == &E ? std::optional(end(TaskFate::Dropped, E))
                                 : std::nullopt;
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(&Outer))
    return isa<CXXMethodDecl>(Member->getMemberDecl()) || carries(*Member)
               ? std::nullopt
               : std::optional(TaskFate());
  if (const CallExpr *Call = dyn_cast<CallExpr>(&Outer)) {
    // From a method's name on, the object is what it is called on.
    const MemberExpr *Method = dyn_cast<MemberExpr>(&E);
    return inCall(Method && Call->getCallee() == &E ? *Method->getBase() : E,
                  *Call);
  }
  if (isa<InitListExpr>(Outer))
    return carries(cast<Expr>(Outer).getType()) ? std::nullopt
                                                : std::optional(TaskFate());
  if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(&Outer)) {
    if (carries(*Construct))
      return std::nullopt;
    return byModel(partsOf(*Construct), *Construct).value_or(TaskFate());
  }
  return TaskFate();
}

// The class whose objects run something, also of those in a container.
const CXXRecordDecl *TaskFates::runner(QualType Type) const {
  if (ownedTask(Unit.types(), Type))
    return nullptr;
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  const ClassTemplateSpecializationDecl *Container =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record);
  if (!Container || !Unit.types().is(Type, TypeRole::Container))
    return Record;
  for (const TemplateArgument &Argument :
       Container->getTemplateArgs().asArray()) {
    const CXXRecordDecl *Element = Argument.getKind() == TemplateArgument::Type
                                       ? runner(Argument.getAsType())
                                       : nullptr;
    if (Element && Element->hasDefinition() &&
        any_of(Element->ctors(), [&](const CXXConstructorDecl *Constructor) {
          return Unit.types().functionFact(*Constructor, FunctionRole::Offload);
        }))
      return Element;
  }
  return Record;
}

TaskFate TaskFates::putInto(const Expr &Container, const Expr &Call) const {
  TaskFate Fate =
      Climb(*this, Call, runner(Container.getType())).putInto(Container, Call);
  Fate.From = &Call;
  return Fate;
}

TaskFate TaskFates::of(const Expr &Task) const {
  if (Depth > MaxDepth)
    return {};
  ++Depth;
  TaskFate Fate = Climb(*this, Task, runner(Task.getType())).run();
  --Depth;
  Fate.From = &Task;
  return Fate;
}

TaskFate TaskFates::of(const VarDecl &Variable) const {
  TaskFate Worst;
  Worst.Is = TaskFate::Dropped;
  SmallVector<const Stmt *, 2> Awaits;
  for (const DeclRefExpr *Mention : Body.mentions(Variable)) {
    TaskFate Fate = of(*Mention);
    if (Fate.Is == TaskFate::Awaited)
      Awaits.push_back(Fate.At);
    Awaits.append(Fate.Awaits);
    if (weight(Fate.Is) > weight(Worst.Is))
      Worst = std::move(Fate);
  }
  if (Worst.Is == TaskFate::Awaited)
    Worst.Is = TaskFate::Kept;
  if (Worst.Is == TaskFate::Kept)
    Worst.Awaits = std::move(Awaits);
  if (Worst.Is != TaskFate::Scoped && Worst.Is != TaskFate::Started)
    Worst.In = &Variable;
  return Worst;
}

TaskFate TaskFates::started(const Expr &Call) const {
  TaskFate Fate;
  Fate.Is = TaskFate::Started;
  Fate.At = Fate.From = &Call;
  Fate.In = owner(partsOf(Call));
  return Fate;
}

// The local object that what a call starts cannot outlive: an executor, or the
// context it belongs to.
const VarDecl *TaskFates::owner(const CallParts &Call) const {
  SmallVector<const Expr *, 4> Handed(Call.Arguments);
  if (Call.Object)
    Handed.push_back(Call.Object);
  for (const Expr *E : Handed) {
    const Expr *Named = &written(*E);
    if (const CXXMemberCallExpr *Part = dyn_cast<CXXMemberCallExpr>(Named))
      Named = &written(*Part->getImplicitObjectArgument()); // get_executor()
    const VarDecl *Variable = localOf(*Named);
    if (Variable && !Variable->getType()->isReferenceType() &&
        (Unit.types().is(Variable->getType(), TypeRole::Worker) ||
         Unit.types().is(Variable->getType(), TypeRole::Executor) ||
         Unit.types().is(Variable->getType(), TypeRole::Scope)))
      return Variable;
  }
  return nullptr;
}

// What may keep the function from going on until a task is done.
bool TaskFates::mayWait(const Expr &Call) const {
  CallParts Parts = partsOf(Call);
  if (waitsByModel(Unit, Parts))
    return true;
  // Asynchronous code has other ways to wait; other functions may hide it in
  // any function they call.
  if (Unit.coroutine(Body.function()) ||
      Unit.types().task(Body.function().getReturnType()))
    return false;
  return !isa<CXXConstructExpr>(Call) &&
         !(Parts.Callee &&
           StringRef(Unit.types().name(*Parts.Callee)).starts_with("std::"));
}

// Whether a later call in `Scope`, or an await there, satisfies `Waits`; a loop
// that does nothing waits for anything, when no condition leads around it.
bool TaskFates::anyAfter(const Stmt &At, const Stmt &Scope,
                         function_ref<bool(const Expr &)> Waits) const {
  const Stmt *Repeated = Body.loop(At, Scope);
  std::function<bool(const Stmt &)> Find = [&](const Stmt &S) {
    bool IsLater = isBefore(Unit.ast(), At.getEndLoc(), S.getBeginLoc()) ||
                   (Repeated && Body.contains(*Repeated, S));
    if (IsLater && isSpinLoop(S) && Body.contains(*Body.parent(S), At))
      return true;
    if (IsLater && !Body.contains(At, S) &&
        isa<CoroutineSuspendExpr, CallExpr, CXXConstructExpr>(S) &&
        Waits(cast<Expr>(S)))
      return true;
    if (isa<LambdaExpr>(S))
      return false;
    return any_of(S.children(),
                  [&](const Stmt *Child) { return Child && Find(*Child); });
  };
  return Find(Scope);
}

bool TaskFates::waitsAfter(const Stmt &At, const Stmt &Scope) const {
  return anyAfter(At, Scope, [&](const Expr &E) {
    return isa<CoroutineSuspendExpr>(E) || mayWait(E);
  });
}

bool TaskFates::isWaitedFor(const TaskFate &Fate) const {
  return (Fate.Is == TaskFate::Started || Fate.Is == TaskFate::Dropped) &&
         anyAfter(*Fate.At, Body.body(), [&](const Expr &E) {
           return !isa<CoroutineSuspendExpr>(E) &&
                  waitsByModel(Unit, partsOf(E));
         });
}

// It tells when it is done, and the function stays until then.
bool TaskFates::isJoined(const TaskFate &Fate, const Stmt &Scope) const {
  const Stmt *Begin = Fate.From ? Fate.From : Fate.At;
  return Begin && waitsForChange(Unit, Body, *Begin, Scope);
}

bool TaskFates::outlives(const TaskFate &Fate, const VarDecl &Variable) const {
  const Stmt *Scope = Body.scope(Variable);
  if (!Scope)
    return false;
  switch (Fate.Is) {
  case TaskFate::Unknown:
  case TaskFate::Awaited:
    return false;
  case TaskFate::Returned:
    return !isJoined(Fate, *Scope);
  case TaskFate::Kept:
    return any_of(Fate.Awaits,
                  [&](const Stmt *Await) {
                    return !Body.contains(*Scope, *Await);
                  }) &&
           !isJoined(Fate, *Scope);
  case TaskFate::Scoped:
  case TaskFate::Started:
  case TaskFate::Dropped:
  case TaskFate::Stored:
    break;
  }
  // What the same block, or one inside it, owns is gone first, or is presumed
  // to wait.
  if (Fate.Is != TaskFate::Stored && Fate.In)
    if (const Stmt *Owner = Body.scope(*Fate.In))
      if (Body.contains(*Scope, *Owner))
        return false;
  return !waitsAfter(*Fate.At, *Scope) && !isJoined(Fate, *Scope);
}

bool TaskFates::outlivesExpression(const TaskFate &Fate) const {
  switch (Fate.Is) {
  case TaskFate::Unknown:
  case TaskFate::Awaited:
    return false;
  case TaskFate::Kept:
    return !Fate.Awaits.empty();
  case TaskFate::Returned:
  case TaskFate::Stored:
  case TaskFate::Scoped:
  case TaskFate::Started:
  case TaskFate::Dropped:
    return true;
  }
  llvm_unreachable("covered switch");
}

} // namespace cotidy
