// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what does a call of this value return?
// Not cached. Cost: a look at the type, for a class at its call operators.

#ifndef COTIDY_CHECKS_ANALYSIS_CALLABLERESULT_H
#define COTIDY_CHECKS_ANALYSIS_CALLABLERESULT_H

#include "clang/AST/Type.h"

namespace cotidy {

/// For a function, a pointer to one or to a method, a lambda, a class with one
/// call operator, a class template over a signature (`std::function`) or over a
/// bound function (`std::bind`), and a reference to one of them. Null when the
/// value cannot be called, or when what it returns depends on the arguments.
clang::QualType callResult(clang::QualType Callable);

/// The signature that a class template is a type-erased callable for: the
/// function type among its arguments. Null for other types.
const clang::FunctionProtoType *erasedSignature(clang::QualType Type);

} // namespace cotidy

#endif
