// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Spawns.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/DiscardedValues.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/UnitAnalysis.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// The calls of one body; a nested lambda is another function.
class CallFinder : public BodyVisitor<CallFinder> {
public:
  std::vector<const CallExpr *> Calls;

  bool VisitCallExpr(CallExpr *Call) {
    Calls.push_back(Call);
    return true;
  }
};

std::vector<const CallExpr *> callsIn(const FunctionDecl &Function) {
  CallFinder Finder;
  Finder.TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  return std::move(Finder.Calls);
}

const Expr *argument(const CallExpr &Call, std::optional<int> Index) {
  if (!Index)
    return nullptr;
  int Count = Call.getNumArgs();
  int At = *Index < 0 ? Count + *Index : *Index;
  return At >= 0 && At < Count ? Call.getArg(At) : nullptr;
}

bool isNoDiscard(const CallExpr &Call, const TaskFacts &Task) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  return Task.Record->hasAttr<WarnUnusedResultAttr>() ||
         (Callee && Callee->hasAttr<WarnUnusedResultAttr>());
}

} // namespace

bool Spawns::ignoresFailures(QualType Token) const {
  const CXXRecordDecl *Record =
      Token.getNonReferenceType()->getAsCXXRecordDecl();
  return Failing.token(Token) == FailureKind::Ignored ||
         (Record && is_contained(ExtraTokens, Unit.types().name(*Record)));
}

const Expr *Spawns::task(const CallExpr &Call, const FunctionFact &Fact) const {
  if (Fact.Callable)
    return argument(Call, Fact.Callable);
  for (const Expr *Argument : Call.arguments())
    if (Failing.source(*Argument))
      return Argument;
  return nullptr;
}

std::optional<Spawn> Spawns::direct(const CallExpr &Call) const {
  const FunctionDecl *Callee = Call.getDirectCallee();
  const FunctionFact *Fact =
      Callee ? Unit.types().functionFact(*Callee, FunctionRole::Spawn)
             : nullptr;
  const Expr *Task = Fact ? task(Call, *Fact) : nullptr;
  if (!Task)
    return std::nullopt;
  const Expr *Token = argument(Call, Fact->Token);
  FailureKind Kind = Fact->Failure;
  if (Token)
    Kind = ignoresFailures(Token->getType()) ? FailureKind::Ignored
                                             : Failing.token(Token->getType());
  return Spawn{&Call, Task, Token, Kind};
}

// `task.start(callback)`
std::optional<Spawn> Spawns::withCallback(const CallExpr &Call) const {
  const CallParts Parts = partsOf(Call);
  if (!Parts.Object || !Unit.types().task(Parts.Object->getType()))
    return std::nullopt;
  for (const FunctionFact *Fact : factsOf(Unit, Parts))
    if (Fact->Role == FunctionRole::Consume)
      if (const Expr *Token = argument(Call, Fact->Token))
        return Spawn{&Call,
                     Parts.Object,
                     Token,
                     FailureKind::Unknown,
                     /*IsDroppedTask=*/false,
                     /*IsStarted=*/true};
  return std::nullopt;
}

std::optional<unsigned>
Spawns::detachedParameter(const FunctionDecl &Function) const {
  DenseMap<const FunctionDecl *, std::optional<unsigned>>::iterator It =
      Wrappers.find(&Function);
  if (It != Wrappers.end())
    return It->second;
  // Recursion ends at the empty entry.
  Wrappers[&Function] = std::nullopt;
  std::optional<unsigned> Found;
  for (const CallExpr *Call : callsIn(Function)) {
    std::optional<Spawn> Inner = direct(*Call);
    if (!Inner)
      Inner = throughProject(*Call);
    if (!Inner || Inner->Failure != FailureKind::Ignored)
      continue;
    if (const DeclRefExpr *Reference =
            dyn_cast<DeclRefExpr>(&origin(*Inner->Task)))
      if (const ParmVarDecl *Parameter =
              dyn_cast<ParmVarDecl>(Reference->getDecl());
          Parameter && Parameter->getDeclContext() == &Function)
        Found = Parameter->getFunctionScopeIndex();
  }
  return Wrappers[&Function] = Found;
}

std::optional<Spawn> Spawns::throughProject(const CallExpr &Call) const {
  const FunctionDecl *Callee = Call.getDirectCallee();
  Callee = Callee ? Callee->getDefinition() : nullptr;
  if (!Callee || !Callee->getBody() || isa<CXXOperatorCallExpr>(Call) ||
      !Unit.project().contains(Callee->getLocation()))
    return std::nullopt;
  std::optional<unsigned> Index = detachedParameter(*Callee);
  if (!Index || *Index >= Call.getNumArgs())
    return std::nullopt;
  return Spawn{&Call, Call.getArg(*Index), nullptr, FailureKind::Ignored};
}

void Spawns::addDroppedTasks(const FunctionDecl &Function,
                             std::vector<Spawn> &Found) const {
  for (const DiscardedValue &Discarded : discardedValues(*userBody(Function))) {
    const CallExpr *Call = dyn_cast<CallExpr>(Discarded.Value);
    const TaskFacts *Task = Call ? Unit.types().task(Call->getType()) : nullptr;
    if (!Task || Task->Dropped != DropKind::Detaches)
      continue;
    if (Discarded.CastToVoid ||
        (!Unit.coroutine(Function) && !isNoDiscard(*Call, *Task)))
      Found.push_back({Call, Call, nullptr, FailureKind::Ignored,
                       /*IsDroppedTask=*/true});
  }
}

std::vector<Spawn> Spawns::in(const FunctionDecl &Function) const {
  std::vector<Spawn> Found;
  for (const CallExpr *Call : callsIn(Function))
    if (std::optional<Spawn> Direct = direct(*Call))
      Found.push_back(*Direct);
    else if (std::optional<Spawn> Indirect = throughProject(*Call))
      Found.push_back(*Indirect);
    else if (std::optional<Spawn> Started = withCallback(*Call))
      Found.push_back(*Started);
  addDroppedTasks(Function, Found);
  return Found;
}

} // namespace cotidy
