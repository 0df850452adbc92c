// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A background task that fails without a word looks like one that still runs.
// Its exception went to a detached token, a callback that never looks at it,
// an empty handler, a promise that drops it, or came as an error code that
// nobody read.
//
// Where exceptions come from and where they go is decided by
// checks/analysis/{Failures,Spawns,SilentHandlers,ExceptionSinks,UnreadErrors}.h.
// This file decides which of those losses to report, once each, and what to
// say. A handler that swallows only cancellation is
// async-swallowed-cancellation's business; a task that is dropped by oversight
// is async-unawaited-task's.

#include "checks/analysis/ExceptionSinks.h"
#include "checks/analysis/FailedFutures.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/PassedOverErrors.h"
#include "checks/analysis/ReportedSuccess.h"
#include "checks/analysis/SilentHandlers.h"
#include "checks/analysis/Spawns.h"
#include "checks/analysis/StrandedTasks.h"
#include "checks/analysis/TakenInTurn.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/analysis/UnreadErrors.h"
#include "checks/registry/Check.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"DetachTokens", "",
     "further types of completion tokens that throw failures away, as "
     "qualified names separated by semicolons"},
    {"AllowedCoroutines", "",
     "coroutines whose failures may be lost, as qualified names separated by "
     "semicolons"},
    {"LogFunctions", "",
     "further functions that only log, as qualified names separated by "
     "semicolons"},
    {"IgnoreCommented", "true",
     "a comment inside the braces of an empty handler says that it is meant"},
};
constexpr const OptionInfo &DetachTokens = OptionTable[0];
constexpr const OptionInfo &AllowedCoroutines = OptionTable[1];
constexpr const OptionInfo &LogFunctions = OptionTable[2];
constexpr const OptionInfo &IgnoreCommented = OptionTable[3];

// The spawns of one coroutine whose exceptions are lost.
struct LostTask {
  const FunctionDecl *SpawnedIn;
  Spawn First;
  Failure Proof;
  SmallVector<const CallExpr *, 2> Further;
};
using LostTasks = MapVector<const FunctionDecl *, LostTask>;

class SwallowedException final : public Check {
public:
  explicit SwallowedException(const Options &Opts)
      : Tokens(Opts.list(DetachTokens)), Allowed(Opts.list(AllowedCoroutines)),
        LogNames(Opts.list(LogFunctions)),
        CommentsExplain(Opts.flag(IgnoreCommented)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    const Spawns Starting(Unit, Unit.failures(), Tokens);
    LostTasks Lost;
    for (const FunctionDecl *Function : Unit.functions()) {
      for (const Spawn &Start : Starting.in(*Function))
        judgeSpawn(Unit, *Function, Start, Lost, Out);
      reportUnreadErrors(Unit, Starting, *Function, Out);
      reportLostByAnother(Unit, *Function, Out);
      reportHandlers(Unit, *Function, Out);
      reportCallbacks(Unit, *Function, Out);
      reportSuccesses(Unit, *Function, Out);
      reportPromise(Unit, *Function, Out);
      if (const Coroutine *Coro = Unit.coroutine(*Function);
          Coro && !Coro->isStackful()) {
        reportNoexcept(Unit, *Coro, Out);
        reportEnd(Unit, *Coro, Out);
        reportPassedOver(Unit, *Coro, Out);
        reportUnreached(Unit, *Coro, Out);
      }
    }
    reportForeignPromises(Unit, Out);
    for (const auto &[Task, Loss] : Lost)
      Out.report(describe(*Task, Loss));
  }

private:
  void judgeSpawn(const UnitAnalysis &Unit, const FunctionDecl &Function,
                  const Spawn &Start, LostTasks &Lost, Reporter &Out) const;
  static void reportDropped(const FunctionDecl &Function, const Spawn &Start,
                            const Failure &Proof, Reporter &Out);
  void reportHandlers(const UnitAnalysis &Unit, const FunctionDecl &Function,
                      Reporter &Out) const;
  void reportCallbacks(const UnitAnalysis &Unit, const FunctionDecl &Function,
                       Reporter &Out) const;
  void reportPromise(const UnitAnalysis &Unit, const FunctionDecl &Function,
                     Reporter &Out) const;
  void reportForeignPromises(const UnitAnalysis &Unit, Reporter &Out) const;
  void reportNoexcept(const UnitAnalysis &Unit, const Coroutine &Coro,
                      Reporter &Out) const;
  void reportEnd(const UnitAnalysis &Unit, const Coroutine &Coro,
                 Reporter &Out) const;
  void reportPassedOver(const UnitAnalysis &Unit, const Coroutine &Coro,
                        Reporter &Out) const;
  void reportSuccesses(const UnitAnalysis &Unit, const FunctionDecl &Function,
                       Reporter &Out) const;
  void reportUnreached(const UnitAnalysis &Unit, const Coroutine &Coro,
                       Reporter &Out) const;
  static void reportUnreadErrors(const UnitAnalysis &Unit,
                                 const Spawns &Starting,
                                 const FunctionDecl &Function, Reporter &Out);
  static void reportLostByAnother(const UnitAnalysis &Unit,
                                  const FunctionDecl &Function, Reporter &Out);
  static Finding describe(const FunctionDecl &Task, const LostTask &Loss);

  /// Whether doing nothing in these braces is an oversight.
  bool isSilent(const UnitAnalysis &Unit, const Stmt &Braces) const {
    return doesNothing(Braces) && !isExcused(Unit, Braces);
  }
  bool isExcused(const UnitAnalysis &Unit, const Stmt &Braces) const {
    return CommentsExplain && isExplained(Unit.ast(), Braces);
  }

  const std::vector<std::string> Tokens;
  const std::vector<std::string> Allowed;
  const std::vector<std::string> LogNames;
  const bool CommentsExplain;
};

std::string quoted(const FunctionDecl *Function, StringRef Otherwise) {
  if (!Function)
    return Otherwise.str();
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Function);
  if (Method && Method->getParent()->isLambda())
    return "this lambda";
  return "'" + displayName(*Function) + "'";
}

Finding findingAt(SourceLocation Loc, const FunctionDecl &Function,
                  SourceRange Statement, const Twine &Message) {
  Finding F;
  F.Loc = Loc;
  F.Function = &Function;
  F.Statement = Statement;
  F.Message = Message.str();
  return F;
}

// The way of an exception, from the outermost await to the throw.
void addProof(Finding &F, const Failure &Proof) {
  const Failure *Step = &Proof;
  for (; Step->Cause; Step = Step->Cause)
    F.Notes.push_back(
        {Step->Loc,
         quoted(Step->Callee, "a task") +
             (Step->AtSuspension ? " is awaited here" : " is called here"),
         NoteRole::Call});
  std::string What = Step->Callee ? quoted(Step->Callee, "") + " may fail here"
                                  : "an exception is thrown here";
  F.Notes.push_back({Step->Loc,
                     What + ", and nothing on the way out catches it",
                     NoteRole::Throw});
}

const Failure *firstOf(const FailureList &List, Failure::Likelihood Least) {
  const FailureList::const_iterator It =
      find_if(List, [&](const Failure &F) { return F.Is >= Least; });
  return It == List.end() ? nullptr : &*It;
}

// It begins in a function of the project whose body is not visible.
bool beginsUnseen(const UnitAnalysis &Unit, const Failure &F) {
  const Failure *Step = &F;
  while (Step->Cause)
    Step = Step->Cause;
  return Step->Callee && !Step->Callee->isDefined() &&
         Unit.project().contains(Step->Callee->getLocation());
}

// Whether a callback may get a failure. Those that tasks are started with often
// only tell that the task is done.
bool mayFail(const UnitAnalysis &Unit, const Spawn &Start,
             const FailureList &List) {
  return any_of(List, [&](const Failure &F) {
    return F.Is == Failure::Possible ||
           (F.Is == Failure::Unknown &&
            (!Start.IsStarted || beginsUnseen(Unit, F)));
  });
}

// What is assumed to fail in a task of which more can be seen than one call.
const Failure *firstAssumed(const Spawn &Start, const FailureList &List) {
  const CallExpr *Call = dyn_cast<CallExpr>(&origin(*Start.Task));
  const FunctionDecl *Made = Call ? Call->getDirectCallee() : nullptr;
  const FailureList::const_iterator It = find_if(List, [&](const Failure &F) {
    return F.Assumed && (F.Cause || F.Callee != Made);
  });
  return It == List.end() ? nullptr : &*It;
}

// What leaves a spawned task. A callable that is no coroutine runs inside the
// spawned one, so what it throws itself counts as well.
FailureList failuresOf(const UnitAnalysis &Unit, const Spawn &Start,
                       const FunctionDecl *Task) {
  if (!Task)
    return Unit.failures().ofTask(*Start.Task);
  if (isa<CoroutineBodyStmt>(Task->getBody()))
    return Unit.failures().of(*Task);
  FailureList List = Unit.failures().ofTask(*Start.Task);
  if (!isa<CallExpr>(origin(*Start.Task)))
    append_range(List, Unit.failures().of(*Task));
  return List;
}

void SwallowedException::judgeSpawn(const UnitAnalysis &Unit,
                                    const FunctionDecl &Function,
                                    const Spawn &Start, LostTasks &Lost,
                                    Reporter &Out) const {
  const FunctionDecl *Task = Unit.failures().source(*Start.Task);
  FailureList List = failuresOf(Unit, Start, Task);
  if (Task)
    Task = &Unit.failures().coroutineBehind(*Task);
  if (Task && is_contained(Allowed, Unit.types().name(*Task)))
    return;
  if (Start.Failure == FailureKind::Ignored) {
    const Failure *Proof = firstOf(List, Failure::Possible);
    if (!Proof)
      Proof = firstAssumed(Start, List);
    if (!Task && Proof && Start.IsDroppedTask)
      reportDropped(Function, Start, *Proof, Out);
    // What a library made of a task is detached.
    else if (!Task && Proof && Proof->Cause)
      Task = Proof->Callee;
    if (Task && Proof) {
      auto [It, IsNew] =
          Lost.insert({Task, LostTask{&Function, Start, *Proof, {}}});
      if (!IsNew)
        It->second.Further.push_back(Start.Call);
    }
    return;
  }
  if (!Start.Token || Start.Failure != FailureKind::Unknown)
    return;
  const FunctionDecl *Callback = callback(Unit, *Start.Token);
  if (!Callback || !ignoresOutcome(Unit, *Callback) ||
      !mayFail(Unit, Start, List) ||
      (doesNothing(*Callback->getBody()) &&
       !isSilent(Unit, *Callback->getBody())))
    return;
  Out.report(findingAt(Start.Token->getBeginLoc(), Function,
                       Start.Call->getSourceRange(),
                       "the completion handler of " + quoted(Task, "the task") +
                           " never looks at its exception"));
}

// A task that a library made of others.
void SwallowedException::reportDropped(const FunctionDecl &Function,
                                       const Spawn &Start, const Failure &Proof,
                                       Reporter &Out) {
  Finding F = findingAt(Start.Call->getBeginLoc(), Function,
                        Start.Call->getSourceRange(),
                        "an exception in the task that " +
                            quoted(Start.Call->getDirectCallee(), "the call") +
                            " returns is lost: the task is dropped");
  addProof(F, Proof);
  Out.report(std::move(F));
}

Finding SwallowedException::describe(const FunctionDecl &Task,
                                     const LostTask &Loss) {
  std::string Reason =
      Loss.First.IsDroppedTask
          ? "its task is dropped"
          : quoted(Loss.First.Call->getDirectCallee(), "the call") +
                " runs it detached";
  Finding F = findingAt(Loss.First.Call->getBeginLoc(), *Loss.SpawnedIn,
                        Loss.First.Call->getSourceRange(),
                        "an exception that leaves " + quoted(&Task, "") +
                            " is lost: " + Reason);
  addProof(F, Loss.Proof);
  for (const CallExpr *Further : Loss.Further)
    F.Notes.push_back({Further->getBeginLoc(),
                       quoted(&Task, "") + " is also started here, with nobody "
                                           "to see its exception",
                       NoteRole::Other});
  return F;
}

void SwallowedException::reportCallbacks(const UnitAnalysis &Unit,
                                         const FunctionDecl &Function,
                                         Reporter &Out) const {
  for (const SilentCallback &Each : silentCallbacks(Unit, Function, LogNames)) {
    if (!Each.Success && isExcused(Unit, *Each.Callback->getBody()))
      continue;
    Finding F = findingAt(
        Each.Argument->getBeginLoc(), Function, Each.Call->getSourceRange(),
        "the callback given to " +
            quoted(Each.Call->getDirectCallee(), "the call") +
            (Each.Success ? " reports the failure it gets as success"
                          : " does nothing about the exception it "
                            "gets"));
    if (Each.Success)
      F.Notes.push_back({Each.Success->getReturnLoc(),
                         "it says here that all went well", NoteRole::Other});
    Out.report(std::move(F));
  }
}

void SwallowedException::reportHandlers(const UnitAnalysis &Unit,
                                        const FunctionDecl &Function,
                                        Reporter &Out) const {
  for (const SilentHandler &Each : silentHandlers(Unit, Function, LogNames)) {
    if (!Each.Success && !isSilent(Unit, *Each.Handler->getHandlerBlock()))
      continue;
    std::string What = quoted(Each.First.Callee, "the await");
    Finding F = findingAt(
        Each.Handler->getCatchLoc(), Function, Each.Handler->getSourceRange(),
        Each.Success
            ? "the failure of " + What + " is reported as success"
            : "the handler does nothing about the exception of " + What);
    F.Notes.push_back({Each.First.Loc,
                       quoted(Each.First.Callee, "the task") +
                           " is awaited here and may fail",
                       NoteRole::Suspend});
    if (Each.Success)
      F.Notes.push_back(
          {Each.Success->getKeywordLoc(),
           quoted(&Function, "") + " says here that all went well",
           NoteRole::Other});
    Out.report(std::move(F));
  }
}

// Its coroutines are all functions of the class around it, as those that only
// probe the compiler, and none can fail.
bool hasNothingToCatch(const UnitAnalysis &Unit,
                       const CXXMethodDecl &Unhandled) {
  const DeclContext *Owner = Unhandled.getParent()->getDeclContext();
  bool HasCoroutine = false;
  for (const Coroutine &Coro : Unit.coroutines()) {
    if (unhandledException(Coro) != &Unhandled)
      continue;
    if (!Owner->isRecord() || Coro.Function->getDeclContext() != Owner ||
        !Unit.failures().of(*userBody(*Coro.Function)).empty())
      return false;
    HasCoroutine = true;
  }
  return HasCoroutine;
}

void SwallowedException::reportPromise(const UnitAnalysis &Unit,
                                       const FunctionDecl &Function,
                                       Reporter &Out) const {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (!Method || !Method->getIdentifier() || Method->getNumParams() ||
      Method->getName() != "unhandled_exception" ||
      !Unit.ast().getLangOpts().CXXExceptions ||
      hasNothingToCatch(Unit, *Method))
    return;
  std::string Promise = "'" + Method->getParent()->getNameAsString() + "'";
  if (isSilent(Unit, *Method->getBody()))
    Out.report(findingAt(Method->getLocation(), Function,
                         Method->getSourceRange(),
                         "'unhandled_exception' of " + Promise +
                             " is empty, so the exceptions of its coroutines "
                             "are lost"));
  else if (const FieldDecl *Kept = unreadException(Unit, Function))
    Out.report(findingAt(
        Method->getLocation(), Function, Method->getSourceRange(),
        "'unhandled_exception' of " + Promise + " keeps the exception in '" +
            Kept->getName().str() + "', and nothing reads it"));
}

// A specialisation of std::coroutine_traits belongs to a template that is not
// the project's.
void SwallowedException::reportForeignPromises(const UnitAnalysis &Unit,
                                               Reporter &Out) const {
  SmallPtrSet<const FunctionDecl *, 8> Judged;
  Judged.insert(Unit.functions().begin(), Unit.functions().end());
  for (const Coroutine &Coro : Unit.coroutines())
    if (const FunctionDecl *Unhandled = unhandledException(Coro);
        Unhandled && Unit.project().contains(Unhandled->getLocation()) &&
        Judged.insert(Unhandled).second)
      reportPromise(Unit, *Unhandled, Out);
}

// noexcept is about making the coroutine; its body throws into the task.
void SwallowedException::reportNoexcept(const UnitAnalysis &Unit,
                                        const Coroutine &Coro,
                                        Reporter &Out) const {
  const FunctionDecl &Function = *Coro.Function;
  const FunctionProtoType *Type =
      Function.getType()->getAs<FunctionProtoType>();
  if (!Type || !Type->isNothrow() || Coro.IsGenerator ||
      is_contained(Allowed, Unit.types().name(Function)))
    return;
  const Failure *Proof =
      firstOf(Unit.failures().of(Function), Failure::Possible);
  if (!Proof)
    return;
  Finding F = findingAt(
      Function.getLocation(), Function, Function.getNameInfo().getSourceRange(),
      quoted(&Function, "") +
          " is 'noexcept', and an exception of its body still "
          "reaches whoever awaits it");
  addProof(F, *Proof);
  Out.report(std::move(F));
}

// Nobody can await the coroutine, so its promise ends the program. Whoever
// throws in such a coroutine by his own hand wants that.
void SwallowedException::reportEnd(const UnitAnalysis &Unit,
                                   const Coroutine &Coro, Reporter &Out) const {
  if (!Coro.Task || Coro.Task->Is != TaskFacts::FireAndForget ||
      !endsProgram(Coro) ||
      is_contained(Allowed, Unit.types().name(*Coro.Function)))
    return;
  const FailureList List = Unit.failures().of(*userBody(*Coro.Function));
  const FailureList::const_iterator Proof = find_if(List, [](const Failure &F) {
    return F.Is == Failure::Possible && (F.AtSuspension || F.Cause);
  });
  if (Proof == List.end())
    return;
  Finding F =
      findingAt(Proof->Loc, *Coro.Function, SourceRange(Proof->Loc),
                "an exception that leaves " + quoted(Coro.Function, "") +
                    " here ends the program: nobody can await it");
  addProof(F, *Proof);
  Out.report(std::move(F));
}

void SwallowedException::reportSuccesses(const UnitAnalysis &Unit,
                                         const FunctionDecl &Function,
                                         Reporter &Out) const {
  for (const ReportedSuccess &Each :
       reportedSuccesses(Unit, Function, LogNames)) {
    Finding F = findingAt(Each.Test->getIfLoc(), *Each.Handler,
                          Each.Test->getCond()->getSourceRange(),
                          "the failure in '" + Each.Error->getName() +
                              "' is only logged, and then reported as success");
    F.Notes.push_back({Each.Success->getExprLoc(),
                       quoted(Each.Success->getDirectCallee(), "the call") +
                           " says here that all went well",
                       NoteRole::Other});
    Out.report(std::move(F));
  }
}

void SwallowedException::reportPassedOver(const UnitAnalysis &Unit,
                                          const Coroutine &Coro,
                                          Reporter &Out) const {
  for (const PassedOverError &Each : passedOverErrors(Unit, Coro, LogNames)) {
    std::string Error = "'" + Each.Error->getNameAsString() + "'";
    std::string Result = "'" + Each.Result->getNameAsString() + "'";
    Finding F =
        findingAt(Each.Test->getIfLoc(), *Coro.Function,
                  Each.Test->getCond()->getSourceRange(),
                  "the failure in " + Error +
                      (Each.OnlyLogged ? " is only logged, and "
                                       : " ends nothing here, and ") +
                      (Each.Result == Each.Error ? "its value" : Result) +
                      " is used as if there had been none");
    F.Notes.push_back(
        {Each.Use->getBeginLoc(), Result + " is used here", NoteRole::Read});
    Out.report(std::move(F));
  }
}

void SwallowedException::reportUnreached(const UnitAnalysis &Unit,
                                         const Coroutine &Coro,
                                         Reporter &Out) const {
  for (const UnreachedHandler &Each : unreachedHandlers(Unit, Coro, LogNames)) {
    std::string What = quoted(Coro.Function, "");
    Finding F = findingAt(
        Each.Logs->getCatchLoc(), *Coro.Function, Each.Logs->getSourceRange(),
        "the failure of " + quoted(Each.First.Callee, "the await") +
            " is only logged, and a caller of " + What + " is waiting for it");
    F.Notes.push_back({Each.First.Loc,
                       quoted(Each.First.Callee, "the task") +
                           " is awaited here and may fail",
                       NoteRole::Suspend});
    F.Notes.push_back({Each.Await->getKeywordLoc(),
                       What + " is awaited here, and seems to succeed",
                       NoteRole::Call});
    F.Notes.push_back({Each.Handler->getCatchLoc(),
                       "this handler never sees the failure", NoteRole::Other});
    Out.report(std::move(F));
  }
}

std::string lossOf(const UnreadError &Error) {
  std::string What = quoted(Error.Operation, "the task");
  switch (Error.Is) {
  case UnreadError::Discarded:
    return "the error that " + What + " returns is thrown away";
  case UnreadError::Variable:
    return "nothing looks at '" + Error.Name->getName().str() +
           "', which gets the error of " + What;
  case UnreadError::Kept:
    return "nothing looks at '" + Error.Name->getName().str() +
           "', which keeps the exception";
  case UnreadError::OnlyLookedAt:
    return "nothing takes the exception out of " +
           (Error.Name->getName().empty()
                ? "this future"
                : "'" + Error.Name->getName().str() + "'") +
           ", so it is lost";
  case UnreadError::OnlyWaited:
    return "the future of " + What +
           " is only waited for, so the exception in it is lost";
  case UnreadError::Dropped:
    return "the future of " + What +
           " is dropped, so the exception in it is lost";
  }
  llvm_unreachable("a kind of UnreadError without a message");
}

Finding findingOf(const FailedFuture &Loss, const FunctionDecl &Function) {
  std::string Taken = "nothing takes the exception out of " +
                      (Loss.Future->getName().empty()
                           ? "this future"
                           : "'" + Loss.Future->getName().str() + "'");
  return Loss.Test ? findingAt(Loss.Test->getBeginLoc(), Function,
                               Loss.Test->getSourceRange(),
                               Taken + " when it has failed, so it is lost")
                   : findingAt(Loss.Future->getLocation(), Function,
                               Loss.Future->getSourceRange(),
                               Taken + ", so it is lost");
}

void SwallowedException::reportUnreadErrors(const UnitAnalysis &Unit,
                                            const Spawns &Starting,
                                            const FunctionDecl &Function,
                                            Reporter &Out) {
  SmallPtrSet<const ValueDecl *, 4> Told;
  for (const UnreadError &Each :
       unreadErrors(Unit, Unit.failures(), Starting, Function)) {
    Out.report(findingAt(Each.Loc, Function, Each.Statement, lossOf(Each)));
    Told.insert(Each.Name);
  }
  for (const FailedFuture &Each : failedFutures(Unit, Function))
    if (!Told.contains(Each.Future))
      Out.report(findingOf(Each, Function));
}

// Two tasks run side by side, and the failure of the one loses the other.
void SwallowedException::reportLostByAnother(const UnitAnalysis &Unit,
                                             const FunctionDecl &Function,
                                             Reporter &Out) {
  for (const TakenInTurn &Each : resultsTakenInTurn(Unit, Function)) {
    Finding F = findingAt(
        Each.First->getExprLoc(), Function, Each.First->getSourceRange(),
        "the results of " + quoted(Each.Combinator, "the tasks") +
            " are taken one after the other: the first failure loses those "
            "behind it");
    if (Each.Second)
      F.Notes.push_back({Each.Second->getExprLoc(),
                         "this result is not taken when the first one throws",
                         NoteRole::Other});
    Out.report(std::move(F));
  }
  for (const StrandedTask &Each : strandedTasks(Unit, Function)) {
    Finding F = findingAt(
        Each.Capture, Function, SourceRange(Each.Capture),
        "the task in '" + Each.Task->getName().str() +
            "' runs already, and is dropped with its failure when " +
            quoted(Each.Continues, "the call") + " skips the continuation");
    addProof(F, Each.Skips);
    Out.report(std::move(F));
  }
}

} // namespace

extern const CheckInfo SwallowedExceptionInfo;
constinit const CheckInfo SwallowedExceptionInfo = {
    .Summary = "an exception or error of asynchronous work that nobody sees",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<SwallowedException>(O);
    }};

} // namespace cotidy
