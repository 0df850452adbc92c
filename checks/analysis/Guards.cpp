// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Guards.h"

#include "checks/analysis/Coroutines.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/TypeFacts.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

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

namespace {

// `lock_shared`, `LockShared` and `lockShared` are one name.
std::string foldedName(const FunctionDecl &Function) {
  std::string Name;
  if (Function.getIdentifier())
    for (char C : Function.getName())
      if (C != '_')
        Name.push_back(llvm::toLower(C));
  return Name;
}

LockAction actionByName(StringRef Name) {
  if (Name.starts_with("trylock") || Name.starts_with("tryacquire") ||
      Name.starts_with("tryenter") || Name.ends_with("trylock"))
    return LockAction::Try;
  if (Name.starts_with("unlock") || Name.ends_with("unlock"))
    return LockAction::GiveBack;
  return StringSwitch<LockAction>(Name)
      .Cases("lock", "lockshared", "lockexclusive", "lockupgrade", "relock",
             LockAction::Take)
      .Cases("readerlock", "writerlock", "readlock", "writelock", "lockread",
             "lockwrite", LockAction::Take)
      .Cases("lockforread", "lockforwrite", "rdlock", "wrlock",
             LockAction::Take)
      .Cases("acquire", "acquireshared", "enter", LockAction::Take)
      .Cases("release", "releaseshared", "exit", "leave", LockAction::GiveBack)
      .Default(LockAction::None);
}

// A semaphore, a resource or a scope has `acquire` and `release`, or `enter`
// and `leave`, as well; only a class that calls itself a lock is one.
bool needsLockInClassName(StringRef Name) {
  return StringSwitch<bool>(Name)
      .Cases("acquire", "acquireshared", "enter", "tryacquire", "tryenter",
             true)
      .Cases("release", "releaseshared", "exit", "leave", true)
      .Default(false);
}

bool isCalledLock(const CXXRecordDecl &Record) {
  std::string Name = StringRef(Record.getNameAsString()).lower();
  return StringRef(Name).contains("lock") ||
         StringRef(Name).contains("mutex") ||
         StringRef(Name).contains("critical");
}

// An advisory lock belongs to the process.
bool isFile(const CXXRecordDecl &Record) {
  return StringRef(Record.getNameAsString()).contains_insensitive("file");
}

const Stmt *bodyOrPattern(const FunctionDecl &Function) {
  if (const Stmt *Body = userBody(Function))
    return Body;
  const FunctionDecl *Pattern = Function.getTemplateInstantiationPattern();
  return Pattern ? userBody(*Pattern) : nullptr;
}

class WorkFinder : public RecursiveASTVisitor<WorkFinder> {
public:
  bool Found = false;
  bool VisitCallExpr(CallExpr *) { return !(Found = true); }
  bool VisitAtomicExpr(AtomicExpr *) { return !(Found = true); }
  bool VisitWhileStmt(WhileStmt *) { return !(Found = true); }
  bool VisitDoStmt(DoStmt *) { return !(Found = true); }
  bool VisitForStmt(ForStmt *) { return !(Found = true); }
  bool VisitAsmStmt(AsmStmt *) { return !(Found = true); }
};

// A `lock` that neither waits nor calls anything keeps no thread out: a mutex
// that does nothing, or a flag for one thread.
bool canBlock(const CXXMethodDecl &Take) {
  const Stmt *Body = bodyOrPattern(Take);
  if (!Body)
    return true;
  WorkFinder Finder;
  Finder.TraverseStmt(const_cast<Stmt *>(Body));
  return Finder.Found;
}

const CXXMethodDecl *asMethod(const Decl *D) {
  if (const FunctionTemplateDecl *Template = dyn_cast<FunctionTemplateDecl>(D))
    D = Template->getTemplatedDecl();
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(D);
  return Method && !isa<CXXConstructorDecl, CXXDestructorDecl>(Method)
             ? Method
             : nullptr;
}

void forEachMethod(const CXXRecordDecl &Record,
                   function_ref<void(const CXXMethodDecl &)> Visit) {
  for (const Decl *Member : Record.decls())
    if (const CXXMethodDecl *Method = asMethod(Member))
      Visit(*Method);
  for (const CXXBaseSpecifier &Base : Record.bases())
    if (const CXXRecordDecl *BaseRecord = recordOf(Base.getType()))
      forEachMethod(*BaseRecord, Visit);
}

bool isThisField(const Expr *E) {
  const MemberExpr *Member = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
  return Member && isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts());
}

// The lock is not a part of the object that gives it back.
bool isElsewhere(const Expr *Lock) {
  const Expr *E = ignoreForwarding(Lock);
  while (const MemberExpr *Member = dyn_cast<MemberExpr>(E)) {
    if (isThisField(Member)) {
      QualType Type = Member->getMemberDecl()->getType();
      return Type->isReferenceType() || Type->isPointerType();
    }
    E = ignoreForwarding(Member->getBase());
  }
  return !isa<CXXThisExpr>(E);
}

bool isSimple(const FieldDecl &Field) {
  QualType Type = Field.getType();
  return Type->isReferenceType() || Type->isScalarType();
}

const CXXConstructorDecl *constructorTaking(const CXXRecordDecl &Record,
                                            const GuardTypes &Types,
                                            LockKind &Kind) {
  for (const CXXConstructorDecl *Constructor : Record.ctors()) {
    if (Constructor->isCopyOrMoveConstructor() ||
        Constructor->getNumParams() == 0)
      continue;
    Kind = Types.lock(Constructor->getParamDecl(0)->getType());
    if (Kind != LockKind::None)
      return Constructor;
  }
  return nullptr;
}

LockAction byAttribute(const FunctionDecl &Function) {
  if (Function.hasAttr<TryAcquireCapabilityAttr>())
    return LockAction::Try;
  if (Function.hasAttr<AcquireCapabilityAttr>())
    return LockAction::Take;
  if (Function.hasAttr<ReleaseCapabilityAttr>())
    return LockAction::GiveBack;
  return LockAction::None;
}

LockAction byModelEntry(const FunctionDecl &Function, const TypeFacts &Types) {
  for (const FunctionFact *Fact : Types.functionFacts(Function)) {
    if (Fact->Role == FunctionRole::Lock)
      return LockAction::Take;
    if (Fact->Role == FunctionRole::TryLock)
      return LockAction::Try;
    if (Fact->Role == FunctionRole::Unlock)
      return LockAction::GiveBack;
  }
  return LockAction::None;
}

// The arguments that the attributes of a function name; the object for none.
SmallVector<const Expr *, 2> annotatedLocks(const CallExpr &Call,
                                            const FunctionDecl &Callee) {
  SmallVector<const Expr *, 2> Result;
  auto Add = [&](const Expr *Named) {
    const DeclRefExpr *Ref =
        dyn_cast<DeclRefExpr>(Named->IgnoreParenImpCasts());
    const ParmVarDecl *Parameter =
        Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
    if (Parameter && Parameter->getFunctionScopeIndex() < Call.getNumArgs())
      Result.push_back(Call.getArg(Parameter->getFunctionScopeIndex()));
  };
  if (const AcquireCapabilityAttr *A = Callee.getAttr<AcquireCapabilityAttr>())
    for_each(A->args(), Add);
  if (const ReleaseCapabilityAttr *A = Callee.getAttr<ReleaseCapabilityAttr>())
    for_each(A->args(), Add);
  return Result;
}

} // namespace

LockAction lockAction(const FunctionDecl &Function, const TypeFacts &Types) {
  if (LockAction Is = byAttribute(Function); Is != LockAction::None)
    return Is;
  if (LockAction Is = byModelEntry(Function, Types); Is != LockAction::None)
    return Is;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (!Method || Method->isStatic())
    return LockAction::None;
  std::string Name = foldedName(Function);
  if (needsLockInClassName(Name) && !isCalledLock(*Method->getParent()))
    return LockAction::None;
  return actionByName(Name);
}

namespace {

void forEachArgument(const ClassTemplateSpecializationDecl &Record,
                     function_ref<void(const TemplateArgument &)> Visit) {
  for (const TemplateArgument &Argument : Record.getTemplateArgs().asArray()) {
    if (Argument.getKind() == TemplateArgument::Pack)
      for_each(Argument.pack_elements(), Visit);
    else
      Visit(Argument);
  }
}

} // namespace

LockKind GuardTypes::byModel(const CXXRecordDecl &Record, bool &Known) const {
  const TypeFact *Fact =
      Types.modelled(Record.getASTContext().getRecordType(&Record));
  Known = Fact &&
          (Fact->Role == TypeRole::Guard || Fact->Role == TypeRole::AsyncGuard);
  if (!Known)
    return LockKind::None;
  if (Fact->Role == TypeRole::AsyncGuard)
    return LockKind::Async;
  // std::unique_lock<coro::mutex> holds what its lock is.
  const ClassTemplateSpecializationDecl *Specialization =
      dyn_cast<ClassTemplateSpecializationDecl>(&Record);
  if (!Specialization)
    return LockKind::Thread;
  LockKind Kind = LockKind::None;
  bool HasClass = false;
  auto Look = [&](const TemplateArgument &Argument, bool IsOwn) {
    if (Argument.getKind() != TemplateArgument::Type ||
        !recordOf(Argument.getAsType()))
      return;
    HasClass |= IsOwn;
    LockKind One = lock(Argument.getAsType());
    if (Kind == LockKind::None || One == LockKind::Thread)
      Kind = One;
  };
  forEachArgument(*Specialization, [&](const TemplateArgument &Argument) {
    Look(Argument, /*IsOwn=*/true);
  });
  // LockedPtr<Synchronized<T, std::mutex>> holds the lock of what it leads to.
  if (Kind == LockKind::None)
    forEachArgument(*Specialization, [&](const TemplateArgument &Argument) {
      const ClassTemplateSpecializationDecl *Owner =
          Argument.getKind() == TemplateArgument::Type
              ? dyn_cast_or_null<ClassTemplateSpecializationDecl>(
                    recordOf(Argument.getAsType()))
              : nullptr;
      if (Owner)
        forEachArgument(*Owner, [&](const TemplateArgument &Inner) {
          Look(Inner, /*IsOwn=*/false);
        });
    });
  bool HoldsNothing = !HasClass && Record.getName() == "scoped_lock";
  return HasClass || HoldsNothing ? Kind : LockKind::Thread;
}

LockKind GuardTypes::computeLock(const CXXRecordDecl &Record) const {
  if (const TypeFact *Fact =
          Types.modelled(Record.getASTContext().getRecordType(&Record))) {
    if (Fact->Role == TypeRole::Mutex)
      return LockKind::Thread;
    if (Fact->Role == TypeRole::AsyncMutex)
      return LockKind::Async;
  }
  if (guard(Record.getASTContext().getRecordType(&Record)) != LockKind::None)
    return LockKind::None;
  if (Record.hasAttr<CapabilityAttr>())
    return LockKind::Thread;
  if (isFile(Record))
    return LockKind::None;
  bool Takes = false, GivesBack = false, IsAwaited = false;
  forEachMethod(Record, [&](const CXXMethodDecl &Method) {
    LockAction Is = lockAction(Method, Types);
    bool Awaited = Types.task(Method.getReturnType()) != nullptr;
    if (Awaited && StringRef(foldedName(Method)).contains("lock"))
      IsAwaited = true;
    if (Is == LockAction::Take && !Awaited)
      Takes |= canBlock(Method);
    GivesBack |= Is == LockAction::GiveBack;
  });
  if (!GivesBack)
    return LockKind::None;
  return IsAwaited ? LockKind::Async
         : Takes   ? LockKind::Thread
                   : LockKind::None;
}

// What a handle leads to: a pointer, a reference, or std's wrappers of them.
LockKind GuardTypes::behind(QualType Handle) const {
  if (Handle->isPointerType() || Handle->isReferenceType())
    return lock(Handle->getPointeeType());
  const ClassTemplateSpecializationDecl *Wrapper =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Handle->getAsCXXRecordDecl());
  if (!Wrapper || !Wrapper->isInStdNamespace() || !Wrapper->getIdentifier() ||
      !StringSwitch<bool>(Wrapper->getName())
           .Cases("tuple", "reference_wrapper", "shared_ptr", true)
           .Default(false))
    return LockKind::None;
  for (const TemplateArgument &Argument : Wrapper->getTemplateArgs().asArray())
    for (const TemplateArgument &Each :
         Argument.getKind() == TemplateArgument::Pack ? Argument.pack_elements()
                                                      : ArrayRef(Argument))
      if (Each.getKind() == TemplateArgument::Type)
        if (LockKind Kind = lock(Each.getAsType().getNonReferenceType());
            Kind != LockKind::None)
          return Kind;
  return LockKind::None;
}

LockKind GuardTypes::referredTo(const CXXRecordDecl &Record) const {
  for (const FieldDecl *Field : Record.fields())
    if (LockKind Kind = behind(Field->getType()); Kind != LockKind::None)
      return Kind;
  return LockKind::None;
}

LockKind GuardTypes::byStructure(const CXXRecordDecl &Record) const {
  const CXXDestructorDecl *Destructor = Record.getDestructor();
  if (!Destructor || !Destructor->isUserProvided())
    return LockKind::None;
  if (!bodyOrPattern(*Destructor)) {
    // Nothing but a lock, or what it takes to find one again.
    LockKind Kind = referredTo(Record);
    if (Kind == LockKind::None)
      constructorTaking(Record, *this, Kind);
    return !isCopyable(Record) &&
                   all_of(Record.fields(),
                          [&](const FieldDecl *Field) {
                            return isSimple(*Field) ||
                                   behind(Field->getType()) != LockKind::None;
                          })
               ? Kind
               : LockKind::None;
  }
  for (const LockUse &Use : lockUses(*Destructor, *this))
    if (Use.Is == LockAction::GiveBack && isElsewhere(Use.Lock)) {
      LockKind Kind = lock(Use.Lock->getType());
      if (Kind != LockKind::None)
        return Kind;
      if (!isa<CXXMemberCallExpr>(Use.At))
        return LockKind::Thread;
    }
  return LockKind::None;
}

namespace {

constexpr llvm::StringLiteral BoundAnnotation = "cotidy::may_not_suspend";

bool isThreadLocal(const Decl *D) {
  const VarDecl *Variable = dyn_cast_or_null<VarDecl>(D);
  return Variable && Variable->getTLSKind() != VarDecl::TLS_None;
}

// What a destructor puts back: thread-local variables, errno; and whether it
// asks for the exceptions in flight.
class RestoreFinder : public RecursiveASTVisitor<RestoreFinder> {
public:
  SmallVector<const ValueDecl *, 2> Restored;
  bool SetsErrno = false;
  bool CountsExceptions = false;

  bool VisitBinaryOperator(BinaryOperator *Assign) {
    if (Assign->isAssignmentOp())
      add(Assign->getLHS());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Step) {
    if (Step->isIncrementDecrementOp())
      add(Step->getSubExpr());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *Assign) {
    if (Assign->isAssignmentOp())
      add(Assign->getArg(0));
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->getIdentifier() && Callee->isInStdNamespace() &&
        Callee->getName().starts_with("uncaught_exception"))
      CountsExceptions = true;
    return true;
  }

private:
  void add(const Expr *Target) {
    const Expr *E = ignoreForwarding(Target);
    while (const MemberExpr *Member = dyn_cast<MemberExpr>(E)) {
      if (isThreadLocal(Member->getMemberDecl()))
        Restored.push_back(Member->getMemberDecl());
      E = ignoreForwarding(Member->getBase());
    }
    if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E);
        Ref && isThreadLocal(Ref->getDecl()))
      Restored.push_back(Ref->getDecl());
    if (const UnaryOperator *Deref = dyn_cast<UnaryOperator>(E);
        Deref && Deref->getOpcode() == UO_Deref)
      if (const CallExpr *Call =
              dyn_cast<CallExpr>(Deref->getSubExpr()->IgnoreParenImpCasts()))
        SetsErrno |= Call->getDirectCallee() &&
                     Call->getDirectCallee()->getIdentifier() &&
                     Call->getDirectCallee()->getName().contains("errno");
  }
};

class NameFinder : public RecursiveASTVisitor<NameFinder> {
public:
  explicit NameFinder(const ValueDecl &Wanted) : Wanted(Wanted) {}
  bool Found = false;
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    Found |= Ref->getDecl() == &Wanted;
    return !Found;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    Found |= Member->getMemberDecl() == &Wanted;
    return !Found;
  }

private:
  const ValueDecl &Wanted;
};

const CXXRecordDecl *plainRecordOf(QualType Type) {
  const CXXRecordDecl *Record =
      Type.isNull() ? nullptr
                    : Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record ? Record->getDefinition() : nullptr;
}

// A constructor that uses the same variable: the destructor undoes it.
bool constructorsUse(const CXXRecordDecl &Record, const ValueDecl &Variable) {
  return any_of(Record.ctors(), [&](const CXXConstructorDecl *Constructor) {
    NameFinder Finder(Variable);
    for (const CXXCtorInitializer *Init : Constructor->inits())
      if (Init->getInit())
        Finder.TraverseStmt(Init->getInit());
    if (const Stmt *Body = Constructor->getBody())
      Finder.TraverseStmt(const_cast<Stmt *>(Body));
    return Finder.Found;
  });
}

} // namespace

// What the destructor undoes was done to the thread of the constructor.
bool GuardTypes::isBound(const CXXRecordDecl &Record) const {
  Binding &Known = Bindings[&Record];
  std::string &Reason = Known.Reason;
  if (is_contained(Extra.Bound, Types.name(Record)))
    return true;
  if (const TypeFact *Fact =
          Types.modelled(Record.getASTContext().getRecordType(&Record));
      Fact && Fact->Role == TypeRole::ThreadBound) {
    Known = {Fact->Why, Fact};
    return true;
  }
  for (const AnnotateAttr *Note : Record.specific_attrs<AnnotateAttr>())
    if (Note->getAnnotation() == BoundAnnotation) {
      Reason = "it is annotated so";
      return true;
    }
  const CXXDestructorDecl *Destructor = Record.getDestructor();
  const Stmt *Body = Destructor && Destructor->isUserProvided()
                         ? Destructor->getBody()
                         : nullptr;
  if (!Body)
    return false;
  RestoreFinder Finder;
  Finder.TraverseStmt(const_cast<Stmt *>(Body));
  for (const ValueDecl *Variable : Finder.Restored)
    if (constructorsUse(Record, *Variable)) {
      Reason = "its destructor sets the thread-local '" +
               Variable->getNameAsString() + "' back";
      return true;
    }
  if (Finder.SetsErrno)
    Reason = "its destructor sets the thread's errno back";
  else if (Finder.CountsExceptions)
    Reason = "its destructor counts the exceptions in flight on its thread";
  return !Reason.empty();
}

GuardTypes::Binding GuardTypes::binding(QualType Type) const {
  return Bindings.lookup(plainRecordOf(Type));
}

std::string GuardTypes::reason(QualType Type) const {
  return binding(Type).Reason;
}

bool GuardTypes::isRestoredBy(const CXXRecordDecl &Promise,
                              QualType Type) const {
  const TypeFact *Fact = binding(Type).Fact;
  const CXXRecordDecl *Defined = Promise.getDefinition();
  if (!Fact || Fact->Restored.empty() || !Defined)
    return false;
  auto Restores = [&](const CXXRecordDecl &Class) {
    return is_contained(Fact->Restored, Types.name(Class));
  };
  return Restores(*Defined) ||
         !Defined->forallBases(
             [&](const CXXRecordDecl *Base) { return !Restores(*Base); });
}

LockKind GuardTypes::computeGuard(const CXXRecordDecl &Record) const {
  if (is_contained(Extra.Locks, Types.name(Record)))
    return LockKind::Thread;
  if (isBound(Record))
    return LockKind::Bound;
  bool Known = false;
  LockKind Kind = byModel(Record, Known);
  if (Known)
    return Kind;
  if (Record.hasAttr<ScopedLockableAttr>()) {
    Kind = referredTo(Record);
    return Kind == LockKind::None ? LockKind::Thread : Kind;
  }
  Kind = byStructure(Record);
  for (const CXXBaseSpecifier &Base : Record.bases())
    if (Kind == LockKind::None)
      Kind = inside(Record, Base.getType(), guard(Base.getType()));
  return Kind;
}

// A part that is kept by value says what the whole is.
LockKind GuardTypes::inside(const CXXRecordDecl &Record, QualType Part,
                            LockKind Kind) const {
  if (Kind == LockKind::Bound)
    Bindings[&Record] = binding(Part);
  return Kind;
}

LockKind GuardTypes::computeHolder(const CXXRecordDecl &Record) const {
  QualType Type = Record.getASTContext().getRecordType(&Record);
  if (LockKind Kind = guard(Type); Kind != LockKind::None)
    return Kind;
  if (Types.task(Type) && !Record.isLambda())
    return LockKind::None;
  const TypeFact *Fact = Types.modelled(Type);
  const ClassTemplateSpecializationDecl *Specialization =
      dyn_cast<ClassTemplateSpecializationDecl>(&Record);
  if (Specialization && Fact && Fact->Role == TypeRole::Container) {
    // Of guards, not of larger objects that may have one.
    for (const TemplateArgument &Argument :
         Specialization->getTemplateArgs().asArray())
      for (const TemplateArgument &Each :
           Argument.getKind() == TemplateArgument::Pack
               ? Argument.pack_elements()
               : ArrayRef(Argument))
        if (Each.getKind() == TemplateArgument::Type)
          if (LockKind Kind =
                  inside(Record, Each.getAsType(), guard(Each.getAsType()));
              Kind != LockKind::None)
            return Kind;
    return LockKind::None;
  }
  for (const FieldDecl *Field : Record.fields())
    if (!Field->getType()->isReferenceType())
      if (LockKind Kind =
              inside(Record, Field->getType(), holder(Field->getType()));
          Kind != LockKind::None)
        return Kind;
  for (const CXXBaseSpecifier &Base : Record.bases())
    if (LockKind Kind = inside(Record, Base.getType(), holder(Base.getType()));
        Kind != LockKind::None)
      return Kind;
  return LockKind::None;
}

namespace {

template <class Compute>
LockKind cached(DenseMap<const CXXRecordDecl *, LockKind> &Cache,
                const CXXRecordDecl *Record, const Compute &Make) {
  if (!Record || Record->isDependentContext() || Record->isInvalidDecl())
    return LockKind::None;
  // The entry made first stops a class that refers to itself.
  auto [It, IsNew] = Cache.try_emplace(Record, LockKind::None);
  if (!IsNew)
    return It->second;
  LockKind Kind = Make(*Record);
  Cache[Record] = Kind;
  return Kind;
}

} // namespace

LockKind GuardTypes::lock(QualType Type) const {
  return Type.isNull() ? LockKind::None
                       : cached(Locks, recordOf(Type),
                                [this](const CXXRecordDecl &Record) {
                                  return computeLock(Record);
                                });
}

LockKind GuardTypes::guard(QualType Type) const {
  return cached(
      Guards, plainRecordOf(Type),
      [this](const CXXRecordDecl &Record) { return computeGuard(Record); });
}

LockKind GuardTypes::holder(QualType Type) const {
  return cached(
      Holders, plainRecordOf(Type),
      [this](const CXXRecordDecl &Record) { return computeHolder(Record); });
}

std::vector<LockUse> lockUses(const CallExpr &Call, const GuardTypes &Types) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee)
    return {};
  LockAction Is = lockAction(*Callee, Types.types());
  if (Is == LockAction::None)
    return {};
  std::vector<LockUse> Result;
  for (const Expr *Lock : annotatedLocks(Call, *Callee))
    Result.push_back({Is, &Call, Lock});
  if (!Result.empty())
    return Result;
  if (const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(&Call))
    return {{Is, &Call, Method->getImplicitObjectArgument()}};
  if (isa<CXXMethodDecl>(Callee))
    return {};
  for (const Expr *Argument : Call.arguments())
    if (Types.lock(Argument->getType()) != LockKind::None ||
        Types.holder(Argument->getType()) != LockKind::None)
      Result.push_back({Is, &Call, Argument});
  if (Result.empty() && Call.getNumArgs() > 0)
    Result.push_back({Is, &Call, Call.getArg(0)});
  return Result;
}

namespace {

class LockUseCollector : public RecursiveASTVisitor<LockUseCollector> {
public:
  LockUseCollector(const GuardTypes &Types, std::vector<LockUse> &Out)
      : Types(Types), Out(Out) {}

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitCallExpr(CallExpr *Call) {
    std::vector<LockUse> Uses = lockUses(*Call, Types);
    // A guard gives back what it holds through a method of its own.
    const CXXMethodDecl *Own =
        dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
    const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(Call);
    bool OnSelf =
        Own && Method &&
        isa<CXXThisExpr>(
            Method->getImplicitObjectArgument()->IgnoreParenImpCasts());
    if (OnSelf && bodyOrPattern(*Own) && Depth < 2) {
      ++Depth;
      TraverseStmt(const_cast<Stmt *>(bodyOrPattern(*Own)));
      --Depth;
      return true;
    }
    Out.insert(Out.end(), Uses.begin(), Uses.end());
    return true;
  }

private:
  const GuardTypes &Types;
  std::vector<LockUse> &Out;
  unsigned Depth = 0;
};

} // namespace

std::vector<LockUse> lockUses(const FunctionDecl &Function,
                              const GuardTypes &Types) {
  std::vector<LockUse> Result;
  LockUseCollector Collector(Types, Result);
  if (const CXXConstructorDecl *Constructor =
          dyn_cast<CXXConstructorDecl>(&Function))
    for (const CXXCtorInitializer *Init : Constructor->inits())
      if (Init->getInit())
        Collector.TraverseStmt(Init->getInit());
  if (const Stmt *Body = bodyOrPattern(Function))
    Collector.TraverseStmt(const_cast<Stmt *>(Body));
  return Result;
}

} // namespace cotidy
