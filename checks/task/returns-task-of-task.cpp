// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine that returns a task without awaiting it, or a coroutine handed to
// something that wraps what it returns, makes a task whose result is a task.
// Awaiting it once looks right and runs nothing of the inner one.
//
// When such a type is an accident is analysis/NestedTasks.h's business.

#include "checks/analysis/AwaitFix.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/NestedTasks.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowedCallees", "",
     "functions that may wrap a task in a task, as qualified names separated "
     "by "
     "semicolons"},
};
constexpr const OptionInfo &AllowedCallees = OptionTable[0];

class ReturnsTaskOfTask final : public Check {
public:
  explicit ReturnsTaskOfTask(const Options &Opts)
      : Callees(Opts.list(AllowedCallees)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const FunctionDecl *Function : Unit.functions()) {
      std::vector<NestedTask> All = nestedTasks(Unit, *Function);
      for (const NestedTask &Nested : All)
        if (!isAllowed(Unit, Nested))
          Out.report(describe(Unit, *Function, All, Nested));
    }
  }

private:
  bool isAllowed(const UnitAnalysis &Unit, const NestedTask &Nested) const;
  static Finding describe(const UnitAnalysis &Unit,
                          const FunctionDecl &Function,
                          ArrayRef<NestedTask> All, const NestedTask &Nested);

  const std::vector<std::string> Callees;
};

const FunctionDecl *calleeOf(const Expr &E) {
  const CallExpr *Call = dyn_cast<CallExpr>(&E);
  return Call ? Call->getDirectCallee() : nullptr;
}

bool ReturnsTaskOfTask::isAllowed(const UnitAnalysis &Unit,
                                  const NestedTask &Nested) const {
  const FunctionDecl *Callee = calleeOf(*Nested.Made);
  return Callee && is_contained(Callees, Unit.types().name(*Callee));
}

std::string typeName(const UnitAnalysis &Unit, const TaskFacts &Task) {
  return "'" + displayName(Unit.ast().getRecordType(Task.Record), Unit.ast()) +
         "'";
}

std::string effect(const TaskFacts &Inner) {
  switch (Inner.Dropped) {
  case DropKind::NeverRuns:
    return ", and the body of the inner one runs only when that is awaited, "
           "too";
  default:
    return ", and the result of the inner one is seen only when that is "
           "awaited, too";
  }
}

std::string messageFor(const UnitAnalysis &Unit, const NestedTask &Nested) {
  const FunctionDecl *Callee = calleeOf(*Nested.Made);
  std::string Outer = typeName(Unit, *Nested.Outer);
  if (!Nested.Return)
    return "'" + displayName(*Callee) +
           "' wraps the task that its callable returns in a " + Outer +
           effect(*Nested.Inner);
  const DeclRefExpr *Variable = dyn_cast<DeclRefExpr>(Nested.Made);
  return (Callee ? "the task returned by '" + displayName(*Callee) + "'"
          : Variable
              ? "the task in '" + Variable->getDecl()->getNameAsString() + "'"
              : std::string("a task")) +
         " is not awaited but becomes the result of a " + Outer +
         effect(*Nested.Inner);
}

// Nobody outside of the file has seen the type.
bool isPrivate(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return (Method && Method->getParent()->isLambda()) ||
         !Function.isExternallyVisible();
}

// `task<task<int>>` as it is written, and its argument.
TemplateSpecializationTypeLoc spelledResult(const FunctionDecl &Function) {
  const FunctionTypeLoc Type = Function.getFunctionTypeLoc();
  TypeLoc Result = Type ? Type.getReturnLoc() : TypeLoc();
  return Result ? Result.getAsAdjusted<TemplateSpecializationTypeLoc>()
                : TemplateSpecializationTypeLoc();
}

// With the await, the function returns what the inner task yields, so that its
// type loses one layer. Somebody else may rely on the type.
SmallVector<Edit, 2> fixFor(const UnitAnalysis &Unit,
                            const FunctionDecl &Function,
                            ArrayRef<NestedTask> All,
                            const NestedTask &Nested) {
  const SourceManager &Sources = Unit.ast().getSourceManager();
  TemplateSpecializationTypeLoc Type = spelledResult(Function);
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (!Nested.Return || All.size() != 1 || !Type || Type.getNumArgs() != 1 ||
      Type.getBeginLoc().isMacroID() ||
      Function.getTemplateInstantiationPattern() ||
      Function.getPreviousDecl() || Function.getMostRecentDecl() != &Function ||
      (Method && Method->isVirtual()))
    return {};
  SmallVector<Edit, 1> Await = awaitFix(Unit, Function, *Nested.Made);
  if (Await.size() != 1)
    return {};
  CharSourceRange Inner =
      CharSourceRange::getTokenRange(Type.getArgLoc(0).getSourceRange());
  StringRef Text =
      Lexer::getSourceText(Inner, Sources, Unit.ast().getLangOpts());
  // The whole type, with the scopes before its name.
  SourceRange Whole =
      Function.getFunctionTypeLoc().getReturnLoc().getSourceRange();
  // `>>` is one token for two closing brackets.
  SourceLocation End = Whole.getEnd().getLocWithOffset(1);
  bool IsSafe = isPrivate(Function);
  return {{CharSourceRange::getCharRange(Whole.getBegin(), End), Text.str(),
           IsSafe},
          {Await.front().Range, Await.front().Replacement, IsSafe}};
}

Finding ReturnsTaskOfTask::describe(const UnitAnalysis &Unit,
                                    const FunctionDecl &Function,
                                    ArrayRef<NestedTask> All,
                                    const NestedTask &Nested) {
  Finding F;
  F.Loc = Nested.Made->getBeginLoc();
  F.Function = &Function;
  F.Statement = Nested.Made->getSourceRange();
  F.Message = messageFor(Unit, Nested);
  if (Nested.Callable)
    F.Notes.push_back({Nested.Callable->getBeginLoc(),
                       "this returns " + typeName(Unit, *Nested.Inner),
                       NoteRole::Task});
  else if (const FunctionDecl *Callee = calleeOf(*Nested.Made);
           Callee && Unit.project().contains(Callee->getLocation()))
    F.Notes.push_back({Callee->getLocation(),
                       "'" + displayName(*Callee) + "' returns " +
                           typeName(Unit, *Nested.Inner),
                       NoteRole::Task});
  F.Fixes = fixFor(Unit, Function, All, Nested);
  return F;
}

} // namespace

extern const CheckInfo ReturnsTaskOfTaskInfo;
constinit const CheckInfo ReturnsTaskOfTaskInfo = {
    .Summary = "a task whose result is a task that nobody asked for",
    .Level = Severity::Error,
    .Since = "0.1",
    .HasFix = true,
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<ReturnsTaskOfTask>(O);
    }};

} // namespace cotidy
