// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rules of a coroutine type's own machinery, each of which shows only in
// its users: a chain of awaits that overflows the stack, a frame that is
// destroyed twice, a coroutine that runs off its end.
//
// This file knows these rules. Using an awaiter too late is
// async-await-suspend-race's business, a promise that drops exceptions
// async-swallowed-exception's.

#include "checks/analysis/HandlePublication.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

// How deep in the members of a task its handle is looked for.
constexpr unsigned MaxOwners = 2;

class PromiseSanity final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override;

private:
  static void reportResume(const FunctionDecl &Function, Reporter &Out);
  static void reportFinalSuspend(const UnitAnalysis &Unit,
                                 const Coroutine &Coro, Reporter &Out);
  static void reportFallOff(const UnitAnalysis &Unit, const Coroutine &Coro,
                            Reporter &Out);
};

bool isConstant(const Expr *E) {
  return !E || isa<CXXBoolLiteralExpr>(E->IgnoreImplicit());
}

// The call that resumes a coroutine as the last thing the function does on that
// way. Control can be passed on to one coroutine only when nothing is left to
// do: whoever starts several, or has to look whether the other has finished,
// has to call.
const CallExpr *lastResume(const Stmt *S) {
  const CompoundStmt *Block = dyn_cast_or_null<CompoundStmt>(S);
  if (Block && !Block->body_empty()) {
    CompoundStmt::const_reverse_body_iterator Last = Block->body_rbegin();
    if (const ReturnStmt *Return = dyn_cast<ReturnStmt>(*Last)) {
      if (!isConstant(Return->getRetValue()))
        return nullptr;
      if (++Last == Block->body_rend())
        return nullptr;
    }
    return lastResume(*Last);
  }
  if (const IfStmt *If = dyn_cast_or_null<IfStmt>(S)) {
    const CallExpr *Then = lastResume(If->getThen());
    return Then ? Then : lastResume(If->getElse());
  }
  const Expr *E = dyn_cast_or_null<Expr>(S);
  const CallExpr *Call = E ? dyn_cast<CallExpr>(E->IgnoreImplicit()) : nullptr;
  return Call && resumedHandle(*Call) ? Call : nullptr;
}

// In a body that goes on behind an `if`, the way through it may still end
// there: `if (last) { h.resume(); return; }`.
const CallExpr *tailResume(const CompoundStmt &Body) {
  if (const CallExpr *Last = lastResume(&Body))
    return Last;
  for (const Stmt *S : Body.body())
    if (const IfStmt *If = dyn_cast<IfStmt>(S))
      if (const CompoundStmt *Then = dyn_cast<CompoundStmt>(If->getThen());
          Then && !Then->body_empty() && isa<ReturnStmt>(Then->body_back()))
        if (const CallExpr *Last = lastResume(Then))
          return Last;
  return nullptr;
}

void PromiseSanity::reportResume(const FunctionDecl &Function, Reporter &Out) {
  QualType Result = Function.getReturnType();
  if (!Result->isVoidType() && !Result->isBooleanType())
    return;
  const CompoundStmt *Body = dyn_cast<CompoundStmt>(Function.getBody());
  const CallExpr *Call = Body ? tailResume(*Body) : nullptr;
  if (!Call)
    return;
  Finding F;
  F.Loc = Call->getBeginLoc();
  F.Function = &Function;
  F.Statement = Call->getSourceRange();
  F.Message = "'await_suspend' resumes a coroutine on top of its own stack "
              "frame, so that a chain of awaits overflows the stack";
  F.Notes.push_back({Function.getLocation(),
                     "an 'await_suspend' that returns the handle passes "
                     "control on without a frame",
                     NoteRole::Hint});
  Out.report(std::move(F));
}

bool isHandle(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->getIdentifier() &&
         Record->getName() == "coroutine_handle";
}

class DestroyFinder : public RecursiveASTVisitor<DestroyFinder> {
public:
  const CXXMemberCallExpr *Found = nullptr;
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (Method && Method->getIdentifier() && Method->getName() == "destroy" &&
        isHandle(Call->getImplicitObjectArgument()->getType()))
      Found = Call;
    return !Found;
  }
};

// Where the destructor of a type, or of one of its members, destroys a handle.
const CXXMemberCallExpr *destroysHandle(const CXXRecordDecl *Record,
                                        unsigned Depth = 0) {
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record || Depth > MaxOwners)
    return nullptr;
  const CXXDestructorDecl *Destructor = Record->getDestructor();
  const FunctionDecl *Body = Destructor ? Destructor->getDefinition() : nullptr;
  if (Body && Body->getBody()) {
    DestroyFinder Finder;
    Finder.TraverseStmt(Body->getBody());
    if (Finder.Found)
      return Finder.Found;
  }
  for (const FieldDecl *Field : Record->fields())
    if (const CXXMemberCallExpr *Found =
            destroysHandle(Field->getType()->getAsCXXRecordDecl(), Depth + 1))
      return Found;
  return nullptr;
}

void PromiseSanity::reportFinalSuspend(const UnitAnalysis &Unit,
                                       const Coroutine &Coro, Reporter &Out) {
  if (Coro.isStackful() || !Coro.Task || Coro.Suspensions.empty())
    return;
  const Suspension &Final = Coro.Suspensions.back();
  if (Final.Is != Suspension::Final || Final.May != Suspends::Never)
    return;
  const CallExpr *Call = dyn_cast<CallExpr>(Final.operand().IgnoreImplicit());
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  const CXXMemberCallExpr *Destroy = destroysHandle(Coro.Task->Record);
  if (!Callee || !Destroy || !Unit.project().contains(Callee->getLocation()))
    return;
  Finding F;
  F.Loc = Callee->getLocation();
  F.Function = Callee;
  F.Statement = Callee->getSourceRange();
  F.Message = "'final_suspend' does not suspend, so the coroutine destroys "
              "itself at its end, and '" +
              Coro.Task->Record->getNameAsString() + "' destroys it once more";
  F.Notes.push_back(
      {Destroy->getBeginLoc(), "it is destroyed again here", NoteRole::Other});
  Out.report(std::move(F));
}

// A path to the end of the body that passes no co_return.
bool canFallOff(const UnitAnalysis &Unit, const Coroutine &Coro) {
  const SuspensionCfg *Cfg = Unit.cfg(*Coro.Function);
  if (!Cfg)
    return false;
  SmallPtrSet<const CFGBlock *, 16> Seen;
  SmallVector<const CFGBlock *, 16> Stack{&Cfg->graph().getEntry()};
  while (!Stack.empty()) {
    const CFGBlock *Block = Stack.pop_back_val();
    if (!Seen.insert(Block).second)
      continue;
    bool Leaves = Block->hasNoReturnElement() ||
                  any_of(*Block, [](const CFGElement &Element) {
                    std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
                    return S && isa<CoreturnStmt, CXXThrowExpr>(S->getStmt());
                  });
    const Stmt *End = Block->getTerminatorStmt();
    for (unsigned Index = 0; Index < Block->succ_size(); ++Index) {
      const CFGBlock *Next = *(Block->succ_begin() + Index);
      // A call that ends a block has its exception for a second way on.
      bool IsException =
          isa_and_nonnull<CXXTryStmt>(End) || (!End && Index > 0);
      if (Next && Next != &Cfg->graph().getExit())
        Stack.push_back(Next);
      else if (Next && !Leaves && !IsException)
        return true;
    }
  }
  return false;
}

void PromiseSanity::reportFallOff(const UnitAnalysis &Unit,
                                  const Coroutine &Coro, Reporter &Out) {
  const CompoundStmt *Body = dyn_cast<CompoundStmt>(userBody(*Coro.Function));
  if (Coro.isStackful() || Coro.Body->getFallthroughHandler() || !Body ||
      !canFallOff(Unit, Coro))
    return;
  Finding F;
  F.Loc = Body->getRBracLoc();
  F.Function = Coro.Function;
  F.Statement = SourceRange(Body->getRBracLoc());
  F.Message = "the end of '" + displayName(*Coro.Function) +
              "' can be reached without a 'co_return', which is undefined: its "
              "promise has no 'return_void'";
  Out.report(std::move(F));
}

void PromiseSanity::run(const UnitAnalysis &Unit, Reporter &Out) {
  for (const FunctionDecl *Function : Unit.functions())
    if (isAwaitSuspend(*Function))
      reportResume(*Function, Out);
  for (const Coroutine &Coro : Unit.coroutines()) {
    reportFinalSuspend(Unit, Coro, Out);
    reportFallOff(Unit, Coro, Out);
  }
}

} // namespace

extern const CheckInfo PromiseSanityInfo;
constinit const CheckInfo PromiseSanityInfo = {
    .Summary = "a promise or an awaiter that breaks a rule of coroutines",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<PromiseSanity>();
    }};

} // namespace cotidy
