// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ExpectedThrows.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/ProjectCode.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

class TryFinder : public BodyVisitor<TryFinder> {
public:
  std::vector<const CXXTryStmt *> Found;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitCXXTryStmt(CXXTryStmt *Try) {
    Found.push_back(Try);
    return true;
  }
};

// `caught = true;`
bool setsFlag(const Stmt &S) {
  const BinaryOperator *Assignment = dyn_cast<BinaryOperator>(&S);
  const CXXBoolLiteralExpr *Value =
      Assignment && Assignment->getOpcode() == BO_Assign
          ? dyn_cast<CXXBoolLiteralExpr>(
                Assignment->getRHS()->IgnoreParenImpCasts())
          : nullptr;
  return (Value && Value->getValue()) ||
         any_of(S.children(),
                [](const Stmt *Child) { return Child && setsFlag(*Child); });
}

bool isForWhatTheTestNames(const CXXCatchStmt &Handler,
                           const SourceManager &Sources) {
  const VarDecl *Caught = Handler.getExceptionDecl();
  return Caught &&
         !isWrittenByForeignMacro(Caught->getTypeSpecStartLoc(), Sources);
}

// `ADD_FAILURE()`, `BOOST_FAIL("should throw")`
bool reportsFailure(const Stmt &S, const ASTContext &Context) {
  const SourceManager &Sources = Context.getSourceManager();
  SourceLocation Loc = S.getBeginLoc();
  if (!isWrittenByForeignMacro(Loc, Sources))
    return false;
  while (Loc.isMacroID() &&
         Sources.getImmediateExpansionRange(Loc).getBegin().isMacroID())
    Loc = Sources.getImmediateExpansionRange(Loc).getBegin();
  return Lexer::getImmediateMacroName(Loc, Sources, Context.getLangOpts())
      .contains("FAIL");
}

bool expectsThrow(const CXXTryStmt &Try, const ASTContext &Context) {
  const SourceManager &Sources = Context.getSourceManager();
  const CompoundStmt &Block = *Try.getTryBlock();
  if (!isWrittenByForeignMacro(Try.getTryLoc(), Sources))
    return !Block.body_empty() && reportsFailure(*Block.body_back(), Context);
  for (unsigned I = 0; I < Try.getNumHandlers(); ++I)
    if (isForWhatTheTestNames(*Try.getHandler(I), Sources) ||
        setsFlag(*Try.getHandler(I)->getHandlerBlock()))
      return true;
  return false;
}

} // namespace

bool ExpectedThrows::contain(const Stmt &S) const {
  if (!Inside) {
    Inside.emplace();
    TryFinder Finder;
    Finder.TraverseStmt(const_cast<Stmt *>(&Body));
    for (const CXXTryStmt *Try : Finder.Found)
      if (expectsThrow(*Try, Context))
        add(Try->getTryBlock());
  }
  return Inside->contains(&S);
}

void ExpectedThrows::add(const Stmt *S) const {
  if (!S || isa<LambdaExpr>(S))
    return;
  Inside->insert(S);
  for (const Stmt *Child : S->children())
    add(Child);
}

} // namespace cotidy
