// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/BodyTree.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/Coroutines.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// A variable declared directly in it is gone when it ends.
bool endsLives(const Stmt &S) {
  return isa<CompoundStmt, ForStmt, CXXForRangeStmt, IfStmt, WhileStmt,
             SwitchStmt, CXXCatchStmt>(S);
}

} // namespace

BodyTree::BodyTree(const FunctionDecl &Function)
    : Function(Function), Body(userBody(Function)) {
  for (const ParmVarDecl *Parameter : Function.parameters())
    if (!Parameter->getType()->isReferenceType())
      Scopes[Parameter] = Body;
  walk(Body, nullptr, Body);
}

void BodyTree::declare(const DeclStmt &S, const Stmt *Scope) {
  for (const Decl *D : S.decls()) {
    const VarDecl *Variable = dyn_cast<VarDecl>(D);
    if (!Variable)
      continue;
    if (Variable->getInit())
      Declared[Variable->getInit()] = Variable;
    if (Variable->hasLocalStorage())
      Scopes[Variable] = Scope;
  }
}

void BodyTree::walk(const Stmt *S, const Stmt *ParentOfS, const Stmt *Scope) {
  if (!S)
    return;
  Parents[S] = ParentOfS;
  if (endsLives(*S))
    Scope = S;
  if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(S))
    Mentions[Reference->getDecl()].push_back(Reference);
  if (const DeclStmt *Declaration = dyn_cast<DeclStmt>(S))
    declare(*Declaration, Scope);
  if (const CXXForRangeStmt *Range = dyn_cast<CXXForRangeStmt>(S)) {
    walk(Range->getInit(), S, Scope);
    walk(Range->getRangeInit(), S, Scope);
    Declared[Range->getRangeInit()] = Range->getLoopVariable();
    // Each round has a variable of its own.
    Scopes[Range->getLoopVariable()] = Range->getBody();
    return walk(Range->getBody(), S, Scope);
  }
  if (const CXXCatchStmt *Handler = dyn_cast<CXXCatchStmt>(S))
    if (const VarDecl *Exception = Handler->getExceptionDecl())
      Scopes[Exception] = S;
  if (const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(S))
    Lambdas.push_back(Lambda);
  for (const Stmt *Part : evaluatedParts(*S))
    walk(Part, S, Scope);
  if (isa<CallExpr, CXXConstructExpr>(S))
    Calls.push_back(cast<Expr>(S));
}

bool BodyTree::contains(const Stmt &Outer, const Stmt &Inner) const {
  for (const Stmt *S = &Inner; S; S = parent(*S))
    if (S == &Outer)
      return true;
  return false;
}

const Expr &BodyTree::fullExpression(const Expr &E) const {
  const Expr *Full = &E;
  while (const Expr *Outer = dyn_cast_or_null<Expr>(parent(*Full)))
    Full = Outer;
  return *Full;
}

bool isLoop(const Stmt &S) {
  return isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
}

bool isBefore(const ASTContext &Context, SourceLocation A, SourceLocation B) {
  return Context.getSourceManager().isBeforeInTranslationUnit(A, B);
}

const Stmt *BodyTree::loop(const Stmt &S, const Stmt &Within) const {
  for (const Stmt *P = &S; P && P != &Within; P = parent(*P))
    if (isLoop(*P))
      return P;
  return nullptr;
}

ArrayRef<const DeclRefExpr *> BodyTree::mentions(const ValueDecl &Named) const {
  DenseMap<const ValueDecl *,
           SmallVector<const DeclRefExpr *, 4>>::const_iterator It =
      Mentions.find(&Named);
  return It == Mentions.end() ? ArrayRef<const DeclRefExpr *>()
                              : ArrayRef<const DeclRefExpr *>(It->second);
}

} // namespace cotidy
