// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/StaleWrites.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Guards.h"
#include "checks/analysis/MaySuspend.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// One read that a value was derived from.
struct Origin {
  unsigned Place; // index into the table of locations
  const Expr *Read;
  const Suspension *Across = nullptr; // null: nothing suspended since
  uint64_t Locks = 0;                 // held without a break since the read
  bool IsCopy = true;                 // the value is what was read, unchanged
  bool Replaced = false; // this frame stored something unrelated meanwhile
};

using Origins = SmallVector<Origin, 1>;

bool merge(Origins &Into, const Origin &O) {
  for (Origin &Old : Into) {
    if (Old.Place != O.Place || Old.Read != O.Read)
      continue;
    Origin Before = Old;
    if (!Old.Across)
      Old.Across = O.Across;
    Old.Locks &= O.Locks;
    Old.IsCopy &= O.IsCopy;
    Old.Replaced &= O.Replaced;
    return Before.Across != Old.Across || Before.Locks != Old.Locks ||
           Before.IsCopy != Old.IsCopy || Before.Replaced != Old.Replaced;
  }
  Into.push_back(O);
  return true;
}

struct State {
  /// By variable, and by operand for expressions that a suspension interrupts.
  DenseMap<const void *, Origins> Values;
  /// False: nothing was read since the last suspension.
  bool HasFresh = false;
  uint64_t Held = 0;

  bool join(const State &Other) {
    bool Changed = (Held & Other.Held) != Held;
    Held &= Other.Held;
    for (const auto &[Key, Theirs] : Other.Values)
      for (const Origin &O : Theirs)
        Changed |= merge(Values[Key], O);
    HasFresh |= Other.HasFresh;
    return Changed;
  }

  void set(const void *Key, Origins O) {
    if (O.empty()) {
      Values.erase(Key);
      return;
    }
    HasFresh |= any_of(O, [](const Origin &Each) { return !Each.Across; });
    Values[Key] = std::move(O);
  }
  void add(const void *Key, const Origins &O) {
    Origins All = Values.lookup(Key);
    for (const Origin &Each : O)
      merge(All, Each);
    set(Key, std::move(All));
  }
  void release(uint64_t Lock) {
    if (!(Held & Lock))
      return;
    Held &= ~Lock;
    for (auto &Entry : Values)
      for (Origin &O : Entry.second)
        O.Locks &= ~Lock;
  }
};

// What one walk over the body tells before the dataflow: which operands a
// suspension can interrupt, and after which full expression a variable is
// dead, so that states stay small.
class Shape : public RecursiveASTVisitor<Shape> {
public:
  bool shouldVisitImplicitCode() const { return false; }

  bool TraverseStmt(Stmt *S) {
    if (!S)
      return true;
    // The graph has no element for the wrapper around a full expression.
    bool IsRoot = !Root && isa<Expr, DeclStmt>(S) && !isa<FullExpr>(S);
    bool IsLoop = isLoop(*S);
    if (IsRoot)
      Root = S;
    Loops += IsLoop;
    bool Continue = RecursiveASTVisitor::TraverseStmt(S);
    Loops -= IsLoop;
    if (IsRoot)
      Root = nullptr;
    return Continue;
  }
  bool TraverseLambdaExpr(LambdaExpr *E) {
    for (Expr *Init : E->capture_inits())
      if (Init && !TraverseStmt(Init))
        return false;
    return true;
  }
  bool TraverseCoawaitExpr(CoawaitExpr *E) { return suspends(E); }
  bool TraverseCoyieldExpr(CoyieldExpr *E) { return suspends(E); }
  bool VisitVarDecl(VarDecl *Variable) {
    DeclaredIn[Variable] = Loops;
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (VarDecl *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
      LastUse[Variable] = DeclaredIn.lookup(Variable) == Loops ? Root : nullptr;
    return true;
  }
  bool VisitStmt(Stmt *S) {
    if (isa<ImplicitCastExpr, CXXConstructExpr>(S)) {
      RootOf[S] = Root;
      OperandsOf[Root].push_back(S);
    }
    return true;
  }

  /// Full expressions, and declarations, with a suspension in the middle.
  SmallPtrSet<const Stmt *, 16> Interrupted;
  DenseMap<const Stmt *, const Stmt *> RootOf;
  /// What may hold its value while its full expression is suspended.
  DenseMap<const Stmt *, SmallVector<const Stmt *, 4>> OperandsOf;
  DenseMap<const VarDecl *, const Stmt *> LastUse;

private:
  bool suspends(CoroutineSuspendExpr *E) {
    Interrupted.insert(Root);
    return TraverseStmt(E->getOperand());
  }

  const Stmt *Root = nullptr;
  unsigned Loops = 0;
  DenseMap<const VarDecl *, unsigned> DeclaredIn;
};

class Flow {
public:
  Flow(const UnitAnalysis &Unit, const Coroutine &Coro,
       ArrayRef<std::string> Serializers)
      : Unit(Unit), Coro(Coro), Serializers(Serializers),
        Graph(Unit.cfg(*Coro.Function)),
        Resolver(*Coro.Function, Unit.project(), Unit.types()) {}

  std::vector<StaleWrite> run();

private:
  struct Store {
    const Expr *At;
    const Expr *Target;
    const Expr *Value; // null when unknown
    bool ReadsTarget;  // `+=` and its kin
  };

  bool hasSharedStore() const;
  std::optional<Store> store(const Expr *E) const;

  void transfer(const CFGElement &Element, State &Now);
  void transfer(const Stmt *S, State &Now);
  void declare(const DeclStmt &Decls, State &Now);
  void assign(const Store &What, State &Now);
  void call(const Expr *E, State &Now);
  void lockCall(const CXXMemberCallExpr &Call, State &Now);
  void suspend(const Suspension &S, State &Now);
  void validate(const Expr *Condition, State &Now);
  void leave(const VarDecl &Variable, State &Now);
  void visit(const CFGElement &Element, const State &Now);

  void derive(const Expr *E, const State &Now, Origins &Out, bool IsCopy);
  void deriveChildren(const Stmt *S, const State &Now, Origins &Out);
  void read(const Expr *E, const Location &Place, const State &Now,
            Origins &Out, bool IsCopy);
  Origins originsOf(const Expr *E, const State &Now);
  std::optional<Location> storedPlace(const Store &What) const;
  bool overlaps(const Location &Target, const Origin &O) const {
    return Target.contains(Places[O.Place]);
  }

  unsigned intern(const Location &Place);
  uint64_t lockBit(const void *Key);
  std::optional<uint64_t> lockOf(const Expr *Object);
  bool holdsLock(QualType Type) const;

  const UnitAnalysis &Unit;
  const Coroutine &Coro;
  const ArrayRef<std::string> Serializers;
  const SuspensionCfg *Graph;
  LocationResolver Resolver;
  Shape Body;
  std::vector<Location> Places;
  DenseMap<unsigned, SmallVector<unsigned, 1>> PlaceIndex;
  DenseMap<const void *, unsigned> LockIndex;
  SmallPtrSet<const Expr *, 16> Conditions;
  DenseMap<const Stmt *, SmallVector<const void *, 1>> DeadAfter;
  MapVector<const Expr *, StaleWrite> Found;
};

unsigned Flow::intern(const Location &Place) {
  unsigned Hash = hash_combine(Place.Root, Place.Variable);
  for (const LocationStep &Step : Place.Path)
    Hash = hash_combine(Hash, Step.Is, Step.Member, Step.Key);
  SmallVector<unsigned, 1> &Slot = PlaceIndex[Hash >> 1];
  for (unsigned Index : Slot)
    if (Places[Index] == Place)
      return Index;
  Slot.push_back(Places.size());
  Places.push_back(Place);
  return Places.size() - 1;
}

uint64_t Flow::lockBit(const void *Key) {
  unsigned Index = LockIndex.try_emplace(Key, LockIndex.size()).first->second;
  return uint64_t(1) << (Index % 64);
}

std::optional<uint64_t> Flow::lockOf(const Expr *Object) {
  std::optional<Location> Place = Object->getType()->isPointerType()
                                      ? Resolver.pointee(Object)
                                      : Resolver.resolve(Object);
  if (!Place)
    return std::nullopt;
  if (Place->Root == Location::Local && Place->Path.empty())
    return lockBit(Place->Variable);
  // Odd, hence no address of a variable.
  return lockBit(
      reinterpret_cast<const void *>(uintptr_t(intern(*Place)) * 2 + 1));
}

bool Flow::holdsLock(QualType Type) const {
  if (isGuard(Type, Unit.types()))
    return true;
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && !Serializers.empty() &&
         is_contained(Serializers, Unit.types().name(*Record));
}

bool isAtomicStore(const CXXMethodDecl &Method) {
  if (!Method.getIdentifier() || !Method.getParent()->isInStdNamespace() ||
      (Method.getName() != "store" && Method.getName() != "exchange"))
    return false;
  StringRef Class = Method.getParent()->getName();
  return Class.ltrim('_').starts_with("atomic");
}

bool isExchange(const Expr *E) {
  const CallExpr *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && Callee->isInStdNamespace() && Callee->getIdentifier() &&
         Callee->getName() == "exchange" && Call->getNumArgs() == 2;
}

// `a.swap(b)` and `std::swap(a, b)`.
std::optional<std::pair<const Expr *, const Expr *>> swapped(const Expr *E) {
  const CallExpr *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getIdentifier() || Callee->getName() != "swap")
    return std::nullopt;
  const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(Call);
  if (Member && Call->getNumArgs() == 1 &&
      Member->getRecordDecl()->isInStdNamespace())
    return std::pair(Member->getImplicitObjectArgument(), Call->getArg(0));
  if (!Member && Call->getNumArgs() == 2 && Callee->isInStdNamespace())
    return std::pair(Call->getArg(0), Call->getArg(1));
  return std::nullopt;
}

std::optional<Flow::Store> Flow::store(const Expr *E) const {
  if (std::optional<std::pair<const Expr *, const Expr *>> Both = swapped(E)) {
    auto [One, Two] = *Both;
    std::optional<Location> Place = Resolver.resolve(One);
    if (Place && Place->isShared())
      return Store{E, One, Two, false};
    return Store{E, Two, One, false};
  }
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(E)) {
    if (!Binary->isAssignmentOp())
      return std::nullopt;
    return Store{E, Binary->getLHS(), Binary->getRHS(),
                 Binary->isCompoundAssignmentOp()};
  }
  if (const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (!Call->isAssignmentOp() || Call->getNumArgs() != 2)
      return std::nullopt;
    return Store{E, Call->getArg(0), Call->getArg(1),
                 Call->getOperator() != OO_Equal};
  }
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E))
    if (const CXXMethodDecl *Method = Call->getMethodDecl())
      if (Call->getNumArgs() > 0 && isAtomicStore(*Method))
        return Store{E, Call->getImplicitObjectArgument(), Call->getArg(0),
                     false};
  if (isExchange(E)) {
    const CallExpr *Call = cast<CallExpr>(E);
    return Store{E, Call->getArg(0), Call->getArg(1), false};
  }
  return std::nullopt;
}

std::optional<Location> Flow::storedPlace(const Store &What) const {
  return What.Target->getType()->isPointerType() &&
                 isa<CXXMemberCallExpr>(What.At)
             ? Resolver.pointee(What.Target)
             : Resolver.resolve(What.Target);
}

bool Flow::hasSharedStore() const {
  for (const CFGBlock *Block : Graph->graph())
    for (const CFGElement &Element : *Block) {
      std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
      const Expr *E = S ? dyn_cast<Expr>(S->getStmt()) : nullptr;
      if (!E)
        continue;
      if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E))
        if (Resolver.setter(*Call))
          return true;
      std::optional<Store> What = store(E);
      if (!What || What->ReadsTarget)
        continue;
      std::optional<Location> Place = storedPlace(*What);
      if (Place && Place->isShared())
        return true;
    }
  return false;
}

std::vector<StaleWrite> Flow::run() {
  if (!Graph || !letsOthersRun(Unit, Coro) || !hasSharedStore())
    return {};
  Body.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
  for (const auto &[Variable, Root] : Body.LastUse)
    if (Root)
      DeadAfter[Root].push_back(Variable);
  for (const Stmt *Root : Body.Interrupted)
    for (const Stmt *Operand : Body.OperandsOf.lookup(Root))
      DeadAfter[Root].push_back(Operand);
  for (const CFGBlock *Block : Graph->graph())
    if (const Expr *Condition =
            dyn_cast_or_null<Expr>(Block->getTerminatorCondition()))
      Conditions.insert(Condition);

  State Entry;
  for (const ParmVarDecl *Parameter : Coro.Function->parameters())
    if (holdsLock(Parameter->getType()))
      Entry.Held |= lockBit(Parameter);
  auto Transfer = [this](const CFGElement &Element, State &Now) {
    transfer(Element, Now);
  };
  std::vector<std::optional<State>> Before =
      solveForward(Graph->graph(), std::move(Entry), Transfer);
  replay(Graph->graph(), Before, Transfer,
         [this](const CFGElement &Element, const State &Now) {
           visit(Element, Now);
         });
  std::vector<StaleWrite> Result;
  for (auto &Entry : Found)
    Result.push_back(std::move(Entry.second));
  const SourceManager &Sources = Unit.ast().getSourceManager();
  llvm::sort(Result, [&](const StaleWrite &A, const StaleWrite &B) {
    return Sources.isBeforeInTranslationUnit(A.Write->getBeginLoc(),
                                             B.Write->getBeginLoc());
  });
  return Result;
}

void Flow::transfer(const CFGElement &Element, State &Now) {
  if (std::optional<CFGLifetimeEnds> End = Element.getAs<CFGLifetimeEnds>())
    return leave(*End->getVarDecl(), Now);
  if (std::optional<CFGAutomaticObjDtor> End =
          Element.getAs<CFGAutomaticObjDtor>())
    return leave(*End->getVarDecl(), Now);
  std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
  if (!Statement)
    return;
  const Stmt *S = Statement->getStmt();
  if (const Suspension *Point = Graph->suspension(Element)) {
    if (letsOthersRun(Unit, *Point))
      suspend(*Point, Now);
  } else {
    transfer(S, Now);
  }
  if (const Expr *E = dyn_cast<Expr>(S); E && Conditions.contains(E))
    validate(E, Now);
  DenseMap<const Stmt *, SmallVector<const void *, 1>>::const_iterator Dead =
      DeadAfter.find(S);
  if (Dead != DeadAfter.end())
    for (const void *Key : Dead->second)
      Now.Values.erase(Key);
}

void Flow::transfer(const Stmt *S, State &Now) {
  if (const DeclStmt *Decls = dyn_cast<DeclStmt>(S))
    return declare(*Decls, Now);
  const Expr *E = dyn_cast<Expr>(S);
  if (!E)
    return;
  if (std::optional<Store> What = store(E))
    assign(*What, Now);
  else
    call(E, Now);
  // An operand that holds its value keeps it while its expression suspends.
  const ImplicitCastExpr *Cast = dyn_cast<ImplicitCastExpr>(E);
  bool TakesValue =
      (Cast && Cast->getCastKind() == CK_LValueToRValue) ||
      (isa<CXXConstructExpr>(E) &&
       cast<CXXConstructExpr>(E)->getConstructor()->isCopyConstructor());
  if (!TakesValue || !Body.Interrupted.contains(Body.RootOf.lookup(E)))
    return;
  Now.Values.erase(E);
  Now.set(E, originsOf(E, Now));
}

Origins Flow::originsOf(const Expr *E, const State &Now) {
  Origins Result;
  derive(E, Now, Result, /*IsCopy=*/true);
  return Result;
}

void Flow::declare(const DeclStmt &Decls, State &Now) {
  for (const Decl *D : Decls.decls()) {
    const VarDecl *Variable = dyn_cast<VarDecl>(D);
    if (!Variable || !Variable->hasLocalStorage() || !Variable->hasInit())
      continue;
    if (holdsLock(Variable->getType())) {
      const CXXConstructExpr *Construct =
          dyn_cast<CXXConstructExpr>(Variable->getInit()->IgnoreImplicit());
      bool Deferred =
          Construct && any_of(Construct->arguments(), [](const Expr *Argument) {
            const CXXRecordDecl *Tag =
                Argument->getType()->getAsCXXRecordDecl();
            return Tag && Tag->getIdentifier() &&
                   Tag->getName() == "defer_lock_t";
          });
      if (!Deferred)
        Now.Held |= lockBit(Variable);
    }
    Now.Values.erase(Variable);
    Now.set(Variable, originsOf(Variable->getInit(), Now));
  }
}

void Flow::assign(const Store &What, State &Now) {
  std::optional<Location> Place = storedPlace(What);
  if (!Place)
    return;
  Origins Value = originsOf(What.Value, Now);
  if (Place->Root == Location::Local) {
    bool Whole = Place->Path.empty() && !What.ReadsTarget;
    if (!Whole)
      for (Origin &O : Value)
        O.IsCopy = false;
    if (Whole)
      Now.set(Place->Variable, std::move(Value));
    else
      Now.add(Place->Variable, Value);
    return;
  }
  bool Depends = What.ReadsTarget || any_of(Value, [&](const Origin &O) {
                   return overlaps(*Place, O);
                 });
  if (Depends)
    return;
  if (!Now.HasFresh)
    return;
  for (auto &Entry : Now.Values)
    for (Origin &O : Entry.second)
      if (!O.Across && overlaps(*Place, O))
        O.Replaced = true;
}

bool isOutput(QualType Parameter) {
  return Parameter->isLValueReferenceType() &&
         !Parameter->getPointeeType().isConstQualified();
}

// A scalar handed out for writing holds something else afterwards; an object
// may only have been completed, and what is added to it is in it.
void Flow::call(const Expr *E, State &Now) {
  if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(E)) {
    if (Address->getOpcode() == UO_AddrOf)
      if (std::optional<Location> Place =
              Resolver.resolve(Address->getSubExpr());
          Place && Place->Root == Location::Local &&
          Address->getSubExpr()->getType()->isScalarType())
        Now.Values.erase(Place->Variable);
    return;
  }
  const CallExpr *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return;
  bool IsMemberOperator =
      isa<CXXOperatorCallExpr>(Call) && isa<CXXMethodDecl>(Callee);
  for (unsigned I = IsMemberOperator; I < Call->getNumArgs(); ++I) {
    unsigned Parameter = I - IsMemberOperator;
    if (Parameter >= Callee->getNumParams() ||
        !Call->getArg(I)->getType()->isScalarType() ||
        !isOutput(Callee->getParamDecl(Parameter)->getType()) ||
        Call->isCallToStdMove())
      continue;
    if (std::optional<Location> Place = Resolver.resolve(Call->getArg(I));
        Place && Place->Root == Location::Local)
      Now.Values.erase(Place->Variable);
  }
  if (Call->isCallToStdMove())
    if (std::optional<Location> Place = Resolver.resolve(Call->getArg(0));
        Place && Place->Root == Location::Local && Place->Path.empty() &&
        holdsLock(Call->getArg(0)->getType()))
      Now.release(lockBit(Place->Variable));
  const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(Call);
  if (!Method || !Method->getMethodDecl())
    return;
  lockCall(*Method, Now);
  if (Method->getMethodDecl()->isConst())
    return;
  std::optional<Location> Object =
      Resolver.resolve(Method->getImplicitObjectArgument());
  if (!Object || Object->Root != Location::Local)
    return;
  Origins Added;
  for (const Expr *Argument : Method->arguments())
    derive(Argument, Now, Added, /*IsCopy=*/false);
  Now.add(Object->Variable, Added);
}

void Flow::lockCall(const CXXMemberCallExpr &Call, State &Now) {
  LockCall Kind = cotidy::lockCall(Call, Unit.types());
  if (Kind == LockCall::None)
    return;
  std::optional<uint64_t> Lock = lockOf(Call.getImplicitObjectArgument());
  if (!Lock)
    return;
  if (Kind == LockCall::GivesBack)
    return Now.release(*Lock);
  // What yields an object gives the lock to that object.
  for (const Suspension &S : Coro.Suspensions)
    if (S.await() && S.isExplicit() &&
        ignoreForwarding(&S.operand()) == &Call &&
        !S.At->getType()->isVoidType())
      return;
  Now.Held |= *Lock;
}

void Flow::suspend(const Suspension &S, State &Now) {
  if (!Now.HasFresh)
    return;
  for (auto &Entry : Now.Values)
    for (Origin &O : Entry.second)
      if (!O.Across)
        O.Across = &S;
  Now.HasFresh = false;
}

// Who looks again before writing knows what is there now. Comparing an old
// value with the current one checks everything read together with it.
void Flow::validate(const Expr *Condition, State &Now) {
  Origins Looked;
  derive(Condition, Now, Looked, /*IsCopy=*/false);
  SmallVector<unsigned, 2> Current;
  bool Compares = false;
  for (const Origin &O : Looked)
    if (!O.Across)
      Current.push_back(O.Place);
  for (const Origin &O : Looked)
    Compares |= O.Across && is_contained(Current, O.Place);
  if (Current.empty())
    return;
  SmallVector<const void *, 4> Empty;
  for (auto &[Key, Values] : Now.Values) {
    erase_if(Values, [&](const Origin &O) {
      return O.Across && (Compares || is_contained(Current, O.Place));
    });
    if (Values.empty())
      Empty.push_back(Key);
  }
  for (const void *Key : Empty)
    Now.Values.erase(Key);
}

void Flow::leave(const VarDecl &Variable, State &Now) {
  Now.Values.erase(&Variable);
  if (LockIndex.contains(&Variable))
    Now.release(lockBit(&Variable));
}

void Flow::read(const Expr *E, const Location &Place, const State &Now,
                Origins &Out, bool IsCopy) {
  if (Place.isShared()) {
    merge(Out, {intern(Place), E, nullptr, Now.Held, IsCopy});
    return;
  }
  DenseMap<const void *, Origins>::const_iterator It =
      Now.Values.find(Place.Variable);
  if (It == Now.Values.end())
    return;
  for (Origin O : It->second) {
    if (O.IsCopy && !Place.Path.empty()) {
      // A part of a copy is a copy of that part.
      Location Part = Places[O.Place];
      Part.Path.append(Place.Path.begin(), Place.Path.end());
      O.Place = intern(Part);
    }
    O.IsCopy &= IsCopy;
    merge(Out, O);
  }
}

void Flow::deriveChildren(const Stmt *S, const State &Now, Origins &Out) {
  for (const Stmt *Child : S->children())
    if (const Expr *Each = dyn_cast_or_null<Expr>(Child))
      derive(Each, Now, Out, /*IsCopy=*/false);
}

void Flow::derive(const Expr *E, const State &Now, Origins &Out, bool IsCopy) {
  DenseMap<const void *, Origins>::const_iterator Kept = Now.Values.find(E);
  if (Kept != Now.Values.end()) {
    for (Origin O : Kept->second) {
      O.IsCopy &= IsCopy;
      merge(Out, O);
    }
    return;
  }
  if (isa<LambdaExpr, UnaryExprOrTypeTraitExpr, CXXThisExpr>(E))
    return;
  if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(E)) {
    derive(Choice->getTrueExpr(), Now, Out, IsCopy);
    derive(Choice->getFalseExpr(), Now, Out, IsCopy);
    return;
  }
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->getOpcode() == BO_Comma)
      return derive(Binary->getRHS(), Now, Out, IsCopy);
    if (Binary->getOpcode() == BO_Assign)
      return derive(Binary->getRHS(), Now, Out, IsCopy);
  }
  if (isExchange(E)) {
    // What it yields was replaced in the same moment.
    Origins Taken;
    derive(cast<CallExpr>(E)->getArg(0), Now, Taken, IsCopy);
    for (Origin &O : Taken) {
      O.Replaced = true;
      merge(Out, O);
    }
    return;
  }
  if (const CoroutineSuspendExpr *Await = dyn_cast<CoroutineSuspendExpr>(E))
    return derive(Await->getOperand(), Now, Out, /*IsCopy=*/false);
  if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(E);
      Construct && Construct->getConstructor()->isCopyOrMoveConstructor() &&
      Construct->getNumArgs() > 0)
    return derive(Construct->getArg(0), Now, Out, IsCopy);
  if (isa<ParenExpr, FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr,
          CastExpr>(E)) {
    for (const Stmt *Child : E->children())
      derive(cast<Expr>(Child), Now, Out, IsCopy);
    return;
  }
  if (E->isGLValue() || isa<CXXMemberCallExpr>(E))
    if (std::optional<Location> Place = Resolver.resolve(E)) {
      read(E, *Place, Now, Out, IsCopy);
      // `p->next` is as old as p.
      if (const MemberExpr *Member = dyn_cast<MemberExpr>(E);
          Member && Member->isArrow() && Place->isShared())
        derive(Member->getBase(), Now, Out, /*IsCopy=*/false);
      return;
    }
  deriveChildren(E, Now, Out);
}

void Flow::visit(const CFGElement &Element, const State &Now) {
  std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
  const Expr *E = S ? dyn_cast<Expr>(S->getStmt()) : nullptr;
  if (!E)
    return;
  std::optional<Location> Target;
  const Expr *Value = nullptr;
  if (std::optional<Store> What = store(E)) {
    if (What->ReadsTarget)
      return;
    Target = storedPlace(*What);
    Value = What->Value;
  } else if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E)) {
    if (std::optional<LocationResolver::SetterCall> Setter =
            Resolver.setter(*Call)) {
      Target = Setter->Target;
      Value = Setter->Value;
    }
  }
  if (!Target || !Target->isShared())
    return;
  const Origin *Stale = nullptr;
  Origins All = originsOf(Value, Now);
  for (const Origin &O : All) {
    if (!overlaps(*Target, O))
      continue;
    // Whoever reads again writes what follows from both.
    if (!O.Across)
      return;
    if (O.Locks || (O.IsCopy && O.Replaced))
      continue;
    if (!Stale)
      Stale = &O;
  }
  if (Stale)
    Found.insert({E, StaleWrite{*Target, Stale->Read, Stale->Across, E}});
}

} // namespace

std::vector<StaleWrite> staleWrites(const UnitAnalysis &Unit,
                                    const Coroutine &Coro,
                                    ArrayRef<std::string> Serializers) {
  if (Coro.IsGenerator)
    return {};
  return Flow(Unit, Coro, Serializers).run();
}

} // namespace cotidy
