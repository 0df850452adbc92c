// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LockConditions.h"

#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

class ReferenceCollector : public RecursiveASTVisitor<ReferenceCollector> {
public:
  SmallVector<const ValueDecl *, 2> Found;
  bool HasCall = false;

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    Found.push_back(Ref->getDecl());
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    Found.push_back(Member->getMemberDecl());
    return true;
  }
  bool VisitCallExpr(CallExpr *) { return HasCall = true; }
};

// The variables that a lambda may change.
class CaptureFinder : public RecursiveASTVisitor<CaptureFinder> {
public:
  explicit CaptureFinder(SmallPtrSetImpl<const ValueDecl *> &Found)
      : Found(Found) {}

  bool VisitLambdaExpr(LambdaExpr *Lambda) {
    for (const LambdaCapture &Capture : Lambda->captures())
      if (Capture.capturesVariable() && Capture.getCaptureKind() == LCK_ByRef)
        Found.insert(Capture.getCapturedVar());
    return true;
  }

private:
  SmallPtrSetImpl<const ValueDecl *> &Found;
};

// A number that a try returns: std::try_lock says -1, C functions say 0.
bool isTaken(const FunctionDecl &Try, int64_t Result) {
  return Result == (Try.isInStdNamespace() ? -1 : 0);
}

// `lock`, `lock.owns_lock()`, `guard.has_value()`: the object asked, or null.
const Expr *askedObject(const Expr *Condition) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const FullExpr *Full = dyn_cast<FullExpr>(E))
    return askedObject(Full->getSubExpr());
  if (const ExplicitCastExpr *Cast = dyn_cast<ExplicitCastExpr>(E))
    return askedObject(Cast->getSubExpr());
  const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E);
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  if (!Method || Call->getNumArgs() != 0)
    return nullptr;
  bool Asks = isa<CXXConversionDecl>(Method) ||
              (Method->getIdentifier() &&
               (Method->getName().starts_with("owns") ||
                Method->getName().ends_with_insensitive("locked") ||
                Method->getName() == "has_value"));
  return Asks ? Call->getImplicitObjectArgument() : nullptr;
}

} // namespace

void LockConditions::prepare(const Stmt &Body) {
  CaptureFinder(Volatile).TraverseStmt(const_cast<Stmt *>(&Body));
}

bool LockConditions::assume(const Expr *Condition, bool Holds, LockPath &Now) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    return assume(Not->getSubExpr(), !Holds, Now);
  if (std::optional<TryResult> Result = tryResult(E, Holds)) {
    std::optional<bool> Known = Now.fact(Result->Call);
    return !Known || *Known == Result->Taken;
  }
  if (const Expr *Asked = askedObject(E);
      Asked && Types.holder(Asked->getType()) != LockKind::None) {
    if (!Holds)
      if (std::optional<LockHolder> By = Ledger.holderOf(Asked))
        Ledger.release(*By, Now);
    return true;
  }
  bool Negated = false;
  const void *Key = factKey(E, Negated);
  if (!Key)
    return true;
  std::optional<bool> Known = Now.fact(Key);
  if (Known && *Known != (Holds != Negated))
    return false;
  Now.learn(Key, Holds != Negated);
  return true;
}

void LockConditions::keepResult(const VarDecl &Variable, const Expr *Value,
                                LockPaths &Now) const {
  if (std::optional<TryResult> Result = tryResult(Value, true))
    for (LockPath &Each : Now.Paths)
      if (std::optional<bool> Known = Each.fact(Result->Call))
        Each.learn(static_cast<const ValueDecl *>(&Variable),
                   *Known == Result->Taken);
}

void LockConditions::changed(const Expr *Target, LockPaths &Now) const {
  const Expr *E = ignoreForwarding(Target);
  if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = ignoreForwarding(Address->getSubExpr());
  const ValueDecl *Named = nullptr;
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
    Named = Ref->getDecl();
  else if (const MemberExpr *Member = dyn_cast<MemberExpr>(E))
    Named = Member->getMemberDecl();
  if (!Named)
    return;
  SmallVector<const void *, 2> Keys = FactsOf.lookup(Named);
  for (LockPath &Each : Now.Paths) {
    Each.forget(Named);
    for (const void *Key : Keys)
      Each.forget(Key);
  }
}

std::optional<LockConditions::TryResult>
LockConditions::tryResult(const Expr *Condition, bool Holds) const {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const FullExpr *Full = dyn_cast<FullExpr>(E))
    return tryResult(Full->getSubExpr(), Holds);
  if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    return tryResult(Not->getSubExpr(), !Holds);
  if (const CallExpr *Call = dyn_cast<CallExpr>(E)) {
    if (!Call->getDirectCallee() || lockUses(*Call, Types).empty())
      return std::nullopt;
    bool SaysYes = Call->getType()->isBooleanType();
    return TryResult{Call, SaysYes ? Holds : !Holds};
  }
  const BinaryOperator *Compare = dyn_cast<BinaryOperator>(E);
  if (!Compare || !Compare->isEqualityOp())
    return std::nullopt;
  const CallExpr *Call =
      dyn_cast<CallExpr>(Compare->getLHS()->IgnoreParenImpCasts());
  std::optional<llvm::APSInt> Value =
      Compare->getRHS()->isValueDependent()
          ? std::nullopt
          : Compare->getRHS()->getIntegerConstantExpr(Unit.ast());
  if (!Call || !Call->getDirectCallee() || !Value ||
      lockUses(*Call, Types).empty())
    return std::nullopt;
  bool Equal = (Compare->getOpcode() == BO_EQ) == Holds;
  bool Expected = Call->getType()->isBooleanType()
                      ? !Value->isZero()
                      : isTaken(*Call->getDirectCallee(), Value->getExtValue());
  return TryResult{Call, Equal == Expected};
}

const void *LockConditions::factKey(const Expr *Condition, bool &Negated) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const FullExpr *Full = dyn_cast<FullExpr>(E))
    return factKey(Full->getSubExpr(), Negated);
  if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot) {
    Negated = !Negated;
    return factKey(Not->getSubExpr(), Negated);
  }
  ReferenceCollector References;
  References.TraverseStmt(const_cast<Expr *>(E));
  if (References.HasCall || References.Found.empty())
    return nullptr;
  if (any_of(References.Found,
             [&](const ValueDecl *Named) { return Volatile.contains(Named); }))
    return nullptr;
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
    if (const VarDecl *Local = dyn_cast<VarDecl>(Ref->getDecl());
        Local && Local->hasLocalStorage())
      return static_cast<const ValueDecl *>(Local);
  FoldingSetNodeID Id;
  E->Profile(Id, Unit.ast(), /*Canonical=*/true);
  const void *Key = hashKey(Id.ComputeHash());
  if (FactsMade.insert(Key).second)
    for (const ValueDecl *Named : References.Found)
      FactsOf[Named].push_back(Key);
  return Key;
}

} // namespace cotidy
