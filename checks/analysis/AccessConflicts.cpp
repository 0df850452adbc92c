// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/AccessConflicts.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// One names the other, or a part of it, whoever looks.
bool overlap(const Access &A, const Access &B) {
  const Access &Whole = A.Place.Path.size() <= B.Place.Path.size() ? A : B;
  const Access &Part = &Whole == &A ? B : A;
  size_t Common = Whole.Place.Path.size();
  if (!Whole.Place.contains(Part.Place) || hasVariableStep(Whole.Place.Path))
    return false;
  if (Part.Place.Path.size() == Common)
    return true;
  // Reading the size of a container does not touch what an element holds.
  LocationStep::Kind Next = Part.Place.Path[Common].Is;
  return Whole.Is == Access::Write ||
         (Next != LocationStep::Element && Next != LocationStep::Held);
}

// A lock that is a variable or a member itself, not one behind a reference.
const ValueDecl *declarationOf(const TakenLock &Lock) {
  if (!Lock.Place)
    return nullptr;
  const ValueDecl *D = nullptr;
  if (Lock.Place->Path.empty())
    D = Lock.Place->Variable;
  else if (Lock.Place->Path.back().Is == LocationStep::Field)
    D = Lock.Place->Path.back().Member;
  return D && !D->getType()->isReferenceType() &&
                 !D->getType()->isPointerType() && !isHandle(D->getType())
             ? D
             : nullptr;
}

// Whether two known locks with different places are two locks.
bool isOneLock(const TakenLock &Lock) {
  return Lock.Place &&
         none_of(Lock.Place->Path,
                 [](const LocationStep &Step) {
                   return Step.Variable || Step.Is == LocationStep::Pointee ||
                          (Step.Member &&
                           Step.Member->getType()->isReferenceType());
                 }) &&
         Lock.Place->Root != Location::Referent;
}

bool mayBeOne(const TakenLock &A, const TakenLock &B) {
  // Two members are never one lock, whatever objects they are members of. One
  // of another type may be the lock that the other wraps.
  const ValueDecl *One = declarationOf(A), *Two = declarationOf(B);
  if (One && Two && One != Two)
    return !One->getASTContext().hasSameUnqualifiedType(One->getType(),
                                                        Two->getType());
  return !isOneLock(A) || !isOneLock(B) || *A.Place == *B.Place;
}

bool mayShareLock(const Access &A, const Access &B) {
  if (A.Locks.empty() || B.Locks.empty())
    return false;
  for (const TakenLock &One : A.Locks)
    for (const TakenLock &Two : B.Locks)
      if (mayBeOne(One, Two))
        return true;
  return false;
}

} // namespace

bool hasVariableStep(ArrayRef<LocationStep> Path) {
  return any_of(Path, [](const LocationStep &Step) { return Step.Variable; });
}

bool isOrdered(const Access &Waiter, const Access &Other) {
  return Waiter.Waited == Access::Event ||
         (Waiter.Waited == Access::Condition &&
          (Waiter.Is == Access::Read || !Other.Locks.empty()));
}

bool conflict(const Access &A, const Access &B) {
  return A.Is != Access::Use && B.Is != Access::Use &&
         (A.Is == Access::Write || B.Is == Access::Write) && overlap(A, B) &&
         !mayShareLock(A, B);
}

} // namespace cotidy
