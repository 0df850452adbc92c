// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/FieldMentions.h"

#include "checks/analysis/BodyVisitor.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

class LookCollector : public BodyVisitor<LookCollector> {
public:
  SmallPtrSet<const Expr *, 16> Found;
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (Method && Method->isConst())
      add(Call->getImplicitObjectArgument());
    return true;
  }
  bool VisitImplicitCastExpr(ImplicitCastExpr *Cast) {
    if (Cast->getCastKind() == CK_LValueToRValue ||
        Cast->getType().isConstQualified())
      add(Cast->getSubExpr());
    return true;
  }

private:
  void add(const Expr *E) { Found.insert(E->IgnoreParenImpCasts()); }
};

class MentionCollector : public BodyVisitor<MentionCollector> {
public:
  explicit MentionCollector(SmallPtrSet<const Expr *, 16> Looked)
      : Looked(std::move(Looked)) {}
  std::vector<FieldMention> Found;
  bool VisitMemberExpr(MemberExpr *Member) {
    if (const FieldDecl *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
      Found.push_back(
          {Member, Field, Looked.contains(Member),
           isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts())});
    return true;
  }

private:
  const SmallPtrSet<const Expr *, 16> Looked;
};

} // namespace

SmallPtrSet<const Expr *, 16> looks(const Stmt &Code) {
  LookCollector Collector;
  Collector.TraverseStmt(const_cast<Stmt *>(&Code));
  return std::move(Collector.Found);
}

std::vector<FieldMention> fieldMentions(const Stmt &Code) {
  MentionCollector Collector(looks(Code));
  Collector.TraverseStmt(const_cast<Stmt *>(&Code));
  return std::move(Collector.Found);
}

} // namespace cotidy
