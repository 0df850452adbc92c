// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Most tasks can be used once. The second await of one resumes a coroutine that
// has ended, waits for good or finds that the result has been moved away, and
// the second `get()` of a future throws.
//
// How a variable is followed is analysis/TaskReuse.h's business. A task that is
// not used at all belongs to async-task-never-awaited.

#include "checks/analysis/Names.h"
#include "checks/analysis/TaskReuse.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowedTypes", "",
     "task types that may be used several times, as qualified names separated "
     "by semicolons"},
};
constexpr const OptionInfo &AllowedTypes = OptionTable[0];

class TaskReusedCheck final : public Check {
public:
  explicit TaskReusedCheck(const Options &Opts)
      : Types(Opts.list(AllowedTypes)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const FunctionDecl *Function : Unit.functions())
      for (const ReusedTask &Task : reusedTasks(Unit, *Function))
        if (!is_contained(Types, Unit.types().name(*Task.Task->Record)))
          Out.report(describe(Unit, *Function, Task));
  }

private:
  static Finding describe(const UnitAnalysis &Unit,
                          const FunctionDecl &Function, const ReusedTask &Task);

  const std::vector<std::string> Types;
};

StringRef present(const TaskUse &Use) {
  switch (Use.Is) {
  case TaskUse::Awaited:
    return "awaited";
  case TaskUse::Moved:
    return "moved from";
  case TaskUse::Asked:
    return "asked for its result";
  case TaskUse::Continued:
    return "continued";
  }
  llvm_unreachable("all kinds are handled");
}

// What is left of a task after its first use.
StringRef remains(const TaskUse &First) {
  switch (First.Is) {
  case TaskUse::Awaited:
    return "and the await used it up";
  case TaskUse::Moved:
    return "and nothing is left in it";
  case TaskUse::Asked:
    return "and its result is gone";
  case TaskUse::Continued:
    return "and its result goes to the continuation";
  }
  llvm_unreachable("all kinds are handled");
}

StringRef remainsOfOneKind(const TaskUse &First) {
  switch (First.Is) {
  case TaskUse::Awaited:
    return "but the first await used it up";
  case TaskUse::Moved:
    return "but the first move left nothing in it";
  case TaskUse::Asked:
    return "but the first call took its result";
  case TaskUse::Continued:
    return "but the first continuation took its result";
  }
  llvm_unreachable("all kinds are handled");
}

std::string messageFor(const ReusedTask &Task) {
  std::string Begin = "'" + Task.Variable->getNameAsString() + "' is " +
                      present(Task.Second).str();
  if (Task.Loop)
    return Begin + " in every round of the loop, " +
           remainsOfOneKind(Task.First).str();
  if (Task.First.Is == Task.Second.Is)
    return Begin + " a second time, " + remainsOfOneKind(Task.First).str();
  return Begin + " after it was " + present(Task.First).str() + ", " +
         remains(Task.First).str();
}

std::string noteFor(const TaskUse &First) {
  if (First.Is == TaskUse::Moved && First.Callee)
    return "it is handed to '" + displayName(*First.Callee) + "' here";
  return "it is " + present(First).str() + " here";
}

Finding TaskReusedCheck::describe(const UnitAnalysis &Unit,
                                  const FunctionDecl &Function,
                                  const ReusedTask &Task) {
  Finding F;
  F.Loc = Task.Second.At->getLocation();
  F.Function = &Function;
  F.Statement = Task.Second.At->getSourceRange();
  F.Message = messageFor(Task);
  F.Notes.push_back({Task.Variable->getLocation(),
                     "'" + Task.Variable->getNameAsString() + "' holds one '" +
                         displayName(Task.Variable->getType(), Unit.ast()) +
                         "'",
                     NoteRole::Task});
  if (Task.Loop)
    F.Notes.push_back({Task.Loop->getBeginLoc(),
                       "the loop comes back to it with no new one",
                       NoteRole::Context});
  else
    F.Notes.push_back(
        {Task.First.At->getLocation(), noteFor(Task.First), NoteRole::Context});
  return F;
}

} // namespace

extern const CheckInfo TaskReusedInfo;
constinit const CheckInfo TaskReusedInfo = {
    .Summary = "a task that is used twice and can be used once",
    .Level = Severity::Error,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<TaskReusedCheck>(O);
    }};

} // namespace cotidy
