// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ObjectLifetimes.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool areRelated(const CXXRecordDecl *A, const CXXRecordDecl &B) {
  A = A ? A->getDefinition() : nullptr;
  const CXXRecordDecl *Definition = B.getDefinition();
  if (!A || !Definition)
    return false;
  return A->getCanonicalDecl() == Definition->getCanonicalDecl() ||
         A->isDerivedFrom(Definition) || Definition->isDerivedFrom(A);
}

// Runs `Visit` for a class and its bases until it answers.
bool anyClass(const CXXRecordDecl &Class,
              function_ref<bool(const CXXRecordDecl &)> Visit) {
  const CXXRecordDecl *Definition = Class.getDefinition();
  if (!Definition)
    return false;
  return Visit(*Definition) ||
         any_of(Definition->bases(), [&](const CXXBaseSpecifier &Base) {
           const CXXRecordDecl *Record = Base.getType()->getAsCXXRecordDecl();
           return Record && anyClass(*Record, Visit);
         });
}

bool isThis(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const UnaryOperator *Dereference = dyn_cast<UnaryOperator>(E);
      Dereference && Dereference->getOpcode() == UO_Deref)
    E = Dereference->getSubExpr()->IgnoreParenImpCasts();
  return isa<CXXThisExpr>(E);
}

bool hasWorkInDestructor(QualType Type) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  return Record && Record->hasDefinition() && !Record->hasTrivialDestructor();
}

// The expression a variable gets its value from, without braces.
const Expr *valueOf(const Expr *Init) {
  const Expr *Value = &written(*Init);
  const InitListExpr *List = dyn_cast<InitListExpr>(Value);
  return List && List->getNumInits() == 1 ? &written(*List->getInit(0)) : Value;
}

bool isEmptyHandle(const Expr *Value) {
  if (const CXXConstructExpr *Made = dyn_cast<CXXConstructExpr>(Value))
    return Made->getNumArgs() == 0 ||
           (Made->getNumArgs() == 1 &&
            isEmptyHandle(&written(*Made->getArg(0))));
  if (const InitListExpr *List = dyn_cast<InitListExpr>(Value))
    return List->getNumInits() == 0;
  return isa<CXXNullPtrLiteralExpr>(Value);
}

// The uses of `this` in a body that need an object.
class ThisFinder : public BodyVisitor<ThisFinder> {
public:
  SmallPtrSet<const Expr *, 8> Found;

  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) {
    return true;
  }
  // A static member is only named through it.
  bool TraverseMemberExpr(MemberExpr *E) {
    const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(E->getMemberDecl());
    bool IsStatic =
        Method ? Method->isStatic() : !isa<FieldDecl>(E->getMemberDecl());
    return (IsStatic && isThis(E->getBase())) ||
           RecursiveASTVisitor::TraverseMemberExpr(E);
  }
  bool VisitCXXThisExpr(CXXThisExpr *E) {
    Found.insert(E);
    return true;
  }
};

struct Lifeline {
  // What keeps the object on every path.
  SmallPtrSet<const ValueDecl *, 2> Strong;
  const Suspension *Gone = nullptr;
  bool BeforeStart = false;

  bool join(const Lifeline &Other) {
    bool Changed = (!Gone && Other.Gone) || (!BeforeStart && Other.BeforeStart);
    if (!Gone)
      Gone = Other.Gone;
    BeforeStart |= Other.BeforeStart;
    SmallVector<const ValueDecl *, 2> Lost;
    for (const ValueDecl *Each : Strong)
      if (!Other.Strong.contains(Each))
        Lost.push_back(Each);
    for (const ValueDecl *Each : Lost)
      Strong.erase(Each);
    return Changed || !Lost.empty();
  }
  void keep(const ValueDecl &Variable) {
    Strong.insert(&Variable);
    Gone = nullptr;
    BeforeStart = false;
  }
};

} // namespace

const CXXRecordDecl *objectClass(const FunctionDecl &Function) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  while (Method && Method->getParent()->isLambda()) {
    const CXXRecordDecl *Closure = Method->getParent();
    if (none_of(Closure->captures(), [](const LambdaCapture &Capture) {
          return Capture.getCaptureKind() == LCK_This;
        }))
      return nullptr;
    const DeclContext *Around = Closure->getDeclContext();
    while (Around && !isa<FunctionDecl>(Around))
      Around = Around->getParent();
    Method = dyn_cast_or_null<CXXMethodDecl>(Around);
  }
  return Method && Method->isInstance() ? Method->getParent() : nullptr;
}

const CXXMethodDecl *
ObjectLifetimes::strongReference(const CXXRecordDecl &Class) const {
  const CXXMethodDecl *Found = nullptr;
  anyClass(Class, [&](const CXXRecordDecl &Each) {
    for (const CXXMethodDecl *Method : Each.methods())
      if (Method->getIdentifier() && !Method->isStatic() &&
          Method->getMinRequiredArguments() == 0 && !Method->isConst() &&
          Unit.types().functionFact(*Method, FunctionRole::StrongRef))
        Found = Method;
    return Found != nullptr;
  });
  return Found;
}

bool ObjectLifetimes::isRefCounted(const CXXRecordDecl &Class) const {
  return strongReference(Class) || anyClass(Class, [&](const CXXRecordDecl &C) {
           const TypeFact *Fact =
               Unit.types().modelled(Unit.ast().getRecordType(&C));
           return Fact && Fact->Role == TypeRole::RefCounted;
         });
}

bool ObjectLifetimes::isScope(QualType Type) const {
  return Unit.types().is(Type, TypeRole::Scope);
}

namespace {

// `gate_.close()`: the wait for all that has entered a member.
class ScopeEndFinder : public RecursiveASTVisitor<ScopeEndFinder> {
public:
  ScopeEndFinder(const UnitAnalysis &Unit, const ObjectLifetimes &Lifetimes)
      : Unit(Unit), Lifetimes(Lifetimes) {}
  const CXXMemberCallExpr *Found = nullptr;

  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const MemberExpr *Scope = dyn_cast<MemberExpr>(
        Call->getImplicitObjectArgument()->IgnoreParenImpCasts());
    if (Scope && Call->getNumArgs() == 0 && isThis(Scope->getBase()) &&
        Lifetimes.isScope(Scope->getType()) &&
        Unit.types().task(Call->getType()))
      Found = Call;
    return !Found;
  }

private:
  const UnitAnalysis &Unit;
  const ObjectLifetimes &Lifetimes;
};

} // namespace

const CXXMemberCallExpr *
ObjectLifetimes::scopeEnd(const CXXRecordDecl &Class) const {
  if (none_of(Class.fields(), [&](const FieldDecl *Field) {
        return isScope(Field->getType());
      }))
    return nullptr;
  ScopeEndFinder Ends(Unit, *this);
  for (const CXXMethodDecl *Method : Class.methods())
    if (const FunctionDecl *Body = Method->getDefinition();
        Body && Body->getBody())
      Ends.TraverseStmt(const_cast<Stmt *>(userBody(*Body)));
  return Ends.Found;
}

namespace {

// What a pointer that an object keeps is set to.
class FieldSources : public RecursiveASTVisitor<FieldSources> {
public:
  explicit FieldSources(const FieldDecl &Field) : Field(Field) {
    for (const CXXMethodDecl *Method :
         cast<CXXRecordDecl>(Field.getParent())->methods())
      look(Method->getDefinition());
    if (Field.getInClassInitializer())
      Found.push_back(Field.getInClassInitializer());
  }
  SmallVector<const Expr *, 2> Found;

  bool VisitBinaryOperator(BinaryOperator *E) {
    const MemberExpr *Member =
        dyn_cast<MemberExpr>(E->getLHS()->IgnoreParenImpCasts());
    if (E->isAssignmentOp() && Member && Member->getMemberDecl() == &Field)
      Found.push_back(E->getRHS());
    return true;
  }

private:
  void look(const FunctionDecl *Method) {
    if (!Method)
      return;
    if (const CXXConstructorDecl *Constructor =
            dyn_cast<CXXConstructorDecl>(Method))
      for (const CXXCtorInitializer *Init : Constructor->inits())
        if (Init->getMember() == &Field && Init->isWritten())
          Found.push_back(Init->getInit());
    TraverseStmt(Method->getBody());
  }

  const FieldDecl &Field;
};

// How far an executor is followed to where it comes from.
constexpr unsigned MaxSources = 4;

class OwnExecutors {
public:
  explicit OwnExecutors(const UnitAnalysis &Unit) : Unit(Unit) {}

  bool contain(const Expr &E, unsigned Depth = MaxSources) const {
    const Expr &Named = origin(E);
    if (Depth == 0)
      return false;
    if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(&Named))
      return contain(*Call->getImplicitObjectArgument(), Depth - 1);
    if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(&Named)) {
      const VarDecl *Variable = dyn_cast<VarDecl>(Ref->getDecl());
      return Variable && Variable->isLocalVarDecl() && Variable->getInit() &&
             contain(*Variable->getInit(), Depth - 1);
    }
    const MemberExpr *Member = dyn_cast<MemberExpr>(&Named);
    const FieldDecl *Field =
        Member && isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts())
            ? dyn_cast<FieldDecl>(Member->getMemberDecl())
            : nullptr;
    if (!Field)
      return false;
    return Field->getType()->isPointerType() ? isSetToOwn(*Field, Depth)
                                             : joins(Field->getType());
  }

private:
  bool joins(QualType Type) const {
    const TypeFact *Fact =
        Type->isReferenceType() ? nullptr : Unit.types().modelled(Type);
    return Fact &&
           (Fact->Role == TypeRole::Worker || Fact->Role == TypeRole::Scope);
  }
  bool isSetToOwn(const FieldDecl &Field, unsigned Depth) const {
    SmallVector<const Expr *, 2> Sources = FieldSources(Field).Found;
    erase_if(Sources, [&](const Expr *Each) {
      return isNullPointer(*Each, Unit.ast());
    });
    return !Sources.empty() && all_of(Sources, [&](const Expr *Each) {
      return contain(*Each, Depth - 1);
    });
  }

  const UnitAnalysis &Unit;
};

class WaitFinder : public RecursiveASTVisitor<WaitFinder> {
public:
  explicit WaitFinder(const UnitAnalysis &Unit) : Unit(Unit) {}
  bool Found = false;
  bool VisitCallExpr(CallExpr *Call) {
    const CallParts Parts = partsOf(*Call);
    Found |= any_of(factsOf(Unit, Parts), [](const FunctionFact *Fact) {
      return Fact->Role == FunctionRole::Blocking ||
             Fact->Role == FunctionRole::SyncWait;
    });
    return !Found;
  }

private:
  const UnitAnalysis &Unit;
};

// `static Engine &instance()`
bool handsOutItsOnlyObject(const CXXMethodDecl &Method,
                           const CXXRecordDecl &Class) {
  QualType Result = Method.getReturnType();
  return Method.isStatic() && Method.param_empty() &&
         Result->isReferenceType() &&
         areRelated(Result.getNonReferenceType()->getAsCXXRecordDecl(), Class);
}

} // namespace

bool ObjectLifetimes::isOwnExecutor(const Expr &E) const {
  return OwnExecutors(Unit).contain(E);
}

bool ObjectLifetimes::outlivesItsTasks(const CXXRecordDecl &Class) const {
  return anyClass(Class, [&](const CXXRecordDecl &Each) {
    if (any_of(Each.methods(), [&](const CXXMethodDecl *Method) {
          return handsOutItsOnlyObject(*Method, Class);
        }))
      return true;
    const CXXDestructorDecl *Destructor = Each.getDestructor();
    WaitFinder Waits(Unit);
    if (Destructor && Destructor->getBody())
      Waits.TraverseStmt(Destructor->getBody());
    return Waits.Found;
  });
}

bool ObjectLifetimes::isStrong(QualType Type,
                               const CXXRecordDecl &Class) const {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !hasWorkInDestructor(Type) || !isHandle(Type))
    return false;
  if (const ClassTemplateSpecializationDecl *Specialization =
          dyn_cast<ClassTemplateSpecializationDecl>(Record))
    for (const TemplateArgument &Argument :
         Specialization->getTemplateArgs().asArray())
      if (Argument.getKind() == TemplateArgument::Type &&
          areRelated(Argument.getAsType()->getAsCXXRecordDecl(), Class))
        return true;
  DeclarationName Arrow =
      Unit.ast().DeclarationNames.getCXXOperatorName(OO_Arrow);
  return anyClass(*Record, [&](const CXXRecordDecl &Each) {
    return any_of(Each.lookup(Arrow), [&](const NamedDecl *Found) {
      const CXXMethodDecl *Method =
          dyn_cast<CXXMethodDecl>(Found->getUnderlyingDecl());
      QualType Pointee =
          Method ? Method->getReturnType()->getPointeeType() : QualType();
      return !Pointee.isNull() &&
             areRelated(Pointee->getAsCXXRecordDecl(), Class);
    });
  });
}

bool ObjectLifetimes::keepsByInit(const VarDecl &Variable,
                                  const CXXRecordDecl &Class) const {
  const Expr *Init = Variable.getInit();
  if (!Init || Variable.getType()->isReferenceType() ||
      !hasWorkInDestructor(Variable.getType()))
    return false;
  const Expr *Value = valueOf(Init);
  if (isStrong(Variable.getType(), Class))
    return !isEmptyHandle(Value);
  const CallParts Call = partsOf(*Value);
  if (!Call.Callee)
    return false;
  if (Unit.types().functionFact(*Call.Callee, FunctionRole::StrongRef) ||
      (Call.Object && isScope(Call.Object->getType())))
    return true;
  return any_of(Call.Arguments, [&](const Expr *Argument) {
    return isThis(Argument) || isScope(Argument->getType());
  });
}

bool ObjectLifetimes::keepsObject(const LambdaExpr &Lambda,
                                  const CXXRecordDecl &Class) const {
  return any_of(Lambda.captures(), [&](const LambdaCapture &Capture) {
    if (Capture.getCaptureKind() != LCK_ByCopy)
      return false;
    const VarDecl *Variable = dyn_cast<VarDecl>(Capture.getCapturedVar());
    return Variable &&
           (isStrong(Variable->getType(), Class) ||
            (Variable->isInitCapture() && keepsByInit(*Variable, Class)));
  });
}

// One body: what keeps the object at each point, and where it is used.
class ObjectLifetimes::Walker {
public:
  Walker(const ObjectLifetimes &All, const Coroutine &Coro,
         const CXXRecordDecl &Class, const SuspensionCfg &Cfg)
      : All(All), Coro(Coro), Class(Class), Cfg(Cfg) {
    Uses.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
  }

  std::optional<ObjectUse> run(bool FromStart) {
    auto Step = [&](const CFGElement &Element, Lifeline &Now) {
      transfer(Element, Now);
    };
    std::optional<ObjectUse> First;
    const SourceManager &Sources = All.Unit.ast().getSourceManager();
    auto Look = [&](const CFGElement &Element, const Lifeline &Now) {
      std::optional<ObjectUse> Use = use(Element, Now);
      if (Use &&
          (!First || Sources.isBeforeInTranslationUnit(
                         Use->Use->getBeginLoc(), First->Use->getBeginLoc())))
        First = Use;
    };
    replay(Cfg.graph(), solveForward(Cfg.graph(), atStart(FromStart), Step),
           Step, Look);
    return First;
  }

private:
  Lifeline atStart(bool FromStart) const {
    Lifeline State;
    State.BeforeStart = FromStart;
    for (const ParmVarDecl *Parameter : Coro.Function->parameters())
      if (All.isStrong(Parameter->getType(), Class))
        State.keep(*Parameter);
    const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Coro.Function);
    if (Method && Method->getParent()->isLambda())
      for (const LambdaCapture &Capture : Method->getParent()->captures())
        if (Capture.getCaptureKind() == LCK_ByCopy)
          if (const VarDecl *Variable =
                  dyn_cast<VarDecl>(Capture.getCapturedVar());
              Variable && (All.isStrong(Variable->getType(), Class) ||
                           All.keepsByInit(*Variable, Class)))
            State.keep(*Variable);
    return State;
  }

  void transfer(const CFGElement &Element, Lifeline &Now) {
    if (const Suspension *S = Cfg.suspension(Element)) {
      if (Now.Strong.empty() && S->May != Suspends::Never && !Now.Gone)
        Now.Gone = S;
      return;
    }
    if (std::optional<CFGAutomaticObjDtor> Ended =
            Element.getAs<CFGAutomaticObjDtor>())
      Now.Strong.erase(Ended->getVarDecl());
    std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
    if (!Statement)
      return;
    if (const DeclStmt *Declared = dyn_cast<DeclStmt>(Statement->getStmt())) {
      for (const Decl *Each : Declared->decls())
        if (const VarDecl *Variable = dyn_cast<VarDecl>(Each);
            Variable && All.keepsByInit(*Variable, Class))
          Now.keep(*Variable);
    } else if (const CallExpr *Call =
                   dyn_cast<CallExpr>(Statement->getStmt())) {
      assign(*Call, Now);
    }
  }

  // `self = weak.lock();`, `self = nullptr;` and `self.reset();`
  void assign(const CallExpr &Call, Lifeline &Now) const {
    const CallParts Parts = partsOf(Call);
    const DeclRefExpr *Object =
        Parts.Object
            ? dyn_cast<DeclRefExpr>(Parts.Object->IgnoreParenImpCasts())
            : nullptr;
    if (!Object || !All.isStrong(Object->getType(), Class))
      return;
    const CXXMethodDecl *Method = cast<CXXMethodDecl>(Parts.Callee);
    bool Assigns = Method->getOverloadedOperator() == OO_Equal;
    if (Assigns && !isEmptyHandle(&written(*Parts.Arguments[0])))
      Now.keep(*Object->getDecl());
    else if (Assigns || (Parts.Arguments.empty() && !Method->isConst() &&
                         Method->getReturnType()->isVoidType()))
      Now.Strong.erase(Object->getDecl());
  }

  std::optional<ObjectUse> use(const CFGElement &Element, const Lifeline &Now) {
    std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
    if (!Statement)
      return std::nullopt;
    const Expr *E = dyn_cast<Expr>(Statement->getStmt());
    if (E && Uses.Found.contains(E) && (Now.Gone || isTooEarly(*E, Now)))
      return ObjectUse{E, Now.Gone};
    if (const Suspension *S = Cfg.suspension(Element);
        S && Now.Strong.empty() && !Now.Gone)
      return useInside(*S);
    return std::nullopt;
  }

  // Keeping the object is the first thing that is done to it.
  bool isTooEarly(const Expr &Use, const Lifeline &Now) {
    if (!Now.BeforeStart)
      return false;
    if (!KeepingCollected)
      collectKeeping();
    return !Keeping.contains(&Use);
  }

  void collectKeeping() {
    KeepingCollected = true;
    for (const CFGBlock *Block : Cfg.graph())
      for (const CFGElement &Element : *Block) {
        std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
        const DeclStmt *Declared =
            Statement ? dyn_cast<DeclStmt>(Statement->getStmt()) : nullptr;
        if (!Declared)
          continue;
        for (const Decl *Each : Declared->decls())
          if (const VarDecl *Variable = dyn_cast<VarDecl>(Each);
              Variable && All.keepsByInit(*Variable, Class)) {
            ThisFinder Inside;
            Inside.TraverseStmt(const_cast<Expr *>(Variable->getInit()));
            Keeping.insert(Inside.Found.begin(), Inside.Found.end());
          }
      }
  }

  // `co_await read();` where read() uses the object after its own suspension.
  std::optional<ObjectUse> useInside(const Suspension &S) const {
    const CallParts Call = partsOf(written(S.operand()));
    if (!Call.Callee || !Call.Object || !isThis(Call.Object))
      return std::nullopt;
    const FunctionDecl *Body = Call.Callee->getDefinition();
    const Coroutine *Inner = Body ? All.Unit.coroutine(*Body) : nullptr;
    if (!Inner || Inner->isStackful() || Call.Callee->isVirtualAsWritten() ||
        !All.lateUse(*Inner))
      return std::nullopt;
    return ObjectUse{Call.Object, &S, Body};
  }

  const ObjectLifetimes &All;
  const Coroutine &Coro;
  const CXXRecordDecl &Class;
  const SuspensionCfg &Cfg;
  ThisFinder Uses;
  SmallPtrSet<const Expr *, 8> Keeping;
  bool KeepingCollected = false;
};

std::optional<ObjectUse> ObjectLifetimes::lateUse(const Coroutine &Coro,
                                                  bool FromStart) const {
  DenseMap<const FunctionDecl *, std::optional<ObjectUse>>::iterator It;
  bool IsNew;
  // Recursion ends at the empty entry.
  std::tie(It, IsNew) = Uses[FromStart].try_emplace(Coro.Function);
  const CXXRecordDecl *Class = objectClass(*Coro.Function);
  if (!IsNew || !Class)
    return It->second;
  ThisFinder Any;
  Any.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
  const SuspensionCfg *Cfg =
      Any.Found.empty() ? nullptr : Unit.cfg(*Coro.Function);
  if (!Cfg)
    return std::nullopt;
  std::optional<ObjectUse> Found =
      Walker(*this, Coro, *Class, *Cfg).run(FromStart);
  return Uses[FromStart][Coro.Function] = Found;
}

namespace {

// Whether a condition looks at one of the parameters.
class ParameterFinder : public RecursiveASTVisitor<ParameterFinder> {
public:
  explicit ParameterFinder(const ValueDecl &Wanted) : Wanted(Wanted) {}
  bool Found = false;
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    Found |= Ref->getDecl() == &Wanted;
    return !Found;
  }

private:
  const ValueDecl &Wanted;
};

class FirstTest : public RecursiveASTVisitor<FirstTest> {
public:
  explicit FirstTest(const ValueDecl &Wanted) : Wanted(Wanted) {}
  const IfStmt *Found = nullptr;
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitIfStmt(IfStmt *If) {
    ParameterFinder Looks(Wanted);
    Looks.TraverseStmt(If->getCond());
    if (Looks.Found)
      Found = If;
    return !Looks.Found;
  }

  // `if (error)`, nothing more: the branch is for errors of all kinds.
  bool isForAnyError() const {
    const DeclRefExpr *Ref =
        dyn_cast<DeclRefExpr>(&testedForTruth(*Found->getCond()));
    return Ref && Ref->getDecl() == &Wanted;
  }

private:
  const ValueDecl &Wanted;
};

const Expr *firstUse(const Stmt &Body, const SourceManager &Sources) {
  ThisFinder Uses;
  Uses.TraverseStmt(const_cast<Stmt *>(&Body));
  const Expr *First = nullptr;
  for (const Expr *Each : Uses.Found)
    if (!First || Sources.isBeforeInTranslationUnit(Each->getBeginLoc(),
                                                    First->getBeginLoc()))
      First = Each;
  return First;
}

} // namespace

const Expr *ObjectLifetimes::uncheckedUse(const FunctionDecl &Handler) const {
  const SourceManager &Sources = Unit.ast().getSourceManager();
  Stmt *Body = const_cast<Stmt *>(userBody(Handler));
  const Expr *First = firstUse(*Body, Sources);
  if (!First)
    return nullptr;
  for (const ParmVarDecl *Parameter : Handler.parameters()) {
    // What a generic handler is given may be an error.
    const TypeFact *Fact = Unit.types().modelled(Parameter->getType());
    if (!Parameter->getType()->isDependentType() &&
        (!Fact || Fact->Role != TypeRole::Error))
      continue;
    FirstTest Test(*Parameter);
    Test.TraverseStmt(Body);
    if (Test.Found && Sources.isBeforeInTranslationUnit(Test.Found->getIfLoc(),
                                                        First->getBeginLoc()))
      return Test.isForAnyError() ? firstUse(*Test.Found->getThen(), Sources)
                                  : nullptr;
  }
  return First;
}

} // namespace cotidy
