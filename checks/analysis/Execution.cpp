// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Execution.h"

#include "checks/analysis/Dataflow.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// How far the initialisers of executor variables are followed.
constexpr unsigned MaxInitialisers = 3;

RunsOn merge(RunsOn A, RunsOn B) {
  if (A == RunsOn::Worker || B == RunsOn::Worker)
    return RunsOn::Worker;
  return A == RunsOn::Loop ? A : B;
}

RunsOn placeOfType(const UnitAnalysis &Unit, QualType Type) {
  if (Type.isNull())
    return RunsOn::Unknown;
  Type = Type.getNonReferenceType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  if (const TypeFact *Fact = Unit.types().modelled(Type)) {
    if (Fact->Role == TypeRole::Worker)
      return RunsOn::Worker;
    if (Fact->Role == TypeRole::Executor)
      return RunsOn::Loop;
  }
  // strand<thread_pool::executor_type>, unique_ptr<thread_pool>
  RunsOn Result = RunsOn::Unknown;
  if (const ClassTemplateSpecializationDecl *Specialization =
          dyn_cast_or_null<ClassTemplateSpecializationDecl>(
              Type->getAsCXXRecordDecl()))
    for (const TemplateArgument &Argument :
         Specialization->getTemplateArgs().asArray())
      if (Argument.getKind() == TemplateArgument::Type)
        Result = merge(Result, placeOfType(Unit, Argument.getAsType()));
  return Result;
}

RunsOn placeOfExpr(const UnitAnalysis &Unit, const Stmt *S, unsigned Depth) {
  if (!S || isa<LambdaExpr>(S))
    return RunsOn::Unknown;
  RunsOn Result = RunsOn::Unknown;
  if (const Expr *E = dyn_cast<Expr>(S))
    Result = placeOfType(Unit, E->getType());
  if (const CoroutineSuspendExpr *Await = dyn_cast<CoroutineSuspendExpr>(S))
    return merge(Result, placeOfExpr(Unit, Await->getOperand(), Depth));
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(S))
    if (const VarDecl *Var = dyn_cast<VarDecl>(Ref->getDecl()))
      if (Result != RunsOn::Worker && Depth && Var->isLocalVarDecl())
        return merge(Result, placeOfExpr(Unit, Var->getInit(), Depth - 1));
  for (const Stmt *Child : S->children())
    Result = merge(Result, placeOfExpr(Unit, Child, Depth));
  return Result;
}

RunsOn placeOfCall(const UnitAnalysis &Unit, const CallParts &Call) {
  RunsOn Result = placeOfExpr(Unit, Call.Object, MaxInitialisers);
  for (const Expr *Argument : Call.Arguments)
    Result = merge(Result, placeOfExpr(Unit, Argument, MaxInitialisers));
  return Result;
}

RunsOn resolve(const UnitAnalysis &Unit, const CallParts &Call,
               const FunctionFact &Fact) {
  if (Fact.Where == RunsOn::Executor)
    return placeOfCall(Unit, Call);
  // A loop that has a thread of its own, on which nobody waits for a turn:
  // `thread.getLoop()->runInLoop(f)`.
  if (Fact.Where == RunsOn::Loop &&
      placeOfExpr(Unit, Call.Object, MaxInitialisers) == RunsOn::Worker)
    return RunsOn::Worker;
  return Fact.Where;
}

const FunctionFact *factOf(const UnitAnalysis &Unit, const CallParts &Call,
                           FunctionRole Role) {
  for (const FunctionFact *Fact : factsOf(Unit, Call))
    if (Fact->Role == Role)
      return Fact;
  return nullptr;
}

// Finds out whether a body hands anything to a worker.
class HandOverFinder : public RecursiveASTVisitor<HandOverFinder> {
public:
  explicit HandOverFinder(const UnitAnalysis &Unit) : Unit(Unit) {}
  bool VisitCallExpr(CallExpr *E) { return look(*E); }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) { return look(*E); }
  bool Found = false;

private:
  bool look(const Expr &E) {
    Found |= handsOverTo(Unit, partsOf(E)) == RunsOn::Worker;
    return !Found;
  }
  const UnitAnalysis &Unit;
};

bool awaiterMovesToWorker(const UnitAnalysis &Unit,
                          const CoroutineSuspendExpr &E) {
  const Expr *Call = E.getSuspendExpr();
  const FunctionDecl *Suspend = Call ? partsOf(written(*Call)).Callee : nullptr;
  if (!Suspend || !Unit.project().contains(Suspend->getLocation()) ||
      !Suspend->getBody())
    return false;
  HandOverFinder Finder(Unit);
  Finder.TraverseStmt(Suspend->getBody());
  return Finder.Found;
}

enum class Move { Stays, ToLoop, Away };

// co_await post(use_awaitable): to wherever the coroutine runs anyway.
bool namesOnlyTokens(const UnitAnalysis &Unit, const CallParts &Call) {
  return !Call.Object && !Call.Arguments.empty() &&
         all_of(Call.Arguments, [&](const Expr *Argument) {
           const TypeFact *Fact = Unit.types().modelled(Argument->getType());
           return Fact && Fact->Role == TypeRole::Token;
         });
}

Move moveOf(const UnitAnalysis &Unit, const Suspension &S) {
  if (S.Is == Suspension::Await) {
    const CallParts Call = partsOf(written(S.operand()));
    const FunctionFact *Fact = factOf(Unit, Call, FunctionRole::Switch);
    if (Fact && !namesOnlyTokens(Unit, Call))
      return resolve(Unit, Call, *Fact) == RunsOn::Loop ? Move::ToLoop
                                                        : Move::Away;
  }
  if (const CoroutineSuspendExpr *Await = S.await();
      Await && S.Is != Suspension::Final && awaiterMovesToWorker(Unit, *Await))
    return Move::Away;
  return Move::Stays;
}

struct Location {
  bool IsElsewhere;
  bool join(const Location &Other) {
    bool Changed = !IsElsewhere && Other.IsElsewhere;
    IsElsewhere |= Other.IsElsewhere;
    return Changed;
  }
};

} // namespace

const CXXRecordDecl *CallParts::objectClass() const {
  if (!Object)
    return nullptr;
  QualType Type = Object->IgnoreParenImpCasts()->getType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  return Type->getAsCXXRecordDecl();
}

ArrayRef<const FunctionFact *> factsOf(const UnitAnalysis &Unit,
                                       const CallParts &Call) {
  if (!Call.Callee)
    return {};
  if (Call.Callee->getOverloadedOperator() == OO_Call && Call.Object)
    if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(&written(*Call.Object)))
      if (const VarDecl *Var = dyn_cast<VarDecl>(Ref->getDecl()))
        if (Var->hasGlobalStorage() && Unit.model().mayName(Var->getName()))
          return Unit.model().functions(Unit.types().name(*Var));
  return Unit.types().functionFacts(*Call.Callee, Call.objectClass());
}

const Expr &written(const Expr &E) {
  const Expr *Inner = E.IgnoreUnlessSpelledInSource();
  if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(Inner))
    if (Copy->getNumArgs() == 1 &&
        Copy->getConstructor()->isCopyOrMoveConstructor())
      return written(*Copy->getArg(0));
  if (const CallExpr *Call = dyn_cast<CallExpr>(Inner))
    if (Call->isCallToStdMove())
      return written(*Call->getArg(0));
  return *Inner;
}

CallParts partsOf(const Expr &E) {
  CallParts Parts;
  if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(&E)) {
    Parts.Callee = Construct->getConstructor();
    for (const Expr *Argument : Construct->arguments())
      if (!isa<CXXDefaultArgExpr>(Argument))
        Parts.Arguments.push_back(Argument);
    return Parts;
  }
  const CallExpr *Call = dyn_cast<CallExpr>(&E);
  if (!Call)
    return Parts;
  Parts.Callee = Call->getDirectCallee();
  Parts.Arguments.append(Call->arg_begin(), Call->arg_end());
  if (const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    Parts.Object = Member->getImplicitObjectArgument();
  } else if (isa<CXXOperatorCallExpr>(Call) &&
             isa_and_nonnull<CXXMethodDecl>(Parts.Callee) &&
             !Parts.Arguments.empty()) {
    Parts.Object = Parts.Arguments.front();
    Parts.Arguments.erase(Parts.Arguments.begin());
  }
  return Parts;
}

RunsOn handsOverTo(const UnitAnalysis &Unit, const CallParts &Call) {
  if (!Call.Callee || Call.Arguments.empty())
    return RunsOn::Loop;
  const FunctionFact *Fact = factOf(Unit, Call, FunctionRole::Offload);
  return Fact ? resolve(Unit, Call, *Fact) : RunsOn::Loop;
}

SmallPtrSet<const Stmt *, 32> runsElsewhere(const UnitAnalysis &Unit,
                                            const Coroutine &Coro) {
  DenseMap<const Stmt *, Move> Moves;
  bool StartsElsewhere = false;
  for (const Suspension &S : Coro.Suspensions) {
    Move Moved = moveOf(Unit, S);
    if (S.Is == Suspension::Initial)
      StartsElsewhere = Moved == Move::Away;
    else if (Moved != Move::Stays)
      Moves[S.At] = Moved;
  }
  SmallPtrSet<const Stmt *, 32> Result;
  const SuspensionCfg *Cfg =
      Moves.empty() && !StartsElsewhere ? nullptr : Unit.cfg(*Coro.Function);
  if (!Cfg)
    return Result;
  auto Transfer = [&](const CFGElement &Element, Location &Now) {
    if (const Suspension *S = Cfg->suspension(Element))
      if (Moves.contains(S->At))
        Now.IsElsewhere = Moves.lookup(S->At) == Move::Away;
  };
  auto Note = [&](const CFGElement &Element, const Location &Now) {
    if (std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>())
      if (Now.IsElsewhere)
        Result.insert(Statement->getStmt());
  };
  replay(Cfg->graph(),
         solveForward(Cfg->graph(), Location{StartsElsewhere}, Transfer),
         Transfer, Note);
  return Result;
}

} // namespace cotidy
