// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Starts.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/CallConditions.h"
#include "checks/analysis/Locations.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// How far the initialisers of executor variables are followed.
constexpr unsigned MaxInitialisers = 4;

const FunctionDecl *definition(const FunctionDecl *Function) {
  const FunctionDecl *Definition = nullptr;
  return Function && Function->isDefined(Definition) ? Definition : nullptr;
}

// Entries for any scope only silence.
bool proves(const FunctionFact &Fact) { return Fact.Library != "any"; }

const FunctionFact *provenFact(const UnitAnalysis &Unit, const CallParts &Call,
                               FunctionRole Role) {
  for (const FunctionFact *Fact : factsOf(Unit, Call)) {
    bool Excluded = any_of(Fact->Unless, [&](const Condition &Each) {
      return Each.Is == Condition::Flag && Each.Argument >= 0 &&
             unsigned(Each.Argument) < Call.Arguments.size() &&
             mentionsFlag(Unit.ast(), Call.Arguments[Each.Argument], Each.Text);
    });
    if (Fact->Role == Role && proves(*Fact) && !Excluded)
      return Fact;
  }
  return nullptr;
}

const ValueDecl *declOf(const Expr *E) {
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
    return cast<ValueDecl>(Ref->getDecl()->getCanonicalDecl());
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(E))
    return isa<FieldDecl, VarDecl>(Member->getMemberDecl())
               ? cast<ValueDecl>(Member->getMemberDecl()->getCanonicalDecl())
               : nullptr;
  return nullptr;
}

Executor::Kind kindOf(const UnitAnalysis &Unit, QualType Type) {
  if (Type.isNull())
    return Executor::Unknown;
  Type = Type.getNonReferenceType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  const TypeFact *Fact = Unit.types().modelled(Type);
  if (!Fact || Fact->Library == "any")
    return Executor::Unknown;
  switch (Fact->Role) {
  case TypeRole::Worker:
    return Executor::Pool;
  case TypeRole::Executor:
    return Executor::Loop;
  case TypeRole::Strand:
    return Executor::Strand;
  default:
    return Executor::Unknown;
  }
}

// What an object is made of: the arguments of its constructor, or of the
// `make_unique` that makes it.
SmallVector<const Expr *, 4> madeOf(const ValueDecl *Object) {
  const Expr *Init = Object ? initialiser(*Object) : nullptr;
  const Expr *Made = Init ? &written(*Init) : nullptr;
  if (const InitListExpr *List = dyn_cast_or_null<InitListExpr>(Made);
      List && List->getNumInits() == 1)
    Made = &written(*List->getInit(0));
  const CXXConstructExpr *Construct = dyn_cast_or_null<CXXConstructExpr>(Made);
  if (Construct && Construct->getNumArgs() == 1)
    if (const CallExpr *Inner =
            dyn_cast<CallExpr>(&written(*Construct->getArg(0))))
      Made = Inner; // a handle
  if (const CallExpr *Call = dyn_cast_or_null<CallExpr>(Made)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->getIdentifier() &&
        Callee->getName().starts_with("make_"))
      return SmallVector<const Expr *, 4>(Call->arguments());
  }
  if (Construct)
    return SmallVector<const Expr *, 4>(Construct->arguments());
  return {};
}

// `pool(1)`: its tasks come one after the other.
bool hasOneThread(const UnitAnalysis &Unit, const ValueDecl *Pool) {
  SmallVector<const Expr *, 4> Arguments = madeOf(Pool);
  if (Arguments.empty())
    return false;
  const Expr *Count = &written(*Arguments.front());
  // Options say the number of threads first.
  if (const InitListExpr *Options = dyn_cast<InitListExpr>(Count);
      Options && Options->getNumInits() > 0)
    Count = Options->getInit(0);
  Expr::EvalResult Value;
  return !Count->isValueDependent() && Count->getType()->isIntegerType() &&
         Count->EvaluateAsInt(Value, Unit.ast()) && Value.Val.getInt() == 1;
}

Executor find(const UnitAnalysis &Unit, const Expr *E, unsigned Depth);

Executor firstAmong(const UnitAnalysis &Unit, const Stmt *S, unsigned Depth) {
  for (const Stmt *Child : S->children())
    if (const Expr *Part = dyn_cast_or_null<Expr>(Child)) {
      Executor Found = find(Unit, Part, Depth);
      if (Found.Is != Executor::Unknown)
        return Found;
    }
  return {};
}

// The strand, and what it runs on. One that is made of another is the same.
Executor strandOf(const UnitAnalysis &Unit, const Expr *E,
                  const ValueDecl *Object, unsigned Depth) {
  Executor Result{Executor::Strand, Object};
  const Expr *Init = Object ? initialiser(*Object) : nullptr;
  Executor Below;
  if (Init && Depth) {
    Below = find(Unit, Init, Depth - 1);
    if (Below.Is == Executor::Unknown)
      Below = firstAmong(Unit, &written(*Init), Depth - 1);
  } else if (!Object) {
    Below = firstAmong(Unit, E, Depth);
  }
  if (Below.Is == Executor::Strand) {
    if (Below.Object)
      Result.Object = Below.Object;
    Below.Is = Below.Below;
    Below.Object = Below.ObjectBelow;
  }
  Result.Below = Below.Is;
  Result.ObjectBelow = Below.Object;
  return Result;
}

// What an I/O object runs on is what it was made with.
Executor ofIoObject(const UnitAnalysis &Unit, const Expr *E, unsigned Depth) {
  const ValueDecl *Object = subject(E);
  SmallVector<const Expr *, 4> Arguments = madeOf(Object);
  if (Arguments.empty() || !Depth)
    return {};
  Executor On = find(Unit, Arguments.front(), Depth - 1);
  // A strand that nothing else has.
  if (On.Is == Executor::Strand && !On.Object)
    On.Object = Object;
  return On;
}

bool isIoObject(const UnitAnalysis &Unit, const Expr *E) {
  QualType Type = ignoreForwarding(E)->getType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  const TypeFact *Fact = Unit.types().modelled(Type);
  return Fact && Fact->Role == TypeRole::LoopBound && Fact->Library != "any";
}

Executor find(const UnitAnalysis &Unit, const Expr *E, unsigned Depth) {
  if (!E || isa<LambdaExpr>(E))
    return {};
  E = ignoreForwarding(E);
  if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(E))
    if (Copy->getNumArgs() == 1 &&
        Copy->getConstructor()->isCopyOrMoveConstructor())
      return find(Unit, Copy->getArg(0), Depth);
  // Asking the coroutine where it runs.
  if (const CoroutineSuspendExpr *Await = dyn_cast<CoroutineSuspendExpr>(E))
    return kindOf(Unit, Await->getOperand()->getType()) == Executor::Unknown
               ? Executor()
               : Executor{Executor::Inherited};
  switch (Executor::Kind Kind = kindOf(Unit, E->getType())) {
  case Executor::Strand:
    return strandOf(Unit, E, declOf(E), Depth);
  case Executor::Pool:
  case Executor::Loop: {
    const ValueDecl *Object = declOf(E);
    const VarDecl *Variable = dyn_cast_or_null<VarDecl>(Object);
    // `auto executor = pool.get_executor();`
    if (Variable && Variable->isLocalVarDecl() && Variable->hasInit() && Depth)
      if (Executor Inner = find(Unit, Variable->getInit(), Depth - 1);
          Inner.Is != Executor::Unknown && Inner.Object)
        return Inner;
    if (!Object)
      if (Executor Inner = firstAmong(Unit, E, Depth);
          Inner.Is != Executor::Unknown)
        return Inner;
    if (Kind == Executor::Pool && hasOneThread(Unit, Object))
      return {Executor::Strand, Object, Executor::Pool, Object};
    return {Kind, Object};
  }
  default:
    break;
  }
  if (isIoObject(Unit, E))
    return ofIoObject(Unit, E, Depth);
  if (const VarDecl *Variable = dyn_cast_or_null<VarDecl>(declOf(E)))
    return Variable->isLocalVarDecl() && Variable->hasInit() && Depth
               ? find(Unit, Variable->getInit(), Depth - 1)
               : Executor();
  if (isa<CallExpr, CXXConstructExpr, MemberExpr>(E)) {
    const CallParts Parts = partsOf(*E);
    if (Parts.Object && isIoObject(Unit, Parts.Object))
      return ofIoObject(Unit, Parts.Object, Depth); // get_executor()
    return firstAmong(Unit, E, Depth);
  }
  return {};
}

Executor executorOfCall(const UnitAnalysis &Unit, const CallParts &Call) {
  Executor Found = find(Unit, Call.Object, MaxInitialisers);
  for (const Expr *Argument : Call.Arguments) {
    if (Found.Is != Executor::Unknown)
      break;
    const CallParts Inner = partsOf(*ignoreForwarding(Argument));
    // It brings its own executor along.
    if (Inner.Callee && Unit.types().task(Argument->getType()))
      continue;
    Found = find(Unit, Argument, MaxInitialisers);
  }
  return Found;
}

// The call operator of a lambda, also of one kept in a variable; of a generic
// one what is called.
const FunctionDecl *callOperator(const Expr *E) {
  const CXXRecordDecl *Record = E->getType()->getAsCXXRecordDecl();
  if (!Record || !Record->isLambda())
    return nullptr;
  if (const FunctionTemplateDecl *Generic =
          Record->getDependentLambdaCallOperator())
    for (const FunctionDecl *Called : Generic->specializations())
      if (Called->hasBody())
        return Called;
  return Record->getLambdaCallOperator();
}

struct Callable {
  const FunctionDecl *Root = nullptr;
  const Expr *Object = nullptr;
  SmallVector<const Expr *, 4> Arguments;
};

// A lambda that captures nothing becomes a pointer to a function, as C takes
// it; other pointers are cast to what C expects.
const Expr *pointedTo(const Expr *E) {
  for (;;) {
    E = ignoreForwarding(E);
    const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E);
    const UnaryOperator *Plus = dyn_cast<UnaryOperator>(E);
    const CastExpr *Cast = dyn_cast<CastExpr>(E);
    if (Call && isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl()) &&
        Call->getMethodDecl()->getParent()->isLambda())
      E = Call->getImplicitObjectArgument();
    else if (Plus && Plus->getOpcode() == UO_Plus)
      E = Plus->getSubExpr();
    else if (Cast && Cast->getType()->isFunctionPointerType())
      E = Cast->getSubExpr();
    else
      return E;
  }
}

// A function, a lambda, `&Class::method, object`, or a call of std::bind and
// its kin; `Rest` are the arguments after it.
Callable callable(const Expr *E, ArrayRef<const Expr *> Rest, bool Binds) {
  Callable Result;
  E = pointedTo(E);
  if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(E);
      Copy && Copy->getNumArgs() == 1)
    E = ignoreForwarding(Copy->getArg(0));
  if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = ignoreForwarding(Address->getSubExpr());
  if (const FunctionDecl *Operator = callOperator(E)) {
    Result.Root = definition(Operator);
  } else if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E)) {
    Result.Root = definition(dyn_cast<FunctionDecl>(Ref->getDecl()));
  } else if (const CallExpr *Bind = dyn_cast<CallExpr>(E);
             Bind && !Binds && Bind->getDirectCallee() &&
             Bind->getDirectCallee()->getIdentifier() &&
             Bind->getDirectCallee()->getName().starts_with("bind") &&
             Bind->getNumArgs() > 0) {
    SmallVector<const Expr *, 4> Bound(Bind->arg_begin(), Bind->arg_end());
    return callable(Bound.front(), ArrayRef(Bound).drop_front(),
                    /*Binds=*/true);
  }
  if (!Result.Root)
    return Result;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Result.Root);
  if (Method && Method->isInstance() && !callOperator(E)) {
    if (Rest.empty())
      return {};
    Result.Object = Rest.front();
    Rest = Rest.drop_front();
  }
  Result.Arguments.append(Rest.begin(), Rest.end());
  return Result;
}

// `work(counter)` or `[&]() -> task<> {...}()`: a coroutine that is yet to run.
Callable coroutineCall(const UnitAnalysis &Unit, const Expr *E) {
  E = ignoreForwarding(E);
  if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(E);
      Copy && Copy->getNumArgs() == 1)
    E = ignoreForwarding(Copy->getArg(0));
  if (!isa<CallExpr>(E) || !Unit.types().task(E->getType()))
    return {};
  const CallParts Parts = partsOf(*E);
  const FunctionDecl *Root = definition(Parts.Callee);
  if (!Root || !Unit.coroutine(*Root))
    return {};
  return {Root, Parts.Object, Parts.Arguments};
}

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
    Executor On = IsOwn ? find(Unit, Parts.Object, MaxInitialisers)
                        : executorOfCall(Unit, Parts);
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
      return handOverTo(At, Parts, nullptr, *Fact,
                        find(Unit, Io, MaxInitialisers));
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

// A function of the project that is a parallel loop: it starts threads that
// call what it was given, and waits for them.
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

Executor executorOf(const UnitAnalysis &Unit, const Expr *E) {
  return find(Unit, E, MaxInitialisers);
}

Executor settled(const UnitAnalysis &Unit, Executor On,
                 function_ref<const ValueDecl *(const ValueDecl *)> Object) {
  On.Object = Object(On.Object);
  if (On.Is == Executor::Pool && hasOneThread(Unit, On.Object))
    return {Executor::Strand, On.Object, Executor::Pool, On.Object};
  if (On.Is == Executor::Strand && On.Below == Executor::Unknown && On.Object)
    On = strandOf(Unit, nullptr, On.Object, MaxInitialisers);
  On.ObjectBelow = Object(On.ObjectBelow);
  return On;
}

const Expr *initialiser(const ValueDecl &Object) {
  if (const VarDecl *Variable = dyn_cast<VarDecl>(&Object))
    return Variable->getInit();
  const FieldDecl *Field = dyn_cast<FieldDecl>(&Object);
  const CXXRecordDecl *Record =
      Field ? dyn_cast<CXXRecordDecl>(Field->getParent()) : nullptr;
  if (!Record)
    return nullptr;
  for (const CXXConstructorDecl *Constructor : Record->ctors())
    for (const CXXCtorInitializer *Each : Constructor->inits())
      if (Each->getMember() == Field && Each->isWritten() &&
          !Constructor->isCopyOrMoveConstructor())
        return Each->getInit();
  return Field->getInClassInitializer();
}

std::optional<Executor> switchedTo(const UnitAnalysis &Unit,
                                   const Suspension &S) {
  if (S.Is != Suspension::Await)
    return std::nullopt;
  const CallParts Call = partsOf(written(S.operand()));
  if (!Call.Callee)
    return std::nullopt;
  if (!provenFact(Unit, Call, FunctionRole::Switch)) {
    // An entry for any scope proves no place, yet it may be another one.
    bool MayMove = any_of(factsOf(Unit, Call), [](const FunctionFact *Fact) {
      return Fact->Role == FunctionRole::Switch;
    });
    return MayMove ? std::optional(Executor()) : std::nullopt;
  }
  Executor To = executorOfCall(Unit, Call);
  if (To.Is != Executor::Unknown)
    return To;
  if (provenFact(Unit, Call, FunctionRole::Switch)->Where == RunsOn::Worker)
    return Executor{Executor::Pool};
  // `co_await post(use_awaitable)`: to wherever the coroutine runs anyway.
  bool Stays = !Call.Object && all_of(Call.Arguments, [&](const Expr *E) {
    const TypeFact *Fact = Unit.types().modelled(E->getType());
    return Fact && Fact->Role == TypeRole::Token;
  });
  return Stays ? std::nullopt : std::optional(Executor());
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
