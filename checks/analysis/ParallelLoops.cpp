// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ParallelLoops.h"

#include "checks/analysis/Locations.h"
#include "checks/analysis/StartedCode.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// A parameter that a function calls on several threads before it returns.
struct ParallelParameter {
  unsigned Index;
  const Start *Runs;
};
using ParallelParameters =
    DenseMap<const FunctionDecl *, SmallVector<ParallelParameter, 1>>;

// Finds the parameters of a function that a lambda of it calls.
class ParameterCalls : public RecursiveASTVisitor<ParameterCalls> {
public:
  ParameterCalls(const Start &Runs, ParallelParameters &Out)
      : Runs(Runs), Out(Out) {}
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *Call) {
    const DeclRefExpr *Callee =
        Call->getOperator() == OO_Call
            ? dyn_cast<DeclRefExpr>(ignoreForwarding(Call->getArg(0)))
            : nullptr;
    const ParmVarDecl *Parameter =
        Callee ? dyn_cast<ParmVarDecl>(Callee->getDecl()) : nullptr;
    if (Parameter && Parameter->getDeclContext() == Runs.Starter &&
        !callOperator(Callee)) // of a template: its calls are followed
      Out[Runs.Starter].push_back({Parameter->getFunctionScopeIndex(), &Runs});
    return true;
  }

private:
  const Start &Runs;
  ParallelParameters &Out;
};

// The lambdas and functions that such parameters are given.
class ParallelBodies : public RecursiveASTVisitor<ParallelBodies> {
public:
  ParallelBodies(const UnitAnalysis &Unit, const FunctionDecl &Caller,
                 const ParallelParameters &Known, std::vector<Start> &Out)
      : Unit(Unit), Caller(Caller), Known(Known), Out(Out) {}
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitCallExpr(CallExpr *Call) {
    const CallParts Parts = partsOf(*Call);
    auto It = Known.find(definition(Parts.Callee));
    if (It == Known.end())
      return true;
    for (const ParallelParameter &Each : It->second) {
      if (Each.Index >= Parts.Arguments.size())
        continue;
      const Expr *Argument = Parts.Arguments[Each.Index];
      // `std::function` is made of it.
      const Expr *Plain = ignoreForwarding(Argument);
      while (const CXXConstructExpr *Wrapped =
                 dyn_cast<CXXConstructExpr>(Plain)) {
        if (Wrapped->getNumArgs() != 1)
          break;
        Plain = ignoreForwarding(Wrapped->getArg(0));
      }
      Callable Run = callable(Plain, {}, false);
      if (!Run.Root || !Unit.project().contains(Run.Root->getLocation()))
        continue;
      Start New{&Caller, Run.Root, Call, Each.Runs->On, Plain};
      New.Object = Run.Object;
      New.Together = Call;
      New.IsSeveral = New.EndsAtOnce = true;
      Out.push_back(std::move(New));
    }
    return true;
  }

private:
  const UnitAnalysis &Unit;
  const FunctionDecl &Caller;
  const ParallelParameters &Known;
  std::vector<Start> &Out;
};

} // namespace

void addParallelBodies(const UnitAnalysis &Unit, std::vector<Start> &Result) {
  ParallelParameters Known;
  for (const Start &Each : Result) {
    const VarDecl *Handle = dyn_cast_or_null<VarDecl>(Each.Handle);
    if (Each.Loop && Handle && Handle->isLocalVarDecl() &&
        callOperator(Each.Task))
      ParameterCalls(Each, Known)
          .TraverseStmt(const_cast<Stmt *>(userBody(*Each.Root)));
  }
  if (Known.empty())
    return;
  std::vector<Start> Bodies;
  for (const FunctionDecl *Function : Unit.functions())
    ParallelBodies(Unit, *Function, Known, Bodies)
        .TraverseStmt(const_cast<Stmt *>(userBody(*Function)));
  Result.insert(Result.end(), Bodies.begin(), Bodies.end());
}

} // namespace cotidy
