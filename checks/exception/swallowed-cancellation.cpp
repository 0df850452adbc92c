// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine is told to end by an exception out of its await. A handler that
// takes it for one more failure, logs it and goes on makes an endless loop that
// nobody can stop: shutdown hangs, or the loop spins, since every further await
// fails at once.
//
// Which handlers hide a cancellation is decided by
// checks/analysis/CancellationFacts.h. A handler that does nothing at all is
// async-swallowed-exception's business.

#include "checks/analysis/CancellationFacts.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/SilentHandlers.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

class SwallowedCancellation final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const Coroutine &Coro : Unit.coroutines()) {
      if (Coro.IsGenerator)
        continue;
      std::vector<HiddenCancellation> Hidden = hiddenCancellations(Unit, Coro);
      if (Hidden.empty())
        continue;
      std::vector<SilentHandler> Silent =
          silentHandlers(Unit, *Coro.Function, {});
      for (const HiddenCancellation &Each : Hidden)
        if (none_of(Silent, [&](const SilentHandler &Other) {
              return Other.Handler == Each.Handler;
            }))
          Out.report(describe(Coro, Each));
    }
  }

private:
  static Finding describe(const Coroutine &Coro,
                          const HiddenCancellation &Each);
};

Finding SwallowedCancellation::describe(const Coroutine &Coro,
                                        const HiddenCancellation &Each) {
  std::string What = Each.First.Callee
                         ? "'" + displayName(*Each.First.Callee) + "'"
                         : "the await";
  Finding F;
  F.Loc = Each.Handler->getCatchLoc();
  F.Function = Coro.Function;
  F.Statement = Each.Handler->getSourceRange();
  F.Message = "this handler also catches the cancellation of " + What +
              ", and the endless loop goes on";
  F.Notes.push_back(
      {Each.Loop->getBeginLoc(), "the loop begins here", NoteRole::Context});
  F.Notes.push_back({Each.First.Loc,
                     What + " is awaited here, and ends with an exception when "
                            "it is cancelled",
                     NoteRole::Suspend});
  if (Each.Canceller)
    F.Notes.push_back({Each.Canceller->getBeginLoc(), "it is cancelled here",
                       NoteRole::Other});
  return F;
}

} // namespace

extern const CheckInfo SwallowedCancellationInfo;
constinit const CheckInfo SwallowedCancellationInfo = {
    .Summary = "a handler that catches the cancellation with everything else, "
               "in an endless loop",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<SwallowedCancellation>();
    }};

} // namespace cotidy
