// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LostTasks.h"

#include "checks/analysis/AwaitFix.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// What awaiting it would give is a lock that the author wants to hold.
bool yieldsGuard(const UnitAnalysis &Unit, const HeldTask &Task) {
  return Task.Is == HeldTask::NeverConsumed &&
         Task.Task->Is != TaskFacts::Generator &&
         cotidy::yieldsGuard(Unit.types(), *Task.Task);
}

bool isNamedLikeGuard(const HeldTask &Task) {
  return Task.Is == HeldTask::NeverConsumed && !Task.InOwner &&
         soundsHeld(Task.Variable->getName());
}

// A test of the variable may ask whether there is a task; it is mistaken for
// its result only where the result could be tested, too.
bool isUsedAsResult(const HeldTask &Task) {
  return Task.Is == HeldTask::NeverConsumed && !Task.InOwner &&
         Task.UsedAsValue &&
         (Task.UsedAsValue->Is != ValueUse::Tested ||
          yieldsCondition(*Task.Task));
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

bool isForgotten(const UnitAnalysis &Unit, const FunctionDecl &Function,
                 const HeldTask &Task, LossPolicy Policy) {
  if (Task.Task->Dropped == DropKind::Detaches)
    return (Task.Is != HeldTask::LeftBehind ||
            (Policy.JudgesPaths && !Task.InOwner)) &&
           isEagerTaskLost(Unit, Function, Task);
  // A task that has not started may be left behind: nothing happened.
  return Task.Is != HeldTask::LeftBehind;
}

std::string guardName(const HeldTask &Task) {
  return awaitedType(*Task.Task)
      .getNonReferenceType()
      ->getAsCXXRecordDecl()
      ->getNameAsString();
}

SmallVector<Note, 2> notesFor(const UnitAnalysis &Unit, const HeldTask &Task) {
  SmallVector<Note, 2> Notes;
  bool IsElsewhere = Task.InOwner || Task.Is == HeldTask::Overwritten;
  const FunctionDecl *Maker = makerOf(Task);
  if (IsElsewhere)
    Notes.push_back({Task.Origin->getBeginLoc(),
                     "the " + kindOf(*Task.Task).str() + " is created here",
                     NoteRole::Task});
  else if (Maker && Unit.project().contains(Maker->getLocation()))
    Notes.push_back({Maker->getLocation(),
                     "'" + displayName(*Maker) + "' returns '" +
                         displayName(Maker->getReturnType(), Unit.ast()) +
                         "', which must be awaited",
                     NoteRole::Task});
  for (const Handover &Move : Task.Handovers)
    Notes.push_back({Move.Loc,
                     "it is moved into " + variableName(*Move.To) + " here",
                     NoteRole::Write});
  if (Task.Is == HeldTask::LeftBehind)
    Notes.push_back(
        {isa<CompoundStmt>(Task.End) ? Task.End->getEndLoc()
                                     : Task.End->getBeginLoc(),
         variableName(*Task.Variable) + " is left behind here without an await",
         NoteRole::Context});
  return Notes;
}

} // namespace

Loss lossOf(const UnitAnalysis &Unit, const FunctionDecl &Function,
            const HeldTask &Task, LossPolicy Policy) {
  if (Task.Is == HeldTask::Consumed ||
      (Task.CastToVoid && Policy.VoidCastIsMeant))
    return Loss::None;
  if (yieldsGuard(Unit, Task))
    return Loss::TakenForGuard;
  if (!Task.Task->mustBeConsumed() || Task.Task->Dropped == DropKind::Blocks)
    return Loss::None;
  if (isUsedAsResult(Task))
    return Loss::TakenForResult;
  if (!isForgotten(Unit, Function, Task, Policy))
    return Loss::None;
  return isNamedLikeGuard(Task) ? Loss::TakenForGuard : Loss::Forgotten;
}

const FunctionDecl *makerOf(const HeldTask &Task) {
  const CallExpr *Call = dyn_cast<CallExpr>(Task.Origin);
  return Call ? Call->getDirectCallee() : nullptr;
}

// All tasks that a variable never lets go of are one mistake.
const HeldTask *firstOf(ArrayRef<HeldTask> Tasks, const HeldTask &Task) {
  return find_if(Tasks, [&](const HeldTask &Other) {
    return Other.Variable == Task.Variable && Other.Is == Task.Is &&
           (Task.Is != HeldTask::Overwritten || Other.End == Task.End);
  });
}

StringRef kindOf(const TaskFacts &Task) {
  switch (Task.Is) {
  case TaskFacts::Awaiter:
  case TaskFacts::Other:
    return "awaitable";
  case TaskFacts::Future:
    return "future";
  default:
    return "task";
  }
}

std::string variableName(const ValueDecl &Variable) {
  if (const DecompositionDecl *Parts = dyn_cast<DecompositionDecl>(&Variable))
    return "'" + Parts->bindings().front()->getNameAsString() + "'";
  return "'" + Variable.getNameAsString() + "'";
}

std::string consequence(const UnitAnalysis &Unit, const HeldTask &Task) {
  bool IsEager = Task.Task->Start == StartKind::Eager;
  if (yieldsGuard(Unit, Task)) {
    std::string What = "'" + guardName(Task) + "'";
    return IsEager ? ", so nothing waits until the " + What + " is held"
                   : ", so the " + What + " is never held";
  }
  if (isNamedLikeGuard(Task))
    return IsEager ? ", so nothing waits until it is held"
                   : ", so nothing is held";
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

Finding findingAbout(const UnitAnalysis &Unit, const FunctionDecl &Function,
                     ArrayRef<HeldTask> Tasks, const HeldTask &Task,
                     std::string Message) {
  Finding F;
  bool IsOverwritten = Task.Is == HeldTask::Overwritten;
  F.Loc =
      IsOverwritten ? Task.End->getBeginLoc() : Task.Variable->getLocation();
  F.Function = &Function;
  F.Statement = IsOverwritten ? Task.End->getSourceRange()
                              : Task.Variable->getSourceRange();
  F.Message = std::move(Message);
  for (const HeldTask &Other : Tasks)
    if (firstOf(Tasks, Other) == &Task)
      for (Note &Each : notesFor(Unit, Other))
        if (none_of(F.Notes, [&](const Note &Known) {
              return Known.Loc == Each.Loc && Known.Message == Each.Message;
            }))
          F.Notes.push_back(std::move(Each));
  return F;
}

SmallVector<Edit, 1> awaitInitialiser(const UnitAnalysis &Unit,
                                      const FunctionDecl &Function,
                                      const HeldTask &Task) {
  const VarDecl &Variable = *Task.Variable;
  QualType Result = awaitedType(*Task.Task);
  bool IsAsked = Task.LookedAt && !Task.UsedAsValue;
  if (Task.Is != HeldTask::NeverConsumed || Task.InOwner || IsAsked ||
      !Task.Handovers.empty() || Result.isNull() || Result->isVoidType() ||
      !Variable.getType()->getContainedAutoType() || !Variable.getInit() ||
      Variable.getInit()->getBeginLoc() != Task.Origin->getBeginLoc())
    return {};
  return awaitFix(Unit, Function, *Task.Origin);
}

} // namespace cotidy
