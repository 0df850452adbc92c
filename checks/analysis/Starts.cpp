// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Starts.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/CallConditions.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/ParallelLoops.h"
#include "checks/analysis/StartedCode.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Which loop runs the callbacks of an object, and the callbacks.
struct Subscriptions {
  /// Null for an object that was given different loops.
  DenseMap<const ValueDecl *, const ValueDecl *> LoopOf;
  /// The number of the start, and the object.
  SmallVector<std::pair<size_t, const ValueDecl *>, 4> Begun;

  void bind(const ValueDecl *Object, const ValueDecl *Loop) {
    auto [It, IsNew] = LoopOf.try_emplace(Object, Loop);
    if (!IsNew && It->second != Loop)
      It->second = nullptr;
  }
};

// Who else names the variable that a thread of C leaves its handle in.
class HandleUses : public RecursiveASTVisitor<HandleUses> {
public:
  HandleUses(const UnitAnalysis &Unit, const ValueDecl &Handle, const Expr &At)
      : Unit(Unit), Handle(Handle), At(At) {}
  bool TraverseCallExpr(CallExpr *Call) {
    return Call == &At || letsGo(Unit, partsOf(*Call)) ||
           RecursiveASTVisitor::TraverseCallExpr(Call);
  }
  // `threads.push_back(thread)`: who has the container can join it.
  bool TraverseCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    StringRef Name = Method && Method->getIdentifier() ? Method->getName() : "";
    if (Call->getNumArgs() != 1 || subject(Call->getArg(0)) != &Handle ||
        !(Name.starts_with("push") || Name.starts_with("emplace")))
      return RecursiveASTVisitor::TraverseCXXMemberCallExpr(Call);
    KeptIn = subject(Call->getImplicitObjectArgument());
    Others |= !KeptIn;
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    Others |= Ref->getDecl()->getCanonicalDecl() == &Handle;
    return true;
  }
  bool Others = false;
  const ValueDecl *KeptIn = nullptr;

private:
  const UnitAnalysis &Unit;
  const ValueDecl &Handle;
  const Expr &At;
};

// The hand-overs of one body.
class StartCollector : public BodyVisitor<StartCollector> {
public:
  StartCollector(const UnitAnalysis &Unit, const FunctionDecl &Starter,
                 Subscriptions &Subscribed, std::vector<Start> &Out)
      : Unit(Unit), Starter(Starter), Subscribed(Subscribed), Out(Out) {}

  bool TraverseStmt(Stmt *S) {
    if (!S)
      return true;
    bool IsLoop = mayRepeat(Unit, S);
    const Stmt *Outer = Loop;
    const CallExpr *Around = Siblings;
    if (IsLoop)
      Loop = S;
    if (const CallExpr *Call = dyn_cast<CallExpr>(S);
        Call && provenFact(Unit, partsOf(*Call), FunctionRole::Together))
      Siblings = Call;
    bool Continue = RecursiveASTVisitor::TraverseStmt(S);
    Loop = Outer;
    Siblings = Around;
    return Continue;
  }
  bool TraverseCoawaitExpr(CoawaitExpr *E) { return await(E->getOperand()); }
  bool TraverseCoyieldExpr(CoyieldExpr *E) { return await(E->getOperand()); }

  bool TraverseVarDecl(VarDecl *Variable) {
    return into(cast<ValueDecl>(Variable->getCanonicalDecl()),
                [&] { return TraverseStmt(Variable->getInit()); });
  }
  bool TraverseConstructorInitializer(CXXCtorInitializer *Init) {
    return into(Init->getMember(),
                [&] { return TraverseStmt(Init->getInit()); });
  }
  bool TraverseBinaryOperator(BinaryOperator *E) {
    if (E->getOpcode() != BO_Assign)
      return RecursiveASTVisitor::TraverseBinaryOperator(E);
    return into(subject(E->getLHS()),
                [&] { return TraverseStmt(E->getRHS()); });
  }
  bool TraverseCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    note(*E);
    if (E->getOperator() == OO_Equal && E->getNumArgs() == 2)
      return into(subject(E->getArg(0)),
                  [&] { return TraverseStmt(E->getArg(1)); });
    return all_of(E->arguments(),
                  [&](Expr *Argument) { return TraverseStmt(Argument); });
  }
  bool TraverseCXXMemberCallExpr(CXXMemberCallExpr *E) {
    note(*E);
    const Expr *Object = E->getImplicitObjectArgument();
    const FunctionDecl *Callee = E->getDirectCallee();
    bool Detaches =
        Callee && Unit.types().functionFact(*Callee, FunctionRole::Discard);
    bool WasDetached = std::exchange(Detached, Detached || Detaches);
    bool Continue = TraverseStmt(E->getCallee());
    Detached = WasDetached;
    // A container keeps what it is given.
    return Continue && into(subject(Object), [&] {
             return all_of(E->arguments(), [&](Expr *Argument) {
               return TraverseStmt(Argument);
             });
           });
  }
  bool VisitCallExpr(CallExpr *E) {
    if (!isa<CXXMemberCallExpr, CXXOperatorCallExpr>(E))
      note(*E);
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    note(*E);
    return true;
  }

private:
  template <class Walk> bool into(const ValueDecl *Destination, Walk Inside) {
    const ValueDecl *Outer = std::exchange(Kept, Destination);
    bool Continue = Inside();
    Kept = Outer;
    return Continue;
  }

  bool await(Expr *Operand) {
    bool Outer = std::exchange(Awaited, true);
    bool Continue = into(nullptr, [&] { return TraverseStmt(Operand); });
    Awaited = Outer;
    return Continue;
  }

  void note(const Expr &E) {
    const CallParts Parts = partsOf(E);
    if (!Parts.Callee)
      return;
    if (const CallExpr *Call = dyn_cast<CallExpr>(&E)) {
      if (provenFact(Unit, Parts, FunctionRole::Together))
        together(*Call, Parts);
      else if (provenFact(Unit, Parts, FunctionRole::SyncWait))
        for (const Expr *Argument : Parts.Arguments)
          if (Callable Run = coroutineCall(Unit, Argument); Run.Root)
            inherit(*Call, *Argument, Run, /*Loop=*/nullptr).EndsAtOnce = true;
      // `std::async` and what takes a callable; else a container of threads.
      if (const CXXConstructorDecl *Made = constructedBy(Unit, Parts)) {
        CallParts Inner{Made, nullptr, Parts.Arguments};
        handOver(E, Inner, subject(Parts.Object));
        return;
      }
    }
    handOver(E, Parts, Kept);
  }

  void handOver(const Expr &At, const CallParts &Parts,
                const ValueDecl *Handle) {
    if (Parts.Arguments.empty())
      return;
    const FunctionFact *Fact = provenFact(Unit, Parts, FunctionRole::Offload);
    if (!Fact)
      return completeOrSpawn(At, Parts);
    if (Fact->Handle)
      return handOverToC(At, Parts, *Fact);
    // What a thread is given as arguments does not run it.
    bool IsOwn = Fact->Where == RunsOn::Worker;
    Executor On =
        IsOwn ? executorOf(Unit, Parts.Object) : executorOfCall(Unit, Parts);
    if (On.Is == Executor::Unknown && IsOwn)
      On.Is = Executor::Thread;
    handOverTo(At, Parts, Handle, *Fact, On);
  }

  // A thread of C leaves its handle behind a pointer.
  void handOverToC(const Expr &At, const CallParts &Parts,
                   const FunctionFact &Fact) {
    const ValueDecl *Handle = handleOf(Unit, Starter, Parts, Fact);
    bool WasDetached = Detached;
    if (const VarDecl *Local = dyn_cast_or_null<VarDecl>(Handle);
        Local && Local->isLocalVarDecl() && !Local->isStaticLocal()) {
      HandleUses Uses(Unit, *Local, At);
      Uses.TraverseStmt(const_cast<Stmt *>(userBody(Starter)));
      // Somebody else can join it, or nobody.
      if (!Uses.Others) {
        Handle = Uses.KeptIn;
        Detached = !Handle;
      }
    }
    handOverTo(At, Parts, Handle, Fact, {Executor::Thread});
    Detached = WasDetached;
  }

  // A callback of C runs on the loop that its object was given.
  bool subscribe(const Expr &At, const CallParts &Parts) {
    if (const FunctionFact *Binds =
            provenFact(Unit, Parts, FunctionRole::Binds)) {
      const ValueDecl *Object = handleOf(Unit, Starter, Parts, *Binds);
      if (const ValueDecl *Loop = subject(Parts.Arguments.front());
          Object && Loop)
        Subscribed.bind(Object, cast<ValueDecl>(Loop->getCanonicalDecl()));
      return true;
    }
    const FunctionFact *Fact = provenFact(Unit, Parts, FunctionRole::Subscribe);
    if (!Fact || !Fact->Callable || Parts.Object ||
        unsigned(*Fact->Callable) >= Parts.Arguments.size())
      return false;
    const ValueDecl *Object =
        objectGiven(Unit, Starter, Parts.Arguments.front());
    const Expr *Task = Parts.Arguments[*Fact->Callable];
    Callable Run = callable(Task, {Parts.Arguments.front()}, false);
    if (Object && Run.Root &&
        Unit.project().contains(Run.Root->getLocation())) {
      Subscribed.Begun.push_back({Out.size(), Object});
      inherit(At, *Task, Run, Loop);
    }
    return true;
  }

  // A handler runs where its I/O object does. A task that a scope is given
  // begins where it is spawned.
  void completeOrSpawn(const Expr &At, const CallParts &Parts) {
    if (subscribe(At, Parts))
      return;
    const FunctionFact *Fact = provenFact(Unit, Parts, FunctionRole::Continues);
    const Expr *Io = Parts.Object ? Parts.Object : Parts.Arguments.front();
    if (Fact && isIoObject(Unit, Io))
      return handOverTo(At, Parts, nullptr, *Fact, executorOf(Unit, Io));
    Fact = provenFact(Unit, Parts, FunctionRole::Spawn);
    if (!Fact || Parts.Arguments.size() != 1)
      return;
    if (Callable Run = coroutineCall(Unit, Parts.Arguments[0]); Run.Root) {
      Start &New = inherit(At, *Parts.Arguments[0], Run, Loop);
      New.Handle = subject(Parts.Object);
      New.IsInline = true;
    }
  }

  void handOverTo(const Expr &At, const CallParts &Parts,
                  const ValueDecl *Handle, const FunctionFact &Fact,
                  Executor On) {
    const CallExpr *Call = dyn_cast<CallExpr>(&At);
    bool IsSeveral = Call && provenFact(Unit, Parts, FunctionRole::Together);
    if (IsSeveral && On.Is == Executor::Unknown)
      On.Is = Executor::Pool;
    const FunctionFact *Spawn = provenFact(Unit, Parts, FunctionRole::Spawn);
    std::optional<int> Token = Spawn ? Spawn->Token : std::nullopt;
    for (unsigned I = 0; I < Parts.Arguments.size(); ++I) {
      // Told about the end, after it.
      if (Token && int(I) == *Token)
        continue;
      if (Fact.Callable && int(I) != *Fact.Callable)
        continue;
      Callable Run = coroutineCall(Unit, Parts.Arguments[I]);
      if (!Run.Root)
        Run = callable(Parts.Arguments[I],
                       ArrayRef(Parts.Arguments).drop_front(I + 1), false);
      if (!Run.Root || !Unit.project().contains(Run.Root->getLocation()))
        continue;
      Start New{&Starter, Run.Root, &At, On,
                ignoreForwarding(Parts.Arguments[I])};
      New.Object = Run.Object;
      New.Arguments = Run.Arguments;
      New.Loop = Loop;
      New.Handle = On.Is == Executor::Thread ? Handle : On.Object;
      New.Together = IsSeveral ? Call : Siblings;
      New.IsSeveral = IsSeveral;
      New.EndsAtOnce =
          Awaited || (On.Is == Executor::Thread && !Handle && !Detached);
      Out.push_back(std::move(New));
      return;
    }
  }

  // Tasks named in the call, and those that a container or variable holds.
  void together(const CallExpr &Call, const CallParts &Parts) {
    SmallVector<const Expr *, 4> All(Parts.Arguments);
    if (Parts.Object)
      All.push_back(Parts.Object);
    for (const Expr *Argument : All) {
      if (Callable Run = coroutineCall(Unit, Argument); Run.Root)
        sibling(Call, Call, *Argument, Run, /*Loop=*/nullptr);
      else if (const ValueDecl *Holder = subject(&written(*Argument)))
        Held.push_back({Holder, &Call});
    }
  }

  void sibling(const CallExpr &Call, const Expr &At, const Expr &Task,
               const Callable &Run, const Stmt *Loop) {
    Start &New = inherit(At, Task, Run, Loop);
    New.Together = &Call;
    New.EndsAtOnce = true;
  }

  Start &inherit(const Expr &At, const Expr &Task, const Callable &Run,
                 const Stmt *Loop) {
    Start New{&Starter,
              Run.Root,
              &At,
              {Executor::Inherited},
              ignoreForwarding(&Task)};
    New.Object = Run.Object;
    New.Arguments = Run.Arguments;
    New.Loop = Loop;
    Out.push_back(std::move(New));
    return Out.back();
  }

public:
  /// Tasks that were kept in variables which `together` was given later.
  class Keeper;
  void finish(const Stmt *Body);

private:
  const UnitAnalysis &Unit;
  const FunctionDecl &Starter;
  Subscriptions &Subscribed;
  std::vector<Start> &Out;
  const Stmt *Loop = nullptr;
  const ValueDecl *Kept = nullptr;
  bool Detached = false;
  bool Awaited = false;
  const CallExpr *Siblings = nullptr;
  SmallVector<std::pair<const ValueDecl *, const CallExpr *>, 2> Held;
};

// Finds the coroutine calls that a variable or container was given.
class StartCollector::Keeper : public RecursiveASTVisitor<Keeper> {
public:
  explicit Keeper(StartCollector &Outer) : Outer(Outer) {}
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseStmt(Stmt *S) {
    if (!S)
      return true;
    const Stmt *Around = Loop;
    if (mayRepeat(Outer.Unit, S))
      Loop = S;
    bool Continue = RecursiveASTVisitor::TraverseStmt(S);
    Loop = Around;
    return Continue;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit())
      keep(cast<ValueDecl>(Variable->getCanonicalDecl()), Variable->getInit());
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    if (const ValueDecl *Holder = subject(Call->getImplicitObjectArgument()))
      for (const Expr *Argument : Call->arguments())
        keep(Holder, Argument);
    return true;
  }

private:
  void keep(const ValueDecl *Holder, const Expr *Value) {
    for (const auto &[Known, Call] : Outer.Held)
      if (Known == Holder)
        if (Callable Run = coroutineCall(Outer.Unit, Value); Run.Root)
          Outer.sibling(*Call, *ignoreForwarding(Value), *Value, Run,
                        isAround(*Call) ? nullptr : Loop);
  }

  // Each round awaits what it made.
  bool isAround(const CallExpr &Call) const {
    const SourceManager &Sources = Outer.Unit.ast().getSourceManager();
    return Loop &&
           Sources.isPointWithin(Sources.getExpansionLoc(Call.getBeginLoc()),
                                 Sources.getExpansionLoc(Loop->getBeginLoc()),
                                 Sources.getExpansionLoc(Loop->getEndLoc()));
  }

  StartCollector &Outer;
  const Stmt *Loop = nullptr;
};

void StartCollector::finish(const Stmt *Body) {
  if (!Held.empty())
    Keeper(*this).TraverseStmt(const_cast<Stmt *>(Body));
}

// A callback whose loop is unknown is none that anybody can judge.
void settle(const Subscriptions &Subscribed, std::vector<Start> &Result) {
  for (const auto &[Index, Object] : reverse(Subscribed.Begun)) {
    if (const ValueDecl *Loop = Subscribed.LoopOf.lookup(Object))
      Result[Index].On = {Executor::Loop, Loop};
    else
      Result.erase(Result.begin() + Index);
  }
}

} // namespace

bool mayRepeat(const UnitAnalysis &Unit, const Stmt *S) {
  Expr::EvalResult Value;
  if (const DoStmt *Do = dyn_cast_or_null<DoStmt>(S))
    return Do->getCond()->isValueDependent() ||
           !Do->getCond()->EvaluateAsInt(Value, Unit.ast()) ||
           Value.Val.getInt() != 0;
  return isa_and_nonnull<ForStmt, WhileStmt, CXXForRangeStmt>(S);
}

const ValueDecl *objectGiven(const UnitAnalysis &Unit,
                             const FunctionDecl &Function, const Expr *E) {
  LocationResolver Resolver(Function, Unit.project(), Unit.types());
  std::optional<Location> Place =
      ignoreForwarding(E)->getType()->isPointerType() ? Resolver.pointee(E)
                                                      : Resolver.resolve(E);
  return Place ? Place->target() : nullptr;
}

const ValueDecl *handleOf(const UnitAnalysis &Unit,
                          const FunctionDecl &Function, const CallParts &Call,
                          const FunctionFact &Fact) {
  return Fact.Handle && *Fact.Handle >= 0 &&
                 unsigned(*Fact.Handle) < Call.Arguments.size()
             ? objectGiven(Unit, Function, Call.Arguments[*Fact.Handle])
             : nullptr;
}

bool letsGo(const UnitAnalysis &Unit, const CallParts &Call) {
  return any_of(factsOf(Unit, Call), [](const FunctionFact *Fact) {
    return Fact->Role == FunctionRole::Discard && Fact->Handle;
  });
}

const CXXConstructorDecl *constructedBy(const UnitAnalysis &Unit,
                                        const CallParts &Call) {
  const ClassTemplateSpecializationDecl *Container =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Call.objectClass());
  if (!Container || !Call.Callee || !Call.Callee->getIdentifier() ||
      !Call.Callee->getName().starts_with("emplace"))
    return nullptr;
  const TypeFact *Fact =
      Unit.types().modelled(Unit.ast().getRecordType(Call.objectClass()));
  if (!Fact || Fact->Role != TypeRole::Container)
    return nullptr;
  const TemplateArgument &Element = Container->getTemplateArgs().get(0);
  const CXXRecordDecl *Record = Element.getKind() == TemplateArgument::Type
                                    ? Element.getAsType()->getAsCXXRecordDecl()
                                    : nullptr;
  return Record && Record->hasDefinition() &&
                 Record->ctor_begin() != Record->ctor_end()
             ? *Record->ctor_begin()
             : nullptr;
}

std::vector<Start> collectStarts(const UnitAnalysis &Unit) {
  std::vector<Start> Result;
  Subscriptions Subscribed;
  for (const FunctionDecl *Function : Unit.functions()) {
    StartCollector Collector(Unit, *Function, Subscribed, Result);
    if (const CXXConstructorDecl *Constructor =
            dyn_cast<CXXConstructorDecl>(Function))
      for (CXXCtorInitializer *Init : Constructor->inits())
        if (Init->isWritten() && Init->getInit())
          Collector.TraverseConstructorInitializer(Init);
    Stmt *Body = const_cast<Stmt *>(userBody(*Function));
    Collector.TraverseStmt(Body);
    Collector.finish(Body);
  }
  settle(Subscribed, Result);
  addParallelBodies(Unit, Result);
  return Result;
}

} // namespace cotidy
