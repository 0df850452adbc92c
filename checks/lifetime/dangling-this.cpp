// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine holds its object by a bare `this`. When nobody waits for it, the
// object may be destroyed while it is suspended, and it resumes in freed
// memory.
//
// Where a coroutine uses its object without keeping it is decided by
// checks/analysis/ObjectLifetimes.h, what becomes of tasks and callables by
// TaskFate.h and CallableFate.h. This file decides whether the object can go
// away: it is counted by references and nobody else is bound to have one, or it
// can be seen to die. Arguments that die are async-dangling-argument's
// business, closures that die async-dangling-lambda-capture's.

#include "checks/analysis/AsyncContext.h"
#include "checks/analysis/CallableFate.h"
#include "checks/analysis/DyingObjects.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/HoistFix.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/ObjectLifetimes.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowedClasses", "",
     "classes whose objects outlive their coroutines, as qualified names "
     "separated by semicolons"},
};
constexpr const OptionInfo &AllowedClasses = OptionTable[0];

// A coroutine that nobody waits for, and how it came to that.
struct Detached {
  const Coroutine *Coro;
  /// Null when its type says that nobody can wait.
  const Expr *Start = nullptr;
};

class DanglingThis final : public Check {
public:
  explicit DanglingThis(const Options &Opts)
      : Allowed(Opts.list(AllowedClasses)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override;

private:
  class Pass;
  const std::vector<std::string> Allowed;
};

// What a lambda that is no coroutine returns; null when it does more.
const Expr *onlyResult(const LambdaExpr &Lambda) {
  const CompoundStmt *Body = dyn_cast<CompoundStmt>(Lambda.getBody());
  const ReturnStmt *Return = Body && Body->size() == 1
                                 ? dyn_cast<ReturnStmt>(Body->body_front())
                                 : nullptr;
  return Return ? Return->getRetValue() : nullptr;
}

bool nobodyCanWait(const Coroutine &Coro) {
  if (Coro.isStackful())
    return false;
  return Coro.Task ? Coro.Task->Is == TaskFacts::FireAndForget
                   : Coro.Function->getReturnType()->isVoidType();
}

// Whoever calls it holds a reference to the object only for the call. What the
// class calls itself is kept by whoever called that.
bool isUnkept(const Coroutine &Coro) {
  return Coro.Task && Coro.Task->Model &&
         Coro.Task->Model->Object == ObjectKind::Unkept &&
         Coro.Function->getAccess() == AS_public;
}

bool isLambda(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return Method && Method->getParent()->isLambda();
}

std::string quoted(const FunctionDecl &Function) {
  return isLambda(Function) ? "this lambda" : "'" + displayName(Function) + "'";
}

// Taking a reference as the first thing; none where the name is in use.
SmallVector<Edit, 1> keepObject(const UnitAnalysis &Unit,
                                const ObjectLifetimes &Lifetimes,
                                const Coroutine &Coro,
                                const CXXRecordDecl &Class) {
  const CXXMethodDecl *Maker = Lifetimes.strongReference(Class);
  const CompoundStmt *Body = dyn_cast<CompoundStmt>(userBody(*Coro.Function));
  if (!Maker || isLambda(*Coro.Function) || !Body || Body->body_empty() ||
      Body->getBeginLoc().isMacroID())
    return {};
  const IdentifierInfo &Self = Unit.ast().Idents.get("self");
  for (const Decl *Each : Coro.Function->decls())
    if (const NamedDecl *Named = dyn_cast<NamedDecl>(Each);
        Named && Named->getIdentifier() == &Self)
      return {};
  std::string Text = "auto self = ";
  if (Coro.Function->isTemplateInstantiation() ||
      isa<ClassTemplateSpecializationDecl>(Class))
    Text += "this->";
  Text += Maker->getNameAsString() + "();";
  return {statementBefore(Unit, *Body, *Body->body_front(), Text,
                          /*IsSafe=*/false)};
}

void addStart(Finding &F, const Detached &Task) {
  const FunctionDecl &Function = *Task.Coro->Function;
  if (Task.Start)
    F.Notes.push_back({Task.Start->getBeginLoc(),
                       quoted(Function) +
                           " is started here, and nobody who waits for it "
                           "keeps the object",
                       NoteRole::Call});
  else
    F.Notes.push_back({Function.getLocation(),
                       isUnkept(*Task.Coro)
                           ? "callers of " + quoted(Function) +
                                 " hold a reference for the call only"
                           : "nobody can wait for " + quoted(Function) +
                                 ", and so keep the object meanwhile",
                       NoteRole::Task});
}

void addSuspension(Finding &F, const ObjectUse &Late) {
  if (Late.After)
    F.Notes.push_back({Late.After->loc(), "the coroutine may suspend here",
                       NoteRole::Suspend});
}

Finding describeCounted(const UnitAnalysis &Unit,
                        const ObjectLifetimes &Lifetimes, const Detached &Task,
                        const ObjectUse &Late, const CXXRecordDecl &Class) {
  const FunctionDecl &Function = *Task.Coro->Function;
  Finding F;
  F.Loc = Late.Through ? Late.After->loc() : Late.Use->getBeginLoc();
  F.Function = &Function;
  F.Statement = Late.Through ? Late.After->At->getSourceRange()
                             : Late.Use->getSourceRange();
  if (Late.Through)
    F.Message = quoted(Function) + " holds no reference to its '" +
                Class.getNameAsString() + "' while " + quoted(*Late.Through) +
                " uses it after a suspension";
  else
    F.Message = quoted(Function) + " uses its '" + Class.getNameAsString() +
                "' after a suspension, and holds no reference to it meanwhile";
  addStart(F, Task);
  if (!Late.Through)
    addSuspension(F, Late);
  F.Fixes = keepObject(Unit, Lifetimes, *Task.Coro, Class);
  return F;
}

Finding describeDying(const FunctionDecl &Caller, const CXXMemberCallExpr &Call,
                      const FunctionDecl &Function, const ObjectUse &Late,
                      const DyingObject &Dying) {
  Finding F;
  F.Loc = Call.getBeginLoc();
  F.Function = &Caller;
  F.Statement = Call.getSourceRange();
  F.Message = Dying.Variable
                  ? "'" + Dying.Variable->getNameAsString() +
                        "' is gone at the end of its scope, while " +
                        quoted(Function) + " may still use it"
                  : "the temporary that " + quoted(Function) +
                        " is called on is gone at the end of the statement, "
                        "before the coroutine is done";
  if (Dying.Variable)
    F.Notes.push_back(
        {Dying.Variable->getLocation(),
         "'" + Dying.Variable->getNameAsString() + "' is declared here",
         NoteRole::Context});
  if (Late.After)
    F.Notes.push_back({Late.After->loc(), "the coroutine may suspend here",
                       NoteRole::Suspend});
  F.Notes.push_back(
      {Late.Use->getBeginLoc(), "and its object is used here", NoteRole::Read});
  return F;
}

Finding describeHandler(const FunctionDecl &Caller, const LambdaExpr &Lambda,
                        const Expr &Call, const Expr &Use,
                        const CXXRecordDecl &Class) {
  const FunctionDecl *Callee = partsOf(Call).Callee;
  std::string By = Callee ? "'" + displayName(*Callee) + "'" : "the call";
  Finding F;
  F.Loc = Lambda.getBeginLoc();
  F.Function = &Caller;
  F.Statement = Lambda.getIntroducerRange();
  F.Message = "the handler given to " + By + " holds no reference to its '" +
              Class.getNameAsString() + "', which may be gone when it runs";
  F.Notes.push_back(
      {Use.getBeginLoc(), "its object is used here", NoteRole::Read});
  return F;
}

// In the background, and not among what the object waits for.
Finding describeOutsider(const FunctionDecl &Caller, const LambdaExpr &Lambda,
                         const Expr &Use, const CXXRecordDecl &Class,
                         const CXXMemberCallExpr &End) {
  const std::string Scope =
      cast<MemberExpr>(End.getImplicitObjectArgument()->IgnoreParenImpCasts())
          ->getMemberDecl()
          ->getNameAsString();
  Finding F;
  F.Loc = Lambda.getBeginLoc();
  F.Function = &Caller;
  F.Statement = Lambda.getIntroducerRange();
  F.Message = "this lambda uses its '" + Class.getNameAsString() +
              "' in the background, and nothing holds '" + Scope +
              "' open for it meanwhile";
  F.Notes.push_back({End.getBeginLoc(),
                     "what has entered '" + Scope +
                         "' is waited for here, before the object goes",
                     NoteRole::Context});
  F.Notes.push_back(
      {Use.getBeginLoc(), "its object is used here", NoteRole::Read});
  return F;
}

// The local smart pointer through which a method is called.
const VarDecl *localOwner(const CXXMemberCallExpr &Call) {
  const CXXOperatorCallExpr *Arrow = dyn_cast<CXXOperatorCallExpr>(
      Call.getImplicitObjectArgument()->IgnoreParenImpCasts());
  const DeclRefExpr *Ref =
      Arrow && Arrow->getOperator() == OO_Arrow
          ? dyn_cast<DeclRefExpr>(Arrow->getArg(0)->IgnoreParenImpCasts())
          : nullptr;
  const VarDecl *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() ? Variable : nullptr;
}

// One run over one unit.
class DanglingThis::Pass {
public:
  Pass(const UnitAnalysis &Unit, ArrayRef<std::string> Allowed, Reporter &Out)
      : Unit(Unit), Lifetimes(Unit), Allowed(Allowed), Out(Out) {}

  void judgeOwnKind(const Coroutine &Coro) {
    if ((nobodyCanWait(Coro) || isUnkept(Coro)) && !isLambda(*Coro.Function))
      judgeCounted({&Coro});
  }

  void judgeCalls(const BodyTree &Body) {
    const TaskFates Fates(Unit, Body);
    for (const Expr *Each : Body.calls())
      if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(Each))
        judgeCall(*Call, Fates);
  }

  void judgeLambdas(const BodyTree &Body) {
    const CallableFates Fates(Unit, Body);
    for (const LambdaExpr *Lambda : Body.lambdas()) {
      const CXXRecordDecl *Class = objectClass(*Lambda->getCallOperator());
      if (!Class || Lifetimes.keepsObject(*Lambda, *Class) ||
          !(canGoAway(*Class) || scopeEnd(*Class)))
        continue;
      for (const CallableFate &Fate : Fates.of(*Lambda))
        if (Fate.Runs == CallableFate::Later && Fate.Call &&
            isOnItsOwn(Fate.Of, Body) && !keptByCall(*Fate.Call, *Class)) {
          if (canGoAway(*Class))
            judgeLambda(Body.function(), *Lambda, *Fate.Call, *Class);
          else
            judgeOutsider(Body, *Lambda, Fate, *Class);
        }
    }
  }

private:
  bool canGoAway(const CXXRecordDecl &Class) const {
    return Lifetimes.isRefCounted(Class) &&
           !Lifetimes.outlivesItsTasks(Class) &&
           !is_contained(Allowed, Unit.types().name(Class));
  }

  bool keepsTasks(const Expr &Executor) const {
    return Lifetimes.isScope(Executor.getType()) ||
           Lifetimes.isOwnExecutor(Executor);
  }

  // Also by what continues it: `run().then(...).finally([self] {})`.
  bool keptByCall(const Expr &Call, const CXXRecordDecl &Class) const {
    const CallParts Parts = partsOf(*Call.IgnoreImplicit());
    const Expr *Object =
        Parts.Object ? Parts.Object->IgnoreImplicit() : nullptr;
    if ((Object && keepsTasks(*Object)) ||
        any_of(Parts.Arguments, [&](const Expr *Argument) {
          const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(&origin(*Argument));
          return keepsTasks(*Argument) ||
                 (Lambda && Lifetimes.keepsObject(*Lambda, Class));
        }))
      return true;
    return Object && isa<CallExpr>(Object) && keptByCall(*Object, Class);
  }

  // Runs, and nobody waits. What a coroutine drops by oversight is
  // async-unawaited-task's business.
  bool isOnItsOwn(const TaskFate &Fate, const BodyTree &Body) const {
    if (Fate.Is == TaskFate::Started)
      return true;
    const Expr *Task = dyn_cast_or_null<Expr>(Fate.At);
    if (Fate.Is != TaskFate::Dropped || !Task)
      return false;
    const TaskFacts *Facts = Unit.types().task(Task->getType());
    const ExplicitCastExpr *Cast =
        dyn_cast_or_null<ExplicitCastExpr>(Body.parent(*Task));
    return Facts && Facts->Dropped == DropKind::Detaches &&
           (!isAsynchronous(Unit, Body.function()) ||
            (Cast && Cast->getType()->isVoidType()));
  }

  const Coroutine *coroutineOf(const FunctionDecl *Function) const {
    const FunctionDecl *Body = Function ? Function->getDefinition() : nullptr;
    const Coroutine *Coro = Body && !Function->isVirtualAsWritten()
                                ? Unit.coroutine(*Body)
                                : nullptr;
    return Coro && !Coro->IsGenerator && !Coro->isStackful() ? Coro : nullptr;
  }

  void judgeCounted(const Detached &Task) {
    const CXXRecordDecl *Class = objectClass(*Task.Coro->Function);
    std::optional<ObjectUse> Late =
        Class ? Lifetimes.lateUse(*Task.Coro) : std::nullopt;
    // One finding for the coroutine, however often it is started.
    if (Late && canGoAway(*Class) && Judged.insert(Task.Coro->Function).second)
      Out.report(describeCounted(Unit, Lifetimes, Task, *Late, *Class));
  }

  void judgeCall(const CXXMemberCallExpr &Call, const TaskFates &Fates) {
    const Coroutine *Coro = coroutineOf(Call.getMethodDecl());
    if (!Coro || nobodyCanWait(*Coro))
      return;
    bool IsOwnObject = isa<CXXThisExpr>(
        Call.getImplicitObjectArgument()->IgnoreParenImpCasts());
    bool IsLazy = Coro->Task && Coro->Task->Start == StartKind::Lazy;
    std::optional<ObjectUse> Late =
        Lifetimes.lateUse(*Coro, IsLazy && !IsOwnObject);
    if (!Late)
      return;
    TaskFate Fate = Fates.of(Call);
    if (IsOwnObject) {
      const Expr *Start = dyn_cast_or_null<Expr>(Fate.At);
      const CXXRecordDecl *Class = objectClass(*Coro->Function);
      if (Start && Class && isOnItsOwn(Fate, Fates.tree()) &&
          !keptByCall(*Start, *Class))
        judgeCounted({Coro, Start});
      return;
    }
    // A returned task is async-return-in-wrapper's business.
    if (Late->Through || Fate.Is == TaskFate::Returned)
      return;
    if (std::optional<DyingObject> Dying = dyingObject(Unit, Fates, Fate, Call))
      Out.report(describeDying(Fates.tree().function(), Call, *Coro->Function,
                               *Late, *Dying));
    else
      judgeShared(Call, *Coro, Fates, Fate);
  }

  // The pointer it is called through goes, and others may let go as well.
  void judgeShared(const CXXMemberCallExpr &Call, const Coroutine &Coro,
                   const TaskFates &Fates, const TaskFate &Fate) {
    const VarDecl *Owner = localOwner(Call);
    const Expr *Start = dyn_cast_or_null<Expr>(Fate.At);
    const CXXRecordDecl *Class = objectClass(*Coro.Function);
    if (Owner && Start && Class &&
        Lifetimes.isStrong(Owner->getType().getNonReferenceType(), *Class) &&
        isOnItsOwn(Fate, Fates.tree()) && Fates.outlives(Fate, *Owner) &&
        !keptByCall(*Start, *Class))
      judgeCounted({&Coro, Start});
  }

  const CXXMemberCallExpr *scopeEnd(const CXXRecordDecl &Class) {
    auto [It, IsNew] = ScopeEnds.try_emplace(&Class);
    if (IsNew)
      It->second = Lifetimes.scopeEnd(Class);
    return It->second;
  }

  // Dropped on purpose, beside a scope in which other work of the object is
  // waited for.
  void judgeOutsider(const BodyTree &Body, const LambdaExpr &Lambda,
                     const CallableFate &Fate, const CXXRecordDecl &Class) {
    const Expr *Whole = dyn_cast_or_null<Expr>(Fate.Of.At);
    if (Fate.Of.Is != TaskFate::Dropped || !Whole ||
        keptByCall(*Whole, Class) ||
        is_contained(Allowed, Unit.types().name(Class)))
      return;
    const Expr *Use = Lifetimes.uncheckedUse(*Lambda.getCallOperator());
    if (Use && Outsiders.insert(Whole).second)
      Out.report(describeOutsider(Body.function(), Lambda, *Use, Class,
                                  *scopeEnd(Class)));
  }

  void judgeLambda(const FunctionDecl &Caller, const LambdaExpr &Lambda,
                   const Expr &Call, const CXXRecordDecl &Class) {
    const FunctionDecl &Operator = *Lambda.getCallOperator();
    if (const Coroutine *Coro = coroutineOf(&Operator))
      return judgeCounted({Coro, &Call});
    const Expr *Result = onlyResult(Lambda);
    const CXXMemberCallExpr *Made =
        Result ? dyn_cast<CXXMemberCallExpr>(&origin(*Result)) : nullptr;
    if (const Coroutine *Coro =
            Made ? coroutineOf(Made->getMethodDecl()) : nullptr) {
      if (isa<CXXThisExpr>(
              Made->getImplicitObjectArgument()->IgnoreParenImpCasts()))
        judgeCounted({Coro, &Call});
      return;
    }
    if (const Expr *Use = Lifetimes.uncheckedUse(Operator))
      Out.report(describeHandler(Caller, Lambda, Call, *Use, Class));
  }

  const UnitAnalysis &Unit;
  const ObjectLifetimes Lifetimes;
  ArrayRef<std::string> Allowed;
  Reporter &Out;
  SmallPtrSet<const FunctionDecl *, 8> Judged;
  DenseMap<const CXXRecordDecl *, const CXXMemberCallExpr *> ScopeEnds;
  SmallPtrSet<const Expr *, 8> Outsiders; // one finding for a whole chain
};

void DanglingThis::run(const UnitAnalysis &Unit, Reporter &Out) {
  Pass Judge(Unit, Allowed, Out);
  for (const Coroutine &Coro : Unit.coroutines())
    Judge.judgeOwnKind(Coro);
  for (const FunctionDecl *Function : Unit.functions()) {
    const BodyTree Body(*Function);
    Judge.judgeCalls(Body);
    Judge.judgeLambdas(Body);
  }
}

} // namespace

extern const CheckInfo DanglingThisInfo;
constinit const CheckInfo DanglingThisInfo = {
    .Summary = "an object used after a suspension that may have ended it",
    .Level = Severity::Warning,
    .Since = "0.1",
    .HasFix = true,
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<DanglingThis>(O);
    }};

} // namespace cotidy
