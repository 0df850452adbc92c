// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/DroppingSinks.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/CallableResult.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/TaskFate.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// A callable that is passed on further than this is lost sight of.
constexpr unsigned MaxDepth = 3;

const TaskFacts *lostTask(const UnitAnalysis &Unit, const Expr &Callable) {
  QualType Result = callResult(Callable.getType());
  const TaskFacts *Task = Result.isNull() || Result->isReferenceType()
                              ? nullptr
                              : Unit.types().task(Result);
  return Task && Task->mustBeConsumed() ? Task : nullptr;
}

// A signature of another class than the callable itself has: `std::function`.
const FunctionProtoType *voidSignature(QualType Type) {
  const FunctionProtoType *Signature = erasedSignature(Type);
  return Signature && Signature->getReturnType()->isVoidType() ? Signature
                                                               : nullptr;
}

// The pattern's parameter is of a type that the caller chooses.
bool takesAnyType(const ParmVarDecl &Parameter) {
  const FunctionDecl *Function =
      dyn_cast<FunctionDecl>(Parameter.getDeclContext());
  const FunctionDecl *Pattern =
      Function ? Function->getTemplateInstantiationPattern() : nullptr;
  unsigned Index = Parameter.getFunctionScopeIndex();
  if (!Pattern)
    return false;
  const ParmVarDecl *Written =
      Index < Pattern->getNumParams() ? Pattern->getParamDecl(Index) : nullptr;
  // Those after a pack have other numbers.
  if (!Written || Pattern->getNumParams() != Function->getNumParams())
    return true;
  return Written->getType()->isDependentType();
}

// The local parameter that is called: `f()`, `std::forward<F>(f)()`,
// `std::invoke(f)`.
const ParmVarDecl *calledParameter(const Expr &Call) {
  CallParts Parts = partsOf(Call);
  const Expr *Callee = nullptr;
  if (const CXXOperatorCallExpr *Operator =
          dyn_cast<CXXOperatorCallExpr>(&Call);
      Operator && Operator->getOperator() == OO_Call)
    Callee = Operator->getArg(0);
  else if (Parts.Callee && Parts.Callee->isInStdNamespace() &&
           Parts.Callee->getIdentifier() &&
           Parts.Callee->getName() == "invoke" && !Parts.Arguments.empty())
    Callee = Parts.Arguments[0];
  else if (const CallExpr *Plain = dyn_cast<CallExpr>(&Call);
           Plain && !Plain->getDirectCallee())
    Callee = Plain->getCallee();
  const DeclRefExpr *Reference =
      Callee ? dyn_cast<DeclRefExpr>(ignoreForwarding(Callee)) : nullptr;
  return Reference ? dyn_cast<ParmVarDecl>(Reference->getDecl()) : nullptr;
}

bool isCallersChoice(const Expr &Callable) {
  const DeclRefExpr *Reference =
      dyn_cast<DeclRefExpr>(ignoreForwarding(&Callable));
  const ParmVarDecl *Parameter =
      Reference ? dyn_cast<ParmVarDecl>(Reference->getDecl()) : nullptr;
  return Parameter && takesAnyType(*Parameter);
}

// Whether an expression makes a callable of its operand that returns nothing.
bool erases(const Expr &E) {
  if (const CXXOperatorCallExpr *Assign = dyn_cast<CXXOperatorCallExpr>(&E))
    return Assign->getOperator() == OO_Equal &&
           voidSignature(Assign->getArg(0)->getType());
  return isa<CXXConstructExpr>(E) && voidSignature(E.getType());
}

// The function a call names, or the object that has the call operator.
const NamedDecl *sinkOf(const Expr &Call, const CallParts &Parts) {
  if (const CXXOperatorCallExpr *Operator =
          dyn_cast<CXXOperatorCallExpr>(&Call);
      Operator && Operator->getOperator() == OO_Call)
    if (const DeclRefExpr *Object =
            dyn_cast<DeclRefExpr>(ignoreForwarding(Operator->getArg(0))))
      return Object->getDecl();
  return Parts.Callee;
}

class Finder {
public:
  Finder(const UnitAnalysis &Unit, std::vector<DroppedCallback> &Out)
      : Unit(Unit), Out(Out) {}

  void look(const BodyTree &Body) {
    for (const Expr *Call : Body.calls()) {
      if (const CXXOperatorCallExpr *Assign =
              dyn_cast<CXXOperatorCallExpr>(Call);
          Assign && Assign->getOperator() == OO_Equal)
        lookAtErasure(*Assign->getArg(1), Assign->getArg(0)->getType());
      else if (const CXXConstructExpr *Construct =
                   dyn_cast<CXXConstructExpr>(Call);
               Construct && voidSignature(Construct->getType()))
        for (const Expr *Argument : Construct->arguments())
          lookAtErasure(*Argument, Construct->getType());
      else
        lookAtCall(*Call);
    }
  }

private:
  void lookAtErasure(const Expr &Argument, QualType Into) {
    const Expr &Callable = written(Argument);
    if (!voidSignature(Into) || isCallersChoice(Callable) ||
        Unit.ast().hasSameUnqualifiedType(
            Callable.getType().getNonReferenceType(), Into))
      return;
    if (const TaskFacts *Task = lostTask(Unit, Callable))
      Out.push_back({DroppedCallback::Erased, &Callable, Task,
                     Into.getNonReferenceType()});
  }

  void lookAtCall(const Expr &Call) {
    CallParts Parts = partsOf(Call);
    if (!Parts.Callee)
      return;
    for (unsigned I = 0; I < Parts.Arguments.size(); ++I) {
      const Expr &Callable = written(*Parts.Arguments[I]);
      const TaskFacts *Task = lostTask(Unit, Callable);
      if (!Task || isCallersChoice(Callable))
        continue;
      if (dropsArgument(Parts, I)) {
        Out.push_back({DroppedCallback::Known, &Callable, Task, QualType(),
                       sinkOf(Call, Parts)});
      } else if (const Expr *Dropping = droppedIn(Parts, I, 0)) {
        Out.push_back({DroppedCallback::Called, &Callable, Task, QualType(),
                       sinkOf(Call, Parts), Dropping});
      }
    }
  }

  bool dropsArgument(const CallParts &Call, unsigned Index) const {
    const FunctionFact *Fact =
        handlingOf(Unit, Call, FunctionRole::DropsResult);
    return Fact && (!Fact->Callable || *Fact->Callable == int(Index));
  }

  // What is known of a function needs no look into it.
  bool isKnown(const CallParts &Call) const {
    return any_of(
        std::initializer_list<FunctionRole>{
            FunctionRole::Spawn, FunctionRole::Keeps, FunctionRole::Continues,
            FunctionRole::Together, FunctionRole::Consume,
            FunctionRole::SyncWait},
        [&](FunctionRole Role) { return handlingOf(Unit, Call, Role); });
  }

  // The call in the body of a function that throws away what its parameter
  // returns; null when there is none, or when another one uses it.
  const Expr *droppedIn(const CallParts &Call, unsigned Argument,
                        unsigned Depth) const {
    const FunctionDecl *Callee = Call.Callee->getDefinition();
    if (Depth >= MaxDepth || !Callee || !Callee->getBody() ||
        Callee->isDependentContext() || Unit.coroutine(*Callee) ||
        Argument >= Callee->getNumParams() || isKnown(Call))
      return nullptr;
    const ParmVarDecl &Parameter = *Callee->getParamDecl(Argument);
    if (!takesAnyType(Parameter))
      return nullptr;
    BodyTree Inner(*Callee);
    const Expr *Dropped = nullptr;
    for (const DeclRefExpr *Mention : Inner.mentions(Parameter)) {
      bool IsUsed = false;
      if (const Expr *Found = droppedAt(Inner, *Mention, IsUsed, Depth))
        Dropped = Dropped ? Dropped : Found;
      if (IsUsed)
        return nullptr;
    }
    return Dropped;
  }

  const Expr *droppedAt(const BodyTree &Body, const DeclRefExpr &Mention,
                        bool &IsUsed, unsigned Depth) const {
    for (const Stmt *P = Body.parent(Mention); P; P = Body.parent(*P)) {
      if (!isa<Expr>(P))
        return nullptr;
      if (isa<LambdaExpr>(P)) {
        IsUsed = true;
        return nullptr;
      }
      const Expr &E = *cast<Expr>(P);
      if (erases(E))
        return &E;
      if (!isa<CallExpr, CXXConstructExpr>(E) || ignoreForwarding(&E) != &E)
        continue;
      if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(&E);
          Copy && Copy->getConstructor()->isCopyOrMoveConstructor())
        continue;
      return droppedByCall(Body, E, Mention, IsUsed, Depth);
    }
    return nullptr;
  }

  const Expr *droppedByCall(const BodyTree &Body, const Expr &Call,
                            const DeclRefExpr &Mention, bool &IsUsed,
                            unsigned Depth) const {
    if (calledParameter(Call) == Mention.getDecl()) {
      if (TaskFates(Unit, Body).of(Call).Is == TaskFate::Dropped &&
          !isa_and_nonnull<ExplicitCastExpr>(Body.parent(Call)))
        return &Call;
      IsUsed = true;
      return nullptr;
    }
    CallParts Parts = partsOf(Call);
    if (Parts.Callee)
      for (unsigned I = 0; I < Parts.Arguments.size(); ++I)
        if (Body.contains(*Parts.Arguments[I], Mention))
          if (const Expr *Dropped = droppedIn(Parts, I, Depth + 1))
            return Dropped;
    // Whoever else gets it may do what it should.
    IsUsed = true;
    return nullptr;
  }

  const UnitAnalysis &Unit;
  std::vector<DroppedCallback> &Out;
};

} // namespace

std::vector<DroppedCallback> droppedCallbacks(const UnitAnalysis &Unit,
                                              const FunctionDecl &Function) {
  std::vector<DroppedCallback> Found;
  BodyTree Body(Function);
  Finder(Unit, Found).look(Body);
  llvm::sort(Found, [&](const DroppedCallback &A, const DroppedCallback &B) {
    return isBefore(Unit.ast(), A.Callable->getBeginLoc(),
                    B.Callable->getBeginLoc());
  });
  return Found;
}

bool callsArgument(const FunctionDecl &Function, const Expr &Call) {
  const ParmVarDecl *Parameter = calledParameter(Call);
  return Parameter && Parameter->getDeclContext() == &Function &&
         takesAnyType(*Parameter);
}

} // namespace cotidy
