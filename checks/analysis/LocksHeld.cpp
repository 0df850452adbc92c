// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LocksHeld.h"

#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/LockTaking.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// More ways to hold locks at one point are not told apart.
constexpr unsigned MaxPaths = 12;

// What holds a lock: a variable, a temporary, or the lock itself.
struct Holder {
  const VarDecl *Variable = nullptr;
  const Expr *Temporary = nullptr;
  std::optional<Location> Place;
  unsigned Text = 0; // equal expressions, where the place is not known

  static Holder of(const VarDecl &V) { return {&V, nullptr, std::nullopt, 0}; }
  static Holder of(const Expr *T) { return {nullptr, T, std::nullopt, 0}; }
  static Holder of(Location Place) {
    Place.OwnedByFrame = false;
    return {nullptr, nullptr, std::move(Place), 0};
  }

  bool operator==(const Holder &Other) const {
    return Variable == Other.Variable && Temporary == Other.Temporary &&
           Place == Other.Place && Text == Other.Text;
  }
  bool is(const Holder &Named) const {
    if (Variable || Named.Variable)
      return Variable == Named.Variable;
    return *this == Named;
  }
};

struct Acquisition {
  HeldLock Shown;
  Holder By;
  /// What is locked, if that has a place of its own.
  std::optional<Holder> Lock;
  const void *At;
};

// One way to reach a point.
struct Path {
  SmallVector<unsigned, 2> Held; // sorted indices of acquisitions
  /// Moved from its variable, and not yet kept by another: by the move.
  SmallVector<std::pair<const void *, unsigned>, 1> Moving;
  /// Conditions and the results of tries that are known on this path.
  SmallVector<std::pair<const void *, bool>, 2> Facts;

  std::optional<bool> fact(const void *Key) const {
    for (const auto &[Known, Value] : Facts)
      if (Known == Key)
        return Value;
    return std::nullopt;
  }
  void forget(const void *Key) {
    erase_if(Facts, [&](const auto &Fact) { return Fact.first == Key; });
  }
  void learn(const void *Key, bool Value) {
    forget(Key);
    Facts.push_back({Key, Value});
  }
  void hold(unsigned Acquired) {
    if (!is_contained(Held, Acquired))
      Held.insert(lower_bound(Held, Acquired), Acquired);
  }
};

struct State {
  SmallVector<Path, 2> Paths;
  /// Too many ways: only what all of them hold is left.
  bool Merged = false;

  bool join(const State &Other) {
    bool Changed = false;
    for (const Path &Theirs : Other.Paths)
      Changed |= add(Theirs);
    return Changed;
  }
  bool add(const Path &Theirs) {
    if (Merged)
      return intersect(Theirs);
    Path *Mine = find_if(
        Paths, [&](const Path &Each) { return Each.Held == Theirs.Held; });
    if (Mine != Paths.end())
      return weaken(*Mine, Theirs);
    Paths.push_back(Theirs);
    if (Paths.size() > MaxPaths)
      merge();
    return true;
  }

private:
  static bool weaken(Path &Mine, const Path &Theirs) {
    size_t Before = Mine.Facts.size();
    erase_if(Mine.Facts, [&](const auto &Fact) {
      return Theirs.fact(Fact.first) != Fact.second;
    });
    bool Changed = Before != Mine.Facts.size();
    for (const auto &Move : Theirs.Moving)
      if (!is_contained(Mine.Moving, Move)) {
        Mine.Moving.push_back(Move);
        Changed = true;
      }
    return Changed;
  }
  bool intersect(const Path &Theirs) {
    size_t Before = Paths.front().Held.size();
    erase_if(Paths.front().Held,
             [&](unsigned Each) { return !is_contained(Theirs.Held, Each); });
    return Before != Paths.front().Held.size();
  }
  void merge() {
    Merged = true;
    Path Common{Paths.front().Held, {}, {}};
    SmallVector<Path, 2> All = std::move(Paths);
    Paths = {Common};
    for (const Path &Each : All)
      intersect(Each);
  }
};

const void *keyOf(unsigned Hash) {
  // Odd, hence no address.
  return reinterpret_cast<const void *>(uintptr_t(Hash) * 2 + 1);
}

bool isKey(const void *At) { return reinterpret_cast<uintptr_t>(At) & 1; }

unsigned textOf(const Expr *E, const ASTContext &Context) {
  FoldingSetNodeID Id;
  ignoreForwarding(E)->Profile(Id, Context, /*Canonical=*/true);
  return Id.ComputeHash() | 1;
}

// A call in a condition whose result tells whether it took a lock.
struct TryResult {
  const Expr *Call;
  bool Taken;
};

class Flow {
public:
  Flow(const UnitAnalysis &Unit, const Coroutine &Coro, const GuardTypes &Types)
      : Unit(Unit), Coro(Coro), Types(Types), Graph(Unit.cfg(*Coro.Function)),
        Resolver(*Coro.Function, Unit.project(), Unit.types()) {}

  std::vector<LocksAtSuspension> run();

private:
  bool mayHold();
  void prepare();
  State atEntry();
  bool canGiveBack(QualType Guard) const;
  std::vector<LocksAtSuspension>
  collect(const std::vector<std::optional<State>> &Before);

  void transfer(const CFGElement &Element, State &Now);
  void transfer(const Stmt *S, State &Now);
  bool follow(const CFGBlock &From, unsigned Successor, State &Now);
  bool isWithin(SourceLocation Loc, const Stmt &S) const;
  bool assume(const Expr *Condition, bool Holds, Path &Now);
  std::optional<TryResult> tryResult(const Expr *Condition, bool Holds);
  const void *factKey(const Expr *Condition, bool &Negated);

  void declare(const VarDecl &Variable, State &Now);
  void keep(const Holder &By, const LockTaking &What, const Expr *Init,
            SourceLocation Taken, State &Now);
  void temporary(const CXXBindTemporaryExpr &Bound, State &Now);
  void assign(const Expr *Target, const Expr *Value, State &Now);
  void call(const CallExpr &Call, State &Now);
  void use(ArrayRef<LockUse> Uses, State &Now);
  unsigned used(const LockUse &Use, LockKind Kind, LockKind Held,
                const Holder &By);
  bool exchange(const CallExpr &Call, State &Now);
  bool onHolder(const CXXMemberCallExpr &Call, State &Now);
  void given(const Expr *Argument, State &Now);
  void passed(const CallExpr &Call, State &Now);
  void inside(const CallExpr &Call, const FunctionDecl &Callee, State &Now);
  void move(const CallExpr &Call, State &Now);
  void leave(const VarDecl &Variable, State &Now);
  void release(const Holder &By, State &Now);
  void changed(const Expr *Target, State &Now);
  void suspend(const Suspension &S, State &Now);
  bool isHandedOver(const Acquisition &Lock, const Suspension &S);

  std::optional<Holder> holderOf(const Expr *E);
  std::optional<Holder> mapped(const LockUse &Use, const FunctionDecl &Callee,
                               const CallExpr &Call);
  unsigned acquire(const Holder &By, const Expr *Lock, const void *At,
                   SourceLocation Taken, SourceRange Statement, LockKind Kind);
  unsigned adopted(unsigned Original, const Holder &By);
  std::optional<unsigned> known(const Holder &By, const void *At) const;
  unsigned add(Acquisition New);
  void nameGuard(HeldLock &Shown, const Holder &By, QualType Type);
  std::string nameOf(const Expr *E);
  void take(Path &Into, unsigned Id);
  void fork(State &Now, ArrayRef<unsigned> Ids, const void *Result);

  const UnitAnalysis &Unit;
  const Coroutine &Coro;
  const GuardTypes &Types;
  const SuspensionCfg *Graph;
  LocationResolver Resolver;
  std::vector<Acquisition> Acquired;
  DenseMap<const void *, SmallVector<unsigned, 1>> AcquiredAt;
  DenseMap<const Stmt *, const CXXTryStmt *> Tries;
  SmallPtrSet<const ValueDecl *, 8> Volatile;
  DenseMap<const VarDecl *, unsigned> Groups;
  unsigned NextGroup = 0;
  SmallPtrSet<const Expr *, 8> Temporaries;
  SmallPtrSet<const Expr *, 8> AwaitedCalls;
  DenseMap<const VarDecl *, SmallVector<Holder, 1>> AtScopeEnd;
  DenseMap<const void *, SmallVector<const ValueDecl *, 2>> FactsAbout;
  DenseMap<const ValueDecl *, SmallVector<const void *, 2>> FactsOf;
};

class ReferenceCollector : public RecursiveASTVisitor<ReferenceCollector> {
public:
  SmallVector<const ValueDecl *, 2> Found;
  bool HasCall = false;

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    Found.push_back(Ref->getDecl());
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    Found.push_back(Member->getMemberDecl());
    return true;
  }
  bool VisitCallExpr(CallExpr *) { return HasCall = true; }
};

// Lambdas of an expression that give a lock back: a scope guard written on the
// spot.
class LambdaCollector : public RecursiveASTVisitor<LambdaCollector> {
public:
  SmallVector<const LambdaExpr *, 2> Found;
  bool VisitLambdaExpr(LambdaExpr *Lambda) {
    Found.push_back(Lambda);
    return true;
  }
};

// Which block a handler belongs to, and which variables a lambda may change.
class BodyFacts : public RecursiveASTVisitor<BodyFacts> {
public:
  BodyFacts(DenseMap<const Stmt *, const CXXTryStmt *> &Tries,
            SmallPtrSetImpl<const ValueDecl *> &Volatile)
      : Tries(Tries), Volatile(Volatile) {}

  bool VisitCXXTryStmt(CXXTryStmt *Try) {
    for (unsigned I = 0; I < Try->getNumHandlers(); ++I)
      Tries[Try->getHandler(I)] = Try;
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr *Lambda) {
    for (const LambdaCapture &Capture : Lambda->captures())
      if (Capture.capturesVariable() && Capture.getCaptureKind() == LCK_ByRef)
        Volatile.insert(Capture.getCapturedVar());
    return true;
  }

private:
  DenseMap<const Stmt *, const CXXTryStmt *> &Tries;
  SmallPtrSetImpl<const ValueDecl *> &Volatile;
};

bool Flow::mayHold() {
  for (const ParmVarDecl *Parameter : Coro.Function->parameters())
    if (Types.holder(Parameter->getType()) != LockKind::None)
      return true;
  if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Coro.Function))
    if (Types.holder(Unit.ast().getRecordType(Method->getParent())) !=
            LockKind::None &&
        Method->getParent()->isLambda())
      return true;
  for (const CFGBlock *Block : Graph->graph())
    for (const CFGElement &Element : *Block) {
      std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
      if (!S)
        continue;
      if (const DeclStmt *Decls = dyn_cast<DeclStmt>(S->getStmt())) {
        for (const Decl *D : Decls->decls())
          if (const VarDecl *Variable = dyn_cast<VarDecl>(D))
            if (Types.holder(Variable->getType()) != LockKind::None)
              return true;
      } else if (const Expr *E = dyn_cast<Expr>(S->getStmt())) {
        if (isa<CXXBindTemporaryExpr>(E) &&
            Types.holder(E->getType()) != LockKind::None)
          return true;
        const CallExpr *Call = dyn_cast<CallExpr>(E);
        if (Call && Call->getDirectCallee() &&
            (!lockUses(*Call, Types).empty() ||
             (Unit.project().contains(Call->getDirectCallee()->getLocation()) &&
              !lockUses(*Call->getDirectCallee(), Types).empty())))
          return true;
      }
    }
  return false;
}

void Flow::prepare() {
  for (const CFGBlock *Block : Graph->graph())
    for (const CFGElement &Element : *Block)
      if (std::optional<CFGTemporaryDtor> End =
              Element.getAs<CFGTemporaryDtor>())
        Temporaries.insert(End->getBindTemporaryExpr());
  for (const Suspension &S : Coro.Suspensions)
    if (S.isExplicit())
      AwaitedCalls.insert(ignoreForwarding(&S.operand()));
  BodyFacts(Tries, Volatile)
      .TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
}

std::vector<LocksAtSuspension> Flow::run() {
  if (!Graph || Coro.Suspensions.empty() || !mayHold())
    return {};
  prepare();
  auto Transfer = [this](const CFGElement &Element, State &Now) {
    transfer(Element, Now);
  };
  auto Follow = [this](const CFGBlock &From, unsigned Successor, State &Now) {
    return follow(From, Successor, Now);
  };
  return collect(solveAlongEdges(Graph->graph(), atEntry(), Transfer, Follow));
}

bool Flow::canGiveBack(QualType Guard) const {
  const CXXRecordDecl *Record =
      Guard.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && any_of(Record->methods(), [&](const CXXMethodDecl *Method) {
           return lockAction(*Method, Unit.types()) == LockAction::GiveBack;
         });
}

State Flow::atEntry() {
  State Entry;
  Entry.Paths.push_back({});
  auto Enter = [&](const VarDecl &Variable, SourceLocation Loc) {
    // A larger object is not presumed to hold what it could.
    LockKind Kind = Types.guard(Variable.getType());
    if (Kind == LockKind::None)
      return;
    unsigned Id = acquire(Holder::of(Variable), nullptr, &Variable, Loc,
                          Variable.getSourceRange(), Kind);
    nameGuard(Acquired[Id].Shown, Holder::of(Variable), Variable.getType());
    Entry.Paths.front().hold(Id);
  };
  for (const ParmVarDecl *Parameter : Coro.Function->parameters()) {
    // A guard that can only be looked at is the caller's to report.
    QualType Type = Parameter->getType();
    bool IsCallers =
        Type->isLValueReferenceType() &&
        (Type->getPointeeType().isConstQualified() || !canGiveBack(Type));
    if (!IsCallers && !promiseMayTake(Coro, *Parameter))
      Enter(*Parameter, Parameter->getLocation());
  }
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Coro.Function);
  if (Method && Method->getParent()->isLambda())
    for (const LambdaCapture &Capture : Method->getParent()->captures())
      if (Capture.capturesVariable() && Capture.getCaptureKind() == LCK_ByCopy)
        if (const VarDecl *Variable =
                dyn_cast<VarDecl>(Capture.getCapturedVar()))
          Enter(*Variable, Capture.getLocation());
  return Entry;
}

std::vector<LocksAtSuspension>
Flow::collect(const std::vector<std::optional<State>> &Before) {
  DenseMap<const Suspension *, SmallVector<unsigned, 2>> Found;
  replayEachBlock(
      Graph->graph(), Before,
      [this](const CFGElement &Element, State &Now) { transfer(Element, Now); },
      [&](const CFGElement &Element, const State &Now) {
        const Suspension *S = Graph->suspension(Element);
        if (!S || S->May == Suspends::Never)
          return;
        for (const Path &Each : Now.Paths)
          for (unsigned Id : Each.Held)
            if (!is_contained(Found[S], Id) && !isHandedOver(Acquired[Id], *S))
              Found[S].push_back(Id);
      });
  std::vector<LocksAtSuspension> Result;
  for (const Suspension &S : Coro.Suspensions) {
    SmallVector<unsigned, 2> Ids = Found.lookup(&S);
    if (Ids.empty())
      continue;
    llvm::sort(Ids);
    Result.push_back({&S, {}});
    for (unsigned Id : Ids)
      Result.back().Locks.push_back(Acquired[Id].Shown);
  }
  return Result;
}

void Flow::transfer(const CFGElement &Element, State &Now) {
  if (std::optional<CFGLifetimeEnds> End = Element.getAs<CFGLifetimeEnds>())
    return leave(*End->getVarDecl(), Now);
  if (std::optional<CFGAutomaticObjDtor> End =
          Element.getAs<CFGAutomaticObjDtor>())
    return leave(*End->getVarDecl(), Now);
  if (std::optional<CFGTemporaryDtor> End = Element.getAs<CFGTemporaryDtor>())
    return release(Holder::of(End->getBindTemporaryExpr()), Now);
  if (const Suspension *S = Graph->suspension(Element))
    return suspend(*S, Now);
  if (std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>())
    transfer(Statement->getStmt(), Now);
}

void Flow::transfer(const Stmt *S, State &Now) {
  if (const DeclStmt *Decls = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Decls->decls())
      if (const VarDecl *Variable = dyn_cast<VarDecl>(D);
          Variable && Variable->hasLocalStorage())
        declare(*Variable, Now);
    return;
  }
  if (const CXXBindTemporaryExpr *Bound = dyn_cast<CXXBindTemporaryExpr>(S))
    return temporary(*Bound, Now);
  if (const BinaryOperator *Assign = dyn_cast<BinaryOperator>(S)) {
    if (Assign->isAssignmentOp())
      changed(Assign->getLHS(), Now);
    if (Assign->getOpcode() == BO_Assign)
      assign(Assign->getLHS(), Assign->getRHS(), Now);
    return;
  }
  if (const UnaryOperator *Unary = dyn_cast<UnaryOperator>(S)) {
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf)
      changed(Unary->getSubExpr(), Now);
    return;
  }
  if (const CXXOperatorCallExpr *Assign = dyn_cast<CXXOperatorCallExpr>(S);
      Assign && Assign->isAssignmentOp() && Assign->getNumArgs() == 2) {
    changed(Assign->getArg(0), Now);
    return assign(Assign->getArg(0), Assign->getArg(1), Now);
  }
  if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(S)) {
    for (const Expr *Argument : Construct->arguments())
      given(Argument, Now);
    return;
  }
  if (const CallExpr *Call = dyn_cast<CallExpr>(S))
    this->call(*Call, Now);
}

//===--- What holds, and what is held -------------------------------------===//

std::optional<Holder> Flow::holderOf(const Expr *E) {
  const Expr *Plain = ignoreForwarding(E);
  std::optional<Location> Place = Plain->getType()->isPointerType()
                                      ? Resolver.pointee(Plain)
                                      : Resolver.resolve(Plain);
  if (!Place) {
    Holder ByText;
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
    return Holder::of(*Variable);
  return Holder::of(std::move(*Place));
}

std::string Flow::nameOf(const Expr *E) {
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

void Flow::nameGuard(HeldLock &Shown, const Holder &By, QualType Type) {
  if (By.Variable)
    Shown.Guard = By.Variable->getNameAsString();
  if (Type.isNull())
    return;
  Shown.Type = displayName(Type, Unit.ast());
  if (const CXXRecordDecl *Record =
          Type.getNonReferenceType()->getAsCXXRecordDecl())
    Shown.QualifiedType = Unit.types().name(*Record);
  if (Shown.Kind == LockKind::Bound) {
    Shown.Reason = Types.reason(Type);
    Shown.IsRestored = Coro.Promise && Types.isRestoredBy(*Coro.Promise, Type);
  }
}

bool namesRecursive(QualType Type) {
  return StringRef(Type.getCanonicalType().getAsString())
      .contains_insensitive("recursive");
}

unsigned Flow::acquire(const Holder &By, const Expr *Lock, const void *At,
                       SourceLocation Taken, SourceRange Statement,
                       LockKind Kind) {
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

// The same lock, now held by another.
unsigned Flow::adopted(unsigned Original, const Holder &By) {
  // What is handed on and back, in a loop, remains the same lock.
  const void *First = Acquired[Original].At;
  const void *At = isKey(First) ? First : keyOf(Original);
  if (std::optional<unsigned> Known = known(By, At))
    return *Known;
  Acquisition New = Acquired[Original];
  New.By = By;
  New.At = At;
  return add(std::move(New));
}

std::optional<unsigned> Flow::known(const Holder &By, const void *At) const {
  for (unsigned Id : AcquiredAt.lookup(At))
    if (Acquired[Id].By == By)
      return Id;
  return std::nullopt;
}

unsigned Flow::add(Acquisition New) {
  AcquiredAt[New.At].push_back(Acquired.size());
  Acquired.push_back(std::move(New));
  return Acquired.size() - 1;
}

// A guard for what is locked by hand already takes that over.
void Flow::take(Path &Into, unsigned Id) {
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

void Flow::fork(State &Now, ArrayRef<unsigned> Ids, const void *Result) {
  SmallVector<Path, 2> Before = std::move(Now.Paths);
  Now.Paths.clear();
  for (Path &Each : Before) {
    Path Taken = Each;
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

void Flow::release(const Holder &By, State &Now) {
  SmallVector<Path, 2> Before = std::move(Now.Paths);
  Now.Paths.clear();
  for (Path &Each : Before) {
    erase_if(Each.Held, [&](unsigned Id) { return Acquired[Id].By.is(By); });
    Now.add(Each);
  }
}

void Flow::leave(const VarDecl &Variable, State &Now) {
  release(Holder::of(Variable), Now);
  auto It = AtScopeEnd.find(&Variable);
  if (It != AtScopeEnd.end())
    for (const Holder &By : It->second)
      release(By, Now);
}

//===--- Taking, moving and giving back -----------------------------------===//

void Flow::keep(const Holder &By, const LockTaking &What, const Expr *Init,
                SourceLocation Taken, State &Now) {
  if (What.How == LockTaking::Nothing)
    return;
  QualType Type = By.Variable ? By.Variable->getType() : Init->getType();
  if (What.How == LockTaking::Moves) {
    std::optional<Holder> From = holderOf(What.From);
    for (Path &Each : Now.Paths) {
      SmallVector<unsigned, 2> Moved;
      for (const auto &[Move, Id] : Each.Moving)
        if (Move == What.From)
          Moved.push_back(Id);
      for (unsigned Id : Each.Held)
        if (From && Acquired[Id].By.is(*From))
          Moved.push_back(Id);
      erase_if(Each.Held, [&](unsigned Id) { return is_contained(Moved, Id); });
      for (unsigned Id : Moved)
        Each.hold(adopted(Id, By));
    }
    return;
  }
  LockKind Kind =
      What.How == LockTaking::Awaited ? LockKind::Async : Types.holder(Type);
  if (Kind == LockKind::None)
    Kind = Types.holder(Init->getType());
  unsigned Id =
      acquire(By, What.Lock, Init, Taken, Init->getSourceRange(), Kind);
  nameGuard(Acquired[Id].Shown, By, Type);
  if (What.How == LockTaking::Tries)
    return fork(Now, Id, nullptr);
  for (Path &Each : Now.Paths)
    take(Each, Id);
}

void Flow::declare(const VarDecl &Variable, State &Now) {
  for (Path &Each : Now.Paths)
    Each.forget(static_cast<const ValueDecl *>(&Variable));
  const Expr *Init = Variable.getInit();
  if (!Init)
    return;
  if (Types.holder(Variable.getType()) != LockKind::None) {
    release(Holder::of(Variable), Now);
    LockTaking What = lockTaking(Init, Types);
    bool IsAlias =
        Variable.getType()->isReferenceType() && What.How == LockTaking::Moves;
    if (!IsAlias)
      keep(Holder::of(Variable), What, Init, Variable.getLocation(), Now);
    return;
  }
  if (std::optional<TryResult> Result = tryResult(Init, true))
    for (Path &Each : Now.Paths)
      if (std::optional<bool> Known = Each.fact(Result->Call))
        Each.learn(static_cast<const ValueDecl *>(&Variable),
                   *Known == Result->Taken);
  LambdaCollector Lambdas;
  Lambdas.TraverseStmt(const_cast<Expr *>(Init));
  // A lambda that is only kept gives nothing back when it goes.
  if (isa<LambdaExpr>(ignoreForwarding(Init)->IgnoreImplicit()))
    return;
  for (const LambdaExpr *Lambda : Lambdas.Found)
    for (const LockUse &Use : lockUses(*Lambda->getCallOperator(), Types))
      if (Use.Is == LockAction::GiveBack)
        if (std::optional<Holder> By = holderOf(Use.Lock))
          AtScopeEnd[&Variable].push_back(*By);
}

// Kept only where the graph says when it ends; others became variables.
void Flow::temporary(const CXXBindTemporaryExpr &Bound, State &Now) {
  if (!Temporaries.contains(&Bound) ||
      Types.holder(Bound.getType()) == LockKind::None ||
      AwaitedCalls.contains(ignoreForwarding(&Bound)))
    return;
  LockTaking What = lockTaking(&Bound, Types);
  if (What.How != LockTaking::Moves)
    keep(Holder::of(&Bound), What, &Bound, Bound.getBeginLoc(), Now);
}

void Flow::assign(const Expr *Target, const Expr *Value, State &Now) {
  std::optional<Holder> By = holderOf(Target);
  if (!By || !By->Variable ||
      Types.holder(By->Variable->getType()) == LockKind::None) {
    if (By && By->Variable)
      if (std::optional<TryResult> Result = tryResult(Value, true))
        for (Path &Each : Now.Paths)
          if (std::optional<bool> Known = Each.fact(Result->Call))
            Each.learn(static_cast<const ValueDecl *>(By->Variable),
                       *Known == Result->Taken);
    return;
  }
  release(*By, Now);
  keep(*By, lockTaking(Value, Types), Value, Target->getBeginLoc(), Now);
}

void Flow::move(const CallExpr &Call, State &Now) {
  if (Types.holder(Call.getType()) == LockKind::None)
    return;
  std::optional<Holder> From = holderOf(Call.getArg(0));
  if (!From)
    return;
  for (Path &Each : Now.Paths) {
    erase_if(Each.Moving, [&](const auto &Old) { return Old.first == &Call; });
    for (unsigned Id : Each.Held)
      if (Acquired[Id].By.is(*From))
        Each.Moving.push_back({&Call, Id});
  }
  release(*From, Now);
}

bool mayChange(QualType Parameter) {
  QualType Pointee = Parameter->getPointeeType();
  return (Parameter->isPointerType() || Parameter->isReferenceType()) &&
         !Pointee.isConstQualified();
}

// What a callee gets by value, or to move from, is its own.
void Flow::given(const Expr *Argument, State &Now) {
  const Expr *E = Argument->isGLValue() ? Argument->IgnoreParenImpCasts()
                                        : Argument->IgnoreParenCasts();
  if (const MaterializeTemporaryExpr *Temporary =
          dyn_cast<MaterializeTemporaryExpr>(E);
      Temporary && !Temporary->isBoundToLvalueReference() &&
      !Temporary->getType().isConstQualified())
    E = Temporary->getSubExpr()->IgnoreParenCasts();
  if (Temporaries.contains(E))
    release(Holder::of(E), Now);
}

void Flow::call(const CallExpr &Call, State &Now) {
  if (Call.isCallToStdMove())
    return move(Call, Now);
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee || exchange(Call, Now))
    return;
  unsigned Skipped =
      isa<CXXOperatorCallExpr>(Call) && isa<CXXMethodDecl>(Callee);
  for (unsigned I = Skipped; I < Call.getNumArgs(); ++I) {
    if (I - Skipped >= Callee->getNumParams())
      break;
    QualType Type = Callee->getParamDecl(I - Skipped)->getType();
    if (!Type->isLValueReferenceType())
      given(Call.getArg(I), Now);
    if (mayChange(Type))
      changed(Call.getArg(I), Now);
  }
  if (const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(&Call))
    if (onHolder(*Method, Now))
      return;
  std::vector<LockUse> Uses = lockUses(Call, Types);
  if (!Uses.empty())
    return use(Uses, Now);
  if (Unit.project().contains(Callee->getLocation()) && userBody(*Callee))
    return inside(Call, *Callee, Now);
  passed(Call, Now);
}

unsigned Flow::used(const LockUse &Use, LockKind Kind, LockKind Held,
                    const Holder &By) {
  const Expr *Lock = Held == LockKind::None ? Use.Lock : nullptr;
  // Several locks that one call takes are told apart by its arguments.
  SourceLocation Taken = isa<CXXMemberCallExpr>(Use.At)
                             ? Use.At->getBeginLoc()
                             : Use.Lock->getBeginLoc();
  unsigned Id =
      acquire(By, Lock, Use.At, Taken, Use.At->getSourceRange(), Kind);
  if (Held == LockKind::None)
    return Id;
  nameGuard(Acquired[Id].Shown, By, Use.Lock->getType());
  for (const Acquisition &Other : Acquired)
    if (Other.By == By && Acquired[Id].Shown.Lock.empty())
      Acquired[Id].Shown.Lock = Other.Shown.Lock;
  return Id;
}

// All that one call does, at once: what it tries it takes together.
void Flow::use(ArrayRef<LockUse> Uses, State &Now) {
  SmallVector<unsigned, 2> Ids;
  for (const LockUse &Use : Uses) {
    QualType Type = Use.Lock->getType();
    LockKind Kind = Types.lock(Type);
    LockKind Held =
        Types.holder(Type->isPointerType() ? Type->getPointeeType() : Type);
    if (Held != LockKind::None)
      Kind = Held;
    if (Kind == LockKind::None && !isa<CXXMemberCallExpr>(Use.At))
      Kind = LockKind::Thread; // a C function that the model knows
    std::optional<Holder> By = holderOf(Use.Lock);
    if (Kind == LockKind::None || !By)
      continue;
    if (Use.Is == LockAction::GiveBack)
      release(*By, Now);
    else if (Kind != LockKind::Async)
      Ids.push_back(used(Use, Kind, Held, *By));
  }
  if (Ids.empty())
    return;
  if (Uses.front().Is == LockAction::Try)
    return fork(Now, Ids, Uses.front().At);
  for (Path &Each : Now.Paths)
    for (unsigned Id : Ids)
      Each.hold(Id);
}

// `a.swap(b)` and `std::swap(a, b)`: each holds what the other one held.
bool Flow::exchange(const CallExpr &Call, State &Now) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(&Call);
  if (!Callee->getIdentifier() || Callee->getName() != "swap" ||
      Call.getNumArgs() != (Method ? 1 : 2))
    return false;
  std::optional<Holder> One =
      holderOf(Method ? Method->getImplicitObjectArgument() : Call.getArg(0));
  std::optional<Holder> Other = holderOf(Call.getArg(Method ? 0 : 1));
  if (!One || !Other || !One->Variable || !Other->Variable ||
      Types.holder(One->Variable->getType()) == LockKind::None ||
      Types.holder(Other->Variable->getType()) == LockKind::None)
    return false;
  for (Path &Each : Now.Paths) {
    SmallVector<unsigned, 2> Before = std::move(Each.Held);
    Each.Held.clear();
    for (unsigned Id : Before) {
      bool IsOnes = Acquired[Id].By.is(*One);
      bool IsOthers = Acquired[Id].By.is(*Other);
      Each.hold(IsOnes     ? adopted(Id, *Other)
                : IsOthers ? adopted(Id, *One)
                           : Id);
    }
  }
  return true;
}

// Methods of an owner of a guard: optional, unique_ptr, vector, a locked
// pointer.
bool Flow::onHolder(const CXXMemberCallExpr &Call, State &Now) {
  const CXXMethodDecl *Method = Call.getMethodDecl();
  const Expr *Object = Call.getImplicitObjectArgument();
  if (!Method || !Method->getIdentifier() || !Object ||
      Types.holder(Object->getType()) == LockKind::None)
    return false;
  StringRef Name = Method->getName();
  bool Ends = StringSwitch<bool>(Name)
                  .Cases("reset", "clear", "release", "pop_back", "swap", true)
                  .Cases("dismiss", "disarm", "restore", "cancel", true)
                  .Cases("end", "End", "close", "exit", "detach", true)
                  .Default(false);
  bool Adds = Name.starts_with("emplace") || Name == "push_back";
  if (!Ends && !Adds)
    return false;
  std::optional<Holder> By = holderOf(Object);
  if (!By || !By->Variable)
    return true;
  SmallVector<const Expr *, 4> Arguments(Call.arguments());
  if (!Adds || Name == "emplace")
    release(*By, Now);
  if (Adds || Name == "reset")
    keep(*By,
         lockTaking(Name == "reset" ? QualType() : Object->getType(), Arguments,
                    Types),
         &Call, Call.getBeginLoc(), Now);
  return true;
}

// What a visible callee does to locks of its object, its arguments, its
// captures and globals.
void Flow::inside(const CallExpr &Call, const FunctionDecl &Callee,
                  State &Now) {
  SmallVector<std::pair<Holder, const LockUse *>, 2> Takes, Gives;
  std::vector<LockUse> Uses = lockUses(Callee, Types);
  for (const LockUse &Use : Uses)
    if (std::optional<Holder> By = mapped(Use, Callee, Call)) {
      if (Use.Is == LockAction::Take)
        Takes.push_back({*By, &Use});
      else if (Use.Is == LockAction::GiveBack)
        Gives.push_back({*By, &Use});
    }
  auto Balanced = [](const Holder &By, const auto &Others) {
    return any_of(Others, [&](const auto &Each) { return Each.first.is(By); });
  };
  for (const auto &[By, Use] : Gives)
    if (!Balanced(By, Takes))
      release(By, Now);
  if (Unit.coroutine(Callee))
    return;
  for (const auto &[By, Use] : Takes)
    if (LockKind Kind = Types.lock(Use->Lock->getType());
        Kind == LockKind::Thread && !Balanced(By, Gives)) {
      unsigned Id = acquire(By, Use->Lock, &Call, Call.getExprLoc(),
                            Call.getSourceRange(), Kind);
      for (Path &Each : Now.Paths)
        Each.hold(Id);
    }
}

std::optional<Holder> Flow::mapped(const LockUse &Use,
                                   const FunctionDecl &Callee,
                                   const CallExpr &Call) {
  LocationResolver There(Callee, Unit.project(), Unit.types());
  std::optional<Location> Place = Use.Lock->getType()->isPointerType()
                                      ? There.pointee(Use.Lock)
                                      : There.resolve(Use.Lock);
  if (!Place)
    return std::nullopt;
  auto Append = [&](std::optional<Location> Base) -> std::optional<Holder> {
    if (!Base)
      return std::nullopt;
    const VarDecl *Variable = dyn_cast_or_null<VarDecl>(Base->Variable);
    if (Variable && (Base->Root == Location::Local || Place->Path.empty()) &&
        Base->Path.empty() &&
        (Place->Path.empty() ||
         Types.holder(Variable->getType()) != LockKind::None))
      return Holder::of(*Variable);
    Base->Path.append(Place->Path.begin(), Place->Path.end());
    return Holder::of(std::move(*Base));
  };
  if (Place->Root == Location::Captured && isa<VarDecl>(Place->Variable))
    return Holder::of(*cast<VarDecl>(Place->Variable));
  if (Place->Root == Location::Global)
    return Holder::of(std::move(*Place));
  if (Place->Root == Location::This) {
    const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(&Call);
    if (!Method) // a lambda that captured this
      return Holder::of(std::move(*Place));
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

bool isStandard(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return Method ? Method->getParent()->isInStdNamespace()
                : Function.isInStdNamespace();
}

// Whoever is given a guard, or a lock, to write to may give it back.
void Flow::passed(const CallExpr &Call, State &Now) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  bool IsMemberOperator =
      isa<CXXOperatorCallExpr>(Call) && isa<CXXMethodDecl>(Callee);
  for (unsigned I = IsMemberOperator; I < Call.getNumArgs(); ++I) {
    unsigned Parameter = I - IsMemberOperator;
    if (Parameter >= Callee->getNumParams() ||
        !mayChange(Callee->getParamDecl(Parameter)->getType()))
      continue;
    QualType Type = Call.getArg(I)->getType();
    bool Holds = Types.holder(Type) != LockKind::None ||
                 Types.holder(Type->getPointeeType()) != LockKind::None;
    if (isStandard(*Callee) || AwaitedCalls.contains(&Call) ||
        (!Holds && Types.lock(Type) == LockKind::None))
      continue;
    if (std::optional<Holder> By = holderOf(Call.getArg(I)))
      release(*By, Now);
  }
}

//===--- Conditions -------------------------------------------------------===//

// A number that a try returns: std::try_lock says -1, C functions say 0.
bool isTaken(const FunctionDecl &Try, int64_t Result) {
  return Result == (Try.isInStdNamespace() ? -1 : 0);
}

std::optional<TryResult> Flow::tryResult(const Expr *Condition, bool Holds) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const FullExpr *Full = dyn_cast<FullExpr>(E))
    return tryResult(Full->getSubExpr(), Holds);
  if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    return tryResult(Not->getSubExpr(), !Holds);
  if (const CallExpr *Call = dyn_cast<CallExpr>(E)) {
    if (!Call->getDirectCallee() || lockUses(*Call, Types).empty())
      return std::nullopt;
    bool SaysYes = Call->getType()->isBooleanType();
    return TryResult{Call, SaysYes ? Holds : !Holds};
  }
  const BinaryOperator *Compare = dyn_cast<BinaryOperator>(E);
  if (!Compare || !Compare->isEqualityOp())
    return std::nullopt;
  const CallExpr *Call =
      dyn_cast<CallExpr>(Compare->getLHS()->IgnoreParenImpCasts());
  std::optional<llvm::APSInt> Value =
      Compare->getRHS()->isValueDependent()
          ? std::nullopt
          : Compare->getRHS()->getIntegerConstantExpr(Unit.ast());
  if (!Call || !Call->getDirectCallee() || !Value ||
      lockUses(*Call, Types).empty())
    return std::nullopt;
  bool Equal = (Compare->getOpcode() == BO_EQ) == Holds;
  bool Expected = Call->getType()->isBooleanType()
                      ? !Value->isZero()
                      : isTaken(*Call->getDirectCallee(), Value->getExtValue());
  return TryResult{Call, Equal == Expected};
}

const void *Flow::factKey(const Expr *Condition, bool &Negated) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const FullExpr *Full = dyn_cast<FullExpr>(E))
    return factKey(Full->getSubExpr(), Negated);
  if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot) {
    Negated = !Negated;
    return factKey(Not->getSubExpr(), Negated);
  }
  ReferenceCollector References;
  References.TraverseStmt(const_cast<Expr *>(E));
  if (References.HasCall || References.Found.empty())
    return nullptr;
  if (any_of(References.Found,
             [&](const ValueDecl *Named) { return Volatile.contains(Named); }))
    return nullptr;
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
    if (const VarDecl *Local = dyn_cast<VarDecl>(Ref->getDecl());
        Local && Local->hasLocalStorage())
      return static_cast<const ValueDecl *>(Local);
  FoldingSetNodeID Id;
  E->Profile(Id, Unit.ast(), /*Canonical=*/true);
  const void *Key = keyOf(Id.ComputeHash());
  if (FactsAbout.try_emplace(Key, References.Found).second)
    for (const ValueDecl *Named : References.Found)
      FactsOf[Named].push_back(Key);
  return Key;
}

void Flow::changed(const Expr *Target, State &Now) {
  const Expr *E = ignoreForwarding(Target);
  if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = ignoreForwarding(Address->getSubExpr());
  const ValueDecl *Named = nullptr;
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
    Named = Ref->getDecl();
  else if (const MemberExpr *Member = dyn_cast<MemberExpr>(E))
    Named = Member->getMemberDecl();
  if (!Named)
    return;
  SmallVector<const void *, 2> Keys = FactsOf.lookup(Named);
  for (Path &Each : Now.Paths) {
    Each.forget(Named);
    for (const void *Key : Keys)
      Each.forget(Key);
  }
}

// `lock`, `lock.owns_lock()`, `guard.has_value()`: the object asked, or null.
const Expr *askedObject(const Expr *Condition) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const FullExpr *Full = dyn_cast<FullExpr>(E))
    return askedObject(Full->getSubExpr());
  if (const ExplicitCastExpr *Cast = dyn_cast<ExplicitCastExpr>(E))
    return askedObject(Cast->getSubExpr());
  const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E);
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  if (!Method || Call->getNumArgs() != 0)
    return nullptr;
  bool Asks = isa<CXXConversionDecl>(Method) ||
              (Method->getIdentifier() &&
               (Method->getName().starts_with("owns") ||
                Method->getName().ends_with_insensitive("locked") ||
                Method->getName() == "has_value"));
  return Asks ? Call->getImplicitObjectArgument() : nullptr;
}

bool Flow::assume(const Expr *Condition, bool Holds, Path &Now) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    return assume(Not->getSubExpr(), !Holds, Now);
  if (std::optional<TryResult> Result = tryResult(E, Holds)) {
    std::optional<bool> Known = Now.fact(Result->Call);
    return !Known || *Known == Result->Taken;
  }
  if (const Expr *Asked = askedObject(E);
      Asked && Types.holder(Asked->getType()) != LockKind::None) {
    if (!Holds)
      if (std::optional<Holder> By = holderOf(Asked))
        erase_if(Now.Held,
                 [&](unsigned Id) { return Acquired[Id].By.is(*By); });
    return true;
  }
  bool Negated = false;
  const void *Key = factKey(E, Negated);
  if (!Key)
    return true;
  std::optional<bool> Known = Now.fact(Key);
  if (Known && *Known != (Holds != Negated))
    return false;
  Now.learn(Key, Holds != Negated);
  return true;
}

bool Flow::isWithin(SourceLocation Loc, const Stmt &S) const {
  const SourceManager &Sources = Unit.ast().getSourceManager();
  return Sources.isPointWithin(Sources.getExpansionLoc(Loc),
                               Sources.getExpansionLoc(S.getBeginLoc()),
                               Sources.getExpansionLoc(S.getEndLoc()));
}

bool Flow::follow(const CFGBlock &From, unsigned Successor, State &Now) {
  const CFGBlock *To = *(From.succ_begin() + Successor);
  // Destructors on the way to a handler are not in the graph.
  if (const CXXTryStmt *Try =
          To->getLabel() ? Tries.lookup(To->getLabel()) : nullptr)
    for (Path &Each : Now.Paths)
      erase_if(Each.Held, [&](unsigned Id) {
        return isWithin(Acquired[Id].Shown.Taken, *Try->getTryBlock());
      });
  if (From.getLoopTarget() || To->getLoopTarget())
    for (Path &Each : Now.Paths)
      erase_if(Each.Facts, [](const auto &Fact) {
        // Conditions may change from one turn to the next.
        return (reinterpret_cast<uintptr_t>(Fact.first) & 1) != 0;
      });
  const Expr *Condition = dyn_cast_or_null<Expr>(From.getTerminatorCondition());
  if (!Condition || From.succ_size() != 2 ||
      !From.getTerminator().isStmtBranch() ||

      isa_and_nonnull<SwitchStmt, CXXTryStmt>(From.getTerminatorStmt()))
    return true;
  SmallVector<Path, 2> Before = std::move(Now.Paths);
  Now.Paths.clear();
  for (Path &Each : Before)
    if (assume(Condition, Successor == 0, Each))
      Now.add(Each);
  return !Now.Paths.empty();
}

//===--- Suspensions ------------------------------------------------------===//

// `co_await mutex.lock()` takes an asynchronous lock by hand.
void Flow::suspend(const Suspension &S, State &Now) {
  const CXXMemberCallExpr *Call =
      dyn_cast<CXXMemberCallExpr>(ignoreForwarding(&S.operand()));
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  if (!Method || !S.At->getType()->isVoidType())
    return;
  const Expr *Object = Call->getImplicitObjectArgument();
  if (Types.lock(Object->getType()) != LockKind::Async ||
      !Method->getIdentifier() || !Method->getName().contains("lock") ||
      lockAction(*Method, Unit.types()) == LockAction::GiveBack)
    return;
  std::optional<Holder> By = holderOf(Object);
  if (!By)
    return;
  unsigned Id = acquire(*By, Object, S.At, S.loc(), S.At->getSourceRange(),
                        LockKind::Async);
  for (Path &Each : Now.Paths)
    Each.hold(Id);
}

class MentionFinder : public RecursiveASTVisitor<MentionFinder> {
public:
  explicit MentionFinder(function_ref<bool(const Expr *)> IsLock)
      : IsLock(IsLock) {}

  bool Found = false;

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    unsigned Skipped = isa<CXXOperatorCallExpr>(Call) &&
                       isa_and_nonnull<CXXMethodDecl>(Callee);
    for (unsigned I = Skipped; I < Call->getNumArgs(); ++I)
      if (mayWrite(Callee, I - Skipped))
        look(Call->getArg(I));
    return !Found;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *Construct) {
    for (unsigned I = 0; I < Construct->getNumArgs(); ++I)
      if (mayWrite(Construct->getConstructor(), I))
        look(Construct->getArg(I));
    return !Found;
  }
  bool VisitInitListExpr(InitListExpr *List) {
    for (const Expr *Part : List->inits())
      look(Part);
    return !Found;
  }
  bool VisitLambdaExpr(LambdaExpr *Lambda) {
    for (const Expr *Init : Lambda->capture_inits())
      if (Init)
        look(Init);
    return !Found;
  }

private:
  static bool mayWrite(const FunctionDecl *Callee, unsigned Index) {
    return !Callee || Index >= Callee->getNumParams() ||
           mayChange(Callee->getParamDecl(Index)->getType()) ||
           Callee->getParamDecl(Index)->getType()->isRecordType();
  }
  void look(const Expr *Argument) {
    const Expr *E = ignoreForwarding(Argument);
    if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(E);
        Address && Address->getOpcode() == UO_AddrOf)
      E = ignoreForwarding(Address->getSubExpr());
    if (isa<DeclRefExpr, MemberExpr>(E) && E->isGLValue() &&
        !E->getType().isConstQualified() && IsLock(E))
      Found = true;
  }

  function_ref<bool(const Expr *)> IsLock;
};

// An asynchronous condition variable is given the lock to unlock it; a
// coroutine that is given one answers for it itself.
bool Flow::isHandedOver(const Acquisition &Lock, const Suspension &S) {
  auto IsLock = [&](const Expr *E) {
    std::optional<Holder> Named = holderOf(E);
    return Named && Lock.By.is(*Named);
  };
  MentionFinder Finder(IsLock);
  if (Lock.By.Variable || Lock.By.Place)
    // A stackful one is an argument of the call.
    Finder.TraverseStmt(const_cast<Expr *>(S.await() ? &S.operand() : S.At));
  return Finder.Found;
}

} // namespace

std::vector<LocksAtSuspension> locksHeld(const UnitAnalysis &Unit,
                                         const Coroutine &Coro,
                                         const GuardTypes &Types) {
  return Flow(Unit, Coro, Types).run();
}

} // namespace cotidy
