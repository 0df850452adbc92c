// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/UnreadErrors.h"

#include "checks/analysis/DiscardedValues.h"
#include "checks/analysis/ExpectedThrows.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

class Finder {
public:
  Finder(const UnitAnalysis &Unit, const Failures &Failing,
         const Spawns &Starting, const FunctionDecl &Function)
      : Unit(Unit), Failing(Failing), Starting(Starting), Function(Function) {}

  std::vector<UnreadError> run();

private:
  struct Uses;

  std::vector<DiscardedValue> discarded() const;
  bool isError(QualType Type) const;
  bool startsWithError(QualType Type) const;
  bool isWorthReading(const Expr &Operation, QualType Result) const;
  bool anyTaskFails(const CallExpr &Call) const;
  bool keepsFailures(const Expr &Operation) const;
  const Expr *awaited(const Expr &E) const;
  void addDiscarded(ArrayRef<DiscardedValue> Values);
  void addKept(const Uses &Seen);
  void addVariables(const Uses &Seen);
  void addRedirected(const Uses &Seen);
  void addFutures(const Uses &Seen, ArrayRef<DiscardedValue> Values);
  void addLookedAt(const Uses &Seen);
  void addResults(const VarDecl &Variable, const Expr &Operation,
                  const Uses &Seen);
  bool partFails(const CallExpr &Call, unsigned Index) const;
  bool mayFail(const Expr &Task) const;
  bool failsInSight(const Expr &Task) const;
  bool leavesFailure(const CallExpr &Wait, const Expr &Task) const;
  const Spawn *storedSpawn(const Expr &E, ArrayRef<Spawn> Spawned) const;
  bool isWait(const Expr &E) const;

  const UnitAnalysis &Unit;
  const Failures &Failing;
  const Spawns &Starting;
  const FunctionDecl &Function;
  std::vector<UnreadError> Found;
};

const FunctionDecl *calleeOf(const Expr &E) {
  const CallExpr *Call = dyn_cast<CallExpr>(&origin(E));
  return Call ? Call->getDirectCallee() : nullptr;
}

const VarDecl *localOf(const Expr &E) {
  const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(E.IgnoreParenImpCasts());
  const VarDecl *Variable =
      Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() &&
                 !isa<ParmVarDecl>(Variable) &&
                 !Variable->getType()->isReferenceType()
             ? Variable
             : nullptr;
}

bool isCurrentException(const Expr &E) {
  const FunctionDecl *Callee = calleeOf(E);
  return Callee && yieldsCurrentException(*Callee);
}

bool hasMethod(const CXXRecordDecl &Record, StringRef Name) {
  return any_of(Record.lookup(&Record.getASTContext().Idents.get(Name)),
                [](const NamedDecl *Member) {
                  return isa<FunctionDecl, FunctionTemplateDecl>(
                      Member->getUnderlyingDecl());
                });
}

} // namespace

bool isExpectedLike(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record ||
      !(hasMethod(*Record, "error") || hasMethod(*Record, "exception")))
    return false;
  return any_of(ArrayRef<StringRef>{"has_value", "hasValue", "has_error",
                                    "hasException", "ok", "is_ok"},
                [&](StringRef Name) { return hasMethod(*Record, Name); });
}

namespace {

const CXXMethodDecl *methodNamed(const CXXRecordDecl &Record,
                                 DeclarationName Wanted) {
  for (const NamedDecl *Member : Record.lookup(Wanted))
    if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Member))
      return Method;
  return nullptr;
}

// What gives the result of something that is awaited, where its class says so.
const CXXMethodDecl *resumeOf(QualType Awaited) {
  const CXXRecordDecl *Record =
      Awaited.getNonReferenceType()->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record)
    return nullptr;
  ASTContext &Context = Record->getASTContext();
  if (const CXXMethodDecl *Operator = methodNamed(
          *Record, Context.DeclarationNames.getCXXOperatorName(OO_Coawait)))
    return resumeOf(Operator->getReturnType());
  return methodNamed(*Record,
                     DeclarationName(&Context.Idents.get("await_resume")));
}

bool neverFails(const Expr &Awaited) {
  const CXXMethodDecl *Resume = resumeOf(Awaited.getType());
  const FunctionProtoType *Type =
      Resume ? Resume->getType()->getAs<FunctionProtoType>() : nullptr;
  return Type && !isUnresolvedExceptionSpec(Type->getExceptionSpecType()) &&
         Type->isNothrow();
}

bool onlyLooks(const CXXMethodDecl &Method) {
  return Method.getIdentifier() &&
         (Method.getName() == "failed" || Method.getName() == "available");
}

bool isNamedLikeWait(const FunctionDecl &Callee) {
  return Callee.getIdentifier() &&
         (Callee.getName() == "wait" || Callee.getName() == "wait_for" ||
          Callee.getName() == "wait_until");
}

// `ignored`, `unused`, `_`: the author says that nobody will look.
bool isNamedToBeIgnored(const ValueDecl &Decl) {
  StringRef Name = Decl.getIdentifier() ? Decl.getName() : "";
  return Name.starts_with("_") || Name.contains_insensitive("ignore") ||
         Name.contains_insensitive("unused") ||
         Name.contains_insensitive("dummy") || Decl.hasAttr<UnusedAttr>();
}

// How a body uses its local variables: each mention is classified by the
// expression around it, and what has no class is a read.
struct Finder::Uses : RecursiveASTVisitor<Finder::Uses> {
  explicit Uses(const Finder &In) : In(In) {}

  struct Redirect {
    const VarDecl *Variable;
    const Expr *Operation;
  };

  const Finder &In;
  std::vector<const VarDecl *> Locals;
  std::vector<Redirect> Redirects;
  SmallPtrSet<const ValueDecl *, 16> Read;
  SmallPtrSet<const ValueDecl *, 16> InCondition;
  MapVector<const VarDecl *, const CXXMemberCallExpr *> Waits;
  MapVector<const VarDecl *, const Expr *> Kept;
  SmallPtrSet<const VarDecl *, 4> LookedAt;
  SmallPtrSet<const Stmt *, 16> Harmless;
  unsigned Conditions = 0;

  bool TraverseCoawaitExpr(CoawaitExpr *E) {
    if (const CallExpr *Call = dyn_cast<CallExpr>(&origin(*E->getOperand())))
      for (const Expr *Argument : Call->arguments())
        redirect(*Argument, *Call);
    return TraverseStmt(E->getOperand());
  }
  bool TraverseCoyieldExpr(CoyieldExpr *E) {
    return TraverseStmt(E->getOperand());
  }
  bool TraverseIfStmt(IfStmt *S) {
    ++Conditions;
    bool Continue = TraverseStmt(S->getCond());
    --Conditions;
    return Continue && TraverseStmt(S->getInit()) &&
           (!S->getConditionVariable() ||
            TraverseDecl(S->getConditionVariable())) &&
           TraverseStmt(S->getThen()) && TraverseStmt(S->getElse());
  }
  bool TraverseWhileStmt(WhileStmt *S) {
    ++Conditions;
    bool Continue = TraverseStmt(S->getCond());
    --Conditions;
    return Continue && TraverseStmt(S->getBody());
  }
  bool TraverseConditionalOperator(ConditionalOperator *E) {
    ++Conditions;
    bool Continue = TraverseStmt(E->getCond());
    --Conditions;
    return Continue && TraverseStmt(E->getTrueExpr()) &&
           TraverseStmt(E->getFalseExpr());
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasLocalStorage() && !isa<ParmVarDecl>(Variable))
      Locals.push_back(Variable);
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    if (E->getOperator() != OO_Equal)
      return true;
    excuse(*E->getArg(0));
    if (const VarDecl *Variable = localOf(*E->getArg(0));
        Variable && isCurrentException(*E->getArg(1)))
      Kept.insert({Variable, E});
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    const CXXMethodDecl *Method = E->getMethodDecl();
    const Expr &Object = *E->getImplicitObjectArgument();
    if (Method && onlyLooks(*Method) && mustBeAsked(Object.getType()))
      lookAt(Object);
    const VarDecl *Variable = localOf(Object);
    if (!Variable || !Method)
      return true;
    if (In.isWait(*E)) {
      Waits.insert({Variable, E});
      excuse(Object);
    } else if (Method->getIdentifier() && Method->getName() == "clear") {
      excuse(Object);
    }
    return true;
  }
  // std::get<1>(result) does not look at the error.
  bool VisitCallExpr(CallExpr *E) {
    const FunctionDecl *Callee = E->getDirectCallee();
    if (!Callee || !Callee->isInStdNamespace() || !Callee->getIdentifier() ||
        Callee->getName() != "get" || E->getNumArgs() != 1)
      return true;
    const TemplateArgumentList *Arguments =
        Callee->getTemplateSpecializationArgs();
    if (Arguments && Arguments->size() &&
        Arguments->get(0).getKind() == TemplateArgument::Integral &&
        !Arguments->get(0).getAsIntegral().isZero())
      excuse(*E->getArg(0));
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    const ValueDecl *Decl = E->getDecl();
    if (Conditions)
      InCondition.insert(Decl);
    if (!Harmless.contains(E))
      Read.insert(Decl);
    return true;
  }

private:
  void lookAt(const Expr &Object) {
    excuse(Object);
    if (const VarDecl *Variable = localOf(Object))
      LookedAt.insert(Variable);
  }
  void excuse(const Expr &E) { Harmless.insert(E.IgnoreParenImpCasts()); }

  void redirect(const Expr &Argument, const Expr &Operation) {
    const Expr &Token = origin(Argument);
    if (In.Failing.token(Token.getType()) != FailureKind::Returned)
      return;
    ArrayRef<const Expr *> Parts;
    if (const CallExpr *Call = dyn_cast<CallExpr>(&Token))
      Parts = ArrayRef(Call->getArgs(), Call->getNumArgs());
    else if (const CXXConstructExpr *Made = dyn_cast<CXXConstructExpr>(&Token))
      Parts = ArrayRef(Made->getArgs(), Made->getNumArgs());
    for (const Expr *Part : Parts)
      if (const VarDecl *Variable = localOf(*Part);
          Variable && In.isError(Variable->getType())) {
        Redirects.push_back({Variable, &Operation});
        excuse(*Part);
      }
  }
};

bool Finder::isError(QualType Type) const {
  const TypeFact *Fact = Unit.types().modelled(Type);
  return (Fact && Fact->Role == TypeRole::Error) || isExpectedLike(Type);
}

bool Finder::startsWithError(QualType Type) const {
  if (isError(Type))
    return true;
  const ClassTemplateSpecializationDecl *Record =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Record || !Record->isInStdNamespace() ||
      (Record->getName() != "tuple" && Record->getName() != "pair"))
    return false;
  ArrayRef<TemplateArgument> Arguments = Record->getTemplateArgs().asArray();
  if (!Arguments.empty() && Arguments[0].getKind() == TemplateArgument::Pack)
    Arguments = Arguments[0].pack_elements();
  return !Arguments.empty() &&
         Arguments[0].getKind() == TemplateArgument::Type &&
         isError(Arguments[0].getAsType());
}

bool Finder::anyTaskFails(const CallExpr &Call) const {
  return any_of(Call.arguments(), [&](const Expr *Argument) {
    return Unit.types().task(Argument->getType()) && failsInSight(*Argument);
  });
}

bool Finder::isWorthReading(const Expr &Operation, QualType Result) const {
  const CallExpr *Call = dyn_cast<CallExpr>(&origin(Operation));
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return true;
  FailureKind Kind = Failing.operation(*Call);
  if (Kind == FailureKind::Expected || Kind == FailureKind::Never)
    return false;
  // `co_awaitTry(baton)`: there is no failure to store.
  if (Kind == FailureKind::Stored && Call->getNumArgs() &&
      all_of(Call->arguments(),
             [](const Expr *Each) { return neverFails(*Each); }))
    return false;
  // A combinator of a library returns the errors of its tasks.
  bool Combines = any_of(Call->arguments(), [&](const Expr *Argument) {
    return Unit.types().task(Argument->getType());
  });
  return !Combines ||
         (Unit.project().contains(Callee->getLocation()) && isError(Result)) ||
         anyTaskFails(*Call);
}

bool Finder::isWait(const Expr &E) const {
  const CallExpr *Call = dyn_cast<CallExpr>(&E);
  if (!Call || Failing.operation(*Call) == FailureKind::Stored)
    return Call;
  const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(Call);
  const CXXMethodDecl *Method = Member ? Member->getMethodDecl() : nullptr;
  return Method && isNamedLikeWait(*Method) &&
         hasMethod(*Method->getParent(), "get") &&
         Unit.types().task(Member->getImplicitObjectArgument()->getType());
}

// What is awaited, or waited for; null when the expression does neither.
const Expr *Finder::awaited(const Expr &E) const {
  if (const CoawaitExpr *Await = dyn_cast<CoawaitExpr>(&E))
    return Await->getOperand();
  const CallExpr *Call = dyn_cast<CallExpr>(&E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && Call->getNumArgs() &&
                 Unit.types().functionFact(*Callee, FunctionRole::SyncWait)
             ? Call->getArg(0)
             : nullptr;
}

// Something that keeps the failures of its tasks instead of throwing them.
bool Finder::keepsFailures(const Expr &Operation) const {
  const CallExpr *Call = dyn_cast<CallExpr>(&origin(Operation));
  return Call && Failing.operation(*Call) == FailureKind::Stored &&
         anyTaskFails(*Call);
}

// Where a test expects an exception there is no value, unless the test fails.
std::vector<DiscardedValue> Finder::discarded() const {
  const Stmt &Body = *userBody(Function);
  std::vector<DiscardedValue> Values = discardedValues(Body);
  const ExpectedThrows Throwing(Unit.ast(), Body);
  erase_if(Values, [&](const DiscardedValue &Each) {
    return Throwing.contain(*Each.Value);
  });
  return Values;
}

void Finder::addDiscarded(ArrayRef<DiscardedValue> Values) {
  for (const DiscardedValue &Discarded : Values) {
    const Expr *Task =
        Discarded.CastToVoid ? nullptr : awaited(*Discarded.Value);
    if (!Task)
      continue;
    bool IsError = startsWithError(Discarded.Value->getType()) &&
                   isWorthReading(*Task, Discarded.Value->getType());
    if (IsError || keepsFailures(*Task))
      Found.push_back({UnreadError::Discarded, Discarded.Value->getBeginLoc(),
                       Discarded.Value->getSourceRange(), calleeOf(*Task)});
  }
}

void Finder::addKept(const Uses &Seen) {
  // What a lambda captured is read outside it.
  for (const auto &[Variable, Assignment] : Seen.Kept)
    if (is_contained(Seen.Locals, Variable) && !Seen.Read.contains(Variable) &&
        !isNamedToBeIgnored(*Variable))
      Found.push_back({UnreadError::Kept, Assignment->getBeginLoc(),
                       Assignment->getSourceRange(), nullptr, Variable});
}

// The await a variable is initialised with, looking through what makes no
// difference.
const CoawaitExpr *awaitedInit(const VarDecl &Variable) {
  const Expr *Init = Variable.getInit();
  return Init ? dyn_cast<CoawaitExpr>(&origin(*Init)) : nullptr;
}

// Whether the task that a combinator got at this place may fail.
bool Finder::partFails(const CallExpr &Call, unsigned Index) const {
  return Index < Call.getNumArgs() && failsInSight(*Call.getArg(Index));
}

// The results of several tasks, each of which has to be asked.
void Finder::addResults(const VarDecl &Variable, const Expr &Operation,
                        const Uses &Seen) {
  const CallExpr &Call = cast<CallExpr>(origin(Operation));
  SmallVector<const ValueDecl *, 4> Unread;
  if (const DecompositionDecl *Parts = dyn_cast<DecompositionDecl>(&Variable)) {
    for (const auto &[Index, Part] : enumerate(Parts->bindings()))
      if (!Seen.Read.contains(Part) && partFails(Call, Index))
        Unread.push_back(Part);
  } else if (!Seen.Read.contains(&Variable)) {
    Unread.push_back(&Variable);
  }
  for (const ValueDecl *Name : Unread)
    if (!isNamedToBeIgnored(*Name))
      Found.push_back({UnreadError::Variable, Name->getLocation(),
                       Variable.getSourceRange(), calleeOf(Operation), Name});
}

void Finder::addVariables(const Uses &Seen) {
  for (const VarDecl *Variable : Seen.Locals) {
    const CoawaitExpr *Await = awaitedInit(*Variable);
    if (Await && keepsFailures(*Await->getOperand())) {
      addResults(*Variable, *Await->getOperand(), Seen);
      continue;
    }
    if (!Await || !startsWithError(Await->getType()) ||
        !isWorthReading(*Await->getOperand(), Await->getType()) ||
        Variable->hasAttr<UnusedAttr>())
      continue;
    const ValueDecl *Error = Variable;
    if (const DecompositionDecl *Parts =
            dyn_cast<DecompositionDecl>(Variable)) {
      if (any_of(Parts->bindings(), [&](const BindingDecl *Part) {
            return Seen.InCondition.contains(Part);
          }))
        continue;
      Error = Parts->bindings().front();
    }
    if (!Seen.Read.contains(Error) && !isNamedToBeIgnored(*Error))
      Found.push_back({UnreadError::Variable, Error->getLocation(),
                       Variable->getSourceRange(),
                       calleeOf(*Await->getOperand()), Error});
  }
}

void Finder::addRedirected(const Uses &Seen) {
  SmallPtrSet<const VarDecl *, 4> Reported;
  for (const Uses::Redirect &Each : Seen.Redirects)
    if (!Seen.Read.contains(Each.Variable) &&
        isWorthReading(*Each.Operation, Each.Variable->getType()) &&
        !isNamedToBeIgnored(*Each.Variable) &&
        Reported.insert(Each.Variable).second)
      Found.push_back({UnreadError::Variable, Each.Operation->getBeginLoc(),
                       Each.Operation->getSourceRange(),
                       calleeOf(*Each.Operation), Each.Variable});
}

// A future of another library that was started here. Where the model says that
// this wait leaves a failure where it is, one that is assumed counts.
bool Finder::leavesFailure(const CallExpr &Wait, const Expr &Task) const {
  if (!Unit.types().task(Task.getType()))
    return false;
  const bool IsKnown = Failing.operation(Wait) == FailureKind::Stored;
  return any_of(Failing.ofTask(Task), [&](const Failure &F) {
    return F.Is == Failure::Possible || (IsKnown && F.Assumed);
  });
}

bool Finder::failsInSight(const Expr &Task) const {
  return any_of(Failing.ofTask(Task),
                [](const Failure &F) { return F.Is == Failure::Possible; });
}

bool Finder::mayFail(const Expr &Task) const {
  const FunctionDecl *Source = Failing.source(Task);
  if (!Source)
    return false;
  FailureList List = isa<CoroutineBodyStmt>(Source->getBody())
                         ? Failing.of(*Source)
                         : Failing.ofTask(Task);
  append_range(List, Failing.of(*Source));
  return any_of(List,
                [](const Failure &F) { return F.Is == Failure::Possible; });
}

const Spawn *Finder::storedSpawn(const Expr &E, ArrayRef<Spawn> Spawned) const {
  const Spawn *It = find_if(Spawned, [&](const Spawn &Each) {
    return Each.Call == &E && Each.Failure == FailureKind::Stored;
  });
  return It != Spawned.end() && mayFail(*It->Task) ? It : nullptr;
}

// Where a failed future that nobody asks is an error of its own, asking whether
// it failed is not enough. What is never mentioned is only judged where it was
// handed to a lambda: local variables are async-task-never-awaited's.
void Finder::addLookedAt(const Uses &Seen) {
  SmallVector<const VarDecl *, 4> Futures;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (Method && Method->getParent()->isLambda())
    append_range(Futures, Function.parameters());
  append_range(Futures, make_filter_range(Seen.Locals, [&](const VarDecl *V) {
                 return Seen.LookedAt.contains(V);
               }));
  for (const VarDecl *Future : Futures)
    if (mustBeAsked(Future->getType()) && !Seen.Read.contains(Future) &&
        !isNamedToBeIgnored(*Future))
      Found.push_back({UnreadError::OnlyLookedAt, Future->getLocation(),
                       Future->getSourceRange(), nullptr, Future});
}

void Finder::addFutures(const Uses &Seen, ArrayRef<DiscardedValue> Values) {
  std::vector<Spawn> Spawned = Starting.in(Function);
  for (const auto &[Variable, Wait] : Seen.Waits)
    if (const Expr *Init = Variable->getInit();
        Init && !Seen.Read.contains(Variable) &&
        !Seen.LookedAt.contains(Variable) &&
        (storedSpawn(origin(*Init), Spawned) || leavesFailure(*Wait, *Init)))
      Found.push_back({UnreadError::OnlyWaited, Wait->getBeginLoc(),
                       Wait->getSourceRange(), calleeOf(*Init), Variable});
  for (const DiscardedValue &Discarded : Values) {
    const Expr *Value = Discarded.Value;
    const CXXMemberCallExpr *Wait = dyn_cast<CXXMemberCallExpr>(Value);
    if (Wait && isWait(*Wait) && !localOf(*Wait->getImplicitObjectArgument()))
      Value = &origin(*Wait->getImplicitObjectArgument());
    const TaskFacts *Task = Unit.types().task(Value->getType());
    const Spawn *Stored = storedSpawn(*Value, Spawned);
    if (Value != Discarded.Value && !Stored && leavesFailure(*Wait, *Value))
      Found.push_back({UnreadError::OnlyWaited, Wait->getExprLoc(),
                       Wait->getSourceRange(), calleeOf(*Value)});
    // async-unawaited-task has the types that it knows.
    if (Stored &&
        (Value != Discarded.Value || !Task || !Task->mustBeConsumed()))
      Found.push_back({Value != Discarded.Value ? UnreadError::OnlyWaited
                                                : UnreadError::Dropped,
                       Stored->Call->getBeginLoc(),
                       Stored->Call->getSourceRange(),
                       Stored->Call->getDirectCallee()});
  }
}

std::vector<UnreadError> Finder::run() {
  Uses Seen(*this);
  Seen.TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  const std::vector<DiscardedValue> Values = discarded();
  addFutures(Seen, Values);
  addLookedAt(Seen);
  addDiscarded(Values);
  if (!Unit.coroutine(Function))
    return std::move(Found);
  addKept(Seen);
  addVariables(Seen);
  addRedirected(Seen);
  return std::move(Found);
}

} // namespace

std::vector<UnreadError> unreadErrors(const UnitAnalysis &Unit,
                                      const Failures &Failing,
                                      const Spawns &Starting,
                                      const FunctionDecl &Function) {
  return Finder(Unit, Failing, Starting, Function).run();
}

} // namespace cotidy
