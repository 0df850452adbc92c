// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ReturnedTasks.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/Guards.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/ObjectLifetimes.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

const Coroutine *coroutineOf(const UnitAnalysis &Unit,
                             const FunctionDecl &Function) {
  const Coroutine *Coro = Unit.coroutine(Function);
  return Coro && !Coro->isStackful() ? Coro : nullptr;
}

bool isNoexcept(const FunctionDecl &Function) {
  const FunctionProtoType *Type =
      Function.getType()->getAs<FunctionProtoType>();
  return Type && !isUnresolvedExceptionSpec(Type->getExceptionSpecType()) &&
         Type->isNothrow();
}

bool isStream(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->isInStdNamespace() &&
         Record->getName().ends_with("ostream");
}

// Whether a part of a body can throw before any task is under way. Calls that
// make tasks are expected to put their failures into them.
class ThrowFinder : public BodyVisitor<ThrowFinder> {
public:
  explicit ThrowFinder(const UnitAnalysis &Unit) : Unit(Unit) {}
  bool Found = false;

  bool VisitCXXThrowExpr(CXXThrowExpr *) { return !(Found = true); }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    Found |= !Callee || (!isNoexcept(*Callee) && mayThrow(*Call, *Callee));
    return !Found;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *Made) {
    const CXXConstructorDecl *Constructor = Made->getConstructor();
    Found |= Unit.project().contains(Constructor->getLocation()) &&
             !Constructor->isImplicit() && !Constructor->isDefaulted() &&
             !isNoexcept(*Constructor) && throwsOrIsHidden(*Constructor);
    return !Found;
  }

private:
  bool mayThrow(const CallExpr &Call, const FunctionDecl &Callee) const {
    const FunctionDecl *Body = Callee.getDefinition();
    if (Unit.types().task(Call.getType()))
      return Body && Body->getBody() && !coroutineOf(Unit, *Body) &&
             throwsOrIsHidden(*Body);
    if (Unit.types().functionFact(Callee, FunctionRole::Log) ||
        (isa<CXXOperatorCallExpr>(Call) && isStream(Call.getType())))
      return false;
    return throwsOrIsHidden(Callee);
  }

  bool throwsOrIsHidden(const FunctionDecl &Callee) const {
    const FunctionDecl *Body = Callee.getDefinition();
    if (!Body || !Body->getBody() ||
        !Unit.project().contains(Body->getLocation()))
      return true;
    return !Unit.failures().of(*Body).empty();
  }

  const UnitAnalysis &Unit;
};

// A handler that turns the exception into a failed task, or throws itself, says
// the same as the task.
class PassOnFinder : public BodyVisitor<PassOnFinder> {
public:
  explicit PassOnFinder(const CXXCatchStmt &Handler)
      : Caught(Handler.getExceptionDecl()) {}
  bool Found = false;

  bool VisitCXXThrowExpr(CXXThrowExpr *) { return !(Found = true); }
  bool VisitReturnStmt(ReturnStmt *Return) {
    InReturn Looks(Caught);
    Looks.TraverseStmt(Return->getRetValue());
    return !(Found |= Looks.Found);
  }

private:
  class InReturn : public RecursiveASTVisitor<InReturn> {
  public:
    explicit InReturn(const VarDecl *Caught) : Caught(Caught) {}
    bool Found = false;
    bool VisitDeclRefExpr(DeclRefExpr *Ref) {
      const FunctionDecl *Function = dyn_cast<FunctionDecl>(Ref->getDecl());
      Found |= (Caught && Ref->getDecl() == Caught) ||
               (Function && yieldsCurrentException(*Function));
      return !Found;
    }

  private:
    const VarDecl *Caught;
  };

  const VarDecl *Caught;
};

bool passesOn(const CXXCatchStmt &Handler) {
  PassOnFinder Finder(Handler);
  Finder.TraverseStmt(Handler.getHandlerBlock());
  return Finder.Found;
}

// Whether evaluating a part might be what an RAII object is there for: it calls
// something, or touches what others can reach.
class CoverFinder : public BodyVisitor<CoverFinder> {
public:
  explicit CoverFinder(const Expr *Task) {
    // The call that makes the task touches its object, not its state, and what
    // it is given by reference is not read yet.
    const CallExpr *Call = dyn_cast_or_null<CallExpr>(Task);
    if (!Call)
      return;
    Allowed.insert(Call);
    if (const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
      Allowed.insert(Call->getCallee()->IgnoreParenImpCasts());
      allowPlace(Member->getImplicitObjectArgument());
    }
    for (const Expr *Argument : Call->arguments())
      allowPlace(Argument);
  }
  bool Found = false;

  bool VisitCallExpr(CallExpr *Call) {
    return note(*Call, !Call->isCallToStdMove());
  }
  bool VisitCXXThisExpr(CXXThisExpr *E) { return note(*E, true); }
  bool VisitMemberExpr(MemberExpr *E) {
    return note(*E, E->isArrow() || isa<VarDecl>(E->getMemberDecl()));
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    const VarDecl *Variable = dyn_cast<VarDecl>(E->getDecl());
    return note(*E, Variable && (Variable->hasGlobalStorage() ||
                                 E->refersToEnclosingVariableOrCapture()));
  }

private:
  bool note(const Expr &E, bool Touches) {
    Found |= Touches && !Allowed.contains(&E);
    return !Found;
  }
  // `member_`, `&member_`, an array: where something is, not what it holds.
  void allowPlace(const Expr *E) {
    E = E->IgnoreParens();
    while (const ImplicitCastExpr *Cast = dyn_cast<ImplicitCastExpr>(E)) {
      if (Cast->getCastKind() == CK_LValueToRValue)
        return;
      E = Cast->getSubExpr()->IgnoreParens();
    }
    const UnaryOperator *Address = dyn_cast<UnaryOperator>(E);
    if (Address && Address->getOpcode() == UO_AddrOf)
      E = Address->getSubExpr()->IgnoreParens();
    while (const MemberExpr *Member = dyn_cast<MemberExpr>(E)) {
      Allowed.insert(Member);
      E = Member->getBase()->IgnoreParenImpCasts();
    }
    if (isa<CXXThisExpr, DeclRefExpr>(E))
      Allowed.insert(E);
  }

  SmallPtrSet<const Expr *, 4> Allowed;
};

bool covers(const Stmt *Part, const Expr *Task = nullptr) {
  CoverFinder Finder(Task);
  Finder.TraverseStmt(const_cast<Stmt *>(Part));
  return Finder.Found;
}

class MentionFinder : public RecursiveASTVisitor<MentionFinder> {
public:
  explicit MentionFinder(const VarDecl &Variable) : Variable(Variable) {}
  bool Found = false;
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    Found |= Ref->getDecl() == &Variable;
    return !Found;
  }

private:
  const VarDecl &Variable;
};

bool mentions(const Stmt *Part, const VarDecl &Variable) {
  MentionFinder Finder(Variable);
  Finder.TraverseStmt(const_cast<Stmt *>(Part));
  return Finder.Found;
}

// Owns something that ends with it, and cannot be copied.
bool isOwner(const VarDecl &Variable) {
  const CXXRecordDecl *Record = Variable.getType()->getAsCXXRecordDecl();
  const CXXDestructorDecl *Destructor =
      Record && Record->hasDefinition() ? Record->getDestructor() : nullptr;
  if (!Destructor || !Destructor->isUserProvided())
    return false;
  if (Record->needsImplicitCopyConstructor())
    return Record->defaultedCopyConstructorIsDeleted();
  return none_of(Record->ctors(), [](const CXXConstructorDecl *Each) {
    return Each->isCopyConstructor() && !Each->isDeleted();
  });
}

class ReturnWalker {
public:
  explicit ReturnWalker(const UnitAnalysis &Unit)
      : Unit(Unit), Locks(Unit.types()), Objects(Unit) {}

  std::vector<ReturnedTask> Found;

  void walk(const Stmt *S) {
    if (!S || isa<LambdaExpr>(S))
      return;
    if (const ReturnStmt *Return = dyn_cast<ReturnStmt>(S))
      return judge(*Return);
    if (const CXXTryStmt *Try = dyn_cast<CXXTryStmt>(S))
      return walkTry(*Try);
    if (const CompoundStmt *Block = dyn_cast<CompoundStmt>(S))
      return walkBlock(*Block);
    if (const DeclStmt *Declared = dyn_cast<DeclStmt>(S))
      return declare(*Declared);
    if (isa<Expr>(S))
      return cover(S);
    for (const Stmt *Child : S->children())
      walk(Child);
  }

private:
  struct Live {
    const VarDecl *Variable;
    bool HasCovered = false;
  };

  void walkBlock(const CompoundStmt &Block) {
    size_t Outer = Locals.size();
    for (const Stmt *Child : Block.body())
      walk(Child);
    Locals.truncate(Outer);
  }

  void walkTry(const CXXTryStmt &Try) {
    Tries.push_back(&Try);
    walk(Try.getTryBlock());
    Tries.pop_back();
    for (unsigned Index = 0; Index < Try.getNumHandlers(); ++Index)
      walk(Try.getHandler(Index)->getHandlerBlock());
  }

  void declare(const DeclStmt &Declared) {
    for (const Decl *Each : Declared.decls()) {
      const VarDecl *Variable = dyn_cast<VarDecl>(Each);
      if (!Variable || !Variable->hasLocalStorage())
        continue;
      // Making one RAII object is nothing that another one is there for.
      bool IsRaii = covering(*Variable);
      if (Variable->getInit() && !IsRaii)
        cover(Variable->getInit());
      if (IsRaii)
        for (Live &Local : Locals)
          Local.HasCovered |= mentions(Variable->getInit(), *Local.Variable);
      Locals.push_back({Variable});
    }
  }

  void cover(const Stmt *Part, const Expr *Task = nullptr) {
    bool Covers = covers(Part, Task);
    for (Live &Local : Locals)
      Local.HasCovered |= Covers || mentions(Part, *Local.Variable);
  }

  bool covering(const VarDecl &Variable) const {
    QualType Type = Variable.getType();
    if (Unit.types().task(Type) || isHandle(Type) ||
        Variable.hasAttr<UnusedAttr>())
      return Locks.guard(Type) != LockKind::None;
    return Locks.guard(Type) != LockKind::None || isOwner(Variable);
  }

  void judge(const ReturnStmt &Return) {
    const Expr *Value = Return.getRetValue();
    const Expr *Task = Value ? &origin(*Value) : nullptr;
    const TaskFacts *Facts =
        Task ? Unit.types().task(Task->getType()) : nullptr;
    const CallExpr *Call = dyn_cast_or_null<CallExpr>(Task);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (!Facts || !Callee || Facts->Is == TaskFacts::Generator ||
        Facts->Is == TaskFacts::FireAndForget ||
        Facts->Is == TaskFacts::Awaiter || Facts->Is == TaskFacts::Other ||
        Unit.types().functionFact(*Callee, FunctionRole::Spawn))
      return;
    ReturnedTask Result{ReturnedTask::Try, &Return, Callee};
    if (leftTry(*Task, Result) || leftLocal(*Call, *Facts, Result))
      Found.push_back(Result);
  }

  // The innermost handler that would catch what the task fails with.
  bool leftTry(const Expr &Task, ReturnedTask &Result) const {
    if (Tries.empty())
      return false;
    FailureList List = Unit.failures().ofTask(Task);
    for (const CXXTryStmt *Try : reverse(Tries)) {
      ThrowFinder Throws(Unit);
      Throws.TraverseStmt(const_cast<CompoundStmt *>(Try->getTryBlock()));
      if (Throws.Found)
        return false;
      for (unsigned Index = 0; Index < Try->getNumHandlers(); ++Index) {
        const CXXCatchStmt &Handler = *Try->getHandler(Index);
        if (none_of(List, [&](const Failure &F) {
              return F.Is != Failure::Expected && mayCatch(Handler, F);
            }))
          continue;
        if (passesOn(Handler))
          return false;
        Result.Handler = &Handler;
        return true;
      }
    }
    return false;
  }

  // Of an unknown failure any handler may be meant for it.
  bool mayCatch(const CXXCatchStmt &Handler, const Failure &F) const {
    return F.Is == Failure::Unknown ||
           Unit.failures().catches(Handler.getCaughtType(), F);
  }

  bool leftLocal(const CallExpr &Call, const TaskFacts &Facts,
                 ReturnedTask &Result) {
    if (leftObject(Call, Facts, Result) || leftHandle(Call, Result))
      return true;
    if (Facts.Start != StartKind::Lazy)
      return false;
    cover(Result.Return->getRetValue(), &Call);
    for (const Live &Local : reverse(Locals))
      if (!Local.HasCovered && covering(*Local.Variable)) {
        Result.Is = ReturnedTask::Cover;
        Result.Local = Local.Variable;
        Result.IsThreadLock =
            Locks.guard(Local.Variable->getType()) == LockKind::Thread;
        return true;
      }
    return false;
  }

  bool isLive(const ValueDecl &Variable) const {
    return any_of(
        Locals, [&](const Live &Local) { return Local.Variable == &Variable; });
  }

  // `Client client; return client.fetch();`
  bool leftObject(const CallExpr &Call, const TaskFacts &Facts,
                  ReturnedTask &Result) const {
    const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call);
    const DeclRefExpr *Object =
        Member ? dyn_cast<DeclRefExpr>(
                     Member->getImplicitObjectArgument()->IgnoreParenImpCasts())
               : nullptr;
    const FunctionDecl *Body = Result.Callee->getDefinition();
    const Coroutine *Coro = Body ? coroutineOf(Unit, *Body) : nullptr;
    if (!Object || !Coro || !isLive(*Object->getDecl()) ||
        !Object->getDecl()->getType()->isRecordType() ||
        Result.Callee->isVirtualAsWritten() ||
        !Objects.lateUse(*Coro, Facts.Start == StartKind::Lazy))
      return false;
    Result.Is = ReturnedTask::Object;
    Result.Local = cast<VarDecl>(Object->getDecl());
    return true;
  }

  // `return read(fd.get());`: what a local owns, by value.
  bool leftHandle(const CallExpr &Call, ReturnedTask &Result) const {
    for (unsigned Index = 0; Index < Call.getNumArgs(); ++Index) {
      const CXXMemberCallExpr *Asked =
          dyn_cast<CXXMemberCallExpr>(&written(*Call.getArg(Index)));
      const DeclRefExpr *Owner =
          Asked && Asked->getNumArgs() == 0
              ? dyn_cast<DeclRefExpr>(
                    Asked->getImplicitObjectArgument()->IgnoreParenImpCasts())
              : nullptr;
      const VarDecl *Variable =
          Owner ? dyn_cast<VarDecl>(Owner->getDecl()) : nullptr;
      if (!Variable || !isLive(*Variable) || !isOwner(*Variable) ||
          !isLocalHandle(*Asked))
        continue;
      Result.Is = ReturnedTask::Handle;
      Result.Local = Variable;
      return true;
    }
    return false;
  }

  // A number or a name that means nothing once its owner has ended; a method
  // that gives it away is not const.
  static bool isLocalHandle(const CXXMemberCallExpr &Asked) {
    const CXXMethodDecl *Method = Asked.getMethodDecl();
    QualType Type = Asked.getType();
    return Method && Method->isConst() && Type->isIntegerType() &&
           !Type->isBooleanType() && isField(*Method);
  }

  // `int get() const { return fd_; }`
  static bool isField(const CXXMethodDecl &Method) {
    const FunctionDecl *Definition = Method.getDefinition();
    const CompoundStmt *Body =
        Definition ? dyn_cast_or_null<CompoundStmt>(Definition->getBody())
                   : nullptr;
    const ReturnStmt *Return = Body && Body->size() == 1
                                   ? dyn_cast<ReturnStmt>(Body->body_front())
                                   : nullptr;
    const MemberExpr *Member =
        Return && Return->getRetValue()
            ? dyn_cast<MemberExpr>(Return->getRetValue()->IgnoreParenImpCasts())
            : nullptr;
    const CXXDestructorDecl *Destructor = Method.getParent()->getDestructor();
    const FunctionDecl *Ends =
        Destructor ? Destructor->getDefinition() : nullptr;
    return Member && Ends && Ends->getBody() &&
           usesField(*Ends->getBody(), *Member->getMemberDecl());
  }

  // The destructor ends what the field stands for.
  static bool usesField(const Stmt &Body, const ValueDecl &Field) {
    if (const MemberExpr *Member = dyn_cast<MemberExpr>(&Body))
      if (Member->getMemberDecl() == &Field)
        return true;
    return any_of(Body.children(), [&](const Stmt *Child) {
      return Child && usesField(*Child, Field);
    });
  }

  const UnitAnalysis &Unit;
  const GuardTypes Locks;
  const ObjectLifetimes Objects;
  SmallVector<Live, 8> Locals;
  SmallVector<const CXXTryStmt *, 2> Tries;
};

} // namespace

std::vector<ReturnedTask> tasksReturnedEarly(const UnitAnalysis &Unit,
                                             const FunctionDecl &Function) {
  const TaskFacts *Facts = Unit.types().task(Function.getReturnType());
  if (!Facts || coroutineOf(Unit, Function) ||
      Function.getReturnType()->isReferenceType() ||
      Function.hasAttr<CoroWrapperAttr>())
    return {};
  ReturnWalker Walker(Unit);
  Walker.walk(userBody(Function));
  return std::move(Walker.Found);
}

} // namespace cotidy
