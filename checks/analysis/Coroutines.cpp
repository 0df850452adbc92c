// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Coroutines.h"

#include "checks/analysis/Annotations.h"
#include "checks/analysis/BodyVisitor.h"
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
class SuspensionCollector : public BodyVisitor<SuspensionCollector> {
public:
  explicit SuspensionCollector(SmallVectorImpl<Suspension> &Out) : Out(Out) {}

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
           neverSuspends(*E) ? Suspends::Never
                             : TypeFacts::suspends(E->getReadyExpr())});
    return true;
  }

  // Its author says so.
  static bool neverSuspends(const CoroutineSuspendExpr &E) {
    const CallExpr *Call =
        dyn_cast<CallExpr>(E.getOperand()->IgnoreUnlessSpelledInSource());
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    return Callee && says(*Callee, Annotation::MayNotSuspend);
  }

  SmallVectorImpl<Suspension> &Out;
};

// The calls of one body; a nested lambda is another function.
class CallCollector : public BodyVisitor<CallCollector> {
public:
  bool VisitCallExpr(CallExpr *Call) {
    if (Call->getDirectCallee())
      Found.push_back(Call);
    return true;
  }

  SmallVector<const CallExpr *, 16> Found;
};

// Which plain functions are stackful coroutines.
class StackfulCalls {
public:
  StackfulCalls(ArrayRef<const FunctionDecl *> Functions,
                const TypeFacts &Types)
      : Types(Types) {
    for (const FunctionDecl *Function : Functions)
      if (!isa<CoroutineBodyStmt>(Function->getBody()))
        look(*Function);
    // Whoever calls a function that suspends is suspended as well.
    while (!Todo.empty())
      for (const FunctionDecl *Caller : CallersOf.lookup(Todo.pop_back_val()))
        add(*Caller);
  }

  bool suspends(const FunctionDecl &Function) const {
    return Suspending.contains(&Function);
  }

  SmallVector<Suspension, 4> suspensions(const FunctionDecl &Function) const {
    SmallVector<Suspension, 4> Result;
    for (const CallExpr *Call : CallsOf.lookup(&Function))
      if (suspends(*Call))
        Result.push_back({Suspension::Call, Call, Suspends::Maybe});
    return Result;
  }

private:
  void look(const FunctionDecl &Function) {
    CallCollector Calls;
    Calls.TraverseStmt(const_cast<Stmt *>(userBody(Function)));
    for (const CallExpr *Call : Calls.Found)
      if (const FunctionDecl *Callee = Call->getDirectCallee()->getDefinition())
        CallersOf[Callee].push_back(&Function);
    if (any_of(Calls.Found,
               [&](const CallExpr *Call) { return suspends(*Call); }))
      add(Function);
    CallsOf[&Function] = std::move(Calls.Found);
  }
  void add(const FunctionDecl &Function) {
    if (Suspending.insert(&Function).second)
      Todo.push_back(&Function);
  }
  bool suspends(const CallExpr &Call) const {
    const FunctionDecl &Callee = *Call.getDirectCallee();
    if (const FunctionDecl *Body = Callee.getDefinition();
        Body && Suspending.contains(Body))
      return true;
    return Types.functionFact(Callee, FunctionRole::Suspends) &&
           !isHandedReady(Call);
  }
  // A continuation is given its task by value once that is done.
  static bool isHandedReady(const CallExpr &Call) {
    const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call);
    const DeclRefExpr *Ref =
        Member ? dyn_cast<DeclRefExpr>(
                     Member->getImplicitObjectArgument()->IgnoreParenImpCasts())
               : nullptr;
    const ParmVarDecl *Parameter =
        Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
    return Parameter && !Parameter->getType()->isLValueReferenceType();
  }

  const TypeFacts &Types;
  SmallPtrSet<const FunctionDecl *, 8> Suspending;
  SmallVector<const FunctionDecl *, 8> Todo;
  DenseMap<const FunctionDecl *, SmallVector<const CallExpr *, 16>> CallsOf;
  DenseMap<const FunctionDecl *, SmallVector<const FunctionDecl *, 4>>
      CallersOf;
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

bool producesSynchronously(const Coroutine &Coro, const TypeFacts &Types) {
  if (!TypeFacts::canAwait(*Coro.Promise) ||
      Types.isResult(Coro.Function->getReturnType()))
    return true;
  bool Awaits = any_of(Coro.Suspensions, [](const Suspension &S) {
    return S.Is == Suspension::Await;
  });
  bool Yields = any_of(Coro.Suspensions, [](const Suspension &S) {
    return S.Is == Suspension::Yield;
  });
  // An asynchronous generator awaits somewhere, or hands over to the coroutine
  // that waits for its elements when it yields one.
  bool HandsOver = any_of(Coro.Suspensions, [](const Suspension &S) {
    return S.Is == Suspension::Yield &&
           S.await()->getSuspendReturnType() ==
               CoroutineSuspendExpr::SuspendReturnType::SuspendHandle;
  });
  return Coro.Task && Coro.Task->Is == TaskFacts::Generator && Yields &&
         !Awaits && !HandsOver;
}

} // namespace

SourceLocation Suspension::loc() const {
  const CoroutineSuspendExpr *Await = await();
  return Await ? Await->getKeywordLoc() : At->getExprLoc();
}

const Expr &Suspension::operand() const {
  if (const CoroutineSuspendExpr *Await = await())
    return *Await->getOperand();
  if (const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(At))
    return *Member->getImplicitObjectArgument();
  const CallExpr *Call = cast<CallExpr>(At);
  return Call->getNumArgs() ? *Call->getArg(0) : *Call;
}

const Suspension *Coroutine::suspension(const Stmt *S) const {
  const Suspension *It = find_if(
      Suspensions, [&](const Suspension &Each) { return Each.At == S; });
  return It == Suspensions.end() ? nullptr : It;
}

bool promiseMayTake(const Coroutine &Coro, const ParmVarDecl &Parameter) {
  const VarDecl *Promise = Coro.Body ? Coro.Body->getPromiseDecl() : nullptr;
  const Expr *Init = Promise ? Promise->getInit() : nullptr;
  const CXXConstructExpr *Made =
      Init ? dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit()) : nullptr;
  unsigned Place = Parameter.getFunctionScopeIndex();
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Coro.Function);
  if (Method && Method->isImplicitObjectMemberFunction())
    ++Place;
  if (!Made || Place >= Made->getNumArgs() ||
      Place >= Made->getConstructor()->getNumParams())
    return false;
  QualType Taken = Made->getConstructor()->getParamDecl(Place)->getType();
  return Taken->isReferenceType() &&
         !Taken.getNonReferenceType().isConstQualified();
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
  StackfulCalls Stackful(Functions, Types);
  for (const FunctionDecl *Function : Functions) {
    const CoroutineBodyStmt *Body =
        dyn_cast<CoroutineBodyStmt>(Function->getBody());
    const CXXRecordDecl *Promise = Body ? promiseOf(*Body) : nullptr;
    if (!Body && Stackful.suspends(*Function))
      Coroutines.push_back({Function, nullptr, nullptr, nullptr, false,
                            Stackful.suspensions(*Function)});
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
    Coro.IsGenerator = producesSynchronously(Coro, Types);
    Coroutines.push_back(std::move(Coro));
  }
  return Coroutines;
}

} // namespace cotidy
