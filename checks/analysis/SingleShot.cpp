// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/SingleShot.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// await_resume, the promise's accessor, a helper of that.
constexpr unsigned MaxCalls = 3;

// Whether a body moves an object of the result's type away, itself or in what
// it calls.
class MoveFinder : public RecursiveASTVisitor<MoveFinder> {
public:
  MoveFinder(const ASTContext &Context, QualType Result, unsigned Depth)
      : Context(Context), Result(Result), Depth(Depth) {}
  bool Found = false;

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee)
      return true;
    if (Callee->isInStdNamespace() && Callee->getIdentifier()) {
      if ((Callee->getName() == "move" || Callee->getName() == "exchange" ||
           Callee->getName() == "forward") &&
          Call->getNumArgs() != 0 && !Call->isLValue())
        Found |= isResult(Call->getArg(0)->getType());
    } else if (Depth != 0 && Callee->getBody()) {
      MoveFinder Inner(Context, Result, Depth - 1);
      Inner.TraverseStmt(Callee->getBody());
      Found |= Inner.Found;
    }
    return !Found;
  }
  bool VisitCXXStaticCastExpr(CXXStaticCastExpr *Cast) {
    if (Cast->getTypeAsWritten()->isRValueReferenceType())
      Found |= isResult(Cast->getSubExpr()->getType());
    return !Found;
  }

private:
  // The result itself, or the optional, variant or union member around it.
  bool isResult(QualType Moved) const {
    if (Context.hasSameUnqualifiedType(Moved.getNonReferenceType(), Result))
      return true;
    const ClassTemplateSpecializationDecl *Wrapper =
        dyn_cast_or_null<ClassTemplateSpecializationDecl>(
            Moved.getNonReferenceType()->getAsCXXRecordDecl());
    return Wrapper &&
           any_of(Wrapper->getTemplateArgs().asArray(),
                  [&](const TemplateArgument &Argument) {
                    return Argument.getKind() == TemplateArgument::Type &&
                           Context.hasSameUnqualifiedType(Argument.getAsType(),
                                                          Result);
                  });
  }

  const ASTContext &Context;
  const QualType Result;
  const unsigned Depth;
};

const FunctionDecl *calleeOf(const Expr *Call) {
  const CallExpr *E =
      Call ? dyn_cast<CallExpr>(Call->IgnoreImplicit()) : nullptr;
  return E ? E->getDirectCallee() : nullptr;
}

// `return false;` and nothing else.
bool isNeverReady(const FunctionDecl *Ready) {
  const CompoundStmt *Body =
      Ready ? dyn_cast_or_null<CompoundStmt>(Ready->getBody()) : nullptr;
  const ReturnStmt *Return = Body && Body->size() == 1
                                 ? dyn_cast<ReturnStmt>(Body->body_front())
                                 : nullptr;
  const CXXBoolLiteralExpr *Value =
      Return && Return->getRetValue()
          ? dyn_cast<CXXBoolLiteralExpr>(
                Return->getRetValue()->IgnoreImplicit())
          : nullptr;
  return Value && !Value->getValue();
}

} // namespace

bool isCopyable(const CXXRecordDecl &Record) {
  if (Record.hasUserDeclaredCopyConstructor())
    return any_of(Record.ctors(), [](const CXXConstructorDecl *Constructor) {
      return Constructor->isCopyConstructor() && !Constructor->isDeleted();
    });
  return !Record.hasUserDeclaredMoveConstructor() &&
         !Record.hasUserDeclaredMoveAssignment() &&
         !Record.defaultedCopyConstructorIsDeleted();
}

bool usesUp(const CoawaitExpr &Await) {
  // It would suspend for good, or resume what has ended.
  if (isNeverReady(calleeOf(Await.getReadyExpr())))
    return true;
  const FunctionDecl *Resume = calleeOf(Await.getResumeExpr());
  if (!Resume || !Resume->getBody() || Resume->getReturnType()->isVoidType() ||
      Resume->getReturnType()->isLValueReferenceType())
    return false;
  MoveFinder Finder(Resume->getASTContext(),
                    Resume->getReturnType().getNonReferenceType(), MaxCalls);
  Finder.TraverseStmt(Resume->getBody());
  return Finder.Found;
}

} // namespace cotidy
