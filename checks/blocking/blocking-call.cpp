// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine shares its thread with everything else that waits there. A call
// that sleeps, waits or talks to a disk or a peer keeps that thread, and every
// other coroutine and every timer on it stands still meanwhile.
//
// This file decides about calls that stand in the coroutine itself. Blocking
// reached through other functions is async-transitive-blocking-call's business,
// waiting for a task or an event loop async-sync-wait-in-coroutine's.

#include "checks/analysis/BlockingPolicy.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {Groups, ExtraGroups, AllowedCallees,
                                      BlockingCalls, AssumeCoroutineContext};

class BlockingCall final : public Check {
public:
  explicit BlockingCall(const Options &Opts) : Policy(Opts) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const CallRef &Ref : Policy.judge(Unit.calls(), /*MaxDepth=*/0).Direct)
      if (!site(Unit.calls(), Ref).IsSyncWait)
        Out.report(describe(Unit, Ref));
  }

private:
  Finding describe(const UnitAnalysis &Unit, const CallRef &Ref) const {
    Finding F = findingAt(Unit.calls(), Ref);
    F.Message = blocks(Unit.calls(), Ref) + " the thread that runs " +
                context(Unit.calls(), Ref);
    if (std::string Instead = Policy.replacement(Unit, Ref); !Instead.empty())
      F.Notes.push_back({F.Loc, Instead + " instead", NoteRole::Hint});
    return F;
  }

  const BlockingPolicy Policy;
};

} // namespace

extern const CheckInfo BlockingCallInfo;
constinit const CheckInfo BlockingCallInfo = {
    .Summary = "a coroutine that keeps its thread with a blocking call",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<BlockingCall>(O);
    }};

} // namespace cotidy
