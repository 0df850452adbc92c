// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine finds a cache empty, suspends to load it, and fills it; meanwhile
// another one did the same. Or it finds a connection, suspends, and uses what
// was closed in between. What a test found out holds until the next suspension.
//
// This file decides what to say and who runs meanwhile. Which acts follow an
// outdated test is StaleConditions' question, which tests come before their
// lock that of EarlyTests. A value that was read and is
// written back is async-lost-update's business, a reference that was obtained
// before async-stale-reference's.

#include "checks/analysis/EarlyTests.h"
#include "checks/analysis/Invalidators.h"
#include "checks/analysis/LocksAround.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/StaleConditions.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowMembers", "",
     "fields and variables that may be tested like this, as qualified names "
     "separated by semicolons"},
    {"SerializedBy", "",
     "functions that run the coroutine they are given alone, as qualified "
     "names separated by semicolons"},
    {"RevalidateCalls",
     "stop_requested;is_open;available;expired;cancelled;abort_requested",
     "functions, by unqualified name, that look again when a condition calls "
     "them"},
};
constexpr const OptionInfo &AllowMembers = OptionTable[0];
constexpr const OptionInfo &SerializedBy = OptionTable[1];
constexpr const OptionInfo &RevalidateCalls = OptionTable[2];

class CheckThenAct final : public Check {
public:
  explicit CheckThenAct(const Options &Opts)
      : Allowed(Opts.list(AllowMembers)), Serializers(Opts.list(SerializedBy)),
        Revalidating(Opts.list(RevalidateCalls)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override;

private:
  bool isSerialized(const UnitAnalysis &Unit,
                    const FunctionDecl &Function) const;
  static std::optional<Rival> rival(const UnitAnalysis &Unit,
                                    const Invalidators &Others,
                                    const FunctionDecl &Ours,
                                    const StaleCondition &Stale,
                                    const LocksAcross &Held);
  static Finding describe(const FunctionDecl &Ours, const StaleCondition &Stale,
                          const Rival &Other);
  static Finding describe(const EarlyTest &Early);

  const std::vector<std::string> Allowed;
  const std::vector<std::string> Serializers;
  const std::vector<std::string> Revalidating;
};

bool CheckThenAct::isSerialized(const UnitAnalysis &Unit,
                                const FunctionDecl &Function) const {
  return any_of(Unit.activities().serializers(Function),
                [&](const SerializingCall &Call) {
                  return is_contained(Serializers,
                                      Unit.types().name(*Call.Callee));
                });
}

// A function that is no coroutine keeps a lock by handing its guard on: to a
// continuation, to whatever comes after it.
bool handsGuardOn(const FunctionDecl &Function, const GuardTypes &Guards) {
  struct Finder : RecursiveASTVisitor<Finder> {
    explicit Finder(const GuardTypes &Guards) : Guards(Guards) {}
    bool VisitVarDecl(VarDecl *Variable) {
      Found |= Guards.holder(Variable->getType().getNonReferenceType()) !=
               LockKind::None;
      return !Found;
    }
    const GuardTypes &Guards;
    bool Found = false;
  };
  Finder Handed(Guards);
  Handed.TraverseDecl(const_cast<FunctionDecl *>(&Function));
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (Method && Method->getParent()->isLambda())
    for (const LambdaCapture &Capture : Method->getParent()->captures())
      if (VarDecl *Variable = Capture.capturesVariable()
                                  ? dyn_cast<VarDecl>(Capture.getCapturedVar())
                                  : nullptr)
        Handed.VisitVarDecl(Variable);
  return Handed.Found;
}

void CheckThenAct::run(const UnitAnalysis &Unit, Reporter &Out) {
  HolderTypes Types(Unit.types());
  References Facts(Unit, Types);
  GuardTypes Guards(Unit.types());
  std::optional<Invalidators> Others;
  for (const FunctionDecl *Ours : Unit.functions()) {
    std::vector<StaleCondition> Found =
        staleConditions(Unit, Facts, *Ours, Revalidating);
    const Coroutine *Coro = Unit.coroutine(*Ours);
    if (Found.empty() || isSerialized(Unit, *Ours) ||
        (!Coro && handsGuardOn(*Ours, Guards)))
      continue;
    if (!Others)
      Others.emplace(Unit, Facts);
    std::vector<LocksAtSuspension> Locks;
    if (Coro)
      Locks = locksHeld(Unit, *Coro, Guards);
    LocksAround Around = locksAround(Unit, Facts, *Ours);
    // The first act after a test tells enough.
    std::set<const Expr *> Said;
    for (const StaleCondition &Stale : Found) {
      if (Said.contains(Stale.Test) ||
          is_contained(Allowed, Unit.types().name(*Stale.Place.target())))
        continue;
      std::optional<LocksAcross> Held =
          locksAcross(Stale.Across.Point, Locks, Around);
      if (!Held)
        continue;
      if (std::optional<Rival> Other =
              rival(Unit, *Others, *Ours, Stale, *Held)) {
        Said.insert(Stale.Test);
        Out.report(describe(*Ours, Stale, *Other));
      }
    }
  }
  for (const EarlyTest &Each : earlyTests(Unit, Guards, LockKind::Async))
    if (!is_contained(Allowed, Unit.types().name(*Each.Member)))
      Out.report(describe(Each));
}

// Testing whether something was done already says that others come to do it.
std::optional<Rival> anotherCaller(const UnitAnalysis &Unit,
                                   const FunctionDecl &Ours,
                                   const StaleCondition &Stale) {
  if (std::optional<Rival> Found =
          Unit.writers().anotherInstance(Ours, Stale.Place))
    return Found;
  if ((Stale.Place.Root != Location::This &&
       Stale.Place.Root != Location::Global) ||
      Unit.writers().isInEndlessLoop(Ours, Stale.Act->getExprLoc()))
    return std::nullopt;
  const CXXMethodDecl *Mine = dyn_cast<CXXMethodDecl>(&Ours);
  for (const FunctionDecl *Root : Unit.activities().roots(Ours)) {
    const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Root);
    bool SameObject =
        Stale.Place.Root == Location::Global ||
        (Mine && Method && Mine->getParent() == Method->getParent());
    if (!SameObject || !Unit.activities().isOpen(*Root) ||
        (Method && Method->getAccess() == AS_private) ||
        isa<CXXConstructorDecl, CXXDestructorDecl>(*Root) ||
        !(Unit.coroutine(*Root) || Unit.types().task(Root->getReturnType())))
      continue;
    return Rival{Root->getLocation(), "another call of '" + displayName(*Root) +
                                          "' may do the same meanwhile"};
  }
  return std::nullopt;
}

std::optional<Rival> CheckThenAct::rival(const UnitAnalysis &Unit,
                                         const Invalidators &Others,
                                         const FunctionDecl &Ours,
                                         const StaleCondition &Stale,
                                         const LocksAcross &Held) {
  Invalidators::Request Of{Ours, Stale.Place, Stale.Holder,
                           Stale.Across.Awaited, Held.All};
  if (Stale.Is == StaleCondition::Uses || Stale.Is == StaleCondition::Waited) {
    Of.OthersOnly = Stale.IsOwn;
    Of.Presumed =
        Stale.Is == StaleCondition::Uses && !Stale.IsOwn && Held.Locks.empty();
    return Others.rival(Of, [&](const Invalidation &Each) {
      return Each.Empties ||
             (Stale.Holder == HolderKind::Container && Each.Change.TakesAway);
    });
  }
  // Another instance takes the same lock.
  if (!Held.Locks.empty())
    return std::nullopt;
  // Looking at a number does not say that others come to look at it, too.
  if (Stale.Is == StaleCondition::Counts) {
    std::optional<Rival> Found =
        Unit.writers().anotherInstance(Ours, Stale.Place);
    return Found ? Found
                 : Unit.writers().counter(Ours, Stale.Place, Stale.Step);
  }
  if (std::optional<Rival> Found = anotherCaller(Unit, Ours, Stale))
    return Found;
  if (Stale.Holder == HolderKind::None && !Stale.IsPointer)
    return std::nullopt;
  return Others.rival(Of, [&](const Invalidation &Each) {
    return !Each.Empties && Each.Function != &Ours;
  });
}

std::string complaint(const StaleCondition &Stale) {
  std::string Gap = Stale.Across.Point ? "a suspension" : "this continuation";
  if (Stale.Is == StaleCondition::Waited)
    return "is used after waiting for it once, and may be empty again";
  if (Stale.IsOwn)
    return "is used as it was set before " + Gap + ", and may be empty by now";
  return (Stale.Is == StaleCondition::Uses ? "is used" : "is written") +
         (" because of a test before " + Gap) + ", which may no longer hold";
}

Finding CheckThenAct::describe(const FunctionDecl &Ours,
                               const StaleCondition &Stale,
                               const Rival &Other) {
  std::string Name = "'" + holderName(Stale.Place) + "'";
  Finding F;
  F.Loc = Stale.Act->getBeginLoc();
  F.Function = &Ours;
  F.Statement = Stale.Act->getSourceRange();
  F.Message = Name + " " + complaint(Stale);
  F.Notes.push_back({Stale.Test->getBeginLoc(),
                     Name + (Stale.IsOwn ? " is set here" : " is tested here"),
                     NoteRole::Read});
  F.Notes.push_back({Stale.Across.Loc,
                     Stale.Across.Point
                         ? "the coroutine may suspend here"
                         : "the continuation runs later than this",
                     NoteRole::Suspend});
  F.Notes.push_back({Other.Loc, Other.Message, NoteRole::Other});
  return F;
}

// Waiting for the lock is a suspension, and whoever holds it is the rival.
Finding CheckThenAct::describe(const EarlyTest &Early) {
  const std::string Name = "'" + Early.Member->getNameAsString() + "'";
  const std::string Lock = "'" + Early.Lock.Lock.name() + "'";
  Finding F;
  F.Loc = Early.Test->getBeginLoc();
  F.Function = Early.In;
  F.Statement = Early.Test->getSourceRange();
  F.Message = Name + " is tested before " + Lock +
              " is held, and not again; whoever holds it may change " + Name;
  F.Notes = {{Early.Lock.At->getBeginLoc(),
              "the coroutine waits for " + Lock + " here", NoteRole::Suspend},
             {Early.Change->getBeginLoc(),
              Name + " is changed here with " + Lock + " held",
              NoteRole::Other}};
  return F;
}

} // namespace

extern const CheckInfo CheckThenActInfo;
constinit const CheckInfo CheckThenActInfo = {
    .Summary = "a test before a suspension that decides what is done after it",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<CheckThenAct>(O);
    }};

} // namespace cotidy
