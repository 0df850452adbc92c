// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what is this expression a part of, as the author wrote it, and
// which statement ends the life of this variable?
// Not cached. Cost: one walk over the body of a function.
//
// A nested lambda is another function: of it, only what its captures are
// initialised with belongs to the tree. Of an await, only the operand does.
//
// Not seen: initialisers of members and bases, default arguments.

#ifndef COTIDY_CHECKS_ANALYSIS_BODYTREE_H
#define COTIDY_CHECKS_ANALYSIS_BODYTREE_H

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <vector>

namespace cotidy {

/// A `for`, `while` or `do` of any kind.
bool isLoop(const clang::Stmt &S);

/// In source order, where what a macro expands to stands where it is used.
/// Locations as they are do not compare: those of expansions follow all others.
bool isBefore(const clang::ASTContext &Context, clang::SourceLocation A,
              clang::SourceLocation B);

class BodyTree {
public:
  /// The function has a body.
  explicit BodyTree(const clang::FunctionDecl &Function);

  const clang::FunctionDecl &function() const { return Function; }
  const clang::Stmt &body() const { return *Body; }

  /// Null for the body itself, and for what does not belong to the tree.
  const clang::Stmt *parent(const clang::Stmt &S) const {
    return Parents.lookup(&S);
  }
  bool contains(const clang::Stmt &Outer, const clang::Stmt &Inner) const;
  /// The largest expression that this one is a part of.
  const clang::Expr &fullExpression(const clang::Expr &E) const;
  /// The innermost loop around it that lies in `Within`, or null.
  const clang::Stmt *loop(const clang::Stmt &S,
                          const clang::Stmt &Within) const;

  /// The variable that this very expression initialises, or null.
  const clang::VarDecl *declaredBy(const clang::Stmt &Init) const {
    return Declared.lookup(&Init);
  }
  llvm::ArrayRef<const clang::DeclRefExpr *>
  mentions(const clang::ValueDecl &Named) const;

  /// The statement whose end ends the variable's life; the body for a
  /// parameter. Null for what lives longer, or elsewhere.
  const clang::Stmt *scope(const clang::VarDecl &Variable) const {
    return Scopes.lookup(&Variable);
  }

  /// In source order.
  llvm::ArrayRef<const clang::LambdaExpr *> lambdas() const { return Lambdas; }
  /// Calls and constructions; operands before what they belong to.
  llvm::ArrayRef<const clang::Expr *> calls() const { return Calls; }

private:
  void walk(const clang::Stmt *S, const clang::Stmt *ParentOfS,
            const clang::Stmt *Scope);
  void declare(const clang::DeclStmt &S, const clang::Stmt *Scope);

  const clang::FunctionDecl &Function;
  const clang::Stmt *Body;
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *> Parents;
  llvm::DenseMap<const clang::Stmt *, const clang::VarDecl *> Declared;
  llvm::DenseMap<const clang::VarDecl *, const clang::Stmt *> Scopes;
  llvm::DenseMap<const clang::ValueDecl *,
                 llvm::SmallVector<const clang::DeclRefExpr *, 4>>
      Mentions;
  std::vector<const clang::LambdaExpr *> Lambdas;
  std::vector<const clang::Expr *> Calls;
};

} // namespace cotidy

#endif
