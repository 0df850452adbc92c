// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine where a plain callback is expected: whoever calls it takes it for
// done when it returns, and drops the task that it returns. A lazy one never
// runs; the end and the exception of an eager one are lost.
//
// Who drops it is told by analysis/DroppingSinks.h. What a callback gets and
// does is not judged, and a task dropped by the code that makes it belongs to
// async-unawaited-task.

#include "checks/analysis/DroppingSinks.h"
#include "checks/analysis/LostTasks.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowedSinks", "",
     "functions, and class templates such as std::function, that may drop a "
     "task, as qualified names separated by semicolons"},
    {"AllowedTypes", "",
     "task types that may be dropped, as qualified names separated by "
     "semicolons"},
    {"Functions", "true",
     "report functions that the library model says drop the result of their "
     "callable",
     OptionKind::Flag},
    {"Signatures", "true",
     "report conversions to std::function and its kin with a signature that "
     "returns void",
     OptionKind::Flag},
    {"Templates", "true",
     "report templates whose visible body drops the result of their argument",
     OptionKind::Flag},
};
constexpr const OptionInfo &AllowedSinks = OptionTable[0];
constexpr const OptionInfo &AllowedTypes = OptionTable[1];
constexpr const OptionInfo &Functions = OptionTable[2];
constexpr const OptionInfo &Signatures = OptionTable[3];
constexpr const OptionInfo &Templates = OptionTable[4];

class VoidCallback final : public Check {
public:
  explicit VoidCallback(const Options &Opts)
      : Sinks(Opts.list(AllowedSinks)), Types(Opts.list(AllowedTypes)),
        JudgesFunctions(Opts.flag(Functions)),
        JudgesSignatures(Opts.flag(Signatures)),
        JudgesTemplates(Opts.flag(Templates)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const FunctionDecl *Function : Unit.functions())
      for (const DroppedCallback &Callback : droppedCallbacks(Unit, *Function))
        if (isJudged(Callback) && !isAllowed(Unit, Callback) &&
            isLost(Callback))
          Out.report(describe(Unit, *Function, Callback));
  }

private:
  bool isJudged(const DroppedCallback &Callback) const;
  bool isAllowed(const UnitAnalysis &Unit,
                 const DroppedCallback &Callback) const;
  static bool isLost(const DroppedCallback &Callback);
  static Finding describe(const UnitAnalysis &Unit,
                          const FunctionDecl &Function,
                          const DroppedCallback &Callback);

  const std::vector<std::string> Sinks;
  const std::vector<std::string> Types;
  const bool JudgesFunctions;
  const bool JudgesSignatures;
  const bool JudgesTemplates;
};

bool VoidCallback::isJudged(const DroppedCallback &Callback) const {
  switch (Callback.Is) {
  case DroppedCallback::Erased:
    return JudgesSignatures;
  case DroppedCallback::Known:
    return JudgesFunctions;
  case DroppedCallback::Called:
    return JudgesTemplates;
  }
  llvm_unreachable("all kinds are handled");
}

bool VoidCallback::isAllowed(const UnitAnalysis &Unit,
                             const DroppedCallback &Callback) const {
  const NamedDecl *Sink = Callback.Sink;
  if (Callback.Is == DroppedCallback::Erased)
    Sink = Callback.Into->getAsCXXRecordDecl();
  return is_contained(Types, Unit.types().name(*Callback.Task->Record)) ||
         (Sink && is_contained(Sinks, Unit.types().name(*Sink)));
}

const FunctionDecl *namedFunction(const Expr &Callable) {
  const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(&Callable);
  if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(&Callable);
      Address && Address->getOpcode() == UO_AddrOf)
    Reference = dyn_cast<DeclRefExpr>(Address->getSubExpr()->IgnoreParens());
  return Reference ? dyn_cast<FunctionDecl>(Reference->getDecl()) : nullptr;
}

// A callback is the way of ordinary code to start an eager task, unless the
// author of its type asks not to drop it.
bool VoidCallback::isLost(const DroppedCallback &Callback) {
  if (Callback.Task->Dropped != DropKind::Detaches)
    return true;
  const FunctionDecl *Function = namedFunction(*Callback.Callable);
  return Callback.Task->Record->hasAttr<WarnUnusedResultAttr>() ||
         (Function && Function->hasAttr<WarnUnusedResultAttr>());
}

std::string sinkName(const UnitAnalysis &Unit,
                     const DroppedCallback &Callback) {
  if (Callback.Is == DroppedCallback::Erased)
    return "'" +
           displayName(
               Unit.ast().getRecordType(Callback.Into->getAsCXXRecordDecl()),
               Unit.ast()) +
           "'";
  if (const CXXConstructorDecl *Constructor =
          dyn_cast<CXXConstructorDecl>(Callback.Sink))
    return "'" + Constructor->getParent()->getNameAsString() + "'";
  const FunctionDecl *Function = dyn_cast<FunctionDecl>(Callback.Sink);
  return "'" +
         (Function ? displayName(*Function)
                   : Callback.Sink->getNameAsString()) +
         "'";
}

std::string effect(const TaskFacts &Task) {
  if (Task.Is == TaskFacts::Awaiter)
    return ", so nothing waits for it";
  switch (Task.Dropped) {
  case DropKind::NeverRuns:
    return ", so its body never runs";
  case DropKind::Detaches:
    return ", so nobody sees its result or its exception";
  default:
    return "";
  }
}

Finding VoidCallback::describe(const UnitAnalysis &Unit,
                               const FunctionDecl &Function,
                               const DroppedCallback &Callback) {
  Finding F;
  F.Loc = Callback.Callable->getBeginLoc();
  F.Function = &Function;
  F.Statement = Callback.Callable->getSourceRange();
  const FunctionDecl *Named = namedFunction(*Callback.Callable);
  std::string Kind = kindOf(*Callback.Task).str();
  F.Message =
      sinkName(Unit, Callback) + " drops the " + Kind + " that " +
      (Named                                ? "'" + displayName(*Named) + "'"
       : isa<LambdaExpr>(Callback.Callable) ? std::string("this lambda")
                                            : std::string("this callable")) +
      " returns" + effect(*Callback.Task);
  std::string Type =
      "'" +
      displayName(Unit.ast().getRecordType(Callback.Task->Record), Unit.ast()) +
      "'";
  if (Named && Unit.project().contains(Named->getLocation()))
    F.Notes.push_back({Named->getLocation(),
                       "'" + displayName(*Named) + "' returns " + Type +
                           ", which must be awaited",
                       NoteRole::Task});
  if (Callback.Where && Unit.project().contains(Callback.Where->getBeginLoc()))
    F.Notes.push_back({Callback.Where->getBeginLoc(),
                       "what it returns is thrown away here", NoteRole::Call});
  return F;
}

} // namespace

extern const CheckInfo VoidCallbackInfo;
constinit const CheckInfo VoidCallbackInfo = {
    .Summary = "a coroutine handed to something that drops its task",
    .Level = Severity::Error,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<VoidCallback>(O);
    }};

} // namespace cotidy
