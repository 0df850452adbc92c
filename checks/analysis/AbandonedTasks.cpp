// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/AbandonedTasks.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/CallConditions.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

class Finder {
public:
  Finder(const UnitAnalysis &Unit, const Coroutine &Coro,
         ArrayRef<HeldTask> Tasks)
      : Unit(Unit), Coro(Coro), Tasks(Tasks), Body(*Coro.Function) {}

  std::vector<AbandonedTask> run();

private:
  void awaitedOneByOne(const HeldTask &Held);
  void heldMeanwhile(const HeldTask &Held);
  const VarDecl *elementOf(const Expr &Awaited, const VarDecl &Owner) const;
  bool areSeveral(const HeldTask &Held, const Stmt &Scope) const;
  bool mayFail(const VarDecl &Owner) const;
  bool isGuarded(const Expr &Await, const Stmt &Scope) const;
  static bool runsOn(const HeldTask &Held) {
    return Held.Task->Dropped == DropKind::Detaches &&
           Held.Task->Start != StartKind::Lazy &&
           !endsWhenDestroyed(*Held.Task);
  }

  const UnitAnalysis &Unit;
  const Coroutine &Coro;
  const ArrayRef<HeldTask> Tasks;
  const BodyTree Body;
  std::vector<AbandonedTask> Found;
};

// Whether a try block around the await catches something while the tasks are
// still there.
bool Finder::isGuarded(const Expr &Await, const Stmt &Scope) const {
  const Stmt *Inner = &Await;
  for (const Stmt *S = Body.parent(Await); S && S != &Scope;
       Inner = S, S = Body.parent(*S))
    if (const CXXTryStmt *Try = dyn_cast<CXXTryStmt>(S);
        Try && Inner == Try->getTryBlock())
      return true;
  return false;
}

// The variable of a loop over the owner, or the owner itself, when the awaited
// expression is one of its elements.
const VarDecl *Finder::elementOf(const Expr &Awaited,
                                 const VarDecl &Owner) const {
  const ValueDecl *Element = subject(&Awaited);
  if (const BindingDecl *Binding = dyn_cast_or_null<BindingDecl>(Element))
    Element = dyn_cast<ValueDecl>(Binding->getDecomposedDecl());
  const VarDecl *Variable = dyn_cast_or_null<VarDecl>(Element);
  if (!Variable || Variable == &Owner)
    return Variable;
  const CXXForRangeStmt *Loop = nullptr;
  if (const Stmt *Scope = Body.scope(*Variable))
    Loop = dyn_cast_or_null<CXXForRangeStmt>(Body.parent(*Scope));
  return Loop && Loop->getLoopVariable() == Variable &&
                 subject(Loop->getRangeInit()) == &Owner
             ? Variable
             : nullptr;
}

bool Finder::areSeveral(const HeldTask &Held, const Stmt &Scope) const {
  if (Body.loop(*Held.Origin, Scope) ||
      isOwner(Unit.types(), Held.Origin->getType()))
    return true;
  return count_if(Tasks, [&](const HeldTask &Other) {
           return Other.Variable == Held.Variable;
         }) > 1;
}

// Where a type takes failures so seriously that nobody may forget one, its
// tasks fail unless something says that they do not.
bool Finder::mayFail(const VarDecl &Owner) const {
  return any_of(Tasks, [&](const HeldTask &Other) {
    if (Other.Variable != &Owner)
      return false;
    QualType Type = Unit.ast().getRecordType(Other.Task->Record);
    Failure::Likelihood Least =
        mustBeAsked(Type) ? Failure::Unknown : Failure::Possible;
    return any_of(Unit.failures().ofTask(*Other.Origin),
                  [&](const Failure &F) { return F.Is >= Least; });
  });
}

void Finder::awaitedOneByOne(const HeldTask &Held) {
  const Stmt *Scope = Body.scope(*Held.Variable);
  if (!Scope || !areSeveral(Held, *Scope) || !mayFail(*Held.Variable))
    return;
  for (const Suspension &S : Coro.Suspensions)
    if (S.isExplicit() && elementOf(S.operand(), *Held.Variable) &&
        Body.loop(*S.At, *Scope) && !isGuarded(*S.At, *Scope)) {
      Found.push_back({&Held, S.At, std::nullopt});
      return;
    }
}

void Finder::heldMeanwhile(const HeldTask &Held) {
  const Stmt *Scope = Body.scope(*Held.Variable);
  if (!Scope)
    return;
  for (const Expr *Await : Held.Meanwhile) {
    const Suspension *S = Coro.suspension(Await);
    if (!S || !S->isExplicit() || isGuarded(*Await, *Scope))
      continue;
    FailureList List = Unit.failures().ofTask(S->operand());
    FailureList::iterator Thrown = find_if(
        List, [](const Failure &F) { return F.Is == Failure::Possible; });
    if (Thrown == List.end())
      continue;
    Found.push_back({&Held, Await, *Thrown});
    return;
  }
}

std::vector<AbandonedTask> Finder::run() {
  SmallPtrSet<const VarDecl *, 4> Judged;
  for (const HeldTask &Held : Tasks) {
    if (!runsOn(Held) || !Judged.insert(Held.Variable).second)
      continue;
    size_t Before = Found.size();
    if (Held.InOwner)
      awaitedOneByOne(Held);
    if (Found.size() == Before && Held.Is == HeldTask::Consumed)
      heldMeanwhile(Held);
  }
  return std::move(Found);
}

} // namespace

std::vector<AbandonedTask> abandonedTasks(const UnitAnalysis &Unit,
                                          const FunctionDecl &Function,
                                          ArrayRef<HeldTask> Tasks) {
  const Coroutine *Coro = Unit.coroutine(Function);
  if (Tasks.empty() || !Coro)
    return {};
  return Finder(Unit, *Coro, Tasks).run();
}

} // namespace cotidy
