// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LockLedger.h"

#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

unsigned textOf(const Expr *E, const ASTContext &Context) {
  FoldingSetNodeID Id;
  ignoreForwarding(E)->Profile(Id, Context, /*Canonical=*/true);
  return Id.ComputeHash() | 1;
}

bool namesRecursive(QualType Type) {
  return StringRef(Type.getCanonicalType().getAsString())
      .contains_insensitive("recursive");
}

// `gate`, and `gate::holder`.
bool belongsToScope(const UnitAnalysis &Unit, QualType Type) {
  if (Unit.types().is(Type, TypeRole::Scope))
    return true;
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  const CXXRecordDecl *Around =
      Record ? dyn_cast<CXXRecordDecl>(Record->getDeclContext()) : nullptr;
  return Around && belongsToScope(Unit, Unit.ast().getRecordType(Around));
}

} // namespace

LockLedger::LockLedger(const UnitAnalysis &Unit, const Coroutine &Coro,
                       const GuardTypes &Types)
    : Unit(Unit), Coro(Coro), Types(Types),
      Resolver(*Coro.Function, Unit.project(), Unit.types()) {}

std::optional<LockHolder> LockLedger::holderOf(const Expr *E) const {
  const Expr *Plain = ignoreForwarding(E);
  std::optional<Location> Place = Plain->getType()->isPointerType()
                                      ? Resolver.pointee(Plain)
                                      : Resolver.resolve(Plain);
  if (!Place) {
    LockHolder ByText;
    ByText.Text = textOf(E, Unit.ast());
    return ByText;
  }
  const VarDecl *Variable = dyn_cast_or_null<VarDecl>(Place->Variable);
  bool OwnsIt = Place->Root == Location::Local ||
                Place->Root == Location::Captured ||
                (Place->Root == Location::Referent && Variable &&
                 (Place->OwnedByFrame || isa<ParmVarDecl>(Variable)));
  if (Variable && OwnsIt &&
      (Place->Path.empty() ||
       Types.holder(Variable->getType()) != LockKind::None))
    return LockHolder::of(*Variable);
  return LockHolder::of(std::move(*Place));
}

std::optional<LockHolder> LockLedger::mapped(const LockUse &Use,
                                             const FunctionDecl &Callee,
                                             const CallExpr &Call) const {
  LocationResolver There(Callee, Unit.project(), Unit.types());
  std::optional<Location> Place = Use.Lock->getType()->isPointerType()
                                      ? There.pointee(Use.Lock)
                                      : There.resolve(Use.Lock);
  if (!Place)
    return std::nullopt;
  auto Append = [&](std::optional<Location> Base) -> std::optional<LockHolder> {
    if (!Base)
      return std::nullopt;
    const VarDecl *Variable = dyn_cast_or_null<VarDecl>(Base->Variable);
    if (Variable && (Base->Root == Location::Local || Place->Path.empty()) &&
        Base->Path.empty() &&
        (Place->Path.empty() ||
         Types.holder(Variable->getType()) != LockKind::None))
      return LockHolder::of(*Variable);
    Base->Path.append(Place->Path.begin(), Place->Path.end());
    return LockHolder::of(std::move(*Base));
  };
  if (Place->Root == Location::Captured && isa<VarDecl>(Place->Variable))
    return LockHolder::of(*cast<VarDecl>(Place->Variable));
  if (Place->Root == Location::Global)
    return LockHolder::of(std::move(*Place));
  if (Place->Root == Location::This) {
    const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(&Call);
    if (!Method) // a lambda that captured this
      return LockHolder::of(std::move(*Place));
    const Expr *Object = Method->getImplicitObjectArgument();
    return Append(Object->getType()->isPointerType()
                      ? Resolver.pointee(Object)
                      : Resolver.resolve(Object));
  }
  const ParmVarDecl *Parameter = dyn_cast_or_null<ParmVarDecl>(Place->Variable);
  if (Place->Root != Location::Referent || !Parameter)
    return std::nullopt;
  unsigned Index = Parameter->getFunctionScopeIndex() +
                   (isa<CXXOperatorCallExpr>(Call) ? 1 : 0);
  if (Index >= Call.getNumArgs())
    return std::nullopt;
  const Expr *Argument = Call.getArg(Index);
  return Append(Argument->getType()->isPointerType()
                    ? Resolver.pointee(Argument)
                    : Resolver.resolve(Argument));
}

std::string LockLedger::nameOf(const Expr *E) const {
  std::optional<Location> Place =
      E->getType()->isPointerType() && !isa<CXXThisExpr>(ignoreForwarding(E))
          ? Resolver.pointee(E)
          : Resolver.resolve(E);
  if (Place && Place->name() != "*this") {
    std::string Name = Place->name();
    return StringRef(Name).ltrim('*').str();
  }
  const SourceManager &Sources = Unit.ast().getSourceManager();
  SourceRange Range = ignoreForwarding(E)->getSourceRange();
  if (Range.isInvalid() || Range.getBegin().isMacroID())
    return "";
  StringRef Text = Lexer::getSourceText(CharSourceRange::getTokenRange(Range),
                                        Sources, Unit.ast().getLangOpts());
  Text.consume_front("&");
  return Text.size() > 40 || Text.contains('\n') || Text == "this" ? ""
                                                                   : Text.str();
}

void LockLedger::nameGuard(unsigned Id, const LockHolder &By, QualType Type) {
  HeldLock &Shown = Acquired[Id].Shown;
  if (By.Variable)
    Shown.Guard = By.Variable->getNameAsString();
  if (Type.isNull())
    return;
  Shown.Type = displayName(Type, Unit.ast());
  Shown.IsScope |= belongsToScope(Unit, Type.getNonReferenceType());
  if (const CXXRecordDecl *Record =
          Type.getNonReferenceType()->getAsCXXRecordDecl())
    Shown.QualifiedType = Unit.types().name(*Record);
  if (Shown.Kind == LockKind::Bound) {
    Shown.Reason = Types.reason(Type);
    Shown.IsRestored = Coro.Promise && Types.isRestoredBy(*Coro.Promise, Type);
  }
}

unsigned LockLedger::acquire(const LockHolder &By, const Expr *Lock,
                             const void *At, SourceLocation Taken,
                             SourceRange Statement, LockKind Kind) {
  if (std::optional<unsigned> Known = known(By, At))
    return *Known;
  Acquisition New{{}, By, std::nullopt, At};
  New.Shown.Kind = Kind;
  New.Shown.Taken = Taken;
  New.Shown.Statement = Statement;
  bool IsGuard =
      By.Variable && Types.holder(By.Variable->getType()) != LockKind::None;
  if (IsGuard) {
    auto [It, IsNew] = Groups.try_emplace(By.Variable, NextGroup);
    NextGroup += IsNew;
    New.Shown.Group = It->second;
    New.Shown.IsRecursive = namesRecursive(By.Variable->getType());
  } else {
    New.Shown.Group = NextGroup++;
  }
  if (Lock) {
    New.Shown.Lock = nameOf(Lock);
    New.Shown.IsRecursive |= namesRecursive(Lock->getType());
    New.Shown.IsScope = belongsToScope(Unit, Lock->getType());
    if (Types.holder(Lock->getType()) == LockKind::None)
      New.Lock = holderOf(Lock);
    QualType Type = Lock->getType();
    if (!Type->getPointeeType().isNull())
      Type = Type->getPointeeType();
    if (const CXXRecordDecl *Record = Type->getAsCXXRecordDecl())
      New.Shown.QualifiedType = Unit.types().name(*Record);
  }
  return add(std::move(New));
}

unsigned LockLedger::acquire(const LockUse &Use, LockKind Kind, LockKind Held,
                             const LockHolder &By) {
  const Expr *Lock = Held == LockKind::None ? Use.Lock : nullptr;
  // Several locks that one call takes are told apart by its arguments.
  SourceLocation Taken = isa<CXXMemberCallExpr>(Use.At)
                             ? Use.At->getBeginLoc()
                             : Use.Lock->getBeginLoc();
  unsigned Id =
      acquire(By, Lock, Use.At, Taken, Use.At->getSourceRange(), Kind);
  if (Held == LockKind::None)
    return Id;
  nameGuard(Id, By, Use.Lock->getType());
  for (const Acquisition &Other : Acquired)
    if (Other.By == By && Acquired[Id].Shown.Lock.empty())
      Acquired[Id].Shown.Lock = Other.Shown.Lock;
  return Id;
}

unsigned LockLedger::adopted(unsigned Original, const LockHolder &By) {
  // What is handed on and back, in a loop, remains the same lock.
  const void *First = Acquired[Original].At;
  const void *At = isHashKey(First) ? First : hashKey(Original);
  if (std::optional<unsigned> Known = known(By, At))
    return *Known;
  Acquisition New = Acquired[Original];
  New.By = By;
  New.At = At;
  return add(std::move(New));
}

std::optional<unsigned> LockLedger::known(const LockHolder &By,
                                          const void *At) const {
  for (unsigned Id : AcquiredAt.lookup(At))
    if (Acquired[Id].By == By)
      return Id;
  return std::nullopt;
}

unsigned LockLedger::add(Acquisition New) {
  AcquiredAt[New.At].push_back(Acquired.size());
  Acquired.push_back(std::move(New));
  return Acquired.size() - 1;
}

// A guard for what is locked by hand already takes that over.
void LockLedger::take(LockPath &Into, unsigned Id) {
  if (Acquired[Id].Lock)
    for (unsigned Old : Into.Held)
      if (Old != Id && Acquired[Old].By.is(*Acquired[Id].Lock)) {
        unsigned Same = adopted(Old, Acquired[Id].By);
        erase(Into.Held, Old);
        Into.hold(Same);
        return;
      }
  Into.hold(Id);
}

void LockLedger::fork(LockPaths &Now, ArrayRef<unsigned> Ids,
                      const void *Result) {
  SmallVector<LockPath, 2> Before = std::move(Now.Paths);
  Now.Paths.clear();
  for (LockPath &Each : Before) {
    LockPath Taken = Each;
    for (unsigned Id : Ids)
      take(Taken, Id);
    if (Result) {
      Taken.learn(Result, true);
      Each.learn(Result, false);
    }
    Now.add(Each);
    Now.add(Taken);
  }
}

void LockLedger::release(const LockHolder &By, LockPath &From) const {
  erase_if(From.Held, [&](unsigned Id) { return Acquired[Id].By.is(By); });
}

void LockLedger::release(const LockHolder &By, LockPaths &Now) const {
  SmallVector<LockPath, 2> Before = std::move(Now.Paths);
  Now.Paths.clear();
  for (LockPath &Each : Before) {
    release(By, Each);
    Now.add(Each);
  }
}

} // namespace cotidy
