// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `auto saved = save();` compiles, reads well and saves nothing: the variable
// holds a task, and nobody awaits it. [[nodiscard]] cannot see it, because the
// value has a name.
//
// This file decides which of the tasks that a body keeps in its variables are
// lost. How a variable is followed is analysis/HeldTasks.h's business; a task
// without a name belongs to async-unawaited-task, one that is taken for a lock
// or for its result to async-misused-task. Globals are not judged.

#include "checks/analysis/AbandonedTasks.h"
#include "checks/analysis/AwaitFix.h"
#include "checks/analysis/BodyTree.h"
#include "checks/analysis/FieldTasks.h"
#include "checks/analysis/LostTasks.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
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
    {"Exceptions", "true",
     "report eager tasks that are left behind when an await throws",
     OptionKind::Flag},
};
constexpr const OptionInfo &AllowedCallees = OptionTable[0];
constexpr const OptionInfo &AllowedTypes = OptionTable[1];
constexpr const OptionInfo &IgnoreVoidCast = OptionTable[2];
constexpr const OptionInfo &SomePaths = OptionTable[3];
constexpr const OptionInfo &Exceptions = OptionTable[4];

std::string howLost(const TaskFacts &Task, bool IsOwner) {
  if (Task.Dropped == DropKind::NeverRuns)
    return IsOwner ? ", so their bodies never run" : ", so its body never runs";
  return IsOwner ? ", so nobody sees their results or their exceptions"
                 : ", so nobody sees its result or its exception";
}

std::string messageFor(const UnitAnalysis &Unit, const HeldTask &Task) {
  std::string Name = variableName(*Task.Variable);
  std::string Kind = kindOf(*Task.Task).str();
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

Finding describe(const FunctionDecl &Function, const AbandonedTask &Task) {
  const HeldTask &Held = *Task.Held;
  std::string Name = variableName(*Held.Variable);
  std::string Kind = kindOf(*Held.Task).str() + (Held.InOwner ? "s" : "");
  Finding F;
  F.Loc = Task.Await->getExprLoc();
  F.Function = &Function;
  F.Statement = Task.Await->getSourceRange();
  F.Message = Task.Proof
                  ? "an exception here leaves the " + Kind + " in " + Name +
                        " behind, which nobody awaits then"
                  : "the first exception here leaves the other " + Kind +
                        " in " + Name + " behind, which nobody awaits then";
  F.Notes.push_back({Held.Origin->getBeginLoc(),
                     "started here, and at work whether or not somebody awaits "
                     "it",
                     NoteRole::Task});
  for (const Failure *Step = Task.Proof ? &*Task.Proof : nullptr; Step;
       Step = Step->Cause)
    if (!Step->Cause)
      F.Notes.push_back(
          {Step->Loc,
           Step->Callee ? "'" + displayName(*Step->Callee) + "' may fail here"
                        : std::string("the exception is thrown here"),
           NoteRole::Throw});
  return F;
}

// What nobody reads needs no variable, and what yields nothing cannot have one.
SmallVector<Edit, 1> awaitInsteadOfVariable(const UnitAnalysis &Unit,
                                            const FunctionDecl &Function,
                                            const HeldTask &Task) {
  const VarDecl &Variable = *Task.Variable;
  QualType Result = awaitedType(*Task.Task);
  const BodyTree Body(Function);
  const DeclStmt *Declaration =
      Variable.getInit()
          ? dyn_cast_or_null<DeclStmt>(Body.parent(*Variable.getInit()))
          : nullptr;
  if (Task.Is != HeldTask::NeverConsumed || Task.InOwner ||
      !Task.Handovers.empty() || Result.isNull() || !Result->isVoidType() ||
      !Declaration || !Declaration->isSingleDecl() || Variable.hasAttrs() ||
      Declaration->getBeginLoc().isMacroID() ||
      Variable.getInitStyle() != VarDecl::CInit ||
      Variable.getInit()->getSourceRange() != Task.Origin->getSourceRange() ||
      !Body.mentions(Variable).empty())
    return {};
  SmallVector<Edit, 1> Fixes = awaitFix(Unit, Function, *Task.Origin);
  if (!Fixes.empty())
    Fixes.front().Range = CharSourceRange::getCharRange(
        Declaration->getBeginLoc(), Task.Origin->getBeginLoc());
  return Fixes;
}

// What runs already would be waited for sooner, and no longer run beside what
// follows.
SmallVector<Edit, 1> awaitFixFor(const UnitAnalysis &Unit,
                                 const FunctionDecl &Function,
                                 const HeldTask &Task) {
  SmallVector<Edit, 1> Fixes = awaitInitialiser(Unit, Function, Task);
  if (Fixes.empty())
    Fixes = awaitInsteadOfVariable(Unit, Function, Task);
  for (Edit &Fix : Fixes)
    Fix.Safe = Task.Task->Dropped == DropKind::NeverRuns;
  return Fixes;
}

class TaskNeverAwaited final : public Check {
public:
  explicit TaskNeverAwaited(const Options &Opts)
      : Callees(Opts.list(AllowedCallees)), Types(Opts.list(AllowedTypes)),
        Policy{.VoidCastIsMeant = Opts.flag(IgnoreVoidCast),
               .JudgesPaths = Opts.flag(SomePaths)},
        JudgesExceptions(Opts.flag(Exceptions)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const FunctionDecl *Function : Unit.functions()) {
      std::vector<HeldTask> Tasks = heldTasks(Unit, *Function);
      for (const AbandonedTask &Each : abandonedTasks(Unit, *Function, Tasks))
        if (JudgesExceptions &&
            !isAllowed(Unit, *Each.Held->Task, *Each.Held->Origin))
          Out.report(describe(*Function, Each));
      erase_if(Tasks, [&](const HeldTask &Task) {
        return isAllowed(Unit, *Task.Task, *Task.Origin) ||
               lossOf(Unit, *Function, Task, Policy) != Loss::Forgotten;
      });
      for (const HeldTask &Task : Tasks)
        if (&Task == firstOf(Tasks, Task)) {
          Finding F = findingAbout(Unit, *Function, Tasks, Task,
                                   messageFor(Unit, Task));
          F.Fixes = awaitFixFor(Unit, *Function, Task);
          Out.report(std::move(F));
        }
    }
    for (const FieldTask &Task : fieldTasks(Unit))
      if (!isAllowed(Unit, *Task.Task, *Task.Origin) && isLost(Unit, Task))
        Out.report(describeMember(Unit, Task));
  }

private:
  bool isAllowed(const UnitAnalysis &Unit, const TaskFacts &Task,
                 const Expr &Origin) const;
  static bool isLost(const UnitAnalysis &Unit, const FieldTask &Task);
  static Finding describeMember(const UnitAnalysis &Unit,
                                const FieldTask &Task);

  const std::vector<std::string> Callees;
  const std::vector<std::string> Types;
  const LossPolicy Policy;
  const bool JudgesExceptions;
};

bool TaskNeverAwaited::isAllowed(const UnitAnalysis &Unit,
                                 const TaskFacts &Task,
                                 const Expr &Origin) const {
  const CallExpr *Call = dyn_cast<CallExpr>(&Origin);
  const FunctionDecl *Maker = Call ? Call->getDirectCallee() : nullptr;
  return is_contained(Types, Unit.types().name(*Task.Record)) ||
         (Maker && is_contained(Callees, Unit.types().name(*Maker)));
}

// An eager task may be kept for as long as its object lives; an awaiter in a
// member is what the object awaits, whoever that is.
bool TaskNeverAwaited::isLost(const UnitAnalysis &Unit, const FieldTask &Task) {
  if (Task.Task->Is == TaskFacts::Awaiter)
    return false;
  if (Task.Task->Dropped != DropKind::Detaches)
    return true;
  return !endsWhenDestroyed(*Task.Task) &&
         (Unit.coroutine(*Task.In) || offersResult(*Task.Task));
}

Finding TaskNeverAwaited::describeMember(const UnitAnalysis &Unit,
                                         const FieldTask &Task) {
  const FieldDecl &Field = *Task.Field;
  bool IsOwner = isOwner(Unit.types(), Field.getType());
  std::string Kind = kindOf(*Task.Task).str();
  Finding F;
  F.Loc = Field.getLocation();
  F.Function = Task.In;
  F.Statement = Field.getSourceRange();
  F.Message = "'" + Field.getNameAsString() + "' holds " +
              (IsOwner ? Kind + "s" : "a " + Kind) + " that no function of '" +
              Field.getParent()->getNameAsString() + "' awaits" +
              howLost(*Task.Task, IsOwner);
  F.Notes.push_back({Task.Origin->getBeginLoc(),
                     "the " + Kind + " is created here", NoteRole::Task});
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
