// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/DyingObjects.h"

#include "checks/analysis/Execution.h"
#include "checks/analysis/UnitAnalysis.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool isAccess(OverloadedOperatorKind Operator) {
  return Operator == OO_Arrow || Operator == OO_Star;
}

// The smart pointer in front of `->`; null when the object stands for itself.
const Expr *ownerOf(const Expr &Object) {
  const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&Object);
  return Operator && isAccess(Operator->getOperator())
             ? &written(*Operator->getArg(0))
             : nullptr;
}

bool isMadeHere(const UnitAnalysis &Unit, const Expr &Value) {
  if (isa<CXXNewExpr>(Value))
    return true;
  return any_of(factsOf(Unit, partsOf(Value)), [](const FunctionFact *Fact) {
    return Fact->Role == FunctionRole::Fresh;
  });
}

// Anything but `p->` and `*p` may give the object another owner.
bool isOnlyAccessed(const VarDecl &Pointer, const BodyTree &Body) {
  return all_of(Body.mentions(Pointer), [&](const DeclRefExpr *Mention) {
    const Stmt *Outer = Body.parent(*Mention);
    while (isa_and_nonnull<ImplicitCastExpr, ParenExpr>(Outer))
      Outer = Body.parent(*Outer);
    const CXXOperatorCallExpr *Operator =
        dyn_cast_or_null<CXXOperatorCallExpr>(Outer);
    return Operator && isAccess(Operator->getOperator());
  });
}

} // namespace

std::optional<DyingObject> dyingObject(const UnitAnalysis &Unit,
                                       const TaskFates &Fates,
                                       const TaskFate &Fate,
                                       const CXXMemberCallExpr &Call) {
  const Expr &Object = *Call.getImplicitObjectArgument()->IgnoreParenImpCasts();
  const Expr *Owner = ownerOf(Object);
  const Expr &Place = Owner ? *Owner : written(Object);
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(&Place)) {
    const VarDecl *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    if (!Variable || isa<ParmVarDecl>(Variable) ||
        !Variable->getType()->isRecordType() ||
        !Fates.outlives(Fate, *Variable))
      return std::nullopt;
    if (Owner && (!Variable->getInit() ||
                  !isMadeHere(Unit, written(*Variable->getInit())) ||
                  !isOnlyAccessed(*Variable, Fates.tree())))
      return std::nullopt;
    return DyingObject{Variable};
  }
  bool IsTemporary = Owner
                         ? isMadeHere(Unit, Place)
                         : isa<CXXConstructExpr, CXXFunctionalCastExpr>(Place);
  if (IsTemporary && Fates.outlivesExpression(Fate))
    return DyingObject{nullptr};
  return std::nullopt;
}

} // namespace cotidy
