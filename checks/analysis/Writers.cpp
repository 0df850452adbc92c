// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Writers.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/Modifiers.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

class WriteCollector : public BodyVisitor<WriteCollector> {
public:
  WriteCollector(const UnitAnalysis &Unit, const FunctionDecl &Function,
                 Writers &Out)
      : Unit(Unit), Function(Function), Out(Out),
        Resolver(Function, Unit.project(), Unit.types()) {}

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }

  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp())
      add(E->getLHS(), *E, E->getOpcode() == BO_Assign,
          E->getOpcode() == BO_AddAssign   ? 1
          : E->getOpcode() == BO_SubAssign ? -1
                                           : 0);
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *E) {
    if (E->isIncrementDecrementOp())
      add(E->getSubExpr(), *E, false, E->isIncrementOp() ? 1 : -1);
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const CXXMethodDecl *Method =
        dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || Call->isCallToStdMove())
      return true;
    const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
    if (Operator && Method) {
      bool Assigns = Operator->isAssignmentOp();
      if (Assigns || Operator->getOperator() == OO_PlusPlus ||
          Operator->getOperator() == OO_MinusMinus)
        add(Operator->getArg(0), *Call, Operator->getOperator() == OO_Equal);
      return true;
    }
    // What the project's own functions do is in their bodies.
    if (Unit.project().contains(Callee->getLocation()))
      return true;
    if (const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(Call);
        Member && Method && isModifier(*Member, *Method))
      add(Member->getImplicitObjectArgument(), *Call, false);
    for (unsigned I = 0;
         !Method && I < std::min(Call->getNumArgs(), Callee->getNumParams());
         ++I)
      if (QualType Type = Callee->getParamDecl(I)->getType();
          Type->isLValueReferenceType() &&
          !Type->getPointeeType().isConstQualified() &&
          Callee->isInStdNamespace())
        add(Call->getArg(I), *Call, false);
    return true;
  }

private:
  void add(const Expr *Target, const Expr &At, bool Blind, int Step = 0) {
    std::optional<Location> Place = Resolver.resolve(Target);
    if (!Place || !Place->isShared())
      return;
    SmallPtrSet<const ValueDecl *, 4> Keys;
    // A pointer stays the same when what it points to is written.
    for (const LocationStep &Step : reverse(Place->Path)) {
      if (Step.Is == LocationStep::Pointee)
        break;
      if (Step.Member)
        Keys.insert(Step.Member);
    }
    if (const ValueDecl *Innermost = Place->target())
      Keys.insert(Innermost);
    if (Place->Variable && Place->Root != Location::Referent &&
        none_of(Place->Path, [](const LocationStep &Step) {
          return Step.Is == LocationStep::Pointee;
        }))
      Keys.insert(Place->Variable);
    for (const ValueDecl *Key : Keys)
      remember(Out.ByTarget[Key],
               {&Function, At.getExprLoc(), *Place, Blind, Step});
  }

  // The first write of a function to one object tells enough.
  static void remember(std::vector<Writers::Entry> &Known, Writers::Entry New) {
    for (const Writers::Entry &Old : reverse(Known)) {
      if (Old.Function != New.Function)
        break;
      if (Old.Blind == New.Blind && Old.Step == New.Step &&
          Old.Target == New.Target)
        return;
    }
    Known.push_back(std::move(New));
  }

  const UnitAnalysis &Unit;
  const FunctionDecl &Function;
  Writers &Out;
  LocationResolver Resolver;
};

namespace {

std::string quoted(const FunctionDecl &Function) {
  return displayName(Function) == "lambda" ? std::string("this lambda")
                                           : "'" + displayName(Function) + "'";
}

bool isPassedByReference(const Location &Place) {
  return Place.Root == Location::Referent && isa<ParmVarDecl>(Place.Variable) &&
         Place.Variable->getType()->isReferenceType();
}

bool hasVariableElement(const Location &Place) {
  return any_of(Place.Path,
                [](const LocationStep &Step) { return Step.Variable; });
}

// `for (;;)`: such a coroutine is meant to run once.
class EndlessLoops : public RecursiveASTVisitor<EndlessLoops> {
public:
  explicit EndlessLoops(const ASTContext &Context) : Context(Context) {}
  bool VisitForStmt(ForStmt *S) { return look(S, S->getCond()); }
  bool VisitWhileStmt(WhileStmt *S) { return look(S, S->getCond()); }
  SmallVector<SourceRange, 1> Found;

private:
  bool look(const Stmt *Loop, const Expr *Condition) {
    bool Value = true;
    if (!Condition ||
        (!Condition->isValueDependent() &&
         Condition->EvaluateAsBooleanCondition(Value, Context) && Value))
      Found.push_back(Loop->getSourceRange());
    return true;
  }

  const ASTContext &Context;
};

} // namespace

Writers::Writers(const UnitAnalysis &Unit, const Activities &Calls)
    : Unit(Unit), Calls(Calls) {
  for (const FunctionDecl *Function : Unit.functions())
    WriteCollector(Unit, *Function, *this)
        .TraverseStmt(const_cast<Stmt *>(userBody(*Function)));
}

std::vector<const ValueDecl *> Writers::targets() const {
  std::vector<const ValueDecl *> Result;
  for (const auto &Entry : ByTarget)
    Result.push_back(Entry.first);
  const SourceManager &Sources = Unit.ast().getSourceManager();
  llvm::sort(Result, [&](const ValueDecl *A, const ValueDecl *B) {
    return Sources.isBeforeInTranslationUnit(A->getLocation(),
                                             B->getLocation());
  });
  return Result;
}

ArrayRef<Writers::Entry> Writers::writes(const ValueDecl &Target) const {
  DenseMap<const ValueDecl *, std::vector<Entry>>::const_iterator It =
      ByTarget.find(&Target);
  if (It == ByTarget.end())
    return {};
  return It->second;
}

std::optional<Rival> Writers::rival(const Coroutine &Coro,
                                    const Location &Target,
                                    const Expr &Write) const {
  if (std::optional<Rival> Found = otherInstance(*Coro.Function, Target))
    return Found;
  if (std::optional<Rival> Found = otherFunction(*Coro.Function, Target))
    return Found;
  if (std::optional<Rival> Found = reachedTwice(*Coro.Function, Target))
    return Found;
  return anotherCall(Coro, Target, Write);
}

std::optional<Rival> Writers::anotherInstance(const FunctionDecl &Ours,
                                              const Location &Target) const {
  if (std::optional<Rival> Found = otherInstance(Ours, Target))
    return Found;
  return reachedTwice(Ours, Target);
}

std::optional<Rival> Writers::otherInstance(const FunctionDecl &Ours,
                                            const Location &Target) const {
  const Instances &Many = Calls.instances(Ours);
  if (!Many.Proof || hasVariableElement(Target))
    return std::nullopt;
  bool SameObject =
      Target.Root == Location::Global ||
      (Target.Root == Location::This ? Many.SameObject
                                     : Many.Same.contains(Target.Variable));
  if (!SameObject)
    return std::nullopt;
  std::string Who = quoted(*Many.Proof->Callee);
  if (Many.Repeats)
    return Rival{Many.Proof->At->getExprLoc(),
                 Who + " is started in a loop here, so several run at a time"};
  return Rival{Many.Second->At->getExprLoc(),
               Who + " is started a second time here, beside the first"};
}

std::optional<Rival> Writers::reachedTwice(const FunctionDecl &Ours,
                                           const Location &Target) const {
  if (hasVariableElement(Target) ||
      (Target.Root != Location::This && Target.Root != Location::Global))
    return std::nullopt;
  const Invocation *First = nullptr;
  for (const Invocation *Site : Calls.callers(Ours)) {
    if (Target.Root == Location::This) {
      const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(Site->At);
      if (!Call || !isa<CXXThisExpr>(
                       ignoreForwarding(Call->getImplicitObjectArgument())))
        continue;
    }
    if (!First) {
      First = Site;
      continue;
    }
    if (First->Caller == Site->Caller)
      continue;
    SmallVector<const FunctionDecl *, 4> One = Calls.roots(*First->Caller);
    SmallVector<const FunctionDecl *, 4> Two = Calls.roots(*Site->Caller);
    if (none_of(Two, [&](const FunctionDecl *Root) {
          return !is_contained(One, Root);
        }))
      continue;
    return Rival{Site->At->getExprLoc(), quoted(*Site->Caller) + " calls " +
                                             quoted(Ours) +
                                             " as well and may run meanwhile"};
  }
  return std::nullopt;
}

std::optional<Rival> Writers::otherFunction(const FunctionDecl &Ours,
                                            const Location &Target,
                                            int Step) const {
  SmallVector<const ValueDecl *, 4> Keys;
  for (const LocationStep &Step : reverse(Target.Path)) {
    if (Step.Is == LocationStep::Pointee)
      break;
    if (Step.Member)
      Keys.push_back(Step.Member);
  }
  if (Target.target() && !is_contained(Keys, Target.target()))
    Keys.push_back(Target.target());
  const Entry *Best = nullptr;
  for (const ValueDecl *Key : Keys) {
    for (const Entry &Other : writes(*Key)) {
      bool Conflicts = Other.Target.target() == Key || Key == Target.target();
      if (!Conflicts || (Step && Step != Other.Step) ||
          !interleaves(Other, Ours, Target))
        continue;
      // A coroutine shows best how the two get into each other's way.
      if (!Best ||
          (!Unit.coroutine(*Best->Function) && Unit.coroutine(*Other.Function)))
        Best = &Other;
    }
  }
  if (!Best)
    return std::nullopt;
  return Rival{Best->Loc, quoted(*Best->Function) + " writes '" +
                              Best->Target.name() +
                              "' here and may run meanwhile"};
}

// Others call both on what may be one object, as they would call two methods of
// its class.
bool Writers::isOffered(const FunctionDecl &Function,
                        const Location &Place) const {
  if (isa<CXXMethodDecl>(Function) || !Function.isExternallyVisible() ||
      !Calls.isOpen(Function) || Place.Root != Location::Referent ||
      !isa<ParmVarDecl>(Place.Variable) || Place.Path.empty())
    return false;
  const FieldDecl *Field = Place.Path.front().Member;
  return Field && Unit.project().contains(Field->getLocation());
}

bool Writers::interleaves(const Entry &Other, const FunctionDecl &Ours,
                          const Location &Target) const {
  const FunctionDecl &Theirs = *Other.Function;
  if (&Theirs == &Ours || Theirs.isMain() ||
      isa<CXXConstructorDecl, CXXDestructorDecl>(Theirs))
    return false;
  // Two instantiations of one template are two functions that share nothing
  // but static storage.
  if (Theirs.getLocation() == Ours.getLocation())
    return false;
  bool IsCoroutine = Unit.coroutine(Theirs);
  bool ByReference =
      isPassedByReference(Target) || isPassedByReference(Other.Target);
  if (ByReference && !IsCoroutine &&
      !(isOffered(Ours, Target) && isOffered(Theirs, Other.Target)))
    return false;
  if (!IsCoroutine && Other.Blind &&
      Calls.leadsTo(Theirs, Ours, /*WaitingOnly=*/false))
    return false;
  if (Calls.leadsTo(Theirs, Ours, /*WaitingOnly=*/true) ||
      (Calls.leadsTo(Ours, Theirs, /*WaitingOnly=*/true) &&
       Calls.roots(Theirs, /*TrustCallers=*/true) ==
           Calls.roots(Ours, /*TrustCallers=*/true)))
    return false;
  SmallVector<const FunctionDecl *, 4> OurRoots =
      Calls.roots(Ours, ByReference);
  SmallVector<const FunctionDecl *, 4> TheirRoots =
      Calls.roots(Theirs, ByReference);
  auto IsSetUp = [&](const FunctionDecl *Root) {
    return Root != &Theirs && !Unit.coroutine(*Root) &&
           Calls.leadsTo(*Root, Ours, /*WaitingOnly=*/false);
  };
  for (const FunctionDecl *One : OurRoots)
    for (const FunctionDecl *Two : TheirRoots)
      if (One != Two && !IsSetUp(Two))
        return true;
  const CXXMethodDecl *OurMethod = dyn_cast<CXXMethodDecl>(&Ours);
  const CXXMethodDecl *TheirMethod = dyn_cast<CXXMethodDecl>(&Theirs);
  bool BothPublic = OurMethod && TheirMethod &&
                    OurMethod->getAccess() == AS_public &&
                    TheirMethod->getAccess() == AS_public;
  // Called one after the other by a coroutine that others call, again and
  // again.
  return BothPublic && any_of(OurRoots, [&](const FunctionDecl *Root) {
           return Calls.isOpen(*Root) && Unit.coroutine(*Root) &&
                  Root != &Ours && Root != &Theirs &&
                  is_contained(TheirRoots, Root);
         });
}

bool Writers::isInEndlessLoop(const FunctionDecl &Function,
                              SourceLocation At) const {
  auto [It, IsNew] = Endless.try_emplace(&Function);
  if (IsNew) {
    EndlessLoops Loops(Unit.ast());
    Loops.TraverseStmt(const_cast<Stmt *>(userBody(Function)));
    It->second = std::move(Loops.Found);
  }
  return any_of(It->second, [&](SourceRange Loop) {
    return Unit.ast().getSourceManager().isPointWithin(At, Loop.getBegin(),
                                                       Loop.getEnd());
  });
}

std::optional<Rival> Writers::anotherCall(const Coroutine &Coro,
                                          const Location &Target,
                                          const Expr &Write) const {
  const FunctionDecl &Function = *Coro.Function;
  if (!Calls.isOpen(Function) || hasVariableElement(Target))
    return std::nullopt;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (Method && Method->getAccess() == AS_private)
    return std::nullopt;
  bool Reachable = Target.Root == Location::Global;
  if (Target.Root == Location::This && !Target.Path.empty() &&
      Target.Path.front().Member)
    Reachable = Target.Path.front().Member->getAccess() == AS_public;
  if (!Reachable)
    return std::nullopt;
  if (isInEndlessLoop(Function, Write.getExprLoc()))
    return std::nullopt;
  return Rival{Function.getLocation(),
               "another call of " + quoted(Function) + " may run meanwhile"};
}

} // namespace cotidy
