// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/UnsequencedAwaits.h"

#include "checks/analysis/Holders.h"
#include "checks/analysis/Races.h"
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

// A value of its own: whatever it was made from may change afterwards. Views,
// and tasks that have not run, are none.
class OwnValues {
public:
  explicit OwnValues(const TypeFacts &Types) : Types(Types), Holders(Types) {}

  bool contains(QualType Type) const {
    const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
    if (!Record)
      return Type->isScalarType() && !Type->isPointerType();
    return Record->hasDefinition() && !Record->isLambda() &&
           !Types.task(Type) && Holders.referrer(Type) == ReferrerKind::None &&
           (!Record->hasTrivialDestructor() || !pointsElsewhere(*Record));
  }

private:
  static bool pointsElsewhere(const CXXRecordDecl &Record) {
    auto Points = [](QualType Type) {
      const CXXRecordDecl *Part = Type->getAsCXXRecordDecl();
      return Type->isPointerType() || Type->isReferenceType() ||
             (Part && Part->hasDefinition() && pointsElsewhere(*Part));
    };
    return any_of(Record.fields(),
                  [&](const FieldDecl *Field) {
                    return Points(Field->getType());
                  }) ||
           any_of(Record.bases(), [&](const CXXBaseSpecifier &Base) {
             return Points(Base.getType());
           });
  }

  const TypeFacts &Types;
  const HolderTypes Holders;
};

// What an expression itself reads for its value, or changes, and what it calls.
class TouchFinder : public RecursiveASTVisitor<TouchFinder> {
public:
  TouchFinder(const ProjectCode &Project, const OwnValues &Values)
      : Project(Project), Values(Values) {}

  struct Touch {
    const Expr *Object;
    bool Reads;
    bool Writes;
    /// The object as a whole is asked a question.
    bool Asked = false;
  };
  SmallVector<Touch, 4> Found;
  SmallVector<const Expr *, 4> Calls;

  bool shouldVisitImplicitCode() const { return false; }
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) {
    return true;
  }
  bool TraverseCXXNoexceptExpr(CXXNoexceptExpr *) { return true; }
  bool TraverseCoawaitExpr(CoawaitExpr *) { return true; }
  bool TraverseCoyieldExpr(CoyieldExpr *) { return true; }

  bool VisitImplicitCastExpr(ImplicitCastExpr *Cast) {
    if (Cast->getCastKind() == CK_LValueToRValue)
      Found.push_back({Cast->getSubExpr(), true, false});
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    const CXXConstructorDecl &Constructor = *E->getConstructor();
    Calls.push_back(E);
    if (Constructor.isCopyOrMoveConstructor() && E->getNumArgs() > 0) {
      bool Takes = Constructor.isMoveConstructor();
      if (E->getArg(0)->isGLValue())
        Found.push_back({E->getArg(0), true, Takes});
    } else if (!isVisible(Constructor) && Values.contains(E->getType())) {
      given(Constructor, ArrayRef(E->getArgs(), E->getNumArgs()));
    }
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Step) {
    if (Step->isIncrementDecrementOp())
      Found.push_back({Step->getSubExpr(), true, true});
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp())
      Found.push_back({E->getLHS(), E->isCompoundAssignmentOp(), true});
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || Call->isCallToStdMove())
      return true;
    Calls.push_back(Call);
    const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
    const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Callee);
    if (Operator && Method &&
        (Operator->isAssignmentOp() || Operator->getOperator() == OO_PlusPlus ||
         Operator->getOperator() == OO_MinusMinus))
      Found.push_back(
          {Call->getArg(0), Operator->getOperator() != OO_Equal, true});
    if (isVisible(*Callee) || !Call->isPRValue() ||
        !Values.contains(Call->getType()))
      return true;
    given(*Callee, ArrayRef(Call->getArgs(), Call->getNumArgs())
                       .drop_front(Operator && Method ? 1 : 0));
    if (Operator && Method && Method->isConst() && isUnordered(*Operator))
      Found.push_back({Call->getArg(0), true, false});
    return true;
  }
  // A question to an object whose answer is a value.
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (Method && Method->isConst() && Call->isPRValue() &&
        Values.contains(Call->getType()) &&
        (!isVisible(*Method) || Call->getType()->isScalarType()))
      Found.push_back({Call, true, false, true});
    return true;
  }

private:
  static bool isUnordered(const CXXOperatorCallExpr &E) {
    return cotidy::isUnordered(E.getOperator());
  }
  bool isVisible(const FunctionDecl &Callee) const {
    return Project.contains(Callee.getLocation()) && Callee.isDefined() &&
           !Callee.isDefaulted();
  }
  // Whoever is given an object that it cannot change looks at it.
  void given(const FunctionDecl &Callee, ArrayRef<const Expr *> Arguments) {
    for (unsigned I = 0;
         I < std::min<size_t>(Arguments.size(), Callee.getNumParams()); ++I) {
      QualType Type = Callee.getParamDecl(I)->getType();
      if (Type->isLValueReferenceType() &&
          Type->getPointeeType().isConstQualified() &&
          Arguments[I]->isGLValue())
        Found.push_back({Arguments[I], true, false});
    }
  }

  const ProjectCode &Project;
  const OwnValues &Values;
};

// Objects that an operand hands out to be written to.
class HandOutFinder : public RecursiveASTVisitor<HandOutFinder> {
public:
  struct HandOut {
    const Expr *Object;
    const Expr *Call;
  };
  SmallVector<HandOut, 4> Found;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
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
        add(Call->getArg(I), *Call);
    }
    return true;
  }

private:
  void add(const Expr *Target, const Expr &Call) {
    const Expr *E = ignoreForwarding(Target);
    if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(E);
        Address && Address->getOpcode() == UO_AddrOf)
      E = ignoreForwarding(Address->getSubExpr());
    if (E->isLValue())
      Found.push_back({E, &Call});
  }
};

class PairFinder : public RecursiveASTVisitor<PairFinder> {
public:
  PairFinder(const UnitAnalysis &Unit, const Coroutine &Coro)
      : Unit(Unit), Coro(Coro),
        Resolver(*Coro.Function, Unit.project(), Unit.types()),
        Values(Unit.types()) {}

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
  // The operands are visited as they are written; the rest is below.
  bool TraverseCXXRewrittenBinaryOperator(CXXRewrittenBinaryOperator *E) {
    CXXRewrittenBinaryOperator::DecomposedForm Form = E->getDecomposedForm();
    pairs(*E, {Form.LHS, Form.RHS});
    return TraverseStmt(const_cast<Expr *>(Form.LHS)) &&
           TraverseStmt(const_cast<Expr *>(Form.RHS));
  }
  bool VisitExpr(Expr *E) {
    pairs(*E, openOperands(E));
    return true;
  }

private:
  /// What an operand does to one object.
  struct Touched {
    Location Place;
    const Expr *At;
    const Expr *Inside; // a called function; else null
    bool Reads;
    bool Writes;
    bool Asked;
  };

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

  void pairs(const Expr &Around, ArrayRef<const Expr *> Operands) {
    for (size_t I = 1; I < Operands.size(); ++I)
      if (const Suspension *Across = suspension(*Operands[I]))
        for (size_t Left = 0; Left < I; ++Left)
          pair(Around, *Operands[Left], *Operands[I], *Across);
  }
  void pair(const Expr &Around, const Expr &Left, const Expr &Right,
            const Suspension &Across);
  std::vector<Touched> touches(const Expr &Operand);
  void throughCalls(ArrayRef<const Expr *> Calls, std::vector<Touched> &Out);
  void byOperand(const Expr &Right, UnsequencedAwait &Open,
                 const Touched &Left);

  const UnitAnalysis &Unit;
  const Coroutine &Coro;
  LocationResolver Resolver;
  const OwnValues Values;
};

// What functions of the project do that are called, in our own terms.
void PairFinder::throughCalls(ArrayRef<const Expr *> Calls,
                              std::vector<Touched> &Out) {
  if (Calls.empty())
    return;
  const SharedAccesses &Accesses = Unit.races().accesses();
  for (const CallSiteOf &Site : Accesses.own(*Coro.Function).Calls)
    if (is_contained(Calls, Site.At))
      for (const Access &Each : Accesses.through(*Coro.Function, Site))
        if (Each.Is != Access::Use)
          Out.push_back({Each.Place, Site.At, Each.At, Each.Is == Access::Read,
                         Each.Is == Access::Write, false});
}

std::vector<PairFinder::Touched> PairFinder::touches(const Expr &Operand) {
  TouchFinder Finder(Unit.project(), Values);
  Finder.TraverseStmt(const_cast<Expr *>(&Operand));
  std::vector<Touched> Result;
  for (const TouchFinder::Touch &Each : Finder.Found)
    if (std::optional<Location> Place = place(*Each.Object))
      Result.push_back({std::move(*Place), Each.Object, nullptr, Each.Reads,
                        Each.Writes, Each.Asked});
  throughCalls(Finder.Calls, Result);
  return Result;
}

// One of them is the other, or a part of it.
bool overlap(const Location &One, const Location &Two, bool IsAsked) {
  if (One.contains(Two))
    // How many elements there are is no matter of what they are.
    return !IsAsked || none_of(drop_begin(Two.Path, One.Path.size()),
                               [](const LocationStep &Step) {
                                 return Step.Is == LocationStep::Element;
                               });
  return Two.contains(One);
}

void PairFinder::byOperand(const Expr &Right, UnsequencedAwait &Open,
                           const Touched &Left) {
  AwaitFinder Awaits;
  Awaits.TraverseStmt(const_cast<Expr *>(&Right));
  std::vector<Touched> Theirs = touches(Right);
  for (const CoroutineSuspendExpr *Await : Awaits.Found)
    append_range(Theirs, touches(*Await->getOperand()));
  for (const Touched &Each : Theirs) {
    bool Conflicts = Each.Writes || (Left.Writes && !Left.Reads);
    if (!Conflicts || !overlap(Left.Place, Each.Place, Left.Asked))
      continue;
    Open.Operand = Each.Inside ? Each.Inside : Each.At;
    Open.OperandReads = !Each.Writes;
    return;
  }
  HandOutFinder Given;
  Given.TraverseStmt(const_cast<Expr *>(&Right));
  for (const HandOutFinder::HandOut &Each : Given.Found) {
    std::optional<Location> Place = Resolver.resolve(Each.Object);
    bool Whole =
        Place && (*Place == Left.Place || (Place->Root == Location::Local &&
                                           Place->contains(Left.Place)));
    if (Whole && !Open.Operand)
      Open.Operand = Each.Call;
  }
}

void PairFinder::pair(const Expr &Around, const Expr &Left, const Expr &Right,
                      const Suspension &Across) {
  for (const Touched &Each : touches(Left)) {
    if (!Each.Inside)
      Pairs.push_back({Each.At, &Across});
    const ValueDecl *Target = Each.Place.target();
    bool Known = any_of(Found, [&](const UnsequencedAwait &Old) {
      return Old.Across == &Across && Old.Place == Each.Place;
    });
    if (Known || (Target && Target->getType().isConstQualified()))
      continue;
    UnsequencedAwait Open{Each.Place, Each.At, Each.Inside, &Across, &Around};
    byOperand(Right, Open, Each);
    if (Open.Operand || Each.Place.isShared())
      Found.push_back(std::move(Open));
  }
}

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

OpenReads::OpenReads(const UnitAnalysis &Unit, const Coroutine &Coro) {
  PairFinder Finder(Unit, Coro);
  Finder.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
  for (const auto &[Read, Across] : Finder.Pairs) {
    const Expr *Open = Read->IgnoreParenImpCasts();
    Pairs.insert({Open, Across});
    // A getter reads its object.
    if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(Open))
      Pairs.insert(
          {Call->getImplicitObjectArgument()->IgnoreParenImpCasts(), Across});
  }
}

bool OpenReads::contains(const Expr &Read, const Suspension &Across) const {
  return Pairs.contains({Read.IgnoreParenImpCasts(), &Across});
}

} // namespace cotidy
