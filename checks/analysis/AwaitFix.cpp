// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/AwaitFix.h"

#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

const Decl *templateOf(const CXXRecordDecl &Record) {
  if (const ClassTemplateSpecializationDecl *Specialization =
          dyn_cast<ClassTemplateSpecializationDecl>(&Record))
    return Specialization->getSpecializedTemplate()->getCanonicalDecl();
  return Record.getCanonicalDecl();
}

bool hasAwaitTransform(const CXXRecordDecl &Promise) {
  DeclarationName Name(&Promise.getASTContext().Idents.get("await_transform"));
  if (!Promise.lookup(Name).empty())
    return true;
  return any_of(Promise.bases(), [](const CXXBaseSpecifier &Base) {
    const CXXRecordDecl *Record = Base.getType()->getAsCXXRecordDecl();
    return Record && hasAwaitTransform(*Record);
  });
}

// A promise with an await_transform takes what its author thought of; that it
// takes a task of its own kind can be relied on.
bool accepts(const Coroutine &Coro, const TaskFacts &Facts) {
  if (Coro.Task && templateOf(*Coro.Task->Record) == templateOf(*Facts.Record))
    return true;
  return Facts.Awaitable && !hasAwaitTransform(*Coro.Promise);
}

bool isInsideHandler(const UnitAnalysis &Unit, const Stmt &S) {
  DynTypedNodeList Parents = Unit.ast().getParents(S);
  while (!Parents.empty()) {
    if (Parents[0].get<CXXCatchStmt>())
      return true;
    const Stmt *Parent = Parents[0].get<Stmt>();
    if (!Parent || isa<CoroutineBodyStmt>(Parent))
      return false;
    Parents = Unit.ast().getParents(*Parent);
  }
  return false;
}

} // namespace

SmallVector<Edit, 1> awaitFix(const UnitAnalysis &Unit,
                              const FunctionDecl &Function, const Expr &E) {
  const Coroutine *Coro = Unit.coroutine(Function);
  const TaskFacts *Facts = Unit.types().task(E.getType());
  if (!Coro || Coro->isStackful() || Coro->IsGenerator || !Facts ||
      !accepts(*Coro, *Facts) || E.getBeginLoc().isMacroID() ||
      E.getEndLoc().isMacroID() || isInsideHandler(Unit, E))
    return {};
  CharSourceRange Begin =
      CharSourceRange::getCharRange(E.getBeginLoc(), E.getBeginLoc());
  const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&E);
  if (!Operator || Operator->getOperator() == OO_Call)
    return {{Begin, "co_await ", /*Safe=*/true}};
  SourceLocation End = Lexer::getLocForEndOfToken(E.getEndLoc(), 0,
                                                  Unit.ast().getSourceManager(),
                                                  Unit.ast().getLangOpts());
  return {{Begin, "co_await (", /*Safe=*/true},
          {CharSourceRange::getCharRange(End, End), ")", /*Safe=*/true}};
}

} // namespace cotidy
