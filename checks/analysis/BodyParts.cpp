// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/BodyParts.h"

#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

SmallVector<const Stmt *, 4> evaluatedParts(const Stmt &S) {
  if (const CoroutineSuspendExpr *Suspend = dyn_cast<CoroutineSuspendExpr>(&S))
    return {Suspend->getOperand()};
  if (const CoreturnStmt *Return = dyn_cast<CoreturnStmt>(&S))
    return {Return->getOperand()};
  if (isa<OpaqueValueExpr, UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(S))
    return {};
  SmallVector<const Stmt *, 4> Parts;
  if (const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(&S))
    Parts.append(Lambda->capture_init_begin(), Lambda->capture_init_end());
  else
    Parts.append(S.child_begin(), S.child_end());
  return Parts;
}

bool mentions(const Stmt &S, const ValueDecl &Named) {
  const DeclRefExpr *Mention = dyn_cast<DeclRefExpr>(&S);
  return (Mention && Mention->getDecl() == &Named) ||
         any_of(S.children(), [&](const Stmt *Child) {
           return Child && mentions(*Child, Named);
         });
}

bool holdsLambda(const Stmt &S) {
  return isa<LambdaExpr>(S) || any_of(S.children(), [](const Stmt *Child) {
           return Child && holdsLambda(*Child);
         });
}

const Expr &testedForTruth(const Expr &Condition) {
  const Expr *E = Condition.IgnoreParenImpCasts();
  const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E);
  return Call && isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl())
             ? *Call->getImplicitObjectArgument()->IgnoreParenImpCasts()
             : *E;
}

bool isCastToReference(const CallExpr &Call) {
  return Call.getNumArgs() == 1 && Call.isXValue() && Call.getDirectCallee() &&
         Call.getDirectCallee()->isInStdNamespace();
}

bool isRvalueCast(const Stmt &S) {
  if (const ExplicitCastExpr *Cast = dyn_cast<ExplicitCastExpr>(&S))
    return Cast->getTypeAsWritten()->isRValueReferenceType();
  const CallExpr *Call = dyn_cast<CallExpr>(&S);
  return Call && isCastToReference(*Call);
}

const Expr *ignoreWrapping(const Expr *E,
                           function_ref<const Expr *(const Expr *)> Further) {
  while (true) {
    const Expr *Inner = E->IgnoreImplicit()->IgnoreParens();
    if (const CXXFunctionalCastExpr *Cast =
            dyn_cast<CXXFunctionalCastExpr>(Inner))
      Inner = Cast->getSubExpr();
    Inner = Further(Inner);
    if (Inner == E)
      return E;
    E = Inner;
  }
}

} // namespace cotidy
