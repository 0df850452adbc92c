// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LocksHeld.h"

#include "checks/analysis/Dataflow.h"
#include "checks/analysis/LockConditions.h"
#include "checks/analysis/LockHandOver.h"
#include "checks/analysis/LockLedger.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

class Flow {
public:
  Flow(const UnitAnalysis &Unit, const Coroutine &Coro, const GuardTypes &Types)
      : Unit(Unit), Coro(Coro), Types(Types), Graph(Unit.cfg(*Coro.Function)),
        Ledger(Unit, Coro, Types), Conditions(Unit, Types, Ledger) {}

  std::vector<LocksAtSuspension> run();

private:
  bool mayHold();
  void prepare();
  LockPaths atEntry();
  bool canGiveBack(QualType Guard) const;
  std::vector<LocksAtSuspension>
  collect(const std::vector<std::optional<LockPaths>> &Before);

  void transfer(const CFGElement &Element, LockPaths &Now);
  void transfer(const Stmt *S, LockPaths &Now);
  bool follow(const CFGBlock &From, unsigned Successor, LockPaths &Now);
  bool isWithin(SourceLocation Loc, const Stmt &S) const;

  void declare(const VarDecl &Variable, LockPaths &Now);
  void keep(const LockHolder &By, const LockTaking &What, const Expr *Init,
            SourceLocation Taken, LockPaths &Now);
  void temporary(const CXXBindTemporaryExpr &Bound, LockPaths &Now);
  void assign(const Expr *Target, const Expr *Value, LockPaths &Now);
  void call(const CallExpr &Call, LockPaths &Now);
  void use(ArrayRef<LockUse> Uses, LockPaths &Now);
  bool exchange(const CallExpr &Call, LockPaths &Now);
  bool onHolder(const CXXMemberCallExpr &Call, LockPaths &Now);
  void given(const Expr *Argument, LockPaths &Now);
  void passed(const CallExpr &Call, LockPaths &Now);
  void inside(const CallExpr &Call, const FunctionDecl &Callee, LockPaths &Now);
  void move(const CallExpr &Call, LockPaths &Now);
  void leave(const VarDecl &Variable, LockPaths &Now);
  void suspend(const Suspension &S, LockPaths &Now);
  bool isHandedOver(const Acquisition &Lock, const Suspension &S);

  const UnitAnalysis &Unit;
  const Coroutine &Coro;
  const GuardTypes &Types;
  const SuspensionCfg *Graph;
  LockLedger Ledger;
  LockConditions Conditions;
  DenseMap<const Stmt *, const CXXTryStmt *> Tries;
  SmallPtrSet<const Expr *, 8> Temporaries;
  SmallPtrSet<const Expr *, 8> AwaitedCalls;
  DenseMap<const VarDecl *, SmallVector<LockHolder, 1>> AtScopeEnd;
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

// Which block a handler belongs to.
class TryFinder : public RecursiveASTVisitor<TryFinder> {
public:
  explicit TryFinder(DenseMap<const Stmt *, const CXXTryStmt *> &Tries)
      : Tries(Tries) {}

  bool VisitCXXTryStmt(CXXTryStmt *Try) {
    for (unsigned I = 0; I < Try->getNumHandlers(); ++I)
      Tries[Try->getHandler(I)] = Try;
    return true;
  }

private:
  DenseMap<const Stmt *, const CXXTryStmt *> &Tries;
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
  Stmt *Body = const_cast<Stmt *>(userBody(*Coro.Function));
  TryFinder(Tries).TraverseStmt(Body);
  Conditions.prepare(*Body);
}

std::vector<LocksAtSuspension> Flow::run() {
  if (!Graph || Coro.Suspensions.empty() || !mayHold())
    return {};
  prepare();
  auto Transfer = [this](const CFGElement &Element, LockPaths &Now) {
    transfer(Element, Now);
  };
  auto Follow = [this](const CFGBlock &From, unsigned Successor,
                       LockPaths &Now) { return follow(From, Successor, Now); };
  return collect(solveAlongEdges(Graph->graph(), atEntry(), Transfer, Follow));
}

bool Flow::canGiveBack(QualType Guard) const {
  const CXXRecordDecl *Record =
      Guard.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && any_of(Record->methods(), [&](const CXXMethodDecl *Method) {
           return lockAction(*Method, Unit.types()) == LockAction::GiveBack;
         });
}

LockPaths Flow::atEntry() {
  LockPaths Entry;
  Entry.Paths.push_back({});
  auto Enter = [&](const VarDecl &Variable, SourceLocation Loc) {
    // A larger object is not presumed to hold what it could.
    LockKind Kind = Types.guard(Variable.getType());
    if (Kind == LockKind::None)
      return;
    unsigned Id = Ledger.acquire(LockHolder::of(Variable), nullptr, &Variable,
                                 Loc, Variable.getSourceRange(), Kind);
    Ledger.nameGuard(Id, LockHolder::of(Variable), Variable.getType());
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
Flow::collect(const std::vector<std::optional<LockPaths>> &Before) {
  DenseMap<const Suspension *, SmallVector<unsigned, 2>> Found;
  replayEachBlock(
      Graph->graph(), Before,
      [this](const CFGElement &Element, LockPaths &Now) {
        transfer(Element, Now);
      },
      [&](const CFGElement &Element, const LockPaths &Now) {
        const Suspension *S = Graph->suspension(Element);
        if (!S || S->May == Suspends::Never)
          return;
        for (const LockPath &Each : Now.Paths)
          for (unsigned Id : Each.Held)
            if (!is_contained(Found[S], Id) && !isHandedOver(Ledger[Id], *S))
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
      Result.back().Locks.push_back(Ledger[Id].Shown);
  }
  return Result;
}

void Flow::transfer(const CFGElement &Element, LockPaths &Now) {
  if (std::optional<CFGLifetimeEnds> End = Element.getAs<CFGLifetimeEnds>())
    return leave(*End->getVarDecl(), Now);
  if (std::optional<CFGAutomaticObjDtor> End =
          Element.getAs<CFGAutomaticObjDtor>())
    return leave(*End->getVarDecl(), Now);
  if (std::optional<CFGTemporaryDtor> End = Element.getAs<CFGTemporaryDtor>())
    return Ledger.release(LockHolder::of(End->getBindTemporaryExpr()), Now);
  if (const Suspension *S = Graph->suspension(Element))
    return suspend(*S, Now);
  if (std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>())
    transfer(Statement->getStmt(), Now);
}

void Flow::transfer(const Stmt *S, LockPaths &Now) {
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
      Conditions.changed(Assign->getLHS(), Now);
    if (Assign->getOpcode() == BO_Assign)
      assign(Assign->getLHS(), Assign->getRHS(), Now);
    return;
  }
  if (const UnaryOperator *Unary = dyn_cast<UnaryOperator>(S)) {
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf)
      Conditions.changed(Unary->getSubExpr(), Now);
    return;
  }
  if (const CXXOperatorCallExpr *Assign = dyn_cast<CXXOperatorCallExpr>(S);
      Assign && Assign->isAssignmentOp() && Assign->getNumArgs() == 2) {
    Conditions.changed(Assign->getArg(0), Now);
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

void Flow::leave(const VarDecl &Variable, LockPaths &Now) {
  Ledger.release(LockHolder::of(Variable), Now);
  auto It = AtScopeEnd.find(&Variable);
  if (It != AtScopeEnd.end())
    for (const LockHolder &By : It->second)
      Ledger.release(By, Now);
}

//===--- Taking, moving and giving back -----------------------------------===//

void Flow::keep(const LockHolder &By, const LockTaking &What, const Expr *Init,
                SourceLocation Taken, LockPaths &Now) {
  if (What.How == LockTaking::Nothing)
    return;
  QualType Type = By.Variable ? By.Variable->getType() : Init->getType();
  if (What.How == LockTaking::Moves) {
    std::optional<LockHolder> From = Ledger.holderOf(What.From);
    for (LockPath &Each : Now.Paths) {
      SmallVector<unsigned, 2> Moved;
      for (const auto &[Move, Id] : Each.Moving)
        if (Move == What.From)
          Moved.push_back(Id);
      for (unsigned Id : Each.Held)
        if (From && Ledger[Id].By.is(*From))
          Moved.push_back(Id);
      erase_if(Each.Held, [&](unsigned Id) { return is_contained(Moved, Id); });
      for (unsigned Id : Moved)
        Each.hold(Ledger.adopted(Id, By));
    }
    return;
  }
  LockKind Kind =
      What.How == LockTaking::Awaited ? LockKind::Async : Types.holder(Type);
  if (Kind == LockKind::None)
    Kind = Types.holder(Init->getType());
  unsigned Id =
      Ledger.acquire(By, What.Lock, Init, Taken, Init->getSourceRange(), Kind);
  Ledger.nameGuard(Id, By, Type);
  if (What.How == LockTaking::Tries)
    return Ledger.fork(Now, Id, nullptr);
  for (LockPath &Each : Now.Paths)
    Ledger.take(Each, Id);
}

void Flow::declare(const VarDecl &Variable, LockPaths &Now) {
  for (LockPath &Each : Now.Paths)
    Each.forget(static_cast<const ValueDecl *>(&Variable));
  const Expr *Init = Variable.getInit();
  if (!Init)
    return;
  if (Types.holder(Variable.getType()) != LockKind::None) {
    Ledger.release(LockHolder::of(Variable), Now);
    LockTaking What = lockTaking(Init, Types);
    bool IsAlias =
        Variable.getType()->isReferenceType() && What.How == LockTaking::Moves;
    if (!IsAlias)
      keep(LockHolder::of(Variable), What, Init, Variable.getLocation(), Now);
    return;
  }
  Conditions.keepResult(Variable, Init, Now);
  LambdaCollector Lambdas;
  Lambdas.TraverseStmt(const_cast<Expr *>(Init));
  // A lambda that is only kept gives nothing back when it goes.
  if (isa<LambdaExpr>(ignoreForwarding(Init)->IgnoreImplicit()))
    return;
  for (const LambdaExpr *Lambda : Lambdas.Found)
    for (const LockUse &Use : lockUses(*Lambda->getCallOperator(), Types))
      if (Use.Is == LockAction::GiveBack)
        if (std::optional<LockHolder> By = Ledger.holderOf(Use.Lock))
          AtScopeEnd[&Variable].push_back(*By);
}

// Kept only where the graph says when it ends; others became variables.
void Flow::temporary(const CXXBindTemporaryExpr &Bound, LockPaths &Now) {
  if (!Temporaries.contains(&Bound) ||
      Types.holder(Bound.getType()) == LockKind::None ||
      AwaitedCalls.contains(ignoreForwarding(&Bound)))
    return;
  LockTaking What = lockTaking(&Bound, Types);
  if (What.How != LockTaking::Moves)
    keep(LockHolder::of(&Bound), What, &Bound, Bound.getBeginLoc(), Now);
}

void Flow::assign(const Expr *Target, const Expr *Value, LockPaths &Now) {
  std::optional<LockHolder> By = Ledger.holderOf(Target);
  if (!By || !By->Variable ||
      Types.holder(By->Variable->getType()) == LockKind::None) {
    if (By && By->Variable)
      Conditions.keepResult(*By->Variable, Value, Now);
    return;
  }
  Ledger.release(*By, Now);
  keep(*By, lockTaking(Value, Types), Value, Target->getBeginLoc(), Now);
}

void Flow::move(const CallExpr &Call, LockPaths &Now) {
  if (Types.holder(Call.getType()) == LockKind::None)
    return;
  std::optional<LockHolder> From = Ledger.holderOf(Call.getArg(0));
  if (!From)
    return;
  for (LockPath &Each : Now.Paths) {
    erase_if(Each.Moving, [&](const auto &Old) { return Old.first == &Call; });
    for (unsigned Id : Each.Held)
      if (Ledger[Id].By.is(*From))
        Each.Moving.push_back({&Call, Id});
  }
  Ledger.release(*From, Now);
}

// What a callee gets by value, or to move from, is its own.
void Flow::given(const Expr *Argument, LockPaths &Now) {
  const Expr *E = Argument->isGLValue() ? Argument->IgnoreParenImpCasts()
                                        : Argument->IgnoreParenCasts();
  if (const MaterializeTemporaryExpr *Temporary =
          dyn_cast<MaterializeTemporaryExpr>(E);
      Temporary && !Temporary->isBoundToLvalueReference() &&
      !Temporary->getType().isConstQualified())
    E = Temporary->getSubExpr()->IgnoreParenCasts();
  if (Temporaries.contains(E))
    Ledger.release(LockHolder::of(E), Now);
}

void Flow::call(const CallExpr &Call, LockPaths &Now) {
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
      Conditions.changed(Call.getArg(I), Now);
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

// All that one call does, at once: what it tries it takes together.
void Flow::use(ArrayRef<LockUse> Uses, LockPaths &Now) {
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
    std::optional<LockHolder> By = Ledger.holderOf(Use.Lock);
    if (Kind == LockKind::None || !By)
      continue;
    if (Use.Is == LockAction::GiveBack)
      Ledger.release(*By, Now);
    else if (Kind != LockKind::Async)
      Ids.push_back(Ledger.acquire(Use, Kind, Held, *By));
  }
  if (Ids.empty())
    return;
  if (Uses.front().Is == LockAction::Try)
    return Ledger.fork(Now, Ids, Uses.front().At);
  for (LockPath &Each : Now.Paths)
    for (unsigned Id : Ids)
      Each.hold(Id);
}

// `a.swap(b)` and `std::swap(a, b)`: each holds what the other one held.
bool Flow::exchange(const CallExpr &Call, LockPaths &Now) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(&Call);
  if (!Callee->getIdentifier() || Callee->getName() != "swap" ||
      Call.getNumArgs() != (Method ? 1 : 2))
    return false;
  std::optional<LockHolder> One = Ledger.holderOf(
      Method ? Method->getImplicitObjectArgument() : Call.getArg(0));
  std::optional<LockHolder> Other =
      Ledger.holderOf(Call.getArg(Method ? 0 : 1));
  if (!One || !Other || !One->Variable || !Other->Variable ||
      Types.holder(One->Variable->getType()) == LockKind::None ||
      Types.holder(Other->Variable->getType()) == LockKind::None)
    return false;
  for (LockPath &Each : Now.Paths) {
    SmallVector<unsigned, 2> Before = std::move(Each.Held);
    Each.Held.clear();
    for (unsigned Id : Before) {
      bool IsOnes = Ledger[Id].By.is(*One);
      bool IsOthers = Ledger[Id].By.is(*Other);
      Each.hold(IsOnes     ? Ledger.adopted(Id, *Other)
                : IsOthers ? Ledger.adopted(Id, *One)
                           : Id);
    }
  }
  return true;
}

// Methods of an owner of a guard: optional, unique_ptr, vector, a locked
// pointer.
bool Flow::onHolder(const CXXMemberCallExpr &Call, LockPaths &Now) {
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
  std::optional<LockHolder> By = Ledger.holderOf(Object);
  if (!By || !By->Variable)
    return true;
  SmallVector<const Expr *, 4> Arguments(Call.arguments());
  if (!Adds || Name == "emplace")
    Ledger.release(*By, Now);
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
                  LockPaths &Now) {
  SmallVector<std::pair<LockHolder, const LockUse *>, 2> Takes, Gives;
  std::vector<LockUse> Uses = lockUses(Callee, Types);
  for (const LockUse &Use : Uses)
    if (std::optional<LockHolder> By = Ledger.mapped(Use, Callee, Call)) {
      if (Use.Is == LockAction::Take)
        Takes.push_back({*By, &Use});
      else if (Use.Is == LockAction::GiveBack)
        Gives.push_back({*By, &Use});
    }
  auto Balanced = [](const LockHolder &By, const auto &Others) {
    return any_of(Others, [&](const auto &Each) { return Each.first.is(By); });
  };
  for (const auto &[By, Use] : Gives)
    if (!Balanced(By, Takes))
      Ledger.release(By, Now);
  if (Unit.coroutine(Callee))
    return;
  for (const auto &[By, Use] : Takes)
    if (LockKind Kind = Types.lock(Use->Lock->getType());
        Kind == LockKind::Thread && !Balanced(By, Gives)) {
      unsigned Id = Ledger.acquire(By, Use->Lock, &Call, Call.getExprLoc(),
                                   Call.getSourceRange(), Kind);
      for (LockPath &Each : Now.Paths)
        Each.hold(Id);
    }
}

bool isStandard(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return Method ? Method->getParent()->isInStdNamespace()
                : Function.isInStdNamespace();
}

// Whoever is given a guard, or a lock, to write to may give it back.
void Flow::passed(const CallExpr &Call, LockPaths &Now) {
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
    if (std::optional<LockHolder> By = Ledger.holderOf(Call.getArg(I)))
      Ledger.release(*By, Now);
  }
}

bool Flow::isWithin(SourceLocation Loc, const Stmt &S) const {
  const SourceManager &Sources = Unit.ast().getSourceManager();
  return Sources.isPointWithin(Sources.getExpansionLoc(Loc),
                               Sources.getExpansionLoc(S.getBeginLoc()),
                               Sources.getExpansionLoc(S.getEndLoc()));
}

bool Flow::follow(const CFGBlock &From, unsigned Successor, LockPaths &Now) {
  const CFGBlock *To = *(From.succ_begin() + Successor);
  // Destructors on the way to a handler are not in the graph.
  if (const CXXTryStmt *Try =
          To->getLabel() ? Tries.lookup(To->getLabel()) : nullptr)
    for (LockPath &Each : Now.Paths)
      erase_if(Each.Held, [&](unsigned Id) {
        return isWithin(Ledger[Id].Shown.Taken, *Try->getTryBlock());
      });
  if (From.getLoopTarget() || To->getLoopTarget())
    for (LockPath &Each : Now.Paths)
      erase_if(Each.Facts, [](const auto &Fact) {
        // Conditions may change from one turn to the next.
        return isHashKey(Fact.first);
      });
  const Expr *Condition = dyn_cast_or_null<Expr>(From.getTerminatorCondition());
  if (!Condition || From.succ_size() != 2 ||
      !From.getTerminator().isStmtBranch() ||

      isa_and_nonnull<SwitchStmt, CXXTryStmt>(From.getTerminatorStmt()))
    return true;
  SmallVector<LockPath, 2> Before = std::move(Now.Paths);
  Now.Paths.clear();
  for (LockPath &Each : Before)
    if (Conditions.assume(Condition, Successor == 0, Each))
      Now.add(Each);
  return !Now.Paths.empty();
}

//===--- Suspensions ------------------------------------------------------===//

// `co_await mutex.lock()` takes an asynchronous lock by hand.
void Flow::suspend(const Suspension &S, LockPaths &Now) {
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
  std::optional<LockHolder> By = Ledger.holderOf(Object);
  if (!By)
    return;
  unsigned Id = Ledger.acquire(*By, Object, S.At, S.loc(),
                               S.At->getSourceRange(), LockKind::Async);
  for (LockPath &Each : Now.Paths)
    Each.hold(Id);
}

// An asynchronous condition variable is given the lock to unlock it; a
// coroutine that is given one answers for it itself.
bool Flow::isHandedOver(const Acquisition &Lock, const Suspension &S) {
  auto IsLock = [&](const Expr *E) {
    std::optional<LockHolder> Named = Ledger.holderOf(E);
    return Named && Lock.By.is(*Named);
  };
  // A stackful one is an argument of the call.
  return (Lock.By.Variable || Lock.By.Place) &&
         handsOver(S.await() ? S.operand() : *S.At, IsLock);
}

} // namespace

std::vector<LocksAtSuspension> locksHeld(const UnitAnalysis &Unit,
                                         const Coroutine &Coro,
                                         const GuardTypes &Types) {
  return Flow(Unit, Coro, Types).run();
}

} // namespace cotidy
