// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ExclusiveLocks.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/LockTaking.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool isCount(QualType Type) {
  return Type->isIntegerType() && !Type->isBooleanType();
}

// Readers share the lock, and a try does not wait.
bool sharesOrTries(StringRef Name) {
  return Name.contains_insensitive("shared") ||
         Name.contains_insensitive("read") || Name.contains_insensitive("try");
}

// Someone who says how long to wait.
bool isTime(const Expr &E) {
  if (isa<CXXDefaultArgExpr>(E))
    return false;
  const CXXRecordDecl *Record =
      E.getType().getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->getIdentifier() &&
         (Record->getName() == "duration" || Record->getName() == "time_point");
}

// It begins with a count: that many can hold it.
bool isCounting(const CXXRecordDecl &Record) {
  return any_of(Record.ctors(), [](const CXXConstructorDecl *Each) {
    return Each->getNumParams() > 0 &&
           isCount(Each->getParamDecl(0)->getType());
  });
}

// The first count that an initialiser or a call is given.
std::optional<uint64_t> firstCount(ArrayRef<const Expr *> Arguments,
                                   const ASTContext &Context, bool &Any) {
  for (const Expr *Each : Arguments) {
    if (!isCount(Each->getType()))
      continue;
    Any = true;
    if (Each->isValueDependent())
      return std::nullopt;
    std::optional<APSInt> Value = Each->getIntegerConstantExpr(Context);
    return Value ? std::optional(Value->getZExtValue()) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<uint64_t> countOf(const Expr *Init, const ASTContext &Context) {
  const Expr *E = Init->IgnoreImplicit();
  if (const CXXDefaultInitExpr *Default = dyn_cast<CXXDefaultInitExpr>(E))
    E = Default->getExpr()->IgnoreImplicit();
  bool Any = false;
  if (const CXXConstructExpr *Made = dyn_cast<CXXConstructExpr>(E))
    return firstCount({Made->getArgs(), Made->getNumArgs()}, Context, Any);
  return std::nullopt;
}

class LockFinder : public BodyVisitor<LockFinder> {
public:
  explicit LockFinder(const GuardTypes &Types) : Types(Types) {}
  bool Found = false;
  bool VisitMemberExpr(MemberExpr *Member) { return look(*Member); }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) { return look(*Ref); }

private:
  bool look(const Expr &E) {
    Found |= Types.lock(E.getType()) != LockKind::None;
    return !Found;
  }
  const GuardTypes &Types;
};

// Whoever calls this decides how many there are.
class CountChanges : public BodyVisitor<CountChanges> {
public:
  CountChanges(const ValueDecl &Lock, const TypeFacts &Types)
      : Lock(Lock), Types(Types) {}
  bool Found = false;

  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    const Expr *Object = ignoreForwarding(Call->getImplicitObjectArgument());
    const MemberExpr *Member = dyn_cast<MemberExpr>(Object);
    const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(Object);
    const ValueDecl *Named = Member ? Member->getMemberDecl()
                             : Ref  ? Ref->getDecl()
                                    : nullptr;
    if (Method && Named && Named->getCanonicalDecl() == Lock.getCanonicalDecl())
      Found |= lockAction(*Method, Types) == LockAction::GiveBack ||
               any_of(Method->parameters(), [](const ParmVarDecl *Each) {
                 return isCount(Each->getType());
               });
    return !Found;
  }

private:
  const ValueDecl &Lock;
  const TypeFacts &Types;
};

} // namespace

// As all constructors say that the unit shows, else as the class says.
std::optional<uint64_t>
ExclusiveLocks::initialCount(const ValueDecl &Lock) const {
  const ASTContext &Context = Unit.ast();
  if (const VarDecl *Variable = dyn_cast<VarDecl>(&Lock))
    return Variable->getInit() ? countOf(Variable->getInit(), Context)
                               : std::nullopt;
  const FieldDecl *Field = dyn_cast<FieldDecl>(&Lock);
  const CXXRecordDecl *Class =
      Field ? dyn_cast<CXXRecordDecl>(Field->getParent()) : nullptr;
  if (!Class)
    return std::nullopt;
  std::optional<uint64_t> Count;
  if (const Expr *Init = Field->getInClassInitializer())
    Count = countOf(Init, Context);
  for (const CXXConstructorDecl *Each : Class->ctors()) {
    const FunctionDecl *Body = nullptr;
    if (Each->isCopyOrMoveConstructor() || !Each->isDefined(Body))
      continue;
    for (const CXXCtorInitializer *Init :
         cast<CXXConstructorDecl>(Body)->inits()) {
      if (Init->getMember() != Field || !Init->isWritten())
        continue;
      std::optional<uint64_t> Here = countOf(Init->getInit(), Context);
      if (!Here || (Count && *Count != *Here))
        return std::nullopt;
      Count = Here;
    }
  }
  return Count;
}

bool ExclusiveLocks::isCountedByHand(const ValueDecl &Lock) const {
  CountChanges Changes(Lock, Unit.types());
  return any_of(Unit.functions(), [&](const FunctionDecl *Each) {
    Changes.TraverseStmt(const_cast<Stmt *>(userBody(*Each)));
    return Changes.Found;
  });
}

std::optional<uint64_t> ExclusiveLocks::capacity(const ValueDecl &Lock) const {
  auto [It, IsNew] = Capacities.try_emplace(&Lock, std::nullopt);
  if (!IsNew)
    return It->second;
  const CXXRecordDecl *Record =
      Lock.getType().getNonReferenceType()->getAsCXXRecordDecl();
  std::optional<uint64_t> Count;
  if (Record && Record->hasDefinition()) {
    if (!isCounting(*Record->getDefinition()))
      Count = 1;
    else if (!isCountedByHand(Lock))
      Count = initialCount(Lock);
  }
  return Capacities[&Lock] = Count;
}

std::optional<Location>
ExclusiveLocks::exclusive(const Expr *Lock, const CallExpr *Call,
                          const LocationResolver &Places) const {
  std::optional<Location> Place =
      isHandle(Lock->getType()) ? Places.pointee(Lock) : Places.resolve(Lock);
  const ValueDecl *Declared = Place ? Place->target() : nullptr;
  std::optional<uint64_t> All = Declared ? capacity(*Declared) : std::nullopt;
  if (!All || any_of(Place->Path,
                     [](const LocationStep &Step) { return Step.Variable; }))
    return std::nullopt;
  uint64_t Asked = 1;
  if (Call) {
    ArrayRef<const Expr *> Arguments(Call->getArgs(), Call->getNumArgs());
    if (any_of(Arguments, [](const Expr *Each) { return isTime(*Each); }))
      return std::nullopt;
    bool Any = false;
    std::optional<uint64_t> Count = firstCount(Arguments, Unit.ast(), Any);
    if (Any && !Count)
      return std::nullopt;
    Asked = Any ? *Count : 1;
  }
  return Asked == *All ? Place : std::nullopt;
}

// The call that is all a visible method does, or null.
static const CallExpr *onlyReturns(const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  const FunctionDecl *Definition = nullptr;
  if (!isa<CXXMemberCallExpr>(Call) || !Callee ||
      !Callee->isDefined(Definition))
    return nullptr;
  const CompoundStmt *Body =
      dyn_cast_or_null<CompoundStmt>(userBody(*Definition));
  const ReturnStmt *Return = Body && Body->size() == 1
                                 ? dyn_cast<ReturnStmt>(Body->body_front())
                                 : nullptr;
  return Return && Return->getRetValue()
             ? dyn_cast<CallExpr>(&written(*Return->getRetValue()))
             : nullptr;
}

std::optional<Location>
ExclusiveLocks::wrapped(const CallExpr &Call, const CallExpr *Inner,
                        const LocationResolver &Places) const {
  const FunctionDecl *Callee = Inner ? Inner->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getIdentifier() || sharesOrTries(Callee->getName()) ||
      Inner->getNumArgs() == 0 ||
      Types.lock(Inner->getArg(0)->getType()) != LockKind::Async)
    return std::nullopt;
  const LocationResolver There(*Call.getDirectCallee()->getDefinition(),
                               Unit.project(), Unit.types());
  std::optional<Location> Lock = exclusive(Inner->getArg(0), Inner, There);
  const Expr *Object =
      cast<CXXMemberCallExpr>(Call).getImplicitObjectArgument();
  std::optional<Location> Here = isHandle(Object->getType())
                                     ? Places.pointee(Object)
                                     : Places.resolve(Object);
  if (!Lock || Lock->Root != Location::This || !Here)
    return std::nullopt;
  Here->Path.append(Lock->Path.begin(), Lock->Path.end());
  return Here;
}

std::optional<LockRequest>
ExclusiveLocks::awaited(const CoroutineSuspendExpr &Await,
                        const LocationResolver &Places) const {
  const CallExpr *Call = dyn_cast<CallExpr>(&written(*Await.getOperand()));
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getIdentifier() || sharesOrTries(Callee->getName()))
    return std::nullopt;
  const LockTaking Taking = lockTaking(&Await, Types);
  bool HandsOutGuard = Types.holder(Await.getType()) != LockKind::None;
  bool ByHand = Await.getType()->isVoidType() && isa<CXXMemberCallExpr>(Call) &&
                Callee->getName().contains_insensitive("lock") &&
                !Callee->getName().contains_insensitive("unlock");
  if (!HandsOutGuard && !ByHand)
    return std::nullopt;
  std::optional<Location> Lock;
  if (!Taking.Lock)
    Lock = wrapped(*Call, onlyReturns(*Call), Places);
  else if (Types.lock(Taking.Lock->getType()) == LockKind::Async)
    Lock = exclusive(Taking.Lock, Call, Places);
  return Lock ? std::optional(LockRequest{LockKind::Async, *Lock, &Await})
              : std::nullopt;
}

// Others may let a thread lock them twice.
static bool isStandardMutex(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->isInStdNamespace() &&
         !Record->getName().contains("recursive");
}

std::optional<LockRequest>
ExclusiveLocks::guard(const VarDecl &Variable,
                      const LocationResolver &Places) const {
  const CXXRecordDecl *Guard = Variable.getType()->getAsCXXRecordDecl();
  if (!Variable.hasInit() || !Guard || !Guard->isInStdNamespace() ||
      sharesOrTries(Guard->getName()))
    return std::nullopt;
  const LockTaking Taking = lockTaking(Variable.getInit(), Types);
  const CXXConstructExpr *Made =
      dyn_cast<CXXConstructExpr>(Variable.getInit()->IgnoreImplicit());
  if (Taking.How != LockTaking::Takes || !Taking.Lock || !Made ||
      Made->getNumArgs() != 1 || !isStandardMutex(Taking.Lock->getType()))
    return std::nullopt;
  std::optional<Location> Lock = exclusive(Taking.Lock, nullptr, Places);
  return Lock ? std::optional(LockRequest{LockKind::Thread, *Lock, Made})
              : std::nullopt;
}

// `with_lock(mutex, callable)`: the lock first, the callable last.
static bool runsUnderLock(const CallExpr &Call, const GuardTypes &Types) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  return Callee && Call.getNumArgs() > 1 && Callee->getIdentifier() &&
         !sharesOrTries(Callee->getName()) &&
         Types.lock(Call.getArg(0)->getType()) == LockKind::Async &&
         Types.types().functionFact(*Callee, FunctionRole::Continues);
}

std::optional<LockRequest>
ExclusiveLocks::around(const CallExpr &Call,
                       const LocationResolver &Places) const {
  const LambdaExpr *Lambda =
      Call.getNumArgs() > 0
          ? dyn_cast<LambdaExpr>(&written(*Call.getArg(Call.getNumArgs() - 1)))
          : nullptr;
  if (!Lambda)
    return std::nullopt;
  std::optional<Location> Lock;
  if (runsUnderLock(Call, Types))
    Lock = exclusive(Call.getArg(0), &Call, Places);
  else if (const CallExpr *Inner = onlyReturns(Call);
           Inner && runsUnderLock(*Inner, Types))
    Lock = wrapped(Call, Inner, Places);
  return Lock
             ? std::optional(LockRequest{LockKind::Async, *Lock, &Call, Lambda})
             : std::nullopt;
}

bool ExclusiveLocks::mayAsk(const FunctionDecl &Function) const {
  LockFinder Finder(Types);
  Finder.TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  return Finder.Found;
}

std::vector<LockRequest>
ExclusiveLocks::in(const FunctionDecl &Function,
                   const LocationResolver &Places) const {
  class Collector : public BodyVisitor<Collector> {
  public:
    Collector(const ExclusiveLocks &Locks, const LocationResolver &Places)
        : Locks(Locks), Places(Places) {}
    std::vector<LockRequest> Found;
    bool VisitVarDecl(VarDecl *Variable) {
      const Expr *Init =
          Variable->hasLocalStorage() ? Variable->getInit() : nullptr;
      if (Init && isa<CoawaitExpr>(&written(*Init)))
        Keeper[cast<CoawaitExpr>(&written(*Init))] = Variable;
      else if (Init)
        add(Locks.guard(*Variable, Places), Variable);
      return true;
    }
    bool VisitCoawaitExpr(CoawaitExpr *Await) {
      add(Locks.awaited(*Await, Places), Keeper.lookup(Await));
      return true;
    }
    bool VisitCallExpr(CallExpr *Call) {
      add(Locks.around(*Call, Places), nullptr);
      return true;
    }

  private:
    void add(std::optional<LockRequest> What, const VarDecl *Guard) {
      if (!What)
        return;
      What->Guard = Guard;
      Found.push_back(std::move(*What));
    }
    const ExclusiveLocks &Locks;
    const LocationResolver &Places;
    DenseMap<const Expr *, const VarDecl *> Keeper;
  };
  Collector Requests(*this, Places);
  Requests.TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  return Requests.Found;
}

} // namespace cotidy
