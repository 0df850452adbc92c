// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Activities.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/Guards.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

const FunctionDecl *definition(const FunctionDecl *Function) {
  const FunctionDecl *Definition = nullptr;
  return Function && Function->isDefined(Definition) ? Definition : nullptr;
}

const LambdaExpr *lambdaOf(const Expr *E) {
  return dyn_cast<LambdaExpr>(ignoreForwarding(E));
}

const FunctionDecl *callOperator(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->isLambda() ? Record->getLambdaCallOperator()
                                      : nullptr;
}

} // namespace

// The calls of one body. How a task is consumed is decided on the way down.
class SiteCollector : public BodyVisitor<SiteCollector> {
public:
  SiteCollector(const UnitAnalysis &Unit, const FunctionDecl &Caller,
                Activities &Out)
      : Unit(Unit), Caller(Caller), Out(Out) {}

  bool TraverseStmt(Stmt *S) {
    if (!S)
      return true;
    bool IsLoop = isLoop(*S);
    const Stmt *Outer = Loop;
    if (IsLoop)
      Loop = S;
    bool Continue = RecursiveASTVisitor::TraverseStmt(S);
    Loop = Outer;
    return Continue;
  }

  bool TraverseCoawaitExpr(CoawaitExpr *E) { return await(E->getOperand()); }
  bool TraverseCoyieldExpr(CoyieldExpr *E) { return await(E->getOperand()); }

  bool TraverseReturnStmt(ReturnStmt *S) {
    return within(Invocation::Call, S->getRetValue());
  }
  bool TraverseCoreturnStmt(CoreturnStmt *S) {
    return within(Invocation::Call, S->getOperand());
  }

  bool TraverseVarDecl(VarDecl *Variable) {
    if (!Variable->hasInit())
      return true;
    // A stored lambda is started where it is named.
    if (const LambdaExpr *Lambda = lambdaOf(Variable->getInit()))
      return traverseCaptures(*Lambda);
    const TaskFacts *Task = Unit.types().task(Variable->getType());
    bool Waits =
        Task && Task->Start == StartKind::Lazy && AwaitsAlone(Variable);
    return within(Waits ? Invocation::Call : Mode, Variable->getInit());
  }

  bool TraverseLambdaExpr(LambdaExpr *Lambda) {
    add(Lambda->getCallOperator(), Lambda, handedOver());
    return traverseCaptures(*Lambda);
  }

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (Callees.contains(Ref))
      return true;
    if (const FunctionDecl *Function = dyn_cast<FunctionDecl>(Ref->getDecl()))
      add(Function, Ref, handedOver());
    else if (const FunctionDecl *Operator = callOperator(Ref->getType()))
      add(Operator, Ref, handedOver());
    return true;
  }

  bool TraverseCallExpr(CallExpr *Call) { return call(Call); }
  bool TraverseCXXMemberCallExpr(CXXMemberCallExpr *Call) { return call(Call); }
  bool TraverseCXXOperatorCallExpr(CXXOperatorCallExpr *Call) {
    return call(Call);
  }

private:
  // Counts what a single await sets going.
  class StartCounter : public RecursiveASTVisitor<StartCounter> {
  public:
    explicit StartCounter(const TypeFacts &Types) : Types(Types) {}
    bool VisitCallExpr(CallExpr *Call) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      const TaskFacts *Task = Types.task(Call->getType());
      Count += Task && Callee && definition(Callee) &&
               isa<CoroutineBodyStmt>(definition(Callee)->getBody());
      return true;
    }
    bool TraverseLambdaExpr(LambdaExpr *) {
      ++Count;
      return true;
    }
    unsigned Count = 0;

  private:
    const TypeFacts &Types;
  };

  bool await(Expr *Operand) {
    StartCounter Starts(Unit.types());
    Starts.TraverseStmt(Operand);
    return within(Starts.Count > 1 ? Invocation::Joined : Invocation::Call,
                  Operand);
  }

  bool within(Invocation::Kind Inner, Stmt *S) {
    Invocation::Kind Outer = std::exchange(Mode, Inner);
    bool Continue = TraverseStmt(S);
    Mode = Outer;
    return Continue;
  }

  bool call(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (const DeclRefExpr *Name =
            dyn_cast<DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts()))
      Callees.insert(Name);
    if (Callee) {
      bool IsTask = Unit.types().task(Call->getType()) != nullptr;
      add(Callee, Call, IsTask ? Mode : Invocation::Call);
    }
    if (isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() > 0)
      if (const DeclRefExpr *Object =
              dyn_cast<DeclRefExpr>(Call->getArg(0)->IgnoreParenImpCasts()))
        Callees.insert(Object);
    if (isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() > 0)
      if (const LambdaExpr *Invoked = lambdaOf(Call->getArg(0))) {
        // Invoked on the spot; the call above says it all.
        if (!traverseCaptures(*Invoked))
          return false;
        for (unsigned I = 1; I < Call->getNumArgs(); ++I)
          if (!TraverseStmt(Call->getArg(I)))
            return false;
        return true;
      }
    if (!TraverseStmt(Call->getCallee()))
      return false;
    if (Callee)
      handOver(*Call, *Callee);
    // The standard algorithms run what they are given before they return.
    bool IsStd = Callee && Callee->isInStdNamespace();
    std::swap(InStandardCall, IsStd);
    bool Continue = all_of(Call->arguments(), [&](Expr *Argument) {
      return TraverseStmt(Argument);
    });
    std::swap(InStandardCall, IsStd);
    return Continue;
  }

  void handOver(const CallExpr &Call, const FunctionDecl &Callee) {
    const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call);
    bool TakesLock =
        (Member && isLock(Member->getImplicitObjectArgument()->getType())) ||
        any_of(Call.arguments(), [](const Expr *Argument) {
          return isLock(ignoreForwarding(Argument)->getType());
        });
    for (const Expr *Argument : Call.arguments())
      if (const FunctionDecl *Lambda =
              callOperator(ignoreForwarding(Argument)->getType()))
        Out.HandedTo[Lambda].push_back({&Callee, TakesLock, &Caller, &Call});
  }

  Invocation::Kind handedOver() const {
    return InStandardCall ? Invocation::Call : Mode;
  }

  bool traverseCaptures(const LambdaExpr &Lambda) {
    for (Expr *Init : Lambda.capture_inits())
      if (Init && !isa<DeclRefExpr>(ignoreForwarding(Init)) &&
          !TraverseStmt(Init))
        return false;
    return true;
  }

  // `auto t = f(); ... co_await std::move(t);` and nothing else.
  bool AwaitsAlone(const VarDecl *Variable) const {
    const Coroutine *Coro = Unit.coroutine(Caller);
    return Coro && any_of(Coro->Suspensions, [&](const Suspension &S) {
             const DeclRefExpr *Ref =
                 S.isExplicit()
                     ? dyn_cast<DeclRefExpr>(ignoreForwarding(&S.operand()))
                     : nullptr;
             return Ref && Ref->getDecl() == Variable;
           });
  }

  void add(const FunctionDecl *Callee, const Expr *At, Invocation::Kind Kind) {
    const FunctionDecl *Body = definition(Callee);
    if (Body && Unit.project().contains(Body->getLocation()))
      Out.Sites.push_back(std::make_unique<Invocation>(
          Invocation{&Caller, Body, Kind, At, Loop}));
  }

  const UnitAnalysis &Unit;
  const FunctionDecl &Caller;
  Activities &Out;
  SmallPtrSet<const DeclRefExpr *, 8> Callees;
  const Stmt *Loop = nullptr;
  Invocation::Kind Mode = Invocation::Spawn;
  bool InStandardCall = false;
};

namespace {

bool isInside(const ValueDecl &Decl, const Stmt &Loop,
              const SourceManager &Sources) {
  SourceLocation At = Sources.getExpansionLoc(Decl.getLocation());
  return Sources.isPointWithin(At, Sources.getExpansionLoc(Loop.getBeginLoc()),
                               Sources.getExpansionLoc(Loop.getEndLoc()));
}

const Expr *receiver(const Invocation &Site) {
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(Site.At))
    return Call->getImplicitObjectArgument();
  if (const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(Site.At))
    return isa<CXXMethodDecl>(Site.Callee) ? Call->getArg(0) : nullptr;
  return nullptr;
}

bool isLambda(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return Method && Method->getParent()->isLambda();
}

} // namespace

Activities::Activities(const UnitAnalysis &Unit) : Unit(Unit) {
  for (const FunctionDecl *Function : Unit.functions())
    SiteCollector(Unit, *Function, *this)
        .TraverseStmt(const_cast<Stmt *>(userBody(*Function)));
  for (const std::unique_ptr<Invocation> &Site : Sites)
    if (Site->Caller != Site->Callee)
      CallersOf[Site->Callee].push_back(Site.get());
  findInstances();
}

ArrayRef<const Invocation *>
Activities::callers(const FunctionDecl &Function) const {
  DenseMap<const FunctionDecl *,
           SmallVector<const Invocation *, 2>>::const_iterator It =
      CallersOf.find(&Function);
  return It == CallersOf.end() ? ArrayRef<const Invocation *>() : It->second;
}

ArrayRef<SerializingCall>
Activities::serializers(const FunctionDecl &Lambda) const {
  DenseMap<const FunctionDecl *,
           SmallVector<SerializingCall, 1>>::const_iterator It =
      HandedTo.find(&Lambda);
  return It == HandedTo.end() ? ArrayRef<SerializingCall>() : It->second;
}

const Instances &Activities::instances(const FunctionDecl &Function) const {
  static const Instances One;
  DenseMap<const FunctionDecl *, Instances>::const_iterator It =
      InstancesOf.find(&Function);
  return It == InstancesOf.end() ? One : It->second;
}

const LocationResolver &
Activities::resolver(const FunctionDecl &Function) const {
  std::unique_ptr<LocationResolver> &Slot = Resolvers[&Function];
  if (!Slot)
    Slot = std::make_unique<LocationResolver>(Function, Unit.project(),
                                              Unit.types());
  return *Slot;
}

// Whether `Object`, evaluated at the site, names one object every time: in each
// round of the loop, or in all instances of the caller.
bool Activities::isSame(const Invocation &Site, const Expr *Object,
                        const Instances *OfCaller) const {
  const LocationResolver &Resolver = resolver(*Site.Caller);
  std::optional<Location> Place = isHandle(Object->getType())
                                      ? Resolver.pointee(Object)
                                      : Resolver.resolve(Object);
  if (!Place || any_of(Place->Path,
                       [](const LocationStep &Step) { return Step.Variable; }))
    return false;
  if (Place->Root == Location::Global)
    return true;
  if (OfCaller)
    return Place->Root == Location::This
               ? OfCaller->SameObject
               : OfCaller->Same.contains(Place->Variable);
  return Place->Root == Location::This ||
         !isInside(*Place->Variable, *Site.Loop, Unit.ast().getSourceManager());
}

// Fills in what the instances begun at this site have in common.
void Activities::share(const Invocation &Site, const Instances *OfCaller,
                       Instances &Result) const {
  const SourceManager &Sources = Unit.ast().getSourceManager();
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Site.Callee);
  if (isLambda(*Site.Callee)) {
    for (const LambdaCapture &Capture : Method->getParent()->captures()) {
      if (Capture.capturesThis() && Capture.getCaptureKind() != LCK_StarThis)
        Result.SameObject |= !OfCaller || OfCaller->SameObject;
      if (!Capture.capturesVariable())
        continue;
      const ValueDecl *Variable = Capture.getCapturedVar();
      bool IsSame = OfCaller ? OfCaller->Same.contains(Variable)
                             : !isInside(*Variable, *Site.Loop, Sources);
      if (IsSame)
        Result.Same.insert(cast<ValueDecl>(Variable->getCanonicalDecl()));
    }
  } else if (Method && Method->isInstance()) {
    if (const Expr *Object = receiver(Site))
      Result.SameObject |= isSame(Site, Object, OfCaller);
  }
  if (const CallExpr *Call = dyn_cast<CallExpr>(Site.At)) {
    unsigned Skip = isa<CXXOperatorCallExpr>(Call) && Method ? 1 : 0;
    for (unsigned I = Skip; I < Call->getNumArgs(); ++I) {
      if (I - Skip >= Site.Callee->getNumParams())
        break;
      const ParmVarDecl *Parameter = Site.Callee->getParamDecl(I - Skip);
      if ((Parameter->getType()->isReferenceType() ||
           isHandle(Parameter->getType())) &&
          isSame(Site, Call->getArg(I), OfCaller))
        Result.Same.insert(Parameter->getCanonicalDecl());
    }
  }
}

void Activities::findRepeated(const FunctionDecl &Function, Instances &Result) {
  for (const Invocation *Site : callers(Function)) {
    const Instances &OfCaller = instances(*Site->Caller);
    bool Again = Site->Is == Invocation::Spawn && Site->Loop;
    if (!Again && !OfCaller.Proof)
      continue;
    Instances Here;
    share(*Site, Again ? nullptr : &OfCaller, Here);
    bool More = (Here.SameObject && !Result.SameObject) ||
                any_of(Here.Same, [&](const ValueDecl *Each) {
                  return !Result.Same.contains(Each);
                });
    if (Result.Proof && !More)
      continue;
    if (!Result.Proof || (Here.SameObject && !Result.SameObject)) {
      Result.Proof = Again ? Site : OfCaller.Proof;
      Result.Repeats = Again || OfCaller.Repeats;
      Result.Second = Again ? nullptr : OfCaller.Second;
    }
    Result.SameObject |= Here.SameObject;
    Result.Same.insert(Here.Same.begin(), Here.Same.end());
  }
}

// Started twice, side by side.
void Activities::findTwice(const FunctionDecl &Function, Instances &Result) {
  const Invocation *First = nullptr;
  for (const Invocation *Site : callers(Function)) {
    if (Site->Is == Invocation::Call)
      continue;
    if (!First) {
      First = Site;
      continue;
    }
    if (Result.Proof || First->Caller != Site->Caller)
      continue;
    const LocationResolver &Resolver = resolver(*Site->Caller);
    auto Place = [&](const Expr *E) -> std::optional<Location> {
      if (!E)
        return std::nullopt;
      return isHandle(E->getType()) ? Resolver.pointee(E) : Resolver.resolve(E);
    };
    std::optional<Location> One = Place(receiver(*First));
    std::optional<Location> Two = Place(receiver(*Site));
    Result.Proof = First;
    Result.Second = Site;
    Result.SameObject = One && Two && *One == *Two;
    if (isLambda(Function) && (Result.SameObject || First->At == Site->At ||
                               isa<DeclRefExpr>(First->At))) {
      const CXXRecordDecl *Closure = cast<CXXMethodDecl>(Function).getParent();
      for (const LambdaCapture &Capture : Closure->captures())
        if (Capture.capturesVariable())
          Result.Same.insert(
              cast<ValueDecl>(Capture.getCapturedVar()->getCanonicalDecl()));
      Result.SameObject =
          any_of(Closure->captures(), [](const LambdaCapture &Capture) {
            return Capture.capturesThis();
          });
    }
    const CallExpr *CallOne = dyn_cast<CallExpr>(First->At);
    const CallExpr *CallTwo = dyn_cast<CallExpr>(Site->At);
    if (!CallOne || !CallTwo)
      continue;
    unsigned Skip =
        isa<CXXOperatorCallExpr>(CallOne) && isa<CXXMethodDecl>(Function);
    for (unsigned I = 0; I < Function.getNumParams(); ++I) {
      if (I + Skip >= CallOne->getNumArgs() ||
          I + Skip >= CallTwo->getNumArgs())
        break;
      std::optional<Location> A = Place(CallOne->getArg(I + Skip));
      std::optional<Location> B = Place(CallTwo->getArg(I + Skip));
      if (A && B && *A == *B)
        Result.Same.insert(Function.getParamDecl(I)->getCanonicalDecl());
    }
  }
}

void Activities::findInstances() {
  for (const auto &Entry : CallersOf) {
    Instances Result;
    findTwice(*Entry.first, Result);
    if (Result.Proof)
      InstancesOf[Entry.first] = Result;
  }
  // Facts only grow, so this ends; chains of calls are short in practice.
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const auto &Entry : CallersOf) {
      Instances Result = InstancesOf.lookup(Entry.first);
      bool Known = Result.Proof, Object = Result.SameObject;
      size_t Same = Result.Same.size();
      findRepeated(*Entry.first, Result);
      if (bool(Result.Proof) == Known && Result.SameObject == Object &&
          Result.Same.size() == Same)
        continue;
      InstancesOf[Entry.first] = Result;
      Changed = true;
    }
  }
}

bool Activities::isOpen(const FunctionDecl &Function) const {
  return callers(Function).empty() && !Function.isMain() && !isLambda(Function);
}

bool Activities::isEntry(const FunctionDecl &Function,
                         bool TrustCallers) const {
  if (callers(Function).empty())
    return true;
  if (TrustCallers || isLambda(Function))
    return false;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (Method && Method->isVirtual())
    return true;
  if (Method && Method->getAccess() == AS_private)
    return false;
  if (!Function.isExternallyVisible())
    return false;
  const SourceManager &Sources = Unit.ast().getSourceManager();
  return any_of(Function.redecls(), [&](const FunctionDecl *Each) {
    return !Sources.isInMainFile(Sources.getExpansionLoc(Each->getLocation()));
  });
}

SmallVector<const FunctionDecl *, 4>
Activities::roots(const FunctionDecl &Function, bool TrustCallers) const {
  SmallVector<const FunctionDecl *, 4> Result;
  SmallPtrSet<const FunctionDecl *, 8> Seen;
  SmallVector<const FunctionDecl *, 8> Stack{&Function};
  while (!Stack.empty()) {
    const FunctionDecl *Current = Stack.pop_back_val();
    if (!Seen.insert(Current).second)
      continue;
    bool Begins = isEntry(*Current, TrustCallers);
    for (const Invocation *Site : callers(*Current))
      if (Site->Is == Invocation::Call)
        Stack.push_back(Site->Caller);
      else
        Begins = true;
    if (Begins)
      Result.push_back(Current);
  }
  if (Result.empty())
    Result.push_back(&Function);
  return Result;
}

bool Activities::leadsTo(const FunctionDecl &Caller, const FunctionDecl &Callee,
                         bool WaitingOnly) const {
  SmallPtrSet<const FunctionDecl *, 8> Seen;
  SmallVector<const FunctionDecl *, 8> Stack{&Callee};
  while (!Stack.empty()) {
    const FunctionDecl *Current = Stack.pop_back_val();
    if (!Seen.insert(Current).second)
      continue;
    for (const Invocation *Site : callers(*Current)) {
      if (WaitingOnly && Site->Is == Invocation::Spawn)
        continue;
      if (Site->Caller == &Caller)
        return true;
      Stack.push_back(Site->Caller);
    }
  }
  return false;
}

} // namespace cotidy
