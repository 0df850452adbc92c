// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Executors.h"

#include "checks/analysis/CallConditions.h"
#include "checks/analysis/Locations.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// How far the initialisers of executor variables are followed.
constexpr unsigned MaxInitialisers = 4;

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

} // namespace

bool isIoObject(const UnitAnalysis &Unit, const Expr *E) {
  QualType Type = ignoreForwarding(E)->getType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  const TypeFact *Fact = Unit.types().modelled(Type);
  return Fact && Fact->Role == TypeRole::LoopBound && Fact->Library != "any";
}

Executor executorOf(const UnitAnalysis &Unit, const Expr *E) {
  return find(Unit, E, MaxInitialisers);
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

} // namespace cotidy
