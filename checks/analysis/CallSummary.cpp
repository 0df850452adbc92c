// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// summarize(): from bodies to plain data.

#include "checks/analysis/Annotations.h"
#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/CallConditions.h"
#include "checks/analysis/CallFacts.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/SpinLocks.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"

#include <map>
#include <utility>

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// How deep members of members are followed for what they construct and destroy.
constexpr unsigned MaxMemberDepth = 3;

using FactList = ArrayRef<const FunctionFact *>;
using Overriders =
    DenseMap<const CXXMethodDecl *, SmallVector<const CXXMethodDecl *, 2>>;

// A call as the walk meets it; what depends on later code is decided
// afterwards.
struct Met {
  CallSite::Kind Is = CallSite::Call;
  const FunctionDecl *Callee = nullptr;
  CallParts Parts;
  const CallExpr *Call = nullptr;
  const Stmt *Anchor = nullptr;
  const ValueDecl *Destroyed = nullptr;
  SourceLocation Loc;
  std::string Display;
  SmallVector<const FunctionFact *, 2> MayBlock;
  unsigned Order = 0;
  bool IsOffloaded = false;
  bool IsInSpinLock = false;
};

struct Walked {
  const FunctionDecl *Function = nullptr;
  std::vector<Met> Calls;
  /// Callables that an event loop runs.
  SmallVector<const FunctionDecl *, 2> OnLoop;
  Mentions Seen;
};

const CXXRecordDecl *lambdaClass(QualType Type) {
  const CXXRecordDecl *Record =
      Type.isNull() ? nullptr
                    : Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->isLambda() ? Record : nullptr;
}

const LambdaExpr *asLambda(const Expr &E) {
  return dyn_cast<LambdaExpr>(&written(E));
}

// Functions that return such a task run on an event loop.
bool isLoopTask(const UnitAnalysis &Unit, QualType Type) {
  const TaskFacts *Task = Unit.types().task(Type);
  return Task && Task->Model && Task->Model->Where == RunsOn::Loop;
}

bool isCoroutine(const FunctionDecl &Function) {
  return isa_and_nonnull<CoroutineBodyStmt>(Function.getBody());
}

// What a callable expression calls: one function, or each instance of a
// generic lambda.
SmallVector<const FunctionDecl *, 2> callablesOf(const Expr &E) {
  const Expr &Inner = written(E);
  if (const CXXRecordDecl *Lambda = lambdaClass(Inner.getType())) {
    SmallVector<const FunctionDecl *, 2> Result;
    if (FunctionTemplateDecl *Generic =
            Lambda->getDependentLambdaCallOperator())
      Result.append(Generic->spec_begin(), Generic->spec_end());
    else
      Result.push_back(Lambda->getLambdaCallOperator());
    return Result;
  }
  if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(&Inner))
    return callablesOf(*Address->getSubExpr());
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(&Inner))
    if (const FunctionDecl *Function = dyn_cast<FunctionDecl>(Ref->getDecl()))
      return {Function};
  return {};
}

class CallWalker : public BodyVisitor<CallWalker> {
public:
  CallWalker(const UnitAnalysis &Unit, const Overriders &Overridden,
             Walked &Out)
      : Unit(Unit), Overridden(Overridden), Out(Out) {}

  void walk();

  bool TraverseLambdaExpr(LambdaExpr *Lambda);
  bool TraverseCallExpr(CallExpr *E) { return traverseCall(E); }
  bool TraverseCXXMemberCallExpr(CXXMemberCallExpr *E) {
    return traverseCall(E);
  }
  bool TraverseCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    return traverseCall(E);
  }
  bool TraverseUserDefinedLiteral(UserDefinedLiteral *) { return true; }
  bool TraverseCoawaitExpr(CoawaitExpr *E);
  bool TraverseCoyieldExpr(CoyieldExpr *E) {
    noteSuspension();
    return TraverseStmt(E->getOperand());
  }
  bool TraverseCoreturnStmt(CoreturnStmt *S) {
    return !S->getOperand() || TraverseStmt(S->getOperand());
  }
  bool TraverseIfStmt(IfStmt *S);
  bool TraverseWhileStmt(WhileStmt *S) {
    return traverseLoop(
        S, [&] { return RecursiveASTVisitor::TraverseWhileStmt(S); });
  }
  bool TraverseDoStmt(DoStmt *S) {
    return traverseLoop(S,
                        [&] { return RecursiveASTVisitor::TraverseDoStmt(S); });
  }
  bool TraverseForStmt(ForStmt *S) {
    return traverseLoop(
        S, [&] { return RecursiveASTVisitor::TraverseForStmt(S); });
  }
  bool VisitCXXForRangeStmt(CXXForRangeStmt *S);
  // Never evaluated.
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) {
    return true;
  }
  bool TraverseCXXNoexceptExpr(CXXNoexceptExpr *) { return true; }
  bool TraverseCXXTypeidExpr(CXXTypeidExpr *) { return true; }
  bool TraverseTypeLoc(TypeLoc) { return true; }

  bool VisitCXXConstructExpr(CXXConstructExpr *E);
  bool VisitCXXDefaultArgExpr(CXXDefaultArgExpr *E);
  bool VisitCXXDefaultInitExpr(CXXDefaultInitExpr *E);
  bool VisitCXXDeleteExpr(CXXDeleteExpr *E);
  // Initialised once, whoever comes first.
  bool TraverseVarDecl(VarDecl *Var) {
    return Var->isStaticLocal() || RecursiveASTVisitor::TraverseVarDecl(Var);
  }
  bool VisitDeclStmt(DeclStmt *S);
  bool VisitBinaryOperator(BinaryOperator *E);
  bool VisitCaseStmt(CaseStmt *S);

private:
  bool traverseLoop(const Stmt *Loop, function_ref<bool()> Traverse) {
    bool Outer = std::exchange(InSpinLock, InSpinLock || isSpinLock(*Loop));
    bool Continue = Traverse();
    InSpinLock = Outer;
    return Continue;
  }
  bool traverseCall(CallExpr *E);
  bool runsHere(const Expr &Callable);
  bool callArguments(const CallParts &Parts);
  void call(CallExpr &E, const CallParts &Parts, FactList Facts);
  void noteHandOver(const CallParts &Parts, bool IsOffload);
  bool keepsOnLoop(const CallParts &Parts, QualType Result) const;
  void noteOnLoop(const CallParts &Parts, QualType Result);
  void noteReady(const CallParts &Parts, FactList Facts);
  const FunctionFact *readyFact(const CallParts &Parts, FactList Facts) const;
  const FunctionFact *readyOrigin(const Expr &From) const;
  unsigned noteSuspension() {
    ++Order;
    Out.Seen.FirstSuspension = std::min(Out.Seen.FirstSuspension, Order);
    return Out.Seen.LastSuspension = Order;
  }
  void noteReady(const ValueDecl *Subject, const FunctionFact *Fact);
  void noteReadyResult(const ValueDecl *Result, const Expr *From);
  void noteComparison(const Stmt *S);
  const FunctionDecl *resolveVirtual(const CallExpr &E,
                                     const FunctionDecl &Callee) const;
  void add(Met Call);
  void addCallable(const FunctionDecl &Callable, const Expr &At,
                   bool IsOffload);
  void addInitializers(const CXXRecordDecl &Record, unsigned Depth);
  void addDestruction(QualType Type, const ValueDecl *Object,
                      SourceLocation Loc, const Stmt *Anchor, unsigned Depth);
  void addMemberDestruction(const CXXRecordDecl &Record,
                            const ValueDecl *Object, SourceLocation Loc,
                            const Stmt *Anchor, unsigned Depth);
  bool isProject(const Decl &D) const {
    return Unit.project().contains(D.getLocation());
  }
  FactList factsOf(const CallParts &Parts) const {
    return cotidy::factsOf(Unit, Parts);
  }
  SourceLocation at(SourceLocation Loc) const {
    return Outer.isValid() ? Outer : Loc;
  }

  const UnitAnalysis &Unit;
  const Overriders &Overridden;
  Walked &Out;
  SmallPtrSet<const LambdaExpr *, 4> RunHere;
  SmallPtrSet<const Expr *, 4> Offloaded;
  /// The call that runs the lambda we are in: the only one the CFG knows.
  const Stmt *Anchor = nullptr;
  /// Where members are constructed whose initialisers stand elsewhere.
  SourceLocation Outer;
  unsigned Order = 0;
  bool InSpinLock = false;
};

void CallWalker::walk() {
  if (const CXXConstructorDecl *Constructor =
          dyn_cast<CXXConstructorDecl>(Out.Function))
    for (CXXCtorInitializer *Initializer : Constructor->inits())
      TraverseStmt(Initializer->getInit());
  TraverseStmt(const_cast<Stmt *>(userBody(*Out.Function)));
  if (const CXXDestructorDecl *Destructor =
          dyn_cast<CXXDestructorDecl>(Out.Function))
    addMemberDestruction(*Destructor->getParent(), nullptr,
                         Destructor->getBodyRBrace(), nullptr, MaxMemberDepth);
}

bool CallWalker::TraverseLambdaExpr(LambdaExpr *Lambda) {
  for (Expr *Init : Lambda->capture_inits())
    if (Init && !TraverseStmt(Init))
      return false;
  return !RunHere.contains(Lambda) || TraverseStmt(Lambda->getBody());
}

bool CallWalker::TraverseCoawaitExpr(CoawaitExpr *E) {
  if (!TraverseStmt(E->getOperand()))
    return false;
  unsigned At = noteSuspension();
  SmallVector<const Stmt *, 8> Todo{E->getOperand()};
  while (!Todo.empty()) {
    const Stmt *S = Todo.pop_back_val();
    if (const Expr *Part = dyn_cast_or_null<Expr>(S))
      if (isa<DeclRefExpr, MemberExpr>(Part))
        if (const ValueDecl *Subject = subject(Part))
          Out.Seen.Awaited.try_emplace(Subject, At);
    if (S && !isa<LambdaExpr>(S))
      append_range(Todo, S->children());
  }
  for (const Expr *Step : {E->getReadyExpr(), E->getSuspendExpr()}) {
    if (!Step)
      continue;
    CallParts Parts = partsOf(written(*Step));
    if (Parts.Callee && isProject(*Parts.Callee)) {
      Met Call;
      Call.Is = CallSite::Suspend;
      Call.Callee = Parts.Callee;
      Call.Anchor = E;
      Call.Loc = E->getKeywordLoc();
      add(std::move(Call));
    }
  }
  return true;
}

bool CallWalker::TraverseIfStmt(IfStmt *S) {
  std::optional<const Stmt *> Taken =
      S->isConstexpr() ? S->getNondiscardedCase(Unit.ast()) : std::nullopt;
  if (!Taken)
    return RecursiveASTVisitor::TraverseIfStmt(S);
  return !*Taken || TraverseStmt(const_cast<Stmt *>(*Taken));
}

// The elements of what is ready are.
bool CallWalker::VisitCXXForRangeStmt(CXXForRangeStmt *S) {
  if (const ValueDecl *Range = subject(S->getRangeInit());
      Range && Out.Seen.Ready.contains(Range))
    Out.Seen.Ready.try_emplace(S->getLoopVariable(), Order);
  return true;
}

bool CallWalker::traverseCall(CallExpr *E) {
  ++Order;
  CallParts Parts = partsOf(*E);
  bool RunsLambda = false;
  // Becoming a function pointer is no call.
  if (Parts.Object && Parts.Callee && !isa<CXXConversionDecl>(Parts.Callee) &&
      runsHere(*Parts.Object)) {
    RunsLambda = true;
  } else if (Parts.Callee) {
    FactList Facts = factsOf(Parts);
    noteHandOver(Parts, handsOverTo(Unit, Parts) == RunsOn::Worker);
    noteOnLoop(Parts, E->getType());
    if (any_of(Facts, [](const FunctionFact *Fact) {
          return Fact->Role == FunctionRole::Calls;
        }))
      RunsLambda = callArguments(Parts);
    call(*E, Parts, Facts);
  }
  const Stmt *Before = Anchor;
  if (RunsLambda && !Anchor)
    Anchor = E;
  bool Result =
      all_of(E->children(), [&](Stmt *Child) { return TraverseStmt(Child); });
  Anchor = Before;
  return Result;
}

// A lambda that is called where it stands is part of its function, unless it
// is a function of its own kind: a coroutine, or one per argument type.
bool CallWalker::runsHere(const Expr &Callable) {
  const LambdaExpr *Lambda = asLambda(Callable);
  if (!Lambda || Lambda->isGenericLambda() ||
      isCoroutine(*Lambda->getCallOperator()))
    return false;
  RunHere.insert(Lambda);
  return true;
}

// True when one of the arguments is a lambda that runs here.
bool CallWalker::callArguments(const CallParts &Parts) {
  bool RunsLambda = false;
  for (const Expr *Argument : Parts.Arguments)
    if (runsHere(*Argument))
      RunsLambda = true;
    else
      for (const FunctionDecl *Callable : callablesOf(*Argument))
        addCallable(*Callable, *Argument, /*IsOffload=*/false);
  return RunsLambda;
}

// Remembers which of the arguments run on a worker.
void CallWalker::noteHandOver(const CallParts &Parts, bool IsOffload) {
  if (!IsOffload)
    return;
  SmallVector<const Expr *, 6> Given(Parts.Arguments.begin(),
                                     Parts.Arguments.end());
  // task.schedule_on(pool): the object is what is handed over.
  if (Parts.Object)
    Given.push_back(Parts.Object);
  while (!Given.empty()) {
    const Expr *Argument = Given.pop_back_val();
    for (const FunctionDecl *Callable : callablesOf(*Argument))
      addCallable(*Callable, *Argument, /*IsOffload=*/true);
    const Expr &Inner = written(*Argument);
    Offloaded.insert(&Inner);
    // `co_invoke(lambda)`: a task that keeps the lambda and runs it.
    CallParts Keeper = partsOf(Inner);
    if (any_of(factsOf(Keeper), [](const FunctionFact *Fact) {
          return Fact->Role == FunctionRole::Keeps;
        }))
      append_range(Given, Keeper.Arguments);
  }
}

// A function of the library whose task it returns, or one whose body is there
// to see. Another one may hand its callable to a thread.
bool CallWalker::keepsOnLoop(const CallParts &Parts, QualType Result) const {
  if (!Parts.Callee || !isLoopTask(Unit, Result))
    return false;
  const FunctionDecl *Body = Parts.Callee->getDefinition();
  auto Outermost = [&](const NamedDecl &Named) {
    return StringRef(Unit.types().name(Named)).split("::").first;
  };
  return (Body && Body->getBody()) ||
         Outermost(*Parts.Callee) ==
             Outermost(*Unit.types().task(Result)->Record);
}

// A callable that is handed to a loop, or to what makes tasks of one.
void CallWalker::noteOnLoop(const CallParts &Parts, QualType Result) {
  bool IsLoop = keepsOnLoop(Parts, Result) ||
                any_of(factsOf(Parts), [](const FunctionFact *Fact) {
                  return Fact->Role == FunctionRole::Offload &&
                         Fact->Where == RunsOn::Loop;
                });
  if (!IsLoop || handsOverTo(Unit, Parts) == RunsOn::Worker)
    return;
  for (const Expr *Argument : Parts.Arguments)
    append_range(Out.OnLoop, callablesOf(*Argument));
}

void CallWalker::addCallable(const FunctionDecl &Callable, const Expr &At,
                             bool IsOffload) {
  Met Call;
  Call.Callee = &Callable;
  Call.Anchor = &written(At);
  Call.Loc = At.getBeginLoc();
  Call.IsOffloaded = IsOffload;
  if (const ValueDecl *Named = subject(&At); isa_and_nonnull<VarDecl>(Named))
    Call.Display = Named->getNameAsString();
  add(std::move(Call));
}

const FunctionDecl *
CallWalker::resolveVirtual(const CallExpr &E,
                           const FunctionDecl &Callee) const {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Callee);
  const MemberExpr *Member =
      dyn_cast<MemberExpr>(E.getCallee()->IgnoreParenImpCasts());
  if (!Method || !Method->isVirtual() || !Member || Member->hasQualifier() ||
      Method->hasAttr<FinalAttr>() || Method->getParent()->isEffectivelyFinal())
    return &Callee;
  if (!Member->isArrow())
    if (const DeclRefExpr *Ref =
            dyn_cast<DeclRefExpr>(Member->getBase()->IgnoreParenImpCasts()))
      if (!Ref->getDecl()->getType()->isReferenceType())
        return &Callee;
  Overriders::const_iterator It = Overridden.find(Method->getCanonicalDecl());
  if (It == Overridden.end())
    return Method->isPureVirtual() ? nullptr : &Callee;
  return It->second.size() == 1 && Method->isPureVirtual() ? It->second.front()
                                                           : nullptr;
}

SourceLocation nameLoc(const CallExpr &E) {
  if (const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&E))
    return Operator->getBeginLoc();
  const MemberExpr *Member =
      dyn_cast<MemberExpr>(E.getCallee()->IgnoreParenImpCasts());
  return Member && !Member->isImplicitAccess() ? Member->getMemberLoc()
                                               : E.getBeginLoc();
}

void CallWalker::call(CallExpr &E, const CallParts &Parts, FactList Facts) {
  noteReady(Parts, Facts);
  if (E.isCallToStdMove()) {
    if (const ValueDecl *Subject = subject(E.getArg(0)))
      Out.Seen.Moved.insert(Subject);
    return;
  }
  const FunctionDecl *Callee = resolveVirtual(E, *Parts.Callee);
  if (!Callee)
    return;
  Met Call;
  Call.Callee = Callee;
  Call.Parts = Parts;
  Call.Call = &E;
  Call.Anchor = &E;
  Call.Loc = nameLoc(E);
  Call.IsOffloaded = Offloaded.contains(&E);
  if (Parts.Object && Callee->getOverloadedOperator() == OO_Call)
    if (const ValueDecl *Named = subject(Parts.Object))
      Call.Display = Named->getNameAsString();
  // Whoever gets something to await is not kept waiting, and nor is whoever
  // asks what an await has just made ready.
  const TaskFacts *Task = Unit.types().task(E.getType());
  bool IsAwaited = Parts.Object && isa<CoawaitExpr>(written(*Parts.Object)) &&
                   readyOrigin(*Parts.Object);
  if ((!Task || !Task->Awaitable) && !IsAwaited)
    copy_if(Facts, std::back_inserter(Call.MayBlock),
            [](const FunctionFact *Fact) {
              return Fact->Role == FunctionRole::Blocking ||
                     Fact->Role == FunctionRole::SyncWait;
            });
  add(std::move(Call));
}

const FunctionFact *CallWalker::readyFact(const CallParts &Parts,
                                          FactList Facts) const {
  for (const FunctionFact *Fact : Facts)
    if (Fact->Role == FunctionRole::Ready &&
        applies(Unit, *Fact, {Parts}, Out.Seen, {}))
      return Fact;
  return nullptr;
}

void CallWalker::noteReady(const CallParts &Parts, FactList Facts) {
  const Expr *About = Parts.Object              ? Parts.Object
                      : Parts.Arguments.empty() ? nullptr
                                                : Parts.Arguments.front();
  noteReady(subject(About), readyFact(Parts, Facts));
}

void CallWalker::noteReady(const ValueDecl *Subject, const FunctionFact *Fact) {
  if (!Subject || !Fact)
    return;
  Out.Seen.Ready.try_emplace(Subject, Order);
  if (!Fact->Group.empty())
    Out.Seen.Lasting.insert(Subject);
}

// What a call returns, or what awaiting it yields.
const FunctionFact *CallWalker::readyOrigin(const Expr &From) const {
  const Expr *Inner = &written(From);
  if (const CoawaitExpr *Await = dyn_cast<CoawaitExpr>(Inner))
    Inner = &written(*Await->getOperand());
  CallParts Parts = partsOf(*Inner);
  return Parts.Callee ? readyFact(Parts, factsOf(Parts)) : nullptr;
}

void CallWalker::noteReadyResult(const ValueDecl *Result, const Expr *From) {
  const FunctionFact *Fact = From ? readyOrigin(*From) : nullptr;
  noteReady(Result, Fact);
  if (const DecompositionDecl *Parts =
          dyn_cast_or_null<DecompositionDecl>(Result))
    for (const BindingDecl *Part : Parts->bindings())
      noteReady(Part, Fact);
}

bool CallWalker::VisitCXXConstructExpr(CXXConstructExpr *E) {
  CallParts Parts = partsOf(*E);
  const CXXConstructorDecl *Constructor = E->getConstructor();
  if (Constructor->isCopyOrMoveConstructor())
    return true;
  Met Call;
  Call.Is = CallSite::Construct;
  Call.Callee = Constructor;
  Call.Parts = Parts;
  Call.Anchor = E;
  Call.Loc = E->getBeginLoc();
  Call.Display = displayName(E->getType(), Unit.ast());
  FactList Facts = factsOf(Parts);
  noteHandOver(Parts, handsOverTo(Unit, Parts) == RunsOn::Worker);
  noteOnLoop(Parts, E->getType());
  if (!Parts.Arguments.empty())
    copy_if(Facts, std::back_inserter(Call.MayBlock),
            [](const FunctionFact *Fact) {
              return Fact->Role == FunctionRole::Blocking;
            });
  add(std::move(Call));
  if (Constructor->isDefaulted() && isProject(*Constructor->getParent())) {
    SourceLocation Before = Outer;
    Outer = at(E->getBeginLoc());
    addInitializers(*Constructor->getParent(), MaxMemberDepth);
    Outer = Before;
  }
  return true;
}

void CallWalker::addInitializers(const CXXRecordDecl &Record, unsigned Depth) {
  for (const FieldDecl *Field : Record.fields()) {
    if (Expr *Init = Field->getInClassInitializer()) {
      TraverseStmt(Init);
      continue;
    }
    const CXXRecordDecl *Member = Field->getType()->getAsCXXRecordDecl();
    if (!Depth || !Member || !Member->hasDefinition() || !isProject(*Member))
      continue;
    for (const CXXConstructorDecl *Constructor : Member->ctors())
      if (Constructor->isDefaultConstructor() &&
          Constructor->isUserProvided()) {
        Met Call;
        Call.Is = CallSite::Construct;
        Call.Callee = Constructor;
        Call.Loc = Outer;
        add(std::move(Call));
      } else if (Constructor->isDefaultConstructor()) {
        addInitializers(*Member, Depth - 1);
      }
  }
}

bool CallWalker::VisitCXXDefaultArgExpr(CXXDefaultArgExpr *E) {
  SourceLocation Before = Outer;
  Outer = at(E->getUsedLocation());
  bool Result = TraverseStmt(E->getExpr());
  Outer = Before;
  return Result;
}

bool CallWalker::VisitCXXDefaultInitExpr(CXXDefaultInitExpr *E) {
  return TraverseStmt(E->getExpr());
}

bool CallWalker::VisitCXXDeleteExpr(CXXDeleteExpr *E) {
  addDestruction(E->getDestroyedType(), nullptr, E->getBeginLoc(), E,
                 MaxMemberDepth);
  return true;
}

bool CallWalker::VisitDeclStmt(DeclStmt *S) {
  for (const Decl *D : S->decls())
    if (const VarDecl *Var = dyn_cast<VarDecl>(D);
        Var && Var->isLocalVarDecl() && Var->hasLocalStorage()) {
      noteReadyResult(Var, Var->getInit());
      addDestruction(Var->getType(), Var, Var->getLocation(), S,
                     MaxMemberDepth);
    }
  return true;
}

void CallWalker::addDestruction(QualType Type, const ValueDecl *Object,
                                SourceLocation Loc, const Stmt *Anchor,
                                unsigned Depth) {
  const CXXRecordDecl *Record =
      Type.isNull() ? nullptr : Type->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record || Record->hasTrivialDestructor() || !Depth)
    return;
  if (Unit.types().name(*Record) == "std::unique_ptr") {
    const ClassTemplateSpecializationDecl *Owner =
        dyn_cast<ClassTemplateSpecializationDecl>(Record);
    const TemplateArgument &Owned = Owner->getTemplateArgs()[0];
    if (Owned.getKind() == TemplateArgument::Type)
      addDestruction(Owned.getAsType(), Object, Loc, Anchor, Depth - 1);
    return;
  }
  const CXXDestructorDecl *Destructor = Record->getDestructor();
  if (Destructor && Destructor->isUserProvided()) {
    Met Call;
    Call.Is = CallSite::Destroy;
    Call.Callee = Destructor;
    Call.Destroyed = Object;
    Call.Anchor = Anchor;
    Call.Loc = Loc;
    if (Object)
      Call.Display = Object->getNameAsString();
    append_range(Call.MayBlock, Unit.types().functionFacts(*Destructor));
    add(std::move(Call));
  } else if (isProject(*Record)) {
    addMemberDestruction(*Record, Object, Loc, Anchor, Depth - 1);
  }
}

void CallWalker::addMemberDestruction(const CXXRecordDecl &Record,
                                      const ValueDecl *Object,
                                      SourceLocation Loc, const Stmt *Anchor,
                                      unsigned Depth) {
  for (const FieldDecl *Field : Record.fields())
    addDestruction(Field->getType(), Object ? Object : Field, Loc, Anchor,
                   Depth);
}

void CallWalker::noteComparison(const Stmt *S) {
  collectFlags(Unit.ast(), S, Out.Seen.Compared);
}

bool CallWalker::VisitBinaryOperator(BinaryOperator *E) {
  if (E->isEqualityOp())
    noteComparison(E);
  if (E->getOpcode() != BO_Assign)
    return true;
  noteReadyResult(subject(E->getLHS()), E->getRHS());
  if (const MemberExpr *Member =
          dyn_cast<MemberExpr>(E->getLHS()->IgnoreParenImpCasts()))
    if (!isZero(Unit.ast(), E->getRHS(), Out.Seen))
      if (const ValueDecl *Subject = subject(Member->getBase()))
        Out.Seen.NonZero.insert(Subject);
  return true;
}

bool CallWalker::VisitCaseStmt(CaseStmt *S) {
  noteComparison(S->getLHS());
  return true;
}

void CallWalker::add(Met Call) {
  Call.Order = Order;
  Call.IsInSpinLock = InSpinLock;
  Call.Loc = at(Call.Loc);
  if (Anchor)
    Call.Anchor = Anchor;
  Out.Calls.push_back(std::move(Call));
}

// Turns what the walks found into the summary.
class Summarizer {
public:
  explicit Summarizer(const UnitAnalysis &Unit) : Unit(Unit) {}
  UnitCalls run();

private:
  Overriders collectOverriders() const;
  void share(const Walked &Function);
  void summarizeFunction(const Walked &Function);
  void addCall(const Met &Call, const Walked &Function,
               const SmallPtrSetImpl<const Stmt *> &Elsewhere,
               FunctionSummary &Out);
  const FunctionFact *blockingFact(const Met &Call, const Mentions &Seen) const;
  bool runsOnLoop(const FunctionDecl &Function) const {
    return OnLoop.contains(&Function) ||
           isLoopTask(Unit, Function.getReturnType());
  }
  bool suspendsStackful(const Met &Call, const FunctionDecl &Caller) const;
  std::string whichLambda(const FunctionDecl &Function);
  unsigned symbol(const FunctionDecl &Function);
  Position position(SourceLocation Loc);

  const UnitAnalysis &Unit;
  UnitMentions Shared;
  SmallPtrSet<const FunctionDecl *, 16> OnLoop;
  UnitCalls Result;
  DenseMap<const FunctionDecl *, unsigned> Symbols;
  std::map<std::string, unsigned> Files;
};

Overriders Summarizer::collectOverriders() const {
  Overriders Result;
  for (const FunctionDecl *Function : Unit.functions())
    if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Function)) {
      SmallVector<const CXXMethodDecl *, 4> Todo(Method->overridden_methods());
      while (!Todo.empty()) {
        const CXXMethodDecl *Base = Todo.pop_back_val();
        Result[Base->getCanonicalDecl()].push_back(Method);
        append_range(Todo, Base->overridden_methods());
      }
    }
  return Result;
}

// A member or global that one function makes ready is ready for all.
void Summarizer::share(const Walked &Function) {
  for (const ValueDecl *Subject : Function.Seen.Lasting) {
    Shared.Ready.insert(Subject);
    Shared.AnyDescriptorReady |= Subject->getType()->isIntegerType();
  }
  OnLoop.insert(Function.OnLoop.begin(), Function.OnLoop.end());
}

UnitCalls Summarizer::run() {
  Overriders Overridden = collectOverriders();
  std::vector<Walked> Functions;
  for (const FunctionDecl *Function : Unit.functions()) {
    Functions.emplace_back().Function = Function;
    CallWalker(Unit, Overridden, Functions.back()).walk();
    share(Functions.back());
  }
  for (const Walked &Function : Functions)
    summarizeFunction(Function);
  return std::move(Result);
}

void Summarizer::summarizeFunction(const Walked &Function) {
  const Coroutine *Coro = Unit.coroutine(*Function.Function);
  FunctionSummary Out;
  Out.Symbol = symbol(*Function.Function);
  Out.At = position(Function.Function->getLocation());
  Out.IsCoroutine = Coro;
  Out.IsAsync = Coro ? !Coro->IsGenerator : runsOnLoop(*Function.Function);
  if (Coro && Coro->Task && Coro->Task->Model)
    Out.Library = Coro->Task->Model->Library;
  SmallPtrSet<const Stmt *, 32> Elsewhere;
  if (Coro && Out.IsAsync)
    Elsewhere = runsElsewhere(Unit, *Coro);
  for (const Met &Call : Function.Calls)
    addCall(Call, Function, Elsewhere, Out);
  Result.Summary.Functions.push_back(std::move(Out));
  Result.Functions.push_back(Function.Function);
}

const FunctionFact *Summarizer::blockingFact(const Met &Call,
                                             const Mentions &Seen) const {
  CallInContext InContext{Call.Parts, Call.Destroyed, Call.Order};
  for (const FunctionFact *Fact : Call.MayBlock)
    if (applies(Unit, *Fact, InContext, Seen, Shared))
      return Fact;
  return nullptr;
}

// An object that was awaited has nothing left to wait for when it is destroyed,
// and an awaiter is asked for its result only once it is there.
bool waitIsOver(const Met &Call, const Mentions &Seen) {
  if (Call.Destroyed)
    return Seen.Awaited.contains(Call.Destroyed);
  const IdentifierInfo *Name = Call.Callee->getIdentifier();
  return Name && Name->getName() == "await_resume" &&
         isa<CXXMethodDecl>(Call.Callee);
}

// What keeps a thread elsewhere gives it up in a stackful coroutine; a function
// that is no coroutine at all has been given something that is ready.
bool Summarizer::suspendsStackful(const Met &Call,
                                  const FunctionDecl &Caller) const {
  const Coroutine *Coro = Unit.coroutine(Caller);
  if (Coro)
    return Coro->isStackful() && Coro->suspension(Call.Call);
  return Unit.types().functionFact(*Call.Callee, FunctionRole::Suspends);
}

void Summarizer::addCall(const Met &Call, const Walked &Function,
                         const SmallPtrSetImpl<const Stmt *> &Elsewhere,
                         FunctionSummary &Out) {
  const FunctionFact *Fact = blockingFact(Call, Function.Seen);
  // What the model says of a call that may block, it says of its body as well.
  if (!Fact && !Call.MayBlock.empty())
    return;
  if (!Fact && !Call.Callee->getIdentifier() &&
      !Unit.project().contains(Call.Callee->getLocation()))
    return;
  if (waitIsOver(Call, Function.Seen) ||
      suspendsStackful(Call, *Function.Function))
    return;
  CallSite Site;
  Site.Is = Call.Is;
  Site.Callee = symbol(*Call.Callee);
  Site.At = position(Call.Loc);
  Site.Display = Call.Display;
  if (Fact) {
    // The back-off of a spin lock is as long as others hold it.
    Site.Group =
        Fact->Group == "sleep" && Call.IsInSpinLock ? "lock" : Fact->Group;
    Site.Library = Fact->Library;
    Site.NeedsReadiness = any_of(Fact->Unless, [](const Condition &When) {
      return When.Is == Condition::Awaited;
    });
    Site.IsSyncWait = Fact->Role == FunctionRole::SyncWait;
  }
  if (says(*Call.Callee, Annotation::Blocking))
    Site.Group = "wait";
  Site.FollowsAwait =
      followsAwait({Call.Parts, Call.Destroyed, Call.Order}, Function.Seen);
  Site.IsOffloaded = Call.IsOffloaded;
  Site.IsElsewhere = Call.Anchor && Elsewhere.contains(Call.Anchor);
  Site.Index = Result.Origins.size();
  Result.Origins.push_back({Call.Loc, Call.Call, Fact});
  Out.Calls.push_back(std::move(Site));
}

// The lambdas of one function share a USR.
std::string Summarizer::whichLambda(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (!Method || !Method->getParent()->isLambda())
    return "";
  Position At = position(Function.getLocation());
  return "@" + std::to_string(At.Line) + ":" + std::to_string(At.Column);
}

unsigned Summarizer::symbol(const FunctionDecl &Function) {
  const FunctionDecl *Key = Function.getCanonicalDecl();
  auto [It, IsNew] = Symbols.try_emplace(Key, Result.Summary.Symbols.size());
  if (!IsNew)
    return It->second;
  Symbol New;
  New.Name = Unit.types().name(*Key);
  bool IsProject = Unit.project().contains(Key->getLocation());
  New.Display = IsProject ? displayName(*Key) : Key->getNameAsString();
  New.IsNonBlocking = says(*Key, Annotation::NonBlocking);
  SmallString<128> Usr;
  if (IsProject && !index::generateUSRForDecl(Key, Usr))
    New.Id = Usr.str().str() + whichLambda(*Key);
  Result.Summary.Symbols.push_back(std::move(New));
  return It->second;
}

Position Summarizer::position(SourceLocation Loc) {
  PresumedLoc Presumed = Unit.ast().getSourceManager().getPresumedLoc(
      Unit.ast().getSourceManager().getExpansionLoc(Loc), false);
  if (Presumed.isInvalid())
    return {};
  auto [It, IsNew] =
      Files.try_emplace(Presumed.getFilename(), Result.Summary.Files.size());
  if (IsNew)
    Result.Summary.Files.push_back(It->first);
  return {It->second, Presumed.getLine(), Presumed.getColumn()};
}

} // namespace

UnitCalls summarize(const UnitAnalysis &Unit) { return Summarizer(Unit).run(); }

} // namespace cotidy
