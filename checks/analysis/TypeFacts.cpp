// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/TypeFacts.h"

#include "checks/analysis/Names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// The class, or the pattern of one that nothing has needed to instantiate yet:
// the promise of a template none of whose coroutines is defined in this unit.
const CXXRecordDecl *definitionOrPattern(const CXXRecordDecl &Record) {
  if (const CXXRecordDecl *Definition = Record.getDefinition())
    return Definition;
  const CXXRecordDecl *Pattern = Record.getTemplateInstantiationPattern();
  if (const ClassTemplateSpecializationDecl *Specialization =
          dyn_cast<ClassTemplateSpecializationDecl>(&Record);
      Specialization && !Pattern)
    Pattern = Specialization->getSpecializedTemplate()->getTemplatedDecl();
  return Pattern ? Pattern->getDefinition() : nullptr;
}

// A base, also one that depends on the parameters of a pattern.
const CXXRecordDecl *baseRecord(const CXXBaseSpecifier &Base) {
  if (const CXXRecordDecl *Record = Base.getType()->getAsCXXRecordDecl())
    return Record;
  const TemplateSpecializationType *Type =
      Base.getType()->getAs<TemplateSpecializationType>();
  const ClassTemplateDecl *Template =
      Type ? dyn_cast_or_null<ClassTemplateDecl>(
                 Type->getTemplateName().getAsTemplateDecl())
           : nullptr;
  return Template ? Template->getTemplatedDecl() : nullptr;
}

// The first member of that name in the class or one of its bases.
const NamedDecl *findMember(const CXXRecordDecl &Record, DeclarationName Name) {
  const CXXRecordDecl *Definition = definitionOrPattern(Record);
  if (!Definition)
    return nullptr;
  for (const NamedDecl *Member : Definition->lookup(Name))
    return Member;
  for (const CXXBaseSpecifier &Base : Definition->bases())
    if (const CXXRecordDecl *BaseRecord = baseRecord(Base))
      if (const NamedDecl *Member = findMember(*BaseRecord, Name))
        return Member;
  return nullptr;
}

const NamedDecl *findMember(const CXXRecordDecl &Record, StringRef Name) {
  return findMember(Record,
                    DeclarationName(&Record.getASTContext().Idents.get(Name)));
}

const FunctionDecl *asFunction(const NamedDecl *Decl) {
  if (!Decl)
    return nullptr;
  Decl = Decl->getUnderlyingDecl();
  if (const FunctionTemplateDecl *Template =
          dyn_cast<FunctionTemplateDecl>(Decl))
    return Template->getTemplatedDecl();
  return dyn_cast<FunctionDecl>(Decl);
}

const CXXRecordDecl *asRecord(const NamedDecl *Decl) {
  if (const TypeDecl *Type = dyn_cast_or_null<TypeDecl>(Decl))
    return Type->getASTContext().getTypeDeclType(Type)->getAsCXXRecordDecl();
  return nullptr;
}

bool hasAwaiterMembers(const CXXRecordDecl &Record) {
  return findMember(Record, "await_ready") &&
         findMember(Record, "await_suspend") &&
         findMember(Record, "await_resume");
}

DeclarationName coawaitOperator(ASTContext &Context) {
  return Context.DeclarationNames.getCXXOperatorName(OO_Coawait);
}

// Whether a free operator co_await takes this class, or any specialisation of
// the template it comes from.
bool takes(const FunctionDecl &Operator, const CXXRecordDecl &Record) {
  if (Operator.getNumParams() != 1)
    return false;
  QualType Parameter =
      Operator.getParamDecl(0)->getType().getNonReferenceType();
  if (const CXXRecordDecl *Taken = Parameter->getAsCXXRecordDecl())
    return Taken->getCanonicalDecl() == Record.getCanonicalDecl();
  const ClassTemplateSpecializationDecl *Specialization =
      dyn_cast<ClassTemplateSpecializationDecl>(&Record);
  const TemplateSpecializationType *Taken =
      Parameter->getAs<TemplateSpecializationType>();
  const TemplateDecl *Template =
      Taken ? Taken->getTemplateName().getAsTemplateDecl() : nullptr;
  return Specialization && Template &&
         Template->getCanonicalDecl() ==
             Specialization->getSpecializedTemplate()->getCanonicalDecl();
}

bool hasFreeOperatorIn(const DeclContext &Scope, const CXXRecordDecl &Record) {
  DeclarationName Name = coawaitOperator(Record.getASTContext());
  return any_of(Scope.lookup(Name), [&](const NamedDecl *Candidate) {
    const FunctionDecl *Operator = asFunction(Candidate);
    return Operator && takes(*Operator, Record);
  });
}

bool hasFreeOperator(const CXXRecordDecl &Record) {
  for (const DeclContext *Scope = Record.getDeclContext(); Scope;
       Scope = Scope->getParent())
    if ((Scope->isNamespace() || Scope->isTranslationUnit()) &&
        hasFreeOperatorIn(*Scope->getRedeclContext(), Record))
      return true;
  return false;
}

// A class whose public interface offers nothing but being awaited. Creating
// one can hardly have another purpose, unlike a builder or a future.
bool offersOnlyAwaiting(const CXXRecordDecl &Record) {
  for (const CXXMethodDecl *Method : Record.methods()) {
    if (Method->isImplicit() || Method->getAccess() != AS_public ||
        isa<CXXConstructorDecl, CXXDestructorDecl>(Method) ||
        Method->isCopyAssignmentOperator() ||
        Method->isMoveAssignmentOperator())
      continue;
    if (Method->getOverloadedOperator() == OO_Coawait)
      continue;
    if (Method->getIdentifier() && Method->getName().starts_with("await_"))
      continue;
    return false;
  }
  return all_of(Record.bases(), [](const CXXBaseSpecifier &Base) {
    const CXXRecordDecl *BaseRecord = Base.getType()->getAsCXXRecordDecl();
    return BaseRecord && BaseRecord->hasDefinition() &&
           offersOnlyAwaiting(*BaseRecord->getDefinition());
  });
}

// A result that is not there yet: one can continue with it, or wait for it. A
// builder that can also be awaited offers neither.
bool isFutureLike(const CXXRecordDecl &Record, bool Awaitable) {
  bool Continues = findMember(Record, "then");
  bool Gets = findMember(Record, "get");
  return (Continues && (Gets || Awaitable)) ||
         (Awaitable && Gets && findMember(Record, "wait"));
}

// A sender describes work; whoever connects it starts it.
bool isSender(const CXXRecordDecl &Record) {
  return findMember(Record, "sender_concept") ||
         findMember(Record, "is_sender");
}

const Stmt *bodyOrPattern(const FunctionDecl &Function) {
  if (const Stmt *Body = Function.getBody())
    return Body;
  const FunctionDecl *Pattern = Function.getTemplateInstantiationPattern();
  return Pattern ? Pattern->getBody() : nullptr;
}

// The value of a function whose body is one constant return.
std::optional<bool> constantResult(const FunctionDecl &Function) {
  const CompoundStmt *Body =
      dyn_cast_or_null<CompoundStmt>(bodyOrPattern(Function));
  if (!Body || Body->size() != 1)
    return std::nullopt;
  const ReturnStmt *Return = dyn_cast<ReturnStmt>(Body->body_front());
  const Expr *Value = Return ? Return->getRetValue() : nullptr;
  bool Result = false;
  if (!Value || Value->isValueDependent() ||
      !Value->EvaluateAsBooleanCondition(Result, Function.getASTContext()))
    return std::nullopt;
  return Result;
}

StartKind startOf(const CXXRecordDecl &Promise) {
  const FunctionDecl *Initial =
      asFunction(findMember(Promise, "initial_suspend"));
  if (!Initial)
    return StartKind::Unknown;
  const CXXRecordDecl *Awaiter = Initial->getReturnType()->getAsCXXRecordDecl();
  const FunctionDecl *Ready =
      Awaiter ? asFunction(findMember(*Awaiter, "await_ready")) : nullptr;
  std::optional<bool> IsReady = Ready ? constantResult(*Ready) : std::nullopt;
  if (!IsReady)
    return StartKind::Unknown;
  return *IsReady ? StartKind::Eager : StartKind::Lazy;
}

const NamedDecl *templateOrClass(QualType Type) {
  if (const CXXRecordDecl *Record = Type->getAsCXXRecordDecl()) {
    if (const ClassTemplateSpecializationDecl *Specialization =
            dyn_cast<ClassTemplateSpecializationDecl>(Record))
      return Specialization->getSpecializedTemplate()->getCanonicalDecl();
    if (const ClassTemplateDecl *Template = Record->getDescribedClassTemplate())
      return Template->getCanonicalDecl();
    return Record->getCanonicalDecl();
  }
  const TemplateSpecializationType *Specialization =
      Type->getAs<TemplateSpecializationType>();
  const TemplateDecl *Template =
      Specialization ? Specialization->getTemplateName().getAsTemplateDecl()
                     : nullptr;
  return Template ? cast<NamedDecl>(Template->getCanonicalDecl()) : nullptr;
}

bool isOrDerivesFrom(const CXXRecordDecl &Record, const NamedDecl &Wanted) {
  return templateOrClass(Record.getASTContext().getRecordType(&Record)) ==
             &Wanted ||
         any_of(Record.bases(), [&](const CXXBaseSpecifier &Base) {
           const CXXRecordDecl *BaseRecord = baseRecord(Base);
           BaseRecord = BaseRecord ? BaseRecord->getDefinition() : nullptr;
           return BaseRecord && isOrDerivesFrom(*BaseRecord, Wanted);
         });
}

// A class may name the promise of another one: the iterator of an asynchronous
// generator does. The promise says whom it belongs to.
bool belongsToOther(const CXXRecordDecl &Promise, const CXXRecordDecl &Record) {
  const FunctionDecl *Factory =
      asFunction(findMember(Promise, "get_return_object"));
  const NamedDecl *Made =
      Factory ? templateOrClass(Factory->getReturnType()) : nullptr;
  if (!Made || isOrDerivesFrom(Record, *Made))
    return false;
  const ClassTemplateDecl *Template = dyn_cast<ClassTemplateDecl>(Made);
  const CXXRecordDecl *Class =
      Template ? Template->getTemplatedDecl() : dyn_cast<CXXRecordDecl>(Made);
  return Class && findMember(*Class, "promise_type");
}

// A handle owns nothing, even where a library lets coroutines return one.
bool isHandle(const CXXRecordDecl &Record) {
  return Record.isInStdNamespace() && Record.getIdentifier() &&
         Record.getName() == "coroutine_handle";
}

// Its elements are read by a loop, or, when it cannot be awaited itself, one by
// one with awaits of next().
bool isGeneratorLike(const CXXRecordDecl &Record, const CXXRecordDecl *Promise,
                     bool Awaitable) {
  if (!Promise || !findMember(*Promise, "yield_value"))
    return false;
  return (findMember(Record, "begin") && findMember(Record, "end")) ||
         (!Awaitable && findMember(Record, "next"));
}

} // namespace

TypeFacts::TypeFacts(ASTContext &Context, const LibraryModel &Model)
    : Context(Context), Model(Model) {
  IdentifierInfo &Std = Context.Idents.get("std");
  IdentifierInfo &Traits = Context.Idents.get("coroutine_traits");
  for (const NamedDecl *Namespace :
       Context.getTranslationUnitDecl()->lookup(&Std))
    if (const NamespaceDecl *StdNamespace = dyn_cast<NamespaceDecl>(Namespace))
      for (const NamedDecl *Candidate : StdNamespace->lookup(&Traits))
        if (const ClassTemplateDecl *Template =
                dyn_cast<ClassTemplateDecl>(Candidate))
          CoroutineTraits = Template;
}

const TaskFacts *TypeFacts::task(QualType Type) const {
  if (Type.isNull() || Type->isDependentType())
    return nullptr;
  QualType Canonical =
      Type.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  const void *Key = Canonical.getAsOpaquePtr();
  DenseMap<const void *, std::unique_ptr<TaskFacts>>::iterator It =
      Tasks.find(Key);
  if (It == Tasks.end())
    It = Tasks.try_emplace(Key, compute(Canonical)).first;
  return It->second.get();
}

std::unique_ptr<TaskFacts> TypeFacts::compute(QualType Type) const {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record || Record->isLambda() || isHandle(*Record) || isResult(Type))
    return nullptr;

  TaskFacts Facts{TaskFacts::Coroutine};
  Facts.Record = Record;
  Facts.Model = modelled(Type);
  Facts.Awaitable = isAwaitable(*Record);
  bool IsCoroutineType = hasCoroutineTraits(*Record, Facts.Promise);
  if (Facts.Promise && belongsToOther(*Facts.Promise, *Record)) {
    IsCoroutineType = false;
    Facts.Promise = nullptr;
  }
  if (Facts.Promise) {
    Facts.Start = startOf(*Facts.Promise);
    Facts.Yields = findMember(*Facts.Promise, "yield_value");
  }
  bool IsPattern = Facts.Promise && Facts.Promise->isDependentContext();

  if (IsCoroutineType) {
    if (isGeneratorLike(*Record, Facts.Promise, Facts.Awaitable) ||
        (Facts.Promise && !canAwait(*Facts.Promise)))
      Facts.Is = TaskFacts::Generator;
    else if (!Facts.Awaitable && Facts.Start == StartKind::Eager)
      Facts.Is = TaskFacts::FireAndForget;
  } else if (Facts.Model && Facts.Model->Role == TypeRole::Task) {
    // A task that another class made ready to start, a future, or an operation
    // that only some coroutines know how to await.
    Facts.Is = Facts.Model->Start == StartKind::Lazy    ? TaskFacts::Coroutine
               : Facts.Model->Start == StartKind::Eager ? TaskFacts::Future
                                                        : TaskFacts::Awaiter;
  } else if (isFutureLike(*Record, Facts.Awaitable)) {
    Facts.Is = TaskFacts::Future;
    Facts.Start = StartKind::Eager;
    Facts.Dropped = DropKind::Detaches;
  } else if (!Facts.Awaitable) {
    return nullptr;
  } else {
    Facts.Is = !isSender(*Record) && offersOnlyAwaiting(*Record)
                   ? TaskFacts::Awaiter
                   : TaskFacts::Other;
  }
  if (Facts.Is == TaskFacts::Coroutine && Facts.Start == StartKind::Lazy)
    Facts.Dropped = DropKind::NeverRuns;
  if (Facts.Is == TaskFacts::Coroutine && Facts.Start == StartKind::Eager)
    Facts.Dropped = DropKind::Detaches;
  if (IsPattern)
    Facts.Promise = nullptr;
  applyModel(Facts);
  return std::make_unique<TaskFacts>(Facts);
}

bool TypeFacts::isResult(QualType Type) const {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  const CXXRecordDecl *Promise = nullptr;
  if (!Record || !hasCoroutineTraits(*Record, Promise) ||
      (Promise && startOf(*Promise) == StartKind::Lazy))
    return false;
  const TypeFact *Fact = modelled(Type);
  return (Fact && (Fact->Role == TypeRole::Container ||
                   Fact->Role == TypeRole::Error)) ||
         (findMember(*Record, "has_value") && findMember(*Record, "value_or"));
}

void TypeFacts::applyModel(TaskFacts &Facts) const {
  if (!Facts.Model)
    return;
  switch (Facts.Model->Role) {
  case TypeRole::Generator:
    Facts.Is = TaskFacts::Generator;
    break;
  case TypeRole::FireAndForget:
    Facts.Is = TaskFacts::FireAndForget;
    break;
  case TypeRole::Value:
    Facts.Dropped = DropKind::Harmless;
    break;
  default:
    break;
  }
  if (Facts.Model->Start != StartKind::Unknown)
    Facts.Start = Facts.Model->Start;
  if (Facts.Model->Dropped != DropKind::Unknown)
    Facts.Dropped = Facts.Model->Dropped;
}

const TypeFact *TypeFacts::modelled(QualType Type) const {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  if (!Record)
    return nullptr;
  if (Record->getIdentifier() && Model.mayName(Record->getName()))
    for (const std::string &Name :
         {name(*Record), "*::" + Record->getNameAsString()})
      if (const TypeFact *Fact = Model.type(Name))
        return Fact;
  Record = Record->getDefinition();
  if (!Record)
    return nullptr;
  for (const CXXBaseSpecifier &Base : Record->bases())
    if (const TypeFact *Fact = modelled(Base.getType()))
      return Fact;
  return nullptr;
}

bool TypeFacts::is(QualType Type, TypeRole Role) const {
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  const TypeFact *Fact = modelled(Type);
  return Fact && Fact->Role == Role;
}

const CXXRecordDecl *TypeFacts::promiseOf(QualType Type) const {
  const TaskFacts *Facts = task(Type);
  return Facts ? Facts->Promise : nullptr;
}

bool TypeFacts::hasCoroutineTraits(const CXXRecordDecl &Record,
                                   const CXXRecordDecl *&Promise) const {
  if (const NamedDecl *Nested = findMember(Record, "promise_type")) {
    Promise = asRecord(Nested);
    return true;
  }
  if (!CoroutineTraits)
    return false;
  QualType Type = Context.getRecordType(&Record);
  for (const ClassTemplateSpecializationDecl *Traits :
       CoroutineTraits->specializations()) {
    const TemplateArgument &Returned = Traits->getTemplateArgs()[0];
    if (Returned.getKind() != TemplateArgument::Type ||
        !Context.hasSameUnqualifiedType(Returned.getAsType(), Type))
      continue;
    if (const NamedDecl *Member = findMember(*Traits, "promise_type")) {
      Promise = asRecord(Member);
      return true;
    }
  }
  const ClassTemplateSpecializationDecl *Specialization =
      dyn_cast<ClassTemplateSpecializationDecl>(&Record);
  if (!Specialization)
    return false;
  SmallVector<ClassTemplatePartialSpecializationDecl *, 8> Partials;
  const_cast<ClassTemplateDecl *>(CoroutineTraits)
      ->getPartialSpecializations(Partials);
  for (const ClassTemplatePartialSpecializationDecl *Partial : Partials) {
    const TemplateArgument &Returned = Partial->getTemplateArgs()[0];
    if (Returned.getKind() != TemplateArgument::Type)
      continue;
    const TemplateSpecializationType *Pattern =
        Returned.getAsType()->getAs<TemplateSpecializationType>();
    const TemplateDecl *Template =
        Pattern ? Pattern->getTemplateName().getAsTemplateDecl() : nullptr;
    if (!Template ||
        Template->getCanonicalDecl() !=
            Specialization->getSpecializedTemplate()->getCanonicalDecl())
      continue;
    Promise = asRecord(findMember(*Partial, "promise_type"));
    return true;
  }
  return false;
}

bool TypeFacts::isAwaitable(const CXXRecordDecl &Record) const {
  return hasAwaiterMembers(Record) ||
         findMember(Record, coawaitOperator(Context)) ||
         hasFreeOperator(Record);
}

bool TypeFacts::canAwait(const CXXRecordDecl &Promise) {
  const CXXRecordDecl *Definition = definitionOrPattern(Promise);
  if (!Definition)
    return true;
  const NamedDecl *Transform = findMember(*Definition, "await_transform");
  if (!Transform)
    return true;
  return any_of(cast<CXXRecordDecl>(Transform->getDeclContext())
                    ->lookup(Transform->getDeclName()),
                [](const NamedDecl *Overload) {
                  const FunctionDecl *Function = asFunction(Overload);
                  return !Function || !Function->isDeleted();
                });
}

Suspends TypeFacts::suspends(const Expr *ReadyCall) {
  if (!ReadyCall)
    return Suspends::Unknown;
  const CallExpr *Call = dyn_cast<CallExpr>(ReadyCall->IgnoreImplicit());
  const FunctionDecl *Ready = Call ? Call->getDirectCallee() : nullptr;
  if (!Ready || !bodyOrPattern(*Ready))
    return Suspends::Unknown;
  return constantResult(*Ready).value_or(false) ? Suspends::Never
                                                : Suspends::Maybe;
}

const std::string &TypeFacts::name(const NamedDecl &Decl) const {
  const NamedDecl *Canonical = cast<NamedDecl>(Decl.getCanonicalDecl());
  DenseMap<const NamedDecl *, std::string>::iterator It = Names.find(Canonical);
  if (It == Names.end())
    It = Names.try_emplace(Canonical, modelName(*Canonical)).first;
  return It->second;
}

ArrayRef<const FunctionFact *>
TypeFacts::functionFacts(const FunctionDecl &Function,
                         const CXXRecordDecl *Object) const {
  const FunctionDecl *Canonical = Function.getCanonicalDecl();
  std::pair<const FunctionDecl *, const CXXRecordDecl *> Key(
      Canonical, Object ? Object->getCanonicalDecl() : nullptr);
  DenseMap<std::pair<const FunctionDecl *, const CXXRecordDecl *>,
           std::vector<const FunctionFact *>>::iterator It =
      Functions.find(Key);
  if (It == Functions.end())
    It = Functions.try_emplace(Key, lookUpFacts(*Canonical, Object)).first;
  return It->second;
}

std::vector<const FunctionFact *>
TypeFacts::lookUpFacts(const FunctionDecl &Function,
                       const CXXRecordDecl *Object) const {
  const std::string &Name = name(Function);
  size_t Colons = Name.rfind("::");
  std::string Last =
      Colons == std::string::npos ? Name : Name.substr(Colons + 2);
  if (!Model.mayName(Last))
    return {};
  std::vector<const FunctionFact *> Facts;
  // A global name is C's, and only C's.
  if (Colons != std::string::npos || Function.isExternC())
    Facts = Model.functions(Name).vec();
  // For what is declared in a base, the object's class may say more.
  if (Object)
    for (const FunctionFact *Fact :
         Model.functions(name(*Object) + "::" + Last))
      if (!is_contained(Facts, Fact))
        Facts.push_back(Fact);
  if (Facts.empty())
    Facts = Model.functions("*::" + Last).vec();
  return Facts;
}

const FunctionFact *TypeFacts::functionFact(const FunctionDecl &Function,
                                            FunctionRole Role) const {
  for (const FunctionFact *Fact : functionFacts(Function))
    if (Fact->Role == Role)
      return Fact;
  return nullptr;
}

} // namespace cotidy
