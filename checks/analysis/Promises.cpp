// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Promises.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/CallConditions.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool isOwn(const VarDecl &Variable) {
  return Variable.isLocalVarDecl() && Variable.hasLocalStorage() &&
         !Variable.getType()->isReferenceType();
}

const VarDecl *localVariable(const Expr &E) {
  const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(&written(E));
  const VarDecl *Variable =
      Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  return Variable && isOwn(*Variable) ? Variable : nullptr;
}

const FunctionDecl *ownerOf(const VarDecl &Variable) {
  const FunctionDecl *Owner =
      dyn_cast_or_null<FunctionDecl>(Variable.getParentFunctionOrMethod());
  return Owner && Owner->doesThisDeclarationHaveABody() ? Owner : nullptr;
}

bool isMadeNew(const Expr &E) {
  const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(&written(E));
  return Construct && Construct->getConstructor()->isDefaultConstructor();
}

// Follows promises through the variables of one function.
class PromiseUses {
public:
  PromiseUses(const UnitAnalysis &Unit, const FunctionDecl &Owner)
      : Unit(Unit), Body(Owner) {}

  bool giveOnlyValues(const VarDecl &Promise) {
    if (!Judged.insert(&Promise).second)
      return true;
    return Promise.getInit() && isSuch(*Promise.getInit()) &&
           all_of(Body.mentions(Promise), [&](const DeclRefExpr *Mention) {
             return isHarmless(*Mention);
           });
  }

private:
  bool isSuch(const Expr &Value) {
    if (isMadeNew(Value))
      return true;
    const VarDecl *From = localVariable(Value);
    return From && giveOnlyValues(*From);
  }
  bool isHarmless(const DeclRefExpr &Mention);
  bool keepsSuccess(const CallExpr &Call, const CXXMethodDecl &Method) const;

  const UnitAnalysis &Unit;
  const BodyTree Body;
  SmallPtrSet<const VarDecl *, 4> Judged;
};

bool PromiseUses::keepsSuccess(const CallExpr &Call,
                               const CXXMethodDecl &Method) const {
  return Method.isConst() ||
         any_of(factsOf(Unit, partsOf(Call)), [](const FunctionFact *Fact) {
           return Fact->Role == FunctionRole::Create ||
                  (Fact->Role == FunctionRole::Operation &&
                   (Fact->Failure == FailureKind::Never ||
                    Fact->Failure == FailureKind::Expected));
         });
}

bool PromiseUses::isHarmless(const DeclRefExpr &Mention) {
  const Expr *E = &Mention;
  const Stmt *Outer = Body.parent(*E);
  while (const Expr *Wrapper = dyn_cast_or_null<Expr>(Outer)) {
    if (&written(*Wrapper) != &Mention)
      break;
    E = Wrapper;
    Outer = Body.parent(*E);
  }
  if (const MemberExpr *Member = dyn_cast_or_null<MemberExpr>(Outer)) {
    const CallExpr *Call = dyn_cast_or_null<CallExpr>(Body.parent(*Member));
    const CXXMethodDecl *Method =
        dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
    return Call && Method && keepsSuccess(*Call, *Method);
  }
  if (const CXXOperatorCallExpr *Assign =
          dyn_cast_or_null<CXXOperatorCallExpr>(Outer);
      Assign && Assign->getOperator() == OO_Equal) {
    const VarDecl *To = localVariable(*Assign->getArg(0));
    return To && isSuch(*Assign->getArg(1)) && giveOnlyValues(*To);
  }
  const VarDecl *Next = Body.declaredBy(*E);
  return Next && isOwn(*Next) && giveOnlyValues(*Next);
}

bool isReplaced(const VarDecl &Variable, const FunctionDecl &Owner) {
  const BodyTree Body(Owner);
  return any_of(Body.mentions(Variable), [&](const DeclRefExpr *Mention) {
    const CXXOperatorCallExpr *Assign =
        dyn_cast_or_null<CXXOperatorCallExpr>(Body.parent(*Mention));
    return Assign && Assign->getOperator() == OO_Equal &&
           Assign->getArg(0) == Mention;
  });
}

// Its entry in the model says that this future has nothing to lose, or that it
// is what its object makes of it.
bool isMadeWithValue(const UnitAnalysis &Unit, const CallExpr &Call) {
  const CallParts Parts = partsOf(Call);
  return Parts.Callee &&
         any_of(factsOf(Unit, Parts), [&](const FunctionFact *Fact) {
           if (Fact->Role != FunctionRole::Create ||
               !applies(Unit, *Fact, {Parts}, Mentions(), UnitMentions()))
             return false;
           return Fact->Dropped == DropKind::Unknown
                      ? Parts.Object && onlySucceeds(Unit, *Parts.Object)
                      : Fact->Dropped == DropKind::Harmless;
         });
}

} // namespace

bool onlySucceeds(const UnitAnalysis &Unit, const Expr &E) {
  const Expr &Value = written(E);
  if (const CallExpr *Call = dyn_cast<CallExpr>(&Value))
    return isMadeWithValue(Unit, *Call);
  const VarDecl *Variable = localVariable(Value);
  const FunctionDecl *Owner = Variable ? ownerOf(*Variable) : nullptr;
  if (!Owner || !Variable->getInit())
    return false;
  if (!Unit.types().task(Variable->getType()))
    return PromiseUses(Unit, *Owner).giveOnlyValues(*Variable);
  return !isReplaced(*Variable, *Owner) &&
         onlySucceeds(Unit, *Variable->getInit());
}

} // namespace cotidy
