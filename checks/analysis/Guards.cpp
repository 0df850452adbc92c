// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Guards.h"

#include "checks/analysis/TypeFacts.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

struct Pair {
  llvm::StringLiteral Take;
  llvm::StringLiteral GiveBack;
};
constexpr Pair Pairs[] = {
    {"lock", "unlock"}, {"acquire", "release"}, {"wait", "signal"}};

const CXXRecordDecl *recordOf(QualType Type) {
  QualType Plain = Type.getNonReferenceType();
  if (!Plain->getPointeeType().isNull())
    Plain = Plain->getPointeeType();
  const CXXRecordDecl *Record = Plain->getAsCXXRecordDecl();
  return Record ? Record->getDefinition() : nullptr;
}

bool hasMethod(const CXXRecordDecl &Record, StringRef Name) {
  DeclarationName Key(&Record.getASTContext().Idents.get(Name));
  if (any_of(Record.lookup(Key), [](const NamedDecl *Member) {
        return isa<CXXMethodDecl>(Member->getUnderlyingDecl()) ||
               isa<FunctionTemplateDecl>(Member->getUnderlyingDecl());
      }))
    return true;
  return any_of(Record.bases(), [&](const CXXBaseSpecifier &Base) {
    const CXXRecordDecl *BaseRecord = recordOf(Base.getType());
    return BaseRecord && hasMethod(*BaseRecord, Name);
  });
}

bool isCopyable(const CXXRecordDecl &Record) {
  if (Record.needsImplicitCopyConstructor())
    return !Record.defaultedCopyConstructorIsDeleted();
  return any_of(Record.ctors(), [](const CXXConstructorDecl *Constructor) {
    return Constructor->isCopyConstructor() && !Constructor->isDeleted();
  });
}

bool refersToLock(const CXXRecordDecl &Record) {
  return any_of(Record.fields(), [](const FieldDecl *Field) {
    QualType Type = Field->getType();
    if (!Type->isPointerType() && !Type->isReferenceType())
      return false;
    const CXXRecordDecl *Target = recordOf(Type);
    return Target && any_of(Pairs, [&](const Pair &P) {
             return hasMethod(*Target, P.GiveBack);
           });
  });
}

bool isStructuralGuard(const CXXRecordDecl &Record) {
  const CXXDestructorDecl *Destructor = Record.getDestructor();
  if (Destructor && Destructor->isUserProvided() && !isCopyable(Record) &&
      refersToLock(Record))
    return true;
  return any_of(Record.bases(), [](const CXXBaseSpecifier &Base) {
    const CXXRecordDecl *BaseRecord = recordOf(Base.getType());
    return BaseRecord && isStructuralGuard(*BaseRecord);
  });
}

} // namespace

bool isGuard(QualType Type, const TypeFacts &Types) {
  if (const TypeFact *Fact = Types.modelled(Type))
    if (Fact->Role == TypeRole::Guard || Fact->Role == TypeRole::AsyncGuard)
      return true;
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->hasDefinition() &&
         isStructuralGuard(*Record->getDefinition());
}

bool isLock(QualType Type) {
  const CXXRecordDecl *Record = recordOf(Type);
  return Record && any_of(Pairs, [&](const Pair &P) {
           return hasMethod(*Record, P.GiveBack) && hasMethod(*Record, P.Take);
         });
}

LockCall lockCall(const CXXMemberCallExpr &Call, const TypeFacts &Types) {
  const CXXMethodDecl *Method = Call.getMethodDecl();
  if (!Method || !Method->getIdentifier())
    return LockCall::None;
  StringRef Name = Method->getName();
  QualType Object = Call.getImplicitObjectArgument()->getType();
  const CXXRecordDecl *Record = recordOf(Object);
  if (!Record)
    return LockCall::None;
  for (const Pair &P : Pairs) {
    if (Name == P.GiveBack &&
        (hasMethod(*Record, P.Take) || isGuard(Object, Types)))
      return LockCall::GivesBack;
    if (Name.starts_with(P.Take) && !Name.contains("shared") &&
        hasMethod(*Record, P.GiveBack))
      return LockCall::Takes;
  }
  return LockCall::None;
}

} // namespace cotidy
