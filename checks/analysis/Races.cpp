// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Races.h"

#include "checks/analysis/AccessConflicts.h"
#include "checks/analysis/Activities.h"
#include "checks/analysis/CallConditions.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/StartResults.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// One word of bits; a function that starts more is judged by the first.
constexpr unsigned MaxStarts = 64;

struct Bits {
  uint64_t Set = 0;
  bool join(const Bits &Other) {
    bool Changed = (Other.Set & ~Set) != 0;
    Set |= Other.Set;
    return Changed;
  }
};

const ValueDecl *loopOf(const Executor &On) {
  if (On.Is == Executor::Loop)
    return On.Object;
  return On.Is == Executor::Strand && On.Below == Executor::Loop
             ? On.ObjectBelow
             : nullptr;
}

} // namespace

// What may be under way at each point of one function.
class RaceFrame : public RecursiveASTVisitor<RaceFrame> {
public:
  RaceFrame(Races &All, const FunctionDecl &Function)
      : All(All), Unit(All.Unit), Contexts(All.Contexts), Function(Function),
        Own(All.Shared.own(Function)), Results(All.Unit) {}

  std::vector<Races::Running> run();

  bool TraverseLambdaExpr(LambdaExpr *Lambda) {
    for (Expr *Init : Lambda->capture_inits())
      if (Init && !isa<DeclRefExpr>(ignoreForwarding(Init)) &&
          !TraverseStmt(Init))
        return false;
    return true;
  }
  bool TraverseStmt(Stmt *S) {
    if (!S)
      return true;
    if (mayRepeat(Unit, S)) {
      Loops.push_back(S);
      bool Continue = RecursiveASTVisitor::TraverseStmt(S);
      Loops.pop_back();
      return Continue;
    }
    if (EventsAt.contains(S) && !Loops.empty())
      LoopOf[S] = Loops.back();
    return RecursiveASTVisitor::TraverseStmt(S);
  }
  bool TraverseCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    if (!isHarmless(*Call))
      return RecursiveASTVisitor::TraverseCXXMemberCallExpr(Call);
    return all_of(Call->arguments(),
                  [&](Expr *Argument) { return TraverseStmt(Argument); });
  }
  bool TraverseCallExpr(CallExpr *Call) {
    return letsGo(Unit, partsOf(*Call)) ||
           RecursiveASTVisitor::TraverseCallExpr(Call);
  }
  bool TraverseIfStmt(IfStmt *S) {
    partsOfCondition(S->getCond(), *S);
    return TraverseStmt(S->getInit()) &&
           TraverseStmt(S->getConditionVariableDeclStmt()) &&
           TraverseStmt(S->getCond()) && branch(*S, 0, S->getThen()) &&
           branch(*S, 1, S->getElse());
  }
  bool TraverseCXXOperatorCallExpr(CXXOperatorCallExpr *Call) {
    // `thread_ = std::thread(...)`
    if (Call->getOperator() == OO_Equal && Call->getNumArgs() == 2 &&
        isHandle(Call->getArg(0)))
      return TraverseStmt(Call->getArg(1));
    return RecursiveASTVisitor::TraverseCXXOperatorCallExpr(Call);
  }
  // Whoever is given the object that has the handle may wait as well.
  bool VisitCallExpr(CallExpr *Call) {
    const CallParts Parts = partsOf(*Call);
    const CXXMethodDecl *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee);
    if (!Parts.Callee || Parts.Callee->isDefined() ||
        (Method && Method->isConst()) || EventsAt.contains(Call))
      return true;
    SmallVector<const Expr *, 4> Given(Parts.Arguments);
    if (Parts.Object)
      Given.push_back(Parts.Object);
    for (const auto &[Handle, Which] : KillsOf)
      if (any_of(Given,
                 [&, Of = Handle](const Expr *E) { return has(*E, *Of); }))
        KillAt[Call] |= Which;
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    mention(cast<ValueDecl>(Ref->getDecl()->getCanonicalDecl()), *Ref);
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    mention(cast<ValueDecl>(Member->getMemberDecl()->getCanonicalDecl()),
            *Member);
    return true;
  }

private:
  struct Event {
    Races::Running What;
    bool Sets; // it is under way after the statement
  };
  static bool has(const Expr &Given, const ValueDecl &Handle) {
    const FieldDecl *Field = dyn_cast<FieldDecl>(&Handle);
    QualType Type = ignoreForwarding(&Given)->getType();
    if (!Type->getPointeeType().isNull())
      Type = Type->getPointeeType();
    const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
    const CXXRecordDecl *Owner =
        Field ? dyn_cast<CXXRecordDecl>(Field->getParent()) : nullptr;
    return Record && Owner && Record->hasDefinition() &&
           (declaresSameEntity(Record, Owner) || Record->isDerivedFrom(Owner));
  }

  using Branch = std::pair<const Stmt *, unsigned>;
  bool branch(const IfStmt &Choice, unsigned Which, Stmt *S) {
    Branches.push_back({&Choice, Which});
    bool Continue = TraverseStmt(S);
    Branches.pop_back();
    return Continue;
  }

  void partsOfCondition(const Expr *E, const IfStmt &Choice) {
    const BinaryOperator *Both =
        E ? dyn_cast<BinaryOperator>(E->IgnoreParenImpCasts()) : nullptr;
    if (!Both || !Both->isLogicalOp())
      return;
    ChoiceOf[Both] = &Choice;
    partsOfCondition(Both->getLHS(), Choice);
    partsOfCondition(Both->getRHS(), Choice);
  }

  bool isHandle(const Expr *E) const {
    const Expr *Plain = ignoreForwarding(E);
    const ValueDecl *D = nullptr;
    if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(Plain))
      D = Ref->getDecl();
    else if (const MemberExpr *Member = dyn_cast<MemberExpr>(Plain))
      D = Member->getMemberDecl();
    return D && KillsOf.contains(cast<ValueDecl>(D->getCanonicalDecl()));
  }

  // Starting one, making room for more, letting go of one.
  bool isHarmless(const CXXMemberCallExpr &Call) const {
    const CXXMethodDecl *Method = Call.getMethodDecl();
    if (!Method || !isHandle(Call.getImplicitObjectArgument()))
      return false;
    if (EventsAt.contains(&Call) ||
        Unit.types().functionFact(*Method, FunctionRole::Discard))
      return true;
    StringRef Name = Method->getIdentifier() ? Method->getName() : "";
    return Name.starts_with("emplace") || Name.starts_with("push") ||
           Name == "reserve" ||
           (Method->isConst() && !Method->getReturnType()->isBooleanType());
  }

  // Whoever names a handle may wait for it; in a loop, before the first round.
  void mention(const ValueDecl *Handle, const Stmt &At) {
    auto It = KillsOf.find(Handle);
    if (It == KillsOf.end() || InEvent(At))
      return;
    KillAt[&At] |= It->second;
    for (const Stmt *Loop : Loops)
      for (const Stmt *Part : everyRound(*Loop))
        if (Part && !startsWithin(*Loop, It->second))
          KillAt[Part] |= It->second;
    // `if (started) join(handle);`: else there was nothing to join.
    for (const Branch &Each : Branches)
      JoinedIn[Each] |= It->second;
  }

  bool InEvent(const Stmt &At) const {
    const SourceManager &Sources = Unit.ast().getSourceManager();
    return any_of(Events, [&](const Event &Each) {
      return Each.What.At != nullptr &&
             Sources.isPointWithin(
                 Sources.getExpansionLoc(At.getBeginLoc()),
                 Sources.getExpansionLoc(Each.What.At->getBeginLoc()),
                 Sources.getExpansionLoc(Each.What.At->getEndLoc()));
    });
  }

  bool startsWithin(const Stmt &Loop, uint64_t Which) const {
    for (unsigned I = 0; I < Events.size(); ++I)
      if (Which & (uint64_t(1) << I))
        if (auto It = LoopOf.find(Events[I].What.At);
            It != LoopOf.end() && isWithin(*It->second, Loop))
          return true;
    return false;
  }

  bool isWithin(const Stmt &Inner, const Stmt &Outer) const {
    const SourceManager &Sources = Unit.ast().getSourceManager();
    return Sources.isPointWithin(Sources.getExpansionLoc(Inner.getBeginLoc()),
                                 Sources.getExpansionLoc(Outer.getBeginLoc()),
                                 Sources.getExpansionLoc(Outer.getEndLoc()));
  }

  static SmallVector<const Stmt *, 2> everyRound(const Stmt &Loop) {
    if (const ForStmt *For = dyn_cast<ForStmt>(&Loop))
      return {For->getInit(), For->getCond()};
    if (const WhileStmt *While = dyn_cast<WhileStmt>(&Loop))
      return {While->getCond()};
    if (const CXXForRangeStmt *Range = dyn_cast<CXXForRangeStmt>(&Loop))
      return {Range->getRangeStmt(), Range->getRangeInit()};
    return {};
  }

  void follow(const CFGBlock &Block, unsigned Way, Bits &Now) const;
  const ValueDecl *handleHere(const ValueDecl *Handle,
                              const CallSiteOf &Call) const;
  void collectEvents();
  void addEvent(Races::Running What, bool Sets);
  void collectKills();
  void transfer(const CFGElement &Element, Bits &Now) const;
  void visit(const CFGElement &Element, const Bits &Now);
  void meet(unsigned I, uint64_t Others);
  void siblings();
  void pair(const Races::Running &A, const Races::Running &B, Race::Proof Why,
            const Stmt *Loop);
  void beside(const Access &Mine, uint64_t Others, const Expr &At);
  bool isSameEachTime(const Location &Place, const Stmt *Loop) const;
  Executor resolved(const Access &What, const Start &Begun) const;
  bool areTwoThreads(const Executor &A, const Executor &B,
                     uint64_t UnderWay) const;
  bool isRunBy(const ValueDecl *Loop, uint64_t UnderWay) const;
  bool takesTurns(const Start &Begun, const Executor &Other) const;

  Races &All;
  const UnitAnalysis &Unit;
  const ExecutionContexts &Contexts;
  const FunctionDecl &Function;
  const OwnAccesses &Own;
  std::vector<Event> Events;
  uint64_t OnThreads = 0; // the starts of threads
  DenseMap<const Stmt *, SmallVector<unsigned, 1>> EventsAt;
  DenseMap<const Stmt *, const Stmt *> LoopOf;
  DenseMap<const ValueDecl *, uint64_t> KillsOf; // by handle
  DenseMap<const ValueDecl *, uint64_t> Owned;   // by owner
  DenseMap<const Stmt *, uint64_t> KillAt;
  DenseMap<const Stmt *, SmallVector<const Access *, 1>> AccessesAt;
  DenseMap<const Stmt *, SmallVector<const CallSiteOf *, 1>> CallsAt;
  SmallVector<const Stmt *, 4> Loops;
  SmallVector<Branch, 4> Branches;
  DenseMap<Branch, uint64_t> JoinedIn;
  DenseMap<const BinaryOperator *, const IfStmt *> ChoiceOf;
  StartResults Results;
  /// Where the function itself runs a loop, and what is done after it.
  DenseMap<const Stmt *, const ValueDecl *> RunsAt;
  DenseMap<const Stmt *, uint64_t> DoneAt;
  /// The loop that the function itself runs at this point.
  const ValueDecl *RunHere = nullptr;
};

void RaceFrame::addEvent(Races::Running What, bool Sets) {
  if (Events.size() >= MaxStarts)
    return;
  unsigned Index = Events.size();
  EventsAt[What.At].push_back(Index);
  Results.begin(*What.At, Index, What.Begun->At == What.At);
  if (Sets && What.Handle)
    KillsOf[What.Handle] |= uint64_t(1) << Index;
  if (Sets && What.Owner)
    Owned[What.Owner] |= uint64_t(1) << Index;
  if (const ValueDecl *Loop = loopOf(What.Begun->On)) {
    Owned[Loop] |= uint64_t(1) << Index;
    for (const ExecutionContexts::Run &Run : Contexts.runs(*Loop))
      if (Run.Function == &Function) {
        RunsAt[Run.At] = Loop;
        DoneAt[Run.At] |= uint64_t(1) << Index;
      }
  }
  if (What.Begun->On.Is == Executor::Thread)
    OnThreads |= uint64_t(1) << Index;
  Events.push_back({std::move(What), Sets});
}

// A handle that a function leaves where it was told to is its caller's.
const ValueDecl *RaceFrame::handleHere(const ValueDecl *Handle,
                                       const CallSiteOf &Call) const {
  const ParmVarDecl *Parameter = dyn_cast_or_null<ParmVarDecl>(Handle);
  if (!Parameter)
    return Handle;
  unsigned Index = Parameter->getFunctionScopeIndex();
  return Parameter->getDeclContext() == Call.Callee &&
                 Index < Call.Arguments.size()
             ? objectGiven(Unit, Function, Call.Arguments[Index])
             : nullptr;
}

void RaceFrame::collectEvents() {
  for (const Start *Each : Contexts.startsIn(Function))
    addEvent({Each, Each->At, All.Shared.through(*Each), Each->Handle},
             !Each->EndsAtOnce);
  for (const CallSiteOf &Call : Own.Calls)
    for (const Races::Running &Each : All.leftBy(*Call.Callee)) {
      const ValueDecl *Handle = handleHere(Each.Handle, Call);
      if (Each.Handle && !Handle)
        continue;
      Races::Running New{Each.Begun, Call.At, {}, Handle};
      for (const Access &Inner : Each.Does)
        if (std::optional<Location> Place =
                All.Shared.translated(Function, Call, Inner.Place)) {
          New.Does.push_back(Inner);
          New.Does.back().Place = std::move(*Place);
          for (TakenLock &Lock : New.Does.back().Locks)
            if (Lock.Place)
              Lock.Place = All.Shared.translated(Function, Call, *Lock.Place);
        }
      if (std::optional<Location> Object = All.Shared.translated(
              Function, Call, Location{Location::This, nullptr, false, {}}))
        New.Owner = Object->Variable;
      addEvent(std::move(New), true);
    }
}

// Calls that may end what an object has under way, and whatever waits.
void RaceFrame::collectKills() {
  for (const CallSiteOf &Call : Own.Calls)
    for (const ValueDecl *Handle : All.Ends.of(*Call.Callee))
      if (auto It = KillsOf.find(Handle); It != KillsOf.end())
        KillAt[Call.At] |= It->second;
  for (const Stmt *Wait : Own.Waits) {
    const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(Wait);
    // A join of one thread says nothing about the others.
    if (Call ? !isHandle(Call->getImplicitObjectArgument())
             : !KillsOf.contains(joined(Unit, Function, Wait)))
      KillAt[Wait] |= ~uint64_t(0);
  }
}

std::vector<Races::Running> RaceFrame::run() {
  collectEvents();
  if (Events.empty())
    return {};
  Stmt *Body = const_cast<Stmt *>(userBody(Function));
  // First the loops that starts lie in, then who waits for them.
  TraverseStmt(Body);
  KillAt.clear();
  TraverseStmt(Body);
  Results.collect(Body);
  collectKills();
  for (const Access &Each : Own.All)
    AccessesAt[Each.At].push_back(&Each);
  for (const CallSiteOf &Each : Own.Calls)
    CallsAt[Each.At].push_back(&Each);
  siblings();
  std::vector<Races::Running> Result;
  const SuspensionCfg *Cfg = Unit.cfg(Function);
  if (!Cfg)
    return Result;
  auto Transfer = [this](const CFGElement &Element, Bits &Now) {
    transfer(Element, Now);
  };
  std::vector<std::optional<Bits>> Before =
      solveAlongEdges(Cfg->graph(), Bits(), Transfer,
                      [this](const CFGBlock &Block, unsigned Way, Bits &Now) {
                        follow(Block, Way, Now);
                        return true;
                      });
  replayEachBlock(Cfg->graph(), Before, Transfer,
                  [this](const CFGElement &Element, const Bits &Now) {
                    visit(Element, Now);
                  });
  const std::optional<Bits> &AtEnd =
      Before[Cfg->graph().getExit().getBlockID()];
  for (unsigned I = 0; AtEnd && I < Events.size(); ++I) {
    const VarDecl *Handle = dyn_cast_or_null<VarDecl>(Events[I].What.Handle);
    bool IsLocal = Handle && Handle->isLocalVarDecl();
    if ((AtEnd->Set & (uint64_t(1) << I)) && !IsLocal &&
        !isa_and_nonnull<VarDecl>(Events[I].What.Owner))
      Result.push_back(Events[I].What);
  }
  return Result;
}

void RaceFrame::transfer(const CFGElement &Element, Bits &Now) const {
  if (std::optional<CFGAutomaticObjDtor> End =
          Element.getAs<CFGAutomaticObjDtor>()) {
    const ValueDecl *Gone =
        cast<ValueDecl>(End->getVarDecl()->getCanonicalDecl());
    Now.Set &= ~(KillsOf.lookup(Gone) | Owned.lookup(Gone));
    return;
  }
  std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
  if (!S)
    return;
  Now.Set &= ~(KillAt.lookup(S->getStmt()) | DoneAt.lookup(S->getStmt()));
  if (auto It = EventsAt.find(S->getStmt()); It != EventsAt.end())
    for (unsigned I : It->second)
      if (Events[I].Sets)
        Now.Set |= uint64_t(1) << I;
}

// On one way out of a block nothing was started, or what was is joined on the
// other.
void RaceFrame::follow(const CFGBlock &Block, unsigned Way, Bits &Now) const {
  const Stmt *End = Block.getTerminatorStmt();
  if (!End || !Now.Set || Block.succ_size() < 2)
    return;
  if (isa<IfStmt>(End))
    Now.Set &= ~JoinedIn.lookup({End, 1 - Way});
  // `started && ready`: on its way to the other branch.
  else if (const BinaryOperator *Part = dyn_cast<BinaryOperator>(End))
    if (auto It = ChoiceOf.find(Part); It != ChoiceOf.end())
      if ((Part->getOpcode() == BO_LAnd) == (Way == 1))
        Now.Set &= ~JoinedIn.lookup({It->second, 1 - Way});
  const Expr *Asked = Block.getLastCondition();
  if (!Asked)
    Asked = dyn_cast_or_null<Expr>(Block.getTerminatorCondition());
  StartResult Result = Asked ? Results.of(Asked) : StartResult();
  bool MayHaveFailed = Result.Says == StartResult::Unclear ||
                       Block.succ_size() > 2 ||
                       (Way == 0) == (Result.Says == StartResult::TrueIfFailed);
  if (MayHaveFailed)
    Now.Set &= ~Result.Of;
}

void RaceFrame::visit(const CFGElement &Element, const Bits &Now) {
  std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
  if (!S)
    return;
  uint64_t UnderWay = Now.Set & ~KillAt.lookup(S->getStmt());
  if (auto It = EventsAt.find(S->getStmt()); It != EventsAt.end())
    for (unsigned I : It->second) {
      meet(I, UnderWay);
      if (Events[I].Sets)
        UnderWay |= uint64_t(1) << I;
    }
  if (!Now.Set)
    return;
  RunHere = RunsAt.lookup(S->getStmt());
  for (unsigned I = 0; RunHere && I < Events.size(); ++I)
    if (Now.Set & (uint64_t(1) << I))
      meet(I, Now.Set & ~(uint64_t(1) << I));
  RunHere = nullptr;
  if (auto It = AccessesAt.find(S->getStmt()); It != AccessesAt.end())
    for (const Access *Each : It->second)
      beside(*Each, Now.Set, *Each->At);
  if (auto It = CallsAt.find(S->getStmt()); It != CallsAt.end())
    for (const CallSiteOf *Call : It->second)
      // What ends them may do so before anything else.
      if (!KillAt.lookup(S->getStmt()))
        for (const Access &Each : All.Shared.through(Function, *Call))
          beside(Each, Now.Set, *Call->At);
}

Executor RaceFrame::resolved(const Access &What, const Start &Begun) const {
  if (What.On.Is != Executor::Inherited)
    return What.On;
  if (Begun.On.Is != Executor::Inherited)
    return Begun.On;
  // Until it moves, it runs before its starter goes on.
  if (Begun.IsInline)
    return {};
  Executor There = Contexts.at(*Begun.Starter, Begun.At);
  if (There.Is != Executor::Inherited)
    return There;
  for (const Context &Outer : Contexts.contexts(*Begun.Starter)) {
    if (Outer.On.Is == Executor::Strand) {
      // Siblings share the strand of their starter, also one without a name.
      Executor Shared = Outer.On;
      if (!Shared.Object)
        Shared.Object = Begun.Starter;
      return Shared;
    }
    if (Contexts.threads(Outer.On) == Threads::Several)
      return Outer.On;
  }
  return {};
}

bool RaceFrame::isRunBy(const ValueDecl *Loop, uint64_t UnderWay) const {
  if (!Loop)
    return false;
  for (unsigned I = 0; I < Events.size(); ++I)
    if ((UnderWay & (uint64_t(1) << I)) &&
        Contexts.runsLoop(*Events[I].What.Begun->Root, *Loop))
      return true;
  return false;
}

bool RaceFrame::areTwoThreads(const Executor &A, const Executor &B,
                              uint64_t UnderWay) const {
  if (A.Is == Executor::Unknown || B.Is == Executor::Unknown)
    return false;
  // One after the other.
  if (A.Is == Executor::Strand && B.Is == Executor::Strand && A.Object &&
      A.Object == B.Object)
    return false;
  auto Below = [](const Executor &E) {
    return E.Is == Executor::Strand ? Executor{E.Below, E.ObjectBelow} : E;
  };
  Executor One = Below(A), Two = Below(B);
  bool OwnOne = One.Is == Executor::Thread || One.Is == Executor::Pool;
  bool OwnTwo = Two.Is == Executor::Thread || Two.Is == Executor::Pool;
  if (OwnOne && OwnTwo)
    return true;
  if (One.Is == Executor::Loop && Two.Is == Executor::Loop)
    return One.Object == Two.Object &&
           Contexts.threads(One) == Threads::Several;
  const Executor &Loop = OwnOne ? Two : One;
  return (OwnOne || OwnTwo) && Loop.Is == Executor::Loop && Loop.Object &&
         (Loop.Object == RunHere || isRunBy(Loop.Object, UnderWay));
}

// A thread that runs the loop takes turns with what the loop runs.
bool RaceFrame::takesTurns(const Start &Begun, const Executor &Other) const {
  const ValueDecl *Loop = loopOf(Other);
  return Loop && Contexts.runsLoop(*Begun.Root, *Loop) &&
         Contexts.threads({Executor::Loop, Loop}) != Threads::Several;
}

bool RaceFrame::isSameEachTime(const Location &Place, const Stmt *Loop) const {
  if (hasVariableStep(Place.Path))
    return false;
  if (!Place.Variable || Place.Root == Location::Global || !Loop)
    return true;
  const SourceManager &Sources = Unit.ast().getSourceManager();
  return !Sources.isPointWithin(
      Sources.getExpansionLoc(Place.Variable->getLocation()),
      Sources.getExpansionLoc(Loop->getBeginLoc()),
      Sources.getExpansionLoc(Loop->getEndLoc()));
}

void RaceFrame::meet(unsigned I, uint64_t Others) {
  const Races::Running &Mine = Events[I].What;
  for (unsigned J = 0; J < Events.size(); ++J) {
    if (!(Others & (uint64_t(1) << J)))
      continue;
    const Races::Running &Theirs = Events[J].What;
    for (const Access &A : Mine.Does)
      for (const Access &B : Theirs.Does) {
        if (!conflict(A, B) || isOrdered(A, B) || isOrdered(B, A) ||
            (I == J && !isSameEachTime(A.Place, LoopOf.lookup(Mine.At))) ||
            !areTwoThreads(resolved(A, *Mine.Begun), resolved(B, *Theirs.Begun),
                           Others) ||
            takesTurns(*Mine.Begun, resolved(B, *Theirs.Begun)) ||
            takesTurns(*Theirs.Begun, resolved(A, *Mine.Begun)))
          continue;
        All.add({{A, Mine.Begun},
                 {B, Theirs.Begun},
                 I == J ? Race::Repeated : Race::SideBySide});
      }
  }
}

void RaceFrame::siblings() {
  for (const Event &One : Events)
    for (const Event &Two : Events) {
      const Start &A = *One.What.Begun, &B = *Two.What.Begun;
      bool Same = &One == &Two;
      if (!A.Together || A.Together != B.Together || &Two < &One ||
          (Same && !A.Loop && !A.IsSeveral))
        continue;
      for (const Access &Mine : One.What.Does)
        for (const Access &Theirs : Two.What.Does)
          if (conflict(Mine, Theirs) && !isOrdered(Mine, Theirs) &&
              !isOrdered(Theirs, Mine) &&
              (!Same || isSameEachTime(Mine.Place, A.Loop)) &&
              areTwoThreads(resolved(Mine, A), resolved(Theirs, B), 0))
            All.add({{Mine, &A}, {Theirs, &B}, Race::Siblings});
    }
}

void RaceFrame::beside(const Access &Mine, uint64_t Others, const Expr &At) {
  for (unsigned J = 0; J < Events.size(); ++J) {
    if (!(Others & (uint64_t(1) << J)))
      continue;
    const Races::Running &Theirs = Events[J].What;
    for (const Access &B : Theirs.Does) {
      if (!conflict(Mine, B) || isOrdered(B, Mine))
        continue;
      const Executor There = resolved(B, *Theirs.Begun);
      bool Proven = There.Is == Executor::Thread || There.Is == Executor::Pool;
      // A thread that was started runs the loop, and this is not that thread.
      Proven |= There.Is == Executor::Loop &&
                Mine.On.Is == Executor::Inherited &&
                isRunBy(There.Object, Others & OnThreads);
      // Only what is known to run elsewhere runs beside a loop or a strand.
      if (!Proven) {
        SmallVector<Executor, 2> Here;
        if (Mine.On.Is != Executor::Inherited)
          Here.push_back(Mine.On);
        else
          for (const Context &Each : Contexts.contexts(Function))
            Here.push_back(Each.On);
        Proven = any_of(Here, [&](const Executor &Each) {
          return areTwoThreads(Each, There, Others);
        });
      }
      if (Proven)
        All.add({{Mine, nullptr}, {B, Theirs.Begun}, Race::Starter, &At});
    }
  }
}

Races::Races(const UnitAnalysis &Unit, const ExecutionContexts &Contexts)
    : Unit(Unit), Contexts(Contexts), Shared(Unit, Contexts),
      Ends(Contexts, Shared) {
  if (Contexts.starts().empty())
    return;
  for (const FunctionDecl *Function : Unit.functions())
    leftBy(*Function);
  for (Race &Each : ownedThreadRaces(Unit, Contexts, Shared, Ends))
    add(std::move(Each));
}

Races::~Races() = default;

const std::vector<Races::Running> &Races::leftBy(const FunctionDecl &Function) {
  // The entry made first stops recursion.
  auto [It, IsNew] = Left.try_emplace(&Function);
  if (!IsNew)
    return *It->second;
  It->second = std::make_unique<std::vector<Running>>();
  std::vector<Running> &Slot = *It->second;
  std::vector<Running> Result = RaceFrame(*this, Function).run();
  Slot = std::move(Result);
  return Slot;
}

bool Races::add(Race New) {
  // The write first; of two, the one that holds fewer locks.
  auto Rank = [](const RaceSide &Side) {
    return std::pair(Side.What.Is != Access::Write, Side.What.Locks.size());
  };
  if (Rank(New.Two) < Rank(New.One))
    std::swap(New.One, New.Two);
  if (!Known.insert({New.One.What.At, New.Two.What.At}).second)
    return false;
  Found.push_back(std::move(New));
  return true;
}

} // namespace cotidy
