// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LockHandOver.h"

#include "checks/analysis/Locations.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

bool mayChange(QualType Parameter) {
  QualType Pointee = Parameter->getPointeeType();
  return (Parameter->isPointerType() || Parameter->isReferenceType()) &&
         !Pointee.isConstQualified();
}

namespace {

class MentionFinder : public RecursiveASTVisitor<MentionFinder> {
public:
  explicit MentionFinder(function_ref<bool(const Expr *)> IsLock)
      : IsLock(IsLock) {}

  bool Found = false;

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    unsigned Skipped = isa<CXXOperatorCallExpr>(Call) &&
                       isa_and_nonnull<CXXMethodDecl>(Callee);
    for (unsigned I = Skipped; I < Call->getNumArgs(); ++I)
      if (mayWrite(Callee, I - Skipped))
        look(Call->getArg(I));
    return !Found;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *Construct) {
    for (unsigned I = 0; I < Construct->getNumArgs(); ++I)
      if (mayWrite(Construct->getConstructor(), I))
        look(Construct->getArg(I));
    return !Found;
  }
  bool VisitInitListExpr(InitListExpr *List) {
    for (const Expr *Part : List->inits())
      look(Part);
    return !Found;
  }
  bool VisitLambdaExpr(LambdaExpr *Lambda) {
    for (const Expr *Init : Lambda->capture_inits())
      if (Init)
        look(Init);
    return !Found;
  }

private:
  static bool mayWrite(const FunctionDecl *Callee, unsigned Index) {
    return !Callee || Index >= Callee->getNumParams() ||
           mayChange(Callee->getParamDecl(Index)->getType()) ||
           Callee->getParamDecl(Index)->getType()->isRecordType();
  }
  void look(const Expr *Argument) {
    const Expr *E = ignoreForwarding(Argument);
    if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(E);
        Address && Address->getOpcode() == UO_AddrOf)
      E = ignoreForwarding(Address->getSubExpr());
    if (isa<DeclRefExpr, MemberExpr>(E) && E->isGLValue() &&
        !E->getType().isConstQualified() && IsLock(E))
      Found = true;
  }

  function_ref<bool(const Expr *)> IsLock;
};

} // namespace

bool handsOver(const Expr &E, function_ref<bool(const Expr *)> IsLock) {
  MentionFinder Finder(IsLock);
  Finder.TraverseStmt(const_cast<Expr *>(&E));
  return Finder.Found;
}

} // namespace cotidy
