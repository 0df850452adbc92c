// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/AwaitFix.h"

#include "checks/analysis/Execution.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

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
// takes a task of its own kind can be relied on. Of a task that no coroutine of
// the unit returns the promise is not known.
bool accepts(const TaskFacts *Own, const CXXRecordDecl *Promise,
             const TaskFacts &Awaited) {
  if (Own && templateOf(*Own->Record) == templateOf(*Awaited.Record))
    return true;
  return Promise && Awaited.Awaitable && !hasAwaitTransform(*Promise);
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

bool isCallOperator(const CallExpr &Call) {
  const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&Call);
  return !Operator || Operator->getOperator() == OO_Call;
}

SmallVector<Edit, 1> putAwait(const UnitAnalysis &Unit, const Expr &E,
                              bool IsSafe) {
  CharSourceRange Begin =
      CharSourceRange::getCharRange(E.getBeginLoc(), E.getBeginLoc());
  const CallExpr *Call = dyn_cast<CallExpr>(&E);
  if (!Call || isCallOperator(*Call))
    return {{Begin, "co_await ", IsSafe}};
  SourceLocation End = Lexer::getLocForEndOfToken(E.getEndLoc(), 0,
                                                  Unit.ast().getSourceManager(),
                                                  Unit.ast().getLangOpts());
  return {{Begin, "co_await (", IsSafe},
          {CharSourceRange::getCharRange(End, End), ")", IsSafe}};
}

bool canStandHere(const UnitAnalysis &Unit, const Expr &E) {
  return !E.getBeginLoc().isMacroID() && !E.getEndLoc().isMacroID() &&
         !isInsideHandler(Unit, E);
}

class ReturnCollector : public RecursiveASTVisitor<ReturnCollector> {
public:
  std::vector<const ReturnStmt *> Returns;
  /// An await cannot stand in a handler.
  bool AnyInHandler = false;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseCXXCatchStmt(CXXCatchStmt *Handler) {
    ++Handlers;
    bool Continue = RecursiveASTVisitor::TraverseCXXCatchStmt(Handler);
    --Handlers;
    return Continue;
  }
  bool VisitReturnStmt(ReturnStmt *Return) {
    Returns.push_back(Return);
    AnyInHandler |= Handlers > 0;
    return true;
  }

private:
  unsigned Handlers = 0;
};

// `return f(x);` of a task; a variable would have to be moved, and an operator
// binds less than co_await.
bool returnsCall(const UnitAnalysis &Unit, const ReturnStmt &Return) {
  const Expr *Value = Return.getRetValue();
  const CallExpr *Call =
      Value ? dyn_cast<CallExpr>(Value->IgnoreUnlessSpelledInSource())
            : nullptr;
  return Call && isCallOperator(*Call) && Unit.types().task(Value->getType()) &&
         !Return.getBeginLoc().isMacroID();
}

bool canBeCoroutine(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return !(Method && Method->getParent()->isLambda()) &&
         !Function.isConstexpr() && !Function.isVariadic() &&
         !Function.getDeclaredReturnType()->getContainedDeducedType();
}

} // namespace

SmallVector<Edit, 1> awaitFix(const UnitAnalysis &Unit,
                              const FunctionDecl &Function, const Expr &E) {
  const Coroutine *Coro = Unit.coroutine(Function);
  const TaskFacts *Facts = Unit.types().task(E.getType());
  if (!Coro || Coro->isStackful() || Coro->IsGenerator || !Facts ||
      !accepts(Coro->Task, Coro->Promise, *Facts) || !canStandHere(Unit, E))
    return {};
  return putAwait(Unit, E, /*IsSafe=*/true);
}

SmallVector<Edit, 1> coroutineFix(const UnitAnalysis &Unit,
                                  const FunctionDecl &Function) {
  const TaskFacts *Facts = Unit.types().task(Function.getReturnType());
  if (!Facts || Facts->Is != TaskFacts::Coroutine || !canBeCoroutine(Function))
    return {};
  ReturnCollector Collector;
  Collector.TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  if (Collector.AnyInHandler ||
      !all_of(Collector.Returns, [&](const ReturnStmt *Return) {
        return returnsCall(Unit, *Return);
      }))
    return {};
  SmallVector<Edit, 1> Edits;
  for (const ReturnStmt *Return : Collector.Returns)
    Edits.push_back({CharSourceRange::getTokenRange(Return->getReturnLoc(),
                                                    Return->getReturnLoc()),
                     "co_return co_await", /*Safe=*/false});
  return Edits;
}

SmallVector<Edit, 1> awaitInNewCoroutine(const UnitAnalysis &Unit,
                                         const FunctionDecl &Function,
                                         const Expr &E) {
  const TaskFacts *Own = Unit.types().task(Function.getReturnType());
  const TaskFacts *Facts = Unit.types().task(E.getType());
  if (Unit.coroutine(Function) || !Own || !Facts ||
      !accepts(Own, Own->Promise, *Facts) || !canStandHere(Unit, E))
    return {};
  SmallVector<Edit, 1> Edits = coroutineFix(Unit, Function);
  if (Edits.empty())
    return {};
  SmallVector<Edit, 1> Await = putAwait(Unit, E, /*IsSafe=*/false);
  Edits.insert(Edits.begin(), Await.begin(), Await.end());
  return Edits;
}

} // namespace cotidy
