// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what is this declaration called in the words of the library model
// and of a message?

#ifndef COTIDY_CHECKS_ANALYSIS_NAMES_H
#define COTIDY_CHECKS_ANALYSIS_NAMES_H

#include "clang/AST/Type.h"

#include <string>

namespace clang {
class FunctionDecl;
class NamedDecl;
} // namespace clang

namespace cotidy {

/// `std::chrono::system_clock`: scopes without inline and unnamed namespaces
/// and without template arguments. Members of a specialisation are named like
/// those of the template.
std::string modelName(const clang::NamedDecl &Decl);

/// How a reader refers to a function: `run`, `Kitchen::cook`, `lambda`.
std::string displayName(const clang::FunctionDecl &Function);

/// `ns::f(int)`: what JSON findings call the function; for a lambda, the
/// named function around it.
std::string qualifiedSignature(const clang::FunctionDecl &Function);

/// A type as its author wrote it, without scopes.
std::string displayName(clang::QualType Type, const clang::ASTContext &Context);

} // namespace cotidy

#endif
