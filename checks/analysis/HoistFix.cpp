// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/HoistFix.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool isOrdered(OverloadedOperatorKind Kind) {
  return is_contained({OO_LessLess, OO_GreaterGreater, OO_AmpAmp, OO_PipePipe,
                       OO_Comma, OO_Subscript, OO_ArrowStar},
                      Kind);
}

// The right side of an assignment, which is evaluated first; null for others.
const Expr *assigned(const Expr &E) {
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(&E))
    return Binary->isAssignmentOp() ? Binary->getRHS() : nullptr;
  const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&E);
  return Operator && Operator->isAssignmentOp() ? Operator->getArg(1) : nullptr;
}

bool isTransparent(const Stmt &S) {
  return isa<ParenExpr, CastExpr, FullExpr, MaterializeTemporaryExpr,
             CXXBindTemporaryExpr, CoroutineSuspendExpr, CoreturnStmt,
             ReturnStmt>(S);
}

bool hasOpenOrder(const Expr &E) {
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(&E))
    return !Binary->isLogicalOp() && !Binary->isCommaOp() &&
           !Binary->isShiftOp();
  if (const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&E))
    return !isOrdered(Operator->getOperator());
  if (const CXXConstructExpr *Made = dyn_cast<CXXConstructExpr>(&E))
    return !Made->isListInitialization();
  return isa<CallExpr>(E);
}

// Whether `Part` is evaluated whenever `Whole` is, and nothing that is ordered
// before it, or that a compiler evaluates before it today, does anything.
bool comesFirst(const ASTContext &Context, const Stmt &Whole,
                const Stmt &Part) {
  if (isTransparent(Whole))
    return true;
  if (const DeclStmt *Declaration = dyn_cast<DeclStmt>(&Whole))
    return Declaration->isSingleDecl();
  if (const IfStmt *If = dyn_cast<IfStmt>(&Whole))
    return If->getCond() == &Part && !If->getInit() &&
           !If->getConditionVariable();
  const Expr *E = dyn_cast<Expr>(&Whole);
  if (!E || !hasOpenOrder(*E))
    return false;
  if (const Expr *Right = assigned(*E))
    return Right == &Part;
  return all_of(E->children(), [&](const Stmt *Other) {
    return Other == &Part || !cast<Expr>(Other)->HasSideEffects(Context);
  });
}

// The statement of a block that the await is a part of; null where it cannot
// be the first thing of it.
const Stmt *statementOf(const ASTContext &Context, const BodyTree &Body,
                        const Stmt &Await) {
  const Stmt *Part = &Await;
  while (const Stmt *Whole = Body.parent(*Part)) {
    if (isa<CompoundStmt>(Whole))
      return Part;
    if (!comesFirst(Context, *Whole, *Part))
      return nullptr;
    Part = Whole;
  }
  return nullptr;
}

// A name that the unit does not know; empty when there is none.
std::string freshName(const ASTContext &Context, unsigned Ordinal) {
  for (unsigned Number = 1, Free = 0; Number < 100; ++Number) {
    std::string Name =
        Number == 1 ? "awaited" : "awaited" + std::to_string(Number);
    if (Context.Idents.find(Name) == Context.Idents.end() && Free++ == Ordinal)
      return Name;
  }
  return "";
}

} // namespace

Edit statementBefore(const UnitAnalysis &Unit, const Stmt &Block,
                     const Stmt &Next, StringRef Text, bool IsSafe) {
  const SourceManager &Sources = Unit.ast().getSourceManager();
  SourceLocation At = Sources.getFileLoc(Next.getBeginLoc());
  bool OnOneLine = Sources.getSpellingLineNumber(Block.getBeginLoc()) ==
                   Sources.getSpellingLineNumber(At);
  std::string Separator =
      OnOneLine ? " "
                : ("\n" + Lexer::getIndentationForLine(At, Sources)).str();
  return {CharSourceRange::getCharRange(At, At), Text.str() + Separator,
          IsSafe};
}

SmallVector<Edit, 2> hoistFix(const UnitAnalysis &Unit, const BodyTree &Body,
                              const CoroutineSuspendExpr &Await,
                              unsigned Ordinal) {
  const ASTContext &Context = Unit.ast();
  const Stmt *Statement = statementOf(Context, Body, Await);
  bool IsNumber = !Await.isLValue() && (Await.getType()->isArithmeticType() ||
                                        Await.getType()->isEnumeralType());
  std::string Name = freshName(Context, Ordinal);
  if (!Statement || !IsNumber || Name.empty() ||
      Body.function().getTemplateInstantiationPattern() ||
      Statement->getBeginLoc().isMacroID() ||
      Statement->getEndLoc().isMacroID() || Await.getBeginLoc().isMacroID() ||
      Await.getEndLoc().isMacroID())
    return {};
  CharSourceRange Written =
      CharSourceRange::getTokenRange(Await.getSourceRange());
  std::string Text = Lexer::getSourceText(Written, Context.getSourceManager(),
                                          Context.getLangOpts())
                         .str();
  return {statementBefore(Unit, *Body.parent(*Statement), *Statement,
                          "auto " + Name + " = " + Text + ";",
                          /*IsSafe=*/true),
          {Written, Name, /*Safe=*/true}};
}

} // namespace cotidy
