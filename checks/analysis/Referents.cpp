// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Referents.h"

#include "checks/analysis/Execution.h"
#include "checks/analysis/LateUses.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

constexpr unsigned MaxDepth = 8;

bool isView(const UnitAnalysis &Unit, QualType Type) {
  const TypeFact *Fact =
      Type->isReferenceType() ? nullptr : Unit.types().modelled(Type);
  return Fact && Fact->Role == TypeRole::View;
}

bool isContainer(const UnitAnalysis &Unit, QualType Type) {
  const TypeFact *Fact = Unit.types().modelled(Type);
  return Fact && Fact->Role == TypeRole::Container && !isHandle(Type);
}

bool isStandard(const UnitAnalysis &Unit, const CXXRecordDecl *Record) {
  return Record && StringRef(Unit.types().name(*Record)).starts_with("std::");
}

class Tracer {
public:
  Tracer(const UnitAnalysis &Unit, const BodyTree &Body)
      : Unit(Unit), Body(Body) {}

  // The object that a glvalue, or a prvalue made into a temporary, names.
  Referent object(const Expr *E);
  // What a pointer or view refers to.
  Referent pointee(const Expr *E);

private:
  Referent ofVariable(const VarDecl &Variable);
  Referent ofTemporary(const MaterializeTemporaryExpr &Temporary);
  Referent ofPart(const CallExpr &Call);
  Referent viewOf(const CallParts &Call);
  bool isAssignedOnce(const VarDecl &Variable) const;

  const UnitAnalysis &Unit;
  const BodyTree &Body;
  unsigned Depth = 0;
};

bool Tracer::isAssignedOnce(const VarDecl &Variable) const {
  return none_of(Body.mentions(Variable), [&](const DeclRefExpr *Mention) {
    const Stmt *Outer = Body.parent(*Mention);
    if (const BinaryOperator *Operator =
            dyn_cast_or_null<BinaryOperator>(Outer))
      return Operator->isAssignmentOp() && Operator->getLHS() == Mention;
    if (const CXXOperatorCallExpr *Operator =
            dyn_cast_or_null<CXXOperatorCallExpr>(Outer))
      return Operator->isAssignmentOp() && Operator->getArg(0) == Mention;
    return isa_and_nonnull<UnaryOperator>(Outer);
  });
}

Referent Tracer::ofVariable(const VarDecl &Variable) {
  if (!Variable.getType()->isReferenceType())
    return {Body.scope(Variable) ? &Variable : nullptr, nullptr};
  // A reference to an element, in each round of a loop.
  if (const Stmt *Scope = Body.scope(Variable))
    if (const CXXForRangeStmt *Range =
            dyn_cast_or_null<CXXForRangeStmt>(Body.parent(*Scope));
        Range && Range->getLoopVariable() == &Variable)
      return isContainer(Unit, Range->getRangeInit()->getType()) ||
                     Range->getRangeInit()->getType()->isArrayType()
                 ? object(Range->getRangeInit())
                 : Referent();
  if (!Variable.hasInit() || isa<ParmVarDecl>(Variable))
    return {};
  Referent Init = object(Variable.getInit());
  // The reference keeps a temporary alive.
  return Init.Temporary ? Referent{&Variable, nullptr} : Init;
}

Referent Tracer::ofTemporary(const MaterializeTemporaryExpr &Temporary) {
  if (const VarDecl *Owner =
          dyn_cast_or_null<VarDecl>(Temporary.getExtendingDecl()))
    return {Body.scope(*Owner) ? Owner : nullptr, nullptr};
  return Temporary.getStorageDuration() == SD_FullExpression
             ? Referent{nullptr, &Temporary}
             : Referent();
}

// `all[i]`, `all.front()`, `*maybe`: a part of a local that owns its parts.
Referent Tracer::ofPart(const CallExpr &Call) {
  CallParts Parts = partsOf(Call);
  if (!Parts.Object || !Call.isGLValue() ||
      !isContainer(Unit, Parts.Object->getType()))
    return {};
  return object(Parts.Object);
}

Referent Tracer::object(const Expr *E) {
  if (!E || ++Depth > MaxDepth)
    return {};
  E = E->IgnoreParens();
  if (const ImplicitCastExpr *Cast = dyn_cast<ImplicitCastExpr>(E))
    return object(Cast->getSubExpr());
  if (const FullExpr *Full = dyn_cast<FullExpr>(E))
    return object(Full->getSubExpr());
  if (const CXXDefaultArgExpr *Default = dyn_cast<CXXDefaultArgExpr>(E))
    return object(Default->getExpr());
  if (const MaterializeTemporaryExpr *Temporary =
          dyn_cast<MaterializeTemporaryExpr>(E))
    return ofTemporary(*Temporary);
  if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(E)) {
    const VarDecl *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (const BindingDecl *Part = dyn_cast<BindingDecl>(Reference->getDecl()))
      Variable = dyn_cast_or_null<VarDecl>(Part->getDecomposedDecl());
    return Variable && !Reference->refersToEnclosingVariableOrCapture()
               ? ofVariable(*Variable)
               : Referent();
  }
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(E))
    return !Member->isArrow() && isa<FieldDecl>(Member->getMemberDecl()) &&
                   !Member->getMemberDecl()->getType()->isReferenceType()
               ? object(Member->getBase())
               : Referent();
  if (const ArraySubscriptExpr *Slot = dyn_cast<ArraySubscriptExpr>(E))
    return Slot->getBase()->IgnoreParenImpCasts()->getType()->isArrayType()
               ? object(Slot->getBase())
               : Referent();
  if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(E)) {
    Referent First = object(Choice->getTrueExpr());
    return First ? First : object(Choice->getFalseExpr());
  }
  if (const ExplicitCastExpr *Cast = dyn_cast<ExplicitCastExpr>(E))
    return Cast->isGLValue() ? object(Cast->getSubExpr()) : Referent();
  if (const CallExpr *Call = dyn_cast<CallExpr>(E)) {
    if (Call->getNumArgs() == 1 && Call->isXValue())
      return object(Call->getArg(0)); // std::move, std::forward
    return ofPart(*Call);
  }
  return {};
}

// A call that makes a view, or a pointer into a standard object.
Referent Tracer::viewOf(const CallParts &Call) {
  if (Call.Object) {
    QualType Type = Call.Object->getType();
    if (isView(Unit, Type))
      return pointee(Call.Object);
    bool IsAccessor = Call.Arguments.empty() && !isHandle(Type) &&
                      isStandard(Unit, Call.objectClass());
    return IsAccessor || isa<CXXConversionDecl>(Call.Callee)
               ? object(Call.Object)
               : Referent();
  }
  for (unsigned I = 0;
       I < Call.Arguments.size() && I < Call.Callee->getNumParams(); ++I) {
    QualType To = Call.Callee->getParamDecl(I)->getType();
    QualType Given = Call.Arguments[I]->IgnoreParenImpCasts()->getType();
    Referent Found;
    if (To->isReferenceType() && !isView(Unit, Given) &&
        (Given->isRecordType() || Given->isArrayType()))
      Found = object(Call.Arguments[I]);
    else if (To->isPointerType() || isView(Unit, Given))
      Found = pointee(Call.Arguments[I]);
    if (Found)
      return Found;
  }
  return {};
}

Referent Tracer::pointee(const Expr *E) {
  if (!E || ++Depth > MaxDepth)
    return {};
  if (const CXXStdInitializerListExpr *List =
          dyn_cast<CXXStdInitializerListExpr>(
              E->IgnoreImplicit()->IgnoreParens()))
    return {nullptr, List};
  E = E->IgnoreParens();
  if (const CastExpr *Cast = dyn_cast<CastExpr>(E)) {
    if (Cast->getCastKind() == CK_ArrayToPointerDecay)
      return object(Cast->getSubExpr());
    return pointee(Cast->getSubExpr());
  }
  if (const FullExpr *Full = dyn_cast<FullExpr>(E))
    return pointee(Full->getSubExpr());
  if (const MaterializeTemporaryExpr *Temporary =
          dyn_cast<MaterializeTemporaryExpr>(E))
    return pointee(Temporary->getSubExpr());
  if (const CXXBindTemporaryExpr *Bound = dyn_cast<CXXBindTemporaryExpr>(E))
    return pointee(Bound->getSubExpr());
  if (const UnaryOperator *Operator = dyn_cast<UnaryOperator>(E))
    return Operator->getOpcode() == UO_AddrOf ? object(Operator->getSubExpr())
                                              : Referent();
  if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(E)) {
    const VarDecl *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    return Variable && Variable->hasInit() && Body.scope(*Variable) &&
                   !isa<ParmVarDecl>(Variable) && isAssignedOnce(*Variable)
               ? pointee(Variable->getInit())
               : Referent();
  }
  if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(E)) {
    Referent First = pointee(Choice->getTrueExpr());
    return First ? First : pointee(Choice->getFalseExpr());
  }
  if (const CXXConstructExpr *Made = dyn_cast<CXXConstructExpr>(E)) {
    if (Made->getNumArgs() == 1 &&
        Made->getConstructor()->isCopyOrMoveConstructor())
      return pointee(Made->getArg(0));
    return isView(Unit, Made->getType()) ? viewOf(partsOf(*Made)) : Referent();
  }
  if (const CallExpr *Call = dyn_cast<CallExpr>(E))
    if (refersElsewhere(Unit, Call->getType()) && Call->getDirectCallee())
      return viewOf(partsOf(*Call));
  return {};
}

} // namespace

Referent referent(const UnitAnalysis &Unit, const BodyTree &Body,
                  const Expr &Value, QualType To) {
  Tracer Trace(Unit, Body);
  if (!To->isReferenceType())
    return refersElsewhere(Unit, To) ? Trace.pointee(&Value) : Referent();
  // A reference to a view that was made here refers to what the view does.
  Referent Object = Trace.object(&Value);
  if (Object.Temporary && refersElsewhere(Unit, Object.Temporary->getType()))
    if (Referent Viewed = Tracer(Unit, Body).pointee(&Value))
      return Viewed;
  return Object;
}

} // namespace cotidy
