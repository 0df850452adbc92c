// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `total = total + co_await f()` reads `total` before the suspension with one
// compiler and after it with another: C++ leaves the order of the operands
// open. What others write meanwhile is lost, or not.
//
// This file decides what to say. Which reads are open is UnsequencedAwaits'
// question, who else writes is Writers'. Where the language orders read,
// suspension and write, it is async-lost-update's business.

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/HoistFix.h"
#include "checks/analysis/LocksHeld.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/analysis/UnsequencedAwaits.h"
#include "checks/analysis/Writers.h"
#include "checks/registry/Check.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowMembers", "",
     "fields and variables that may be read like this, as qualified names "
     "separated by semicolons"},
};
constexpr const OptionInfo &AllowMembers = OptionTable[0];

class UnsequencedAwaitCheck final : public Check {
public:
  explicit UnsequencedAwaitCheck(const Options &Opts)
      : Allowed(Opts.list(AllowMembers)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    GuardTypes Types(Unit.types());
    for (const Coroutine &Coro : Unit.coroutines()) {
      std::vector<const Suspension *> Moved;
      // Of what one call does, the first that matters tells enough.
      SmallPtrSet<const Expr *, 4> Said;
      for (const UnsequencedAwait &Open : unsequencedAwaits(Unit, Coro))
        if (!isAllowed(Unit, Open.Place) && !Said.contains(Open.Read) &&
            report(Unit, Coro, Open, Types, Moved, Out))
          Said.insert(Open.Read);
    }
  }

private:
  bool isAllowed(const UnitAnalysis &Unit, const Location &Place) const;
  static bool isLocked(const UnitAnalysis &Unit, const Coroutine &Coro,
                       const UnsequencedAwait &Open, const GuardTypes &Types);
  static bool report(const UnitAnalysis &Unit, const Coroutine &Coro,
                     const UnsequencedAwait &Open, const GuardTypes &Types,
                     std::vector<const Suspension *> &Moved, Reporter &Out);

  const std::vector<std::string> Allowed;
};

bool UnsequencedAwaitCheck::isAllowed(const UnitAnalysis &Unit,
                                      const Location &Place) const {
  const ValueDecl *Target = Place.target();
  return Target && is_contained(Allowed, Unit.types().name(*Target));
}

// Nobody else writes while a lock keeps them out.
bool UnsequencedAwaitCheck::isLocked(const UnitAnalysis &Unit,
                                     const Coroutine &Coro,
                                     const UnsequencedAwait &Open,
                                     const GuardTypes &Types) {
  if (any_of(Unit.activities().serializers(*Coro.Function),
             [](const SerializingCall &Call) { return Call.TakesLock; }))
    return true;
  return any_of(locksHeld(Unit, Coro, Types),
                [&](const LocksAtSuspension &Point) {
                  return Point.At == Open.Across &&
                         any_of(Point.Locks, [](const HeldLock &Lock) {
                           return Lock.Kind != LockKind::Bound;
                         });
                });
}

// One fix serves all reads beside one await.
SmallVector<Edit, 2> fixFor(const UnitAnalysis &Unit, const Coroutine &Coro,
                            const Suspension &Across,
                            std::vector<const Suspension *> &Moved) {
  const CoroutineSuspendExpr *Await = Across.await();
  if (!Await || is_contained(Moved, &Across))
    return {};
  SmallVector<Edit, 2> Fixes =
      hoistFix(Unit, BodyTree(*Coro.Function), *Await, Moved.size());
  if (!Fixes.empty())
    Moved.push_back(&Across);
  return Fixes;
}

bool UnsequencedAwaitCheck::report(const UnitAnalysis &Unit,
                                   const Coroutine &Coro,
                                   const UnsequencedAwait &Open,
                                   const GuardTypes &Types,
                                   std::vector<const Suspension *> &Moved,
                                   Reporter &Out) {
  std::optional<Rival> Other;
  if (!Open.Operand) {
    Other = Unit.writers().rival(Coro, Open.Place, *Open.Around);
    if (!Other || isLocked(Unit, Coro, Open, Types))
      return false;
  }
  std::string Name = "'" + Open.Place.name() + "'";
  Finding F;
  F.Loc = Open.Read->getBeginLoc();
  F.Function = Coro.Function;
  F.Statement = Open.Around->getSourceRange();
  F.Message = Name + (Open.OperandReads ? " is written" : " is read") +
              " before or after the suspension in this expression, as the "
              "compiler likes";
  if (Open.Inside)
    F.Notes.push_back({Open.Inside->getBeginLoc(),
                       Name + " is used here, called by the left operand",
                       NoteRole::Read});
  F.Notes.push_back({Open.Across->loc(), "the coroutine may suspend here",
                     NoteRole::Suspend});
  if (Other)
    F.Notes.push_back({Other->Loc, Other->Message, NoteRole::Other});
  else
    F.Notes.push_back({Open.Operand->getBeginLoc(),
                       Name + (Open.OperandReads ? " is read" : " is changed") +
                           " by what is awaited",
                       Open.OperandReads ? NoteRole::Read : NoteRole::Write});
  F.Fixes = fixFor(Unit, Coro, *Open.Across, Moved);
  Out.report(std::move(F));
  return true;
}

} // namespace

extern const CheckInfo UnsequencedAwaitInfo;
constinit const CheckInfo UnsequencedAwaitInfo = {
    .Summary =
        "a shared value and a suspension in operands whose order is open",
    .Level = Severity::Warning,
    .Since = "0.1",
    .HasFix = true,
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<UnsequencedAwaitCheck>(O);
    }};

} // namespace cotidy
