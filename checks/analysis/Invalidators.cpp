// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Invalidators.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/LocksAround.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// A null pointer, `std::nullopt`, `{}`.
bool isNothing(const Expr *E, const ASTContext &Context) {
  E = ignoreForwarding(E);
  if (const CXXDefaultArgExpr *Default = dyn_cast<CXXDefaultArgExpr>(E))
    E = ignoreForwarding(Default->getExpr());
  if (isNullPointer(*E, Context))
    return true;
  if (const InitListExpr *List = dyn_cast<InitListExpr>(E))
    return List->getNumInits() == 0;
  if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(E)) {
    if (Construct->getNumArgs() == 0 ||
        isa<CXXDefaultArgExpr>(Construct->getArg(0)))
      return true;
    return Construct->getNumArgs() == 1 &&
           isNothing(Construct->getArg(0), Context);
  }
  if (isa<CXXScalarValueInitExpr, ImplicitValueInitExpr>(E))
    return true;
  const CXXRecordDecl *Tag = E->getType()->getAsCXXRecordDecl();
  return Tag && Tag->isInStdNamespace() && Tag->getIdentifier() &&
         Tag->getName() == "nullopt_t";
}

} // namespace

// The changes of one body, nested lambdas left out.
class ChangeCollector : public BodyVisitor<ChangeCollector> {
public:
  ChangeCollector(const UnitAnalysis &Unit, const References &Facts,
                  const FunctionDecl &Function, Invalidators &Out)
      : Unit(Unit), Facts(Facts), Function(Function), Out(Out) {}

  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    const Expr *Object = ignoreForwarding(Call->getImplicitObjectArgument());
    if (!Method)
      return true;
    QualType Type = Object->getType();
    if (Type->isPointerType())
      Type = Type->getPointeeType();
    std::optional<HolderChange> Change = Facts.types().change(*Method, Type);
    if (Change)
      add(Object, *Call, *Change, empties(*Call, *Change, Type));
    return true;
  }

  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *Call) {
    const CXXMethodDecl *Method =
        dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
    if (!Method || Call->getNumArgs() == 0)
      return true;
    const Expr *Object = Call->getArg(0);
    bool Assigns = Call->getOperator() == OO_Equal && Call->getNumArgs() == 2;
    std::optional<HolderChange> Change =
        Facts.types().change(*Method, Object->getType());
    if (!Change && Assigns && hasParts(Object->getType()))
      Change = HolderChange{};
    if (Change)
      add(Object, *Call, *Change,
          Assigns && isNothing(Call->getArg(1), Unit.ast()));
    return true;
  }

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || Call->getNumArgs() == 0)
      return true;
    if (Call->isCallToStdMove())
      return moved(*Call);
    std::optional<unsigned> Changed = Facts.types().changedArgument(*Callee);
    if (!Changed || *Changed >= Call->getNumArgs())
      return true;
    // `exchange(p, q)` puts something else there; the others take away.
    bool Puts =
        Call->getNumArgs() == 2 && *Changed == 0 &&
        Call->getType().getCanonicalType().getUnqualifiedType() ==
            Call->getArg(0)->getType().getCanonicalType().getUnqualifiedType();
    change(Call->getArg(*Changed), *Call,
           !Puts || isNothing(Call->getArg(1), Unit.ast()));
    if (Call->getType()->isVoidType() && Call->getNumArgs() == 2)
      change(Call->getArg(1), *Call, true);
    return true;
  }

  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->getOpcode() == BO_Assign && E->getLHS()->getType()->isPointerType())
      add(E->getLHS(), *E, {false, true}, isNothing(E->getRHS(), Unit.ast()),
          /*RawPointer=*/true);
    return true;
  }
  bool VisitCXXDeleteExpr(CXXDeleteExpr *E) {
    const Expr *Pointer = ignoreForwarding(E->getArgument());
    if (std::optional<Location> Place =
            Facts.resolver(Function).resolve(Pointer))
      record(*Place, *E, {true, true}, false, true);
    return true;
  }

private:
  // Moving from an object takes what it holds; binding to `auto &&` does not.
  bool moved(const CallExpr &Call) {
    return change(Call.getArg(0), Call, true);
  }

  bool change(const Expr *Object, const Expr &At, bool Empties) {
    bool RawPointer = Object->getType()->isPointerType();
    if (RawPointer || hasParts(Object->getType()) ||
        Facts.types().holder(Object->getType()) != HolderKind::None)
      add(Object, At, {!RawPointer, true}, Empties, RawPointer);
    return true;
  }

  // What becomes of the whole object becomes of the holders in it.
  bool hasParts(QualType Type) const {
    return Type->isRecordType() &&
           Facts.types().holder(Type) == HolderKind::None &&
           Facts.types().referrer(Type) == ReferrerKind::None;
  }

  bool empties(const CXXMemberCallExpr &Call, const HolderChange &Change,
               QualType Type) const {
    if (!Change.TakesAway)
      return false;
    if (Facts.types().holder(Type) == HolderKind::Container)
      return Call.getMethodDecl()->getNumParams() == 0 ||
             !Call.getMethodDecl()->isOverloadedOperator();
    return Call.getNumArgs() == 0 || isNothing(Call.getArg(0), Unit.ast());
  }

  void add(const Expr *Object, const Expr &At, HolderChange Change,
           bool Empties, bool RawPointer = false) {
    std::optional<Location> Place =
        RawPointer ? Facts.resolver(Function).resolve(Object)
                   : Facts.place(Function, Object);
    if (Place)
      record(*Place, At, Change, Empties, RawPointer);
  }

  void record(const Location &Place, const Expr &At, HolderChange Change,
              bool Empties, bool RawPointer) {
    if (!Place.OwnedByFrame)
      Out.add({&Function, &At, Place, Change, Empties, RawPointer});
  }

  const UnitAnalysis &Unit;
  const References &Facts;
  const FunctionDecl &Function;
  Invalidators &Out;
};

namespace {

std::string quoted(const FunctionDecl &Function) {
  return displayName(Function) == "lambda" ? std::string("this lambda")
                                           : "'" + displayName(Function) + "'";
}

// Fields on the way to the object, as far as they are parts of one another.
SmallVector<const ValueDecl *, 4> partsOf(const Location &Place) {
  SmallVector<const ValueDecl *, 4> Keys;
  for (const LocationStep &Step : reverse(Place.Path)) {
    if (Step.Is == LocationStep::Pointee)
      return Keys;
    if (Step.Member)
      Keys.push_back(Step.Member);
  }
  if (Place.Variable && !isa<FunctionDecl>(Place.Variable))
    Keys.push_back(Place.Variable);
  return Keys;
}

bool isAssignment(const Expr &E) {
  const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(&E);
  return isa<BinaryOperator>(E) || (Call && Call->getOperator() == OO_Equal);
}

StringRef verb(const Invalidation &Change, HolderKind Kind) {
  if (isa<CXXDeleteExpr>(Change.At))
    return "deletes";
  return Kind == HolderKind::Container || Change.RawPointer ? "changes"
                                                            : "resets";
}

std::string what(const Invalidation &Change, HolderKind Kind) {
  return (quoted(*Change.Function) + " " + verb(Change, Kind) + " '" +
          holderName(Change.Target) + "' here")
      .str();
}

// The scope on which this call was made.
const Expr *scopeAwaited(const Expr *E, const TypeFacts &Types) {
  const CXXMemberCallExpr *Call =
      dyn_cast<CXXMemberCallExpr>(ignoreForwarding(E));
  const Expr *Object = Call ? Call->getImplicitObjectArgument() : nullptr;
  return Object && Types.is(Object->getType(), TypeRole::Scope) ? Object
                                                                : nullptr;
}

// Guards, locks taken by hand and scopes whose end was awaited, each with the
// rest of the block it stands in.
class LockRanges : public RecursiveASTVisitor<LockRanges> {
public:
  LockRanges(const GuardTypes &Guards, const LocationResolver &Resolver)
      : Guards(Guards), Resolver(Resolver) {}

  /// `co_await gate.close()`: whoever entered has left.
  bool TraverseCoawaitExpr(CoawaitExpr *E) {
    if (const Expr *Scope = scopeAwaited(E->getOperand(), Guards.types()))
      take(Scope, E->getEndLoc());
    return TraverseStmt(E->getOperand());
  }

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseCompoundStmt(CompoundStmt *S) {
    SourceLocation Outer = std::exchange(End, S->getRBracLoc());
    bool Continue = RecursiveASTVisitor::TraverseCompoundStmt(S);
    End = Outer;
    return Continue;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit() &&
        (Guards.guard(Variable->getType()) != LockKind::None ||
         Guards.holder(Variable->getType()) != LockKind::None))
      locksIn(Variable->getInit(), Variable->getLocation());
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    for (const LockUse &Use : lockUses(*Call, Guards))
      if (Use.Is == LockAction::Take)
        take(Use.Lock, Call->getBeginLoc());
    return true;
  }

  std::vector<std::pair<std::string, SourceRange>> Found;

private:
  void locksIn(const Stmt *S, SourceLocation From) {
    if (const Expr *E = dyn_cast_or_null<Expr>(S);
        E && Guards.lock(E->getType()) != LockKind::None) {
      // A scope keeps out only those who wait for its end.
      if (!Guards.types().is(E->getType(), TypeRole::Scope))
        take(E, From);
      return;
    }
    if (const CoroutineSuspendExpr *Await =
            dyn_cast_or_null<CoroutineSuspendExpr>(S))
      return locksIn(Await->getOperand(), From);
    if (S)
      for (const Stmt *Child : S->children())
        locksIn(Child, From);
  }
  void take(const Expr *Lock, SourceLocation From) {
    std::string Name = lockName(Resolver, *Lock);
    if (!Name.empty() && End.isValid())
      Found.push_back({Name, SourceRange(From, End)});
  }

  const GuardTypes &Guards;
  const LocationResolver &Resolver;
  SourceLocation End;
};

// Whether an expression depends on a parameter of its function, directly or
// through local variables.
class ParameterUse : public RecursiveASTVisitor<ParameterUse> {
public:
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    const VarDecl *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    if (!Variable || !Variable->hasLocalStorage())
      return true;
    Found |= isa<ParmVarDecl>(Variable);
    if (!Found && Variable->hasInit() && Seen.insert(Variable).second)
      TraverseStmt(const_cast<Expr *>(Variable->getInit()));
    return !Found;
  }
  bool Found = false;

private:
  SmallPtrSet<const VarDecl *, 4> Seen;
};

bool usesParameter(const Expr &E) {
  ParameterUse Use;
  Use.TraverseStmt(const_cast<Expr *>(&E));
  return Use.Found;
}

const FunctionDecl *calleeOf(const Expr *E) {
  const CallExpr *Call = E ? dyn_cast<CallExpr>(ignoreForwarding(E)) : nullptr;
  const FunctionDecl *Definition = nullptr;
  return Call && Call->getDirectCallee() &&
                 Call->getDirectCallee()->isDefined(Definition)
             ? Definition
             : nullptr;
}

// `scope.spawn(run())`.
const Expr *scopeOfSpawn(const Invocation &Site, const TypeFacts &Types) {
  BodyTree Caller(*Site.Caller);
  for (const Stmt *Outer = Caller.parent(*Site.At);
       isa_and_nonnull<Expr>(Outer); Outer = Caller.parent(*Outer))
    if (const Expr *Scope = scopeAwaited(cast<Expr>(Outer), Types))
      return Scope;
  return nullptr;
}

// Signals and what else a macro declares have their bodies elsewhere and
// change nothing.
const CXXMethodDecl *hiddenMethod(const CXXRecordDecl &Record) {
  bool ByMacro = false;
  for (const Decl *Member : Record.decls()) {
    if (const AccessSpecDecl *Access = dyn_cast<AccessSpecDecl>(Member))
      ByMacro = Access->getAccessSpecifierLoc().isMacroID();
    const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Member);
    if (!Method || ByMacro || Method->getLocation().isMacroID() ||
        Method->isImplicit() || Method->isConst() || Method->isStatic() ||
        Method->isDeleted() || Method->isDefaulted() ||
        Method->isPureVirtual() ||
        isa<CXXConstructorDecl, CXXDestructorDecl, CXXConversionDecl>(Method) ||
        Method->isOverloadedOperator())
      continue;
    const FunctionDecl *Pattern = Method->getTemplateInstantiationPattern();
    if (!Method->isDefined() && !(Pattern && Pattern->isDefined()))
      return Method;
  }
  return nullptr;
}

} // namespace

Invalidators::Invalidators(const UnitAnalysis &Unit, const References &Facts)
    : Unit(Unit), Facts(Facts), Guards(Unit.types()) {
  for (const FunctionDecl *Function : Unit.functions())
    ChangeCollector(Unit, Facts, *Function, *this)
        .TraverseStmt(const_cast<Stmt *>(userBody(*Function)));
  passDown();
}

// The first of a kind tells enough.
void Invalidators::add(Invalidation New) {
  for (const ValueDecl *Key : partsOf(New.Target)) {
    std::vector<Invalidation> &Known = ByTarget[Key];
    bool IsKnown = false;
    for (const Invalidation &Old : reverse(Known)) {
      if (Old.Function != New.Function)
        break;
      IsKnown |= Old.Target == New.Target && Old.Empties == New.Empties &&
                 Old.Change.EndsElements == New.Change.EndsElements &&
                 Old.Change.TakesAway == New.Change.TakesAway;
    }
    if (!IsKnown)
      Known.push_back(New);
  }
}

// `drop_old(sessions_)` changes what is passed.
void Invalidators::passDown() {
  std::vector<Invalidation> Passed;
  for (const auto &[Key, Changes] : ByTarget) {
    const ParmVarDecl *Parameter = dyn_cast<ParmVarDecl>(Key);
    if (!Parameter || !Parameter->getType()->isLValueReferenceType())
      continue;
    for (const Invalidation &Change : Changes) {
      if (Change.Target.Variable != Parameter)
        continue;
      for (const Invocation *Site :
           Unit.activities().callers(*Change.Function)) {
        const CallExpr *Call = dyn_cast<CallExpr>(Site->At);
        if (!Call || isa<CXXOperatorCallExpr>(Call) ||
            Parameter->getFunctionScopeIndex() >= Call->getNumArgs())
          continue;
        std::optional<Location> Place = Facts.place(
            *Site->Caller, Call->getArg(Parameter->getFunctionScopeIndex()));
        if (!Place || Place->OwnedByFrame)
          continue;
        Place->Path.append(Change.Target.Path.begin(),
                           Change.Target.Path.end());
        Passed.push_back({Site->Caller, Call, *Place, Change.Change,
                          Change.Empties, Change.RawPointer});
      }
    }
  }
  for (Invalidation &Each : Passed)
    add(std::move(Each));
}

std::vector<const ValueDecl *> Invalidators::targets() const {
  std::vector<const ValueDecl *> Result;
  for (const auto &Entry : ByTarget)
    Result.push_back(Entry.first);
  const SourceManager &Sources = Unit.ast().getSourceManager();
  llvm::sort(Result, [&](const ValueDecl *A, const ValueDecl *B) {
    return Sources.isBeforeInTranslationUnit(A->getLocation(),
                                             B->getLocation());
  });
  return Result;
}

ArrayRef<Invalidation> Invalidators::changes(const ValueDecl &Target) const {
  DenseMap<const ValueDecl *, std::vector<Invalidation>>::const_iterator It =
      ByTarget.find(&Target);
  if (It == ByTarget.end())
    return {};
  return It->second;
}

SmallVector<const Invalidation *, 4>
Invalidators::conflicting(const Location &Holder) const {
  SmallVector<const Invalidation *, 4> Result;
  const ValueDecl *Innermost = Holder.target();
  for (const ValueDecl *Key : partsOf(Holder))
    for (const Invalidation &Each : changes(*Key)) {
      // What becomes of a part leaves the whole alone.
      bool SameObject = Each.Target.target() == Key && Key == Innermost &&
                        Each.Target.Path.size() <= Holder.Path.size();
      bool Around =
          Each.Target.target() == Key && Key != Innermost && !Each.RawPointer;
      if (SameObject || Around)
        Result.push_back(&Each);
    }
  return Result;
}

ArrayRef<Invalidators::LockedRange>
Invalidators::lockedRanges(const FunctionDecl &Function) const {
  auto [It, IsNew] = Locked.try_emplace(&Function);
  if (IsNew) {
    LockRanges Ranges(Guards, Facts.resolver(Function));
    Ranges.TraverseStmt(const_cast<Stmt *>(userBody(Function)));
    std::vector<LockedRange> Result;
    for (auto &[Lock, Range] : Ranges.Found)
      Result.push_back({Lock, Range});
    Locked[&Function] = std::move(Result);
  }
  return Locked[&Function];
}

// `gate.close().then(...)`.
bool Invalidators::endsScope(const SerializingCall &Call,
                             ArrayRef<std::string> Locks) const {
  const CXXMemberCallExpr *Then = dyn_cast<CXXMemberCallExpr>(Call.At);
  const Expr *Scope =
      Then ? scopeAwaited(Then->getImplicitObjectArgument(), Unit.types())
           : nullptr;
  return Scope &&
         is_contained(Locks, lockName(Facts.resolver(*Call.Caller), *Scope));
}

// One without a name may be any of them.
bool Invalidators::takesOneOf(const SerializingCall &Call,
                              ArrayRef<std::string> Locks) const {
  if (!Call.TakesLock)
    return false;
  LocksAround Taken = locksTaken(Unit, Facts, Call);
  return Taken.Unnamed || any_of(Taken.Locks, [&](const std::string &Name) {
           return is_contained(Locks, Name);
         });
}

ArrayRef<std::string>
Invalidators::scopesAround(const FunctionDecl &Function) const {
  auto [Known, IsNew] = ScopesAround.try_emplace(&Function);
  if (!IsNew)
    return Known->second;
  std::vector<std::string> Names;
  for (const Invocation *Site : Unit.activities().callers(Function)) {
    const Expr *Scope = Site->Is == Invocation::Spawn
                            ? scopeOfSpawn(*Site, Unit.types())
                            : nullptr;
    if (!Scope)
      return {};
    std::string Name = lockName(Facts.resolver(*Site->Caller), *Scope);
    if (Name.empty() || (!Names.empty() && Names.front() != Name))
      return {};
    Names = {std::move(Name)};
  }
  return ScopesAround[&Function] = std::move(Names);
}

// Whoever took the lock passed it on.
bool Invalidators::isGivenGuard(const FunctionDecl &Function) const {
  auto IsGuard = [&](const ValueDecl *Variable) {
    LockKind Kind = Guards.holder(Variable->getType().getNonReferenceType());
    return Kind == LockKind::Async || Kind == LockKind::Thread;
  };
  if (any_of(Function.parameters(), IsGuard))
    return true;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return Method && Method->getParent()->isLambda() &&
         any_of(Method->getParent()->captures(),
                [&](const LambdaCapture &Capture) {
                  return Capture.capturesVariable() &&
                         IsGuard(Capture.getCapturedVar());
                });
}

bool Invalidators::keepsOut(const FunctionDecl &Function, const Expr &At,
                            ArrayRef<std::string> Locks, unsigned Depth) const {
  // Deeper chains of callers are not worth following.
  constexpr unsigned MaxCallers = 4;
  if (Locks.empty() || Depth > MaxCallers)
    return false;
  const SourceManager &Sources = Unit.ast().getSourceManager();
  if (any_of(lockedRanges(Function), [&](const LockedRange &Each) {
        return is_contained(Locks, Each.Lock) &&
               Sources.isPointWithin(At.getBeginLoc(), Each.Range.getBegin(),
                                     Each.Range.getEnd());
      }))
    return true;
  if (any_of(Unit.activities().serializers(Function),
             [&](const SerializingCall &Call) {
               return takesOneOf(Call, Locks) || endsScope(Call, Locks);
             }) ||
      isGivenGuard(Function))
    return true;
  ArrayRef<const Invocation *> Callers = Unit.activities().callers(Function);
  return !Callers.empty() && all_of(Callers, [&](const Invocation *Site) {
    return Site->Is != Invocation::Spawn &&
           keepsOut(*Site->Caller, *Site->At, Locks, Depth + 1);
  });
}

// Whoever calls it may call it again before it is done.
bool Invalidators::mayRunBeside(const FunctionDecl &Ours,
                                const Location &Holder) const {
  if (any_of(Holder.Path,
             [](const LocationStep &Step) { return Step.Variable; }))
    return false;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Ours);
  bool Reachable = Holder.Root == Location::Global ||
                   (Holder.Root == Location::This && Method);
  return Reachable && Unit.activities().isOpen(Ours) &&
         !(Method && Method->getAccess() == AS_private);
}

std::optional<Rival>
Invalidators::otherFunction(const Request &Of,
                            ArrayRef<const Invalidation *> Changes,
                            ArrayRef<std::string> Locks) const {
  const Invalidation *Best = nullptr;
  for (const Invalidation *Each : Changes) {
    // Replacing a whole object is like making a new one.
    if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Each->Function);
        Method && Method->isOverloadedOperator() &&
        Method->getOverloadedOperator() == OO_Equal)
      continue;
    if (keepsOut(*Each->Function, *Each->At, Locks, 0))
      continue;
    Writers::Entry Entry{Each->Function, Each->At->getExprLoc(), Each->Target,
                         isAssignment(*Each->At)};
    if (!Unit.writers().interleaves(Entry, Of.Ours, Of.Holder))
      continue;
    // A coroutine shows best how the two get into each other's way.
    if (!Best ||
        (!Unit.coroutine(*Best->Function) && Unit.coroutine(*Each->Function)))
      Best = Each;
  }
  if (!Best)
    return std::nullopt;
  return Rival{Best->At->getExprLoc(),
               what(*Best, Of.Kind) + " and may run meanwhile"};
}

std::optional<Rival>
Invalidators::anotherInstance(const Request &Of,
                              const Invalidation &Change) const {
  if (std::optional<Rival> Other =
          Unit.writers().anotherInstance(Of.Ours, Of.Holder))
    return Other;
  if (!mayRunBeside(Of.Ours, Of.Holder) ||
      (Of.Awaited &&
       Unit.writers().isInEndlessLoop(Of.Ours, Of.Awaited->getExprLoc())))
    return std::nullopt;
  return Rival{Change.At->getExprLoc(),
               "another call of " + quoted(Of.Ours) + " may change '" +
                   holderName(Change.Target) + "' here meanwhile"};
}

// A caller that waits stands still, but another one need not.
std::optional<Rival>
Invalidators::anotherCaller(const Request &Of,
                            const Invalidation &Change) const {
  const FunctionDecl &Caller = *Change.Function;
  if (!Of.ByCallers || &Caller == &Of.Ours || !(Change.Target == Of.Holder) ||
      !Unit.activities().leadsTo(Caller, Of.Ours, /*WaitingOnly=*/true))
    return std::nullopt;
  if (std::optional<Rival> Other =
          Unit.writers().anotherInstance(Caller, Of.Holder))
    return Other;
  // Which element it adds or erases depends on who calls it, so it is called
  // for several.
  if (!mayRunBeside(Caller, Of.Holder) || !isa<CXXMemberCallExpr>(Change.At) ||
      !usesParameter(*Change.At))
    return std::nullopt;
  return Rival{Change.At->getExprLoc(),
               "another call of " + quoted(Caller) + " may change '" +
                   holderName(Change.Target) + "' here meanwhile"};
}

std::optional<Rival>
Invalidators::judge(const Request &Of,
                    ArrayRef<const Invalidation *> Changes) const {
  const Activities &Calls = Unit.activities();
  SmallVector<std::string, 4> Locks(Of.Locks);
  append_range(Locks, scopesAround(Of.Ours));
  if (std::optional<Rival> Found = otherFunction(Of, Changes, Locks))
    return Found;
  const FunctionDecl *Callee = calleeOf(Of.Awaited);
  for (const Invalidation *Each : Changes) {
    bool IsAwaited =
        Callee && Callee != &Of.Ours &&
        (Callee == Each->Function ||
         Calls.leadsTo(*Callee, *Each->Function, /*WaitingOnly=*/true));
    if (IsAwaited)
      return Rival{Each->At->getExprLoc(),
                   what(*Each, Of.Kind) + ", called by what is awaited"};
    if (keepsOut(*Each->Function, *Each->At, Locks, 0))
      continue;
    bool IsOwn = Each->Function == &Of.Ours ||
                 Calls.leadsTo(Of.Ours, *Each->Function, /*WaitingOnly=*/true);
    if (IsOwn && Of.OthersOnly)
      continue;
    if (std::optional<Rival> Found =
            IsOwn ? anotherInstance(Of, *Each) : anotherCaller(Of, *Each))
      return Found;
  }
  return Of.Presumed && Changes.empty() ? presumed(Of) : std::nullopt;
}

// What callers pass by reference is theirs to share.
SmallVector<Location, 2> Invalidators::passedIn(const Request &Of) const {
  SmallVector<Location, 2> Result;
  const ParmVarDecl *Parameter =
      dyn_cast_or_null<ParmVarDecl>(Of.Holder.Variable);
  if (Of.Holder.Root != Location::Referent || !Parameter ||
      !Parameter->getType()->isReferenceType())
    return Result;
  unsigned Index = Parameter->getFunctionScopeIndex();
  for (const Invocation *Site : Unit.activities().callers(Of.Ours)) {
    const CallExpr *Call = dyn_cast<CallExpr>(Site->At);
    if (!Call || isa<CXXOperatorCallExpr>(Call) || Index >= Call->getNumArgs())
      continue;
    std::optional<Location> Place =
        Facts.place(*Site->Caller, Call->getArg(Index));
    if (!Place || !Place->isShared())
      continue;
    Place->Path.append(Of.Holder.Path.begin(), Of.Holder.Path.end());
    if (!is_contained(Result, *Place))
      Result.push_back(std::move(*Place));
  }
  return Result;
}

std::optional<Rival> Invalidators::presumed(const Request &Of) const {
  if (Of.Holder.Root != Location::This && Of.Holder.Root != Location::Global)
    return std::nullopt;
  for (const LocationStep &Step : Of.Holder.Path) {
    const CXXRecordDecl *Record =
        Step.Member ? dyn_cast<CXXRecordDecl>(Step.Member->getParent())
                    : nullptr;
    if (!Record || Record->isLambda())
      continue;
    if (const CXXMethodDecl *Method = hiddenMethod(*Record))
      return Rival{Method->getLocation(),
                   quoted(*Method) + " is not visible here and may change '" +
                       holderName(Of.Holder) + "' meanwhile"};
  }
  return std::nullopt;
}

} // namespace cotidy
