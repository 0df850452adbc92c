// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/SuspensionCfg.h"

#include "clang/AST/ASTContext.h"

using namespace clang;

namespace cotidy {

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
  if (Coro)
    for (const Suspension &S : Coro->Suspensions)
      if (S.isExplicit())
        Result->Suspensions[elementOf(S)] = &S;
  return Result;
}

const Suspension *SuspensionCfg::suspension(const CFGElement &Element) const {
  std::optional<CFGStmt> Stmt = Element.getAs<CFGStmt>();
  return Stmt ? Suspensions.lookup(Stmt->getStmt()) : nullptr;
}

} // namespace cotidy
