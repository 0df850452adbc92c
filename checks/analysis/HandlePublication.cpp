// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/HandlePublication.h"

#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/Guards.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Functions that are given a handle are followed this far.
constexpr unsigned MaxCalls = 4;

bool isNamed(const NamedDecl *Decl, StringRef Name) {
  return Decl && Decl->getIdentifier() && Decl->getName() == Name;
}

const CXXRecordDecl *recordOf(QualType Type) {
  Type = Type.getNonReferenceType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  return Type->getAsCXXRecordDecl();
}

bool isHandleType(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && isNamed(Record, "coroutine_handle");
}

bool isAtomic(QualType Type) {
  const CXXRecordDecl *Record = recordOf(Type);
  for (; Record && Record->hasDefinition();
       Record = Record->getNumBases()
                    ? Record->bases_begin()->getType()->getAsCXXRecordDecl()
                    : nullptr)
    if (Record->getIdentifier() && Record->isInStdNamespace() &&
        Record->getName().contains("atomic"))
      return true;
  return false;
}

bool isThis(const Expr *E) {
  return isa<CXXThisExpr>(ignoreForwarding(E)->IgnoreParenImpCasts());
}

// `this->member`, also below it, as long as nothing points elsewhere.
bool isOwnMember(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  const MemberExpr *Member = dyn_cast<MemberExpr>(E);
  if (!Member || !isa<FieldDecl>(Member->getMemberDecl()))
    return false;
  const Expr *Base = Member->getBase()->IgnoreParenImpCasts();
  if (isa<CXXThisExpr>(Base))
    return !Member->getMemberDecl()->getType()->isReferenceType();
  return !Member->isArrow() && isOwnMember(Base) &&
         !Member->getMemberDecl()->getType()->isReferenceType();
}

// How far a handle has come.
enum class Reach { Held, Stored, Out };

// What a call does to one of the things that stand for the coroutine.
class Publisher {
public:
  explicit Publisher(const UnitAnalysis &Unit)
      : Unit(Unit), Locks(Unit.types()) {}

  /// `Carries` says whether an expression is the handle, or what holds it.
  Reach effect(const CallExpr &Call, function_ref<bool(const Expr &)> Carries,
               unsigned Depth) const;
  Reach construction(const CXXConstructExpr &Made,
                     function_ref<bool(const Expr &)> Carries) const;

  bool takesLock(const VarDecl &Variable) const {
    return Locks.guard(Variable.getType()) == LockKind::Thread;
  }
  bool givesBackLock(const CallExpr &Call) const {
    return any_of(lockUses(Call, Locks), [](const LockUse &Use) {
      return Use.Is == LockAction::GiveBack;
    });
  }
  /// The lambda in its initialiser that the destructor of a scope guard calls.
  const LambdaExpr *calledAtTheEnd(const VarDecl &Variable) const;
  const UnitAnalysis &unit() const { return Unit; }

private:
  bool isStandard(const FunctionDecl &Function) const {
    return StringRef(Unit.types().name(Function)).starts_with("std::");
  }
  Reach inside(const FunctionDecl &Callee, const ParmVarDecl &Parameter,
               unsigned Depth) const;

  const UnitAnalysis &Unit;
  const GuardTypes Locks;
};

bool capturesIt(const Expr &E, function_ref<bool(const Expr &)> Carries) {
  const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(&written(E));
  return Lambda && any_of(Lambda->capture_inits(), [&](const Expr *Init) {
           return Init && Carries(*Init);
         });
}

// What may have captured the handle.
bool isCallable(QualType Type) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  return Record &&
         (Record->isLambda() || (Record->isInStdNamespace() &&
                                 (isNamed(Record, "function") ||
                                  isNamed(Record, "move_only_function"))));
}

// Whether a destructor, or what it calls of its own object, uses a member that
// is such a lambda.
class GuardedLambda : public RecursiveASTVisitor<GuardedLambda> {
public:
  explicit GuardedLambda(const CXXRecordDecl &Lambda) : Lambda(Lambda) {}

  bool Found = false;

  bool VisitMemberExpr(MemberExpr *E) {
    const CXXRecordDecl *Kept = E->getType()->getAsCXXRecordDecl();
    Found |= Kept && Kept->getCanonicalDecl() == Lambda.getCanonicalDecl() &&
             isOwnMember(E);
    return !Found;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    const CXXMethodDecl *Method = E->getMethodDecl();
    if (Method && Method->getBody() && isThis(E->getImplicitObjectArgument()) &&
        Seen.insert(Method).second)
      TraverseStmt(Method->getBody());
    return !Found;
  }

private:
  const CXXRecordDecl &Lambda;
  SmallPtrSet<const CXXMethodDecl *, 4> Seen;
};

bool isGuardOf(QualType Type, const LambdaExpr &Lambda) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  const CXXDestructorDecl *Destructor =
      Record ? Record->getDestructor() : nullptr;
  if (!Destructor || !Destructor->getBody())
    return false;
  GuardedLambda Finder(*Lambda.getLambdaClass());
  Finder.TraverseStmt(Destructor->getBody());
  return Finder.Found;
}

// `auto guard = make_guard([&] {...});`, `auto guard = tag() + [&] {...};`
const LambdaExpr *Publisher::calledAtTheEnd(const VarDecl &Variable) const {
  const Expr *Init = Variable.getInit();
  if (!Init || Variable.getType()->isReferenceType())
    return nullptr;
  const Expr &Made = written(*Init);
  if (!isa<CallExpr, CXXConstructExpr>(Made))
    return nullptr;
  for (const Expr *Argument : partsOf(Made).Arguments)
    if (const LambdaExpr *Lambda = dyn_cast<LambdaExpr>(&written(*Argument));
        Lambda && isGuardOf(Variable.getType(), *Lambda))
      return Lambda;
  return nullptr;
}

// One function that is given the handle.
class CalleeWalker : public RecursiveASTVisitor<CalleeWalker> {
public:
  CalleeWalker(const Publisher &All, const ParmVarDecl &Parameter,
               unsigned Depth)
      : All(All), Parameter(Parameter), Depth(Depth) {}

  Reach Result = Reach::Held;
  bool Locks = false;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitVarDecl(VarDecl *Variable) {
    Locks |= All.takesLock(*Variable);
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    Locks |= All.givesBackLock(*Call);
    raise(All.effect(*Call, carries(), Depth));
    if (const CXXOperatorCallExpr *Operator =
            dyn_cast<CXXOperatorCallExpr>(Call)) {
      if (Operator->isAssignmentOp() && isIt(*Operator->getArg(1)))
        raise(Reach::Stored);
      // A callable resumes what it captured.
      if (Operator->getOperator() == OO_Call && isIt(*Operator->getArg(0)))
        raise(Reach::Out);
    }
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *Made) {
    raise(All.construction(*Made, carries()));
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp() && isIt(*E->getRHS()))
      raise(Reach::Stored);
    return true;
  }

private:
  bool isIt(const Expr &E) const {
    const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(&written(E));
    return Ref && Ref->getDecl() == &Parameter;
  }
  std::function<bool(const Expr &)> carries() const {
    return [this](const Expr &E) { return isIt(E); };
  }
  void raise(Reach To) { Result = std::max(Result, To); }

  const Publisher &All;
  const ParmVarDecl &Parameter;
  const unsigned Depth;
};

Reach Publisher::inside(const FunctionDecl &Callee,
                        const ParmVarDecl &Parameter, unsigned Depth) const {
  if (Depth >= MaxCalls)
    return Reach::Held;
  CalleeWalker Walker(*this, Parameter, Depth + 1);
  Walker.TraverseStmt(Callee.getBody());
  // The lock it was stored under is given back before the call returns.
  if (Walker.Result == Reach::Stored && Walker.Locks)
    return Reach::Out;
  return Walker.Result;
}

bool isOnPromise(const CallParts &Call) {
  const CallExpr *Promise =
      Call.Object ? dyn_cast<CallExpr>(Call.Object->IgnoreParenImpCasts())
                  : nullptr;
  return Promise && isNamed(Promise->getDirectCallee(), "promise");
}

Reach Publisher::effect(const CallExpr &Call,
                        function_ref<bool(const Expr &)> Carries,
                        unsigned Depth) const {
  if (const Expr *Handle = resumedHandle(Call))
    return Carries(*Handle) ? Reach::Out : Reach::Held;
  const CallParts Parts = partsOf(Call);
  const FunctionDecl *Callee = Parts.Callee;
  if (!Callee)
    return any_of(Call.arguments(),
                  [&](const Expr *Each) { return Carries(*Each); })
               ? Reach::Out
               : Reach::Held;
  // Questions to the handle, and its conversions.
  if (Parts.Object && isHandleType(Parts.Object->getType()))
    return Reach::Held;
  Reach Result = Reach::Held;
  for (unsigned Index = 0; Index < Parts.Arguments.size(); ++Index) {
    const Expr &Argument = *Parts.Arguments[Index];
    bool IsCaptured = capturesIt(Argument, Carries);
    if (!IsCaptured && !Carries(Argument))
      continue;
    // It runs when the guard goes.
    if (IsCaptured &&
        isGuardOf(Call.getType(), cast<LambdaExpr>(written(Argument))))
      continue;
    if (Parts.Object && isAtomic(Parts.Object->getType()))
      return Reach::Out;
    if (isStandard(*Callee) || isHandleType(Call.getType()) ||
        isOnPromise(Parts)) {
      if (!isHandleType(Call.getType()) && Parts.Object)
        Result = std::max(Result, Reach::Stored);
      continue;
    }
    // This thread's loop runs it, so not before this function is left.
    if (Unit.types().functionFact(*Callee, FunctionRole::Subscribe)) {
      Result = std::max(Result, Reach::Stored);
      continue;
    }
    // Where a library takes a callable to is not followed.
    const FunctionDecl *Body = Callee->getDefinition();
    if (Body && Body->getBody() && Index < Body->getNumParams() &&
        (!isCallable(Argument.getType()) ||
         (Depth + 1 < MaxCalls &&
          Unit.project().contains(Body->getLocation()))))
      Result =
          std::max(Result, inside(*Body, *Body->getParamDecl(Index), Depth));
    else
      Result = Reach::Out;
  }
  return Result;
}

// A thread that is given it runs at once.
Reach Publisher::construction(const CXXConstructExpr &Made,
                              function_ref<bool(const Expr &)> Carries) const {
  const CXXRecordDecl *Class = Made.getConstructor()->getParent();
  if (!Class->isInStdNamespace() ||
      !(isNamed(Class, "thread") || isNamed(Class, "jthread")))
    return Reach::Held;
  return any_of(Made.arguments(),
                [&](const Expr *Each) {
                  return Carries(*Each) || capturesIt(*Each, Carries);
                })
             ? Reach::Out
             : Reach::Held;
}

struct Outing {
  Reach Handle = Reach::Held;
  // Where the awaiter holds the handle, so that whoever has the awaiter has
  // both; null when it does not.
  const ValueDecl *HeldIn = nullptr;
  const Stmt *At = nullptr;
  bool ByResuming = false;

  bool join(const Outing &Other) {
    bool Changed = (Other.HeldIn && !HeldIn) || Other.Handle > Handle;
    if (!HeldIn)
      HeldIn = Other.HeldIn;
    if (Other.Handle > Handle) {
      Handle = Other.Handle;
      At = Other.At;
      ByResuming = Other.ByResuming;
    }
    return Changed;
  }
};

class SuspendWalker {
public:
  SuspendWalker(const UnitAnalysis &Unit, const CXXMethodDecl &Method,
                const SuspensionCfg &Cfg)
      : All(Unit), Method(Method), Handle(*Method.getParamDecl(0)), Cfg(Cfg) {
    findDeciding();
  }

  std::vector<UseAfterPublication> run() {
    auto Step = [&](const CFGElement &Element, Outing &Now) {
      transfer(Element, Now);
    };
    auto Follow = [&](const CFGBlock &From, unsigned Successor, Outing &Now) {
      follow(From, Successor, Now);
      return true;
    };
    std::vector<UseAfterPublication> Found;
    auto Look = [&](const CFGElement &Element, const Outing &Now) {
      look(Element, Now, Found);
    };
    replayEachBlock(Cfg.graph(),
                    solveAlongEdges(Cfg.graph(), Outing(), Step, Follow), Step,
                    Look);
    return firstOfEach(std::move(Found));
  }

private:
  // Calls whose result somebody looks at.
  void findDeciding() {
    for (const CFGBlock *Block : Cfg.graph()) {
      for (const CFGElement &Element : *Block)
        if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>()) {
          noteUses(*S->getStmt());
          noteLock(*S->getStmt());
        }
      if (const Expr *Condition =
              dyn_cast_or_null<Expr>(Block->getTerminatorCondition()))
        Used.insert(Condition->IgnoreParens());
    }
  }

  // A lock that is given back by hand, taken before or by whoever called.
  void noteLock(const Stmt &S) {
    const CallExpr *Call = dyn_cast<CallExpr>(&S);
    GivesBackLock |= Call && All.givesBackLock(*Call);
  }

  void noteUses(const Stmt &S) {
    const Expr *E = dyn_cast<Expr>(&S);
    const bool Discards = E && E->getType()->isVoidType() && isa<CastExpr>(E);
    const bool Passes = isa<CXXBindTemporaryExpr, MaterializeTemporaryExpr,
                            ImplicitCastExpr, ParenExpr>(S);
    for (const Stmt *Child : S.children())
      if (Child && Passes)
        PassedOn[Child] = &S;
      else if (Child && !Discards && !isa<ExprWithCleanups>(S) &&
               (E || isa<ReturnStmt, DeclStmt>(S)))
        Used.insert(Child);
  }

  bool isHandle(const Expr &E) const {
    const Expr &Plain = written(E);
    if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(&Plain))
      return Ref->getDecl() == &Handle;
    const CXXMemberCallExpr *Asked = dyn_cast<CXXMemberCallExpr>(&Plain);
    return Asked && isNamed(Asked->getMethodDecl(), "address") &&
           isHandle(*Asked->getImplicitObjectArgument());
  }

  bool carries(const Expr &E, const Outing &Now) const {
    if (isHandle(E))
      return true;
    if (!Now.HeldIn)
      return false;
    const Expr &Plain = written(E);
    if (isThis(&Plain) || isHolder(Plain, *Now.HeldIn))
      return true;
    const UnaryOperator *Operator = dyn_cast<UnaryOperator>(&Plain);
    return Operator &&
           (Operator->getOpcode() == UO_AddrOf ||
            Operator->getOpcode() == UO_Deref) &&
           (isOwnMember(Operator->getSubExpr()) ||
            isThis(Operator->getSubExpr()));
  }

  static bool isHolder(const Expr &E, const ValueDecl &Holder) {
    const MemberExpr *Member = dyn_cast<MemberExpr>(&E);
    return Member && Member->getMemberDecl() == &Holder;
  }

  void transfer(const CFGElement &Element, Outing &Now) {
    if (std::optional<CFGAutomaticObjDtor> Ended =
            Element.getAs<CFGAutomaticObjDtor>()) {
      const LambdaExpr *Last = All.calledAtTheEnd(*Ended->getVarDecl());
      if ((Now.Handle == Reach::Stored &&
           All.takesLock(*Ended->getVarDecl())) ||
          (Last && capturesIt(*Last, carrier(Now))))
        publish(*Ended->getTriggerStmt(), Now);
    }
    std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
    if (!Statement)
      return;
    const Stmt *S = Statement->getStmt();
    if (const BinaryOperator *Assign = dyn_cast<BinaryOperator>(S);
        Assign && Assign->isAssignmentOp())
      store(*Assign->getLHS(), *Assign->getRHS(), *S, Now);
    if (const CXXOperatorCallExpr *Assign = dyn_cast<CXXOperatorCallExpr>(S);
        Assign && Assign->isAssignmentOp())
      return store(*Assign->getArg(0), *Assign->getArg(1), *S, Now);
    if (const CallExpr *Call = dyn_cast<CallExpr>(S))
      call(*Call, Now);
    else if (const CXXConstructExpr *Made = dyn_cast<CXXConstructExpr>(S);
             Made && All.construction(*Made, carrier(Now)) == Reach::Out)
      publish(*S, Now);
  }

  std::function<bool(const Expr &)> carrier(const Outing &Now) const {
    return [this, &Now](const Expr &E) { return carries(E, Now); };
  }

  void publish(const Stmt &At, Outing &Now) const {
    if (Now.Handle == Reach::Out)
      return;
    Now.Handle = Reach::Out;
    Now.At = &At;
    const CallExpr *Call = dyn_cast<CallExpr>(&At);
    Now.ByResuming = Call && resumedHandle(*Call);
  }

  void store(const Expr &To, const Expr &What, const Stmt &At, Outing &Now) {
    if (!carries(What, Now))
      return;
    if (isAtomic(To.getType()))
      publish(At, Now);
    else if (isOwnMember(&To))
      Now.HeldIn = memberOf(To);
    else if (Now.Handle == Reach::Held)
      Now.Handle = Reach::Stored;
  }

  void call(const CallExpr &Call, Outing &Now) {
    if (Now.Handle == Reach::Stored && All.givesBackLock(Call))
      return publish(Call, Now);
    const CallParts Parts = partsOf(Call);
    if (const ValueDecl *Holder = keptInAwaiter(Parts)) {
      Now.HeldIn = Holder;
      return;
    }
    Reach Effect = All.effect(Call, carrier(Now), 0);
    // A result that somebody looks at tells whether the handle was taken.
    bool IsUnderLock =
        Parts.Object && isAtomic(Parts.Object->getType()) && GivesBackLock;
    if (Effect == Reach::Out && !IsUnderLock &&
        (!isUsed(Call) || resumedHandle(Call) || isExchange(Parts)))
      publish(Call, Now);
    else if ((Effect == Reach::Stored ||
              (Effect == Reach::Out && IsUnderLock)) &&
             Now.Handle == Reach::Held)
      Now.Handle = Reach::Stored;
  }

  // `std::exchange(handle_, h)`, `node_.set(h)`
  const ValueDecl *keptInAwaiter(const CallParts &Parts) const {
    const Expr *Target = Parts.Object;
    if (!Target && !Parts.Arguments.empty() && Parts.Callee &&
        Parts.Callee->isInStdNamespace())
      Target = Parts.Arguments.front();
    bool Keeps = Target && isOwnMember(Target) &&
                 !isAtomic(Target->getType()) &&
                 !Target->getType()->isPointerType() &&
                 !::cotidy::isHandle(Target->getType()) &&
                 any_of(Parts.Arguments,
                        [&](const Expr *Each) { return isHandle(*Each); }) &&
                 isPlainHolder(*Target);
    return Keeps ? memberOf(*Target) : nullptr;
  }

  static const ValueDecl *memberOf(const Expr &E) {
    const MemberExpr *Member = dyn_cast<MemberExpr>(E.IgnoreParenImpCasts());
    return Member ? Member->getMemberDecl() : nullptr;
  }

  // What was there before says nothing about whether it worked.
  static bool isExchange(const CallParts &Parts) {
    return Parts.Object && isAtomic(Parts.Object->getType()) &&
           Parts.Callee->getIdentifier() &&
           !Parts.Callee->getName().starts_with("compare_exchange");
  }

  // A part of the awaiter that only keeps what it is given.
  bool isPlainHolder(const Expr &Target) const {
    const CXXRecordDecl *Record = recordOf(Target.getType());
    return !Record || isHandleType(Target.getType()) ||
           Record->isInStdNamespace();
  }

  bool isUsed(const CallExpr &Call) const {
    const Stmt *Value = &Call;
    while (const Stmt *Outer = PassedOn.lookup(Value))
      Value = Outer;
    return Used.contains(Value);
  }

  void follow(const CFGBlock &From, unsigned Successor, Outing &Now) {
    const CFGBlock *To = *(From.succ_begin() + Successor);
    // The call that would have let it out threw.
    if (To && isa_and_nonnull<CXXCatchStmt>(To->getLabel()))
      Now = Outing{Reach::Held, Now.HeldIn};
    // An exchange that succeeded.
    const Expr *Condition =
        dyn_cast_or_null<Expr>(From.getTerminatorCondition());
    bool Wanted = Successor == 0;
    while (const UnaryOperator *Not =
               Condition
                   ? dyn_cast<UnaryOperator>(Condition->IgnoreParenImpCasts())
                   : nullptr) {
      if (Not->getOpcode() != UO_LNot)
        break;
      Wanted = !Wanted;
      Condition = Not->getSubExpr();
    }
    const CXXMemberCallExpr *Call =
        Condition
            ? dyn_cast<CXXMemberCallExpr>(Condition->IgnoreParenImpCasts())
            : nullptr;
    if (Call && Wanted &&
        isAtomic(Call->getImplicitObjectArgument()->getType()) &&
        All.effect(*Call, carrier(Now), 0) == Reach::Out)
      publish(*Call, Now);
  }

  void look(const CFGElement &Element, const Outing &Now,
            std::vector<UseAfterPublication> &Found) {
    std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
    if (!Statement || Now.Handle != Reach::Out)
      return;
    const Stmt *S = Statement->getStmt();
    if (const MemberExpr *Member = dyn_cast<MemberExpr>(S)) {
      if (isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts()) &&
          needsObject(*Member->getMemberDecl()))
        Found.push_back(
            {UseAfterPublication::Member, S, Now.At, Now.ByResuming});
    } else if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(S)) {
      if (isHandle(*Call->getImplicitObjectArgument()) &&
          touchesFrame(*Call->getMethodDecl()))
        Found.push_back(
            {UseAfterPublication::Handle, S, Now.At, Now.ByResuming});
    } else if (const ReturnStmt *Return = dyn_cast<ReturnStmt>(S)) {
      const CXXBoolLiteralExpr *Literal =
          Return->getRetValue()
              ? dyn_cast<CXXBoolLiteralExpr>(
                    Return->getRetValue()->IgnoreParenImpCasts())
              : nullptr;
      if (Literal && !Literal->getValue() &&
          Method.getReturnType()->isBooleanType())
        Found.push_back(
            {UseAfterPublication::Resumed, S, Now.At, Now.ByResuming});
    }
  }

  static bool needsObject(const ValueDecl &Member) {
    if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Member))
      return Method->isInstance();
    return isa<FieldDecl>(Member);
  }

  static bool touchesFrame(const CXXMethodDecl &Method) {
    return isNamed(&Method, "promise") || isNamed(&Method, "done") ||
           isNamed(&Method, "resume") || isNamed(&Method, "destroy") ||
           Method.getOverloadedOperator() == OO_Call;
  }

  std::vector<UseAfterPublication>
  firstOfEach(std::vector<UseAfterPublication> Found) const {
    const SourceManager &Sources = All.unit().ast().getSourceManager();
    llvm::sort(Found,
               [&](const UseAfterPublication &A, const UseAfterPublication &B) {
                 return Sources.isBeforeInTranslationUnit(A.Use->getBeginLoc(),
                                                          B.Use->getBeginLoc());
               });
    std::vector<UseAfterPublication> First;
    SmallPtrSet<const Stmt *, 2> Seen;
    for (const UseAfterPublication &Each : Found)
      if (Seen.insert(Each.Published).second)
        First.push_back(Each);
    return First;
  }

  const Publisher All;
  const CXXMethodDecl &Method;
  const ParmVarDecl &Handle;
  const SuspensionCfg &Cfg;
  SmallPtrSet<const Stmt *, 16> Used;
  bool GivesBackLock = false;
  DenseMap<const Stmt *, const Stmt *> PassedOn;
};

// What lives by itself is awaited by reference: it owns what coroutines share.
bool livesOutside(const CXXRecordDecl &Class, const TypeFacts &Types) {
  return any_of(Class.fields(), [&](const FieldDecl *Field) {
    const TypeFact *Fact = Types.modelled(Field->getType());
    const CXXRecordDecl *Record = Field->getType()->getAsCXXRecordDecl();
    bool IsOptional = Record && isNamed(Record, "optional");
    return isLock(Field->getType()) ||
           (Record && Record->isInStdNamespace() &&
            Record->getName().starts_with("condition_variable")) ||
           (Fact && Fact->Role == TypeRole::Container && !IsOptional &&
            !::cotidy::isHandle(Field->getType()));
  });
}

bool isAwaitedByReference(const UnitAnalysis &Unit,
                          const CXXRecordDecl &Class) {
  return any_of(Unit.coroutines(), [&](const Coroutine &Coro) {
    return any_of(Coro.Suspensions, [&](const Suspension &S) {
      if (!S.isExplicit() || !S.await())
        return false;
      const Expr *Operand = S.operand().IgnoreParenImpCasts();
      const CXXRecordDecl *Awaited = Operand->getType()->getAsCXXRecordDecl();
      return Operand->isLValue() && Awaited &&
             Awaited->getCanonicalDecl() == Class.getCanonicalDecl();
    });
  });
}

// An atomic of the awaiter settles with the other side who goes first.
class ProtocolFinder : public RecursiveASTVisitor<ProtocolFinder> {
public:
  bool Found = false;
  bool VisitMemberExpr(MemberExpr *E) {
    Found |= isOwnMember(E) && isAtomic(E->getType()) &&
             !E->getType()->isPointerType();
    return !Found;
  }
};

bool hasProtocol(const CXXMethodDecl &AwaitSuspend) {
  ProtocolFinder Finder;
  Finder.TraverseStmt(AwaitSuspend.getBody());
  return Finder.Found;
}

} // namespace

const Expr *resumedHandle(const CallExpr &Call) {
  const CallParts Parts = partsOf(Call);
  if (!Parts.Object || !Parts.Callee || !isHandleType(Parts.Object->getType()))
    return nullptr;
  bool Resumes = isNamed(Parts.Callee, "resume") ||
                 Parts.Callee->getOverloadedOperator() == OO_Call;
  return Resumes ? Parts.Object : nullptr;
}

bool isAwaitSuspend(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return Method && Method->isInstance() && isNamed(Method, "await_suspend") &&
         Method->getNumParams() == 1 && Method->getBody();
}

std::vector<UseAfterPublication>
usesAfterPublication(const UnitAnalysis &Unit,
                     const CXXMethodDecl &AwaitSuspend) {
  const CXXRecordDecl &Class = *AwaitSuspend.getParent();
  if (livesOutside(Class, Unit.types()) || hasProtocol(AwaitSuspend) ||
      isAwaitedByReference(Unit, Class))
    return {};
  const SuspensionCfg *Cfg = Unit.cfg(AwaitSuspend);
  if (!Cfg)
    return {};
  return SuspendWalker(Unit, AwaitSuspend, *Cfg).run();
}

} // namespace cotidy
