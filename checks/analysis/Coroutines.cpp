// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Coroutines.h"

#include "checks/analysis/ProjectCode.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

class FunctionCollector : public RecursiveASTVisitor<FunctionCollector> {
public:
  FunctionCollector(const ProjectCode &Project,
                    std::vector<const FunctionDecl *> &Functions)
      : Project(Project), Functions(Functions) {}

  bool shouldVisitTemplateInstantiations() const { return true; }

  bool TraverseDecl(Decl *D) {
    // Only whole files are skipped: what hangs below a project declaration is
    // the project's, wherever a macro or an instantiation places it.
    if (D && D->getDeclContext() && D->getDeclContext()->isFileContext() &&
        !isa<NamespaceDecl, LinkageSpecDecl>(D) &&
        !Project.contains(D->getLocation()))
      return true;
    if (D && isa<NamespaceDecl, LinkageSpecDecl>(D) &&
        D->getASTContext().getSourceManager().isInSystemHeader(
            D->getLocation()))
      return true;
    return RecursiveASTVisitor::TraverseDecl(D);
  }

  bool VisitFunctionDecl(FunctionDecl *Function) {
    add(Function);
    return true;
  }

  // The visitor looks at a lambda's body but not at its call operator, and not
  // at the instantiations of a generic one.
  bool VisitLambdaExpr(LambdaExpr *Lambda) {
    FunctionTemplateDecl *Generic = Lambda->getDependentCallOperator();
    if (!Generic) {
      add(Lambda->getCallOperator());
      return true;
    }
    for (FunctionDecl *Instance : Generic->specializations())
      if (!Instance->isDependentContext()) {
        add(Instance);
        if (!TraverseStmt(Instance->getBody()))
          return false;
      }
    return true;
  }

private:
  void add(const FunctionDecl *Function) {
    if (Function->doesThisDeclarationHaveABody() &&
        !Function->isDependentContext() && !Function->isDefaulted() &&
        Project.contains(Function->getLocation()) &&
        Seen.insert(Function).second)
      Functions.push_back(Function);
  }

  const ProjectCode &Project;
  std::vector<const FunctionDecl *> &Functions;
  SmallPtrSet<const FunctionDecl *, 32> Seen;
};

// The explicit suspensions of one body; a nested lambda is another function.
class SuspensionCollector : public RecursiveASTVisitor<SuspensionCollector> {
public:
  explicit SuspensionCollector(SmallVectorImpl<Suspension> &Out) : Out(Out) {}

  bool TraverseLambdaExpr(LambdaExpr *Lambda) {
    for (Expr *Init : Lambda->capture_inits())
      if (Init && !TraverseStmt(Init))
        return false;
    return true;
  }
  bool TraverseDecl(Decl *D) {
    return isa_and_nonnull<TagDecl>(D) || RecursiveASTVisitor::TraverseDecl(D);
  }

  // Only what the user wrote: the ready, suspend and resume calls contain the
  // operand again.
  bool TraverseCoawaitExpr(CoawaitExpr *E) {
    return record(E, E->isImplicit());
  }
  bool TraverseCoyieldExpr(CoyieldExpr *E) { return record(E, false); }

private:
  bool record(CoroutineSuspendExpr *E, bool IsImplicit) {
    if (!TraverseStmt(E->getOperand()))
      return false;
    if (!IsImplicit)
      Out.push_back(
          {isa<CoyieldExpr>(E) ? Suspension::Yield : Suspension::Await, E,
           TypeFacts::suspends(E->getReadyExpr())});
    return true;
  }

  SmallVectorImpl<Suspension> &Out;
};

const CoroutineSuspendExpr *implicitSuspend(const Stmt *S) {
  const Expr *E = dyn_cast_or_null<Expr>(S);
  return E ? dyn_cast<CoroutineSuspendExpr>(E->IgnoreImplicit()) : nullptr;
}

// The promise of this very coroutine, parameters considered.
const CXXRecordDecl *promiseOf(const CoroutineBodyStmt &Body) {
  const VarDecl *Promise = Body.getPromiseDecl();
  return Promise ? Promise->getType()->getAsCXXRecordDecl() : nullptr;
}

bool producesSynchronously(const Coroutine &Coro) {
  if (!TypeFacts::canAwait(*Coro.Promise))
    return true;
  bool Awaits = any_of(Coro.Suspensions, [](const Suspension &S) {
    return S.Is == Suspension::Await;
  });
  bool Yields = any_of(Coro.Suspensions, [](const Suspension &S) {
    return S.Is == Suspension::Yield;
  });
  // An asynchronous generator awaits somewhere; one that never does is
  // told apart by its type: its iterators are awaited.
  return Coro.Task && Coro.Task->Is == TaskFacts::Generator && Yields &&
         !Awaits;
}

} // namespace

const Suspension *Coroutine::suspension(const Stmt *S) const {
  const Suspension *It = find_if(
      Suspensions, [&](const Suspension &Each) { return Each.Expr == S; });
  return It == Suspensions.end() ? nullptr : It;
}

const Stmt *userBody(const FunctionDecl &Function) {
  const Stmt *Body = Function.getBody();
  if (const CoroutineBodyStmt *Coro = dyn_cast_or_null<CoroutineBodyStmt>(Body))
    return Coro->getBody();
  return Body;
}

std::vector<const FunctionDecl *> collectFunctions(ASTContext &Context,
                                                   const ProjectCode &Project) {
  std::vector<const FunctionDecl *> Functions;
  FunctionCollector Collector(Project, Functions);
  for (Decl *Top : Context.getTraversalScope())
    if (TranslationUnitDecl *Unit = dyn_cast<TranslationUnitDecl>(Top)) {
      for (Decl *Child : Unit->decls())
        Collector.TraverseDecl(Child);
    } else {
      Collector.TraverseDecl(Top);
    }
  return Functions;
}

std::vector<Coroutine>
collectCoroutines(ArrayRef<const FunctionDecl *> Functions,
                  const TypeFacts &Types) {
  std::vector<Coroutine> Coroutines;
  for (const FunctionDecl *Function : Functions) {
    const CoroutineBodyStmt *Body =
        dyn_cast<CoroutineBodyStmt>(Function->getBody());
    const CXXRecordDecl *Promise = Body ? promiseOf(*Body) : nullptr;
    if (!Promise)
      continue;
    Coroutine Coro{Function, Body,  Types.task(Function->getReturnType()),
                   Promise,  false, {}};
    if (const CoroutineSuspendExpr *E =
            implicitSuspend(Body->getInitSuspendStmt()))
      Coro.Suspensions.push_back(
          {Suspension::Initial, E, TypeFacts::suspends(E->getReadyExpr())});
    SuspensionCollector(Coro.Suspensions).TraverseStmt(Body->getBody());
    if (const CoroutineSuspendExpr *E =
            implicitSuspend(Body->getFinalSuspendStmt()))
      Coro.Suspensions.push_back(
          {Suspension::Final, E, TypeFacts::suspends(E->getReadyExpr())});
    Coro.IsGenerator = producesSynchronously(Coro);
    Coroutines.push_back(std::move(Coro));
  }
  return Coroutines;
}

} // namespace cotidy
