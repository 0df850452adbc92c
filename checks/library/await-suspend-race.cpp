// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// await_suspend hands the coroutine to somebody, and another thread resumes it
// at once. The awaiter lives in the coroutine's frame, so whatever
// await_suspend does with it from then on works in freed memory. It fails once
// in a million.
//
// What lets the handle out, and what is too late then, is decided by
// checks/analysis/HandlePublication.h. Resuming where control could be passed
// on is async-promise-sanity's business.

#include "checks/analysis/HandlePublication.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

class AwaitSuspendRace final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const FunctionDecl *Function : Unit.functions())
      if (isAwaitSuspend(*Function))
        for (const UseAfterPublication &Each :
             usesAfterPublication(Unit, *cast<CXXMethodDecl>(Function)))
          Out.report(describe(*Function, Each));
  }

private:
  static Finding describe(const FunctionDecl &Function,
                          const UseAfterPublication &Each);
};

std::string publisherOf(const UseAfterPublication &Each) {
  const CallExpr *Call = dyn_cast<CallExpr>(Each.Published);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && Callee->getIdentifier() ? "'" + displayName(*Callee) + "'"
                                           : "";
}

std::string messageOf(const UseAfterPublication &Each) {
  if (Each.Is == UseAfterPublication::Resumed)
    return Each.ByResuming
               ? "'false' resumes the coroutine a second time"
               : "'false' resumes a coroutine that another thread may already "
                 "have resumed";
  std::string What = "the coroutine";
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(Each.Use))
    What = "'" + Member->getMemberDecl()->getNameAsString() + "'";
  return What + " is used " +
         (Each.ByResuming
              ? "after the coroutine was resumed, and perhaps destroyed with "
                "this awaiter"
              : "when another thread may already have resumed the coroutine, "
                "and destroyed this awaiter with it");
}

Finding AwaitSuspendRace::describe(const FunctionDecl &Function,
                                   const UseAfterPublication &Each) {
  Finding F;
  F.Loc = Each.Use->getBeginLoc();
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(Each.Use))
    F.Loc = Member->getMemberLoc();
  F.Function = &Function;
  F.Statement = Each.Use->getSourceRange();
  F.Message = messageOf(Each);
  std::string By = publisherOf(Each);
  F.Notes.push_back({Each.Published->getBeginLoc(),
                     Each.ByResuming ? "the coroutine is resumed here"
                     : By.empty()
                         ? "its handle is out of hand from here"
                         : "its handle is out of hand from this call of " + By,
                     NoteRole::Call});
  return F;
}

} // namespace

extern const CheckInfo AwaitSuspendRaceInfo;
constinit const CheckInfo AwaitSuspendRaceInfo = {
    .Summary = "an awaiter used when its coroutine may already have been "
               "resumed elsewhere",
    .Level = Severity::Error,
    .Since = "0.1",
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<AwaitSuspendRace>();
    }};

} // namespace cotidy
