// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ExecutionContext.h"

#include "checks/analysis/Activities.h"
#include "checks/analysis/CallConditions.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// A function that runs in more places proves no more by them.
constexpr unsigned MaxContexts = 6;

// Waiting for a loop, by its method or by a function that is given it, is
// running it.
bool runs(const UnitAnalysis &Unit, const CallParts &Call, const Expr &Loop) {
  QualType Type = ignoreForwarding(&Loop)->getType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  const TypeFact *What = Unit.types().modelled(Type);
  return What && What->Library != "any" &&
         (What->Role == TypeRole::Executor ||
          What->Role == TypeRole::LoopBound) &&
         any_of(factsOf(Unit, Call), [](const FunctionFact *Fact) {
           return Fact->Role == FunctionRole::SyncWait;
         });
}

// The calls that run a loop, and those that have a thread run it.
class RunCollector : public RecursiveASTVisitor<RunCollector> {
public:
  explicit RunCollector(const UnitAnalysis &Unit) : Unit(Unit) {}

  struct Found {
    const ValueDecl *Loop;
    const Expr *At;
    bool OwnThread;
    bool Repeats;
  };
  std::vector<Found> All;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseStmt(Stmt *S) {
    bool IsLoop = mayRepeat(Unit, S);
    Loops += IsLoop;
    bool Continue = RecursiveASTVisitor::TraverseStmt(S);
    Loops -= IsLoop;
    return Continue;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const CallParts Parts = partsOf(*Call);
    // A C function is given the loop first.
    const Expr *Loop = Parts.Object || Parts.Arguments.empty()
                           ? Parts.Object
                           : Parts.Arguments.front();
    if (Loop && runs(Unit, Parts, *Loop))
      add(Loop, *Call, false);
    return byPointer(Parts, *Call);
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *Call) {
    return byPointer(partsOf(*Call), *Call);
  }

private:
  // `std::thread(&io_context::run, &io)`, `std::bind(&io_context::run, &io)`
  bool byPointer(const CallParts &Parts, const Expr &At) {
    for (unsigned I = 0; I + 1 < Parts.Arguments.size(); ++I) {
      const UnaryOperator *Address =
          dyn_cast<UnaryOperator>(&written(*Parts.Arguments[I]));
      const DeclRefExpr *Method =
          Address ? dyn_cast<DeclRefExpr>(
                        Address->getSubExpr()->IgnoreParenImpCasts())
                  : nullptr;
      const CXXMethodDecl *Run =
          Method ? dyn_cast<CXXMethodDecl>(Method->getDecl()) : nullptr;
      if (Run && runs(Unit, {Run, nullptr, {}}, *Parts.Arguments[I + 1]))
        add(Parts.Arguments[I + 1], At, true);
    }
    return true;
  }
  void add(const Expr *Object, const Expr &At, bool OwnThread) {
    // `uv_run(static_cast<uv_loop_t *>(arg), ...)`
    if (const ValueDecl *Loop = subject(Object->IgnoreParenCasts()))
      All.push_back({cast<ValueDecl>(Loop->getCanonicalDecl()), &At, OwnThread,
                     Loops > 0});
  }

  const UnitAnalysis &Unit;
  unsigned Loops = 0;
};

// Where a coroutine is on its way; Unknown once two ways disagree.
struct Place {
  Executor Now;
  bool join(const Place &Other) {
    if (Now == Other.Now || Now.Is == Executor::Unknown)
      return false;
    Now = {};
    return true;
  }
};

std::string quoted(StringRef What, const ValueDecl *Object) {
  return Object ? (What + " '" + Object->getName() + "'").str() : "";
}

} // namespace

ExecutionContexts::ExecutionContexts(const UnitAnalysis &Unit)
    : Unit(Unit), Starts(collectStarts(Unit)), Bound(Unit, Starts) {
  for (Start &Each : Starts) {
    ByStarter[Each.Starter].push_back(&Each);
    ByRoot[Each.Root].push_back(&Each);
    Each.On = settled(Unit, Each.On,
                      [&](const ValueDecl *D) { return Bound.object(D); });
    // A loop is not waited for by its name, but run.
    if (Each.On.Is == Executor::Pool)
      Each.Handle = Each.On.Object;
    else if (Each.On.Is == Executor::Strand)
      Each.Handle =
          Each.On.Below == Executor::Pool ? Each.On.ObjectBelow : nullptr;
    else if (Each.On.Is == Executor::Loop)
      Each.Handle = nullptr;
  }
  findRuns();
}

void ExecutionContexts::findRuns() {
  for (const FunctionDecl *Function : Unit.functions()) {
    RunCollector Collector(Unit);
    Collector.TraverseStmt(const_cast<Stmt *>(userBody(*Function)));
    for (const RunCollector::Found &Each : Collector.All)
      RunsOf[Bound.object(Each.Loop)].push_back(
          {Function, Each.At, Each.OwnThread, Each.Repeats});
  }
}

ArrayRef<const Start *>
ExecutionContexts::startsIn(const FunctionDecl &Function) const {
  auto It = ByStarter.find(&Function);
  return It == ByStarter.end() ? ArrayRef<const Start *>() : It->second;
}

ArrayRef<ExecutionContexts::Run>
ExecutionContexts::runs(const ValueDecl &Loop) const {
  auto It = RunsOf.find(&Loop);
  return It == RunsOf.end() ? ArrayRef<Run>() : It->second;
}

bool ExecutionContexts::runsLoop(const FunctionDecl &Function,
                                 const ValueDecl &Loop) const {
  std::unique_ptr<SmallPtrSet<const FunctionDecl *, 4>> &Slot =
      RunnersOf[&Loop];
  if (!Slot) {
    Slot = std::make_unique<SmallPtrSet<const FunctionDecl *, 4>>();
    SmallVector<const FunctionDecl *, 8> Todo;
    for (const Run &Each : runs(Loop))
      Todo.push_back(Each.Function);
    while (!Todo.empty()) {
      const FunctionDecl *Runner = Todo.pop_back_val();
      if (!Slot->insert(Runner).second)
        continue;
      for (const Invocation *Site : Unit.activities().callers(*Runner))
        if (Site->Is != Invocation::Spawn)
          Todo.push_back(Site->Caller);
    }
  }
  return Slot->contains(&Function);
}

bool ExecutionContexts::runsLoop(const FunctionDecl &Function) const {
  return any_of(RunsOf, [&](const auto &Loop) {
    return runsLoop(Function, *Loop.first);
  });
}

ArrayRef<Context>
ExecutionContexts::contexts(const FunctionDecl &Function) const {
  // The entry made first stops recursion.
  auto [It, IsNew] = ContextsOf.try_emplace(&Function);
  if (!IsNew)
    return *It->second;
  It->second = std::make_unique<SmallVector<Context, 2>>();
  SmallVector<Context, 2> &Slot = *It->second;
  SmallVector<Context, 2> Found;
  addContexts(Function, Found);
  Slot = std::move(Found);
  return Slot;
}

void ExecutionContexts::addContexts(const FunctionDecl &Function,
                                    SmallVectorImpl<Context> &Out) const {
  auto Add = [&](Context New) {
    if (New.On.Is != Executor::Unknown && New.On.Is != Executor::Inherited &&
        Out.size() < MaxContexts && !is_contained(Out, New))
      Out.push_back(New);
  };
  if (Function.isMain())
    Add({{Executor::Thread}, nullptr});
  auto Started = ByRoot.find(&Function);
  if (Started != ByRoot.end())
    for (const Start *Each : Started->second) {
      Executor There = Each->On.Is == Executor::Inherited
                           ? at(*Each->Starter, Each->At)
                           : Each->On;
      Add({There, Each});
      if (There.Is == Executor::Inherited)
        for (const Context &Outer : contexts(*Each->Starter))
          Add({Outer.On, Each});
    }
  for (const Invocation *Site : Unit.activities().callers(Function)) {
    if (Site->Is != Invocation::Call)
      continue;
    Executor There = at(*Site->Caller, Site->At);
    for (const Context &Outer : contexts(*Site->Caller))
      Add({There.Is == Executor::Inherited ? Outer.On : There, Outer.Begun});
  }
}

// An awaited coroutine that moves may take its caller along.
bool ExecutionContexts::mayMove(const CoroutineSuspendExpr &Await) const {
  const FunctionDecl *Callee = partsOf(written(*Await.getOperand())).Callee;
  const FunctionDecl *Body = nullptr;
  return Callee && Callee->isDefined(Body) && Unit.coroutine(*Body) &&
         !moves(*Body).empty();
}

const ExecutionContexts::Moves &
ExecutionContexts::moves(const FunctionDecl &Function) const {
  std::unique_ptr<Moves> &Slot = MovesOf[&Function];
  if (Slot)
    return *Slot;
  Slot = std::make_unique<Moves>();
  Moves &Result = *Slot;
  const Coroutine *Coro = Unit.coroutine(Function);
  DenseMap<const Stmt *, Executor> To;
  if (Coro)
    for (const Suspension &S : Coro->Suspensions) {
      if (std::optional<Executor> There = switchedTo(Unit, S)) {
        To[S.At] = settled(Unit, *There,
                           [&](const ValueDecl *D) { return Bound.object(D); });
      } else if (S.await() && mayMove(*S.await())) {
        To[S.At] = {};
      }
    }
  const SuspensionCfg *Cfg = To.empty() ? nullptr : Unit.cfg(Function);
  if (!Cfg)
    return Result;
  auto Transfer = [&](const CFGElement &Element, Place &Now) {
    const Suspension *S = Cfg->suspension(Element);
    if (!S)
      return;
    if (auto It = To.find(S->At); It != To.end())
      Now.Now = It->second;
    else if (Now.Now.Is != Executor::Inherited && S->May != Suspends::Never)
      // Whoever resumes it decides.
      Now.Now = {};
  };
  auto Note = [&](const CFGElement &Element, const Place &Now) {
    if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>())
      if (Now.Now.Is != Executor::Inherited)
        Result[S->getStmt()] = Now.Now;
  };
  replay(Cfg->graph(),
         solveForward(Cfg->graph(), Place{{Executor::Inherited}}, Transfer),
         Transfer, Note);
  return Result;
}

Executor ExecutionContexts::at(const FunctionDecl &Function,
                               const Stmt *S) const {
  const Moves &Moved = moves(Function);
  auto It = Moved.find(S);
  return It == Moved.end() ? Executor{Executor::Inherited} : It->second;
}

// It starts a thread that runs the loop.
bool ExecutionContexts::startsRunner(const FunctionDecl &Function,
                                     const ValueDecl &Loop) const {
  return any_of(runs(Loop), [&](const Run &Each) {
    if (Each.OwnThread)
      return Each.Function == &Function;
    return any_of(contexts(*Each.Function), [&](const Context &Place) {
      return Place.Begun && Place.Begun->Starter == &Function &&
             Place.On.Is == Executor::Thread;
    });
  });
}

Threads ExecutionContexts::threadsOfLoop(const ValueDecl &Loop) const {
  auto [It, IsNew] = ThreadsOf.try_emplace(&Loop, Threads::Unknown);
  if (!IsNew)
    return It->second;
  unsigned Count = 0;
  bool AllKnown = true;
  for (const Run &Each : runs(Loop)) {
    if (Each.OwnThread) {
      Count += Each.Repeats ? 2 : 1;
      continue;
    }
    ArrayRef<Context> Places = contexts(*Each.Function);
    AllKnown &= !Places.empty();
    // Whatever runs it, it is none of the threads that it starts itself.
    if (Places.empty() && startsRunner(*Each.Function, Loop))
      ++Count;
    for (const Context &Place : Places)
      Count += Place.Begun && Place.Begun->Loop &&
                       (Place.On.Is == Executor::Thread ||
                        Place.On.Is == Executor::Pool)
                   ? 2
                   : 1;
  }
  Threads Result = Count >= 2               ? Threads::Several
                   : Count == 1 && AllKnown ? Threads::One
                                            : Threads::Unknown;
  return ThreadsOf[&Loop] = Result;
}

Threads ExecutionContexts::threads(const Executor &On) const {
  switch (On.Is) {
  case Executor::Thread:
  case Executor::Strand:
    return Threads::One;
  case Executor::Pool:
    return Threads::Several;
  case Executor::Loop:
    return On.Object ? threadsOfLoop(*On.Object) : Threads::Unknown;
  case Executor::Unknown:
  case Executor::Inherited:
    return Threads::Unknown;
  }
  llvm_unreachable("covered switch");
}

std::string describe(const Executor &On) {
  switch (On.Is) {
  case Executor::Unknown:
    return "an unknown thread";
  case Executor::Inherited:
    return "the thread of its caller";
  case Executor::Thread:
    return "a thread of its own";
  case Executor::Pool:
    return On.Object ? quoted("the pool", On.Object) : "a pool of threads";
  case Executor::Loop:
    return On.Object ? quoted("the loop", On.Object) : "a loop";
  case Executor::Strand:
    if (On.Below == Executor::Pool && On.Object == On.ObjectBelow && On.Object)
      return quoted("the only thread of the pool", On.Object);
    return On.Object ? quoted("the strand", On.Object) : "a strand of its own";
  }
  llvm_unreachable("covered switch");
}

std::string describe(const Context &Place) {
  return !Place.Begun && Place.On.Is == Executor::Thread ? "the main thread"
                                                         : describe(Place.On);
}

void printContexts(const UnitAnalysis &Unit, raw_ostream &Out) {
  const ExecutionContexts &Contexts = Unit.contexts();
  const SourceManager &Sources = Unit.ast().getSourceManager();
  auto Line = [&](SourceLocation Loc) {
    return Sources.getExpansionLineNumber(Loc);
  };
  for (const FunctionDecl *Function : Unit.functions()) {
    Out << Line(Function->getLocation()) << ": " << displayName(*Function)
        << ":";
    ArrayRef<Context> Places = Contexts.contexts(*Function);
    if (Places.empty())
      Out << " unknown";
    for (const Context &Place : Places) {
      Out << (&Place == Places.begin() ? " " : ", ") << describe(Place);
      if (Place.On.Is == Executor::Loop)
        switch (Contexts.threads(Place.On)) {
        case Threads::One:
          Out << " of one thread";
          break;
        case Threads::Several:
          Out << " of several threads";
          break;
        case Threads::Unknown:
          break;
        }
      if (Place.Begun)
        Out << ", started " << (Place.Begun->Loop ? "in a loop " : "")
            << "in line " << Line(Place.Begun->At->getExprLoc());
    }
    Out << '\n';
    const Coroutine *Coro = Unit.coroutine(*Function);
    if (!Coro)
      continue;
    for (const Suspension &S : Coro->Suspensions)
      if (std::optional<Executor> There = switchedTo(Unit, S)) {
        *There = settled(Unit, *There, [&](const ValueDecl *D) {
          return Contexts.bindings().object(D);
        });
        Out << "  from line " << Line(S.loc()) << " on: "
            << (There->Is == Executor::Unknown ? "unknown" : describe(*There))
            << '\n';
      }
  }
}

} // namespace cotidy
