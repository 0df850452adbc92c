// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/DumpLifetime.h"

#include "checks/analysis/CallableFate.h"
#include "checks/analysis/DumpParts.h"
#include "checks/analysis/TaskOwners.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

StringRef spelling(TaskFate::Kind Is) {
  switch (Is) {
  case TaskFate::Unknown:
    return "unknown";
  case TaskFate::Awaited:
    return "awaited";
  case TaskFate::Kept:
    return "kept";
  case TaskFate::Returned:
    return "returned";
  case TaskFate::Stored:
    return "stored";
  case TaskFate::Scoped:
    return "given to a scope";
  case TaskFate::Started:
    return "started";
  case TaskFate::Dropped:
    return "dropped";
  }
  llvm_unreachable("covered switch");
}

StringRef spelling(CallableFate::Life Lives) {
  switch (Lives) {
  case CallableFate::Unknown:
    return "lives unknown";
  case CallableFate::UntilCalled:
    return "lives until called";
  case CallableFate::FullExpression:
    return "lives for the expression";
  case CallableFate::Scope:
    return "lives in a variable";
  case CallableFate::Task:
    return "lives as long as its task";
  case CallableFate::Elsewhere:
    return "lives elsewhere";
  case CallableFate::Subscribed:
    return "lives as long as its subscription";
  }
  llvm_unreachable("covered switch");
}

StringRef spelling(CallableFate::Time Runs) {
  switch (Runs) {
  case CallableFate::Never:
    return "never runs";
  case CallableFate::AtOnce:
    return "runs at once";
  case CallableFate::Later:
    return "runs later";
  }
  llvm_unreachable("covered switch");
}

void printFate(const UnitAnalysis &Unit, const TaskFate &Fate,
               raw_ostream &Out) {
  Out << spelling(Fate.Is);
  if (Fate.In && !Fate.In->getName().empty())
    Out << " in '" << Fate.In->getName() << '\'';
  for (const Stmt *Await : Fate.Awaits)
    Out << ", awaited at " << lineOf(Unit, Await->getBeginLoc());
}

} // namespace

void printTaskFates(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const FunctionDecl *Function : Unit.functions()) {
    BodyTree Body(*Function);
    TaskFates Fates(Unit, Body);
    for (const Expr *Call : Body.calls()) {
      const CallExpr *Made = dyn_cast<CallExpr>(Call);
      if (!Made || !Made->isPRValue() ||
          !ownedTask(Unit.types(), Made->getType()))
        continue;
      Out << lineOf(Unit, Made->getBeginLoc()) << ": "
          << (Made->getDirectCallee() ? displayName(*Made->getDirectCallee())
                                      : "call")
          << ": ";
      printFate(Unit, Fates.of(*Made), Out);
      Out << '\n';
    }
  }
}

void printCallableFates(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const FunctionDecl *Function : Unit.functions()) {
    BodyTree Body(*Function);
    CallableFates Fates(Unit, Body);
    for (const LambdaExpr *Lambda : Body.lambdas())
      for (const CallableFate &Fate : Fates.of(*Lambda)) {
        Out << lineOf(Unit, Lambda->getBeginLoc()) << ": "
            << spelling(Fate.Runs) << ", " << spelling(Fate.Lives) << ", task ";
        printFate(Unit, Fate.Of, Out);
        Out << (Fates.diesEarly(Fate) ? ", dies early\n" : "\n");
      }
  }
}

} // namespace cotidy
