// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/SharedAccesses.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/Modifiers.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// What a function hands to its callers; more tells nobody anything new.
constexpr unsigned MaxAccesses = 256;

bool isLambda(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return Method && Method->getParent()->isLambda();
}

bool capturesByCopy(const FunctionDecl &Function, const ValueDecl &Variable) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  return Method && Method->getParent()->isLambda() &&
         any_of(Method->getParent()->captures(),
                [&](const LambdaCapture &Capture) {
                  return Capture.capturesVariable() &&
                         Capture.getCapturedVar()->getCanonicalDecl() ==
                             Variable.getCanonicalDecl() &&
                         Capture.getCaptureKind() == LCK_ByCopy;
                });
}

// A template that runs one callable: what that captured is the same object
// all the while.
bool isGivenClosureOver(const FunctionDecl &Function, const VarDecl &Variable) {
  return count_if(Function.parameters(), [&](const ParmVarDecl *Parameter) {
           const CXXRecordDecl *Closure =
               Parameter->getType().getNonReferenceType()->getAsCXXRecordDecl();
           return Closure && Closure->isLambda() &&
                  any_of(Closure->captures(), [&](const LambdaCapture &Each) {
                    return Each.capturesVariable() &&
                           Each.getCaptureKind() == LCK_ByRef &&
                           Each.getCapturedVar()->getCanonicalDecl() ==
                               Variable.getCanonicalDecl();
                  });
         }) == 1;
}

bool isReferenceField(const LocationStep &Step) {
  return Step.Is == LocationStep::Field &&
         Step.Member->getType()->isReferenceType();
}

// Reached through a reference that a function was given.
bool isOfOneThread(const Location &Place) {
  const VarDecl *Variable = dyn_cast_or_null<VarDecl>(Place.Variable);
  return Place.Root == Location::Global && Variable &&
         Variable->getTLSKind() != VarDecl::TLS_None;
}

hash_code hashOf(const Access &A) {
  hash_code Hash =
      hash_combine(A.Place.Root, A.Place.Variable, A.Is, A.Locks.size(),
                   A.On.Is, A.On.Object, A.Waited, A.Method);
  for (const LocationStep &Step : A.Place.Path)
    Hash = hash_combine(Hash, Step.Is, Step.Member, Step.Key);
  return Hash;
}

} // namespace

bool SharedAccesses::guardsItself(QualType Type) const {
  if (Type.isNull())
    return false;
  if (Type.getNonReferenceType()->isAtomicType()) // `_Atomic int`
    return true;
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition())
    return false;
  auto [It, IsNew] = Guarded.try_emplace(Record->getCanonicalDecl(), false);
  if (IsNew)
    // Made for concurrent use: the members of atomics are volatile as well.
    It->second = isLock(Type) ||
                 any_of(Record->methods(), [](const CXXMethodDecl *Method) {
                   return Method->isVolatile() && !Method->isImplicit();
                 });
  return It->second;
}

// The accesses of one body, in source order.
class AccessCollector : public BodyVisitor<AccessCollector> {
public:
  AccessCollector(const SharedAccesses &Shared, const FunctionDecl &Function,
                  OwnAccesses &Out)
      : Shared(Shared), Unit(Shared.Unit), Function(Function), Out(Out),
        Resolver(Shared.Contexts.bindings().resolver(Function)),
        Locks(Unit, Function, Shared.Types, Resolver) {
    for (const Start *Each : Shared.Contexts.startsIn(Function)) {
      Elsewhere.insert(Each->Task);
      HandOvers.insert(Each->At);
    }
  }

  bool TraverseStmt(Stmt *S) {
    if (!S)
      return true;
    if (IfStmt *Choice = dyn_cast<IfStmt>(S))
      return choose(*Choice);
    bool Continue = RecursiveASTVisitor::TraverseStmt(S);
    if (const Expr *Condition = conditionOfLoop(S);
        Condition && asksOthers(Condition))
      wait(*Condition, Access::Event);
    if (const CallExpr *Call = dyn_cast<CallExpr>(S))
      wait(*Call, waitOf(*Call));
    return Continue;
  }
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) {
    return true;
  }
  bool TraverseCXXNoexceptExpr(CXXNoexceptExpr *) { return true; }
  bool TraverseDecltypeTypeLoc(DecltypeTypeLoc) { return true; }
  bool TraverseCoawaitExpr(CoawaitExpr *E) { return await(E->getOperand()); }
  bool TraverseCoyieldExpr(CoyieldExpr *E) { return await(E->getOperand()); }

  bool VisitVarDecl(VarDecl *Variable) {
    const CXXConstructExpr *Construct =
        Variable->hasInit()
            ? dyn_cast<CXXConstructExpr>(Variable->getInit()->IgnoreImplicit())
            : nullptr;
    if (Construct)
      MadeBy[Construct] = Variable;
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp())
      note(E->getLHS(), Access::Write, *E);
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *E) {
    if (E->isIncrementDecrementOp())
      note(E->getSubExpr(), Access::Write, *E);
    return true;
  }
  bool VisitImplicitCastExpr(ImplicitCastExpr *E) {
    if (E->getCastKind() == CK_LValueToRValue)
      note(E->getSubExpr(), Access::Read, *E);
    return true;
  }
  bool VisitCXXForRangeStmt(CXXForRangeStmt *S) {
    note(S->getRangeInit(), Access::Read, *S->getRangeInit());
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    const CXXConstructorDecl *Constructor = E->getConstructor();
    if (Constructor->isCopyOrMoveConstructor() && E->getNumArgs() > 0) {
      bool Moves = Constructor->isMoveConstructor();
      if (!Moves || E->getArg(0)->isXValue())
        note(E->getArg(0), Moves ? Access::Write : Access::Read, *E);
    }
    callee(*E, partsOf(*E));
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const CallParts Parts = partsOf(*Call);
    if (!Parts.Callee || Call->isCallToStdMove())
      return true;
    if (isThreadSafe(Parts))
      return true;
    uses(Parts, *Call);
    if (Unit.project().contains(Parts.Callee->getLocation()) &&
        !Parts.Callee->isImplicit() && !Parts.Callee->isDefaulted()) {
      callee(*Call, Parts);
      if (!Parts.Callee->isDefined())
        lookedAt(*Call, Parts);
      return true;
    }
    onObject(*Call, Parts);
    onArguments(*Call, Parts);
    return true;
  }

private:
  bool await(Expr *Operand) {
    Awaited.insert(ignoreForwarding(Operand));
    return TraverseStmt(Operand);
  }

  // `if (ready)` and `if (!ready) return;`: what comes after knows what the
  // one who set it did before. `if (stopped) return;` is no such thing.
  bool choose(IfStmt &Choice) {
    bool Asks = Choice.getCond() && asksOthers(Choice.getCond());
    bool Continue = TraverseStmt(Choice.getInit());
    if (Choice.getConditionVariableDeclStmt())
      Continue &= TraverseStmt(Choice.getConditionVariableDeclStmt());
    else
      Continue &= TraverseStmt(Choice.getCond());
    const Stmt *Then = Choice.getThen();
    if (const CompoundStmt *Block = dyn_cast<CompoundStmt>(Then))
      Then = Block->size() == 1 ? Block->body_front() : Then;
    bool Leaves = isa<BreakStmt, ReturnStmt, CoreturnStmt, ContinueStmt>(Then);
    const UnaryOperator *Not = dyn_cast_or_null<UnaryOperator>(
        Choice.getCond() ? Choice.getCond()->IgnoreParenImpCasts() : nullptr);
    bool Negated = Not && Not->getOpcode() == UO_LNot;
    if (Asks && (!Leaves || Negated))
      wait(*Choice.getCond(), Access::Event);
    return Continue && TraverseStmt(Choice.getThen()) &&
           TraverseStmt(Choice.getElse());
  }

  void wait(const Expr &At, Access::Wait How) {
    if (How == Access::None)
      return;
    Waited = std::max(Waited, How);
    Out.Waits.push_back(&At);
  }

  static const Expr *conditionOfLoop(const Stmt *S) {
    if (const WhileStmt *Loop = dyn_cast<WhileStmt>(S))
      return Loop->getCond();
    if (const DoStmt *Loop = dyn_cast<DoStmt>(S))
      return Loop->getCond();
    if (const ForStmt *Loop = dyn_cast<ForStmt>(S))
      return Loop->getCond();
    return nullptr;
  }

  // It looks at an atomic that somebody else sets.
  bool asksOthers(const Stmt *S) const {
    if (!S || isa<LambdaExpr>(S))
      return false;
    if (isa<AtomicExpr>(S)) // `__atomic_load_n(&ready, ...)`
      return true;
    if (isa<DeclRefExpr, MemberExpr>(S) &&
        Shared.guardsItself(cast<Expr>(S)->getType()))
      return true;
    return any_of(S->children(),
                  [&](const Stmt *Child) { return asksOthers(Child); });
  }

  Access::Wait waitOf(const CallExpr &Call) const {
    const CallParts Parts = partsOf(Call);
    for (const FunctionFact *Fact : factsOf(Unit, Parts))
      if ((Fact->Role == FunctionRole::Blocking ||
           Fact->Role == FunctionRole::SyncWait) &&
          Fact->Group == "wait" && Fact->Library != "any")
        return any_of(Parts.Arguments,
                      [&](const Expr *Argument) {
                        return Shared.Types.holder(Argument->getType()) !=
                               LockKind::None;
                      })
                   ? Access::Condition
                   : Access::Event;
    return Access::None;
  }

  bool isThreadSafe(const CallParts &Parts) const {
    return any_of(factsOf(Unit, Parts), [](const FunctionFact *Fact) {
      return Fact->Role == FunctionRole::ThreadSafe;
    });
  }

  bool isLoopBound(const Expr &Object, const FunctionDecl &Method) const {
    // The method may be one of a base class.
    QualType Type = ignoreForwarding(&Object)->getType();
    if (!Type->getPointeeType().isNull())
      Type = Type->getPointeeType();
    const TypeFact *Fact = Unit.types().modelled(Type);
    return Fact && Fact->Role == TypeRole::LoopBound &&
           !Unit.project().contains(Method.getLocation());
  }

  void uses(const CallParts &Parts, const CallExpr &Call) {
    const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Parts.Callee);
    if (Method && !Method->isStatic() && Parts.Object &&
        ((isLoopBound(*Parts.Object, *Method) &&
          mayAct(*Parts.Object, *Method)) ||
         (!Method->isConst() && handsToLoop(Parts))))
      use(Parts.Object, Parts, Call);
    // A library of C functions says its object first.
    if (!Method && Parts.Callee->isExternC() && !Parts.Arguments.empty() &&
        ignoreForwarding(Parts.Arguments[0])->getType()->isPointerType() &&
        isLoopBound(*ignoreForwarding(Parts.Arguments[0]), *Parts.Callee))
      use(Parts.Arguments[0], Parts, Call);
  }

  // An object without virtual functions that can be copied only refers to the
  // one of the loop: const does not say what its methods do to that, and its
  // operators concern the reference.
  static bool mayAct(const Expr &Object, const CXXMethodDecl &Method) {
    const CXXRecordDecl *Record =
        ignoreForwarding(&Object)->getType()->getAsCXXRecordDecl();
    if (!Record || !Record->hasDefinition() || Record->isPolymorphic() ||
        !isCopyable(*Record))
      return !Method.isConst();
    return Method.getIdentifier() != nullptr;
  }
  static bool isCopyable(const CXXRecordDecl &Record) {
    if (Record.needsImplicitCopyConstructor())
      return !Record.defaultedCopyConstructorIsDeleted();
    return any_of(Record.ctors(), [](const CXXConstructorDecl *Each) {
      return Each->isCopyConstructor() && !Each->isDeleted();
    });
  }

  // A loop is given work, though not by an entry for any thread.
  bool handsToLoop(const CallParts &Parts) const {
    const TypeFact *Type = Unit.types().modelled(Parts.Object->getType());
    return Type && Type->Role == TypeRole::Executor &&
           any_of(factsOf(Unit, Parts), [](const FunctionFact *Fact) {
             return Fact->Role == FunctionRole::Offload &&
                    Fact->Where == RunsOn::Loop && Fact->Library != "any";
           });
  }

  void use(const Expr *Object, const CallParts &Parts, const CallExpr &Call) {
    Access *New = note(Object, Access::Use, Call);
    if (!New)
      return;
    New->Method = Parts.Callee;
    New->IsOperation =
        Unit.types().task(Call.getType()) || Awaited.contains(&Call) ||
        any_of(Parts.Arguments, [&](const Expr *Argument) {
          const Expr *Plain = ignoreForwarding(Argument);
          const CXXRecordDecl *Record = Plain->getType()->getAsCXXRecordDecl();
          const TypeFact *Fact = Unit.types().modelled(Argument->getType());
          return (Record && Record->isLambda()) ||
                 Plain->getType()->isFunctionPointerType() ||
                 Plain->getType()->isFunctionType() ||
                 (Fact && Fact->Role == TypeRole::Token);
        });
  }

  void callee(const Expr &At, const CallParts &Parts) {
    const FunctionDecl *Callee = nullptr;
    if (Elsewhere.contains(&At) || !Parts.Callee ||
        !Parts.Callee->isDefined(Callee) ||
        !Unit.project().contains(Callee->getLocation()))
      return;
    const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Callee);
    if (Method && Method->isVirtual() && !Method->hasAttr<FinalAttr>() &&
        !Method->getParent()->hasAttr<FinalAttr>() &&
        !isa<CXXConstructorDecl>(Method))
      return;
    // A coroutine that nobody awaits here runs elsewhere.
    if (Unit.coroutine(*Callee) && !Awaited.contains(&At))
      return;
    CallSiteOf Site{Callee, &At, Parts.Object, Parts.Arguments};
    if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(&At))
      Site.Made = MadeBy.lookup(Construct);
    Site.Waited = Waited;
    Site.Locks = Locks.at(At);
    Out.Calls.push_back(std::move(Site));
  }

  static bool isStandard(const FunctionDecl &Callee) {
    const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Callee);
    return Method ? Method->getParent()->isInStdNamespace()
                  : Callee.isInStdNamespace();
  }

  void onObject(const CallExpr &Call, const CallParts &Parts) {
    const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Parts.Callee);
    if (!Method || !Parts.Object || Method->isStatic())
      return;
    if (const CXXOperatorCallExpr *Operator =
            dyn_cast<CXXOperatorCallExpr>(&Call)) {
      switch (Operator->getOperator()) {
      case OO_Subscript:
        note(Parts.Object, mayInsert(*Method) ? Access::Write : Access::Read,
             Call);
        return;
      case OO_PlusPlus:
      case OO_MinusMinus:
        note(Parts.Object, Access::Write, Call);
        return;
      default:
        if (Operator->isAssignmentOp())
          note(Parts.Object, Access::Write, Call);
        return;
      }
    }
    if (!isa<CXXMemberCallExpr>(Call) || !isStandard(*Method))
      return;
    note(Parts.Object, isModifier(*Method) ? Access::Write : Access::Read,
         Call);
  }

  // Looking up what is not there changes a map; there is no const overload.
  static bool mayInsert(const CXXMethodDecl &Subscript) {
    return !Subscript.isConst() &&
           none_of(Subscript.getParent()->lookup(Subscript.getDeclName()),
                   [](const NamedDecl *Overload) {
                     const CXXMethodDecl *Method =
                         dyn_cast<CXXMethodDecl>(Overload->getUnderlyingDecl());
                     return Method && Method->isConst();
                   });
  }

  void onArguments(const CallExpr &Call, const CallParts &Parts) {
    if (!isStandard(*Parts.Callee) || HandOvers.contains(&Call) ||
        onlyPasses(*Parts.Callee))
      return;
    for (unsigned I = 0; I < Parts.Arguments.size(); ++I) {
      const Expr *Argument = Parts.Arguments[I];
      const CXXRecordDecl *Record =
          ignoreForwarding(Argument)->getType()->getAsCXXRecordDecl();
      // The standard algorithms call what they are given.
      if (Record && Record->isLambda() && !Parts.Object) {
        callee(Call, {Record->getLambdaCallOperator(), nullptr, {}});
        continue;
      }
      if (I >= Parts.Callee->getNumParams() || !Argument->isGLValue())
        continue;
      QualType Type = Parts.Callee->getParamDecl(I)->getType();
      if (!Type->isLValueReferenceType())
        continue;
      bool Changes = !Type->getPointeeType().isConstQualified() &&
                     !isa<CXXMethodDecl>(Parts.Callee);
      note(Argument, Changes ? Access::Write : Access::Read, Call);
    }
  }

  // Whoever is given an object that it cannot change looks at it.
  void lookedAt(const CallExpr &Call, const CallParts &Parts) {
    for (unsigned I = 0; I < std::min<size_t>(Parts.Arguments.size(),
                                              Parts.Callee->getNumParams());
         ++I)
      if (QualType Type = Parts.Callee->getParamDecl(I)->getType();
          Type->isLValueReferenceType() &&
          Type->getPointeeType().isConstQualified() &&
          Parts.Arguments[I]->isGLValue())
        note(Parts.Arguments[I], Access::Read, Call);
  }

  // std::ref, std::begin and their kin look at nothing.
  static bool onlyPasses(const FunctionDecl &Callee) {
    return Callee.getIdentifier() &&
           is_contained({"ref", "cref", "begin", "end", "addressof", "data",
                         "size", "get", "forward", "as_const"},
                        Callee.getName());
  }

  // Who uses an object of a loop has been asked already what const means to it.
  static bool isConstant(const Location &Place) {
    return (isa_and_nonnull<VarDecl>(Place.Variable) &&
            Place.Variable->getType().isConstQualified()) ||
           any_of(Place.Path, [](const LocationStep &Step) {
             return Step.Member && Step.Member->getType().isConstQualified();
           });
  }

  bool isOthers(const Location &Place, QualType Type) const {
    const VarDecl *Variable = dyn_cast_or_null<VarDecl>(Place.Variable);
    if (Shared.guardsItself(Type))
      return false;
    if (Place.Root == Location::Global)
      return Variable && !isOfOneThread(Place) &&
             Unit.project().contains(Variable->getLocation());
    if (Place.Root == Location::This)
      // Nobody else has the object yet.
      return !isa<CXXConstructorDecl>(Function) && !Place.OwnedByFrame;
    if (!Variable || Variable->isImplicit())
      return false;
    bool IsReference = Variable->getType()->isReferenceType();
    if (Place.OwnedByFrame && IsReference)
      return false;
    // A copy in the closure is nobody else's.
    if (Place.Root == Location::Local || (IsReference && Place.Path.empty()))
      return !capturesByCopy(Function, *Variable);
    return !(IsReference && capturesByCopy(Function, *Variable));
  }

  Access *note(const Expr *E, Access::Kind Kind, const Expr &At) {
    // Handing something over reads nothing, though it uses the loop.
    if (Kind != Access::Use && HandOvers.contains(&At))
      return nullptr;
    // Only the object of a call is named by a pointer to it.
    bool IsPointedTo = E->getType()->isPointerType() &&
                       (Kind == Access::Use || E->isPRValue());
    std::optional<Location> Place =
        IsPointedTo ? Resolver.pointee(E) : Resolver.resolve(E);
    QualType Type = ignoreForwarding(E)->getType();
    if (!Place ||
        !isOthers(*Place, IsPointedTo ? Type->getPointeeType() : Type) ||
        (Kind != Access::Use && isConstant(*Place)))
      return nullptr;
    Access New{Kind,
               Shared.rebased(Shared.Contexts.bindings().behindData(
                   Function, std::move(*Place))),
               &At, &Function, Locks.at(At)};
    New.On = Shared.Contexts.at(Function, &At);
    New.Waited = Waited;
    Out.All.push_back(std::move(New));
    return &Out.All.back();
  }

  const SharedAccesses &Shared;
  const UnitAnalysis &Unit;
  const FunctionDecl &Function;
  OwnAccesses &Out;
  const LocationResolver &Resolver;
  const LockSets Locks;
  SmallPtrSet<const Expr *, 8> Elsewhere;
  SmallPtrSet<const Expr *, 8> HandOvers;
  SmallPtrSet<const Expr *, 8> Awaited;
  DenseMap<const CXXConstructExpr *, const VarDecl *> MadeBy;
  Access::Wait Waited = Access::None;
};

SharedAccesses::SharedAccesses(const UnitAnalysis &Unit,
                               const ExecutionContexts &Contexts)
    : Unit(Unit), Contexts(Contexts), Types(Unit.types()) {}

const OwnAccesses &SharedAccesses::own(const FunctionDecl &Function) const {
  std::unique_ptr<OwnAccesses> &Slot = Own[&Function];
  if (Slot)
    return *Slot;
  Slot = std::make_unique<OwnAccesses>();
  OwnAccesses &Result = *Slot;
  if (!Function.hasAttr<NoThreadSafetyAnalysisAttr>())
    AccessCollector(*this, Function, Result)
        .TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  return Result;
}

ArrayRef<Access> SharedAccesses::all(const FunctionDecl &Function) const {
  // The entry made first stops recursion.
  auto [It, IsNew] = All.try_emplace(&Function);
  if (!IsNew)
    return *It->second;
  It->second = std::make_unique<std::vector<Access>>();
  std::vector<Access> &Slot = *It->second;
  std::vector<Access> Found;
  DenseSet<size_t> Known;
  bool Hides = isa<CXXConstructorDecl, CXXDestructorDecl>(Function);
  auto Add = [&](const Access &Each) {
    // What a reference member refers to may be a local of somebody else.
    if ((Each.Place.Root == Location::Local &&
         Each.Place.Variable->getDeclContext() == &Function) ||
        (Hides && Each.Place.Root == Location::This) ||
        Found.size() >= MaxAccesses || !Known.insert(hashOf(Each)).second)
      return;
    Found.push_back(Each);
  };
  const OwnAccesses &Here = own(Function);
  for (const Access &Each : Here.All)
    Add(Each);
  for (const CallSiteOf &Call : Here.Calls)
    if (Found.size() < MaxAccesses)
      for (const Access &Each : through(Function, Call))
        Add(Each);
  Slot = std::move(Found);
  return Slot;
}

std::optional<Location>
SharedAccesses::translated(const FunctionDecl &Caller, const CallSiteOf &Call,
                           const Location &Place) const {
  const LocationResolver &Resolver = Contexts.bindings().resolver(Caller);
  auto Named = [&](const Expr *E, bool IsObject) {
    return ignoreForwarding(E)->getType()->isPointerType() || IsObject
               ? Resolver.pointee(E)
               : Resolver.resolve(E);
  };
  std::optional<Location> Base;
  switch (Place.Root) {
  case Location::Global:
    return Place;
  case Location::This:
    if (isLambda(*Call.Callee))
      Base = Location{Location::This, nullptr, false, {}};
    else if (Call.Object)
      Base = Named(Call.Object, /*IsObject=*/false);
    else if (Call.Made)
      Base =
          Location{Location::Local, Call.Made->getCanonicalDecl(), false, {}};
    break;
  case Location::Referent: {
    const ParmVarDecl *Parameter = dyn_cast<ParmVarDecl>(Place.Variable);
    if (!Parameter || Parameter->getDeclContext() != Call.Callee) {
      // A handle that a lambda has a copy of, or a copy of a copy.
      if (isLambda(*Call.Callee) &&
          (capturesByCopy(*Call.Callee, *Place.Variable) ||
           Place.Variable->getDeclContext() == &Caller))
        return Place;
      break;
    }
    unsigned Index = Parameter->getFunctionScopeIndex();
    if (Index < Call.Arguments.size())
      Base = Named(Call.Arguments[Index],
                   !Parameter->getType()->isReferenceType());
    break;
  }
  case Location::Captured: {
    const VarDecl *Variable = cast<VarDecl>(Place.Variable);
    if (Variable->getDeclContext() == &Caller)
      Base =
          Location{Variable->getType()->isReferenceType() ? Location::Referent
                                                          : Location::Local,
                   Variable,
                   false,
                   {}};
    else if ((isLambda(Caller) && !capturesByCopy(Caller, *Variable)) ||
             isGivenClosureOver(Caller, *Variable))
      Base = Location{Location::Captured, Variable, false, {}};
    break;
  }
  case Location::Local:
    if (Place.Variable->getDeclContext() != Call.Callee &&
        !capturesByCopy(*Call.Callee, *Place.Variable))
      return Place;
    break;
  }
  if (!Base || (Base->OwnedByFrame && Base->Root != Location::Referent))
    return std::nullopt;
  ArrayRef<LocationStep> Path = Place.Path;
  // What a local handle points to is named by the handle.
  if (Base->Root == Location::Local && Base->Path.empty() && !Path.empty() &&
      Path.front().Is == LocationStep::Pointee) {
    Base->Root = Location::Referent;
    Path = Path.drop_front();
  }
  Base->Path.append(Path.begin(), Path.end());
  return rebased(Contexts.bindings().behindData(Caller, std::move(*Base)));
}

// A reference member stands for what it was made to refer to.
std::optional<Location>
SharedAccesses::behindReference(const Location &Place) const {
  for (unsigned I = Place.Path.size(); I-- > 0;)
    if (isReferenceField(Place.Path[I]))
      if (std::optional<Location> Target =
              Contexts.bindings().standsFor(*Place.Path[I].Member);
          Target && (Target->Root == Location::Local ||
                     Target->Root == Location::Global)) {
        Target->Path.append(Place.Path.begin() + I + 1, Place.Path.end());
        return Target;
      }
  return std::nullopt;
}

Location SharedAccesses::rebased(Location Place) const {
  std::optional<Location> Target = behindReference(Place);
  return Target ? *Target : Place;
}

std::vector<Access> SharedAccesses::translate(const FunctionDecl &Caller,
                                              const CallSiteOf &Call,
                                              ArrayRef<Access> Inner) const {
  std::vector<Access> Result;
  if (Inner.empty())
    return Result;
  for (const Access &Each : Inner) {
    std::optional<Location> Place = translated(Caller, Call, Each.Place);
    if (!Place || isOfOneThread(*Place))
      continue;
    Access New = Each;
    New.Place = std::move(*Place);
    for (TakenLock &Lock : New.Locks)
      if (Lock.Place)
        Lock.Place = translated(Caller, Call, *Lock.Place);
    New.Waited = std::max(New.Waited, Call.Waited);
    Result.push_back(std::move(New));
  }
  return Result;
}

std::vector<Access> SharedAccesses::through(const FunctionDecl &Caller,
                                            const CallSiteOf &Call) const {
  std::vector<Access> Result = translate(Caller, Call, all(*Call.Callee));
  for (Access &Each : Result) {
    Each.Locks.insert(Each.Locks.end(), Call.Locks.begin(), Call.Locks.end());
    if (Each.On.Is == Executor::Inherited)
      Each.On = Contexts.at(Caller, Call.At);
  }
  return Result;
}

std::vector<Access> SharedAccesses::through(const Start &Begun) const {
  std::vector<Access> Result =
      translate(*Begun.Starter, callOf(Begun), all(*Begun.Root));
  // A pointer that is set again leads somewhere else the next time.
  const LocationResolver &Resolver =
      Contexts.bindings().resolver(*Begun.Starter);
  erase_if(Result, [&](const Access &Each) {
    const VarDecl *Variable = dyn_cast_or_null<VarDecl>(Each.Place.Variable);
    return Each.Place.Root == Location::Referent && Variable &&
           !Variable->getType()->isReferenceType() &&
           !Resolver.isAssignedOnce(*Variable);
  });
  return Result;
}

CallSiteOf SharedAccesses::callOf(const Start &Begun) {
  return {Begun.Root, Begun.At, Begun.Object, Begun.Arguments};
}

} // namespace cotidy
