// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Joins.h"

#include "checks/analysis/Execution.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

using Variables = SmallPtrSet<const ValueDecl *, 4>;

bool isExit(const Stmt &S) {
  return isa<ReturnStmt, CoreturnStmt, BreakStmt, GotoStmt>(S);
}

// Only its value is looked at.
bool isRead(const BodyTree &Body, const Expr &Mention) {
  for (const Stmt *Outer = Body.parent(Mention); Outer;
       Outer = Body.parent(*Outer)) {
    if (const ImplicitCastExpr *Cast = dyn_cast<ImplicitCastExpr>(Outer)) {
      if (Cast->getCastKind() == CK_LValueToRValue)
        return true;
      continue;
    }
    const MemberExpr *Member = dyn_cast<MemberExpr>(Outer);
    if (const CXXMethodDecl *Method =
            Member ? dyn_cast<CXXMethodDecl>(Member->getMemberDecl()) : nullptr)
      return Method->isConst() && !Method->getReturnType()->isReferenceType();
    if (!Member && !isa<ParenExpr>(Outer))
      return false;
  }
  return false;
}

bool changes(const LambdaExpr &Lambda, const ValueDecl &Variable) {
  const CXXMethodDecl *Operator = Lambda.getCallOperator();
  if (Operator->isDependentContext() || !Operator->getBody())
    return false;
  BodyTree Body(*Operator);
  return any_of(Body.mentions(Variable), [&](const DeclRefExpr *Mention) {
    return !isRead(Body, *Mention);
  });
}

class Joins {
public:
  Joins(const UnitAnalysis &Unit, const BodyTree &Body, const Stmt &Begin,
        const Stmt &Scope)
      : Unit(Unit), Body(Body), Begin(Begin), Scope(Scope) {
    collect(&Begin);
  }

  bool any() {
    if (Signals.empty())
      return false;
    addSources(&Body.body());
    return waits(&Scope);
  }

private:
  // The variables that the started code is given and changes.
  void collect(const Stmt *S) {
    if (!S)
      return;
    if (const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(S))
      return capture(*Lambda);
    if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(S)) {
      const VarDecl *Named = dyn_cast<VarDecl>(Ref->getDecl());
      const Expr *Init =
          Named && Named->hasLocalStorage() && !isa<ParmVarDecl>(Named)
              ? Named->getInit()
              : nullptr;
      if (const LambdaExpr *Lambda =
              Init ? dyn_cast<LambdaExpr>(ignoreForwarding(Init)) : nullptr)
        capture(*Lambda);
    }
    if (const Expr *E = dyn_cast<Expr>(S);
        E && isa<CallExpr, CXXConstructExpr>(E))
      pass(partsOf(*E));
    for (const Stmt *Child : S->children())
      collect(Child);
  }

  void capture(const LambdaExpr &Lambda) {
    LambdaExpr::const_capture_init_iterator Init = Lambda.capture_init_begin();
    for (const LambdaCapture &Capture : Lambda.captures()) {
      const Expr *Value = *Init++;
      if (!Capture.capturesVariable() || !Value)
        continue;
      const ValueDecl &Inside = *Capture.getCapturedVar();
      bool IsCopy = Capture.getCaptureKind() != LCK_ByRef;
      bool LeadsElsewhere =
          Inside.getType()->isPointerType() || isHandle(Inside.getType());
      if (IsCopy ? LeadsElsewhere || Inside.getType()->isReferenceType()
                 : changes(Lambda, Inside))
        named(Value);
      // `[promise = std::move(promise)]`: whoever has its future is told.
      else if (IsCopy && Lambda.isInitCapture(&Capture) &&
               changes(Lambda, Inside))
        named(Value);
    }
  }

  void pass(const CallParts &Call) {
    if (!Call.Callee)
      return;
    for (unsigned I = 0; I < std::min<size_t>(Call.Arguments.size(),
                                              Call.Callee->getNumParams());
         ++I) {
      QualType Type = Call.Callee->getParamDecl(I)->getType();
      QualType To = Type->getPointeeType();
      const Expr *Plain = ignoreForwarding(Call.Arguments[I]);
      const UnaryOperator *Address = dyn_cast<UnaryOperator>(Plain);
      if (!To.isNull() && !To.isConstQualified() &&
          (isa<DeclRefExpr>(Plain) ||
           (Address && Address->getOpcode() == UO_AddrOf)))
        named(Plain);
    }
  }

  void named(const Stmt *S) {
    if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(S))
      if (const VarDecl *Variable = dyn_cast<VarDecl>(Ref->getDecl());
          Variable && Variable->hasLocalStorage())
        Signals.insert(Variable);
    for (const Stmt *Child : S->children())
      if (Child)
        named(Child);
  }

  // `std::future<void> done = promise.get_future();`
  void addSources(const Stmt *S) {
    if (!S || isa<LambdaExpr>(S))
      return;
    if (const DeclStmt *Decls = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Decls->decls())
        if (const VarDecl *Variable = dyn_cast<VarDecl>(D);
            Variable && Variable->getInit() && !isInBegin(*Decls) &&
            !Variable->getType()->isFundamentalType() &&
            mentions(Variable->getInit()))
          Signals.insert(Variable);
    for (const Stmt *Child : S->children())
      addSources(Child);
  }

  bool isInBegin(const Stmt &S) const {
    return Body.contains(S, Begin) || Body.contains(Begin, S);
  }

  bool mentions(const Stmt *S) const {
    if (!S)
      return false;
    if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(S))
      return Signals.contains(Ref->getDecl());
    // A predicate looks at what it captured.
    return any_of(S->children(),
                  [&](const Stmt *Child) { return mentions(Child); });
  }

  bool waits(const Stmt *S) const {
    if (!S || isa<LambdaExpr>(S) || S == &Begin)
      return false;
    bool IsLater = isBefore(Unit.ast(), Begin.getEndLoc(), S->getBeginLoc());
    if (IsLater && (isLoop(*S) ? endsByChange(*S) : isWaitingCall(*S)) &&
        isOnEveryWay(*S))
      return true;
    return any_of(S->children(),
                  [&](const Stmt *Child) { return waits(Child); });
  }

  // A loop that goes on until one of the variables has changed.
  bool endsByChange(const Stmt &Loop) const {
    const Expr *Condition = nullptr;
    const Stmt *Inner = nullptr;
    if (const WhileStmt *While = dyn_cast<WhileStmt>(&Loop)) {
      Condition = While->getCond();
      Inner = While->getBody();
    } else if (const DoStmt *Do = dyn_cast<DoStmt>(&Loop)) {
      Condition = Do->getCond();
      Inner = Do->getBody();
    } else if (const ForStmt *For = dyn_cast<ForStmt>(&Loop)) {
      Condition = For->getCond();
      Inner = For->getBody();
    } else {
      return false;
    }
    bool IsEndless = !Condition;
    Expr::EvalResult Value;
    if (Condition && !Condition->isValueDependent() &&
        Condition->EvaluateAsInt(Value, Unit.ast()))
      IsEndless = Value.Val.getInt() != 0;
    SmallVector<const Stmt *, 2> Exits;
    collectExits(Inner, /*InLoop=*/false, Exits);
    if (IsEndless ? Exits.empty() : !asks(Condition))
      return false;
    return all_of(Exits, [&](const Stmt *Exit) {
      for (const Stmt *At = Body.parent(*Exit); At && At != &Loop;
           At = Body.parent(*At))
        if (const IfStmt *Choice = dyn_cast<IfStmt>(At);
            Choice && mentions(Choice->getCond()))
          return true;
      return false;
    });
  }

  // `a && b` ends with the first of them, `a || b` with the last.
  bool asks(const Expr *Condition) const {
    const BinaryOperator *Both =
        dyn_cast<BinaryOperator>(Condition->IgnoreParenImpCasts());
    if (Both && Both->getOpcode() == BO_LAnd)
      return asks(Both->getLHS()) && asks(Both->getRHS());
    return mentions(Condition);
  }

  void collectExits(const Stmt *S, bool InLoop,
                    SmallVectorImpl<const Stmt *> &Out) const {
    if (!S || isa<LambdaExpr>(S))
      return;
    if (isExit(*S) && !(InLoop && isa<BreakStmt>(S)))
      Out.push_back(S);
    for (const Stmt *Child : S->children())
      collectExits(Child, InLoop || isLoop(*S) || isa<SwitchStmt>(S), Out);
  }

  // `latch.wait()`, `ready.wait(lock, [&] { return done; })`
  bool isWaitingCall(const Stmt &S) const {
    const CallExpr *Call = dyn_cast<CallExpr>(&S);
    if (!Call || !mentions(Call))
      return false;
    const CallParts Parts = partsOf(*Call);
    if (!Parts.Callee)
      return false;
    for (const FunctionFact *Fact : factsOf(Unit, Parts))
      if (Fact->Role == FunctionRole::Blocking ||
          Fact->Role == FunctionRole::SyncWait ||
          Fact->Role == FunctionRole::Suspends)
        return true;
    // A project's own latch.
    StringRef Name =
        Parts.Callee->getIdentifier() ? Parts.Callee->getName() : "";
    return !Parts.Callee->isInStdNamespace() &&
           (Name.starts_with_insensitive("wait") ||
            Name.starts_with_insensitive("join"));
  }

  // Nothing leads around it, and nothing leaves the function before it.
  bool isOnEveryWay(const Stmt &Wait) const {
    const Stmt *Inner = &Wait;
    for (const Stmt *At = Body.parent(Wait); At && Inner != &Scope;
         Inner = At, At = Body.parent(*At))
      if ((isLoop(*At) || isa<IfStmt, SwitchStmt, ConditionalOperator>(At)) &&
          !isEvaluatedFirst(*At, *Inner) && !Body.contains(*At, Begin))
        return false;
    return !leavesBefore(&Body.body(), Wait);
  }

  static bool isEvaluatedFirst(const Stmt &Choice, const Stmt &Part) {
    if (const IfStmt *If = dyn_cast<IfStmt>(&Choice))
      return &Part == If->getCond() || &Part == If->getInit();
    if (const WhileStmt *While = dyn_cast<WhileStmt>(&Choice))
      return &Part == While->getCond();
    return isa<DoStmt>(Choice);
  }

  bool leavesBefore(const Stmt *S, const Stmt &Wait) const {
    if (!S || isa<LambdaExpr>(S))
      return false;
    if (isa<ReturnStmt, CoreturnStmt, GotoStmt>(S))
      return isBefore(Unit.ast(), Begin.getEndLoc(), S->getBeginLoc()) &&
             isBefore(Unit.ast(), S->getEndLoc(), Wait.getBeginLoc()) &&
             !isOtherBranch(*S);
    return any_of(S->children(),
                  [&](const Stmt *Child) { return leavesBefore(Child, Wait); });
  }

  // `if (...) start(); else return;`
  bool isOtherBranch(const Stmt &Exit) const {
    for (const Stmt *At = Body.parent(Exit); At; At = Body.parent(*At))
      if (Body.contains(*At, Begin)) {
        const IfStmt *Choice = dyn_cast<IfStmt>(At);
        return Choice && !Body.contains(*Choice->getCond(), Begin);
      }
    return false;
  }

  const UnitAnalysis &Unit;
  const BodyTree &Body;
  const Stmt &Begin;
  const Stmt &Scope;
  Variables Signals;
};

} // namespace

bool waitsForChange(const UnitAnalysis &Unit, const BodyTree &Body,
                    const Stmt &Begin, const Stmt &Scope) {
  return Joins(Unit, Body, Begin, Scope).any();
}

} // namespace cotidy
