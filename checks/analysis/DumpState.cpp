// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/DumpState.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/DumpParts.h"
#include "checks/analysis/HeldTasks.h"
#include "checks/analysis/Invalidators.h"
#include "checks/analysis/StaleConditions.h"
#include "checks/analysis/StaleReferences.h"
#include "checks/analysis/StaleWrites.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/Writers.h"

#include <set>

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

StringRef spelling(Invocation::Kind Kind) {
  switch (Kind) {
  case Invocation::Call:
    return "called";
  case Invocation::Joined:
    return "joined";
  case Invocation::Spawn:
    return "spawned";
  }
  llvm_unreachable("covered switch");
}

StringRef spelling(Location::RootKind Kind) {
  switch (Kind) {
  case Location::Local:
    return "local";
  case Location::Global:
    return "static";
  case Location::This:
    return "this";
  case Location::Captured:
    return "captured";
  case Location::Referent:
    return "referred to";
  }
  llvm_unreachable("covered switch");
}

StringRef spelling(StaleCondition::Kind Kind) {
  switch (Kind) {
  case StaleCondition::Fills:
    return "written";
  case StaleCondition::Uses:
    return "used";
  case StaleCondition::Waited:
    return "used after one wait";
  case StaleCondition::Counts:
    return "counted";
  }
  llvm_unreachable("covered switch");
}

StringRef spelling(StaleReference::Kind Kind) {
  switch (Kind) {
  case StaleReference::Variable:
    return "variable";
  case StaleReference::Loop:
    return "loop";
  case StaleReference::Object:
    return "object of a call";
  case StaleReference::Awaited:
    return "used by what is awaited";
  case StaleReference::Captured:
    return "captured";
  case StaleReference::Helper:
    return "handed to a helper";
  }
  llvm_unreachable("covered switch");
}

StringRef spelling(HeldTask::Fate Fate) {
  switch (Fate) {
  case HeldTask::Consumed:
    return "consumed";
  case HeldTask::NeverConsumed:
    return "never consumed";
  case HeldTask::Overwritten:
    return "overwritten";
  case HeldTask::LeftBehind:
    return "left behind";
  }
  llvm_unreachable("covered switch");
}

// The largest expressions of a body that name an object.
class PlacePrinter : public BodyVisitor<PlacePrinter> {
public:
  PlacePrinter(const UnitAnalysis &Unit, const FunctionDecl &Function,
               raw_ostream &Out)
      : Unit(Unit), Out(Out), Resolver(Function, Unit.project(), Unit.types()) {
  }

  bool TraverseStmt(Stmt *S) {
    const Expr *E = dyn_cast_or_null<Expr>(S);
    if (E && !isa<LambdaExpr>(E) && (E->isGLValue() || isa<CallExpr>(E)))
      if (std::optional<Location> Place = Resolver.resolve(E)) {
        print(*E, *Place);
        return true;
      }
    return RecursiveASTVisitor::TraverseStmt(S);
  }
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }

private:
  void print(const Expr &E, const Location &Place) {
    unsigned Line = lineOf(Unit, E.getBeginLoc());
    if (Seen.insert({Line, Place.name()}).second)
      Out << "  " << Line << ": '" << Place.name() << "' "
          << spelling(Place.Root) << (Place.isShared() ? ", shared" : "")
          << '\n';
  }

  const UnitAnalysis &Unit;
  raw_ostream &Out;
  LocationResolver Resolver;
  std::set<std::pair<unsigned, std::string>> Seen;
};

void printFunction(const UnitAnalysis &Unit, const FunctionDecl &Function,
                   raw_ostream &Out) {
  Out << lineOf(Unit, Function.getLocation()) << ": " << displayName(Function);
}

void printHeldTask(const UnitAnalysis &Unit, const HeldTask &Held,
                   raw_ostream &Out) {
  Out << "  " << lineOf(Unit, Held.Origin->getBeginLoc()) << ": '"
      << Held.Variable->getName() << "' " << spelling(Held.Is);
  if (Held.End && Held.Is != HeldTask::NeverConsumed)
    Out << " at " << lineOf(Unit, Held.End->getBeginLoc());
  const std::pair<bool, StringRef> Facts[] = {
      {Held.InOwner, "in an owner"},
      {Held.LookedAt, "looked at"},
      {Held.CastToVoid, "cast to void"},
      {Held.SuspendsMeanwhile, "suspended meanwhile"},
      {endsWhenDestroyed(*Held.Task), "ends when destroyed"},
      {yieldsGuard(Unit.types(), *Held.Task), "yields a guard"},
      {offersResult(*Held.Task), "offers its result"}};
  for (auto [Holds, Text] : Facts)
    if (Holds)
      Out << ", " << Text;
  for (const Handover &To : Held.Handovers)
    Out << ", to '" << To.To->getName() << "' at " << lineOf(Unit, To.Loc);
  Out << '\n';
}

} // namespace

void printActivities(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const FunctionDecl *Function : Unit.functions()) {
    printFunction(Unit, *Function, Out);
    Out << ": in";
    for (const FunctionDecl *Root : Unit.activities().roots(*Function))
      Out << ' ' << displayName(*Root);
    const Instances &Many = Unit.activities().instances(*Function);
    if (Many.Proof)
      Out << ", several" << (Many.SameObject ? " on one object" : "");
    Out << '\n';
    for (const Invocation *Site : Unit.activities().callers(*Function))
      Out << "  " << lineOf(Unit, Site->At->getExprLoc()) << ": "
          << spelling(Site->Is) << " by " << displayName(*Site->Caller)
          << (Site->Loop ? " in a loop" : "") << '\n';
  }
}

void printHeldTasks(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const FunctionDecl *Function : Unit.functions()) {
    std::vector<HeldTask> Tasks = heldTasks(Unit, *Function);
    if (Tasks.empty())
      continue;
    printFunction(Unit, *Function, Out);
    Out << '\n';
    for (const HeldTask &Held : Tasks)
      printHeldTask(Unit, Held, Out);
  }
}

void printInvalidators(const UnitAnalysis &Unit, raw_ostream &Out) {
  HolderTypes Types(Unit.types());
  References Facts(Unit, Types);
  Invalidators All(Unit, Facts);
  for (const ValueDecl *Target : All.targets()) {
    printObject(Unit, *Target, Out);
    for (const Invalidation &Each : All.changes(*Target))
      Out << "  " << lineOf(Unit, Each.At->getExprLoc()) << ": '"
          << Each.Target.name() << "' changed by "
          << displayName(*Each.Function) << ", ends "
          << (Each.RawPointer            ? "nothing"
              : Each.Change.EndsElements ? "references"
                                         : "iterators")
          << (Each.Change.TakesAway ? ", takes away" : "")
          << (Each.Empties ? ", may leave nothing" : "") << '\n';
  }
}

void printLocations(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const FunctionDecl *Function : Unit.functions()) {
    printFunction(Unit, *Function, Out);
    Out << '\n';
    PlacePrinter(Unit, *Function, Out)
        .TraverseStmt(const_cast<Stmt *>(userBody(*Function)));
  }
}

void printStaleConditions(const UnitAnalysis &Unit, raw_ostream &Out) {
  HolderTypes Types(Unit.types());
  References Facts(Unit, Types);
  for (const FunctionDecl *Function : Unit.functions())
    for (const StaleCondition &Stale :
         staleConditions(Unit, Facts, *Function, {}))
      Out << lineOf(Unit, Stale.Act->getExprLoc()) << ": "
          << displayName(*Function) << ": '" << holderName(Stale.Place) << "' "
          << spelling(Stale.Is) << ", tested at "
          << lineOf(Unit, Stale.Test->getExprLoc()) << ", suspended at "
          << lineOf(Unit, Stale.Across.Loc) << '\n';
}

void printStaleReferences(const UnitAnalysis &Unit, raw_ostream &Out) {
  HolderTypes Types(Unit.types());
  References Facts(Unit, Types);
  for (const FunctionDecl *Function : Unit.functions())
    for (const StaleReference &Stale :
         staleReferences(Unit, Facts, *Function)) {
      Out << lineOf(Unit, Stale.Use->getBeginLoc()) << ": "
          << displayName(*Function) << ": " << spelling(Stale.Is);
      for (const Reliance &On : Stale.On)
        Out << ", into '" << holderName(On.Holder) << "'"
            << (On.Stable ? " stable" : "")
            << (On.IsIterator ? " by an iterator" : "")
            << (On.BehindOwner ? " behind an owner" : "");
      Out << ", suspended at";
      for (const Gap &At : Stale.Across)
        Out << ' ' << lineOf(Unit, At.Loc);
      Out << '\n';
    }
}

void printStaleWrites(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const Coroutine &Coro : Unit.coroutines())
    for (const StaleWrite &Stale : staleWrites(Unit, Coro, {})) {
      std::optional<Rival> Other =
          Unit.writers().rival(Coro, Stale.Target, *Stale.Write);
      Out << lineOf(Unit, Stale.Write->getBeginLoc()) << ": "
          << displayName(*Coro.Function) << ": '" << Stale.Target.name()
          << "' read at " << lineOf(Unit, Stale.Read->getBeginLoc())
          << ", suspended at " << lineOf(Unit, Stale.Across->loc()) << ", "
          << (Other ? Other->Message : "nobody else writes") << '\n';
    }
}

void printWriters(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const ValueDecl *Target : Unit.writers().targets()) {
    printObject(Unit, *Target, Out);
    for (const Writers::Entry &Write : Unit.writers().writes(*Target))
      Out << "  " << lineOf(Unit, Write.Loc) << ": '" << Write.Target.name()
          << (Write.Blind ? "' set by " : "' changed by ")
          << displayName(*Write.Function) << '\n';
  }
}

} // namespace cotidy
