// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `auto lock = mutex.lock();` locks nothing and `if (exists(path))` asks
// nobody: without co_await the name, or the condition, stands for a task. The
// compiler is satisfied, because the task has a name or converts to bool.
//
// What counts as such a use is told by analysis/ValueUses.h. This file adds the
// variables that were taken for a lock or for the result; a task that is merely
// forgotten belongs to async-task-never-awaited or async-unawaited-task.

#include "checks/analysis/AwaitFix.h"
#include "checks/analysis/LostTasks.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/analysis/ValueUses.h"
#include "checks/registry/Check.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowedCallees", "",
     "functions whose task may be used so, as qualified names separated by "
     "semicolons"},
    {"AllowedTypes", "",
     "task types that may be used so, as qualified names separated by "
     "semicolons"},
};
constexpr const OptionInfo &AllowedCallees = OptionTable[0];
constexpr const OptionInfo &AllowedTypes = OptionTable[1];

class MisusedTaskCheck final : public Check {
public:
  explicit MisusedTaskCheck(const Options &Opts)
      : Callees(Opts.list(AllowedCallees)), Types(Opts.list(AllowedTypes)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const FunctionDecl *Function : Unit.functions()) {
      judgeVariables(Unit, *Function, Out);
      for (const MisusedTask &Task :
           misusedTemporaries(Unit.types(), *userBody(*Function)))
        if (!isAllowed(Unit, *Task.Origin, *Task.Task) && isMistake(Task))
          Out.report(describe(Unit, *Function, Task));
    }
  }

private:
  void judgeVariables(const UnitAnalysis &Unit, const FunctionDecl &Function,
                      Reporter &Out) const;
  bool isAllowed(const UnitAnalysis &Unit, const Expr &Origin,
                 const TaskFacts &Task) const;
  static bool isMistake(const MisusedTask &Task);
  static Finding describe(const UnitAnalysis &Unit,
                          const FunctionDecl &Function,
                          const MisusedTask &Task);

  const std::vector<std::string> Callees;
  const std::vector<std::string> Types;
};

const FunctionDecl *calleeOf(const Expr &Origin) {
  const CallExpr *Call = dyn_cast<CallExpr>(&Origin);
  return Call ? Call->getDirectCallee() : nullptr;
}

bool MisusedTaskCheck::isAllowed(const UnitAnalysis &Unit, const Expr &Origin,
                                 const TaskFacts &Task) const {
  const FunctionDecl *Callee = calleeOf(Origin);
  return is_contained(Types, Unit.types().name(*Task.Record)) ||
         (Callee && is_contained(Callees, Unit.types().name(*Callee)));
}

// The assertion of a test may well ask whether it got a task.
bool MisusedTaskCheck::isMistake(const MisusedTask &Task) {
  return Task.Use.Is != ValueUse::Tested || yieldsCondition(*Task.Task) ||
         !Task.Origin->getBeginLoc().isMacroID();
}

std::string howUsed(const ValueUse &Use) {
  switch (Use.Is) {
  case ValueUse::Tested:
  case ValueUse::Part:
    return "tested";
  case ValueUse::Operand:
    return std::string("an operand of '") +
           getOperatorSpelling(Use.Callee->getOverloadedOperator()) + "'";
  case ValueUse::Passed:
    return "passed to '" + displayName(*Use.Callee) + "'";
  case ValueUse::Boxed:
    return "put into a 'std::any'";
  case ValueUse::Unasked:
    return "asked for its result";
  }
  llvm_unreachable("all kinds are handled");
}

std::string howUsedInstead(const ValueUse &Use) {
  return Use.Is == ValueUse::Unasked ? howUsed(Use) + " before it has run"
                                     : howUsed(Use) + " instead of its result";
}

StringRef effect(const TaskFacts &Task) {
  switch (Task.Dropped) {
  case DropKind::NeverRuns:
    return ", and its body never runs";
  case DropKind::Detaches:
    return ", and nobody sees its result or its exception";
  default:
    return "";
  }
}

std::string messageFor(const UnitAnalysis &Unit, const HeldTask &Task,
                       Loss Is) {
  std::string Kind = kindOf(*Task.Task).str();
  std::string Holds = variableName(*Task.Variable) + " holds ";
  if (Is == Loss::TakenForResult)
    return Holds + (Kind == "awaitable" ? "an " : "a ") + Kind + " that is " +
           howUsedInstead(*Task.UsedAsValue) + effect(*Task.Task).str();
  return Holds +
         (Task.InOwner ? Kind + "s that are never awaited"
                       : (Kind == "awaitable" ? "an " : "a ") + Kind +
                             " that is never awaited") +
         consequence(Unit, Task);
}

void MisusedTaskCheck::judgeVariables(const UnitAnalysis &Unit,
                                      const FunctionDecl &Function,
                                      Reporter &Out) const {
  std::vector<HeldTask> Tasks = heldTasks(Unit, Function);
  erase_if(Tasks, [&](const HeldTask &Task) {
    Loss Is = lossOf(Unit, Function, Task);
    return Is == Loss::None || Is == Loss::Forgotten ||
           isAllowed(Unit, *Task.Origin, *Task.Task);
  });
  for (const HeldTask &Task : Tasks) {
    if (&Task != firstOf(Tasks, Task))
      continue;
    Loss Is = lossOf(Unit, Function, Task);
    Finding F =
        findingAbout(Unit, Function, Tasks, Task, messageFor(Unit, Task, Is));
    if (Is == Loss::TakenForResult)
      F.Notes.push_back({Task.UsedAsValue->At->getBeginLoc(),
                         "the task is " + howUsed(*Task.UsedAsValue) + " here",
                         NoteRole::Read});
    F.Fixes = awaitInitialiser(Unit, Function, Task);
    Out.report(std::move(F));
  }
}

// What takes the task takes its result as well, as long as there is one.
SmallVector<Edit, 1> fixFor(const UnitAnalysis &Unit,
                            const FunctionDecl &Function,
                            const MisusedTask &Task) {
  QualType Result = awaitedType(*Task.Task);
  bool Fits = Task.Use.Is == ValueUse::Tested
                  ? yieldsCondition(*Task.Task)
                  : !Result.isNull() && !Result->isVoidType();
  if (Task.Use.Is == ValueUse::Part || Task.Use.Is == ValueUse::Unasked)
    Fits = false;
  if (!Fits)
    return {};
  return awaitFix(Unit, Function, *Task.Origin);
}

Finding MisusedTaskCheck::describe(const UnitAnalysis &Unit,
                                   const FunctionDecl &Function,
                                   const MisusedTask &Task) {
  Finding F;
  F.Loc = Task.Origin->getBeginLoc();
  F.Function = &Function;
  F.Statement = Task.Origin->getSourceRange();
  const FunctionDecl *Callee = calleeOf(*Task.Origin);
  F.Message = "the " + kindOf(*Task.Task).str() +
              (Callee ? " returned by '" + displayName(*Callee) + "'"
                      : std::string(" created here")) +
              " is " + howUsedInstead(Task.Use) + effect(*Task.Task).str();
  if (Callee && Unit.project().contains(Callee->getLocation()))
    F.Notes.push_back({Callee->getLocation(),
                       "'" + displayName(*Callee) + "' returns '" +
                           displayName(Callee->getReturnType(), Unit.ast()) +
                           "', which must be awaited",
                       NoteRole::Task});
  F.Fixes = fixFor(Unit, Function, Task);
  return F;
}

} // namespace

extern const CheckInfo MisusedTaskInfo;
constinit const CheckInfo MisusedTaskInfo = {
    .Summary = "a task used as if it were the value that awaiting it gives",
    .Level = Severity::Error,
    .Since = "0.1",
    .HasFix = true,
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<MisusedTaskCheck>(O);
    }};

} // namespace cotidy
