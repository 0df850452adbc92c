// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/UnsequencedAwaits.h"

#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool isUnordered(BinaryOperatorKind Kind) {
  return BinaryOperator::isMultiplicativeOp(Kind) ||
         BinaryOperator::isAdditiveOp(Kind) ||
         BinaryOperator::isRelationalOp(Kind) ||
         BinaryOperator::isEqualityOp(Kind) ||
         BinaryOperator::isBitwiseOp(Kind) || Kind == BO_Cmp;
}

bool isUnordered(OverloadedOperatorKind Kind) {
  switch (Kind) {
  case OO_Plus:
  case OO_Minus:
  case OO_Star:
  case OO_Slash:
  case OO_Percent:
  case OO_Amp:
  case OO_Pipe:
  case OO_Caret:
  case OO_Less:
  case OO_Greater:
  case OO_LessEqual:
  case OO_GreaterEqual:
  case OO_EqualEqual:
  case OO_ExclaimEqual:
  case OO_Spaceship:
    return true;
  default:
    return false;
  }
}

// The operands whose order is open; empty for everything else.
SmallVector<const Expr *, 4> openOperands(const Expr *E) {
  SmallVector<const Expr *, 4> Result;
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(E)) {
    if (isUnordered(Binary->getOpcode()))
      Result = {Binary->getLHS(), Binary->getRHS()};
  } else if (const CXXOperatorCallExpr *Operator =
                 dyn_cast<CXXOperatorCallExpr>(E)) {
    bool IsCall = Operator->getOperator() == OO_Call;
    if (IsCall || isUnordered(Operator->getOperator()))
      Result.append(Operator->arg_begin() + IsCall, Operator->arg_end());
  } else if (const CallExpr *Call = dyn_cast<CallExpr>(E)) {
    Result.append(Call->arg_begin(), Call->arg_end());
  } else if (const CXXConstructExpr *Construct =
                 dyn_cast<CXXConstructExpr>(E)) {
    if (!Construct->isListInitialization())
      Result.append(Construct->arg_begin(), Construct->arg_end());
  }
  return Result;
}

// The suspensions of one operand; a nested lambda is another function.
class AwaitFinder : public RecursiveASTVisitor<AwaitFinder> {
public:
  SmallVector<const CoroutineSuspendExpr *, 2> Found;

  bool TraverseLambdaExpr(LambdaExpr *Lambda) {
    for (Expr *Init : Lambda->capture_inits())
      if (Init)
        TraverseStmt(Init);
    return true;
  }
  bool TraverseCoawaitExpr(CoawaitExpr *E) { return add(E); }
  bool TraverseCoyieldExpr(CoyieldExpr *E) { return add(E); }

private:
  bool add(CoroutineSuspendExpr *E) {
    Found.push_back(E);
    return TraverseStmt(E->getOperand());
  }
};

// What an operand reads for its value, or changes.
class ReadFinder : public RecursiveASTVisitor<ReadFinder> {
public:
  SmallVector<const Expr *, 4> Found;

  bool shouldVisitImplicitCode() const { return false; }
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) {
    return true;
  }
  bool TraverseCoawaitExpr(CoawaitExpr *) { return true; }
  bool TraverseCoyieldExpr(CoyieldExpr *) { return true; }

  bool VisitImplicitCastExpr(ImplicitCastExpr *Cast) {
    if (Cast->getCastKind() == CK_LValueToRValue)
      Found.push_back(Cast->getSubExpr());
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *Copy) {
    if (Copy->getConstructor()->isCopyConstructor() && Copy->getNumArgs() > 0)
      Found.push_back(Copy->getArg(0));
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Step) {
    if (Step->isIncrementDecrementOp())
      Found.push_back(Step->getSubExpr());
    return true;
  }
  // A question to an object whose answer is a number.
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (Method && Method->isConst() && Call->isPRValue() &&
        Call->getType()->isScalarType() && !Call->getType()->isPointerType())
      Found.push_back(Call);
    return true;
  }
};

// Locals that an operand changes: handed out to be written to, or assigned.
class ChangeFinder : public RecursiveASTVisitor<ChangeFinder> {
public:
  explicit ChangeFinder(const VarDecl &Wanted) : Wanted(Wanted) {}

  bool Found = false;

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    unsigned First = isa<CXXOperatorCallExpr>(Call) &&
                     isa_and_nonnull<CXXMethodDecl>(Callee);
    for (unsigned I = First;
         Callee && I < Call->getNumArgs() && I - First < Callee->getNumParams();
         ++I) {
      QualType Type = Callee->getParamDecl(I - First)->getType();
      if (!Type->getPointeeType().isNull() &&
          !Type->getPointeeType().isConstQualified())
        add(Call->getArg(I));
    }
    return !Found;
  }
  bool VisitBinaryOperator(BinaryOperator *Assign) {
    if (Assign->isAssignmentOp())
      add(Assign->getLHS());
    return !Found;
  }
  bool VisitUnaryOperator(UnaryOperator *Step) {
    if (Step->isIncrementDecrementOp())
      add(Step->getSubExpr());
    return !Found;
  }

private:
  void add(const Expr *Target) {
    const Expr *E = ignoreForwarding(Target);
    if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(E);
        Address && Address->getOpcode() == UO_AddrOf)
      E = ignoreForwarding(Address->getSubExpr());
    const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E);
    Found |= Ref && Ref->getDecl() == &Wanted;
  }

  const VarDecl &Wanted;
};

class PairFinder : public RecursiveASTVisitor<PairFinder> {
public:
  PairFinder(const UnitAnalysis &Unit, const Coroutine &Coro)
      : Unit(Unit), Coro(Coro),
        Resolver(*Coro.Function, Unit.project(), Unit.types()) {}

  std::vector<UnsequencedAwait> Found;
  /// Every read on the left of an await, wherever it reads from.
  SmallVector<std::pair<const Expr *, const Suspension *>, 4> Pairs;

  bool TraverseLambdaExpr(LambdaExpr *Lambda) {
    for (Expr *Init : Lambda->capture_inits())
      if (Init)
        TraverseStmt(Init);
    return true;
  }
  bool TraverseCoawaitExpr(CoawaitExpr *E) {
    return TraverseStmt(E->getOperand());
  }
  bool TraverseCoyieldExpr(CoyieldExpr *E) {
    return TraverseStmt(E->getOperand());
  }
  bool VisitExpr(Expr *E) {
    SmallVector<const Expr *, 4> Operands = openOperands(E);
    for (size_t I = 1; I < Operands.size(); ++I)
      if (const Suspension *Across = suspension(*Operands[I]))
        for (size_t Left = 0; Left < I; ++Left)
          pair(*E, *Operands[Left], *Operands[I], *Across);
    return true;
  }

private:
  const Suspension *suspension(const Expr &Operand) {
    AwaitFinder Finder;
    Finder.TraverseStmt(const_cast<Expr *>(&Operand));
    for (const CoroutineSuspendExpr *Await : Finder.Found)
      if (const Suspension *S = Coro.suspension(Await); S && suspends(*S))
        return S;
    return nullptr;
  }
  // An awaiter that is out of sight may always be ready; an awaited coroutine
  // runs code of its own, which may suspend.
  bool suspends(const Suspension &S) const {
    if (S.May != Suspends::Unknown)
      return S.May == Suspends::Maybe;
    const TaskFacts *Task = Unit.types().task(S.operand().getType());
    return Task && Task->Is == TaskFacts::Coroutine;
  }
  // A getter names its field; other questions are about the whole object.
  std::optional<Location> place(const Expr &Read) const {
    std::optional<Location> Place = Resolver.resolve(&Read);
    const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(&Read);
    if (Place || !Call)
      return Place;
    const Expr *Object = Call->getImplicitObjectArgument();
    return Object->getType()->isPointerType() ? std::nullopt
                                              : Resolver.resolve(Object);
  }
  void pair(const Expr &Around, const Expr &Left, const Expr &Right,
            const Suspension &Across) {
    ReadFinder Reads;
    Reads.TraverseStmt(const_cast<Expr *>(&Left));
    for (const Expr *Read : Reads.Found) {
      Pairs.push_back({Read, &Across});
      std::optional<Location> Place = place(*Read);
      if (!Place || Read->getType().isConstQualified())
        continue;
      bool Changed = false;
      if (const VarDecl *Variable = dyn_cast_or_null<VarDecl>(Place->Variable);
          Variable && Place->Root == Location::Local) {
        ChangeFinder Changes(*Variable);
        Changes.TraverseStmt(const_cast<Expr *>(&Right));
        Changed = Changes.Found;
      }
      bool Known = any_of(Found, [&](const UnsequencedAwait &Old) {
        return Old.Read == Read ||
               (Old.Place == *Place && Old.Across == &Across);
      });
      if (!Known && (Changed || Place->isShared()))
        Found.push_back({*Place, Read, &Across, &Around, Changed});
    }
  }

  const UnitAnalysis &Unit;
  const Coroutine &Coro;
  LocationResolver Resolver;
};

} // namespace

std::vector<UnsequencedAwait> unsequencedAwaits(const UnitAnalysis &Unit,
                                                const Coroutine &Coro) {
  bool Suspends = any_of(Coro.Suspensions, [](const Suspension &S) {
    return S.isExplicit() && S.May != Suspends::Never;
  });
  if (Coro.IsGenerator || !Suspends)
    return {};
  PairFinder Finder(Unit, Coro);
  Finder.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
  return std::move(Finder.Found);
}

bool isUnsequenced(const UnitAnalysis &Unit, const Coroutine &Coro,
                   const Expr &Read, const Suspension &Across) {
  PairFinder Finder(Unit, Coro);
  Finder.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
  return any_of(Finder.Pairs, [&](const auto &Pair) {
    const Expr *Open = Pair.first->IgnoreParenImpCasts();
    const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(Open);
    const Expr *Object =
        Call ? Call->getImplicitObjectArgument()->IgnoreParenImpCasts()
             : nullptr;
    const Expr *Named = Read.IgnoreParenImpCasts();
    return Pair.second == &Across && (Open == Named || Object == Named);
  });
}

} // namespace cotidy
