// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/StaleConditions.h"

#include "checks/analysis/Dataflow.h"
#include "checks/analysis/DiscardedValues.h"
#include "checks/analysis/MaySuspend.h"
#include "checks/analysis/Revalidation.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// What a test says about an object on the branch where it holds.
struct Test {
  Location Place;
  HolderKind Holder = HolderKind::None;
  bool IsPointer = false;
  bool Present = true;
  /// Of one key of a container; 0 for the object as a whole.
  unsigned Key = 0;
  /// What a flag is when it is present.
  std::optional<int64_t> Value;
  /// Of a number, where it holds: there is something left (1), or room (-1).
  int Left = 0;
  /// Decides whether a loop goes on.
  bool InLoop = false;
  /// No test: something was put there.
  bool IsOwn = false;
  const Expr *At = nullptr;
};

unsigned keyOf(const Expr *E, const ASTContext &Context) {
  FoldingSetNodeID Id;
  ignoreForwarding(E)->Profile(Id, Context, /*Canonical=*/true);
  return Id.ComputeHash() | 1;
}

std::optional<int64_t> valueOf(const Expr *E, const ASTContext &Context) {
  Expr::EvalResult Value;
  if (E->isValueDependent() || !E->EvaluateAsInt(Value, Context))
    return std::nullopt;
  return Value.Val.getInt().tryExtValue();
}

// Reads conditions.
class Reader {
public:
  Reader(const UnitAnalysis &Unit, const References &Facts,
         const FunctionDecl &Function)
      : Unit(Unit), Facts(Facts), Function(Function) {}

  std::optional<Test> read(const Expr *E) const;
  std::optional<Location> place(const Expr *E) const;

private:
  std::optional<Test> ofCall(const CXXMemberCallExpr &Call) const;
  std::optional<Test> compare(const Expr *Left, const Expr *Right,
                              BinaryOperatorKind Op) const;
  std::optional<Test> ofSize(const Expr *Size, const Expr *Other,
                             BinaryOperatorKind Op) const;
  std::optional<Test> ofNumber(const Expr *Number, bool IsLeft) const;
  std::optional<Test> found(const Expr *Iterator) const;
  std::optional<Test> object(const Expr *E, bool Present) const;
  const Expr *initOf(const Expr *E) const;

  const UnitAnalysis &Unit;
  const References &Facts;
  const FunctionDecl &Function;
};

std::optional<Location> Reader::place(const Expr *E) const {
  std::optional<Location> Place = Facts.resolver(Function).resolve(E);
  if (!Place || !Place->isShared() || !Place->target() ||
      any_of(Place->Path,
             [](const LocationStep &Step) { return Step.Variable; }))
    return std::nullopt;
  return Place;
}

std::optional<Test> Reader::object(const Expr *E, bool Present) const {
  E = ignoreForwarding(E);
  if (!E->isGLValue())
    return std::nullopt;
  QualType Type = E->getType();
  HolderKind Holder = Facts.types().holder(Type);
  if (Holder == HolderKind::None && !Type->isScalarType())
    return std::nullopt;
  std::optional<Location> Place = place(E);
  if (!Place)
    return std::nullopt;
  Test Result;
  Result.Place = std::move(*Place);
  Result.Holder = Holder;
  Result.IsPointer = Type->isPointerType();
  Result.Present = Present;
  return Result;
}

// The initialiser of a local that holds what a search found.
const Expr *Reader::initOf(const Expr *E) const {
  const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(ignoreForwarding(E));
  const VarDecl *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() && Variable->hasInit() &&
                 Facts.resolver(Function).isAssignedOnce(*Variable)
             ? Variable->getInit()
             : nullptr;
}

std::optional<Test> Reader::found(const Expr *Iterator) const {
  if (const Expr *Init = initOf(Iterator))
    Iterator = Init;
  const CXXMemberCallExpr *Search =
      dyn_cast<CXXMemberCallExpr>(ignoreForwarding(Iterator));
  if (!Search || Search->getNumArgs() != 1 ||
      Facts.types().referrer(Search->getType()) == ReferrerKind::None)
    return std::nullopt;
  std::optional<Test> Result =
      object(Search->getImplicitObjectArgument(), true);
  if (Result && Result->Holder == HolderKind::Container)
    Result->Key = keyOf(Search->getArg(0), Unit.ast());
  return Result && Result->Key ? Result : std::nullopt;
}

std::optional<Test> Reader::ofSize(const Expr *Size, const Expr *Other,
                                   BinaryOperatorKind Op) const {
  const CXXMemberCallExpr *Call =
      dyn_cast<CXXMemberCallExpr>(ignoreForwarding(Size));
  if (!Call || !Call->getType()->isIntegerType() ||
      Call->getType()->isBooleanType() || !Call->getMethodDecl() ||
      !Call->getMethodDecl()->isConst() || Call->getNumArgs() > 1)
    return std::nullopt;
  std::optional<Test> Result = object(Call->getImplicitObjectArgument(), true);
  if (!Result || Result->Holder != HolderKind::Container)
    return std::nullopt;
  if (Call->getNumArgs() == 1)
    Result->Key = keyOf(Call->getArg(0), Unit.ast());
  bool Zero = valueOf(Other, Unit.ast()) == 0;
  switch (Op) {
  case BO_EQ:
    if (!Zero)
      return std::nullopt;
    Result->Present = false;
    return Result;
  case BO_NE:
  case BO_GT:
    if (!Zero)
      return std::nullopt;
    return Result;
  case BO_LT: // below a limit
  case BO_LE:
    Result->Present = false;
    return Result;
  case BO_GE: // at the limit: the other branch has room
    return Result;
  default:
    return std::nullopt;
  }
}

bool isNumber(QualType Type) {
  return Type->isArithmeticType() && !Type->isBooleanType();
}

std::optional<Test> Reader::ofNumber(const Expr *Number, bool IsLeft) const {
  std::optional<Test> Result = isNumber(ignoreForwarding(Number)->getType())
                                   ? object(Number, true)
                                   : std::nullopt;
  if (Result)
    Result->Left = IsLeft ? 1 : -1;
  return Result;
}

std::optional<Test> Reader::compare(const Expr *Left, const Expr *Right,
                                    BinaryOperatorKind Op) const {
  bool Equal = Op == BO_EQ;
  auto IsNothing = [&](const Expr *E) {
    E = ignoreForwarding(E);
    const CXXRecordDecl *Tag = E->getType()->getAsCXXRecordDecl();
    return E->getType()->isNullPtrType() || isNullPointer(*E, Unit.ast()) ||
           (Tag && Tag->getIdentifier() && Tag->getName() == "nullopt_t");
  };
  auto IsEnd = [&](const Expr *E) {
    const CXXMemberCallExpr *Call =
        dyn_cast<CXXMemberCallExpr>(ignoreForwarding(E));
    return Call && Call->getNumArgs() == 0 &&
           Facts.types().referrer(Call->getType()) != ReferrerKind::None;
  };
  if (std::optional<Test> Size = ofSize(Left, Right, Op))
    return Size;
  if (BinaryOperator::isRelationalOp(Op)) {
    bool Above = Op == BO_GT || Op == BO_GE;
    std::optional<Test> Number = ofNumber(Left, Above);
    return Number ? Number : ofNumber(Right, !Above);
  }
  if (Op != BO_EQ && Op != BO_NE)
    return std::nullopt;
  for (auto [One, Two] : {std::pair(Left, Right), std::pair(Right, Left)}) {
    if (IsEnd(Two) && !IsEnd(One)) {
      std::optional<Test> Result = found(One);
      if (Result)
        Result->Present = !Equal;
      return Result;
    }
    if (ignoreForwarding(One)->isGLValue() && IsNothing(Two) &&
        (Facts.types().holder(One->getType()) != HolderKind::None ||
         ignoreForwarding(One)->getType()->isPointerType()))
      return object(One, !Equal);
  }
  // A state: being in it is as good as a flag.
  std::optional<int64_t> Value = valueOf(Right, Unit.ast());
  std::optional<Test> Result =
      Value && Left->getType()->isIntegralOrEnumerationType()
          ? object(Left, Equal)
          : std::nullopt;
  if (Result) {
    Result->Value = Value;
    if (Value == 0 && isNumber(ignoreForwarding(Left)->getType()))
      Result->Left = Equal ? -1 : 1;
  }
  return Result;
}

std::optional<Test> Reader::ofCall(const CXXMemberCallExpr &Call) const {
  const CXXMethodDecl *Method = Call.getMethodDecl();
  if (!Method || !Method->isConst())
    return std::nullopt;
  const Expr *Object = ignoreForwarding(Call.getImplicitObjectArgument());
  if (Object->getType()->isPointerType() ||
      !(Call.getType()->isBooleanType() || Call.getNumArgs() == 1))
    return std::nullopt;
  std::optional<Test> Result = object(Object, true);
  if (!Result || Result->Holder == HolderKind::None)
    return std::nullopt;
  if (Call.getNumArgs() == 0) {
    // The one thing that a container says without being asked for a key.
    if (Result->Holder == HolderKind::Container)
      Result->Present = isa<CXXConversionDecl>(Method);
    return Result;
  }
  if (Result->Holder != HolderKind::Container || Call.getNumArgs() != 1 ||
      !Call.getType()->isIntegerType())
    return std::nullopt;
  Result->Key = keyOf(Call.getArg(0), Unit.ast());
  return Result;
}

std::optional<Test> Reader::read(const Expr *E) const {
  E = ignoreForwarding(E);
  if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot) {
    std::optional<Test> Inner = read(Not->getSubExpr());
    if (Inner) {
      Inner->Present = !Inner->Present;
      Inner->Left = -Inner->Left;
    }
    return Inner;
  }
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->isComparisonOp()
               ? compare(Binary->getLHS(), Binary->getRHS(),
                         Binary->getOpcode())
               : std::nullopt;
  if (const CXXRewrittenBinaryOperator *Rewritten =
          dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    CXXRewrittenBinaryOperator::DecomposedForm Form =
        Rewritten->getDecomposedForm();
    return compare(Form.LHS, Form.RHS, Form.Opcode);
  }
  if (const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (Call->getNumArgs() == 2 && Call->isComparisonOp())
      return compare(Call->getArg(0), Call->getArg(1),
                     BinaryOperator::getOverloadedOpcode(Call->getOperator()));
    return std::nullopt;
  }
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E))
    return ofCall(*Call);
  std::optional<Test> Result = object(E, true);
  if (Result && E->getType()->isBooleanType())
    Result->Value = 1;
  else if (Result && isNumber(E->getType()))
    Result->Left = 1;
  return Result;
}

// What an element does to, or with, an object.
struct Act {
  enum Kind { None, Change, Use } Is = None;
  Location Place;
  unsigned Key = 0;
  /// What a flag becomes.
  std::optional<int64_t> Value;
  /// It leaves something there, and did not before: a value, an element.
  bool Fills = false;
  const Expr *At = nullptr;
  /// Of a number: up (1) or down (-1).
  int Step = 0;
  HolderKind Holder = HolderKind::None;
  bool IsPointer = false;

  /// A pointer, an owner or an optional gets something to hold.
  bool putsObject() const {
    return Is == Change && Fills && !Key &&
           (IsPointer || Holder == HolderKind::Owner ||
            Holder == HolderKind::Optional);
  }
};

class Acts {
public:
  Acts(const UnitAnalysis &Unit, const References &Facts, const Reader &Read)
      : Unit(Unit), Facts(Facts), Read(Read) {}

  Act of(const Expr *E) const;

private:
  int stepOf(const BinaryOperator &Assign) const;
  Act ofMethod(const CXXMemberCallExpr &Call) const;
  Act ofOperator(const CXXOperatorCallExpr &Call) const;
  Act make(Act::Kind Kind, const Expr *Object, const Expr *At, bool Fills,
           unsigned Key = 0) const;

  const UnitAnalysis &Unit;
  const References &Facts;
  const Reader &Read;
};

Act Acts::make(Act::Kind Kind, const Expr *Object, const Expr *At, bool Fills,
               unsigned Key) const {
  std::optional<Location> Place = Read.place(Object);
  if (!Place)
    return {};
  Act Done{Kind, *Place, Key, std::nullopt, Fills, At};
  Done.Holder = Facts.types().holder(Object->getType());
  Done.IsPointer = Object->getType()->isPointerType();
  return Done;
}

Act Acts::ofMethod(const CXXMemberCallExpr &Call) const {
  const CXXMethodDecl *Method = Call.getMethodDecl();
  const Expr *Object = ignoreForwarding(Call.getImplicitObjectArgument());
  if (!Method || Object->getType()->isPointerType())
    return {};
  QualType Type = Object->getType();
  HolderKind Holder = Facts.types().holder(Type);
  if (Holder == HolderKind::None)
    return {};
  unsigned Key = Call.getNumArgs() > 0 ? keyOf(Call.getArg(0), Unit.ast()) : 0;
  StringRef Name = Method->getIdentifier() ? Method->getName() : "";
  if (Holder == HolderKind::Container) {
    if (is_contained({"front", "back", "top"}, Name) || Name.starts_with("pop"))
      return make(Act::Use, Object, &Call, false);
    if (Name == "at")
      return make(Act::Use, Object, &Call, false, Key);
    if (Method->isConst())
      return {};
    bool Grows =
        Unit.types().functionFact(*Method, FunctionRole::Invalidates)
            ? !Name.empty() && Name != "clear" && !Name.starts_with("erase")
            : false;
    std::optional<HolderChange> Change = Facts.types().change(*Method, Type);
    Grows = Change ? !Change->TakesAway : Grows;
    // Stable containers are not said to end anything by growing.
    const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
    if (!Change && Record && Facts.types().hasStableElements(Type))
      Grows = is_contained({"insert", "emplace", "try_emplace",
                            "insert_or_assign", "push_back", "push_front",
                            "emplace_back", "emplace_front", "push"},
                           Name);
    return Change || Grows ? make(Act::Change, Object, &Call, Grows, Key)
                           : Act();
  }
  if (Name == "value")
    return make(Act::Use, Object, &Call, false);
  if (Facts.types().change(*Method, Type))
    return make(Act::Change, Object, &Call,
                Call.getNumArgs() > 0 &&
                    !isa<CXXDefaultArgExpr>(Call.getArg(0)));
  return {};
}

Act Acts::ofOperator(const CXXOperatorCallExpr &Call) const {
  const Expr *Object = ignoreForwarding(Call.getArg(0));
  HolderKind Holder = Facts.types().holder(Object->getType());
  switch (Call.getOperator()) {
  case OO_Star:
  case OO_Arrow:
    return Holder == HolderKind::Owner || Holder == HolderKind::Optional
               ? make(Act::Use, Object, &Call, false)
               : Act();
  case OO_Equal: {
    const CXXOperatorCallExpr *Element =
        dyn_cast<CXXOperatorCallExpr>(ignoreForwarding(Object));
    if (Element && Element->getOperator() == OO_Subscript &&
        Facts.types().holder(Element->getArg(0)->getType()) ==
            HolderKind::Container)
      return make(Act::Change, Element->getArg(0), &Call, true,
                  keyOf(Element->getArg(1), Unit.ast()));
    if (Holder == HolderKind::None)
      return {};
    const Expr *Value = ignoreForwarding(Call.getArg(1));
    bool IsNothing =
        Value->getType()->isNullPtrType() ||
        (isa<CXXConstructExpr>(Value) &&
         cast<CXXConstructExpr>(Value)->getNumArgs() == 0) ||
        (isa<InitListExpr>(Value) &&
         cast<InitListExpr>(Value)->getNumInits() == 0) ||
        (Value->getType()->getAsCXXRecordDecl() &&
         Value->getType()->getAsCXXRecordDecl()->getIdentifier() &&
         Value->getType()->getAsCXXRecordDecl()->getName() == "nullopt_t");
    return make(Act::Change, Object, &Call, !IsNothing);
  }
  default:
    return {};
  }
}

int Acts::stepOf(const BinaryOperator &Assign) const {
  if (Assign.getOpcode() != BO_AddAssign && Assign.getOpcode() != BO_SubAssign)
    return 0;
  bool Back = valueOf(Assign.getRHS(), Unit.ast()).value_or(1) < 0;
  return (Assign.getOpcode() == BO_AddAssign) != Back ? 1 : -1;
}

Act Acts::of(const Expr *E) const {
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(E)) {
    if (!Binary->isAssignmentOp())
      return {};
    const Expr *Target = ignoreForwarding(Binary->getLHS());
    // `m[k] = v` of a map of scalars.
    if (const CXXOperatorCallExpr *Element =
            dyn_cast<CXXOperatorCallExpr>(Target);
        Element && Element->getOperator() == OO_Subscript &&
        Facts.types().holder(Element->getArg(0)->getType()) ==
            HolderKind::Container)
      return make(Act::Change, Element->getArg(0), E, true,
                  keyOf(Element->getArg(1), Unit.ast()));
    bool Fills = Binary->getOpcode() == BO_Assign &&
                 !isNullPointer(*Binary->getRHS(), Unit.ast());
    Act Done = make(Act::Change, Target, E, Fills);
    if (Binary->getOpcode() == BO_Assign && !Target->getType()->isPointerType())
      Done.Value = valueOf(Binary->getRHS(), Unit.ast());
    if (isNumber(Target->getType()))
      Done.Step = stepOf(*Binary);
    return Done;
  }
  if (const UnaryOperator *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->isIncrementDecrementOp()) {
      Act Done = make(Act::Change, Unary->getSubExpr(), E, false);
      if (isNumber(Unary->getSubExpr()->getType()))
        Done.Step = Unary->isIncrementOp() ? 1 : -1;
      return Done;
    }
    if (Unary->getOpcode() == UO_Deref)
      return make(Act::Use, Unary->getSubExpr(), E, false);
    return {};
  }
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(E))
    return Member->isArrow() &&
                   !isa<CXXThisExpr>(ignoreForwarding(Member->getBase()))
               ? make(Act::Use, ignoreForwarding(Member->getBase()), E, false)
               : Act();
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E))
    return ofMethod(*Call);
  if (const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(E))
    return Call->getNumArgs() > 0 ? ofOperator(*Call) : Act();
  if (const CallExpr *Call = dyn_cast<CallExpr>(E);
      Call && Call->getNumArgs() > 0 &&
      (Call->isCallToStdMove() ||
       (Call->getDirectCallee() &&
        Facts.types().changedArgument(*Call->getDirectCallee()))))
    return make(Act::Change, Call->getArg(0), E, false);
  return {};
}

// Tests that hold at a point, with the first suspension after each.
struct State {
  SmallDenseMap<unsigned, const Suspension *, 8> Known;
  /// Tests that failed, so that the coroutine waited.
  SmallDenseMap<unsigned, const Suspension *, 4> Waited;

  bool join(const State &Other) {
    bool Changed = false;
    SmallVector<unsigned, 8> Gone;
    for (auto &[Index, Across] : Known) {
      auto It = Other.Known.find(Index);
      if (It == Other.Known.end()) {
        Gone.push_back(Index);
      } else if (!Across && It->second) {
        Across = It->second;
        Changed = true;
      }
    }
    for (unsigned Index : Gone)
      Known.erase(Index);
    for (auto [Index, Across] : Other.Waited)
      Changed |= Waited.try_emplace(Index, Across).second;
    return Changed || !Gone.empty();
  }
};

// What a continuation does, and what it looks at.
struct LaterActs {
  SmallVector<Act, 4> Acts;
  SmallVector<const Expr *, 4> Conditions;
};

class LaterCollector : public RecursiveASTVisitor<LaterCollector> {
public:
  LaterCollector(const UnitAnalysis &Unit, const References &Facts,
                 const FunctionDecl &Continuation)
      : Read(Unit, Facts, Continuation), Doing(Unit, Facts, Read) {}

  bool TraverseCoawaitExpr(CoawaitExpr *E) {
    return TraverseStmt(E->getOperand());
  }
  bool VisitExpr(Expr *E) {
    // The object of a closure is the object of whoever made it.
    if (Act Done = Doing.of(E);
        Done.Is != Act::None && (Done.Place.Root == Location::This ||
                                 Done.Place.Root == Location::Global))
      Found.Acts.push_back(std::move(Done));
    return true;
  }
  bool VisitIfStmt(IfStmt *S) { return condition(S->getCond()); }
  bool VisitWhileStmt(WhileStmt *S) { return condition(S->getCond()); }
  bool VisitForStmt(ForStmt *S) { return condition(S->getCond()); }
  bool VisitConditionalOperator(ConditionalOperator *E) {
    return condition(E->getCond());
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    return !E->isLogicalOp() || condition(E->getLHS());
  }

  LaterActs Found;

private:
  bool condition(const Expr *E) {
    if (E)
      Found.Conditions.push_back(E);
    return true;
  }

  Reader Read;
  Acts Doing;
};

// The body of a lambda, of a generic one that of its first instance.
const FunctionDecl *bodyOf(const LambdaExpr &Lambda) {
  const CXXMethodDecl *Operator = Lambda.getCallOperator();
  const FunctionTemplateDecl *Template =
      Operator->getDescribedFunctionTemplate();
  if (!Template)
    return Operator;
  return Template->spec_begin() == Template->spec_end()
             ? nullptr
             : *Template->spec_begin();
}

SmallVector<const FunctionDecl *, 2> continuations(const UnitAnalysis &Unit,
                                                   const Stmt &S) {
  SmallVector<const FunctionDecl *, 2> Result;
  const CallExpr *Call = dyn_cast<CallExpr>(&S);
  if (!Call || !continuesLater(Unit, *Call))
    return Result;
  for (const Expr *Argument : Call->arguments())
    if (const LambdaExpr *Lambda =
            dyn_cast<LambdaExpr>(ignoreForwarding(Argument)))
      if (const FunctionDecl *Body = bodyOf(*Lambda))
        Result.push_back(Body);
  return Result;
}

bool hasContinuation(const UnitAnalysis &Unit, const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  return !continuations(Unit, *S).empty() ||
         any_of(S->children(), [&](const Stmt *Child) {
           return hasContinuation(Unit, Child);
         });
}

// A call ends its block for what it may throw, which is the second way on.
SmallVector<const CFGBlock *, 8> regularSuccessors(const CFGBlock &Block) {
  SmallVector<const CFGBlock *, 8> Result(Block.succs());
  if (!Block.getTerminatorStmt() && Result.size() > 1)
    Result.resize(1);
  return Result;
}

class Flow {
public:
  Flow(const UnitAnalysis &Unit, const References &Facts,
       const FunctionDecl &Function, ArrayRef<std::string> Revalidating)
      : Unit(Unit), Facts(Facts), Function(Function),
        Revalidating(Revalidating), Graph(Unit.cfg(Function)),
        Read(Unit, Facts, Function), Doing(Unit, Facts, Read),
        Looks(Unit, Facts, Function) {}

  std::vector<StaleCondition> run();

private:
  bool prepare();
  void transfer(const CFGElement &Element, State &Now);
  bool follow(const CFGBlock &From, unsigned Successor, State &Now);
  void visit(const CFGElement &Element, const State &Now);
  void remember(const Expr &E, SmallPtrSetImpl<const ValueDecl *> &Acted);
  std::optional<StaleCondition::Kind> kind(unsigned Index,
                                           const Act &Done) const;
  void visitLater(const CallExpr &Call, const LaterActs &Later,
                  const State &Now);
  void report(StaleCondition::Kind Kind, unsigned Index, Gap Across,
              const Act &Done);
  void look(const Expr &Condition, State &Now);
  bool revalidates(const Stmt *S) const;
  bool isWait(const Suspension &Point) const;
  bool dependsOn(unsigned Index, const Act &Done) const;
  bool takesAwayAfter(const Act &Use) const;
  template <class Predicate>
  bool leavesWithout(SmallVector<const CFGBlock *, 8> Stack, bool ByThrow,
                     const Predicate &Does) const;
  void rememberPut(const Expr &E);
  bool findsOutItself(const Expr &E);
  bool onlyUses(const Expr &Condition, const Location &Object) const;
  static bool concerns(const Test &Known, const Act &Done) {
    return Known.Place == Done.Place &&
           (!Known.Key || !Done.Key || Known.Key == Done.Key);
  }

  const UnitAnalysis &Unit;
  const References &Facts;
  const FunctionDecl &Function;
  const ArrayRef<std::string> Revalidating;
  const SuspensionCfg *Graph;
  Reader Read;
  Acts Doing;
  Revalidation Looks;
  std::vector<Test> Tests;
  std::vector<const CFGBlock *> TestedIn;
  DenseMap<const Expr *, unsigned> TestAt;
  DenseMap<const Expr *, Revalidation::Looked> Looked;
  SmallPtrSet<const Expr *, 16> Conditions;
  DenseMap<const Expr *, Act> ActAt;
  DenseMap<const Expr *, const CFGBlock *> BlockOf;
  std::optional<SmallPtrSet<const Expr *, 16>> Discarded;
  /// What is put there, as a test that holds from then on.
  DenseMap<const Expr *, unsigned> PutAt;
  DenseMap<const Expr *, std::vector<LaterActs>> LaterAt;
  MapVector<const Expr *, StaleCondition> Found;
};

void Flow::remember(const Expr &E, SmallPtrSetImpl<const ValueDecl *> &Acted) {
  if (Act Done = Doing.of(&E); Done.Is != Act::None) {
    Done.Fills &= !findsOutItself(E);
    Acted.insert(Done.Place.target());
    ActAt[&E] = std::move(Done);
  }
  for (const FunctionDecl *Body : continuations(Unit, E)) {
    LaterCollector Later(Unit, Facts, *Body);
    Later.TraverseStmt(const_cast<Stmt *>(userBody(*Body)));
    for (const Act &Done : Later.Found.Acts)
      Acted.insert(Done.Place.target());
    if (!Later.Found.Acts.empty())
      LaterAt[&E].push_back(std::move(Later.Found));
  }
}

// `auto [it, fresh] = map.try_emplace(key);` fills nothing that is there, and
// says so to whoever listens.
bool Flow::findsOutItself(const Expr &E) {
  QualType Type = E.getType();
  if (!isa<CXXMemberCallExpr>(E) || E.isGLValue() ||
      !Facts.refersElsewhere(Type) ||
      Facts.types().referrer(Type) != ReferrerKind::None)
    return false;
  if (!Discarded) {
    Discarded.emplace();
    for (const DiscardedValue &Each : discardedValues(*userBody(Function)))
      Discarded->insert(Each.Value);
  }
  return !Discarded->contains(&E);
}

bool Flow::prepare() {
  SmallPtrSet<const ValueDecl *, 8> Acted;
  SmallVector<const Expr *, 8> Puts;
  for (const CFGBlock *Block : Graph->graph())
    for (const CFGElement &Element : *Block)
      if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>())
        if (const Expr *E = dyn_cast<Expr>(S->getStmt())) {
          remember(*E, Acted);
          BlockOf[E] = Block;
          if (ActAt.lookup(E).putsObject())
            Puts.push_back(E);
        }
  if (Acted.empty())
    return false;
  for (const CFGBlock *Block : Graph->graph()) {
    const Expr *Condition = decidingCondition(*Block);
    if (!Condition || Block->succ_size() != 2)
      continue;
    Conditions.insert(Condition);
    std::optional<Test> Known = Read.read(Condition);
    if (!Known || !Acted.contains(Known->Place.target()))
      continue;
    const Stmt *Terminator = Block->getTerminatorStmt();
    Known->InLoop =
        isa_and_nonnull<WhileStmt, ForStmt, DoStmt, CXXForRangeStmt>(
            Terminator);
    Known->At = Condition;
    TestAt[Condition] = Tests.size();
    TestedIn.push_back(Block);
    Tests.push_back(std::move(*Known));
  }
  for (const Expr *E : Puts)
    rememberPut(*E);
  return !Tests.empty();
}

// `reply_ = get();`: from now on something is there.
void Flow::rememberPut(const Expr &E) {
  const Act &Done = ActAt[&E];
  auto Does = [&](Act::Kind Kind) {
    return any_of(ActAt, [&](const auto &Each) {
      return Each.second.Is == Kind && !Each.second.Fills &&
             Each.second.Place == Done.Place;
    });
  };
  if (!Does(Act::Change) || !Does(Act::Use))
    return;
  Test Put;
  Put.Place = Done.Place;
  Put.Holder = Done.Holder;
  Put.IsPointer = Done.IsPointer;
  Put.IsOwn = true;
  Put.At = &E;
  PutAt[&E] = Tests.size();
  TestedIn.push_back(BlockOf.lookup(&E));
  Tests.push_back(std::move(Put));
}

std::vector<StaleCondition> Flow::run() {
  if (!Graph || !prepare())
    return {};
  auto Transfer = [this](const CFGElement &Element, State &Now) {
    transfer(Element, Now);
  };
  std::vector<std::optional<State>> Before = solveAlongEdges(
      Graph->graph(), State(), Transfer,
      [this](const CFGBlock &From, unsigned Successor, State &Now) {
        return follow(From, Successor, Now);
      });
  replayEachBlock(Graph->graph(), Before, Transfer,
                  [this](const CFGElement &Element, const State &Now) {
                    visit(Element, Now);
                  });
  std::vector<StaleCondition> Result;
  for (auto &Entry : Found)
    Result.push_back(std::move(Entry.second));
  const SourceManager &Sources = Unit.ast().getSourceManager();
  llvm::sort(Result, [&](const StaleCondition &A, const StaleCondition &B) {
    return Sources.isBeforeInTranslationUnit(A.Act->getBeginLoc(),
                                             B.Act->getBeginLoc());
  });
  return Result;
}

bool Flow::follow(const CFGBlock &From, unsigned Successor, State &Now) {
  // More tests at a time than this are not understood.
  constexpr unsigned MaxKnown = 32;
  const Expr *Condition = decidingCondition(From);
  DenseMap<const Expr *, unsigned>::const_iterator It =
      Condition ? TestAt.find(Condition) : TestAt.end();
  if (It == TestAt.end() || Now.Known.size() >= MaxKnown)
    return true;
  // Both branches know: the first that it holds, the second that it does not.
  Now.Known[It->second * 2 + Successor] = nullptr;
  return true;
}

bool Flow::revalidates(const Stmt *S) const {
  if (!S)
    return false;
  if (const CallExpr *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      if (is_contained(Revalidating, Callee->getNameAsString()))
        return true;
  return any_of(S->children(),
                [&](const Stmt *Child) { return revalidates(Child); });
}

// Whoever looks again knows what is there now.
void Flow::look(const Expr &Condition, State &Now) {
  if (Now.Known.empty() && Now.Waited.empty())
    return;
  auto [It, IsNew] = Looked.try_emplace(&Condition);
  if (IsNew) {
    It->second = Looks.at(Condition);
    It->second.Versions |= revalidates(&Condition);
    if (DenseMap<const Expr *, unsigned>::const_iterator Mine =
            TestAt.find(&Condition);
        Mine != TestAt.end())
      It->second.Objects.insert(Tests[Mine->second].Place.target());
  }
  const Revalidation::Looked &Seen = It->second;
  // Relying on it before any suspension is no reason to.
  auto Relies = [&](unsigned Index, const Suspension *Across) {
    return !Across && !TestAt.contains(&Condition) &&
           onlyUses(Condition, Tests[Index / 2].Place);
  };
  auto Forget = [&](auto &Known) {
    SmallVector<unsigned, 8> Gone;
    for (const auto &Each : Known)
      if ((Seen.Versions ||
           Seen.Objects.contains(Tests[Each.first / 2].Place.target())) &&
          !Relies(Each.first, Each.second))
        Gone.push_back(Each.first);
    for (unsigned Index : Gone)
      Known.erase(Index);
  };
  Forget(Now.Known);
  Forget(Now.Waited);
}

// `if (pane_->isReadOnly())` asks what is there, not whether something is.
bool Flow::onlyUses(const Expr &Condition, const Location &Object) const {
  const Expr *E = ignoreForwarding(&Condition);
  if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    E = ignoreForwarding(Not->getSubExpr());
  const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E);
  const MemberExpr *Member =
      Call ? dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens())
           : dyn_cast<MemberExpr>(E);
  if (!Member)
    return false;
  auto Uses = [&](const Expr *Each) {
    DenseMap<const Expr *, Act>::const_iterator It = ActAt.find(Each);
    return It != ActAt.end() && It->second.Is == Act::Use &&
           It->second.Place == Object;
  };
  return Uses(Member) || Uses(ignoreForwarding(Member->getBase()));
}

// Waiting for what a library offers to wait for; a function of the project may
// well provide what is missing.
bool Flow::isWait(const Suspension &Point) const {
  const CallExpr *Call = dyn_cast<CallExpr>(ignoreForwarding(&Point.operand()));
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return Read.place(&Point.operand()).has_value();
  const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(Call);
  // With a predicate, it looks by itself.
  bool HasPredicate = any_of(Call->arguments(), [](const Expr *Argument) {
    const CXXRecordDecl *Record =
        ignoreForwarding(Argument)->getType()->getAsCXXRecordDecl();
    return Record && Record->isLambda();
  });
  return Member && !HasPredicate &&
         !isa<CXXThisExpr>(
             ignoreForwarding(Member->getImplicitObjectArgument()));
}

void Flow::transfer(const CFGElement &Element, State &Now) {
  std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
  if (!Statement)
    return;
  if (const Suspension *Point = Graph->suspension(Element)) {
    if (!letsOthersRun(Unit, *Point))
      return;
    for (auto &[Index, Across] : Now.Known) {
      if (!Across)
        Across = Point;
      const Test &Each = Tests[Index / 2];
      bool Present = Each.Present == (Index % 2 == 0);
      if (!Present && !Each.InLoop && !Each.Key && isWait(*Point) &&
          (Each.Holder != HolderKind::None || Each.IsPointer))
        Now.Waited.try_emplace(Index, Point);
    }
    return;
  }
  const Expr *E = dyn_cast<Expr>(Statement->getStmt());
  if (!E)
    return;
  if (DenseMap<const Expr *, Act>::const_iterator It = ActAt.find(E);
      It != ActAt.end() && It->second.Is == Act::Change) {
    const Act &Done = It->second;
    auto Forget = [&](auto &Known) {
      SmallVector<unsigned, 8> Gone;
      for (const auto &Each : Known)
        if (Done.Place.contains(Tests[Each.first / 2].Place))
          Gone.push_back(Each.first);
      for (unsigned Index : Gone)
        Known.erase(Index);
    };
    Forget(Now.Known);
    Forget(Now.Waited);
    if (DenseMap<const Expr *, unsigned>::const_iterator Put = PutAt.find(E);
        Put != PutAt.end())
      Now.Known[Put->second * 2] = nullptr;
  }
  if (Conditions.contains(E))
    look(*E, Now);
}

void Flow::report(StaleCondition::Kind Kind, unsigned Index, Gap Across,
                  const Act &Done) {
  const Test &Each = Tests[Index / 2];
  Found.insert({Done.At, StaleCondition{Kind, Each.Place, Each.Holder,
                                        Each.IsPointer, Each.At, Across,
                                        Done.At, Done.Step, Each.IsOwn}});
}

// The other branch may end without doing the same.
bool Flow::dependsOn(unsigned Index, const Act &Done) const {
  auto DoesTheSame = [&](const CFGBlock &Block) {
    return any_of(Block, [&](const CFGElement &Element) {
      std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
      const Expr *E = S ? dyn_cast<Expr>(S->getStmt()) : nullptr;
      DenseMap<const Expr *, Act>::const_iterator It =
          E ? ActAt.find(E) : ActAt.end();
      return It != ActAt.end() && It->second.Is == Done.Is &&
             It->second.Place == Done.Place && It->second.Key == Done.Key &&
             It->second.Value == Done.Value && It->second.Fills == Done.Fills &&
             It->second.Step == Done.Step;
    });
  };
  const CFGBlock &From = *TestedIn[Index / 2];
  return leavesWithout({*(From.succ_begin() + !(Index % 2))}, /*ByThrow=*/true,
                       DoesTheSame);
}

// Some way from these blocks to the end of the function passes none that does
// it.
template <class Predicate>
bool Flow::leavesWithout(SmallVector<const CFGBlock *, 8> Stack, bool ByThrow,
                         const Predicate &Does) const {
  SmallPtrSet<const CFGBlock *, 16> Seen;
  while (!Stack.empty()) {
    const CFGBlock *Block = Stack.pop_back_val();
    if (!Block || !Seen.insert(Block).second || Does(*Block))
      continue;
    if (Block == &Graph->graph().getExit())
      return true;
    if (ByThrow)
      Stack.append(Block->succ_begin(), Block->succ_end());
    else
      append_range(Stack, regularSuccessors(*Block));
  }
  return false;
}

// What is there belongs to this run of the function, which ends by emptying it.
bool Flow::takesAwayAfter(const Act &Use) const {
  const CFGBlock *From = BlockOf.lookup(Use.At);
  if (!From)
    return false;
  auto TakesAway = [&](const CFGElement &Element) {
    std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
    const Expr *E = S ? dyn_cast<Expr>(S->getStmt()) : nullptr;
    DenseMap<const Expr *, Act>::const_iterator It =
        E ? ActAt.find(E) : ActAt.end();
    return It != ActAt.end() && It->second.Is == Act::Change &&
           !It->second.Fills && It->second.Place == Use.Place;
  };
  bool Used = false;
  for (const CFGElement &Element : *From) {
    if (Used && TakesAway(Element))
      return true;
    std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
    Used |= S && S->getStmt() == Use.At;
  }
  return !leavesWithout(
      regularSuccessors(*From), /*ByThrow=*/false,
      [&](const CFGBlock &Block) { return any_of(Block, TakesAway); });
}

// What an act is if the test no longer holds; nothing when it is no matter.
std::optional<StaleCondition::Kind> Flow::kind(unsigned Index,
                                               const Act &Done) const {
  const Test &Each = Tests[Index / 2];
  if (!concerns(Each, Done))
    return std::nullopt;
  bool Present = Each.Present == (Index % 2 == 0);
  bool IsFlag = Each.Holder == HolderKind::None && !Each.IsPointer;
  // A flag is a matter of doing something once: it ends its own test.
  bool Ends = IsFlag ? Each.Value && Done.Value &&
                           (*Each.Value == *Done.Value) != Present
                     : Done.Fills && !Present;
  bool Counts =
      Done.Step && Done.Step == (Index % 2 == 0 ? -Each.Left : Each.Left);
  if (Done.Is == Act::Change && (Ends || Counts) && !Each.InLoop &&
      dependsOn(Index, Done))
    return Ends ? StaleCondition::Fills : StaleCondition::Counts;
  if (Done.Is == Act::Use && Present && !IsFlag &&
      bool(Each.Key) == bool(Done.Key) && (!Each.IsOwn || takesAwayAfter(Done)))
    return StaleCondition::Uses;
  return std::nullopt;
}

void Flow::visitLater(const CallExpr &Call, const LaterActs &Later,
                      const State &Now) {
  const CXXMemberCallExpr &Member = cast<CXXMemberCallExpr>(Call);
  for (const Act &Done : Later.Acts)
    for (auto [Index, Across] : Now.Known) {
      const ValueDecl *Target = Tests[Index / 2].Place.target();
      bool LooksAgain = any_of(Later.Conditions, [&](const Expr *Condition) {
        Revalidation::Looked Seen = Looks.at(*Condition);
        return Seen.Versions || Seen.Objects.contains(Target) ||
               revalidates(Condition);
      });
      std::optional<StaleCondition::Kind> Kind = kind(Index, Done);
      if (Kind && !LooksAgain)
        report(*Kind, Index,
               {Call.getExprLoc(), Member.getImplicitObjectArgument(), nullptr},
               Done);
    }
}

void Flow::visit(const CFGElement &Element, const State &Now) {
  std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
  const Expr *E = Statement ? dyn_cast<Expr>(Statement->getStmt()) : nullptr;
  if (DenseMap<const Expr *, std::vector<LaterActs>>::const_iterator Later =
          E ? LaterAt.find(E) : LaterAt.end();
      Later != LaterAt.end())
    for (const LaterActs &Each : Later->second)
      visitLater(cast<CallExpr>(*E), Each, Now);
  DenseMap<const Expr *, Act>::const_iterator It =
      E ? ActAt.find(E) : ActAt.end();
  if (It == ActAt.end())
    return;
  const Act &Done = It->second;
  auto At = [](const Suspension &Point) {
    return Gap{Point.loc(), &Point.operand(), &Point};
  };
  for (auto [Index, Across] : Now.Known)
    if (Across)
      if (std::optional<StaleCondition::Kind> Kind = kind(Index, Done))
        report(*Kind, Index, At(*Across), Done);
  if (Done.Is == Act::Use)
    for (auto [Index, Across] : Now.Waited)
      if (concerns(Tests[Index / 2], Done))
        report(StaleCondition::Waited, Index, At(*Across), Done);
}

} // namespace

std::vector<StaleCondition>
staleConditions(const UnitAnalysis &Unit, const References &Facts,
                const FunctionDecl &Function,
                ArrayRef<std::string> Revalidating) {
  const Coroutine *Coro = Unit.coroutine(Function);
  bool MaySuspend = Coro ? letsOthersRun(Unit, *Coro)
                         : hasContinuation(Unit, userBody(Function));
  if (!MaySuspend)
    return {};
  return Flow(Unit, Facts, Function, Revalidating).run();
}

} // namespace cotidy
