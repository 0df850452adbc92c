// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/DiscardedValues.h"

#include "checks/analysis/BodyVisitor.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

class Collector : public BodyVisitor<Collector> {
public:
  explicit Collector(std::vector<DiscardedValue> &Out) : Out(Out) {}

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }

  bool VisitCompoundStmt(CompoundStmt *S) {
    for (const Stmt *Child : S->body())
      if (Child != ValueOfStatementExpression)
        discard(Child);
    return true;
  }
  bool TraverseStmtExpr(StmtExpr *E) {
    const Stmt *Saved = ValueOfStatementExpression;
    ValueOfStatementExpression =
        E->getSubStmt()->body_empty() ? nullptr : E->getSubStmt()->body_back();
    bool Continue = RecursiveASTVisitor::TraverseStmtExpr(E);
    ValueOfStatementExpression = Saved;
    return Continue;
  }
  bool VisitIfStmt(IfStmt *S) {
    discard(S->getThen());
    discard(S->getElse());
    return true;
  }
  bool VisitForStmt(ForStmt *S) {
    discard(S->getInit());
    discard(S->getInc());
    discard(S->getBody());
    return true;
  }
  bool VisitCXXForRangeStmt(CXXForRangeStmt *S) {
    discard(S->getBody());
    return true;
  }
  bool VisitWhileStmt(WhileStmt *S) {
    discard(S->getBody());
    return true;
  }
  bool VisitDoStmt(DoStmt *S) {
    discard(S->getBody());
    return true;
  }
  bool VisitSwitchCase(SwitchCase *S) {
    discard(S->getSubStmt());
    return true;
  }
  bool VisitLabelStmt(LabelStmt *S) {
    discard(S->getSubStmt());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->getOpcode() == BO_Comma)
      discard(E->getLHS());
    return true;
  }

private:
  void discard(const Stmt *S, bool CastToVoid = false) {
    const Expr *E = dyn_cast_or_null<Expr>(S);
    if (!E)
      return;
    E = E->IgnoreImplicit()->IgnoreParens()->IgnoreImplicit();
    if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(E)) {
      discard(Choice->getTrueExpr(), CastToVoid);
      discard(Choice->getFalseExpr(), CastToVoid);
    } else if (const BinaryOperator *Comma = dyn_cast<BinaryOperator>(E);
               Comma && Comma->getOpcode() == BO_Comma) {
      discard(Comma->getRHS(), CastToVoid);
    } else if (const ExplicitCastExpr *Cast = dyn_cast<ExplicitCastExpr>(E);
               Cast && Cast->getType()->isVoidType()) {
      discard(Cast->getSubExpr(), true);
    } else {
      Out.push_back({E, CastToVoid});
    }
  }

  std::vector<DiscardedValue> &Out;
  const Stmt *ValueOfStatementExpression = nullptr;
};

} // namespace

std::vector<DiscardedValue> discardedValues(const Stmt &Body) {
  std::vector<DiscardedValue> Values;
  Collector(Values).TraverseStmt(const_cast<Stmt *>(&Body));
  return Values;
}

} // namespace cotidy
