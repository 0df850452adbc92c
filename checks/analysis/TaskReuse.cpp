// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/TaskReuse.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/SingleShot.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

struct Event {
  enum Kind {
    Uses,   // Index tells the use
    Renews, // a new task, or nobody knows
  };
  Kind Is;
  const ValueDecl *Variable;
  unsigned Index = 0;
};

// One use on the way through the body.
struct Mention {
  TaskUse Use;
  const ValueDecl *Variable;
  const TaskFacts *Task;
  /// Nothing is left for the next use.
  bool UsesUp;
  /// It is an rvalue there.
  bool IsMoved;
};

// What may have used a variable up, and whether that is certain.
struct Spent {
  SmallBitVector By;
  bool OnAllPaths = false;
  bool operator==(const Spent &Other) const {
    return By == Other.By && OnAllPaths == Other.OnAllPaths;
  }
};

struct State {
  DenseMap<const ValueDecl *, Spent> Variables;

  bool join(const State &Other) {
    bool Changed = false;
    for (auto &[Variable, Here] : Variables) {
      Spent Before = Here;
      Spent There = Other.Variables.lookup(Variable);
      There.By.resize(Here.By.size());
      Here.By |= There.By;
      Here.OnAllPaths &= There.OnAllPaths;
      Changed |= !(Here == Before);
    }
    for (const auto &[Variable, There] : Other.Variables)
      if (!Variables.contains(Variable)) {
        Variables[Variable] = {There.By, false};
        Changed = true;
      }
    return Changed;
  }
};

bool isQuestion(const CXXMethodDecl &Method) {
  return Method.isConst() && Method.getNumParams() == 0 &&
         (isa<CXXConversionDecl>(Method) ||
          Method.getReturnType()->isBooleanType());
}

class Body {
public:
  Body(const UnitAnalysis &Unit, const FunctionDecl &Function)
      : Unit(Unit), Types(Unit.types()), Function(Function) {}

  std::vector<ReusedTask> run();

private:
  void walk(const Stmt *S, const Stmt *ParentOfS);
  const TaskFacts *tracked(const ValueDecl &Variable) const;
  void classify(const DeclRefExpr &Reference);
  void classifyCall(const DeclRefExpr &Reference, const CallExpr &Call,
                    const Stmt *Argument, bool IsMoved);
  void classifyMember(const DeclRefExpr &Reference, const MemberExpr &Member);
  void use(const DeclRefExpr &Reference, TaskUse Use, bool IsMoved,
           bool UsesUp = true);
  void renew(const DeclRefExpr &Reference, const Stmt *At);
  void giveUp(const DeclRefExpr &Reference) {
    Unknown.insert(Reference.getDecl());
  }

  bool mayRepeat() const;
  bool isInside(const Stmt *Inner, const Stmt *Outer) const;
  bool isMacroGlue(const Stmt &Loop) const;
  const Stmt *loopAround(const Mention &M) const;
  bool isConditionalIn(const Stmt *S, const Stmt *Outer) const;
  bool isUnavoidable(const Mention &First, const Mention &Second) const;
  bool repeatsInLoop(const Mention &M, const Stmt *Loop) const;
  void apply(const CFGElement &Element, State &Now) const;
  void observe(const CFGElement &Element, const State &Now);
  void judge(const Mention &Second, const Spent &Before);

  const UnitAnalysis &Unit;
  const TypeFacts &Types;
  const FunctionDecl &Function;
  DenseMap<const Stmt *, const Stmt *> Parents;
  std::vector<const DeclRefExpr *> References;
  std::vector<const Stmt *> Jumps;
  DenseMap<const VarDecl *, const Stmt *> Declarations;
  SmallPtrSet<const ValueDecl *, 4> Unknown;
  std::vector<Mention> Mentions;
  DenseMap<const Stmt *, SmallVector<Event, 1>> Events;
  std::vector<ReusedTask> Found;
};

void Body::walk(const Stmt *S, const Stmt *ParentOfS) {
  if (!S)
    return;
  Parents[S] = ParentOfS;
  if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(S))
    if (tracked(*Reference->getDecl()))
      References.push_back(Reference);
  if (isa<ReturnStmt, CoreturnStmt, BreakStmt, ContinueStmt, GotoStmt,
          CXXThrowExpr>(S))
    Jumps.push_back(S);
  if (const DeclStmt *Declaration = dyn_cast<DeclStmt>(S))
    for (const Decl *D : Declaration->decls())
      if (const VarDecl *Variable = dyn_cast<VarDecl>(D))
        Declarations[Variable] = S;
  for (const Stmt *Part : evaluatedParts(*S))
    walk(Part, S);
}

// A variable of this frame that owns a task nobody can copy.
const TaskFacts *Body::tracked(const ValueDecl &Variable) const {
  const VarDecl *Local = dyn_cast<VarDecl>(&Variable);
  if (const BindingDecl *Binding = dyn_cast<BindingDecl>(&Variable))
    Local = dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
  if (!Local || !Local->hasLocalStorage() ||
      Local->getType()->isLValueReferenceType())
    return nullptr;
  if (Local->getType()->isRValueReferenceType() && !isa<ParmVarDecl>(Local))
    return nullptr;
  const TaskFacts *Task = Types.task(Variable.getType());
  bool IsOneTime =
      Task && (Task->Is == TaskFacts::Coroutine ||
               Task->Is == TaskFacts::Future || Task->Is == TaskFacts::Awaiter);
  return IsOneTime && !isCopyable(*Task->Record) ? Task : nullptr;
}

void Body::use(const DeclRefExpr &Reference, TaskUse Use, bool IsMoved,
               bool UsesUp) {
  const ValueDecl *Variable = Reference.getDecl();
  Events[&Reference].push_back(
      {Event::Uses, Variable, unsigned(Mentions.size())});
  Mentions.push_back({Use, Variable, tracked(*Variable), UsesUp, IsMoved});
}

void Body::renew(const DeclRefExpr &Reference, const Stmt *At) {
  Events[At].push_back({Event::Renews, Reference.getDecl()});
}

// Follows a mention outwards to what is done with the task.
void Body::classify(const DeclRefExpr &Reference) {
  bool IsMoved = false;
  const Stmt *E = &Reference;
  for (const Stmt *P = Parents.lookup(E); P; E = P, P = Parents.lookup(E)) {
    if (isRvalueCast(*P)) {
      IsMoved = true;
      continue;
    }
    if (isa<ParenExpr, ImplicitCastExpr, MaterializeTemporaryExpr, FullExpr,
            CXXBindTemporaryExpr>(P))
      continue;
    if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(P);
        Choice && Choice->getCond() != E)
      continue;
    if (const CoawaitExpr *Await = dyn_cast<CoawaitExpr>(P)) {
      const TaskFacts *Task = tracked(*Reference.getDecl());
      return use(Reference, {TaskUse::Awaited, &Reference}, IsMoved,
                 IsMoved || (Task->Is == TaskFacts::Coroutine &&
                             !Task->Yields && usesUp(*Await)));
    }
    if (const CXXConstructExpr *Construction = dyn_cast<CXXConstructExpr>(P)) {
      // The task moves into one of its own kind, or something takes it over.
      if (Construction->getConstructor()->isMoveConstructor()) {
        IsMoved = true;
        continue;
      }
      if (!IsMoved)
        return giveUp(Reference);
      return use(Reference,
                 {TaskUse::Moved, &Reference, Construction->getConstructor()},
                 IsMoved);
    }
    if (const MemberExpr *Member = dyn_cast<MemberExpr>(P))
      return classifyMember(Reference, *Member);
    if (const CallExpr *Call = dyn_cast<CallExpr>(P))
      return classifyCall(Reference, *Call, E, IsMoved);
    if (isa<ReturnStmt, CoreturnStmt>(P))
      return IsMoved ? use(Reference, {TaskUse::Moved, &Reference}, IsMoved)
                     : giveUp(Reference);
    if (const DeclStmt *Declaration = dyn_cast<DeclStmt>(P)) {
      const VarDecl *To = dyn_cast<VarDecl>(*Declaration->decl_begin());
      return IsMoved && To && !To->getType()->isReferenceType()
                 ? use(Reference, {TaskUse::Moved, &Reference}, IsMoved)
                 : giveUp(Reference);
    }
    if (IsMoved && isa<LambdaExpr, InitListExpr>(P))
      return use(Reference, {TaskUse::Moved, &Reference}, IsMoved);
    if (const ExplicitCastExpr *Cast = dyn_cast<ExplicitCastExpr>(P);
        Cast && Cast->getType()->isVoidType())
      return;
    if (!isa<Expr>(P))
      return; // a statement of its own
    return giveUp(Reference);
  }
}

void Body::classifyMember(const DeclRefExpr &Reference,
                          const MemberExpr &Member) {
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Member.getMemberDecl());
  const CallExpr *Call = dyn_cast_or_null<CallExpr>(Parents.lookup(&Member));
  if (!Method || !Call)
    return giveUp(Reference);
  // Whoever asks whether there is a task knows what the answer means.
  if (isQuestion(*Method))
    return renew(Reference, &Reference);
  if (Method->isConst())
    return;
  const TaskFacts *Task = tracked(*Reference.getDecl());
  QualType Result = awaitedType(*Task);
  QualType Returned = Method->getReturnType();
  bool IsGet = Method->getIdentifier() && Method->getName() == "get" &&
               Method->getNumParams() == 0;
  bool YieldsResult =
      !Result.isNull() && !Returned->isVoidType() &&
      Unit.ast().hasSameUnqualifiedType(Returned.getNonReferenceType(),
                                        Result.getNonReferenceType());
  if ((IsGet || YieldsResult) && !Returned->isLValueReferenceType())
    return use(Reference, {TaskUse::Asked, &Reference, Method},
               /*IsMoved=*/false);
  const TaskFacts *Next = Types.task(Call->getType());
  if (Call->isPRValue() && Next && Next->mustBeConsumed() &&
      Call->getNumArgs() != 0)
    return use(Reference, {TaskUse::Continued, &Reference, Method},
               /*IsMoved=*/false);
  // What takes an rvalue takes the task.
  if (Method->getRefQualifier() == RQ_RValue)
    return use(
        Reference,
        {Next && Next->mustBeConsumed() ? TaskUse::Continued : TaskUse::Moved,
         &Reference, Method},
        /*IsMoved=*/true);
  renew(Reference, &Reference);
}

void Body::classifyCall(const DeclRefExpr &Reference, const CallExpr &Call,
                        const Stmt *Argument, bool IsMoved) {
  const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(&Call);
  bool IsMember =
      Operator && isa_and_nonnull<CXXMethodDecl>(Operator->getDirectCallee());
  if (IsMember && Operator->getArg(0) == Argument)
    return Operator->getOperator() == OO_Equal ? renew(Reference, &Call)
                                               : giveUp(Reference);
  const FunctionDecl *Callee = Call.getDirectCallee();
  unsigned Index = 0;
  while (Index < Call.getNumArgs() && Call.getArg(Index) != Argument)
    ++Index;
  Index -= IsMember ? 1 : 0;
  QualType Taken = Callee && Index < Callee->getNumParams()
                       ? Callee->getParamDecl(Index)->getType()
                       : QualType();
  if (!Taken.isNull() && Taken->isLValueReferenceType())
    return Taken.getNonReferenceType().isConstQualified()
               ? void()
               : renew(Reference, &Call);
  if (!IsMoved)
    return giveUp(Reference);
  // One that answers may have left the task where it was.
  bool MayRefuse = !Taken.isNull() && Taken->isRValueReferenceType() &&
                   !ownedTask(Types, Call.getType()) &&
                   !Call.getType()->isVoidType();
  if (MayRefuse && !(Operator && Operator->getOperator() == OO_Equal))
    return renew(Reference, &Call);
  use(Reference, {TaskUse::Moved, &Reference, Callee}, IsMoved);
}

// Most bodies have no second use; finding that out must be cheap.
bool Body::mayRepeat() const {
  SmallPtrSet<const ValueDecl *, 4> Seen;
  return any_of(Mentions, [&](const Mention &M) {
    return !Seen.insert(M.Variable).second || loopAround(M);
  });
}

bool Body::isInside(const Stmt *Inner, const Stmt *Outer) const {
  for (const Stmt *P = Inner; P; P = Parents.lookup(P))
    if (P == Outer)
      return true;
  return false;
}

// A macro wraps its statements in a `do` to make them one; it does not repeat
// what it was given.
bool Body::isMacroGlue(const Stmt &Loop) const {
  return isa<DoStmt>(Loop) &&
         Unit.ast().getSourceManager().isMacroBodyExpansion(Loop.getBeginLoc());
}

// The innermost loop that goes round the use and not round the declaration.
const Stmt *Body::loopAround(const Mention &M) const {
  const VarDecl *Variable = dyn_cast<VarDecl>(M.Variable);
  if (const BindingDecl *Binding = dyn_cast<BindingDecl>(M.Variable))
    Variable = cast<VarDecl>(Binding->getDecomposedDecl());
  const Stmt *Declared = Declarations.lookup(Variable);
  for (const Stmt *P = Parents.lookup(M.Use.At); P; P = Parents.lookup(P)) {
    if (const CXXForRangeStmt *Range = dyn_cast<CXXForRangeStmt>(P);
        Range && (Range->getLoopVariable() == Variable ||
                  isInside(M.Use.At, Range->getRangeInit())))
      return nullptr;
    if (isLoop(*P) && !isMacroGlue(*P) && !(Declared && isInside(Declared, P)))
      return P;
  }
  return nullptr;
}

// Whether something between a statement and one around it decides if it runs.
bool Body::isConditionalIn(const Stmt *S, const Stmt *Outer) const {
  const Stmt *Child = S;
  for (const Stmt *P = Parents.lookup(S); P && P != Outer;
       Child = P, P = Parents.lookup(P)) {
    if (const IfStmt *If = dyn_cast<IfStmt>(P);
        If && (Child == If->getThen() || Child == If->getElse()))
      return true;
    if (isa<SwitchStmt, CXXCatchStmt>(P))
      return true;
    if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(P);
        Choice && Child != Choice->getCond())
      return true;
    if (const BinaryOperator *Logical = dyn_cast<BinaryOperator>(P);
        Logical && Logical->isLogicalOp() && Child == Logical->getRHS())
      return true;
  }
  return false;
}

// Once the first use has run, nothing decides whether the second will.
bool Body::isUnavoidable(const Mention &First, const Mention &Second) const {
  const Stmt *Common = First.Use.At;
  while (Common && !isInside(Second.Use.At, Common))
    Common = Parents.lookup(Common);
  if (isConditionalIn(Second.Use.At, Common))
    return false;
  const SourceManager &Sources = Unit.ast().getSourceManager();
  return none_of(Jumps, [&](const Stmt *Jump) {
    SourceLocation At = Jump->getBeginLoc();
    return Sources.isBeforeInTranslationUnit(First.Use.At->getBeginLoc(), At) &&
           Sources.isBeforeInTranslationUnit(At, Second.Use.At->getBeginLoc());
  });
}

// Every round uses it, and nothing in the loop makes a new one.
bool Body::repeatsInLoop(const Mention &M, const Stmt *Loop) const {
  if (!Loop || isConditionalIn(M.Use.At, Loop))
    return false;
  for (const auto &[At, List] : Events)
    for (const Event &E : List)
      if (E.Is == Event::Renews && E.Variable == M.Variable &&
          isInside(At, Loop))
        return false;
  const SourceManager &Sources = Unit.ast().getSourceManager();
  return none_of(Jumps, [&](const Stmt *Jump) {
    return isInside(Jump, Loop) &&
           Sources.isBeforeInTranslationUnit(Jump->getBeginLoc(),
                                             M.Use.At->getBeginLoc()) &&
           !isInside(M.Use.At, Jump);
  });
}

void Body::apply(const CFGElement &Element, State &Now) const {
  if (std::optional<CFGLifetimeEnds> End = Element.getAs<CFGLifetimeEnds>())
    Now.Variables.erase(End->getVarDecl());
  std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
  if (!S)
    return;
  if (const DeclStmt *Declaration = dyn_cast<DeclStmt>(S->getStmt()))
    for (const Decl *D : Declaration->decls())
      if (const VarDecl *Variable = dyn_cast<VarDecl>(D))
        Now.Variables.erase(Variable);
  for (const Event &E : Events.lookup(S->getStmt())) {
    if (E.Is == Event::Renews) {
      Now.Variables.erase(E.Variable);
    } else if (Mentions[E.Index].UsesUp) {
      Spent &By = Now.Variables[E.Variable];
      By.By.resize(Mentions.size());
      if (!By.OnAllPaths)
        By.By.set(E.Index);
      By.OnAllPaths = true;
    }
  }
}

void Body::judge(const Mention &Second, const Spent &Before) {
  if (Unknown.contains(Second.Variable) ||
      any_of(Found, [&](const ReusedTask &Known) {
        return Known.Variable == Second.Variable;
      }))
    return;
  for (unsigned Index : Before.By.set_bits()) {
    const Mention &First = Mentions[Index];
    bool IsSame = First.Use.At == Second.Use.At;
    // What has ended may be put away.
    if (First.Use.Is == TaskUse::Awaited && !First.IsMoved &&
        Second.Use.Is == TaskUse::Moved)
      continue;
    // The continuation of a coroutine that stays where it is awaits it, and
    // that takes no more from it than this await does.
    if (First.Use.Is == TaskUse::Continued && !First.IsMoved &&
        Second.Task->Is == TaskFacts::Coroutine &&
        Second.Use.Is == TaskUse::Awaited && !Second.UsesUp)
      continue;
    const Stmt *Loop = IsSame ? loopAround(Second) : nullptr;
    if (IsSame ? repeatsInLoop(Second, Loop)
               : Before.OnAllPaths || isUnavoidable(First, Second)) {
      Found.push_back(
          {Second.Variable, Second.Task, First.Use, Second.Use, Loop});
      return;
    }
  }
}

void Body::observe(const CFGElement &Element, const State &Now) {
  std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
  if (!S)
    return;
  for (const Event &E : Events.lookup(S->getStmt()))
    if (E.Is == Event::Uses) {
      DenseMap<const ValueDecl *, Spent>::const_iterator Before =
          Now.Variables.find(E.Variable);
      if (Before != Now.Variables.end())
        judge(Mentions[E.Index], Before->second);
    }
}

std::vector<ReusedTask> Body::run() {
  walk(userBody(Function), nullptr);
  for (const DeclRefExpr *Reference : References)
    classify(*Reference);
  if (!mayRepeat())
    return {};
  const SuspensionCfg *Flow = Unit.cfg(Function);
  if (!Flow)
    return {};
  auto Transfer = [&](const CFGElement &Element, State &Now) {
    apply(Element, Now);
  };
  replay(Flow->graph(), solveForward(Flow->graph(), State(), Transfer),
         Transfer, [&](const CFGElement &Element, const State &Now) {
           observe(Element, Now);
         });
  llvm::sort(Found, [&](const ReusedTask &A, const ReusedTask &B) {
    return isBefore(Unit.ast(), A.Second.At->getBeginLoc(),
                    B.Second.At->getBeginLoc());
  });
  return std::move(Found);
}

} // namespace

std::vector<ReusedTask> reusedTasks(const UnitAnalysis &Unit,
                                    const FunctionDecl &Function) {
  return Body(Unit, Function).run();
}

} // namespace cotidy
