// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/FailedFutures.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/TaskFate.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/DeclCXX.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// `future.failed()`, `future.available()`: the future, else null.
const DeclRefExpr *asked(const Expr &E, ArrayRef<StringRef> Questions) {
  const CXXMemberCallExpr *Call =
      dyn_cast<CXXMemberCallExpr>(E.IgnoreParenImpCasts());
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  if (!Method || !Method->getIdentifier() ||
      !is_contained(Questions, Method->getName()))
    return nullptr;
  const DeclRefExpr *Future = dyn_cast<DeclRefExpr>(
      Call->getImplicitObjectArgument()->IgnoreParenImpCasts());
  return Future && mustBeAsked(Future->getType()) ? Future : nullptr;
}

// This mention of a future only asks it something.
bool isAsked(const BodyTree &Tree, const DeclRefExpr &Mention) {
  const Stmt *Outer = Tree.parent(Mention);
  while (isa_and_nonnull<ImplicitCastExpr, ParenExpr, MemberExpr>(Outer))
    Outer = Tree.parent(*Outer);
  const Expr *Call = dyn_cast_or_null<Expr>(Outer);
  return Call && asked(*Call, {"failed", "available"}) == &Mention;
}

bool asksForFailure(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (const Expr *E = dyn_cast<Expr>(S); E && asked(*E, {"failed"}))
    return true;
  return any_of(S->children(), asksForFailure);
}

// The variable whose end is the end of the future.
const VarDecl *ownerOf(const ValueDecl &Future) {
  if (const BindingDecl *Part = dyn_cast<BindingDecl>(&Future))
    return dyn_cast_or_null<VarDecl>(Part->getDecomposedDecl());
  return dyn_cast<VarDecl>(&Future);
}

struct Question {
  const Expr *At;
  const ValueDecl *Future;
};

// The question that a condition consists of, and whether the answer is turned
// round.
std::optional<Question> questionIn(const Expr *Condition, bool &Negated) {
  while (Condition) {
    Condition = Condition->IgnoreParenImpCasts();
    if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(Condition);
        Not && Not->getOpcode() == UO_LNot) {
      Negated = !Negated;
      Condition = Not->getSubExpr();
      continue;
    }
    if (const CallExpr *Call = dyn_cast<CallExpr>(Condition);
        Call && Call->getBuiltinCallee() == Builtin::BI__builtin_expect) {
      Condition = Call->getArg(0);
      continue;
    }
    if (const DeclRefExpr *Future = asked(*Condition, {"failed"}))
      return Question{Condition, Future->getDecl()};
    return std::nullopt;
  }
  return std::nullopt;
}

// What may have become of the futures that were found failed, by question.
struct Found {
  enum : unsigned { Untouched = 1, Touched = 2 };
  DenseMap<const Expr *, unsigned> Since;

  bool join(const Found &Other) {
    bool Changed = false;
    for (const auto &[Test, May] : Other.Since) {
      unsigned &Here = Since[Test];
      Changed |= (Here | May) != Here;
      Here |= May;
    }
    return Changed;
  }
};

class Body {
public:
  Body(const UnitAnalysis &Unit, const FunctionDecl &Function)
      : Unit(Unit), Function(Function), Tree(Function) {}

  std::vector<FailedFuture> run(const SuspensionCfg &Cfg);

private:
  bool isOwned(const ValueDecl &Future) const;
  bool isShared(const ValueDecl &Future) const;
  void touch(const CFGElement &Element, Found &Now) const;
  bool follow(const CFGBlock &From, unsigned Successor, Found &Now);
  void conclude(const CFGElement &Element, Found &Now);
  void end(const Found &Now, const VarDecl *Owner);

  const UnitAnalysis &Unit;
  const FunctionDecl &Function;
  const BodyTree Tree;
  DenseMap<const Expr *, const ValueDecl *> FutureOf;
  SmallPtrSet<const Expr *, 4> Left;
  SmallPtrSet<const Expr *, 4> Taken;
};

bool Body::isOwned(const ValueDecl &Future) const {
  const VarDecl *Owner = ownerOf(Future);
  return Owner && Owner->getDeclContext() == &Function &&
         Owner->hasLocalStorage() && !Owner->isInitCapture() &&
         !Owner->getType()->isReferenceType() && !isShared(Future);
}

// Somebody else may take the failure through a reference.
bool Body::isShared(const ValueDecl &Future) const {
  return any_of(Tree.mentions(Future), [&](const DeclRefExpr *Mention) {
    const Stmt *Inner = Mention;
    const Stmt *Outer = Tree.parent(*Inner);
    while (!Tree.declaredBy(*Inner) &&
           isa_and_nonnull<ImplicitCastExpr, ParenExpr>(Outer)) {
      Inner = Outer;
      Outer = Tree.parent(*Inner);
    }
    const VarDecl *Alias = Tree.declaredBy(*Inner);
    const UnaryOperator *Address = dyn_cast_or_null<UnaryOperator>(Outer);
    return isa_and_nonnull<LambdaExpr>(Outer) ||
           (Alias && Alias->getType()->isReferenceType()) ||
           (Address && Address->getOpcode() == UO_AddrOf);
  });
}

void Body::touch(const CFGElement &Element, Found &Now) const {
  std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
  // Another exception tells of a failure.
  if (S && isa<CXXThrowExpr>(S->getStmt()))
    Now.Since.clear();
  const DeclRefExpr *Mention =
      S ? dyn_cast<DeclRefExpr>(S->getStmt()) : nullptr;
  if (!Mention)
    return;
  if (isAsked(Tree, *Mention))
    return;
  for (auto &[Test, May] : Now.Since)
    if (FutureOf.lookup(Test) == Mention->getDecl())
      May = Found::Touched;
}

bool Body::follow(const CFGBlock &From, unsigned Successor, Found &Now) {
  bool Negated = false;
  std::optional<Question> Asked =
      From.succ_size() == 2 ? questionIn(decidingCondition(From), Negated)
                            : std::nullopt;
  if (!Asked || !isOwned(*Asked->Future))
    return true;
  if ((Successor == 0) != Negated) {
    FutureOf[Asked->At] = Asked->Future;
    Now.Since[Asked->At] = Found::Untouched;
    return true;
  }
  // It has not failed, whatever an earlier question was answered.
  SmallVector<const Expr *, 2> Contradicted;
  for (const auto &[Test, May] : Now.Since)
    if (FutureOf.lookup(Test) == Asked->Future)
      Contradicted.push_back(Test);
  for (const Expr *Test : Contradicted)
    Now.Since.erase(Test);
  return true;
}

// The futures of a variable, or of all, are gone.
void Body::end(const Found &Now, const VarDecl *Owner) {
  for (const auto &[Test, May] : Now.Since) {
    if (Owner && ownerOf(*FutureOf.lookup(Test)) != Owner)
      continue;
    if (May & Found::Untouched)
      Left.insert(Test);
    if (May & Found::Touched)
      Taken.insert(Test);
  }
}

void Body::conclude(const CFGElement &Element, Found &Now) {
  std::optional<CFGLifetimeEnds> End = Element.getAs<CFGLifetimeEnds>();
  if (!End)
    return touch(Element, Now);
  end(Now, End->getVarDecl());
  SmallVector<const Expr *, 2> Gone;
  for (const auto &[Test, May] : Now.Since)
    if (ownerOf(*FutureOf.lookup(Test)) == End->getVarDecl())
      Gone.push_back(Test);
  for (const Expr *Test : Gone)
    Now.Since.erase(Test);
}

// The first way on from a block is the one that no exception takes.
bool leaves(const CFG &Graph, const CFGBlock &Block) {
  return Block.succ_size() && *Block.succ_begin() == &Graph.getExit() &&
         !Block.hasNoReturnElement();
}

std::vector<FailedFuture> Body::run(const SuspensionCfg &Cfg) {
  auto Transfer = [this](const CFGElement &Element, Found &Now) {
    conclude(Element, Now);
  };
  auto Follow = [this](const CFGBlock &From, unsigned Successor, Found &Now) {
    return follow(From, Successor, Now);
  };
  const std::vector<std::optional<Found>> Before =
      solveAlongEdges(Cfg.graph(), Found(), Transfer, Follow);
  for (const CFGBlock *Block : Cfg.graph()) {
    if (!Before[Block->getBlockID()] || !leaves(Cfg.graph(), *Block))
      continue;
    Found Now = *Before[Block->getBlockID()];
    for (const CFGElement &Element : *Block)
      conclude(Element, Now);
    end(Now, nullptr);
  }
  SmallVector<const Expr *, 4> Lost(
      make_filter_range(Left, [&](const Expr *E) { return !Taken.count(E); }));
  sort(Lost, [&](const Expr *A, const Expr *B) {
    return isBefore(Unit.ast(), A->getBeginLoc(), B->getBeginLoc());
  });
  std::vector<FailedFuture> Result;
  SmallPtrSet<const ValueDecl *, 2> Told;
  for (const Expr *Test : Lost)
    if (Told.insert(FutureOf.lookup(Test)).second)
      Result.push_back({FutureOf.lookup(Test), Test});
  return Result;
}

// The reference parameter by which a continuation gets the future it continues.
const ParmVarDecl *continuedReference(const UnitAnalysis &Unit,
                                      const CallParts &Call,
                                      const LambdaExpr &Lambda) {
  const CXXMethodDecl *Operator = Lambda.getCallOperator();
  if (!Call.Object || Operator->isTemplated() || !Operator->getNumParams() ||
      !handlingOf(Unit, Call, FunctionRole::Continues))
    return nullptr;
  const ParmVarDecl *Parameter = Operator->getParamDecl(0);
  QualType Type = Parameter->getType();
  return Type->isReferenceType() && mustBeAsked(Type.getNonReferenceType()) &&
                 Unit.ast().hasSameUnqualifiedType(
                     Type.getNonReferenceType(),
                     written(*Call.Object).getType().getNonReferenceType())
             ? Parameter
             : nullptr;
}

bool isOnlyAsked(const ParmVarDecl &Parameter, const FunctionDecl &Lambda) {
  const BodyTree Tree(Lambda);
  return all_of(Tree.mentions(Parameter), [&](const DeclRefExpr *Mention) {
    return isAsked(Tree, *Mention);
  });
}

void addContinuations(const UnitAnalysis &Unit, const FunctionDecl &Function,
                      std::vector<FailedFuture> &Result) {
  const BodyTree Tree(Function);
  for (const Expr *Call : Tree.calls()) {
    const CallParts Parts = partsOf(*Call);
    if (!Parts.Callee)
      continue;
    for (const Expr *Argument : Parts.Arguments)
      if (const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(&written(*Argument)))
        if (const ParmVarDecl *Future =
                continuedReference(Unit, Parts, *Lambda);
            Future && isOnlyAsked(*Future, *Lambda->getCallOperator()))
          Result.push_back({Future, nullptr});
  }
}

} // namespace

std::vector<FailedFuture> failedFutures(const UnitAnalysis &Unit,
                                        const FunctionDecl &Function) {
  const Stmt *Written = userBody(Function);
  std::vector<FailedFuture> Result;
  if (asksForFailure(Written))
    if (const SuspensionCfg *Cfg = Unit.cfg(Function))
      Result = Body(Unit, Function).run(*Cfg);
  if (Written && holdsLambda(*Written))
    addContinuations(Unit, Function, Result);
  return Result;
}

} // namespace cotidy
