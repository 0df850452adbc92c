// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/TaskOwners.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Owners inside owners: a map of vectors of optionals of tasks is rare enough.
constexpr unsigned MaxNesting = 3;

const TaskFacts *ownedTask(const TypeFacts &Types, QualType Type,
                           unsigned Depth);

bool isContainer(const TypeFacts &Types, QualType Type) {
  const TypeFact *Fact = Types.modelled(Type);
  return Fact && Fact->Role == TypeRole::Container;
}

const TaskFacts *ownedByArguments(const TypeFacts &Types,
                                  ArrayRef<TemplateArgument> Arguments,
                                  unsigned Depth) {
  for (const TemplateArgument &Argument : Arguments) {
    const TaskFacts *Task = nullptr;
    if (Argument.getKind() == TemplateArgument::Type)
      Task = ownedTask(Types, Argument.getAsType(), Depth);
    else if (Argument.getKind() == TemplateArgument::Pack)
      Task = ownedByArguments(Types, Argument.pack_elements(), Depth);
    if (Task)
      return Task;
  }
  return nullptr;
}

const TaskFacts *ownedTask(const TypeFacts &Types, QualType Type,
                           unsigned Depth) {
  if (Type.isNull() || Type->isDependentType() || Depth > MaxNesting)
    return nullptr;
  Type = Type.getNonReferenceType();
  if (const TaskFacts *Task = Types.task(Type))
    return Task;
  if (const ArrayType *Array = Type->getAsArrayTypeUnsafe())
    return ownedTask(Types, Array->getElementType(), Depth + 1);
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record || Record->isLambda())
    return nullptr;
  if (isContainer(Types, Type)) {
    const ClassTemplateSpecializationDecl *Specialization =
        dyn_cast<ClassTemplateSpecializationDecl>(Record);
    return Specialization
               ? ownedByArguments(Types,
                                  Specialization->getTemplateArgs().asArray(),
                                  Depth + 1)
               : nullptr;
  }
  if (!Record->isAggregate())
    return nullptr;
  for (const FieldDecl *Field : Record->fields())
    if (!Field->getType()->isReferenceType())
      if (const TaskFacts *Task = ownedTask(Types, Field->getType(), Depth + 1))
        return Task;
  return nullptr;
}

const FunctionDecl *member(const CXXRecordDecl &Record, DeclarationName Name) {
  for (const NamedDecl *Found : Record.lookup(Name)) {
    Found = Found->getUnderlyingDecl();
    if (const FunctionTemplateDecl *Template =
            dyn_cast<FunctionTemplateDecl>(Found))
      return Template->getTemplatedDecl();
    if (const FunctionDecl *Function = dyn_cast<FunctionDecl>(Found))
      return Function;
  }
  for (const CXXBaseSpecifier &Base : Record.bases())
    if (const CXXRecordDecl *BaseRecord = Base.getType()->getAsCXXRecordDecl())
      if (const CXXRecordDecl *Definition = BaseRecord->getDefinition())
        if (const FunctionDecl *Function = member(*Definition, Name))
          return Function;
  return nullptr;
}

const FunctionDecl *member(const CXXRecordDecl &Record, StringRef Name) {
  return member(Record,
                DeclarationName(&Record.getASTContext().Idents.get(Name)));
}

// Whether a body, or the pattern it comes from, calls something that stops or
// joins the work.
class EndFinder : public RecursiveASTVisitor<EndFinder> {
public:
  bool Found = false;

  bool VisitMemberExpr(MemberExpr *E) {
    note(E->getMemberDecl()->getDeclName());
    return !Found;
  }
  bool VisitCXXDependentScopeMemberExpr(CXXDependentScopeMemberExpr *E) {
    note(E->getMember());
    return !Found;
  }

private:
  void note(DeclarationName Name) {
    const IdentifierInfo *Id = Name.getAsIdentifierInfo();
    Found |= Id && is_contained({"destroy", "join", "wait", "get", "sync_wait",
                                 "cancel", "stop", "request_stop", "abort",
                                 "dispose"},
                                Id->getName());
  }
};

bool endsInDestructor(const CXXRecordDecl &Record, bool WhenHidden) {
  const CXXDestructorDecl *Destructor = Record.getDestructor();
  if (!Destructor || Destructor->isDefaulted() || Destructor->isImplicit())
    return false;
  const FunctionDecl *Pattern = Destructor->getTemplateInstantiationPattern();
  const Stmt *Body = Destructor->getBody();
  if (!Body && Pattern)
    Body = Pattern->getBody();
  if (!Body)
    return WhenHidden;
  EndFinder Finder;
  Finder.TraverseStmt(const_cast<Stmt *>(Body));
  return Finder.Found;
}

bool hasDestructorOfItsOwn(const CXXRecordDecl &Record) {
  const CXXDestructorDecl *Destructor = Record.getDestructor();
  return Destructor && !Destructor->isImplicit();
}

} // namespace

bool isOwner(const TypeFacts &Types, QualType Type) {
  Type = Type.getNonReferenceType();
  if (Types.task(Type))
    return false;
  return ownedTask(Types, Type) != nullptr;
}

const TaskFacts *ownedTask(const TypeFacts &Types, QualType Type) {
  return ownedTask(Types, Type, 0);
}

QualType awaitedType(const TaskFacts &Task) {
  const CXXRecordDecl &Record = *Task.Record;
  ASTContext &Context = Record.getASTContext();
  const CXXRecordDecl *Awaiter = &Record;
  if (const FunctionDecl *Operator = member(
          Record, Context.DeclarationNames.getCXXOperatorName(OO_Coawait)))
    if (const CXXRecordDecl *Returned =
            Operator->getReturnType()->getAsCXXRecordDecl())
      Awaiter = Returned->getDefinition() ? Returned->getDefinition() : Awaiter;
  if (const FunctionDecl *Resume = member(*Awaiter, "await_resume"))
    if (!Resume->getReturnType()->isUndeducedType() &&
        !Resume->getReturnType()->isDependentType())
      return Resume->getReturnType();
  if (const ClassTemplateSpecializationDecl *Specialization =
          dyn_cast<ClassTemplateSpecializationDecl>(&Record))
    for (const TemplateArgument &Argument :
         Specialization->getTemplateArgs().asArray())
      if (Argument.getKind() == TemplateArgument::Type)
        return Argument.getAsType();
  return QualType();
}

bool soundsHeld(StringRef Name) {
  // Words begin at an underscore or a capital: semaphore_units, ReadLock.
  for (size_t Begin = 0; Begin < Name.size(); ++Begin) {
    bool StartsWord =
        Begin == 0 || Name[Begin - 1] == '_' ||
        (isUppercase(Name[Begin]) && !isUppercase(Name[Begin - 1]));
    if (StartsWord &&
        any_of(ArrayRef<StringRef>{"lock", "guard", "unit", "permit", "hold",
                                   "lease"},
               [&](StringRef Word) {
                 return Name.drop_front(Begin).starts_with_insensitive(Word);
               }))
      return true;
  }
  return false;
}

bool yieldsGuard(const TypeFacts &Types, const TaskFacts &Task) {
  QualType Result = awaitedType(Task);
  if (Result.isNull())
    return false;
  if (const TypeFact *Fact = Types.modelled(Result))
    return Fact->Role == TypeRole::Guard || Fact->Role == TypeRole::AsyncGuard;
  const CXXRecordDecl *Record =
      Result.getNonReferenceType()->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record)
    return false;
  return Record->hasAttr<ScopedLockableAttr>() ||
         (hasDestructorOfItsOwn(*Record) && soundsHeld(Record->getName()));
}

bool endsWhenDestroyed(const TaskFacts &Task) {
  // A hidden destructor may do anything; that of a future usually only lets go.
  if (endsInDestructor(*Task.Record, !offersResult(Task)))
    return true;
  return any_of(Task.Record->fields(), [](const FieldDecl *Field) {
    const CXXRecordDecl *Record = Field->getType()->getAsCXXRecordDecl();
    Record = Record ? Record->getDefinition() : nullptr;
    return Record && !Record->isInStdNamespace() &&
           endsInDestructor(*Record, /*WhenHidden=*/false);
  });
}

bool mustBeAsked(QualType Type) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  return Record && member(*Record, "failed") &&
         (member(*Record, "get_exception") ||
          member(*Record, "ignore_ready_future"));
}

bool offersResult(const TaskFacts &Task) {
  return any_of(ArrayRef<StringRef>{"then", "get", "wait"},
                [&](StringRef Name) { return member(*Task.Record, Name); });
}

} // namespace cotidy
