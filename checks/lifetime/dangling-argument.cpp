// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A task that refers to its arguments must not outlive them. A temporary is
// gone at the end of the expression that makes the task; a local variable when
// the function that returns the task is left.
//
// This file decides at the call. Where a coroutine takes references at all is
// async-dangling-parameter's business.

#include "checks/analysis/Borrowing.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/LateUses.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/Referents.h"
#include "checks/analysis/TaskFate.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

class DanglingArgument final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override;
};

// What a call lends to the task it makes.
struct Loan {
  const Expr *Argument;
  /// Null for the object of the call, and for what a library's view refers to.
  const ParmVarDecl *Parameter;
  Referent Of;
  Borrowing Held;
};

bool isTask(const UnitAnalysis &Unit, const Expr &E) {
  const TaskFacts *Task = Unit.types().task(E.getType());
  return E.isPRValue() && Task && Task->Is != TaskFacts::Generator &&
         Task->Is != TaskFacts::Other;
}

// Nothing would be lost: a tag, or a function object without data.
bool isEmpty(const Referent &Of) {
  QualType Type =
      Of.Variable ? Of.Variable->getType() : Of.Temporary->getType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  return Record && Record->hasDefinition() && Record->isEmpty() &&
         Record->hasTrivialDestructor() &&
         none_of(Record->methods(), [](const CXXMethodDecl *Method) {
           return Method->isInstance() && Method->getIdentifier();
         });
}

// A text that names something, such as a path: a library that goes on working
// with it has copied it.
bool isText(const UnitAnalysis &Unit, QualType Type) {
  const TypeFact *Fact = Unit.types().modelled(Type.getNonReferenceType());
  return Fact && Fact->Role == TypeRole::View &&
         Fact->Elements == ElementKind::Text;
}

// A library copies what it is given by reference, but it cannot copy what a
// view refers to.
bool isView(const UnitAnalysis &Unit, QualType Type) {
  QualType Value = Type.getNonReferenceType();
  return !Value->isPointerType() && refersElsewhere(Unit, Value);
}

bool isGenerator(const UnitAnalysis &Unit, const Expr &Call) {
  const TaskFacts *Task = Unit.types().task(Call.getType());
  return Task && Task->Is == TaskFacts::Generator;
}

// A generator in the head of a loop works on while the temporaries of the head
// are gone, before C++23.
std::optional<TaskFate> readInLoop(const UnitAnalysis &Unit,
                                   const BodyTree &Body, const Expr &Call) {
  if (!isGenerator(Unit, Call) || !Call.isPRValue() ||
      Unit.ast().getLangOpts().CPlusPlus23)
    return std::nullopt;
  const Expr &Head = Body.fullExpression(Call);
  const CXXForRangeStmt *Loop =
      dyn_cast_or_null<CXXForRangeStmt>(Body.parent(Head));
  if (!Loop || Head.IgnoreImplicit() != &Call)
    return std::nullopt;
  TaskFate Fate;
  Fate.Is = TaskFate::Kept;
  Fate.At = &Call;
  Fate.Awaits.push_back(Loop->getBody());
  return Fate;
}

class Lender {
public:
  Lender(const UnitAnalysis &Unit, const BodyTree &Body)
      : Unit(Unit), Body(Body), Fates(Unit, Body) {}

  std::optional<Loan> tooShort(const Expr &Call, const TaskFate &Fate) const;
  /// Empty for a call that starts nothing.
  std::optional<TaskFate> fate(const Expr &Call) const {
    if (isTask(Unit, Call))
      return Fates.of(Call);
    if (std::optional<TaskFate> Read = readInLoop(Unit, Body, Call))
      return Read;
    // An operation that reports its end to a handler.
    if (Call.getType()->isVoidType() &&
        handlingOf(Unit, partsOf(Call), FunctionRole::Continues))
      return Fates.started(Call);
    return std::nullopt;
  }

private:
  std::optional<Loan> lent(const Expr &Call, const Expr &Argument,
                           const ParmVarDecl &Parameter) const;
  std::optional<Loan> object(const Expr &Call, const CallParts &Parts) const;
  bool isGone(const Referent &Of, const TaskFate &Fate) const {
    return Of.Variable ? Fates.outlives(Fate, *Of.Variable)
                       : Fates.outlivesExpression(Fate);
  }

  const UnitAnalysis &Unit;
  const BodyTree &Body;
  TaskFates Fates;
};

std::optional<Loan> Lender::lent(const Expr &Call, const Expr &Argument,
                                 const ParmVarDecl &Parameter) const {
  QualType To = Parameter.getType();
  // A task, a coroutine lambda: what becomes of those is asked elsewhere.
  if (!refersElsewhere(Unit, To) || Unit.types().task(To))
    return std::nullopt;
  const CXXRecordDecl *Record = To.getNonReferenceType()->getAsCXXRecordDecl();
  if (Record && Record->isLambda() &&
      Unit.coroutine(*Record->getLambdaCallOperator()))
    return std::nullopt;
  Referent Of = referent(Unit, Body, Argument, To);
  if (!Of || isEmpty(Of))
    return std::nullopt;
  const FunctionDecl &Callee = *partsOf(Call).Callee;
  if (Unit.project().contains(Callee.getLocation()))
    return Loan{&Argument, &Parameter, Of, borrowing(Unit, Call, &Parameter)};
  if (!isView(Unit, Argument.getType()) || isText(Unit, To) ||
      isView(Unit,
             Of.Variable ? Of.Variable->getType() : Of.Temporary->getType()))
    return std::nullopt;
  return Loan{&Argument, &Parameter, Of, {Borrowing::ByType, nullptr}};
}

// `Client(address).fetch()`: the coroutine is at work on a temporary.
std::optional<Loan> Lender::object(const Expr &Call,
                                   const CallParts &Parts) const {
  const CXXMethodDecl *Method = dyn_cast_or_null<CXXMethodDecl>(Parts.Callee);
  if (!Parts.Object || !Method || Method->isStatic() ||
      Method->getParent()->isLambda() ||
      Unit.types().task(Parts.Object->getType()) ||
      Method->getRefQualifier() == RQ_RValue)
    return std::nullopt;
  QualType To = Unit.ast().getLValueReferenceType(Parts.Object->getType());
  Referent Of =
      Parts.Object->getType()->isPointerType()
          ? referent(Unit, Body, *Parts.Object, Parts.Object->getType())
          : referent(Unit, Body, *Parts.Object, To);
  if (!Of || isEmpty(Of))
    return std::nullopt;
  return Loan{Parts.Object, nullptr, Of, borrowing(Unit, Call, nullptr)};
}

std::optional<Loan> Lender::tooShort(const Expr &Call,
                                     const TaskFate &Fate) const {
  CallParts Parts = partsOf(Call);
  if (!Parts.Callee)
    return std::nullopt;
  SmallVector<Loan, 2> Loans;
  for (unsigned I = 0;
       I < Parts.Arguments.size() && I < Parts.Callee->getNumParams(); ++I)
    if (std::optional<Loan> Lent =
            lent(Call, *Parts.Arguments[I], *Parts.Callee->getParamDecl(I)))
      Loans.push_back(*Lent);
  if (std::optional<Loan> Lent = object(Call, Parts);
      Lent && Lent->Held.Is == Borrowing::Yes)
    Loans.push_back(*Lent);
  for (const Loan &Each : Loans)
    if (Each.Held.Is >= Borrowing::ByType && isGone(Each.Of, Fate))
      return Each;
  return std::nullopt;
}

// A task whose body has not begun is thrown away with all it refers to.
bool neverStarts(const UnitAnalysis &Unit, const Expr &Call,
                 const TaskFate &Fate) {
  const TaskFacts *Task = Unit.types().task(Call.getType());
  return Fate.Is == TaskFate::Dropped && Task && Task->Start == StartKind::Lazy;
}

std::string calleeOf(const Expr &Call) {
  const FunctionDecl *Callee = partsOf(Call).Callee;
  return Callee->getDeclName().isIdentifier() ||
                 !Callee->getDeclName().isEmpty()
             ? "'" + displayName(*Callee) + "'"
             : "the callee";
}

Note whereTheTaskGoes(const TaskFate &Fate, StringRef Kind) {
  SourceLocation At = Fate.At->getBeginLoc();
  switch (Fate.Is) {
  case TaskFate::Returned:
    return {At, "the task is returned here", NoteRole::Task};
  case TaskFate::Kept:
    return {Fate.Awaits.front()->getBeginLoc(),
            Kind == "task" ? "the task is awaited here, too late"
                           : "the generator goes on after this, too late",
            NoteRole::Task};
  case TaskFate::Stored:
    return {At, "the task is stored here", NoteRole::Task};
  default:
    return {At, "the task runs on its own from here", NoteRole::Task};
  }
}

void addHold(const UnitAnalysis &Unit, const Expr &Call, const Loan &Lent,
             Finding &F) {
  if (Lent.Held.Use) {
    F.Notes.push_back(
        {Lent.Held.Use->getBeginLoc(),
         calleeOf(Call) + " uses it here, when it may have been suspended",
         NoteRole::Read});
    return;
  }
  const TaskFacts *Task = Unit.types().task(Call.getType());
  bool IsLazy = Task && Task->Start == StartKind::Lazy;
  F.Notes.push_back(
      {Call.getExprLoc(),
       calleeOf(Call) + (IsLazy ? " begins only when its task is awaited"
                                : " uses it until it is done"),
       NoteRole::Call});
}

Finding describe(const UnitAnalysis &Unit, const FunctionDecl &Function,
                 const Expr &Call, const Loan &Lent, const TaskFate &Fate) {
  StringRef Kind = isGenerator(Unit, Call) ? "generator" : "task";
  Finding F;
  // A default argument is written elsewhere.
  F.Loc = isa<CXXDefaultArgExpr>(Lent.Argument) ? Call.getExprLoc()
                                                : Lent.Argument->getBeginLoc();
  F.Function = &Function;
  F.Statement = Call.getSourceRange();
  F.Message = (Lent.Of.Variable ? "'" + Lent.Of.Variable->getName().str() + "'"
                                : std::string("this temporary")) +
              " is gone before the " + Kind.str() +
              " that refers to it is done";
  if (Lent.Of.Variable)
    F.Notes.push_back(
        {Lent.Of.Variable->getLocation(),
         isa<ParmVarDecl>(Lent.Of.Variable)
             ? "it is a parameter, which goes when the function "
               "is left"
             : "it is a local variable, which goes with its scope",
         NoteRole::Context});
  else
    F.Notes.push_back({Lent.Of.Temporary->getBeginLoc(),
                       "it is gone at the end of this expression",
                       NoteRole::Context});
  F.Notes.push_back(whereTheTaskGoes(Fate, Kind));
  addHold(Unit, Call, Lent, F);
  return F;
}

void DanglingArgument::run(const UnitAnalysis &Unit, Reporter &Out) {
  for (const FunctionDecl *Function : Unit.functions()) {
    BodyTree Body(*Function);
    Lender Lends(Unit, Body);
    for (const Expr *Call : Body.calls()) {
      if (!isa<CallExpr>(Call))
        continue;
      std::optional<TaskFate> Fate = Lends.fate(*Call);
      if (!Fate || Fate->Is == TaskFate::Awaited ||
          Fate->Is == TaskFate::Unknown || neverStarts(Unit, *Call, *Fate))
        continue;
      if (std::optional<Loan> Lent = Lends.tooShort(*Call, *Fate))
        Out.report(describe(Unit, *Function, *Call, *Lent, *Fate));
    }
  }
}

} // namespace

extern const CheckInfo DanglingArgumentInfo;
constinit const CheckInfo DanglingArgumentInfo = {
    .Summary = "an argument that is gone before the task that refers to it is "
               "done",
    .Level = Severity::Error,
    .Since = "0.1",
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<DanglingArgument>();
    }};

} // namespace cotidy
