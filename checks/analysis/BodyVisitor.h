// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A walk over the code of one function as its author wrote it.
//
// A nested lambda or a local class is another function: of a lambda, only what
// its captures are initialised with is evaluated here. The awaiter calls that a
// `co_await` or `co_yield` stands for contain its operand again, so only the
// operand is walked.
//
// A walker that differs overrides what differs.

#ifndef COTIDY_CHECKS_ANALYSIS_BODYVISITOR_H
#define COTIDY_CHECKS_ANALYSIS_BODYVISITOR_H

#include "clang/AST/RecursiveASTVisitor.h"

namespace cotidy {

template <class Derived>
class BodyVisitor : public clang::RecursiveASTVisitor<Derived> {
  using Base = clang::RecursiveASTVisitor<Derived>;

public:
  bool TraverseLambdaExpr(clang::LambdaExpr *Lambda) {
    for (clang::Expr *Init : Lambda->capture_inits())
      if (Init && !this->getDerived().TraverseStmt(Init))
        return false;
    return true;
  }
  bool TraverseDecl(clang::Decl *D) {
    return llvm::isa_and_nonnull<clang::TagDecl>(D) || Base::TraverseDecl(D);
  }
  bool TraverseCoawaitExpr(clang::CoawaitExpr *E) {
    return this->getDerived().WalkUpFromCoawaitExpr(E) &&
           this->getDerived().TraverseStmt(E->getOperand());
  }
  bool TraverseCoyieldExpr(clang::CoyieldExpr *E) {
    return this->getDerived().WalkUpFromCoyieldExpr(E) &&
           this->getDerived().TraverseStmt(E->getOperand());
  }
};

} // namespace cotidy

#endif
