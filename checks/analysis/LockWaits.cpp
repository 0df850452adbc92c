// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LockWaits.h"

#include "checks/analysis/Activities.h"
#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/CallableFate.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/FieldMentions.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/Analysis/Analyses/Dominators.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// What a function waits for beyond this is left out.
constexpr unsigned MaxWaits = 16;

// The guards that every path holds, as sorted numbers.
struct HeldGuards {
  SmallVector<unsigned, 2> Ids;
  bool join(const HeldGuards &Other) {
    size_t Before = Ids.size();
    erase_if(Ids, [&](unsigned Id) { return !is_contained(Other.Ids, Id); });
    return Before != Ids.size();
  }
};

// What a condition asks: through local variables and short functions as well.
class Asked : public BodyVisitor<Asked> {
public:
  bool Caller = false;
  SmallVector<const FieldDecl *, 2> Fields;

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    const VarDecl *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    Caller |= isa_and_nonnull<ParmVarDecl>(Variable);
    if (Variable && Variable->hasLocalStorage() && Variable->getInit() &&
        Seen.insert(Variable).second)
      TraverseStmt(const_cast<Expr *>(Variable->getInit()));
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    if (const FieldDecl *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
      Fields.push_back(Field);
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const FunctionDecl *Body = nullptr;
    if (Callee && isa<CXXMethodDecl>(Callee) && Callee->isDefined(Body) &&
        Seen.insert(Body).second) {
      bool Before = Caller;
      TraverseStmt(Body->getBody());
      Caller = Before; // a parameter of that function
    }
    return true;
  }

private:
  SmallPtrSet<const ValueDecl *, 8> Seen;
};

const Expr *receiver(const Expr &Call) {
  const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  return Member ? Member->getImplicitObjectArgument() : nullptr;
}

std::optional<Location> place(const Expr *E, const LocationResolver &Places) {
  return isHandle(E->getType()) ? Places.pointee(E) : Places.resolve(E);
}

// A place of the callee in the terms of the caller. `Call` is null for a
// lambda.
std::optional<Location> translated(Location There, const CallExpr *Call,
                                   const LocationResolver &Places) {
  if (There.Root == Location::Global || (!Call && There.Root == Location::This))
    return There;
  const Expr *Base = nullptr;
  const ParmVarDecl *Parameter = dyn_cast_or_null<ParmVarDecl>(There.Variable);
  if (Call && There.Root == Location::This)
    Base = receiver(*Call);
  else if (Call && There.Root == Location::Referent && Parameter &&
           !isa<CXXOperatorCallExpr>(Call) &&
           Parameter->getFunctionScopeIndex() < Call->getNumArgs())
    Base = Call->getArg(Parameter->getFunctionScopeIndex());
  std::optional<Location> Here =
      Base ? place(Base, Places) : std::optional<Location>();
  if (Here)
    Here->Path.append(There.Path.begin(), There.Path.end());
  return Here;
}

} // namespace

class LockWaitCollector {
public:
  LockWaitCollector(const LockWaits &All, const FunctionDecl &Function,
                    std::vector<LockWait> &Out)
      : All(All), Unit(All.Unit), Function(Function), Out(Out), Tree(Function),
        Fates(Unit, Tree), Places(Function, Unit.project(), Unit.types()) {}

  void run();

private:
  void flow();
  void transfer(const CFGElement &Element, HeldGuards &Now) const;
  std::vector<LockHolding> heldAt(const Stmt &S, const Expr &Step) const;
  void own();
  void ask(const LockRequest &What);
  void calls();
  void lambdas();
  void inner(const FunctionDecl &Callee, const CallExpr *Call, const Expr &Step,
             const std::vector<LockHolding> &Under);
  void conditions(LockWait &New, const Expr &Step);
  void add(LockWait New, const Expr &Step);

  const LockWaits &All;
  const UnitAnalysis &Unit;
  const FunctionDecl &Function;
  std::vector<LockWait> &Out;
  BodyTree Tree;
  CallableFates Fates;
  LocationResolver Places;
  const SuspensionCfg *Cfg = nullptr;
  std::vector<LockRequest> Requests;
  SmallPtrSet<const Expr *, 16> OnlyLooked;
  DenseMap<const Stmt *, SmallVector<unsigned, 2>> Held;
  DenseMap<const Stmt *, CFGBlock *> BlockOf;
  std::unique_ptr<ControlDependencyCalculator> Dependencies;
  std::optional<std::vector<FieldMention>> Members;
};

void LockWaitCollector::run() {
  Requests = All.Locks.in(Function, Places);
  flow();
  own();
  calls();
  lambdas();
}

void LockWaitCollector::transfer(const CFGElement &Element,
                                 HeldGuards &Now) const {
  auto Drop = [&](const ValueDecl *Variable) {
    erase_if(Now.Ids,
             [&](unsigned Id) { return Requests[Id].Guard == Variable; });
  };
  if (std::optional<CFGAutomaticObjDtor> End =
          Element.getAs<CFGAutomaticObjDtor>())
    return Drop(End->getVarDecl());
  if (std::optional<CFGLifetimeEnds> End = Element.getAs<CFGLifetimeEnds>())
    return Drop(End->getVarDecl());
  std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
  if (!S)
    return;
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(S->getStmt());
      Ref && !OnlyLooked.contains(Ref))
    return Drop(Ref->getDecl());
  if (const DeclStmt *Decls = dyn_cast<DeclStmt>(S->getStmt()))
    for (unsigned Id = 0; Id < Requests.size(); ++Id)
      if (Requests[Id].Guard &&
          is_contained(Decls->decls(), Requests[Id].Guard) &&
          !is_contained(Now.Ids, Id))
        Now.Ids.insert(lower_bound(Now.Ids, Id), Id);
}

void LockWaitCollector::flow() {
  Cfg = any_of(Requests, [](const LockRequest &Each) { return Each.Guard; })
            ? Unit.cfg(Function)
            : nullptr;
  if (!Cfg)
    return;
  OnlyLooked = looks(Tree.body());
  auto Transfer = [this](const CFGElement &Element, HeldGuards &Now) {
    transfer(Element, Now);
  };
  auto Note = [this](const CFGElement &Element, const HeldGuards &Now) {
    if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>())
      if (!Now.Ids.empty())
        Held[S->getStmt()] = Now.Ids;
  };
  replay(Cfg->graph(), solveForward(Cfg->graph(), HeldGuards(), Transfer),
         Transfer, Note);
}

std::vector<LockHolding> LockWaitCollector::heldAt(const Stmt &S,
                                                   const Expr &Step) const {
  std::vector<LockHolding> Result;
  auto It = Held.find(&S);
  if (It != Held.end())
    for (unsigned Id : It->second) {
      const LockRequest &What = Requests[Id];
      Result.push_back({What.Kind, What.Lock, What.At, &Step, &Function});
    }
  return Result;
}

void LockWaitCollector::own() {
  for (const LockRequest &What : Requests)
    add({What.Kind, What.Lock, What.At, &Function, heldAt(*What.At, *What.At),
         What.At},
        *What.At);
}

// What it calls and waits for. A task that is returned runs on when the guards
// of this function are gone.
void LockWaitCollector::calls() {
  for (const Expr *E : Tree.calls()) {
    const CallExpr *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    const CXXMethodDecl *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
    if (!Callee || (Method && Method->isVirtual()))
      continue;
    if (!Unit.types().task(Call->getType())) {
      inner(*Callee, Call, *Call, heldAt(*Call, *Call));
      continue;
    }
    const TaskFate Fate = Fates.tasks().of(*Call);
    const Expr *Await = dyn_cast_or_null<Expr>(Fate.At);
    if (Fate.Is == TaskFate::Awaited && Await)
      inner(*Callee, Call, *Await, heldAt(*Await, *Await));
    else if (Fate.Is == TaskFate::Returned)
      inner(*Callee, Call, *Call, {});
  }
}

void LockWaitCollector::lambdas() {
  for (const LambdaExpr *Lambda : Tree.lambdas()) {
    const SmallVector<CallableFate, 2> Ways = Fates.of(*Lambda);
    if (Ways.size() != 1 || Ways.front().Runs == CallableFate::Never)
      continue;
    const CallableFate &Way = Ways.front();
    std::vector<LockHolding> Under;
    if (Way.Of.Is == TaskFate::Awaited && Way.Of.At)
      Under = heldAt(*Way.Of.At, *Lambda);
    else if (Way.Of.Is != TaskFate::Returned)
      continue;
    for (const LockRequest &What : Requests)
      if (What.Runs == Lambda)
        Under.push_back({What.Kind, What.Lock, What.At, Lambda, &Function});
    inner(*Lambda->getCallOperator(), nullptr, *Lambda, Under);
  }
}

void LockWaitCollector::inner(const FunctionDecl &Callee, const CallExpr *Call,
                              const Expr &Step,
                              const std::vector<LockHolding> &Under) {
  const FunctionDecl *Body = nullptr;
  if (!Callee.isDefined(Body) || !Unit.project().contains(Body->getLocation()))
    return;
  for (const LockWait &There : All.of(*Body)) {
    std::optional<Location> Lock = translated(There.Lock, Call, Places);
    if (!Lock || There.IsOwnBusiness)
      continue;
    LockWait New = There;
    New.Lock = *Lock;
    New.Step = Call ? &Step : There.Step;
    New.Callee = Call ? Body : There.Callee;
    New.Under = Under;
    for (LockHolding &Mine : New.Under)
      Mine.Waits = New.Step;
    for (const LockHolding &Theirs : There.Under)
      if (std::optional<Location> Outer =
              translated(Theirs.Lock, Call, Places)) {
        New.Under.push_back(Theirs);
        New.Under.back().Lock = *Outer;
      }
    add(std::move(New), Step);
  }
}

// What decides whether this body gets there at all.
void LockWaitCollector::conditions(LockWait &New, const Expr &Step) {
  const SuspensionCfg *Graph = Unit.cfg(Function);
  if (!Graph)
    return;
  CFG &Blocks = const_cast<CFG &>(Graph->graph());
  if (!Dependencies) {
    Dependencies = std::make_unique<ControlDependencyCalculator>(&Blocks);
    for (CFGBlock *Block : Blocks)
      for (const CFGElement &Element : *Block)
        if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>())
          BlockOf[S->getStmt()] = Block;
  }
  Asked Questions;
  SmallVector<CFGBlock *, 8> Todo{BlockOf.lookup(&Step)};
  SmallPtrSet<CFGBlock *, 8> Seen;
  while (!Todo.empty()) {
    CFGBlock *Block = Todo.pop_back_val();
    if (!Block || !Seen.insert(Block).second)
      continue;
    for (CFGBlock *Decides : Dependencies->getControlDependencies(Block)) {
      if (const Expr *Condition = decidingCondition(*Decides))
        Questions.TraverseStmt(const_cast<Expr *>(Condition));
      Todo.push_back(Decides);
    }
  }
  New.Asked.append(Questions.Fields.begin(), Questions.Fields.end());
  New.IsOwnBusiness |=
      Questions.Caller || is_contained(Questions.Fields, New.Lock.target());
}

void LockWaitCollector::add(LockWait New, const Expr &Step) {
  if (Out.size() >= MaxWaits)
    return;
  // What this function sets keeps whatever asks for it from waiting.
  if (!New.Asked.empty() && !Members)
    Members = fieldMentions(Tree.body());
  if (!New.Asked.empty() && any_of(*Members, [&](const FieldMention &Each) {
        return !Each.OnlyLooks && is_contained(New.Asked, Each.Field);
      }))
    return;
  conditions(New, Step);
  Out.push_back(std::move(New));
}

LockWaits::LockWaits(const UnitAnalysis &Unit, const GuardTypes &Types)
    : Unit(Unit), Locks(Unit, Types) {
  SmallVector<const FunctionDecl *, 16> Todo;
  for (const FunctionDecl *Function : Unit.functions())
    if (Locks.mayAsk(*Function))
      Todo.push_back(Function);
  while (!Todo.empty()) {
    const FunctionDecl *Current = Todo.pop_back_val();
    if (Concerned.insert(Current).second)
      for (const Invocation *Site : Unit.activities().callers(*Current))
        Todo.push_back(Site->Caller);
  }
}

ArrayRef<LockWait> LockWaits::of(const FunctionDecl &Function) const {
  if (!Concerned.contains(&Function))
    return {};
  // The entry made first stops recursion.
  auto [It, IsNew] = Known.try_emplace(&Function);
  if (IsNew)
    It->second = std::make_unique<std::vector<LockWait>>();
  std::vector<LockWait> &Result = *It->second;
  if (!IsNew)
    return Result;
  std::vector<LockWait> Found;
  LockWaitCollector(*this, Function, Found).run();
  Result = std::move(Found);
  return Result;
}

} // namespace cotidy
