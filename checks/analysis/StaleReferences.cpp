// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/StaleReferences.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/MaySuspend.h"
#include "checks/analysis/Revalidation.h"
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

const ValueDecl *declaredIn(const DeclRefExpr &Ref) {
  if (const BindingDecl *Binding = dyn_cast<BindingDecl>(Ref.getDecl()))
    return Binding->getDecomposedDecl();
  return Ref.getDecl();
}

// One place where a variable gets to refer to something.
struct Definition {
  const VarDecl *Variable;
  const Expr *Value;
  Reliances On;
};

// What one walk over the body tells before the dataflow: where variables that
// refer elsewhere get their values, and which mentions are no uses.
class Mentioned : public BodyVisitor<Mentioned> {
public:
  Mentioned(const References &Facts, const FunctionDecl &Function)
      : Facts(Facts), Function(Function) {}

  bool shouldVisitImplicitCode() const { return true; }
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
  bool VisitForStmt(ForStmt *S) {
    inHeader(S->getInit());
    return true;
  }
  bool VisitCXXForRangeStmt(CXXForRangeStmt *S) {
    inHeader(S->getRangeStmt());
    inHeader(S->getBeginStmt());
    inHeader(S->getEndStmt());
    LoopEnd[cast<VarDecl>(S->getRangeStmt()->getSingleDecl())] = S->getEndLoc();
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const BindingDecl *Binding = dyn_cast<BindingDecl>(Ref->getDecl());
        Binding &&
        !Binding->getDecomposedDecl()->getType()->isReferenceType() &&
        !Facts.refersElsewhere(Binding->getType()))
      NoUse.insert(Ref);
    if (const VarDecl *Variable = dyn_cast_or_null<VarDecl>(declaredIn(*Ref)))
      if (DenseMap<const VarDecl *, unsigned>::const_iterator It =
              DeclaredIn.find(Variable);
          It != DeclaredIn.end())
        LastMention[Variable] = It->second == Loops ? Root : nullptr;
    return true;
  }

  bool VisitVarDecl(VarDecl *Variable) {
    if (!Variable->hasInit() || !Variable->hasLocalStorage() ||
        isa<ParmVarDecl>(Variable) ||
        !Facts.refersElsewhere(Variable->getType()))
      return true;
    DeclaredIn[Variable] = Loops - InHeader.contains(Variable);
    add(*Variable, Variable->getInit(), Variable);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->getOpcode() == BO_Assign)
      assign(E->getLHS(), E->getRHS(), E);
    else if (E->isComparisonOp())
      for (const Expr *Side : {E->getLHS(), E->getRHS()})
        onlyLookedAt(Side);
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    if (E->getOperator() == OO_Equal && E->getNumArgs() == 2)
      assign(E->getArg(0), E->getArg(1), E);
    return true;
  }
  // What came beside an iterator is a value of its own.
  bool VisitMemberExpr(MemberExpr *E) {
    if (const DeclRefExpr *Ref =
            dyn_cast<DeclRefExpr>(ignoreForwarding(E->getBase()));
        Ref && !E->isArrow() && !Facts.refersElsewhere(E->getType()))
      if (const VarDecl *Whole = dyn_cast<VarDecl>(Ref->getDecl());
          Whole && !Whole->getType()->isReferenceType() &&
          Facts.refersElsewhere(Whole->getType()))
        NoUse.insert(Ref);
    return true;
  }
  bool VisitCastExpr(CastExpr *E) {
    if (E->getCastKind() == CK_PointerToBoolean ||
        E->getCastKind() == CK_ToVoid)
      onlyLookedAt(E->getSubExpr());
    return true;
  }

  std::vector<Definition> Found;
  /// By the declaration, or the assignment.
  DenseMap<const void *, unsigned> At;
  /// Assignments that make a variable refer to nothing that is known.
  DenseMap<const Stmt *, const VarDecl *> Ends;
  SmallPtrSet<const DeclRefExpr *, 8> NoUse;
  /// By the hidden variable for what a range-for goes through.
  DenseMap<const VarDecl *, SourceLocation> LoopEnd;
  /// The full expression, or declaration, after which a variable is dead; null
  /// when a loop comes back to it.
  DenseMap<const VarDecl *, const Stmt *> LastMention;

private:
  // What a loop declares once stands outside of its rounds.
  void inHeader(const Stmt *S) {
    if (const DeclStmt *Decls = dyn_cast_or_null<DeclStmt>(S))
      InHeader.insert(Decls->decl_begin(), Decls->decl_end());
  }
  void add(const VarDecl &Variable, const Expr *Value, const void *Where) {
    Reliances On = Variable.getType()->isReferenceType()
                       ? Facts.ofObject(Function, Value)
                       : Facts.ofReferrer(Function, Value);
    if (On.empty())
      return;
    At[Where] = Found.size();
    Found.push_back({&Variable, Value, std::move(On)});
  }
  void assign(const Expr *Target, const Expr *Value, const Expr *E) {
    const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(ignoreForwarding(Target));
    const VarDecl *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!Variable || Variable->getType()->isReferenceType() ||
        !Variable->hasLocalStorage() ||
        !Facts.refersElsewhere(Variable->getType()))
      return;
    NoUse.insert(Ref);
    Ends[E] = Variable;
    add(*Variable, Value, E);
  }
  // Comparing a pointer reads nothing of what it points to.
  void onlyLookedAt(const Expr *E) {
    if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(ignoreForwarding(E));
        Ref && Ref->getType()->isPointerType())
      NoUse.insert(Ref);
  }

  const References &Facts;
  const FunctionDecl &Function;
  const Stmt *Root = nullptr;
  unsigned Loops = 0;
  SmallPtrSet<const Decl *, 8> InHeader;
  DenseMap<const VarDecl *, unsigned> DeclaredIn;
};

// The definitions that reach a point, and whether a suspension came between.
struct State {
  SmallDenseMap<unsigned, bool, 8> Stale;
  bool HasFresh = false;

  bool join(const State &Other) {
    bool Changed = Other.HasFresh && !HasFresh;
    HasFresh |= Other.HasFresh;
    for (auto [Index, IsStale] : Other.Stale) {
      auto [It, IsNew] = Stale.try_emplace(Index, IsStale);
      Changed |= IsNew || (IsStale && !It->second);
      It->second |= IsStale;
    }
    return Changed;
  }
};

class Flow {
public:
  Flow(const UnitAnalysis &Unit, const References &Facts, const Coroutine &Coro)
      : Unit(Unit), Facts(Facts), Coro(Coro), Graph(Unit.cfg(*Coro.Function)),
        Body(Facts, *Coro.Function), Looks(Unit, Facts, *Coro.Function) {}

  std::vector<StaleReference> run();

private:
  void prepare();
  void transfer(const CFGElement &Element, State &Now);
  void visit(const CFGElement &Element, const State &Now);
  void define(const VarDecl &Variable, const void *Where, State &Now);
  void forget(const VarDecl &Variable, State &Now);
  void suspend(const Suspension &Point, State &Now);
  void refresh(const Expr &Condition, State &Now);
  const VarDecl *rootOf(const VarDecl &Variable, unsigned Depth = 0) const;
  StaleReference describe(unsigned Index, const Stmt *Use);

  const UnitAnalysis &Unit;
  const References &Facts;
  const Coroutine &Coro;
  const SuspensionCfg *Graph;
  Mentioned Body;
  Revalidation Looks;
  DenseMap<const VarDecl *, SmallVector<unsigned, 1>> Of;
  DenseMap<const Stmt *, SmallVector<const VarDecl *, 1>> DeadAfter;
  SmallPtrSet<const Expr *, 16> Conditions;
  DenseMap<const Expr *, Revalidation::Looked> Looked;
  /// The first suspension after each definition.
  std::vector<const Suspension *> Crossed;
  MapVector<unsigned, const Stmt *> Uses;
};

void Flow::prepare() {
  Crossed.resize(Body.Found.size());
  for (unsigned I = 0; I < Body.Found.size(); ++I)
    Of[Body.Found[I].Variable].push_back(I);
  for (const auto &[Variable, Last] : Body.LastMention)
    if (Last)
      DeadAfter[Last].push_back(Variable);
  for (const CFGBlock *Block : Graph->graph())
    if (const Expr *Condition = decidingCondition(*Block))
      Conditions.insert(Condition);
}

std::vector<StaleReference> Flow::run() {
  if (!Graph || !letsOthersRun(Unit, Coro))
    return {};
  Body.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
  if (Body.Found.empty())
    return {};
  prepare();
  auto Transfer = [this](const CFGElement &Element, State &Now) {
    transfer(Element, Now);
  };
  std::vector<std::optional<State>> Before =
      solveForward(Graph->graph(), State(), Transfer);
  replay(Graph->graph(), Before, Transfer,
         [this](const CFGElement &Element, const State &Now) {
           visit(Element, Now);
         });
  // One entry for what all comes from one variable: a loop and its elements,
  // an iterator and the references made from it.
  MapVector<const VarDecl *, unsigned> ByRoot;
  for (const auto &[Index, Use] : Uses) {
    const VarDecl *Root = rootOf(*Body.Found[Index].Variable);
    auto [It, IsNew] = ByRoot.insert({Root, Index});
    if (!IsNew && Index < It->second)
      It->second = Index;
  }
  std::vector<StaleReference> Result;
  for (const auto &[Root, Index] : ByRoot)
    Result.push_back(describe(Index, Uses.lookup(Index)));
  return Result;
}

// The variable that the first of a chain of references was made from.
const VarDecl *Flow::rootOf(const VarDecl &Variable, unsigned Depth) const {
  // Longer chains tell nobody anything.
  constexpr unsigned MaxChain = 16;
  struct Finder : RecursiveASTVisitor<Finder> {
    bool VisitDeclRefExpr(DeclRefExpr *Ref) {
      const VarDecl *Named = dyn_cast_or_null<VarDecl>(declaredIn(*Ref));
      if (Named && Named->hasLocalStorage() && !isa<ParmVarDecl>(Named) &&
          Facts.refersElsewhere(Named->getType()) && Named->hasInit())
        Found = Named;
      return !Found;
    }
    explicit Finder(const References &Facts) : Facts(Facts) {}
    const References &Facts;
    const VarDecl *Found = nullptr;
  };
  if (Depth > MaxChain || !Variable.hasInit())
    return &Variable;
  Finder From(Facts);
  From.TraverseStmt(const_cast<Expr *>(Variable.getInit()));
  return From.Found && From.Found != &Variable ? rootOf(*From.Found, Depth + 1)
                                               : &Variable;
}

void Flow::forget(const VarDecl &Variable, State &Now) {
  DenseMap<const VarDecl *, SmallVector<unsigned, 1>>::const_iterator Mine =
      Of.find(&Variable);
  if (Mine != Of.end())
    for (unsigned I : Mine->second)
      Now.Stale.erase(I);
}

void Flow::define(const VarDecl &Variable, const void *Where, State &Now) {
  forget(Variable, Now);
  DenseMap<const void *, unsigned>::const_iterator New = Body.At.find(Where);
  if (New == Body.At.end())
    return;
  Now.Stale[New->second] = false;
  Now.HasFresh = true;
}

void Flow::suspend(const Suspension &Point, State &Now) {
  if (!Now.HasFresh || !letsOthersRun(Unit, Point))
    return;
  for (auto &[Index, IsStale] : Now.Stale) {
    const Suspension *&First = Crossed[Index];
    if (!IsStale && (!First || Point.loc() < First->loc()))
      First = &Point;
    IsStale = true;
  }
  Now.HasFresh = false;
}

void Flow::refresh(const Expr &Condition, State &Now) {
  if (Now.Stale.empty())
    return;
  auto [It, IsNew] = Looked.try_emplace(&Condition);
  if (IsNew)
    It->second = Looks.at(Condition);
  for (auto &[Index, IsStale] : Now.Stale) {
    const Definition &Each = Body.Found[Index];
    if (It->second.Versions || It->second.Pointers.contains(Each.Variable) ||
        any_of(Each.On, [&](const Reliance &On) {
          return It->second.Objects.contains(On.Holder.target());
        })) {
      Now.HasFresh |= IsStale;
      IsStale = false;
    }
  }
}

void Flow::transfer(const CFGElement &Element, State &Now) {
  if (std::optional<CFGLifetimeEnds> End = Element.getAs<CFGLifetimeEnds>())
    return forget(*End->getVarDecl(), Now);
  std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
  if (!Statement)
    return;
  const Stmt *S = Statement->getStmt();
  if (const Suspension *Point = Graph->suspension(Element))
    return suspend(*Point, Now);
  if (const DeclStmt *Decls = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Decls->decls())
      if (const VarDecl *Variable = dyn_cast<VarDecl>(D))
        define(*Variable, Variable, Now);
  } else if (const VarDecl *Variable = Body.Ends.lookup(S)) {
    define(*Variable, S, Now);
  }
  if (const Expr *E = dyn_cast<Expr>(S); E && Conditions.contains(E))
    refresh(*E, Now);
  DenseMap<const Stmt *, SmallVector<const VarDecl *, 1>>::const_iterator Dead =
      DeadAfter.find(S);
  if (Dead != DeadAfter.end())
    for (const VarDecl *Variable : Dead->second)
      forget(*Variable, Now);
}

void Flow::visit(const CFGElement &Element, const State &Now) {
  std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
  const DeclRefExpr *Ref =
      Statement ? dyn_cast<DeclRefExpr>(Statement->getStmt()) : nullptr;
  const VarDecl *Variable =
      Ref ? dyn_cast_or_null<VarDecl>(declaredIn(*Ref)) : nullptr;
  DenseMap<const VarDecl *, SmallVector<unsigned, 1>>::const_iterator Mine =
      Variable ? Of.find(Variable) : Of.end();
  if (Mine == Of.end() || Body.NoUse.contains(Ref))
    return;
  for (unsigned I : Mine->second)
    if (Now.Stale.lookup(I)) {
      const Stmt *&Use = Uses[I];
      if (!Use || isBefore(Unit.ast(), Ref->getBeginLoc(), Use->getBeginLoc()))
        Use = Ref;
    }
}

StaleReference Flow::describe(unsigned Index, const Stmt *Use) {
  const Definition &Def = Body.Found[Index];
  const VarDecl *Root = rootOf(*Def.Variable);
  bool IsLoop = Root->isImplicit();
  StaleReference Result{IsLoop ? StaleReference::Loop
                               : StaleReference::Variable,
                        IsLoop ? nullptr : cast<DeclRefExpr>(Use)->getDecl(),
                        Def.On,
                        IsLoop ? Root->getInit() : Def.Value,
                        {},
                        Use};
  // The first tells enough, unless what is awaited at a later one is to blame.
  constexpr unsigned MaxGaps = 8;
  SourceLocation End = IsLoop ? Body.LoopEnd.lookup(Root) : Use->getBeginLoc();
  for (const Suspension *Point = Crossed[Index];
       Point != Coro.Suspensions.end() && Result.Across.size() < MaxGaps &&
       (Point == Crossed[Index] || Point->loc() < End);
       ++Point)
    if (letsOthersRun(Unit, *Point))
      Result.Across.push_back({Point->loc(), &Point->operand(), Point});
  return Result;
}

// The suspensions of an expression itself, not of lambdas in it.
class AwaitsIn : public RecursiveASTVisitor<AwaitsIn> {
public:
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitCoawaitExpr(CoawaitExpr *E) {
    Found.push_back(E);
    return true;
  }
  SmallVector<const CoroutineSuspendExpr *, 1> Found;
};

// Mentions of one variable, in nested lambdas as well.
class MentionsOf : public RecursiveASTVisitor<MentionsOf> {
public:
  explicit MentionsOf(const ValueDecl &Variable) : Variable(Variable) {}
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (!Found &&
        declaredIn(*Ref)->getCanonicalDecl() == Variable.getCanonicalDecl())
      Found = Ref;
    return !Found;
  }
  const DeclRefExpr *Found = nullptr;

private:
  const ValueDecl &Variable;
};

// What decides what a continuation does, in nested lambdas as well.
class ConditionsIn : public RecursiveASTVisitor<ConditionsIn> {
public:
  bool VisitIfStmt(IfStmt *S) { return add(S->getCond()); }
  bool VisitWhileStmt(WhileStmt *S) { return add(S->getCond()); }
  bool VisitForStmt(ForStmt *S) { return add(S->getCond()); }
  bool VisitConditionalOperator(ConditionalOperator *E) {
    return add(E->getCond());
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    return !E->isLogicalOp() || add(E->getLHS());
  }
  SmallVector<const Expr *, 4> All;

private:
  bool add(const Expr *E) {
    if (E)
      All.push_back(E);
    return true;
  }
};

// What becomes stale within one expression.
class Expressions : public BodyVisitor<Expressions> {
public:
  Expressions(const UnitAnalysis &Unit, const References &Facts,
              const FunctionDecl &Function, std::vector<StaleReference> &Out)
      : Unit(Unit), Facts(Facts), Function(Function),
        Coro(Unit.coroutine(Function)), Out(Out) {}

  bool TraverseCoawaitExpr(CoawaitExpr *E) {
    awaited(*E);
    return TraverseStmt(E->getOperand());
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    object(*Call);
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee)
      return true;
    if (continuesLater(Unit, *Call) || handlesLater(Unit, *Call))
      captured(*Call);
    if (!isa<CXXOperatorCallExpr>(Call))
      helper(*Call, *Callee, ArrayRef(Call->getArgs(), Call->getNumArgs()));
    return true;
  }
  // An awaitable may be such a helper, too.
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    if (E->getNumArgs() > 1)
      helper(*E, *E->getConstructor(), ArrayRef(E->getArgs(), E->getNumArgs()));
    return true;
  }

private:
  const Suspension *pointOf(const CoroutineSuspendExpr &E) const {
    const Suspension *Point = Coro ? Coro->suspension(&E) : nullptr;
    return Point && letsOthersRun(Unit, *Point) ? Point : nullptr;
  }
  void object(const CXXMemberCallExpr &Call);
  void awaited(const CoawaitExpr &Await);
  void captured(const CallExpr &Call);
  void captured(const CallExpr &Call, const LambdaExpr &Lambda,
                const LambdaCapture &Capture);
  bool looksAgain(const LambdaExpr &Lambda, const Reliances &On,
                  const Expr &Use) const;
  bool endsWith(const CallExpr &Call, const Reliances &On) const;
  void helper(const Expr &Call, const FunctionDecl &Callee,
              ArrayRef<const Expr *> Arguments);
  bool isAsynchronousCallable(const Expr *E) const;
  static bool takesReference(const Expr *Callable);
  bool takesWhole(const Expr *Callable, QualType Container) const;

  const UnitAnalysis &Unit;
  const References &Facts;
  const FunctionDecl &Function;
  const Coroutine *Coro;
  std::vector<StaleReference> &Out;
};

// The object comes first, then the arguments, then the call.
void Expressions::object(const CXXMemberCallExpr &Call) {
  if (!Coro || Call.getNumArgs() == 0)
    return;
  AwaitsIn Arguments;
  for (const Expr *Argument : Call.arguments())
    Arguments.TraverseStmt(const_cast<Expr *>(Argument));
  for (const CoroutineSuspendExpr *Await : Arguments.Found) {
    const Suspension *Point = pointOf(*Await);
    if (!Point)
      continue;
    const Expr *Object = Call.getImplicitObjectArgument();
    Reliances On = Object->getType()->isPointerType()
                       ? Facts.ofReferrer(Function, Object)
                       : Facts.ofObject(Function, Object);
    if (!On.empty())
      Out.push_back({StaleReference::Object,
                     nullptr,
                     std::move(On),
                     Object,
                     {{Point->loc(), &Point->operand(), Point}},
                     &Call});
    return;
  }
}

void Expressions::awaited(const CoawaitExpr &Await) {
  const Suspension *Point = pointOf(Await);
  const CallExpr *Call =
      dyn_cast<CallExpr>(ignoreForwarding(Await.getOperand()));
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Point || !Callee || !Unit.project().contains(Callee->getLocation()))
    return;
  const FunctionDecl *Definition = nullptr;
  const Coroutine *Body =
      Callee->isDefined(Definition) ? Unit.coroutine(*Definition) : nullptr;
  if (!Body)
    return;
  auto Add = [&](Reliances On, const Expr *What, const Stmt *Use) {
    if (!On.empty())
      Out.push_back({StaleReference::Awaited,
                     nullptr,
                     std::move(On),
                     What,
                     {{Point->loc(), &Point->operand(), Point}},
                     Use});
  };
  if (const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    const Expr *Object = Member->getImplicitObjectArgument();
    if (const Stmt *Use = usedAfterSuspension(Unit, *Body, nullptr))
      Add(Object->getType()->isPointerType()
              ? Facts.ofReferrer(Function, Object)
              : Facts.ofObject(Function, Object),
          Object, Use);
  }
  if (isa<CXXOperatorCallExpr>(Call))
    return;
  for (const ParmVarDecl *Parameter : Definition->parameters()) {
    unsigned Index = Parameter->getFunctionScopeIndex();
    if (!Parameter->getType()->isLValueReferenceType() ||
        Index >= Call->getNumArgs())
      continue;
    if (const Stmt *Use = usedAfterSuspension(Unit, *Body, Parameter))
      Add(Facts.ofObject(Function, Call->getArg(Index)), Call->getArg(Index),
          Use);
  }
}

void Expressions::captured(const CallExpr &Call) {
  for (const Expr *Argument : Call.arguments())
    if (const LambdaExpr *Lambda =
            dyn_cast<LambdaExpr>(ignoreForwarding(Argument)))
      for (const LambdaCapture &Capture : Lambda->captures())
        if (Capture.capturesVariable())
          captured(Call, *Lambda, Capture);
}

void Expressions::captured(const CallExpr &Call, const LambdaExpr &Lambda,
                           const LambdaCapture &Capture) {
  const VarDecl *Variable = dyn_cast<VarDecl>(Capture.getCapturedVar());
  if (!Variable)
    return;
  QualType Type = Variable->getType();
  // Capturing a reference by copy copies what it refers to.
  if (Type->isReferenceType() && Capture.getCaptureKind() != LCK_ByRef &&
      !Variable->isInitCapture())
    return;
  if (!Facts.refersElsewhere(Type))
    return;
  Reliances On = Facts.ofVariable(Function, *Variable);
  MentionsOf Uses(*Variable);
  Uses.TraverseStmt(Lambda.getBody());
  if (On.empty() || !Uses.Found || looksAgain(Lambda, On, *Uses.Found) ||
      (handlesLater(Unit, Call) && endsWith(Call, On)))
    return;
  const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  Out.push_back(
      {StaleReference::Captured,
       Variable,
       std::move(On),
       Variable->getInit(),
       {{Call.getExprLoc(),
         Member ? Member->getImplicitObjectArgument() : Call.getArg(0),
         nullptr}},
       Uses.Found,
       Lambda.getLambdaClass()});
}

bool Expressions::looksAgain(const LambdaExpr &Lambda, const Reliances &On,
                             const Expr &Use) const {
  ConditionsIn Found;
  Found.TraverseStmt(Lambda.getBody());
  Revalidation Looks(Unit, Facts, *Lambda.getCallOperator());
  return any_of(Found.All, [&](const Expr *Condition) {
    if (!isBefore(Unit.ast(), Condition->getEndLoc(), Use.getBeginLoc()))
      return false;
    Revalidation::Looked Seen = Looks.at(*Condition);
    return Seen.Versions || any_of(On, [&](const Reliance &Each) {
             return Seen.Objects.contains(Each.Holder.target());
           });
  });
}

// The operation belongs to the very element: it is over when that is gone.
bool Expressions::endsWith(const CallExpr &Call, const Reliances &On) const {
  auto IsPartOfIt = [&](const Expr *Object) {
    Reliances Its = Object->getType()->isPointerType()
                        ? Facts.ofReferrer(Function, Object)
                        : Facts.ofObject(Function, Object);
    return any_of(Its, [&](const Reliance &Mine) {
      return any_of(
          On, [&](const Reliance &Each) { return Mine.Holder == Each.Holder; });
    });
  };
  const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  return (Member && IsPartOfIt(Member->getImplicitObjectArgument())) ||
         any_of(Call.arguments(), IsPartOfIt);
}

bool Expressions::isAsynchronousCallable(const Expr *E) const {
  const CXXRecordDecl *Record = ignoreForwarding(E)
                                    ->getType()
                                    .getNonReferenceType()
                                    ->getAsCXXRecordDecl();
  const CXXMethodDecl *Operator =
      Record && Record->isLambda() ? Record->getLambdaCallOperator() : nullptr;
  if (!Operator)
    return false;
  if (const Coroutine *Body = Unit.coroutine(*Operator))
    return letsOthersRun(Unit, *Body);
  // A generic lambda returns what its instantiation returns.
  if (const FunctionTemplateDecl *Template =
          Operator->getDescribedFunctionTemplate())
    return any_of(Template->specializations(), [&](const FunctionDecl *Each) {
      const Coroutine *Body = Unit.coroutine(*Each);
      return Body ? letsOthersRun(Unit, *Body)
                  : Unit.types().task(Each->getReturnType()) != nullptr;
    });
  return Unit.types().task(Operator->getReturnType()) != nullptr;
}

// The callable is given the element itself.
bool Expressions::takesReference(const Expr *Callable) {
  const CXXRecordDecl *Record =
      ignoreForwarding(Callable)->getType()->getAsCXXRecordDecl();
  const CXXMethodDecl *Operator =
      Record && Record->isLambda() ? Record->getLambdaCallOperator() : nullptr;
  return Operator && Operator->getNumParams() > 0 &&
         Operator->getParamDecl(0)->getType()->isReferenceType();
}

// The callable is given the container, or what became of it, not an element.
bool Expressions::takesWhole(const Expr *Callable, QualType Container) const {
  const CXXRecordDecl *Record =
      ignoreForwarding(Callable)->getType()->getAsCXXRecordDecl();
  const CXXMethodDecl *Operator =
      Record && Record->isLambda() ? Record->getLambdaCallOperator() : nullptr;
  if (!Operator)
    return false;
  auto Takes = [&](const FunctionDecl &Each) {
    return Each.getNumParams() > 0 &&
           Unit.ast().hasSameUnqualifiedType(
               Each.getParamDecl(0)->getType().getNonReferenceType(),
               Container.getNonReferenceType());
  };
  const FunctionTemplateDecl *Template =
      Operator->getDescribedFunctionTemplate();
  return Template
             ? any_of(Template->specializations(),
                      [&](const FunctionDecl *Each) { return Takes(*Each); })
             : Takes(*Operator);
}

void Expressions::helper(const Expr &Call, const FunctionDecl &Callee,
                         ArrayRef<const Expr *> Arguments) {
  const FunctionDecl *Definition = nullptr;
  if (Callee.isDefined(Definition) &&
      Unit.project().contains(Definition->getLocation()))
    return;
  const Expr *const *Callable = find_if(Arguments, [&](const Expr *Argument) {
    return isAsynchronousCallable(Argument);
  });
  if (Callable == Arguments.end() || !Unit.types().task(Call.getType()))
    return;
  // One that begins with all elements at once is done with its iterators then.
  const TypeFacts &Types = Unit.types();
  bool AtOnce = Types.functionFact(Callee, FunctionRole::Together) ||
                Types.functionFact(Callee, FunctionRole::Calls);
  if (AtOnce && !takesReference(*Callable))
    return;
  for (unsigned I = 0;
       I < std::min<size_t>(Arguments.size(), Callee.getNumParams()); ++I) {
    const Expr *Argument = Arguments[I];
    Reliances On;
    if (Facts.types().referrer(Argument->getType()) == ReferrerKind::Iterator)
      On = Facts.ofReferrer(Function, Argument);
    else if (Argument->isLValue() &&
             Callee.getParamDecl(I)->getType()->isReferenceType() &&
             Facts.types().holder(Argument->getType()) == HolderKind::Container)
      On = Facts.ofContent(Function, Argument);
    if (On.empty() || takesWhole(*Callable, Argument->getType()))
      continue;
    On.front().IsIterator = !AtOnce;
    Out.push_back({StaleReference::Helper,
                   nullptr,
                   std::move(On),
                   Argument,
                   {{Call.getExprLoc(), nullptr, nullptr}},
                   &Call});
    return;
  }
}

} // namespace

std::vector<StaleReference> staleReferences(const UnitAnalysis &Unit,
                                            const References &Facts,
                                            const FunctionDecl &Function) {
  std::vector<StaleReference> Result;
  const Coroutine *Coro = Unit.coroutine(Function);
  if (Coro && Coro->IsGenerator)
    return Result;
  if (Coro)
    Result = Flow(Unit, Facts, *Coro).run();
  Expressions(Unit, Facts, Function, Result)
      .TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  return Result;
}

} // namespace cotidy
