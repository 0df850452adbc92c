// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/NestedTasks.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/CallableResult.h"
#include "checks/analysis/DiscardedValues.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

const Expr *stripped(const Expr *E) {
  return ignoreWrapping(E, [](const Expr *Inner) {
    const CallExpr *Call = dyn_cast<CallExpr>(Inner);
    return Call && isCastToReference(*Call) ? Call->getArg(0) : Inner;
  });
}

bool isTask(const TaskFacts *Task) {
  return Task &&
         (Task->Is == TaskFacts::Coroutine || Task->Is == TaskFacts::Future);
}

// The task that awaiting, or getting, a task yields.
const TaskFacts *innerTask(const TypeFacts &Types, const TaskFacts *Outer) {
  if (!isTask(Outer))
    return nullptr;
  QualType Result = awaitedType(*Outer);
  if (Result.isNull() || Result->isReferenceType())
    return nullptr;
  const TaskFacts *Inner = Types.task(Result);
  return isTask(Inner) ? Inner : nullptr;
}

const Decl *templateOf(const CXXRecordDecl &Record) {
  const ClassTemplateSpecializationDecl *Specialization =
      dyn_cast<ClassTemplateSpecializationDecl>(&Record);
  return Specialization
             ? Specialization->getSpecializedTemplate()->getCanonicalDecl()
             : nullptr;
}

bool isOfOneTemplate(const TaskFacts &A, const TaskFacts &B) {
  const Decl *Template = templateOf(*A.Record);
  return Template && Template == templateOf(*B.Record);
}

// Whether the author of the function left its return type to the arguments.
bool leavesResultOpen(const FunctionDecl &Function) {
  const FunctionDecl *Pattern = Function.getTemplateInstantiationPattern();
  return Pattern && Pattern->getReturnType()->isDependentType();
}

// The argument whose result becomes the inner task.
const Expr *wrappedCallable(const UnitAnalysis &Unit, const CallExpr &Call,
                            const TaskFacts &Inner) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee || !Callee->getPrimaryTemplate())
    return nullptr;
  // A coroutine of the project has the mistake in its co_return.
  if (const FunctionDecl *Definition = Callee->getDefinition();
      Definition && Unit.coroutine(*Definition))
    return nullptr;
  ASTContext &Context = Callee->getASTContext();
  QualType Wanted = Context.getRecordType(Inner.Record);
  for (const Expr *Argument : Call.arguments()) {
    const Expr *Callable = stripped(Argument);
    QualType Result = callResult(Callable->getType());
    if (!Result.isNull() && Context.hasSameUnqualifiedType(Result, Wanted))
      return Callable;
  }
  return nullptr;
}

// What is awaited, or asked by a member call, for a value of a task's result
// type; null when `E` does neither.
const Expr *unwrapped(const TypeFacts &Types, const Expr &E) {
  const Expr *From = nullptr;
  if (const CoawaitExpr *Await = dyn_cast<CoawaitExpr>(&E))
    From = Await->getOperand();
  else if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(&E))
    From = Call->getImplicitObjectArgument();
  if (!From)
    return nullptr;
  From = stripped(From);
  const TaskFacts *Inner = innerTask(Types, Types.task(From->getType()));
  const TaskFacts *Got = Types.task(E.getType());
  return Inner && Got && Inner->Record == Got->Record ? From : nullptr;
}

// Finds where the inner task is taken out and not thrown away.
class UnwrapFinder : public RecursiveASTVisitor<UnwrapFinder> {
public:
  UnwrapFinder(const TypeFacts &Types, const CXXRecordDecl &Outer)
      : Types(Types), Outer(Outer) {}
  bool Found = false;

  void look(const Stmt &Body) {
    for (const DiscardedValue &Discarded : discardedValues(Body))
      Thrown.insert(stripped(Discarded.Value));
    TraverseStmt(const_cast<Stmt *>(&Body));
  }
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseCoawaitExpr(CoawaitExpr *E) {
    note(*E);
    return TraverseStmt(E->getOperand());
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    note(*E);
    return !Found;
  }

private:
  void note(const Expr &E) {
    const Expr *From = unwrapped(Types, E);
    if (From && !Thrown.contains(&E))
      Found |= Types.task(From->getType())->Record->getCanonicalDecl() ==
               Outer.getCanonicalDecl();
  }

  const TypeFacts &Types;
  const CXXRecordDecl &Outer;
  SmallPtrSet<const Expr *, 8> Thrown;
};

// Whether any code of the unit does something with the inner task.
bool isInnerWanted(const UnitAnalysis &Unit, const TaskFacts &Outer) {
  UnwrapFinder Finder(Unit.types(), *Outer.Record);
  for (const FunctionDecl *Function : Unit.functions()) {
    Finder.look(*userBody(*Function));
    if (Finder.Found)
      return true;
  }
  return false;
}

class Finder : public BodyVisitor<Finder> {
public:
  Finder(const UnitAnalysis &Unit, const FunctionDecl &Function,
         std::vector<NestedTask> &Out)
      : Unit(Unit), Types(Unit.types()), Function(Function),
        Coro(Unit.coroutine(Function)), Out(Out) {}

  bool TraverseCoreturnStmt(CoreturnStmt *S) {
    if (S->getOperand()) {
      note(*S);
      TraverseStmt(S->getOperand());
    }
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const TaskFacts *Outer = Types.task(Call->getType());
    const TaskFacts *Inner =
        Call->isPRValue() ? innerTask(Types, Outer) : nullptr;
    if (const Expr *Callable =
            Inner ? wrappedCallable(Unit, *Call, *Inner) : nullptr)
      Out.push_back({Call, nullptr, Callable, Outer, Inner});
    return true;
  }

private:
  void note(const CoreturnStmt &Return) {
    const TaskFacts *Outer = Coro ? Coro->Task : nullptr;
    const TaskFacts *Inner = innerTask(Types, Outer);
    const Expr *Operand = stripped(Return.getOperand());
    const TaskFacts *Given = Types.task(Operand->getType());
    if (!Inner || !Given || Given->Record != Inner->Record)
      return;
    bool IsMadeHere = isa<CallExpr>(Operand) && Operand->isPRValue();
    if (leavesResultOpen(Function) ||
        (IsMadeHere && isOfOneTemplate(*Outer, *Inner)))
      Out.push_back({Operand, &Return, nullptr, Outer, Inner});
  }

  const UnitAnalysis &Unit;
  const TypeFacts &Types;
  const FunctionDecl &Function;
  const Coroutine *Coro;
  std::vector<NestedTask> &Out;
};

} // namespace

std::vector<NestedTask> nestedTasks(const UnitAnalysis &Unit,
                                    const FunctionDecl &Function) {
  std::vector<NestedTask> Found;
  Finder(Unit, Function, Found)
      .TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  erase_if(Found, [&](const NestedTask &Nested) {
    return isInnerWanted(Unit, *Nested.Outer);
  });
  return Found;
}

bool makesNestedTask(const UnitAnalysis &Unit, const Expr &Call) {
  const CallExpr *Wrapping = dyn_cast<CallExpr>(&Call);
  const TaskFacts *Outer = Unit.types().task(Call.getType());
  const TaskFacts *Inner = Wrapping ? innerTask(Unit.types(), Outer) : nullptr;
  if (!Inner)
    return false;
  const FunctionDecl *Callee = Wrapping->getDirectCallee();
  Callee = Callee ? Callee->getDefinition() : nullptr;
  if (Callee && Unit.coroutine(*Callee))
    return !nestedTasks(Unit, *Callee).empty();
  return wrappedCallable(Unit, *Wrapping, *Inner) &&
         !isInnerWanted(Unit, *Outer);
}

bool comesOutOfNested(const UnitAnalysis &Unit, const Expr &Unwrapped) {
  const Expr *From = unwrapped(Unit.types(), Unwrapped);
  if (const DeclRefExpr *Reference = dyn_cast_or_null<DeclRefExpr>(From)) {
    const VarDecl *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    From = Variable && Variable->getInit() ? stripped(Variable->getInit())
                                           : nullptr;
  }
  return From && makesNestedTask(Unit, *From);
}

} // namespace cotidy
