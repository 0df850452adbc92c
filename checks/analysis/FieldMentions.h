// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which data members does this code name, and which of the mentions
// only look?
// Not cached. Cost: two walks over the code.
//
// Looking is reading the value, calling a const method, and passing it on as
// const. Every other mention may change the member. Nested lambdas are other
// functions.

#ifndef COTIDY_CHECKS_ANALYSIS_FIELDMENTIONS_H
#define COTIDY_CHECKS_ANALYSIS_FIELDMENTIONS_H

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <vector>

namespace cotidy {

struct FieldMention {
  const clang::MemberExpr *At;
  const clang::FieldDecl *Field;
  bool OnlyLooks;
  /// It is a member of the object that the code runs on.
  bool OfThis;
};

/// In source order.
std::vector<FieldMention> fieldMentions(const clang::Stmt &Code);

/// The expressions that are read, or given to who cannot change them.
llvm::SmallPtrSet<const clang::Expr *, 16> looks(const clang::Stmt &Code);

} // namespace cotidy

#endif
