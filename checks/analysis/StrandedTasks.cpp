// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/StrandedTasks.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/TaskFate.h"
#include "checks/analysis/UnitAnalysis.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

const Failure *firstLikely(const FailureList &List) {
  const FailureList::const_iterator It = find_if(List, [](const Failure &F) {
    return F.Is == Failure::Possible || F.Assumed;
  });
  return It == List.end() ? nullptr : &*It;
}

// The local task that a capture takes over, or null.
const VarDecl *movedTask(const UnitAnalysis &Unit, const Expr &Init) {
  const DeclRefExpr *Mention = dyn_cast<DeclRefExpr>(&written(Init));
  const VarDecl *Variable =
      Mention ? dyn_cast<VarDecl>(Mention->getDecl()) : nullptr;
  if (!Variable || !Variable->hasLocalStorage() || !Variable->getInit() ||
      isa<ParmVarDecl>(Variable) || Variable->getType()->isReferenceType() ||
      Init.getType()->isReferenceType())
    return nullptr;
  const TaskFacts *Task = Unit.types().task(Variable->getType());
  return Task && Task->Start == StartKind::Eager &&
                 Task->Dropped == DropKind::Detaches
             ? Variable
             : nullptr;
}

} // namespace

std::vector<StrandedTask> strandedTasks(const UnitAnalysis &Unit,
                                        const FunctionDecl &Function) {
  std::vector<StrandedTask> Found;
  if (const Stmt *Body = userBody(Function); !Body || !holdsLambda(*Body))
    return Found;
  const BodyTree Tree(Function);
  for (const Expr *Call : Tree.calls()) {
    const CallParts Parts = partsOf(*Call);
    const FunctionFact *Continues =
        Parts.Callee && Parts.Object
            ? handlingOf(Unit, Parts, FunctionRole::Continues)
            : nullptr;
    if (!Continues || Continues->Failure != FailureKind::Throws)
      continue;
    for (const Expr *Argument : Parts.Arguments) {
      const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(&written(*Argument));
      if (!Lambda)
        continue;
      for (const Expr *Init : Lambda->capture_inits()) {
        const VarDecl *Task = Init ? movedTask(Unit, *Init) : nullptr;
        if (!Task || !firstLikely(Unit.failures().ofTask(*Task->getInit())))
          continue;
        const FailureList Before = Unit.failures().ofTask(*Parts.Object);
        if (const Failure *Skips = firstLikely(Before))
          Found.push_back({Task, Init->getBeginLoc(), Parts.Callee, *Skips});
      }
    }
  }
  return Found;
}

} // namespace cotidy
