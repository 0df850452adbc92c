// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The blocking call that stalls a coroutine's thread mostly stands not in the
// coroutine but in a helper of a helper, where nobody thinks of threads.
//
// This file decides about calls of the project's own functions that end in a
// blocking one. The blocking call itself is async-blocking-call's business when
// it stands in the coroutine.

#include "checks/analysis/BlockingPolicy.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo MaxDepth = {
    "MaxDepth", "8", "how many calls a chain may have below the coroutine",
    OptionKind::Number};
constexpr OptionInfo OptionTable[] = {Groups,         ExtraGroups,
                                      AllowedCallees, BlockingCalls,
                                      MaxDepth,       AssumeCoroutineContext};

class TransitiveBlockingCall final : public Check {
public:
  explicit TransitiveBlockingCall(const Options &Opts)
      : Policy(Opts), Depth(Opts.number(MaxDepth)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const BlockingChain &Chain : Policy.judge(Unit.calls(), Depth).Chains)
      Out.report(describe(Unit.calls(), Chain));
  }

private:
  static Finding describe(const UnitCalls &Calls, const BlockingChain &Chain);

  const BlockingPolicy Policy;
  const unsigned Depth;
};

Finding TransitiveBlockingCall::describe(const UnitCalls &Calls,
                                         const BlockingChain &Chain) {
  const CallRef &First = Chain.Calls.front();
  const CallRef &Last = Chain.Calls.back();
  Finding F = findingAt(Calls, First);
  F.Message = blocks(Calls, First) + " the thread that runs " +
              context(Calls, First) + ", because it " +
              (Chain.Calls.size() == 2 ? "calls " : "reaches ") +
              callee(Calls, Last);
  for (const CallRef &Step : drop_begin(drop_end(Chain.Calls)))
    F.Notes.push_back({origin(Calls, Step).Loc,
                       "which calls " + callee(Calls, Step), NoteRole::Call});
  F.Notes.push_back({origin(Calls, Last).Loc, blocks(Calls, Last) + " here",
                     NoteRole::Block});
  for (const CallRef &Other : Chain.Others)
    F.Notes.push_back({origin(Calls, Other).Loc,
                       context(Calls, Other) + " calls it as well",
                       NoteRole::Other});
  return F;
}

} // namespace

extern const CheckInfo TransitiveBlockingCallInfo;
constinit const CheckInfo TransitiveBlockingCallInfo = {
    .Summary = "a coroutine that keeps its thread through the functions it "
               "calls",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<TransitiveBlockingCall>(O);
    }};

} // namespace cotidy
