// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/SuspensionCfg.h"

#include "checks/analysis/ProjectCode.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Takes the branches out of a graph that macros of other people's headers,
// those of test frameworks above all, have and the user does not see.
class MacroBranches {
public:
  explicit MacroBranches(const ASTContext &Context)
      : Sources(Context.getSourceManager()) {}

  void takeOut(CFG &Graph) const {
    for (CFGBlock *Block : Graph) {
      if (endsInTheirCall(*Block))
        cut(*Block, 1);
      const IfStmt *If = dyn_cast_or_null<IfStmt>(Block->getTerminatorStmt());
      if (!If || Block->succ_size() != 2 || !isTheirs(If->getIfLoc()))
        continue;
      if (isUntaken(*If, If->getElse(), If->getThen()))
        cut(*Block, 1);
      else if (isUntaken(*If, If->getThen(), If->getElse()))
        cut(*Block, 0);
    }
  }

private:
  bool isTheirs(SourceLocation Loc) const {
    return isWrittenByForeignMacro(Loc, Sources);
  }

  // A call ends its block for what it may throw, which is the second way on.
  bool endsInTheirCall(const CFGBlock &Block) const {
    if (Block.getTerminatorStmt() || Block.succ_size() < 2 || Block.empty())
      return false;
    std::optional<CFGStmt> Last = Block.back().getAs<CFGStmt>();
    return Last && isTheirs(Last->getStmt()->getBeginLoc());
  }

  bool holdsUsersCode(const Stmt *S) const {
    return S && ((S->getBeginLoc().isValid() && !isTheirs(S->getBeginLoc())) ||
                 any_of(S->children(), [&](const Stmt *Child) {
                   return holdsUsersCode(Child);
                 }));
  }

  // The macro decides by itself, and only so that the compiler believes the
  // user's code could be skipped (`if (AlwaysTrue()) { statement; }`); or it
  // gives the test up (`if (passed) ; else return Failure()`).
  bool isUntaken(const IfStmt &If, const Stmt *Branch,
                 const Stmt *Other) const {
    if (const ReturnStmt *Return = dyn_cast_or_null<ReturnStmt>(Branch);
        Return && isTheirs(Return->getReturnLoc()))
      return true;
    return !holdsUsersCode(If.getCond()) &&
           !holdsUsersCode(If.getConditionVariableDeclStmt()) &&
           holdsUsersCode(Other) && !holdsUsersCode(Branch);
  }

  static void cut(CFGBlock &From, unsigned Successor) {
    CFGBlock::AdjacentBlock &Edge = *(From.succ_begin() + Successor);
    CFGBlock *To = Edge;
    if (!To)
      return;
    Edge = CFGBlock::AdjacentBlock(To, /*IsReachable=*/false);
    for (CFGBlock::AdjacentBlock &Before : To->preds())
      if (Before == &From)
        Before = CFGBlock::AdjacentBlock(&From, /*IsReachable=*/false);
  }

  const SourceManager &Sources;
};

} // namespace

// Before await_resume, which may throw into a handler.
static const Stmt *elementOf(const Suspension &S) {
  const CoroutineSuspendExpr *Await = S.await();
  return Await ? Await->getSuspendExpr()->IgnoreImplicit() : S.At;
}

std::unique_ptr<SuspensionCfg>
SuspensionCfg::build(const FunctionDecl &Function, const Coroutine *Coro) {
  CFG::BuildOptions Options;
  Options.AddImplicitDtors = true;
  Options.AddTemporaryDtors = true;
  Options.AddInitializers = true;
  Options.AddLifetime = true;
  Options.AddEHEdges = true;
  Options.setAllAlwaysAdd();

  Stmt *Body = const_cast<Stmt *>(userBody(Function));
  std::unique_ptr<SuspensionCfg> Result = std::make_unique<SuspensionCfg>();
  Result->Graph =
      CFG::buildCFG(&Function, Body, &Function.getASTContext(), Options);
  if (!Result->Graph)
    return nullptr;
  MacroBranches(Function.getASTContext()).takeOut(*Result->Graph);
  if (Coro)
    for (const Suspension &S : Coro->Suspensions)
      if (S.isExplicit())
        Result->Suspensions[elementOf(S)] = &S;
  return Result;
}

const Suspension *SuspensionCfg::suspension(const CFGElement &Element) const {
  std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
  return S ? Suspensions.lookup(S->getStmt()) : nullptr;
}

} // namespace cotidy
