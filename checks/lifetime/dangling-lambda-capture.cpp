// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine lambda's captures are members of the closure, not of the
// coroutine. When the closure goes first, the coroutine reads freed memory as
// soon as it resumes.
//
// This file decides about the closure's own life. Captured references whose
// objects go are async-capture-escape's business.

#include "checks/analysis/CallableFate.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/LateUses.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

class DanglingLambdaCapture final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override;
};

// A lazy task that is thrown away never reads anything.
bool neverStarts(const UnitAnalysis &Unit, const CallableFate &Fate,
                 const Coroutine &Coro) {
  return Coro.Task && Coro.Task->Start == StartKind::Lazy &&
         (Fate.Of.Is == TaskFate::Dropped ||
          handlingOf(Unit, partsOf(*Fate.Call), FunctionRole::DropsResult));
}

std::string calleeOf(const CallableFate &Fate) {
  const FunctionDecl *Callee = nullptr;
  if (const CallExpr *Call = dyn_cast<CallExpr>(Fate.Call))
    Callee = Call->getDirectCallee();
  else if (const CXXConstructExpr *Made = dyn_cast<CXXConstructExpr>(Fate.Call))
    Callee = Made->getConstructor();
  return Callee ? "'" + displayName(*Callee) + "'" : "the callee";
}

Note whereTheTaskGoes(const CallableFate &Fate) {
  SourceLocation At = Fate.Of.At->getBeginLoc();
  switch (Fate.Of.Is) {
  case TaskFate::Returned:
    return {At, "its task is returned here", NoteRole::Task};
  case TaskFate::Kept:
    return {Fate.Of.Awaits.front()->getBeginLoc(),
            "its task is awaited here, too late", NoteRole::Task};
  case TaskFate::Stored:
    return {At,
            Fate.ByView ? "what refers to it is kept from here on"
                        : "its task is stored here",
            NoteRole::Task};
  default:
    return {At, "its task runs on its own from here", NoteRole::Task};
  }
}

void addDeath(const CallableFate &Fate, Finding &F) {
  SourceLocation At = Fate.Call->getExprLoc();
  if (Fate.Lives == CallableFate::UntilCalled) {
    F.Notes.push_back(
        {At, calleeOf(Fate) + " keeps the lambda only until it has been called",
         NoteRole::Call});
    return;
  }
  if (Fate.ByView)
    F.Notes.push_back({At,
                       calleeOf(Fate) + " gets what only refers to the lambda",
                       NoteRole::Call});
  if (Fate.Lives == CallableFate::Scope)
    F.Notes.push_back({Fate.Closure->getLocation(),
                       "the lambda is gone with the variable '" +
                           Fate.Closure->getName().str() + "'",
                       NoteRole::Call});
  else
    F.Notes.push_back({At,
                       "the lambda is a temporary, gone at the end of this "
                       "expression",
                       NoteRole::Call});
  F.Notes.push_back(whereTheTaskGoes(Fate));
}

// `this auto` copies the closure into the coroutine, where it stays.
SmallVector<Edit, 1> copyClosure(const UnitAnalysis &Unit,
                                 const LambdaExpr &Lambda) {
  if (!Unit.ast().getLangOpts().CPlusPlus23 || Lambda.isMutable() ||
      Lambda.getCallOperator()->isExplicitObjectMemberFunction() ||
      Lambda.getLambdaClass()->defaultedCopyConstructorIsDeleted() ||
      Lambda.getBeginLoc().isMacroID() || Lambda.getEndLoc().isMacroID())
    return {};
  SourceLocation Open;
  if (FunctionProtoTypeLoc Type = Lambda.getCallOperator()
                                      ->getTypeSourceInfo()
                                      ->getTypeLoc()
                                      .getAsAdjusted<FunctionProtoTypeLoc>())
    Open = Type.getLParenLoc();
  // C++23 takes a return type without parentheses.
  if (!Lambda.hasExplicitParameters() || Open.isInvalid()) {
    if (!Lambda.getExplicitTemplateParameters().empty())
      return {};
    SourceLocation After = Lexer::getLocForEndOfToken(
        Lambda.getIntroducerRange().getEnd(), 0, Unit.ast().getSourceManager(),
        Unit.ast().getLangOpts());
    return {{CharSourceRange::getCharRange(After, After), "(this auto)",
             /*Safe=*/true}};
  }
  SourceLocation After = Open.getLocWithOffset(1);
  bool HasParameters = Lambda.getCallOperator()->getNumParams() != 0;
  return {{CharSourceRange::getCharRange(After, After),
           HasParameters ? "this auto, " : "this auto", /*Safe=*/true}};
}

std::string nameOf(const LateUse &Use) {
  return Use.Of ? "'" + Use.Of->getName().str() + "'" : "'this'";
}

Finding describe(const UnitAnalysis &Unit, const FunctionDecl &Function,
                 const LambdaExpr &Lambda, const CallableFate &Fate,
                 const LateUse &Use) {
  Finding F;
  F.Loc = Lambda.getBeginLoc();
  F.Function = &Function;
  F.Statement = Lambda.getIntroducerRange();
  F.Message = "the captured " + nameOf(Use) +
              " is used after this coroutine lambda is gone";
  bool StartsSuspended = Use.Across->Is == Suspension::Initial;
  addDeath(Fate, F);
  F.Notes.push_back(
      {StartsSuspended ? Lambda.getBody()->getBeginLoc() : Use.Across->loc(),
       StartsSuspended ? "the coroutine is suspended before its body"
                       : "the coroutine may be suspended here",
       NoteRole::Suspend});
  F.Notes.push_back(
      {Use.At->getBeginLoc(),
       nameOf(Use) + (Use.Meanwhile ? " is in use while it is suspended"
                                    : " is read from the lambda here"),
       NoteRole::Read});
  F.Fixes = copyClosure(Unit, Lambda);
  return F;
}

// A weak pointer says that its object may go meanwhile; here it goes first:
// with the event handler that it is a member of.
Finding describeRemoved(const FunctionDecl &Function, const LambdaExpr &Lambda,
                        const CallableFate &Fate, const LateUse &Use) {
  Finding F;
  F.Loc = Use.At->getBeginLoc();
  F.Function = &Function;
  F.Statement = Lambda.getIntroducerRange();
  F.Message = "the captured " + nameOf(Use) +
              " is used after a suspension, when the handler it is a part of "
              "may have been removed";
  F.Notes.push_back(
      {Fate.Call->getExprLoc(),
       calleeOf(Fate) + " keeps the lambda as long as it is subscribed",
       NoteRole::Call});
  F.Notes.push_back({Use.Across->loc(), "the coroutine may be suspended here",
                     NoteRole::Suspend});
  return F;
}

bool isWeak(const UnitAnalysis &Unit, const LateUse &Use) {
  const TypeFact *Fact =
      Use.Of ? Unit.types().modelled(Use.Of->getType()) : nullptr;
  return Fact && Fact->Role == TypeRole::WeakRef &&
         Use.Across->Is != Suspension::Initial;
}

// What only refers to the closure is called when that is gone: not even the
// first use of a capture is in time.
bool isCalledTooLate(const LambdaExpr &Lambda, const CallableFate &Fate) {
  return Fate.ByView && Fate.Of.Is == TaskFate::Stored &&
         Lambda.capture_size() != 0;
}

Finding describeCalledTooLate(const FunctionDecl &Function,
                              const LambdaExpr &Lambda,
                              const CallableFate &Fate) {
  Finding F;
  F.Loc = Lambda.getBeginLoc();
  F.Function = &Function;
  F.Statement = Lambda.getIntroducerRange();
  F.Message = "this coroutine lambda is gone before it is called";
  addDeath(Fate, F);
  return F;
}

// One lambda, all the ways it goes.
std::optional<Finding> judge(const UnitAnalysis &Unit,
                             const CallableFates &Fates,
                             const FunctionDecl &Function,
                             const LambdaExpr &Lambda) {
  const Coroutine *Coro = dependentCoroutine(Unit, Lambda);
  if (!Coro)
    return std::nullopt;
  const std::vector<LateUse> Uses = lateCaptures(Unit, Lambda);
  const auto Weak =
      find_if(Uses, [&](const LateUse &Use) { return isWeak(Unit, Use); });
  for (const CallableFate &Fate : Fates.of(Lambda)) {
    if (isCalledTooLate(Lambda, Fate))
      return describeCalledTooLate(Function, Lambda, Fate);
    if (!Uses.empty() && Fates.diesEarly(Fate) &&
        !neverStarts(Unit, Fate, *Coro))
      return describe(Unit, Function, Lambda, Fate, Uses.front());
    if (Fate.Lives == CallableFate::Subscribed && Weak != Uses.end())
      return describeRemoved(Function, Lambda, Fate, *Weak);
  }
  return std::nullopt;
}

void DanglingLambdaCapture::run(const UnitAnalysis &Unit, Reporter &Out) {
  // Only the functions around such lambdas are looked at.
  SetVector<const FunctionDecl *> Around;
  for (const Coroutine &Coro : Unit.coroutines())
    if (isLambdaCallOperator(Coro.Function))
      if (const FunctionDecl *Outer =
              dyn_cast_or_null<FunctionDecl>(cast<CXXMethodDecl>(Coro.Function)
                                                 ->getParent()
                                                 ->getParentFunctionOrMethod()))
        Around.insert(Outer);
  for (const FunctionDecl *Function : Unit.functions()) {
    if (!Around.contains(Function))
      continue;
    BodyTree Body(*Function);
    CallableFates Fates(Unit, Body);
    for (const LambdaExpr *Lambda : Body.lambdas())
      if (std::optional<Finding> F = judge(Unit, Fates, *Function, *Lambda))
        Out.report(std::move(*F));
  }
}

} // namespace

extern const CheckInfo DanglingLambdaCaptureInfo;
constinit const CheckInfo DanglingLambdaCaptureInfo = {
    .Summary = "a capture that a coroutine lambda uses after its closure is "
               "gone",
    .Level = Severity::Error,
    .Since = "0.1",
    .HasFix = true,
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<DanglingLambdaCapture>();
    }};

} // namespace cotidy
