// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LockTaking.h"

#include "checks/analysis/Coroutines.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/TypeFacts.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// What makes the value, without copies, moves and casts around it. Moves stay:
// they say where it comes from.
const Expr *maker(const Expr *E) {
  for (;;) {
    E = E->IgnoreImplicit()->IgnoreParens();
    if (const CastExpr *Cast = dyn_cast<CastExpr>(E); Cast && !E->isGLValue())
      E = Cast->getSubExpr();
    else if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(E);
             Copy && Copy->getNumArgs() > 0 &&
             Copy->getConstructor()->isCopyOrMoveConstructor())
      E = Copy->getArg(0);
    else if (const CXXDefaultInitExpr *Default =
                 dyn_cast<CXXDefaultInitExpr>(E))
      E = Default->getExpr();
    else
      return E;
  }
}

StringRef tagName(const Expr *Argument) {
  const CXXRecordDecl *Record =
      Argument->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->getIdentifier() ? Record->getName() : "";
}

bool isTime(const Expr *Argument) {
  const CXXRecordDecl *Record =
      Argument->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->getIdentifier() &&
         (Record->getName() == "duration" || Record->getName() == "time_point");
}

bool isNull(const Expr *Argument) {
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(
      Argument->IgnoreParenImpCasts());
}

const Expr *lockAmong(ArrayRef<const Expr *> Arguments,
                      const GuardTypes &Types) {
  for (const Expr *Argument : Arguments)
    if (Types.holder(Argument->getType()) == LockKind::None &&
        Types.lock(Argument->getType()) != LockKind::None)
      return Argument;
  return nullptr;
}

const Expr *holderAmong(ArrayRef<const Expr *> Arguments,
                        const GuardTypes &Types) {
  for (const Expr *Argument : Arguments)
    if (Types.holder(Argument->getType()) != LockKind::None)
      return Argument;
  return nullptr;
}

SmallVector<const Expr *, 4> written(ArrayRef<const Expr *> Arguments) {
  SmallVector<const Expr *, 4> Result;
  for (const Expr *Argument : Arguments)
    if (!isa<CXXDefaultArgExpr>(Argument))
      Result.push_back(Argument);
  return Result;
}

// What a constructor does whose arguments do not tell.
LockTaking byBody(const CXXConstructorDecl &Constructor,
                  const GuardTypes &Types, bool Presume) {
  if (!Constructor.hasBody())
    return {Presume ? LockTaking::Takes : LockTaking::Nothing};
  bool Tries = false;
  for (const LockUse &Use : lockUses(Constructor, Types)) {
    if (Use.Is == LockAction::Take)
      return {LockTaking::Takes, Use.Lock};
    Tries |= Use.Is == LockAction::Try;
  }
  if (Tries)
    return {LockTaking::Tries};
  for (const CXXCtorInitializer *Init : Constructor.inits())
    if (Init->getInit() && !Init->isDelegatingInitializer())
      if (LockTaking Part = lockTaking(Init->getInit(), Types);
          Part.How == LockTaking::Takes || Part.How == LockTaking::Tries)
        return Part;
  return {};
}

// A guard that can be locked later need not be locked from the start.
bool canLockLater(const CXXRecordDecl &Guard, const GuardTypes &Types) {
  return any_of(Guard.methods(), [&](const CXXMethodDecl *Method) {
    return lockAction(*Method, Types.types()) == LockAction::Take;
  });
}

LockTaking guardMade(QualType Guard, const CXXConstructorDecl &Constructor,
                     ArrayRef<const Expr *> AllArguments,
                     const GuardTypes &Types) {
  SmallVector<const Expr *, 4> Arguments = written(AllArguments);
  const Expr *Lock = lockAmong(Arguments, Types);
  for (const Expr *Argument : Arguments) {
    StringRef Tag = tagName(Argument);
    if (Tag.contains("defer"))
      return {};
    if (Tag.contains("try_to_lock") || isTime(Argument))
      return {LockTaking::Tries, Lock};
    if (Tag.contains("adopt"))
      return {LockTaking::Takes, Lock};
  }
  if (Lock) {
    LockTaking Made = byBody(Constructor, Types, /*Presume=*/true);
    bool LeavesAlone = Made.How == LockTaking::Nothing &&
                       canLockLater(*Constructor.getParent(), Types);
    if (LeavesAlone && !Constructor.getParent()->isInStdNamespace())
      return {};
    return {Made.How == LockTaking::Tries ? LockTaking::Tries
                                          : LockTaking::Takes,
            Lock};
  }
  if (const Expr *Other = holderAmong(Arguments, Types))
    return lockTaking(Other, Types);
  if (any_of(Arguments, isNull))
    return {};
  if (Types.guard(Guard) == LockKind::Bound)
    return {LockTaking::Takes};
  return byBody(Constructor, Types,
                /*Presume=*/!Arguments.empty() ||
                    !canLockLater(*Constructor.getParent(), Types));
}

LockTaking constructed(const CXXConstructExpr &Construct,
                       const GuardTypes &Types) {
  SmallVector<const Expr *, 4> Arguments;
  for (const Expr *Argument : Construct.arguments())
    Arguments.push_back(Argument);
  if (any_of(Arguments, [](const Expr *Argument) {
        return tagName(Argument) == "in_place_t";
      }))
    return lockTaking(Construct.getType(), Arguments, Types);
  if (Types.guard(Construct.getType()) != LockKind::None)
    return guardMade(Construct.getType(), *Construct.getConstructor(),
                     Arguments, Types);
  LockTaking Inside = lockTaking({}, written(Arguments), Types);
  if (Inside.How != LockTaking::Nothing)
    return Inside;
  return byBody(*Construct.getConstructor(), Types, /*Presume=*/false);
}

LockTaking called(const CallExpr &Call, const GuardTypes &Types) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  SmallVector<const Expr *, 4> Arguments;
  for (const Expr *Argument : Call.arguments())
    Arguments.push_back(Argument);
  if (Call.isCallToStdMove() || Call.isGLValue())
    return {LockTaking::Moves, nullptr, &Call};
  bool Makes = Callee && Callee->isInStdNamespace() &&
               Callee->getIdentifier() &&
               Callee->getName().starts_with("make_");
  if (Makes ||
      (Callee && Types.types().functionFact(*Callee, FunctionRole::Fresh)))
    return lockTaking(Call.getType(), Arguments, Types);
  bool Tries = Callee && Callee->getIdentifier() &&
               (Callee->getName().starts_with("try") ||
                Callee->getName().starts_with("Try")) &&
               !Callee->getName().contains("_for");
  const Expr *Lock = lockAmong(Arguments, Types);
  const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(&Call);
  if (!Lock && Method)
    Lock = Method->getImplicitObjectArgument();
  return {Tries ? LockTaking::Tries : LockTaking::Takes, Lock};
}

// What is awaited says what it locks: `co_await mutex.scoped_lock()`.
LockTaking awaited(const CoroutineSuspendExpr &Await, const GuardTypes &Types) {
  const CallExpr *Call = dyn_cast<CallExpr>(maker(Await.getOperand()));
  if (!Call)
    return {LockTaking::Awaited};
  const Expr *Lock =
      lockAmong(ArrayRef(Call->getArgs(), Call->getNumArgs()), Types);
  const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(Call);
  const Expr *Object = Method ? Method->getImplicitObjectArgument() : nullptr;
  if (!Lock && Object && Types.lock(Object->getType()) != LockKind::None)
    Lock = Object;
  return {LockTaking::Awaited, Lock};
}

} // namespace

LockTaking lockTaking(QualType Made, ArrayRef<const Expr *> Arguments,
                      const GuardTypes &Types) {
  for (const Expr *Argument : Arguments) {
    if (tagName(Argument).contains("defer"))
      return {};
    if (const CXXNewExpr *New = dyn_cast<CXXNewExpr>(maker(Argument)))
      return lockTaking(New, Types);
  }
  if (const Expr *Lock = lockAmong(Arguments, Types)) {
    bool Tries = any_of(Arguments, [](const Expr *Argument) {
      return tagName(Argument).contains("try_to_lock") || isTime(Argument);
    });
    return {Tries ? LockTaking::Tries : LockTaking::Takes, Lock};
  }
  if (const Expr *Other = holderAmong(Arguments, Types))
    return lockTaking(Other, Types);
  bool IsBound = !Made.isNull() && Types.holder(Made) == LockKind::Bound &&
                 none_of(Arguments, isNull);
  return {IsBound ? LockTaking::Takes : LockTaking::Nothing};
}

LockTaking lockTaking(const Expr *Init, const GuardTypes &Types) {
  const Expr *E = maker(Init);
  if (const CoroutineSuspendExpr *Await = dyn_cast<CoroutineSuspendExpr>(E))
    return awaited(*Await, Types);
  if (const CXXNewExpr *New = dyn_cast<CXXNewExpr>(E))
    return New->getInitializer() ? lockTaking(New->getInitializer(), Types)
                                 : LockTaking();
  if (Types.holder(E->getType()) == LockKind::None)
    return {};
  if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(E))
    return constructed(*Construct, Types);
  if (const CallExpr *Call = dyn_cast<CallExpr>(E)) {
    const CoroutineSuspendExpr *Moved =
        Call->isCallToStdMove()
            ? dyn_cast<CoroutineSuspendExpr>(maker(Call->getArg(0)))
            : nullptr;
    if (Moved)
      return awaited(*Moved, Types);
    return called(*Call, Types);
  }
  if (const InitListExpr *List = dyn_cast<InitListExpr>(E)) {
    SmallVector<const Expr *, 4> Parts(List->inits().begin(),
                                       List->inits().end());
    for (const Expr *Part : Parts)
      if (LockTaking One = lockTaking(Part, Types);
          One.How != LockTaking::Nothing)
        return One;
    return Types.guard(E->getType()) != LockKind::None
               ? lockTaking(E->getType(), Parts, Types)
               : LockTaking();
  }
  if (const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(E)) {
    for (const Expr *Capture : Lambda->capture_inits())
      if (Capture)
        if (LockTaking One = lockTaking(Capture, Types);
            One.How != LockTaking::Nothing)
          return One;
    return {};
  }
  if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(E)) {
    LockTaking Yes = lockTaking(Choice->getTrueExpr(), Types);
    LockTaking No = lockTaking(Choice->getFalseExpr(), Types);
    if (Yes.How == LockTaking::Takes && No.How == LockTaking::Takes)
      return Yes;
    if (Yes.How == LockTaking::Takes || No.How == LockTaking::Takes)
      return {LockTaking::Tries,
              Yes.How == LockTaking::Takes ? Yes.Lock : No.Lock};
    return {};
  }
  if (E->isGLValue())
    return {LockTaking::Moves, nullptr, E};
  return {};
}

} // namespace cotidy
