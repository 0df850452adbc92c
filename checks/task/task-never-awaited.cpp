// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `auto lock = mutex.lock();` compiles, reads well and locks nothing: the
// variable holds a task, and nobody awaits it. [[nodiscard]] cannot see it,
// because the value has a name.
//
// This file decides which of the tasks that a body keeps in its variables are
// lost. How a variable is followed is analysis/HeldTasks.h's business; a task
// without a name belongs to async-unawaited-task; tasks in members and globals
// are not judged.

#include "checks/analysis/AwaitFix.h"
#include "checks/analysis/HeldTasks.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowedCallees", "",
     "functions whose task need not be awaited, as qualified names separated "
     "by semicolons"},
    {"AllowedTypes", "",
     "task types that need not be awaited, as qualified names separated by "
     "semicolons"},
    {"IgnoreVoidCast", "false",
     "a cast of the variable to void says that dropping the task is meant",
     OptionKind::Flag},
    {"SomePaths", "true",
     "report eager tasks that are awaited on one path and left behind on "
     "another",
     OptionKind::Flag},
};
constexpr const OptionInfo &AllowedCallees = OptionTable[0];
constexpr const OptionInfo &AllowedTypes = OptionTable[1];
constexpr const OptionInfo &IgnoreVoidCast = OptionTable[2];
constexpr const OptionInfo &SomePaths = OptionTable[3];

class TaskNeverAwaited final : public Check {
public:
  explicit TaskNeverAwaited(const Options &Opts)
      : Callees(Opts.list(AllowedCallees)), Types(Opts.list(AllowedTypes)),
        VoidCastIsMeant(Opts.flag(IgnoreVoidCast)),
        JudgesPaths(Opts.flag(SomePaths)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const FunctionDecl *Function : Unit.functions()) {
      std::vector<HeldTask> Tasks = heldTasks(Unit, *Function);
      erase_if(Tasks, [&](const HeldTask &Task) {
        return isAllowed(Unit, Task) || !isLost(Unit, *Function, Task);
      });
      for (const HeldTask &Task : Tasks)
        if (&Task == firstOf(Tasks, Task))
          Out.report(describe(Unit, *Function, Tasks, Task));
    }
  }

private:
  bool isLost(const UnitAnalysis &Unit, const FunctionDecl &Function,
              const HeldTask &Task) const;
  bool isAllowed(const UnitAnalysis &Unit, const HeldTask &Task) const;
  static const HeldTask *firstOf(ArrayRef<HeldTask> Tasks,
                                 const HeldTask &Task);
  static Finding describe(const UnitAnalysis &Unit,
                          const FunctionDecl &Function,
                          ArrayRef<HeldTask> Tasks, const HeldTask &Task);

  const std::vector<std::string> Callees;
  const std::vector<std::string> Types;
  const bool VoidCastIsMeant;
  const bool JudgesPaths;
};

const FunctionDecl *calleeOf(const HeldTask &Task) {
  const CallExpr *Call = dyn_cast<CallExpr>(Task.Origin);
  return Call ? Call->getDirectCallee() : nullptr;
}

// What awaiting it would give is a lock that the author wants to hold.
bool isGuard(const UnitAnalysis &Unit, const HeldTask &Task) {
  return yieldsGuard(Unit.types(), *Task.Task);
}

// An eager task is at work whether or not somebody awaits it.
bool isEagerTaskLost(const UnitAnalysis &Unit, const FunctionDecl &Function,
                     const HeldTask &Task) {
  // Ordinary code has no other way to start one and carry on, unless the type
  // lets it ask for the result.
  if (!Unit.coroutine(Function) && !offersResult(*Task.Task))
    return false;
  if (!endsWhenDestroyed(*Task.Task))
    return true;
  // It lives exactly as long as its variable, which may be the purpose.
  return Task.Is == HeldTask::NeverConsumed && !Task.SuspendsMeanwhile;
}

bool TaskNeverAwaited::isLost(const UnitAnalysis &Unit,
                              const FunctionDecl &Function,
                              const HeldTask &Task) const {
  if (Task.Is == HeldTask::Consumed || (Task.CastToVoid && VoidCastIsMeant))
    return false;
  if (Task.Is == HeldTask::NeverConsumed &&
      Task.Task->Is != TaskFacts::Generator && isGuard(Unit, Task))
    return true;
  if (!Task.Task->mustBeConsumed() || Task.Task->Dropped == DropKind::Blocks)
    return false;
  if (Task.Task->Dropped == DropKind::Detaches)
    return (Task.Is != HeldTask::LeftBehind ||
            (JudgesPaths && !Task.InOwner)) &&
           isEagerTaskLost(Unit, Function, Task);
  // A task that has not started may be left behind: nothing happened.
  return Task.Is != HeldTask::LeftBehind;
}

bool TaskNeverAwaited::isAllowed(const UnitAnalysis &Unit,
                                 const HeldTask &Task) const {
  const FunctionDecl *Callee = calleeOf(Task);
  return is_contained(Types, Unit.types().name(*Task.Task->Record)) ||
         (Callee && is_contained(Callees, Unit.types().name(*Callee)));
}

// All tasks that a variable never lets go of are one mistake.
const HeldTask *TaskNeverAwaited::firstOf(ArrayRef<HeldTask> Tasks,
                                          const HeldTask &Task) {
  return find_if(Tasks, [&](const HeldTask &Other) {
    return Other.Variable == Task.Variable && Other.Is == Task.Is &&
           (Task.Is != HeldTask::Overwritten || Other.End == Task.End);
  });
}

std::string nameOf(const ValueDecl &Variable) {
  if (const DecompositionDecl *Parts = dyn_cast<DecompositionDecl>(&Variable))
    return Parts->bindings().front()->getNameAsString();
  return Variable.getNameAsString();
}

StringRef kindOf(const HeldTask &Task) {
  switch (Task.Task->Is) {
  case TaskFacts::Awaiter:
  case TaskFacts::Other:
    return "awaitable";
  case TaskFacts::Future:
    return "future";
  default:
    return "task";
  }
}

std::string guardName(const HeldTask &Task) {
  return awaitedType(*Task.Task)
      .getNonReferenceType()
      ->getAsCXXRecordDecl()
      ->getNameAsString();
}

std::string consequence(const UnitAnalysis &Unit, const HeldTask &Task) {
  if (isGuard(Unit, Task)) {
    std::string What = "'" + guardName(Task) + "'";
    return Task.Task->Start == StartKind::Eager
               ? ", so nothing waits until the " + What + " is held"
               : ", so the " + What + " is never held";
  }
  switch (Task.Task->Dropped) {
  case DropKind::NeverRuns:
    return Task.InOwner ? ", so their bodies never run"
                        : ", so its body never runs";
  case DropKind::Detaches:
    return Task.InOwner ? ", so nobody sees their results or their exceptions"
                        : ", so nobody sees its result or its exception";
  default:
    return "";
  }
}

std::string messageFor(const UnitAnalysis &Unit, const HeldTask &Task) {
  std::string Name = "'" + nameOf(*Task.Variable) + "'";
  std::string Kind = kindOf(Task).str();
  switch (Task.Is) {
  case HeldTask::Overwritten:
    return Name + " is overwritten while it holds a " + Kind +
           " that nobody has awaited";
  case HeldTask::LeftBehind:
    return Name + " holds a " + Kind +
           " that is not awaited on every path, so its result and its "
           "exception can be lost";
  default:
    return Name + " holds " +
           (Task.InOwner
                ? Kind + "s that are never awaited"
                : (Task.Task->Is == TaskFacts::Awaiter ? "an " : "a ") + Kind +
                      " that is never awaited") +
           consequence(Unit, Task);
  }
}

SmallVector<Note, 2> notesFor(const UnitAnalysis &Unit, const HeldTask &Task) {
  SmallVector<Note, 2> Notes;
  bool IsElsewhere = Task.InOwner || Task.Is == HeldTask::Overwritten;
  const FunctionDecl *Callee = calleeOf(Task);
  if (IsElsewhere)
    Notes.push_back({Task.Origin->getBeginLoc(),
                     "the " + kindOf(Task).str() + " is created here",
                     NoteRole::Task});
  else if (Callee && Unit.project().contains(Callee->getLocation()))
    Notes.push_back({Callee->getLocation(),
                     "'" + displayName(*Callee) + "' returns '" +
                         displayName(Callee->getReturnType(), Unit.ast()) +
                         "', which must be awaited",
                     NoteRole::Task});
  for (const Handover &Move : Task.Handovers)
    Notes.push_back({Move.Loc,
                     "it is moved into '" + nameOf(*Move.To) + "' here",
                     NoteRole::Write});
  if (Task.Is == HeldTask::LeftBehind)
    Notes.push_back({isa<CompoundStmt>(Task.End) ? Task.End->getEndLoc()
                                                 : Task.End->getBeginLoc(),
                     "'" + nameOf(*Task.Variable) +
                         "' is left behind here without an await",
                     NoteRole::Context});
  return Notes;
}

// Awaiting the initialiser turns the variable into what its name says, as long
// as `auto` follows and nothing else was asked of the task.
bool canBecomeGuard(const UnitAnalysis &Unit, const HeldTask &Task) {
  const VarDecl &Variable = *Task.Variable;
  return isGuard(Unit, Task) && Task.Is == HeldTask::NeverConsumed &&
         !Task.InOwner && !Task.LookedAt && Task.Handovers.empty() &&
         Variable.getType()->getContainedAutoType() && Variable.getInit() &&
         Variable.getInit()->getBeginLoc() == Task.Origin->getBeginLoc();
}

Finding TaskNeverAwaited::describe(const UnitAnalysis &Unit,
                                   const FunctionDecl &Function,
                                   ArrayRef<HeldTask> Tasks,
                                   const HeldTask &Task) {
  Finding F;
  bool IsOverwritten = Task.Is == HeldTask::Overwritten;
  F.Loc =
      IsOverwritten ? Task.End->getBeginLoc() : Task.Variable->getLocation();
  F.Function = &Function;
  F.Statement = IsOverwritten ? Task.End->getSourceRange()
                              : Task.Variable->getSourceRange();
  F.Message = messageFor(Unit, Task);
  for (const HeldTask &Other : Tasks)
    if (firstOf(Tasks, Other) == &Task)
      for (Note &Each : notesFor(Unit, Other))
        if (none_of(F.Notes, [&](const Note &Known) {
              return Known.Loc == Each.Loc && Known.Message == Each.Message;
            }))
          F.Notes.push_back(std::move(Each));
  if (canBecomeGuard(Unit, Task))
    F.Fixes = awaitFix(Unit, Function, *Task.Origin);
  return F;
}

} // namespace

extern const CheckInfo TaskNeverAwaitedInfo;
constinit const CheckInfo TaskNeverAwaitedInfo = {
    .Summary = "a task that is kept in a variable and never awaited",
    .Level = Severity::Error,
    .Since = "0.1",
    .HasFix = true,
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<TaskNeverAwaited>(O);
    }};

} // namespace cotidy
