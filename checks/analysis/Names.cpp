// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool isLambdaCall(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return Method && Method->getParent()->isLambda();
}

const FunctionDecl &namedFunctionAround(const FunctionDecl &Function) {
  const FunctionDecl *Named = &Function;
  while (isLambdaCall(*Named)) {
    const DeclContext *Outer =
        cast<CXXMethodDecl>(Named)->getParent()->getDeclContext();
    while (Outer && !isa<FunctionDecl>(Outer))
      Outer = Outer->getParent();
    if (!Outer)
      break;
    Named = cast<FunctionDecl>(Outer);
  }
  return *Named;
}

// Clang prints the constructors of a template with its parameters.
std::string ownName(const NamedDecl &Decl) {
  if (const CXXConstructorDecl *Constructor =
          dyn_cast<CXXConstructorDecl>(&Decl))
    return Constructor->getParent()->getNameAsString();
  if (const CXXDestructorDecl *Destructor = dyn_cast<CXXDestructorDecl>(&Decl))
    return "~" + Destructor->getParent()->getNameAsString();
  return Decl.getNameAsString();
}

} // namespace

std::string modelName(const NamedDecl &Decl) {
  SmallVector<std::string, 6> Parts{ownName(Decl)};
  for (const DeclContext *Scope = Decl.getDeclContext();
       Scope && !Scope->isTranslationUnit(); Scope = Scope->getParent()) {
    if (const NamespaceDecl *Namespace = dyn_cast<NamespaceDecl>(Scope)) {
      if (!Namespace->isInline() && !Namespace->isAnonymousNamespace())
        Parts.push_back(Namespace->getNameAsString());
    } else if (const RecordDecl *Record = dyn_cast<RecordDecl>(Scope)) {
      Parts.push_back(Record->getNameAsString());
    } else if (isa<FunctionDecl>(Scope)) {
      break;
    }
  }
  return join(llvm::reverse(Parts), "::");
}

std::string displayName(const FunctionDecl &Function) {
  if (isLambdaCall(Function))
    return "lambda";
  std::string Name = Function.getNameAsString();
  if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function))
    if (!isa<CXXConstructorDecl, CXXDestructorDecl>(Method))
      return Method->getParent()->getNameAsString() + "::" + Name;
  return Name;
}

std::string qualifiedSignature(const FunctionDecl &Function) {
  const FunctionDecl &Named = namedFunctionAround(Function);
  PrintingPolicy Policy(Named.getASTContext().getPrintingPolicy());
  Policy.SuppressUnwrittenScope = true;
  std::string Text;
  raw_string_ostream Out(Text);
  Named.printQualifiedName(Out, Policy);
  Out << '(';
  ListSeparator Comma;
  for (const ParmVarDecl *Parameter : Named.parameters())
    Out << Comma << Parameter->getType().getAsString(Policy);
  Out << ')';
  return Text;
}

std::string displayName(QualType Type, const ASTContext &Context) {
  PrintingPolicy Policy(Context.getPrintingPolicy());
  Policy.SuppressScope = true;
  Policy.SuppressTagKeyword = true;
  Policy.SuppressDefaultTemplateArgs = true;
  return Type.getNonReferenceType().getUnqualifiedType().getAsString(Policy);
}

} // namespace cotidy
