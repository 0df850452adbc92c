// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/MaySuspend.h"

#include "checks/analysis/UnitAnalysis.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

bool letsOthersRun(const UnitAnalysis &Unit, const Suspension &Point) {
  if (!Point.isExplicit() || Point.May == Suspends::Never)
    return false;
  if (Point.May == Suspends::Maybe)
    return true;
  const TaskFacts *Task = Unit.types().task(Point.operand().getType());
  return Task && Task->Is == TaskFacts::Coroutine;
}

bool letsOthersRun(const UnitAnalysis &Unit, const Coroutine &Coro) {
  return !Coro.IsGenerator &&
         any_of(Coro.Suspensions, [&](const Suspension &Point) {
           return letsOthersRun(Unit, Point);
         });
}

bool continuesLater(const UnitAnalysis &Unit, const CallExpr &Call) {
  const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  const CXXMethodDecl *Method = Member ? Member->getMethodDecl() : nullptr;
  return Method &&
         Unit.types().task(Member->getImplicitObjectArgument()->getType()) &&
         Unit.types().functionFact(*Method, FunctionRole::Continues);
}

bool handlesLater(const UnitAnalysis &Unit, const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee)
    return false;
  auto Is = [&](FunctionRole Role) {
    return Unit.types().functionFact(*Callee, Role) != nullptr;
  };
  return Is(FunctionRole::Subscribe) ||
         (Is(FunctionRole::Continues) && Is(FunctionRole::DropsResult));
}

} // namespace cotidy
