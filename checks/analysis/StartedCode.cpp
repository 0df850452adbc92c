// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/StartedCode.h"

#include "checks/analysis/Locations.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// A lambda that captures nothing becomes a pointer to a function, as C takes
// it; other pointers are cast to what C expects.
const Expr *pointedTo(const Expr *E) {
  for (;;) {
    E = ignoreForwarding(E);
    const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E);
    const UnaryOperator *Plus = dyn_cast<UnaryOperator>(E);
    const CastExpr *Cast = dyn_cast<CastExpr>(E);
    if (Call && isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl()) &&
        Call->getMethodDecl()->getParent()->isLambda())
      E = Call->getImplicitObjectArgument();
    else if (Plus && Plus->getOpcode() == UO_Plus)
      E = Plus->getSubExpr();
    else if (Cast && Cast->getType()->isFunctionPointerType())
      E = Cast->getSubExpr();
    else
      return E;
  }
}

} // namespace

const FunctionDecl *definition(const FunctionDecl *Function) {
  const FunctionDecl *Definition = nullptr;
  return Function && Function->isDefined(Definition) ? Definition : nullptr;
}

const FunctionDecl *callOperator(const Expr *E) {
  const CXXRecordDecl *Record = E->getType()->getAsCXXRecordDecl();
  if (!Record || !Record->isLambda())
    return nullptr;
  if (const FunctionTemplateDecl *Generic =
          Record->getDependentLambdaCallOperator())
    for (const FunctionDecl *Called : Generic->specializations())
      if (Called->hasBody())
        return Called;
  return Record->getLambdaCallOperator();
}

Callable callable(const Expr *E, ArrayRef<const Expr *> Rest, bool Binds) {
  Callable Result;
  E = pointedTo(E);
  if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(E);
      Copy && Copy->getNumArgs() == 1)
    E = ignoreForwarding(Copy->getArg(0));
  if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = ignoreForwarding(Address->getSubExpr());
  if (const FunctionDecl *Operator = callOperator(E)) {
    Result.Root = definition(Operator);
  } else if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E)) {
    Result.Root = definition(dyn_cast<FunctionDecl>(Ref->getDecl()));
  } else if (const CallExpr *Bind = dyn_cast<CallExpr>(E);
             Bind && !Binds && Bind->getDirectCallee() &&
             Bind->getDirectCallee()->getIdentifier() &&
             Bind->getDirectCallee()->getName().starts_with("bind") &&
             Bind->getNumArgs() > 0) {
    SmallVector<const Expr *, 4> Bound(Bind->arg_begin(), Bind->arg_end());
    return callable(Bound.front(), ArrayRef(Bound).drop_front(),
                    /*Binds=*/true);
  }
  if (!Result.Root)
    return Result;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Result.Root);
  if (Method && Method->isInstance() && !callOperator(E)) {
    if (Rest.empty())
      return {};
    Result.Object = Rest.front();
    Rest = Rest.drop_front();
  }
  Result.Arguments.append(Rest.begin(), Rest.end());
  return Result;
}

Callable coroutineCall(const UnitAnalysis &Unit, const Expr *E) {
  E = ignoreForwarding(E);
  if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(E);
      Copy && Copy->getNumArgs() == 1)
    E = ignoreForwarding(Copy->getArg(0));
  if (!isa<CallExpr>(E) || !Unit.types().task(E->getType()))
    return {};
  const CallParts Parts = partsOf(*E);
  const FunctionDecl *Root = definition(Parts.Callee);
  if (!Root || !Unit.coroutine(*Root))
    return {};
  return {Root, Parts.Object, Parts.Arguments};
}

} // namespace cotidy
