// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lambda that captures a local variable by reference, and runs after the
// function has returned, reads and writes somebody else's stack.
//
// This file decides about the variables. A coroutine lambda whose closure goes
// first is async-dangling-lambda-capture's business, an object that `this`
// points to async-dangling-this's.

#include "checks/analysis/CallableFate.h"
#include "checks/analysis/LateUses.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/Referents.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

class CaptureEscape final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override;
};

// A capture that stands for a variable of the function around the lambda.
struct Borrowed {
  const LambdaCapture *Capture;
  const VarDecl *Variable;
};

bool isUsed(const LambdaExpr &Lambda, const LambdaCapture &Capture) {
  const CXXMethodDecl *Operator = Lambda.getCallOperator();
  if (Capture.isImplicit() || Operator->isDependentContext() ||
      !Operator->getBody())
    return true;
  return !BodyTree(*Operator).mentions(*Capture.getCapturedVar()).empty();
}

std::vector<Borrowed> borrowed(const UnitAnalysis &Unit, const BodyTree &Body,
                               const LambdaExpr &Lambda) {
  std::vector<Borrowed> Found;
  LambdaExpr::const_capture_init_iterator Init = Lambda.capture_init_begin();
  for (const LambdaCapture &Capture : Lambda.captures()) {
    const Expr *Value = *Init++;
    if (!Capture.capturesVariable() || !Value)
      continue;
    QualType To = Capture.getCapturedVar()->getType();
    if (Capture.getCaptureKind() == LCK_ByRef)
      To = Unit.ast().getLValueReferenceType(To.getNonReferenceType());
    else if (!Lambda.isInitCapture(&Capture))
      To = To.getNonReferenceType();
    const VarDecl *Variable = referent(Unit, Body, *Value, To).Variable;
    if (Variable && isUsed(Lambda, Capture))
      Found.push_back({&Capture, Variable});
  }
  return Found;
}

// It may run, or go on running, when the call has returned.
bool runsLater(const UnitAnalysis &Unit, const LambdaExpr &Lambda,
               const CallableFate &Fate) {
  return Fate.Runs == CallableFate::Later ||
         (Fate.Runs == CallableFate::AtOnce &&
          Unit.coroutine(*Lambda.getCallOperator()));
}

// A task whose body has not begun is thrown away with all it refers to.
bool neverStarts(const UnitAnalysis &Unit, const CallableFate &Fate) {
  const TaskFacts *Task = Unit.types().task(Fate.Call->getType());
  return Fate.Of.Is == TaskFate::Dropped && Task &&
         Task->Start == StartKind::Lazy;
}

std::string calleeOf(const Expr &Call) {
  const FunctionDecl *Callee = nullptr;
  if (const CallExpr *E = dyn_cast<CallExpr>(&Call))
    Callee = E->getDirectCallee();
  if (const CXXConstructExpr *Made = dyn_cast<CXXConstructExpr>(&Call))
    return "the '" + Made->getConstructor()->getParent()->getName().str() + "'";
  return Callee ? "'" + displayName(*Callee) + "'" : "this call";
}

std::string nameOf(const VarDecl &Variable) {
  if (const DecompositionDecl *Parts = dyn_cast<DecompositionDecl>(&Variable))
    return "[" + Parts->bindings().front()->getName().str() + ", ...]";
  return Variable.getName().str();
}

Note end(const CallableFate &Fate) {
  SourceLocation At = Fate.Of.At->getBeginLoc();
  switch (Fate.Of.Is) {
  case TaskFate::Returned:
    return {At, "the function returns here without waiting for it",
            NoteRole::Task};
  case TaskFate::Kept:
    return {Fate.Of.Awaits.front()->getBeginLoc(),
            "it is awaited here, after the variable's scope", NoteRole::Task};
  case TaskFate::Stored:
    return {At, "what runs it is stored here, and not waited for",
            NoteRole::Task};
  default:
    return {At, "it runs on its own from here, and nothing waits for it",
            NoteRole::Task};
  }
}

Finding describe(const FunctionDecl &Function, const LambdaExpr &Lambda,
                 const Borrowed &Escaped, const CallableFate &Fate) {
  const VarDecl &Variable = *Escaped.Variable;
  bool IsDirect = Escaped.Capture->getCaptureKind() == LCK_ByRef &&
                  Escaped.Capture->getCapturedVar() == &Variable;
  Finding F;
  F.Loc = Escaped.Capture->isImplicit() ? Lambda.getCaptureDefaultLoc()
                                        : Escaped.Capture->getLocation();
  F.Function = &Function;
  F.Statement = Lambda.getIntroducerRange();
  F.Message = IsDirect
                  ? "'" + nameOf(Variable) +
                        "' is captured by reference and may be gone when this "
                        "lambda runs"
                  : "the captured '" +
                        Escaped.Capture->getCapturedVar()->getName().str() +
                        "' refers to '" + nameOf(Variable) +
                        "', which may be gone when this lambda runs";
  F.Notes.push_back({Variable.getLocation(),
                     isa<ParmVarDecl>(Variable)
                         ? "it is a parameter, which goes when the function "
                           "is left"
                         : "it is a local variable, which goes with its scope",
                     NoteRole::Context});
  F.Notes.push_back({Fate.Call->getExprLoc(),
                     calleeOf(*Fate.Call) + " runs the lambda later",
                     NoteRole::Call});
  F.Notes.push_back(end(Fate));
  return F;
}

void CaptureEscape::run(const UnitAnalysis &Unit, Reporter &Out) {
  for (const FunctionDecl *Function : Unit.functions()) {
    BodyTree Body(*Function);
    if (Body.lambdas().empty())
      continue;
    CallableFates Fates(Unit, Body);
    for (const LambdaExpr *Lambda : Body.lambdas()) {
      std::vector<Borrowed> Captures = borrowed(Unit, Body, *Lambda);
      if (Captures.empty())
        continue;
      bool NeedsClosure = !lateCaptures(Unit, *Lambda).empty();
      for (const CallableFate &Fate : Fates.of(*Lambda)) {
        if (!runsLater(Unit, *Lambda, Fate) || neverStarts(Unit, Fate) ||
            (NeedsClosure && Fates.diesEarly(Fate)))
          continue;
        const std::vector<Borrowed>::iterator Escaped =
            find_if(Captures, [&](const Borrowed &Each) {
              return Fates.tasks().outlives(Fate.Of, *Each.Variable);
            });
        if (Escaped == Captures.end())
          continue;
        Out.report(describe(*Function, *Lambda, *Escaped, Fate));
        break;
      }
    }
  }
}

} // namespace

extern const CheckInfo CaptureEscapeInfo;
constinit const CheckInfo CaptureEscapeInfo = {
    .Summary = "a captured reference that may outlive its variable",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<CaptureEscape>();
    }};

} // namespace cotidy
