// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Failures.h"

#include "checks/analysis/Promises.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// A summary that names this many different failures says enough.
constexpr size_t MaxFailures = 16;
// Local variables and wrappers are followed this far.
constexpr unsigned MaxSteps = 8;

void add(FailureList &List, const Failure &F) {
  if (List.size() >= MaxFailures && F.Is != Failure::Possible)
    return;
  List.push_back(F);
}

void append(FailureList &List, const FailureList &More) {
  for (const Failure &F : More)
    add(List, F);
}

bool isNoexcept(const FunctionDecl &Function) {
  const FunctionProtoType *Type =
      Function.getType()->getAs<FunctionProtoType>();
  return Type && !isUnresolvedExceptionSpec(Type->getExceptionSpecType()) &&
         Type->isNothrow();
}

// An await whose await_resume cannot throw.
bool neverThrows(const CoroutineSuspendExpr &E) {
  const Expr *Resume = E.getResumeExpr();
  const CallExpr *Call =
      Resume ? dyn_cast<CallExpr>(Resume->IgnoreImplicit()) : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && isNoexcept(*Callee);
}

bool isUnevaluated(const Stmt &S) {
  return isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, CXXTypeidExpr,
             CXXDefaultArgExpr, RequiresExpr>(S);
}

class ReturnFinder : public RecursiveASTVisitor<ReturnFinder> {
public:
  std::vector<const Expr *> Values;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitReturnStmt(ReturnStmt *S) {
    if (const Expr *Value = S->getRetValue())
      Values.push_back(Value);
    return true;
  }
};

const Expr *stripped(const Expr &E) {
  const Expr *Inner = E.IgnoreParenImpCasts()->IgnoreUnlessSpelledInSource();
  if (const CallExpr *Call = dyn_cast<CallExpr>(Inner))
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      switch (Callee->getBuiltinID()) {
      case Builtin::BImove:
      case Builtin::BIforward:
        return Call->getArg(0);
      default:
        break;
      }
  if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(Inner);
      Address && Address->getOpcode() == UO_AddrOf)
    return Address->getSubExpr();
  if (const CXXFunctionalCastExpr *Cast =
          dyn_cast<CXXFunctionalCastExpr>(Inner))
    return Cast->getSubExpr();
  if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(Inner);
      Copy && Copy->getConstructor()->isCopyOrMoveConstructor())
    return Copy->getArg(0);
  if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(Inner))
    if (const VarDecl *Variable = dyn_cast<VarDecl>(Reference->getDecl());
        Variable && !isa<ParmVarDecl>(Variable) && Variable->hasLocalStorage())
      if (const Expr *Init = Variable->getInit())
        return Init;
  return Inner;
}

// The first function type among template arguments; null without one.
const FunctionProtoType *functionTypeIn(const TemplateArgumentList *Arguments) {
  SmallVector<TemplateArgument, 4> Flat;
  if (!Arguments)
    return nullptr;
  for (const TemplateArgument &Argument : Arguments->asArray())
    if (Argument.getKind() == TemplateArgument::Pack)
      append_range(Flat, Argument.pack_elements());
    else
      Flat.push_back(Argument);
  for (const TemplateArgument &Argument : Flat)
    if (Argument.getKind() == TemplateArgument::Type)
      if (const FunctionProtoType *Type =
              Argument.getAsType()->getAs<FunctionProtoType>())
        return Type;
  return nullptr;
}

// The method that runs; null when only the object's dynamic type tells.
const CXXMethodDecl *methodOf(const CXXMemberCallExpr &Call) {
  CXXMethodDecl *Method = Call.getMethodDecl();
  if (!Method || !Method->isVirtual())
    return Method;
  const MemberExpr *Member =
      dyn_cast<MemberExpr>(Call.getCallee()->IgnoreParens());
  return Member && Member->hasQualifier()
             ? Method
             : Method->getDevirtualizedMethod(Call.getImplicitObjectArgument(),
                                              /*IsAppleKext=*/false);
}

const FunctionDecl *lambdaOperator(const CXXRecordDecl *Record) {
  return Record && Record->isLambda() ? Record->getLambdaCallOperator()
                                      : nullptr;
}

} // namespace

bool yieldsCurrentException(const FunctionDecl &Function) {
  if (!Function.getIdentifier() || Function.getName() != "current_exception" ||
      Function.getNumParams() != 0)
    return false;
  const CXXRecordDecl *Result = Function.getReturnType()->getAsCXXRecordDecl();
  return Result && Result->getIdentifier() &&
         Result->getName() == "exception_ptr";
}

const Expr &origin(const Expr &E) {
  const Expr *Now = &E;
  for (unsigned Step = 0; Step < MaxSteps; ++Step) {
    const Expr *Next = stripped(*Now);
    if (Next == Now)
      break;
    Now = Next;
  }
  return *Now;
}

// Collects what leaves a statement, in the order of the source.
class Failures::Walker {
public:
  explicit Walker(const Failures &All) : All(All) {}

  FailureList Found;
  /// A `throw;` that no handler inside the walked part belongs to.
  SourceLocation Rethrow;

  void walk(const Stmt *S) {
    if (!S || isUnevaluated(*S))
      return;
    if (const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(S))
      return walkAll(Lambda->capture_inits());
    if (const CXXTryStmt *Try = dyn_cast<CXXTryStmt>(S))
      return walkTry(*Try);
    if (const CoroutineSuspendExpr *Await = dyn_cast<CoroutineSuspendExpr>(S))
      return walkAwait(*Await);
    // The call on the promise repeats the operand.
    if (const CoreturnStmt *Return = dyn_cast<CoreturnStmt>(S))
      return walk(Return->getOperand());
    if (const IfStmt *If = dyn_cast<IfStmt>(S); If && If->isConstexpr())
      return walkConstexprIf(*If);
    walkAll(S->children());
    if (const CXXThrowExpr *Throw = dyn_cast<CXXThrowExpr>(S))
      walkThrow(*Throw);
    else if (const CallExpr *Call = dyn_cast<CallExpr>(S))
      walkCall(*Call);
    else if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(S))
      passThrough(*Construct->getConstructor(), Construct->getBeginLoc());
  }

private:
  template <class Range> void walkAll(const Range &Children) {
    for (const Stmt *Child : Children)
      walk(Child);
  }

  void walkConstexprIf(const IfStmt &If) {
    if (std::optional<const Stmt *> Taken =
            If.getNondiscardedCase(All.Unit.ast()))
      return walk(*Taken);
    walkAll(If.children());
  }

  void walkThrow(const CXXThrowExpr &Throw) {
    const Expr *Value = Throw.getSubExpr();
    if (!Value) {
      Rethrow = Throw.getThrowLoc();
      return;
    }
    Failure F{Failure::Possible, Throw.getThrowLoc()};
    F.Thrown = Value->getType().getUnqualifiedType();
    add(Found, F);
  }

  void walkCall(const CallExpr &Call) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    if (!Callee)
      return;
    if (const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call))
      Callee = methodOf(*Member);
    else if (Callee->isVirtualAsWritten())
      return;
    if (!Callee)
      return;
    passThrough(*Callee, Call.getBeginLoc());
    walkSyncWait(Call, *Callee);
    // Operations with a token, or with a task, fail when they are awaited, not
    // when called.
    if (All.operation(Call) == FailureKind::Throws &&
        All.tokenOf(Call) == FailureKind::Unknown &&
        !All.Unit.types().task(Call.getType()))
      add(Found, {Failure::Possible, Call.getBeginLoc(), Callee});
  }

  // Waiting for a task rethrows like awaiting it.
  void walkSyncWait(const CallExpr &Call, const FunctionDecl &Callee) {
    if (!All.Unit.types().functionFact(Callee, FunctionRole::SyncWait) ||
        !Call.getNumArgs() || !All.Unit.types().task(Call.getArg(0)->getType()))
      return;
    for (Failure F : All.ofTask(*Call.getArg(0))) {
      F.Loc = Call.getBeginLoc();
      F.AtSuspension = true;
      add(Found, F);
    }
  }

  void passThrough(const FunctionDecl &Callee, SourceLocation Loc) {
    const FunctionDecl *Body = Callee.getDefinition();
    // What a coroutine throws arrives where it is awaited.
    if (!Body || !Body->getBody() || isa<CoroutineBodyStmt>(Body->getBody()) ||
        !All.Unit.project().contains(Body->getLocation()))
      return;
    for (const Failure &Cause : All.of(*Body)) {
      Failure F = Cause;
      F.Loc = Loc;
      F.Callee = Body;
      F.Cause = &Cause;
      F.AtSuspension = false;
      add(Found, F);
    }
  }

  void walkAwait(const CoroutineSuspendExpr &Await) {
    const Expr *Operand = Await.getOperand();
    walk(Operand);
    if (!Operand || neverThrows(Await))
      return;
    for (Failure F : All.ofTask(*Operand)) {
      F.Loc = Await.getKeywordLoc();
      F.AtSuspension = true;
      add(Found, F);
    }
  }

  void walkTry(const CXXTryStmt &Try) {
    Walker Inside(All);
    Inside.walk(Try.getTryBlock());
    FailureList Left = std::move(Inside.Found);
    if (Inside.Rethrow.isValid())
      Rethrow = Inside.Rethrow;
    for (unsigned Index = 0; Index < Try.getNumHandlers(); ++Index) {
      const CXXCatchStmt &Handler = *Try.getHandler(Index);
      Walker InHandler(All);
      InHandler.walk(Handler.getHandlerBlock());
      bool Passes = InHandler.Rethrow.isValid();
      FailureList Uncaught;
      for (const Failure &F : Left)
        if (!All.catches(Handler.getCaughtType(), F))
          Uncaught.push_back(F);
        else if (Passes)
          add(Found, F);
      append(Found, InHandler.Found);
      Left = std::move(Uncaught);
    }
    append(Found, Left);
  }

  const Failures &All;
};

FailureList Failures::of(const Stmt &Part) const {
  Walker W(*this);
  W.walk(&Part);
  // For handlers to call: it throws again what they caught, whatever that is.
  if (W.Rethrow.isValid())
    add(W.Found, {Failure::Unknown, W.Rethrow});
  return std::move(W.Found);
}

const FunctionDecl *unhandledException(const Coroutine &Coro) {
  const Stmt *Handler = Coro.Body ? Coro.Body->getExceptionHandler() : nullptr;
  const CallExpr *Call =
      Handler ? dyn_cast<CallExpr>(cast<Expr>(Handler)->IgnoreImplicit())
              : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && Callee->getBody() ? Callee->getDefinition() : nullptr;
}

namespace {

bool isEmpty(const FunctionDecl &Function) {
  const CompoundStmt *Body = dyn_cast<CompoundStmt>(Function.getBody());
  return !Body || Body->body_empty();
}

bool endsInNoReturn(const FunctionDecl &Function) {
  const CompoundStmt *Body = dyn_cast<CompoundStmt>(Function.getBody());
  const Expr *Last =
      Body && !Body->body_empty() ? dyn_cast<Expr>(Body->body_back()) : nullptr;
  const CallExpr *Call =
      Last ? dyn_cast<CallExpr>(Last->IgnoreImplicit()) : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && Callee->isNoReturn();
}

bool isAssumedToFail(const UnitAnalysis &Unit, const FunctionDecl &Callee) {
  const TaskFacts *Task = Unit.types().task(Callee.getReturnType());
  return Task && Task->Model && Task->Model->Failure == FailureKind::Throws &&
         !Callee.isDefined() && !isNoexcept(Callee) &&
         Unit.project().contains(Callee.getLocation());
}

} // namespace

bool endsProgram(const Coroutine &Coro) {
  const FunctionDecl *Unhandled = unhandledException(Coro);
  return Unhandled && endsInNoReturn(*Unhandled);
}

const FailureList &Failures::of(const FunctionDecl &Function) const {
  static const FailureList None;
  DenseMap<const FunctionDecl *, std::unique_ptr<FailureList>>::iterator It =
      Summaries.find(&Function);
  if (It != Summaries.end())
    return *It->second;
  if (!InProgress.insert(&Function).second)
    return None;
  FailureList List;
  const Coroutine *Coro = Unit.coroutine(Function);
  const FunctionDecl *Unhandled = Coro ? unhandledException(*Coro) : nullptr;
  // A promise that ends the program, or drops the exception, lets nothing out.
  bool Stops =
      Coro && !Coro->isStackful()
          ? Unhandled && (isEmpty(*Unhandled) || endsInNoReturn(*Unhandled))
          : isNoexcept(Function);
  if (const Stmt *Body = userBody(Function); Body && !Stops)
    List = of(*Body);
  InProgress.erase(&Function);
  return *(Summaries[&Function] =
               std::make_unique<FailureList>(std::move(List)));
}

const FunctionDecl *Failures::source(const Expr &Task) const {
  const Expr &E = origin(Task);
  const FunctionDecl *Function = nullptr;
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(&E)) {
    Function = methodOf(*Call);
  } else if (const CallExpr *Call = dyn_cast<CallExpr>(&E)) {
    Function = Call->getDirectCallee();
    // std::bind and its kin: the first argument is what runs.
    if (Function && !Unit.project().contains(Function->getLocation()) &&
        Call->getNumArgs() && !Unit.types().task(E.getType()))
      return source(*Call->getArg(0));
  } else if (const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(&E)) {
    Function = Lambda->getCallOperator();
  } else if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(&E)) {
    Function = dyn_cast<FunctionDecl>(Reference->getDecl());
    if (!Function && !isa<ParmVarDecl>(Reference->getDecl()))
      Function = lambdaOperator(E.getType()->getAsCXXRecordDecl());
  }
  Function = Function ? Function->getDefinition() : nullptr;
  return Function && Function->getBody() &&
                 Unit.project().contains(Function->getLocation())
             ? Function
             : nullptr;
}

const FunctionDecl &
Failures::coroutineBehind(const FunctionDecl &Function) const {
  const FunctionDecl *Now = &Function;
  for (unsigned Step = 0; Step < MaxSteps; ++Step) {
    if (isa<CoroutineBodyStmt>(Now->getBody()))
      break;
    ReturnFinder Returns;
    Returns.TraverseStmt(Now->getBody());
    const FunctionDecl *Next =
        Returns.Values.size() == 1 ? source(*Returns.Values.front()) : nullptr;
    if (!Next)
      return Function;
    Now = Next;
  }
  return *Now;
}

FailureList Failures::ofTask(const Expr &Task) const {
  const Expr &E = origin(Task);
  if (onlySucceeds(Unit, E))
    return {};
  const Failure Unknown{Failure::Unknown, E.getBeginLoc()};
  if (const FunctionDecl *Function = source(Task)) {
    FailureList List;
    const bool IsCoroutine = isa<CoroutineBodyStmt>(Function->getBody());
    if (!IsCoroutine)
      return ofReturnedTasks(*Function);
    for (const Failure &Cause : of(*Function)) {
      Failure F = Cause;
      F.Loc = E.getBeginLoc();
      F.Callee = Function;
      F.Cause = &Cause;
      List.push_back(F);
    }
    return List;
  }
  if (const CallExpr *Call = dyn_cast<CallExpr>(&E))
    return ofLibraryTask(*Call);
  if (std::optional<FailureList> List = ofContinuation(E))
    return std::move(*List);
  return {Unknown};
}

FailureList Failures::ofReturnedTasks(const FunctionDecl &Function) const {
  if (!InProgress.insert(&Function).second)
    return {};
  ReturnFinder Returns;
  Returns.TraverseStmt(Function.getBody());
  FailureList List;
  for (const Expr *Value : Returns.Values)
    for (Failure F : ofTask(*Value)) {
      // Inside an operation of the project stands one of the library.
      if (!F.Cause && F.Thrown.isNull() && !F.Assumed)
        F.Callee = &Function;
      add(List, F);
    }
  InProgress.erase(&Function);
  return List;
}

FailureList Failures::ofLibraryTask(const CallExpr &Call) const {
  const FunctionDecl *Callee = Call.getDirectCallee();
  Failure F{Failure::Unknown, Call.getBeginLoc(), Callee};
  if (!Callee)
    return {F};
  if (const CXXOperatorCallExpr *Operator =
          dyn_cast<CXXOperatorCallExpr>(&Call);
      Operator && Operator->getNumArgs() == 2) {
    FailureList Left = ofTask(*Operator->getArg(0));
    FailureList Right = ofTask(*Operator->getArg(1));
    // One of two alternatives is enough; it fails when both do.
    if (Operator->getOperator() == OO_PipePipe &&
        (Left.empty() || Right.empty()))
      return {};
    append(Left, Right);
    return Left;
  }
  if (const FunctionFact *Spawn =
          Unit.types().functionFact(*Callee, FunctionRole::Spawn);
      Spawn && Spawn->Callable && tokenOf(Call) == FailureKind::Throws &&
      *Spawn->Callable < static_cast<int>(Call.getNumArgs()))
    return ofTask(*Call.getArg(*Spawn->Callable));
  FailureKind Token = tokenOf(Call);
  if (Token == FailureKind::Returned || Token == FailureKind::Ignored)
    return {};
  switch (operation(Call)) {
  case FailureKind::Never:
  case FailureKind::Stored:
    return {};
  case FailureKind::Throws:
    // A failure that it is given is another one's.
    if (none_of(Call.arguments(), [&](const Expr *Argument) {
          const TypeFact *Fact = Unit.types().modelled(Argument->getType());
          return Fact && Fact->Role == TypeRole::Error;
        }))
      F.Is = Failure::Possible;
    return {F};
  case FailureKind::Expected:
    F.Is = Failure::Expected;
    return {F};
  default:
    // A completion token stands where a continuation could.
    if (Token == FailureKind::Unknown)
      if (std::optional<FailureList> List = ofContinuation(Call))
        return std::move(*List);
    if (Token == FailureKind::Throws && !completesWithoutError(Call) &&
        !Unit.project().contains(Callee->getLocation()))
      F.Is = Failure::Possible;
    F.Assumed = F.Is == Failure::Unknown && isAssumedToFail(Unit, *Callee);
    return {F};
  }
}

// `async_initiate<Token, void(int)>` says how it completes, and so does the
// type of a deferred operation.
bool Failures::completesWithoutError(const CallExpr &Call) const {
  const FunctionDecl *Callee = Call.getDirectCallee();
  const FunctionProtoType *Signature =
      Callee ? functionTypeIn(Callee->getTemplateSpecializationArgs())
             : nullptr;
  const ClassTemplateSpecializationDecl *Operation =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Call.getType().getNonReferenceType()->getAsCXXRecordDecl());
  if (!Signature && Operation)
    Signature = functionTypeIn(&Operation->getTemplateArgs());
  if (!Signature)
    return false;
  const TypeFact *First =
      Signature->getNumParams()
          ? Unit.types().modelled(Signature->getParamType(0))
          : nullptr;
  return !First || First->Role != TypeRole::Error;
}

FailureKind Failures::operation(const CallExpr &Call) const {
  const FunctionDecl *Callee = Call.getDirectCallee();
  const FunctionFact *Fact =
      Callee ? Unit.types().functionFact(*Callee, FunctionRole::Operation)
             : nullptr;
  return Fact ? Fact->Failure : FailureKind::Unknown;
}

// A token may be wrapped (bound to an executor, given extra values): the
// wrapper is a template of the token.
FailureKind Failures::token(QualType Type) const {
  const TypeFact *Fact = Unit.types().modelled(Type);
  if (Fact && Fact->Role == TypeRole::Token &&
      Fact->Failure != FailureKind::Unknown)
    return Fact->Failure;
  const ClassTemplateSpecializationDecl *Wrapper =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Wrapper)
    return FailureKind::Unknown;
  for (const TemplateArgument &Argument : Wrapper->getTemplateArgs().asArray())
    if (Argument.getKind() == TemplateArgument::Type)
      if (FailureKind Kind = token(Argument.getAsType());
          Kind != FailureKind::Unknown)
        return Kind;
  return FailureKind::Unknown;
}

FailureKind Failures::tokenOf(const CallExpr &Call) const {
  for (const Expr *Argument :
       llvm::reverse(llvm::ArrayRef(Call.getArgs(), Call.getNumArgs()))) {
    const TypeFact *Fact = Unit.types().modelled(Argument->getType());
    if (Fact && Fact->Role != TypeRole::Token)
      continue;
    if (FailureKind Kind = token(Argument->getType());
        Kind != FailureKind::Unknown)
      return Kind;
  }
  return FailureKind::Unknown;
}

bool Failures::catchesAll(QualType Handler) const {
  if (Handler.isNull())
    return true;
  const CXXRecordDecl *Record =
      Handler.getNonReferenceType()->getAsCXXRecordDecl();
  const TypeFact *Fact =
      Record ? Unit.model().type(Unit.types().name(*Record)) : nullptr;
  return Fact && Fact->Role == TypeRole::Exception;
}

bool Failures::catches(QualType Handler, const Failure &F) const {
  if (Handler.isNull())
    return true;
  if (F.Thrown.isNull())
    return catchesAll(Handler);
  QualType Caught = Handler.getNonReferenceType();
  if (Unit.ast().hasSameUnqualifiedType(Caught, F.Thrown))
    return true;
  const CXXRecordDecl *Base = Caught->getAsCXXRecordDecl();
  const CXXRecordDecl *Thrown = F.Thrown->getAsCXXRecordDecl();
  return Base && Thrown && Thrown->hasDefinition() &&
         Thrown->isDerivedFrom(Base);
}

} // namespace cotidy
