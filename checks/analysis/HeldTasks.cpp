// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/HeldTasks.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/ExpectedThrows.h"
#include "checks/analysis/MadeTasks.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// What one mention of a variable does to the task in it.
enum class Use { Nothing, Looks, Consumes };

// Where the value of an expression comes from.
struct Sources {
  SmallVector<unsigned, 2> Created; // indices of tasks
  SmallVector<const VarDecl *, 2> Moved;
  SmallVector<const VarDecl *, 2> Copied;
  bool empty() const {
    return Created.empty() && Moved.empty() && Copied.empty();
  }
};

struct Event {
  enum Kind {
    Declare, // the variable begins with the sources
    Assign,  // the sources replace what was there
    Store,   // the sources join what is there
    Look,
    Consume,
  };
  Kind Is;
  const VarDecl *Variable;
  Sources From = {};
};

// One variable on the way through the body.
struct Holding {
  SmallBitVector Tasks; // that may be in it and were not consumed
  bool Taken = false;   // on some path what was in it has been consumed
  bool LookedAt = false;

  bool join(const Holding &Other) {
    Holding Before = *this;
    Tasks |= Other.Tasks;
    Taken |= Other.Taken;
    LookedAt |= Other.LookedAt;
    return Tasks != Before.Tasks || Taken != Before.Taken ||
           LookedAt != Before.LookedAt;
  }
};

struct State {
  DenseMap<const VarDecl *, Holding> Holdings;

  bool join(const State &Other) {
    bool Changed = false;
    for (const auto &[Variable, Holding] : Other.Holdings)
      Changed |= Holdings[Variable].join(Holding);
    return Changed;
  }
};

const Expr *stripped(const Expr *E) {
  return ignoreWrapping(E, [](const Expr *Inner) {
    const CXXStdInitializerListExpr *List =
        dyn_cast<CXXStdInitializerListExpr>(Inner);
    return List ? List->getSubExpr() : Inner;
  });
}

// std::exchange and its kin hand out what an argument held before.
bool takesOutOfArgument(const CallExpr &Call) {
  QualType Type = Call.getType().getCanonicalType().getUnqualifiedType();
  return any_of(Call.arguments(), [&](const Expr *Argument) {
    return Argument->isLValue() && !Argument->getType().isConstQualified() &&
           Argument->getType().getCanonicalType().getUnqualifiedType() == Type;
  });
}

bool isStd(const FunctionDecl *Function) {
  return Function && Function->isInStdNamespace();
}

bool isQuestion(const CXXMethodDecl &Method, const TaskFacts *Task) {
  if (!Method.isConst() || Method.getNumParams() != 0)
    return false;
  QualType Answer = Method.getReturnType();
  if (isa<CXXConversionDecl>(Method))
    return Answer->isBooleanType();
  // A const get() of a task of numbers is an answer of another kind.
  if (Task) {
    QualType Result = awaitedType(*Task);
    return Answer->isBooleanType() &&
           (Result.isNull() || !Result->isBooleanType());
  }
  return Answer->isIntegralOrEnumerationType();
}

// Whoever looks at the answer has seen what became of the task. The member may
// be one of a base that is none.
bool tellsOutcome(const UnitAnalysis &Unit, const CallExpr &Call) {
  const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  if (!Member)
    return false;
  QualType Object = stripped(Member->getImplicitObjectArgument())->getType();
  if (Object->isPointerType())
    Object = Object->getPointeeType();
  return Unit.types().task(Object) &&
         any_of(factsOf(Unit, partsOf(Call)), [](const FunctionFact *Fact) {
           return Fact->Role == FunctionRole::Outcome;
         });
}

bool isCondition(const Stmt &S, const Stmt &Part) {
  if (const IfStmt *If = dyn_cast<IfStmt>(&S))
    return If->getCond() == &Part;
  if (const WhileStmt *While = dyn_cast<WhileStmt>(&S))
    return While->getCond() == &Part;
  if (const DoStmt *Do = dyn_cast<DoStmt>(&S))
    return Do->getCond() == &Part;
  if (const ForStmt *For = dyn_cast<ForStmt>(&S))
    return For->getCond() == &Part;
  if (const SwitchStmt *Switch = dyn_cast<SwitchStmt>(&S))
    return Switch->getCond() == &Part;
  return false;
}

bool doesNothing(const FunctionDecl *Function) {
  const FunctionDecl *Body = Function ? Function->getDefinition() : nullptr;
  const CompoundStmt *Block =
      Body ? dyn_cast_or_null<CompoundStmt>(Body->getBody()) : nullptr;
  return Block && Block->body_empty();
}

// `t = {}`, `t = nullptr`: whoever writes that gives the task up on purpose.
bool isEmptyValue(const Expr &E) {
  const Expr *Value = stripped(&E);
  if (const CXXConstructExpr *Construction = dyn_cast<CXXConstructExpr>(Value))
    return Construction->getNumArgs() == 0 ||
           (Construction->getNumArgs() == 1 &&
            isEmptyValue(*Construction->getArg(0)));
  if (const InitListExpr *List = dyn_cast<InitListExpr>(Value))
    return List->getNumInits() == 0;
  if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(Value))
    return Reference->getDecl()->isInStdNamespace(); // std::nullopt
  return isa<CXXNullPtrLiteralExpr, CXXScalarValueInitExpr>(Value);
}

class Body {
public:
  Body(const UnitAnalysis &Unit, const FunctionDecl &Function)
      : Unit(Unit), Types(Unit.types()), Function(Function) {}

  std::vector<HeldTask> run();

private:
  bool declaresTask(const Stmt *S) const;
  void walk(const Stmt *S, const Stmt *ParentOfS);
  void noteDeclarations(const DeclStmt &S);
  void noteStore(const Expr &E);
  bool isTracked(const VarDecl &Variable) const;
  void collect(const Expr *E, const VarDecl &Into, Sources &Out);
  void create(const Expr &E, const VarDecl &Into, Sources &Out);
  const VarDecl *variableOf(const Expr *E,
                            const DeclRefExpr **Mention = nullptr) const;
  void addEvent(const Stmt *At, Event E) { Events[At].push_back(std::move(E)); }

  void classifyMentions();
  Use useOf(const Stmt *E, unsigned Depth = 0);
  bool isUsedAsValue(const Stmt &User, const Stmt *E);
  Use useInCall(const CallExpr &Call, const Stmt *E, unsigned Depth);
  Use useOfMember(const MemberExpr &Member, const Stmt *E, unsigned Depth);
  Use useInOperator(const CXXOperatorCallExpr &Call, const Stmt *E,
                    unsigned Depth);
  Use useOfAlias(const ValueDecl *Alias, unsigned Depth);
  Use useInDeclaration(const Stmt *Init, unsigned Depth);
  bool isHeard(const Expr &Answer) const;
  bool isArgumentOfStore(const Stmt *E, const Expr *Object) const;

  void
  forEachEvent(const CFGElement &Element,
               function_ref<void(const Event &, const Stmt *)> Visit) const;
  void solve();
  void apply(const Event &E, State &Now) const;
  void observe(const Event &E, const Stmt *At, const State &Now);
  void leave(const CFGLifetimeEnds &End, const State &Now);
  void concludeUnreached(const SmallPtrSetImpl<const Stmt *> &Reached);

  const UnitAnalysis &Unit;
  const TypeFacts &Types;
  const FunctionDecl &Function;
  std::vector<HeldTask> Tasks;
  SmallBitVector EverConsumed;
  DenseMap<const Stmt *, const Stmt *> Parents;
  DenseMap<const ValueDecl *, SmallVector<const DeclRefExpr *, 4>> Mentions;
  SmallPtrSet<const DeclRefExpr *, 8> HandedOn;
  std::optional<ValueUse> LastValueUse; // of the mention that is looked at
  DenseMap<const Stmt *, SmallVector<Event, 1>> Events;
  DenseMap<const Stmt *, const VarDecl *> DeclaredBy; // initialiser
  SmallSetVector<const VarDecl *, 8> Declared;
  DenseMap<const VarDecl *, Event> Declarations;
  std::vector<const CallExpr *> Calls; // inner ones first
};

// A local that owns what it is initialised with.
bool Body::isTracked(const VarDecl &Variable) const {
  if (!Variable.hasLocalStorage() || isa<ParmVarDecl>(Variable) ||
      Variable.isInitCapture() || Variable.getType()->isPointerType())
    return false;
  if (Variable.getType()->isReferenceType()) {
    const ExprWithCleanups *Full =
        dyn_cast_or_null<ExprWithCleanups>(Variable.getInit());
    const Expr *Init = Full ? Full->getSubExpr() : Variable.getInit();
    const MaterializeTemporaryExpr *Temporary =
        Init ? dyn_cast<MaterializeTemporaryExpr>(Init->IgnoreImpCasts())
             : nullptr;
    if (!Temporary)
      return false;
  }
  return ownedTask(Types, Variable.getType()) != nullptr;
}

// Most bodies have nothing for us; finding that out must be cheap.
bool Body::declaresTask(const Stmt *S) const {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (const DeclStmt *Declaration = dyn_cast<DeclStmt>(S))
    for (const Decl *D : Declaration->decls())
      if (const VarDecl *Variable = dyn_cast<VarDecl>(D);
          Variable && isTracked(*Variable))
        return true;
  if (isa<Expr>(S) && !isa<StmtExpr, ExprWithCleanups>(S))
    return false;
  return any_of(S->children(),
                [&](const Stmt *Child) { return declaresTask(Child); });
}

void Body::walk(const Stmt *S, const Stmt *ParentOfS) {
  if (!S)
    return;
  Parents[S] = ParentOfS;
  if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(S))
    Mentions[Reference->getDecl()].push_back(Reference);
  if (const DeclStmt *Declaration = dyn_cast<DeclStmt>(S))
    noteDeclarations(*Declaration);
  if (const CXXForRangeStmt *Range = dyn_cast<CXXForRangeStmt>(S)) {
    walk(Range->getInit(), S);
    walk(Range->getRangeInit(), S);
    DeclaredBy[Range->getRangeInit()] = Range->getLoopVariable();
    return walk(Range->getBody(), S);
  }
  for (const Stmt *Part : evaluatedParts(*S))
    walk(Part, S);
  if (const CallExpr *Call = dyn_cast<CallExpr>(S))
    Calls.push_back(Call);
}

void Body::noteDeclarations(const DeclStmt &S) {
  for (const Decl *D : S.decls()) {
    const VarDecl *Variable = dyn_cast<VarDecl>(D);
    if (!Variable)
      continue;
    if (Variable->getInit())
      DeclaredBy[Variable->getInit()] = Variable;
    if (isTracked(*Variable))
      Declared.insert(Variable);
  }
}

// The local that an expression denotes: the variable itself, a part of it, or
// either as an rvalue.
const VarDecl *Body::variableOf(const Expr *E,
                                const DeclRefExpr **Mention) const {
  E = stripped(E);
  if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(E)) {
    const VarDecl *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (const BindingDecl *Binding =
            dyn_cast<BindingDecl>(Reference->getDecl()))
      Variable = dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
    if (!Variable || !Declared.contains(Variable))
      return nullptr;
    if (Mention)
      *Mention = Reference;
    return Variable;
  }
  if (isRvalueCast(*E)) {
    const CallExpr *Call = dyn_cast<CallExpr>(E);
    return variableOf(Call ? Call->getArg(0)
                           : cast<ExplicitCastExpr>(E)->getSubExpr(),
                      Mention);
  }
  return nullptr;
}

void Body::create(const Expr &E, const VarDecl &Into, Sources &Out) {
  const TaskFacts *Created = ownedTask(Types, E.getType());
  // Of a type that need not be awaited, what is known about one may say more.
  if (droppedKind(Unit, E, *Created) == DropKind::Harmless &&
      Created->Dropped != DropKind::Harmless)
    return;
  Out.Created.push_back(Tasks.size());
  HeldTask Task;
  Task.Variable = &Into;
  Task.Origin = &E;
  Task.Task = Created;
  Task.InOwner = isOwner(Types, Into.getType()) || isOwner(Types, E.getType());
  Tasks.push_back(std::move(Task));
}

void Body::collect(const Expr *E, const VarDecl &Into, Sources &Out) {
  E = stripped(E);
  const TaskFacts *Task = ownedTask(Types, E->getType());
  if (const DeclRefExpr *Mention = nullptr;
      const VarDecl *From = Task ? variableOf(E, &Mention) : nullptr) {
    (E->isLValue() ? Out.Copied : Out.Moved).push_back(From);
    HandedOn.insert(Mention);
    return;
  }
  if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(E)) {
    collect(Choice->getTrueExpr(), Into, Out);
    collect(Choice->getFalseExpr(), Into, Out);
    return;
  }
  if (const InitListExpr *List = dyn_cast<InitListExpr>(E)) {
    for (const Expr *Init : List->inits())
      collect(Init, Into, Out);
    return;
  }
  if (!Task || !E->isPRValue())
    return;
  if (const CXXConstructExpr *Construction = dyn_cast<CXXConstructExpr>(E)) {
    for (const Expr *Argument : Construction->arguments())
      collect(Argument, Into, Out);
    if (Out.empty() && Task->Is == TaskFacts::Awaiter &&
        Construction->getNumArgs() != 0 &&
        !Construction->getConstructor()->isCopyOrMoveConstructor())
      create(*E, Into, Out);
    return;
  }
  const CallExpr *Call = dyn_cast<CallExpr>(E);
  if (!Call || takesOutOfArgument(*Call))
    return;
  if (isStd(Call->getDirectCallee()) && isOwner(Types, E->getType())) {
    for (const Expr *Argument : Call->arguments())
      collect(Argument, Into, Out);
    return;
  }
  create(*E, Into, Out);
}

// push_back, emplace, insert and their kin are told by their arguments.
void Body::noteStore(const Expr &E) {
  if (const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&E);
      Operator && Operator->getOperator() == OO_Equal) {
    if (const VarDecl *Variable = variableOf(Operator->getArg(0))) {
      Event Assign{isEmptyValue(*Operator->getArg(1)) ? Event::Consume
                                                      : Event::Assign,
                   Variable};
      collect(Operator->getArg(1), *Variable, Assign.From);
      addEvent(&E, std::move(Assign));
      return;
    }
    // An element: `tasks[0] = f()`.
    const CXXOperatorCallExpr *Element =
        dyn_cast<CXXOperatorCallExpr>(stripped(Operator->getArg(0)));
    const ArraySubscriptExpr *Slot =
        dyn_cast<ArraySubscriptExpr>(stripped(Operator->getArg(0)));
    const Expr *Object = Element && Element->getOperator() == OO_Subscript
                             ? Element->getArg(0)
                         : Slot ? Slot->getBase()
                                : nullptr;
    if (const VarDecl *Variable = Object ? variableOf(Object) : nullptr) {
      Event Store{Event::Store, Variable};
      collect(Operator->getArg(1), *Variable, Store.From);
      addEvent(&E, std::move(Store));
    }
    return;
  }
  const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(&E);
  const VarDecl *Variable =
      Call ? variableOf(Call->getImplicitObjectArgument()) : nullptr;
  if (!Variable || !isOwner(Types, Variable->getType()))
    return;
  Event Store{Event::Store, Variable};
  for (const Expr *Argument : Call->arguments())
    collect(Argument, *Variable, Store.From);
  if (!Store.From.empty())
    addEvent(&E, std::move(Store));
}

bool Body::isArgumentOfStore(const Stmt *E, const Expr *Object) const {
  const VarDecl *Variable = variableOf(Object);
  for (const Stmt *P = Parents.lookup(E); isa_and_nonnull<Expr>(P);
       P = Parents.lookup(P))
    if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(P))
      return Variable &&
             variableOf(Call->getImplicitObjectArgument()) == Variable;
  return false;
}

Use Body::useOfAlias(const ValueDecl *Alias, unsigned Depth) {
  Use Most = Use::Nothing;
  for (const DeclRefExpr *Mention : Mentions.lookup(Alias))
    Most = std::max(Most, useOf(Mention, Depth + 1));
  if (const DecompositionDecl *Parts = dyn_cast<DecompositionDecl>(Alias))
    for (const BindingDecl *Binding : Parts->bindings())
      Most = std::max(Most, useOfAlias(Binding, Depth + 1));
  return Most;
}

// Another name for the task, or a place it goes to that we do not follow.
Use Body::useInDeclaration(const Stmt *Init, unsigned Depth) {
  const VarDecl *Variable = DeclaredBy.lookup(Init);
  if (!Variable || !Variable->getType()->isReferenceType() ||
      Declared.contains(Variable))
    return Use::Consumes;
  return useOfAlias(Variable, Depth);
}

// Somebody decides by an answer, keeps it, or is told it.
bool Body::isHeard(const Expr &Answer) const {
  const Stmt *E = &Answer;
  for (const Stmt *P = Parents.lookup(E); P; E = P, P = Parents.lookup(P)) {
    if (isa<ReturnStmt, CoreturnStmt, LambdaExpr>(P))
      return true;
    if (isa<DeclStmt>(P)) {
      const VarDecl *Variable = DeclaredBy.lookup(E);
      return Variable && !Mentions.lookup(Variable).empty();
    }
    // A condition, but no branch.
    if (!isa<Expr>(P))
      return isCondition(*P, *E);
    if (const ExplicitCastExpr *Cast = dyn_cast<ExplicitCastExpr>(P);
        Cast && Cast->getType()->isVoidType())
      return false;
    if (const AbstractConditionalOperator *Choice =
            dyn_cast<AbstractConditionalOperator>(P);
        Choice && Choice->getCond() == E)
      return true;
    if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(P)) {
      if (Binary->isAssignmentOp() ||
          (Binary->isLogicalOp() && Binary->getLHS() == E))
        return true;
      if (Binary->getOpcode() == BO_Comma && Binary->getLHS() == E)
        return false;
    }
    if (const CallExpr *Call = dyn_cast<CallExpr>(P);
        Call && Call->getCallee() != E)
      return !doesNothing(Call->getDirectCallee());
  }
  return false;
}

Use Body::useOfMember(const MemberExpr &Member, const Stmt *E, unsigned Depth) {
  const Expr *Object = cast<Expr>(E);
  const TaskFacts *Task = Types.task(Object->getType()->isPointerType()
                                         ? Object->getType()->getPointeeType()
                                         : Object->getType());
  if (isa<FieldDecl>(Member.getMemberDecl())) {
    // Whoever takes what is inside has the task, also when a base keeps it.
    if (Types.task(stripped(Object)->getType()))
      return Use::Consumes;
    return ownedTask(Types, Member.getType()) ? useOf(&Member, Depth)
                                              : Use::Looks;
  }
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Member.getMemberDecl());
  const CallExpr *Call = dyn_cast_or_null<CallExpr>(Parents.lookup(&Member));
  if (!Method || !Call)
    return Use::Consumes;
  if (isUsedAsValue(*Call, E))
    return Use::Looks;
  if (isQuestion(*Method, Task))
    return tellsOutcome(Unit, *Call) && isHeard(*Call) ? Use::Consumes
                                                       : Use::Looks;
  if (Task)
    return Use::Consumes;
  if (Events.contains(Call) || isArgumentOfStore(Call, Object))
    return Use::Nothing;
  // An element: at(), front(), value().
  if (Call->isGLValue() && ownedTask(Types, Call->getType()))
    return useOf(Call, Depth);
  bool OnlyNumbers =
      Call->getNumArgs() != 0 && all_of(Call->arguments(), [](const Expr *A) {
        return A->getType()->isIntegralOrEnumerationType();
      });
  return OnlyNumbers && Call->getType()->isVoidType() ? Use::Nothing
                                                      : Use::Consumes;
}

Use Body::useInOperator(const CXXOperatorCallExpr &Call, const Stmt *E,
                        unsigned Depth) {
  bool IsObject = Call.getNumArgs() != 0 && Call.getArg(0) == E;
  switch (Call.getOperator()) {
  case OO_Equal:
    return IsObject ? Use::Nothing : Use::Consumes;
  case OO_Subscript:
  case OO_Star:
  case OO_Arrow: {
    QualType Part = Call.getType()->isPointerType()
                        ? Call.getType()->getPointeeType()
                        : Call.getType();
    return IsObject && ownedTask(Types, Part) ? useOf(&Call, Depth)
                                              : Use::Consumes;
  }
  case OO_EqualEqual:
  case OO_ExclaimEqual:
    return Call.getType()->isBooleanType() ? Use::Looks : Use::Consumes;
  default:
    return Use::Consumes;
  }
}

Use Body::useInCall(const CallExpr &Call, const Stmt *E, unsigned Depth) {
  if (const CXXOperatorCallExpr *Operator =
          dyn_cast<CXXOperatorCallExpr>(&Call))
    return useInOperator(*Operator, E, Depth);
  if (!isStd(Call.getDirectCallee()) || Call.getCallee() == E)
    return Use::Consumes;
  // std::move, std::forward, std::as_const, std::get.
  if (Call.isGLValue() && ownedTask(Types, Call.getType()))
    return useOf(&Call, Depth);
  return Call.getType()->isIntegralOrEnumerationType() ? Use::Looks
                                                       : Use::Consumes;
}

bool Body::isUsedAsValue(const Stmt &User, const Stmt *E) {
  // Without the cast to a base that has the member.
  const Expr *Operand = isa<Expr>(E) ? stripped(cast<Expr>(E)) : nullptr;
  if (!Operand || !Types.task(Operand->getType()))
    return false;
  std::optional<ValueUse> Found = valueUse(Types, User, *Operand);
  if (Found)
    LastValueUse = Found;
  return Found.has_value();
}

// Follows the value from a mention outwards, until something is done with it.
Use Body::useOf(const Stmt *E, unsigned Depth) {
  const Stmt *P = Parents.lookup(E);
  if (!P || Depth > 16)
    return Use::Consumes;
  ++Depth;
  if (const CXXForRangeStmt *Range = dyn_cast<CXXForRangeStmt>(P))
    return E == Range->getRangeInit()
               ? useOfAlias(Range->getLoopVariable(), Depth)
               : Use::Nothing;
  if (isa<DeclStmt>(P))
    return useInDeclaration(E, Depth);
  if (isa<ReturnStmt, CoreturnStmt>(P))
    return Use::Consumes;
  if (isUsedAsValue(*P, E))
    return Use::Looks;
  if (!isa<Expr>(P))
    return Use::Nothing; // a statement of its own
  if (isa<ParenExpr, ImplicitCastExpr, MaterializeTemporaryExpr, FullExpr,
          CXXBindTemporaryExpr, ArraySubscriptExpr>(P))
    return useOf(P, Depth);
  if (isa<InitListExpr, CXXConstructExpr, CXXStdInitializerListExpr>(P))
    return ownedTask(Types, cast<Expr>(P)->getType()) ? useOf(P, Depth)
                                                      : Use::Consumes;
  if (const ExplicitCastExpr *Cast = dyn_cast<ExplicitCastExpr>(P))
    return Cast->getType()->isVoidType() ? Use::Nothing : useOf(P, Depth);
  if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(P))
    return Choice->getCond() == E ? Use::Looks : useOf(P, Depth);
  if (const BinaryOperator *Comma = dyn_cast<BinaryOperator>(P);
      Comma && Comma->getOpcode() == BO_Comma)
    return Comma->getLHS() == E ? Use::Nothing : useOf(P, Depth);
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(P))
    return useOfMember(*Member, E, Depth);
  if (const CallExpr *Call = dyn_cast<CallExpr>(P))
    return useInCall(*Call, E, Depth);
  return Use::Consumes;
}

bool isCastToVoid(const DenseMap<const Stmt *, const Stmt *> &Parents,
                  const Stmt *E) {
  for (const Stmt *P = Parents.lookup(E); isa_and_nonnull<Expr>(P);
       P = Parents.lookup(P))
    if (isa<ExplicitCastExpr>(P) && cast<Expr>(P)->getType()->isVoidType())
      return true;
  return false;
}

void Body::classifyMentions() {
  for (const auto &[Named, References] : Mentions) {
    const VarDecl *Variable = dyn_cast<VarDecl>(Named);
    if (const BindingDecl *Binding = dyn_cast<BindingDecl>(Named))
      Variable = dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
    if (!Variable || !Declared.contains(Variable))
      continue;
    for (const DeclRefExpr *Reference : References) {
      if (HandedOn.contains(Reference))
        continue;
      LastValueUse.reset();
      Use Is = useOf(Reference);
      if (Is == Use::Consumes)
        addEvent(Reference, {Event::Consume, Variable});
      if (Is == Use::Looks)
        addEvent(Reference, {Event::Look, Variable});
      for (HeldTask &Task : Tasks)
        if (Task.Variable == Variable) {
          Task.LookedAt |= Is == Use::Looks;
          if (Is == Use::Looks && !Task.UsedAsValue)
            Task.UsedAsValue = LastValueUse;
          Task.CastToVoid |= isCastToVoid(Parents, Reference);
        }
    }
  }
}

void Body::apply(const Event &E, State &Now) const {
  if (E.Is == Event::Look) {
    Now.Holdings[E.Variable].LookedAt = true;
    return;
  }
  Holding Next;
  Next.Tasks.resize(Tasks.size());
  if (E.Is == Event::Store)
    Next = Now.Holdings[E.Variable];
  Next.Tasks.resize(Tasks.size());
  Next.Taken |= E.Is == Event::Consume;
  for (unsigned Created : E.From.Created)
    Next.Tasks.set(Created);
  for (const VarDecl *Copied : E.From.Copied)
    Next.join(Now.Holdings[Copied]);
  for (const VarDecl *Moved : E.From.Moved) {
    Next.join(Now.Holdings[Moved]);
    Now.Holdings[Moved].Tasks.reset();
  }
  Now.Holdings[E.Variable] = std::move(Next);
}

void Body::observe(const Event &E, const Stmt *At, const State &Now) {
  Holding Held = Now.Holdings.lookup(E.Variable);
  if (E.Is == Event::Consume) {
    EverConsumed |= Held.Tasks;
    return;
  }
  for (ArrayRef<const VarDecl *> From :
       {ArrayRef(E.From.Moved), ArrayRef(E.From.Copied)})
    for (const VarDecl *Source : From)
      for (unsigned Index : Now.Holdings.lookup(Source).Tasks.set_bits())
        Tasks[Index].Handovers.push_back(
            {E.Variable, E.Is == Event::Declare ? E.Variable->getLocation()
                                                : At->getBeginLoc()});
  if (E.Is == Event::Assign && !Held.Taken && !Held.LookedAt)
    for (unsigned Index : Held.Tasks.set_bits()) {
      Tasks[Index].Is = HeldTask::Overwritten;
      Tasks[Index].End = At;
    }
}

void Body::leave(const CFGLifetimeEnds &End, const State &Now) {
  Holding Held = Now.Holdings.lookup(End.getVarDecl());
  // An exit inside a macro is an assertion of a test, more often than not.
  if (Held.LookedAt || End.getTriggerStmt()->getBeginLoc().isMacroID())
    return;
  for (unsigned Index : Held.Tasks.set_bits())
    if (Tasks[Index].Is == HeldTask::NeverConsumed && !Tasks[Index].End)
      Tasks[Index].End = End.getTriggerStmt();
}

// What dead code would consume was meant to be consumed: the constant in the
// condition may be another one in the next configuration.
void Body::concludeUnreached(const SmallPtrSetImpl<const Stmt *> &Reached) {
  for (const auto &[At, List] : Events)
    for (const Event &E : List)
      if (!Reached.contains(At) &&
          (E.Is == Event::Consume || !E.From.Moved.empty()))
        for (unsigned Index = 0; Index < Tasks.size(); ++Index)
          if (Tasks[Index].Variable == E.Variable ||
              is_contained(E.From.Moved, Tasks[Index].Variable))
            Tasks[Index].Is = HeldTask::Consumed;
}

void Body::forEachEvent(
    const CFGElement &Element,
    function_ref<void(const Event &, const Stmt *)> Visit) const {
  std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
  if (!S)
    return;
  DenseMap<const Stmt *, SmallVector<Event, 1>>::const_iterator It =
      Events.find(S->getStmt());
  if (It != Events.end())
    for (const Event &E : It->second)
      Visit(E, S->getStmt());
  // The graph has a statement of its own for each declared variable.
  if (const DeclStmt *Declaration = dyn_cast<DeclStmt>(S->getStmt()))
    for (const Decl *D : Declaration->decls())
      if (const VarDecl *Variable = dyn_cast<VarDecl>(D))
        if (DenseMap<const VarDecl *, Event>::const_iterator Declare =
                Declarations.find(Variable);
            Declare != Declarations.end())
          Visit(Declare->second, S->getStmt());
}

void noteSuspension(HeldTask &Task, const Suspension &S) {
  Task.SuspendsMeanwhile = true;
  if (!is_contained(Task.Meanwhile, S.At))
    Task.Meanwhile.push_back(S.At);
}

void Body::solve() {
  const SuspensionCfg *Flow = Unit.cfg(Function);
  if (!Flow) {
    Tasks.clear();
    return;
  }
  const CFG &Graph = Flow->graph();
  auto Transfer = [&](const CFGElement &Element, State &Now) {
    forEachEvent(Element, [&](const Event &E, const Stmt *) { apply(E, Now); });
    if (std::optional<CFGLifetimeEnds> End = Element.getAs<CFGLifetimeEnds>())
      Now.Holdings.erase(End->getVarDecl());
  };
  SmallPtrSet<const Stmt *, 32> Reached;
  auto Visit = [&](const CFGElement &Element, const State &Now) {
    if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>())
      Reached.insert(S->getStmt());
    if (const Suspension *S = Flow->suspension(Element))
      for (const auto &[Variable, Held] : Now.Holdings)
        for (unsigned Index : Held.Tasks.set_bits())
          noteSuspension(Tasks[Index], *S);
    if (std::optional<CFGLifetimeEnds> End = Element.getAs<CFGLifetimeEnds>())
      leave(*End, Now);
    forEachEvent(Element,
                 [&](const Event &E, const Stmt *At) { observe(E, At, Now); });
  };
  EverConsumed.resize(Tasks.size());
  replay(Graph, solveForward(Graph, State(), Transfer), Transfer, Visit);
  for (unsigned Index : EverConsumed.set_bits())
    if (Tasks[Index].Is == HeldTask::NeverConsumed)
      Tasks[Index].Is =
          Tasks[Index].End ? HeldTask::LeftBehind : HeldTask::Consumed;
  concludeUnreached(Reached);
}

std::vector<HeldTask> Body::run() {
  if (!declaresTask(userBody(Function)))
    return {};
  walk(userBody(Function), nullptr);
  for (const VarDecl *Variable : Declared) {
    Event Declare{Event::Declare, Variable};
    if (Variable->getInit())
      collect(Variable->getInit(), *Variable, Declare.From);
    Declarations[Variable] = std::move(Declare);
  }
  for (const CallExpr *Call : Calls)
    noteStore(*Call);
  if (Tasks.empty())
    return {};
  classifyMentions();
  solve();
  llvm::sort(Tasks, [&](const HeldTask &A, const HeldTask &B) {
    return isBefore(Unit.ast(), A.Origin->getBeginLoc(),
                    B.Origin->getBeginLoc());
  });
  return std::move(Tasks);
}

} // namespace

std::vector<HeldTask> heldTasks(const UnitAnalysis &Unit,
                                const FunctionDecl &Function) {
  std::vector<HeldTask> Tasks = Body(Unit, Function).run();
  const ExpectedThrows Throwing(Unit.ast(), *userBody(Function));
  erase_if(Tasks, [&](const HeldTask &Task) {
    return Throwing.contain(*Task.Origin);
  });
  return Tasks;
}

} // namespace cotidy
