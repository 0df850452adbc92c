// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/AsyncContext.h"

#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool isTask(const UnitAnalysis &Unit, QualType Type) {
  const TaskFacts *Task = Unit.types().task(Type);
  return Task &&
         (Task->Is == TaskFacts::Coroutine || Task->Is == TaskFacts::Future);
}

// The call that takes the lambda whose class this is, if it is an argument.
const CallExpr *callTaking(ASTContext &Context, const CXXRecordDecl &Lambda) {
  DynTypedNodeList Parents = Context.getParents(Lambda);
  while (!Parents.empty()) {
    const Expr *Parent = Parents[0].get<Expr>();
    if (!Parent)
      return nullptr;
    if (const CallExpr *Call = dyn_cast<CallExpr>(Parent))
      return Call;
    Parents = Context.getParents(*Parent);
  }
  return nullptr;
}

} // namespace

bool isAsynchronous(const UnitAnalysis &Unit, const FunctionDecl &Function) {
  if (Unit.coroutine(Function) || isTask(Unit, Function.getReturnType()))
    return true;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (!Method || !Method->getParent()->isLambda())
    return false;
  const CallExpr *Call = callTaking(Unit.ast(), *Method->getParent());
  return Call && isTask(Unit, Call->getType());
}

} // namespace cotidy
