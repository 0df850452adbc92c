// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LockOrder.h"

#include "checks/analysis/Activities.h"
#include "checks/analysis/BodyTree.h"
#include "checks/analysis/UnitAnalysis.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// The same lock whenever a function of the class names it.
bool isOneLock(const Location &Lock) {
  bool IsFixed = Lock.Root == Location::This || Lock.Root == Location::Global;
  return IsFixed && all_of(Lock.Path, [](const LocationStep &Step) {
           return Step.Is == LocationStep::Field && Step.Member &&
                  !Step.Member->getType()->isReferenceType();
         });
}

std::vector<NestedLocks> nestedLocks(const FunctionDecl &Root,
                                     const LockWaits &Waits) {
  std::vector<NestedLocks> Result;
  for (const LockWait &Inner : Waits.of(Root)) {
    if (Inner.Kind != LockKind::Async || !isOneLock(Inner.Lock))
      continue;
    for (const LockHolding &Outer : Inner.Under)
      if (Outer.Kind == LockKind::Async && isOneLock(Outer.Lock) &&
          !(Outer.Lock == Inner.Lock))
        Result.push_back({&Root, Outer, Inner});
  }
  return Result;
}

// A lock around both lets only one of them come so far.
bool haveCommonLock(const NestedLocks &One, const NestedLocks &Other) {
  return any_of(One.Inner.Under, [&](const LockHolding &Mine) {
    return any_of(Other.Inner.Under, [&](const LockHolding &Theirs) {
      return Mine.Lock == Theirs.Lock;
    });
  });
}

bool areOpposite(const NestedLocks &One, const NestedLocks &Other) {
  return One.Outer.Lock == Other.Inner.Lock &&
         One.Inner.Lock == Other.Outer.Lock && !haveCommonLock(One, Other);
}

bool runSideBySide(const UnitAnalysis &Unit, const FunctionDecl &One,
                   const FunctionDecl &Other) {
  const Activities &Calls = Unit.activities();
  return &One != &Other && !isa<CXXConstructorDecl, CXXDestructorDecl>(One) &&
         !isa<CXXConstructorDecl, CXXDestructorDecl>(Other) &&
         !Calls.leadsTo(One, Other, /*WaitingOnly=*/true) &&
         !Calls.leadsTo(Other, One, /*WaitingOnly=*/true);
}

} // namespace

std::vector<LockInversion> lockInversions(const UnitAnalysis &Unit,
                                          const LockWaits &Waits) {
  std::vector<NestedLocks> All;
  for (const FunctionDecl *Function : Unit.functions()) {
    std::vector<NestedLocks> Here = nestedLocks(*Function, Waits);
    if (!Here.empty() &&
        is_contained(Unit.activities().roots(*Function), Function))
      append_range(All, Here);
  }
  std::vector<LockInversion> Result;
  SmallPtrSet<const Expr *, 4> Known;
  for (const NestedLocks &One : All)
    for (const NestedLocks &Other : All)
      if (areOpposite(One, Other) &&
          isBefore(Unit.ast(), Other.Inner.At->getBeginLoc(),
                   One.Inner.At->getBeginLoc()) &&
          runSideBySide(Unit, *One.Root, *Other.Root) &&
          Known.insert(One.Inner.At).second)
        Result.push_back({One, Other});
  return Result;
}

} // namespace cotidy
