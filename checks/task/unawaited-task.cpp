// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A call that returns a task reads like a call that does the work. Without
// co_await a lazy task is destroyed before it starts, and an eager one runs on
// with nobody to see its result or its exception.
//
// This file decides about values thrown away on the spot. A task that got a
// name, or went into a container, is async-task-never-awaited's business.

#include "checks/analysis/Annotations.h"
#include "checks/analysis/AsyncContext.h"
#include "checks/analysis/AwaitFix.h"
#include "checks/analysis/DiscardedValues.h"
#include "checks/analysis/DroppingSinks.h"
#include "checks/analysis/ExpectedThrows.h"
#include "checks/analysis/MadeTasks.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/NestedTasks.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowedCallees", "",
     "functions whose task may be dropped, as qualified names separated by "
     "semicolons"},
    {"AllowedTypes", "",
     "task types that may be dropped, as qualified names separated by "
     "semicolons"},
    {"IgnoreVoidCast", "true",
     "a cast to void says that dropping the task is meant", OptionKind::Flag},
};
constexpr const OptionInfo &AllowedCallees = OptionTable[0];
constexpr const OptionInfo &AllowedTypes = OptionTable[1];
constexpr const OptionInfo &IgnoreVoidCast = OptionTable[2];

// Without the casts that only say which type is constructed.
const Expr &valueOf(const DiscardedValue &Discarded) {
  const Expr *E = Discarded.Value;
  while (const CXXFunctionalCastExpr *Cast = dyn_cast<CXXFunctionalCastExpr>(E))
    E = Cast->getSubExpr()->IgnoreImplicit();
  return *E;
}

class UnawaitedTask final : public Check {
public:
  explicit UnawaitedTask(const Options &Opts)
      : Callees(Opts.list(AllowedCallees)), Types(Opts.list(AllowedTypes)),
        VoidCastIsMeant(Opts.flag(IgnoreVoidCast)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const FunctionDecl *Function : Unit.functions()) {
      const Stmt &Body = *userBody(*Function);
      const ExpectedThrows Throwing(Unit.ast(), Body);
      for (const DiscardedValue &Discarded : discardedValues(Body))
        if (const TaskFacts *Task = forgottenTask(Unit, *Function, Discarded);
            Task && !Throwing.contain(*Discarded.Value))
          Out.report(describe(Unit, *Function, *Discarded.Value, *Task));
    }
  }

private:
  const TaskFacts *forgottenTask(const UnitAnalysis &Unit,
                                 const FunctionDecl &Function,
                                 const DiscardedValue &Discarded) const;
  bool isAllowed(const UnitAnalysis &Unit, const Expr &E,
                 const TaskFacts &Task) const;
  static Finding describe(const UnitAnalysis &Unit,
                          const FunctionDecl &Function, const Expr &E,
                          const TaskFacts &Task);

  const std::vector<std::string> Callees;
  const std::vector<std::string> Types;
  const bool VoidCastIsMeant;
};

const FunctionDecl *calleeOf(const Expr &E) {
  const CallExpr *Call = dyn_cast<CallExpr>(&E);
  return Call ? Call->getDirectCallee() : nullptr;
}

// `send().then(...)`: the result of send() has gone to the callable.
bool isContinued(const UnitAnalysis &Unit, const Expr &E) {
  const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(&E);
  return Call &&
         Unit.types().task(Call->getImplicitObjectArgument()->getType()) &&
         any_of(Call->arguments(), [](const Expr *Argument) {
           const CXXRecordDecl *Record =
               Argument->getType().getNonReferenceType()->getAsCXXRecordDecl();
           return Record && Record->isLambda();
         });
}

bool isLostWhenDropped(const TaskFacts &Task, DropKind Dropped) {
  return (Task.Is == TaskFacts::Coroutine || Task.Is == TaskFacts::Future ||
          Task.Is == TaskFacts::Awaiter) &&
         Dropped != DropKind::Harmless;
}

bool isNoDiscard(const Expr &E, const TaskFacts &Task) {
  const FunctionDecl *Callee = calleeOf(E);
  return Task.Record->hasAttr<WarnUnusedResultAttr>() ||
         (Callee && Callee->hasAttr<WarnUnusedResultAttr>());
}

// Reading an object, or chaining with an operator that returns one, creates
// nothing that could be forgotten.
bool createsTask(const Expr &E, const TaskFacts &Task) {
  if (!E.isPRValue())
    return false;
  if (const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&E))
    return Operator->getOperator() == OO_Call ||
           Task.Is == TaskFacts::Coroutine;
  // `delay{5};` reads like a call of a function.
  if (isa<CXXConstructExpr, InitListExpr>(E))
    return Task.Is == TaskFacts::Awaiter;
  return isa<CallExpr, CoawaitExpr>(E);
}

// A task inside of another one is async-returns-task-of-task's; what a template
// drops for whoever handed it a coroutine, async-void-callback's.
bool isReportedAtItsCause(const UnitAnalysis &Unit,
                          const FunctionDecl &Function, const Expr &E,
                          const TaskFacts &Task) {
  if (makesNestedTask(Unit, E) || comesOutOfNested(Unit, E))
    return true;
  return callsArgument(Function, E) && !Unit.coroutine(Function) &&
         (Task.Dropped != DropKind::Detaches || isNoDiscard(E, Task));
}

// `gate.close()`, `scope.joinAsync()`: the task is the wait for what the scope
// was given.
bool isEndOfScope(const UnitAnalysis &Unit, const Expr &E) {
  const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(&E);
  return Call && Call->getNumArgs() == 0 &&
         Unit.types().is(Call->getObjectType(), TypeRole::Scope);
}

const TaskFacts *
UnawaitedTask::forgottenTask(const UnitAnalysis &Unit,
                             const FunctionDecl &Function,
                             const DiscardedValue &Discarded) const {
  const Expr &E = valueOf(Discarded);
  const TaskFacts *Task = Unit.types().task(E.getType());
  if (!Task || !createsTask(E, *Task) ||
      isReportedAtItsCause(Unit, Function, E, *Task))
    return nullptr;
  DropKind Dropped = droppedKind(Unit, E, *Task);
  if (!isLostWhenDropped(*Task, Dropped))
    return nullptr;
  // Nobody asks for the end of a scope in order not to wait for it.
  if (Discarded.CastToVoid && VoidCastIsMeant && !isEndOfScope(Unit, E))
    return nullptr;
  // Ordinary code has no other way to start an eager task and carry on, unless
  // the type's author asks not to.
  if (Dropped == DropKind::Detaches && !isNoDiscard(E, *Task) &&
      (isContinued(Unit, E) || !isAsynchronous(Unit, Function)))
    return nullptr;
  return isAllowed(Unit, E, *Task) ? nullptr : Task;
}

bool UnawaitedTask::isAllowed(const UnitAnalysis &Unit, const Expr &E,
                              const TaskFacts &Task) const {
  const FunctionDecl *Callee = calleeOf(E);
  return is_contained(Types, Unit.types().name(*Task.Record)) ||
         (Callee && says(*Callee, Annotation::Detached)) ||
         (Callee && is_contained(Callees, Unit.types().name(*Callee)));
}

// A function object is called like its variable.
std::string calledName(const Expr &E, const FunctionDecl &Callee) {
  const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&E);
  const DeclRefExpr *Object =
      Operator && Operator->getOperator() == OO_Call
          ? dyn_cast<DeclRefExpr>(Operator->getArg(0)->IgnoreParenImpCasts())
          : nullptr;
  return Object ? Object->getDecl()->getNameAsString() : displayName(Callee);
}

std::string consequence(const UnitAnalysis &Unit, const Expr &E,
                        const TaskFacts &Task) {
  if (isEndOfScope(Unit, E))
    return "is not awaited, so nothing waits for what the scope was given";
  if (Task.Is == TaskFacts::Awaiter)
    return "is not awaited, so nothing waits for it";
  switch (droppedKind(Unit, E, Task)) {
  case DropKind::NeverRuns:
    return "is not awaited, so its body never runs";
  case DropKind::Detaches:
    return "is not awaited, so nobody sees its result or its exception";
  case DropKind::Blocks:
    return "is dropped, so its destructor waits for it here";
  default:
    return "is not awaited";
  }
}

Finding UnawaitedTask::describe(const UnitAnalysis &Unit,
                                const FunctionDecl &Function, const Expr &E,
                                const TaskFacts &Task) {
  Finding F;
  F.Loc = E.getBeginLoc();
  F.Function = &Function;
  F.Statement = E.getSourceRange();
  F.Fixes = Unit.coroutine(Function) ? awaitFix(Unit, Function, E)
                                     : awaitInNewCoroutine(Unit, Function, E);
  std::string What = Task.Is == TaskFacts::Awaiter  ? "awaitable"
                     : Task.Is == TaskFacts::Future ? "future"
                                                    : "task";
  const FunctionDecl *Callee = calleeOf(E);
  F.Message = "the " + What +
              (Callee ? " returned by '" + calledName(E, *Callee) + "' "
                      : " created here ") +
              consequence(Unit, E, Task);
  if (Callee && Unit.project().contains(Callee->getLocation()))
    F.Notes.push_back({Callee->getLocation(),
                       "'" + displayName(*Callee) + "' returns '" +
                           displayName(Callee->getReturnType(), Unit.ast()) +
                           "', which must be awaited",
                       NoteRole::Task});
  return F;
}

} // namespace

extern const CheckInfo UnawaitedTaskInfo;
constinit const CheckInfo UnawaitedTaskInfo = {
    .Summary = "a task that is created and thrown away",
    .Level = Severity::Error,
    .Since = "0.1",
    .HasFix = true,
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<UnawaitedTask>(O);
    }};

} // namespace cotidy
