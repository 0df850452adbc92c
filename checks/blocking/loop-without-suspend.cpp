// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine goes round a loop without ever letting go of its thread. Nothing
// else runs there meanwhile, not even what the loop is waiting for.
//
// Only endless loops are judged. Calls that keep the thread are
// async-blocking-call's business, loops that sleep and ask again
// async-busy-wait's.

#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

class LoopWithoutSuspend final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override;
};

class LoopFinder : public RecursiveASTVisitor<LoopFinder> {
public:
  explicit LoopFinder(const ASTContext &Context) : Context(Context) {}
  std::vector<const Stmt *> Endless;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitForStmt(ForStmt *S) { return note(*S, S->getCond()); }
  bool VisitWhileStmt(WhileStmt *S) { return note(*S, S->getCond()); }
  bool VisitDoStmt(DoStmt *S) { return note(*S, S->getCond()); }

private:
  bool note(const Stmt &Loop, const Expr *Condition) {
    bool Value;
    if (!Condition ||
        (!Condition->isValueDependent() &&
         Condition->EvaluateAsBooleanCondition(Value, Context) && Value))
      Endless.push_back(&Loop);
    return true;
  }
  const ASTContext &Context;
};

bool suspends(const SuspensionCfg &Cfg, const CFGBlock &Block) {
  return any_of(Block, [&](const CFGElement &Element) {
    const Suspension *S = Cfg.suspension(Element);
    return S && S->May != Suspends::Never;
  });
}

// The block that goes back to the beginning of a loop.
const CFGBlock *backEdge(const SuspensionCfg &Cfg, const Stmt &Loop) {
  for (const CFGBlock *Block : Cfg.graph())
    if (Block->getLoopTarget() == &Loop)
      return Block;
  return nullptr;
}

// Around the loop once, on a way that suspends nowhere: from behind the back
// edge to the back edge.
bool goesRoundWithout(const SuspensionCfg &Cfg, const CFGBlock &Back) {
  SmallPtrSet<const CFGBlock *, 16> Seen;
  SmallVector<const CFGBlock *, 16> Stack;
  if (!suspends(Cfg, Back))
    Stack.append(Back.succ_begin(), Back.succ_end());
  while (!Stack.empty()) {
    const CFGBlock *Block = Stack.pop_back_val();
    if (!Block || !Seen.insert(Block).second || suspends(Cfg, *Block))
      continue;
    if (Block == &Back)
      return true;
    const bool IsCall = !Block->getTerminatorStmt();
    // What a call throws is no way round that anybody means.
    for (unsigned Index = 0; Index < Block->succ_size(); ++Index)
      if (!IsCall || Index == 0)
        Stack.push_back(*(Block->succ_begin() + Index));
  }
  return false;
}

bool isInside(const ASTContext &Context, const Stmt &Loop, SourceLocation Loc) {
  const SourceManager &Sources = Context.getSourceManager();
  return Sources.isPointWithin(Sources.getExpansionLoc(Loc),
                               Sources.getExpansionLoc(Loop.getBeginLoc()),
                               Sources.getExpansionLoc(Loop.getEndLoc()));
}

// Leaving is a way out, also for a loop that only computes.
class ExitFinder : public RecursiveASTVisitor<ExitFinder> {
public:
  bool Found = false;
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitBreakStmt(BreakStmt *) { return !(Found = true); }
  bool VisitCoreturnStmt(CoreturnStmt *) { return !(Found = true); }
  bool VisitGotoStmt(GotoStmt *) { return !(Found = true); }
  bool VisitCXXThrowExpr(CXXThrowExpr *) { return !(Found = true); }
};

void LoopWithoutSuspend::run(const UnitAnalysis &Unit, Reporter &Out) {
  for (const Coroutine &Coro : Unit.coroutines()) {
    if (Coro.IsGenerator)
      continue;
    LoopFinder Loops(Unit.ast());
    Loops.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
    const SuspensionCfg *Cfg =
        Loops.Endless.empty() ? nullptr : Unit.cfg(*Coro.Function);
    if (!Cfg)
      continue;
    for (const Stmt *Loop : Loops.Endless) {
      const CFGBlock *Back = backEdge(*Cfg, *Loop);
      if (!Back || !goesRoundWithout(*Cfg, *Back))
        continue;
      const Suspension *Inside =
          find_if(Coro.Suspensions, [&](const Suspension &S) {
            return S.isExplicit() && isInside(Unit.ast(), *Loop, S.loc());
          });
      bool Awaits = Inside != Coro.Suspensions.end();
      ExitFinder Exits;
      Exits.TraverseStmt(const_cast<Stmt *>(Loop));
      if (!Awaits && Exits.Found)
        continue;
      Finding F;
      F.Loc = Loop->getBeginLoc();
      F.Function = Coro.Function;
      F.Statement = SourceRange(Loop->getBeginLoc());
      F.Message =
          "this endless loop of '" + displayName(*Coro.Function) +
          (Awaits ? "' can go round without a suspension" : "' never suspends");
      if (Awaits)
        F.Notes.push_back({Inside->loc(),
                           Inside->May == Suspends::Never
                               ? "this await never suspends"
                               : "a way round does not come here",
                           NoteRole::Suspend});
      Out.report(std::move(F));
    }
  }
}

} // namespace

extern const CheckInfo LoopWithoutSuspendInfo;
constinit const CheckInfo LoopWithoutSuspendInfo = {
    .Summary = "an endless loop that can go round without a suspension",
    .Level = Severity::Info,
    .DefaultOn = false,
    .Since = "0.1",
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<LoopWithoutSuspend>();
    }};

} // namespace cotidy
