// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function passes a task on instead of awaiting it. It returns while the task
// has hardly begun, so the handler around the return never sees the failure,
// the lock is given back before it protects anything, the connection is closed
// under the request.
//
// What the task still needs is decided by checks/analysis/ReturnedTasks.h.
// Arguments that refer to locals are async-dangling-argument's business.

#include "checks/analysis/AwaitFix.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/ReturnedTasks.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/Decl.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

class ReturnInWrapper final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const FunctionDecl *Function : Unit.functions())
      for (const ReturnedTask &Task : tasksReturnedEarly(Unit, *Function))
        Out.report(describe(Unit, *Function, Task));
  }

private:
  static Finding describe(const UnitAnalysis &Unit,
                          const FunctionDecl &Function,
                          const ReturnedTask &Task);
};

std::string quoted(const FunctionDecl &Function) {
  return "'" + displayName(Function) + "'";
}

std::string messageOf(const ReturnedTask &Task) {
  std::string Callee = quoted(*Task.Callee);
  std::string Local =
      Task.Local ? "'" + Task.Local->getNameAsString() + "'" : "";
  switch (Task.Is) {
  case ReturnedTask::Try:
    return "the handler does not see a failure of " + Callee +
           ": its task is returned out of the try block before it is done";
  case ReturnedTask::Cover:
    return Local + " is gone before the task of " + Callee +
           " runs, and has covered nothing";
  case ReturnedTask::Object:
    return Local + " is gone when this function returns, while the task of " +
           Callee + " still uses it";
  case ReturnedTask::Handle:
    return Local + " is gone when this function returns, while the task of " +
           Callee + " still needs what it owns";
  }
  llvm_unreachable("a kind of ReturnedTask without a message");
}

Finding ReturnInWrapper::describe(const UnitAnalysis &Unit,
                                  const FunctionDecl &Function,
                                  const ReturnedTask &Task) {
  Finding F;
  F.Loc = Task.Return->getReturnLoc();
  F.Function = &Function;
  F.Statement = Task.Return->getSourceRange();
  F.Message = messageOf(Task);
  if (Task.Local)
    F.Notes.push_back(
        {Task.Local->getLocation(),
         "'" + Task.Local->getNameAsString() + "' is declared here",
         NoteRole::Context});
  if (Task.Handler)
    F.Notes.push_back({Task.Handler->getCatchLoc(),
                       "the handler is left behind here", NoteRole::Context});
  // A thread's lock must not be held over an await.
  if (!Task.IsThreadLock)
    F.Fixes = coroutineFix(Unit, Function);
  return F;
}

} // namespace

extern const CheckInfo ReturnInWrapperInfo;
constinit const CheckInfo ReturnInWrapperInfo = {
    .Summary = "a task returned out of the try block, the lock or the scope "
               "that it needs",
    .Level = Severity::Error,
    .Since = "0.1",
    .HasFix = true,
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<ReturnInWrapper>();
    }};

} // namespace cotidy
