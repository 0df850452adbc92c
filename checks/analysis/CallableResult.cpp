// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/CallableResult.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// All instantiations of a generic call operator agree, or nobody knows.
QualType commonResult(const FunctionTemplateDecl &Template) {
  QualType Written = Template.getTemplatedDecl()->getReturnType();
  if (!Written->isDependentType() && !Written->isUndeducedType())
    return Written;
  QualType Common;
  for (const FunctionDecl *Instance : Template.specializations()) {
    QualType Result = Instance->getReturnType();
    if (!Common.isNull() &&
        !Template.getASTContext().hasSameType(Common, Result))
      return QualType();
    Common = Result;
  }
  return Common.isNull() || Common->isUndeducedType() ? QualType() : Common;
}

QualType ofCallOperator(const CXXRecordDecl &Record) {
  DeclarationName Name =
      Record.getASTContext().DeclarationNames.getCXXOperatorName(OO_Call);
  QualType Found;
  for (const NamedDecl *Operator : Record.lookup(Name)) {
    if (!Found.isNull())
      return QualType();
    if (const FunctionTemplateDecl *Template =
            dyn_cast<FunctionTemplateDecl>(Operator))
      Found = commonResult(*Template);
    else if (const FunctionDecl *Function = dyn_cast<FunctionDecl>(Operator))
      Found = Function->getReturnType();
    if (Found.isNull())
      return QualType();
  }
  return Found;
}

} // namespace

const FunctionProtoType *erasedSignature(QualType Type) {
  const ClassTemplateSpecializationDecl *Record =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Record || Record->getTemplateArgs().size() == 0)
    return nullptr;
  const TemplateArgument &First = Record->getTemplateArgs()[0];
  return First.getKind() == TemplateArgument::Type
             ? First.getAsType()->getAs<FunctionProtoType>()
             : nullptr;
}

QualType callResult(QualType Callable) {
  if (Callable.isNull() || Callable->isDependentType())
    return QualType();
  QualType Type = Callable.getNonReferenceType();
  if (const PointerType *Pointer = Type->getAs<PointerType>())
    Type = Pointer->getPointeeType();
  else if (const MemberPointerType *Member = Type->getAs<MemberPointerType>())
    Type = Member->getPointeeType();
  if (const FunctionProtoType *Function = Type->getAs<FunctionProtoType>())
    return Function->getReturnType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record)
    return QualType();
  if (Record->isLambda() && Record->isGenericLambda())
    return commonResult(*Record->getDependentLambdaCallOperator());
  if (const FunctionProtoType *Signature = erasedSignature(Type)) {
    // `_Bind<task (S::*(S *))()>`: the bound function and its arguments.
    QualType Bound = callResult(Signature->getReturnType());
    return Bound.isNull() ? Signature->getReturnType() : Bound;
  }
  return ofCallOperator(*Record);
}

} // namespace cotidy
