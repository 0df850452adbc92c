// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine keeps the address of a thread-local object, suspends, resumes on
// another thread, and works on an object that is the first thread's: a race
// with that thread, and the wrong object besides.
//
// This file decides what to say. What is kept and used is ThreadLocals'
// question. Objects that restore thread-local state when they are destroyed are
// async-raii-across-suspend's business.

#include "checks/analysis/ThreadLocals.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"ThreadPerCore", "false",
     "every coroutine stays on the thread it was started on: report nothing",
     OptionKind::Flag},
    {"AllowedVariables", "",
     "thread-local variables, and functions that lead to them, that may be "
     "kept, as names separated by semicolons"},
};
constexpr const OptionInfo &ThreadPerCore = OptionTable[0];
constexpr const OptionInfo &AllowedVariables = OptionTable[1];

class ThreadLocalAcrossSuspend final : public Check {
public:
  explicit ThreadLocalAcrossSuspend(const Options &Opts)
      : StaysOnThread(Opts.flag(ThreadPerCore)),
        Allowed(Opts.list(AllowedVariables)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    if (StaysOnThread)
      return;
    for (const Coroutine &Coro : Unit.coroutines())
      for (const KeptThreadLocal &Kept : keptThreadLocals(Unit, Coro))
        if (!is_contained(Allowed, Kept.Of))
          Out.report(describe(Coro, Kept));
  }

private:
  static Finding describe(const Coroutine &Coro, const KeptThreadLocal &Kept);

  const bool StaysOnThread;
  const std::vector<std::string> Allowed;
};

Finding ThreadLocalAcrossSuspend::describe(const Coroutine &Coro,
                                           const KeptThreadLocal &Kept) {
  std::string Name = "'" + Kept.Kept->getNameAsString() + "'";
  std::string Of = "'" + Kept.Of + "'";
  Finding F;
  F.Loc = Kept.Kept->getLocation();
  F.Function = Coro.Function;
  F.Statement = Kept.Kept->getSourceRange();
  std::string Used;
  switch (Kept.Is) {
  case KeptThreadLocal::Place:
    F.Message = Name + " refers to " + Of +
                " of this thread, and is used after a suspension, when the "
                "coroutine may run on another";
    Used = Name + " is used here";
    break;
  case KeptThreadLocal::Restored:
    F.Message = Name + " is the value of " + Of +
                " on this thread, and is written back after a suspension, when "
                "the coroutine may run on another";
    Used = Name + " is written back here";
    break;
  case KeptThreadLocal::Identity:
    F.Message = Name + " is what " + Of +
                " says of this thread, and is compared after a suspension, "
                "when the coroutine may run on another";
    Used = Name + " is compared here";
    break;
  }
  F.Notes.push_back({Kept.Across->loc(), "the coroutine may suspend here",
                     NoteRole::Suspend});
  F.Notes.push_back({Kept.Use->getBeginLoc(), Used, NoteRole::Read});
  return F;
}

} // namespace

extern const CheckInfo ThreadLocalAcrossSuspendInfo;
constinit const CheckInfo ThreadLocalAcrossSuspendInfo = {
    .Summary =
        "something of one thread kept over a suspension and used after it",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<ThreadLocalAcrossSuspend>(O);
    }};

} // namespace cotidy
