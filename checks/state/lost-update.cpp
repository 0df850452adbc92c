// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine reads a value, suspends, and stores what it made of it. Whatever
// others wrote in between is gone. No thread is needed, and no sanitizer sees
// it.
//
// This file decides where to point and what to say. Which writes are stale is
// StaleWrites' question, who else writes is Writers'. Acting on a condition
// that was tested before a suspension is async-check-then-act's business, an
// expression that leaves the order of read and suspension to the compiler
// async-unsequenced-await's, and keeping a reference or an iterator across one
// async-stale-reference's.

#include "checks/analysis/Names.h"
#include "checks/analysis/StaleWrites.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/analysis/UnsequencedAwaits.h"
#include "checks/analysis/Writers.h"
#include "checks/registry/Check.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowMembers", "",
     "fields and variables that may be written like this, as qualified names "
     "separated by semicolons"},
    {"SerializedBy", "",
     "types whose objects keep others out while they live, and functions that "
     "run the coroutine they are given alone, as qualified names separated by "
     "semicolons"},
};
constexpr const OptionInfo &AllowMembers = OptionTable[0];
constexpr const OptionInfo &SerializedBy = OptionTable[1];

class LostUpdate final : public Check {
public:
  explicit LostUpdate(const Options &Opts)
      : Allowed(Opts.list(AllowMembers)), Serializers(Opts.list(SerializedBy)) {
  }

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const Coroutine &Coro : Unit.coroutines()) {
      if (isSerialized(Unit, Coro))
        continue;
      std::vector<StaleWrite> Writes = staleWrites(Unit, Coro, Serializers);
      if (Writes.empty())
        continue;
      OpenReads Open(Unit, Coro);
      for (const StaleWrite &Write : Writes)
        if (!isAllowed(Unit, Write.Target) &&
            !Open.contains(*Write.Read, *Write.Across))
          if (std::optional<Rival> Other =
                  Unit.writers().rival(Coro, Write.Target, *Write.Write))
            Out.report(describe(Coro, Write, *Other));
    }
  }

private:
  bool isSerialized(const UnitAnalysis &Unit, const Coroutine &Coro) const;
  bool isAllowed(const UnitAnalysis &Unit, const Location &Target) const;
  static Finding describe(const Coroutine &Coro, const StaleWrite &Write,
                          const Rival &Other);

  const std::vector<std::string> Allowed;
  const std::vector<std::string> Serializers;
};

bool LostUpdate::isSerialized(const UnitAnalysis &Unit,
                              const Coroutine &Coro) const {
  return any_of(Unit.activities().serializers(*Coro.Function),
                [&](const SerializingCall &Call) {
                  return Call.TakesLock ||
                         is_contained(Serializers,
                                      Unit.types().name(*Call.Callee));
                });
}

bool LostUpdate::isAllowed(const UnitAnalysis &Unit,
                           const Location &Target) const {
  const ValueDecl *Written = Target.target();
  return Written && is_contained(Allowed, Unit.types().name(*Written));
}

Finding LostUpdate::describe(const Coroutine &Coro, const StaleWrite &Write,
                             const Rival &Other) {
  std::string Name = "'" + Write.Target.name() + "'";
  Finding F;
  F.Loc = Write.Write->getBeginLoc();
  F.Function = Coro.Function;
  F.Statement = Write.Write->getSourceRange();
  F.Message = "this write to " + Name +
              " is based on a value read before a suspension, and loses what "
              "was written meanwhile";
  F.Notes.push_back(
      {Write.Read->getBeginLoc(), Name + " is read here", NoteRole::Read});
  F.Notes.push_back({Write.Across->loc(), "the coroutine may suspend here",
                     NoteRole::Suspend});
  F.Notes.push_back({Other.Loc, Other.Message, NoteRole::Other});
  return F;
}

} // namespace

extern const CheckInfo LostUpdateInfo;
constinit const CheckInfo LostUpdateInfo = {
    .Summary = "a value read before a suspension and written back after it",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<LostUpdate>(O);
    }};

} // namespace cotidy
