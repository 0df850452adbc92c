// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/UnitAnalysis.h"

#include "checks/analysis/Activities.h"
#include "checks/analysis/ExecutionContext.h"
#include "checks/analysis/Races.h"
#include "checks/analysis/Writers.h"

#include "clang/AST/ASTContext.h"

#include <mutex>

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

std::mutex UnitsMutex;

DenseMap<ASTContext *, std::unique_ptr<UnitAnalysis>> &units() {
  static DenseMap<ASTContext *, std::unique_ptr<UnitAnalysis>> Units;
  return Units;
}

void dropUnit(void *Context) {
  std::lock_guard<std::mutex> Lock(UnitsMutex);
  units().erase(static_cast<ASTContext *>(Context));
}

} // namespace

const UnitAnalysis &
UnitAnalysis::of(ASTContext &Context,
                 std::shared_ptr<const LibraryModel> Model) {
  std::lock_guard<std::mutex> Lock(UnitsMutex);
  std::unique_ptr<UnitAnalysis> &Slot = units()[&Context];
  if (!Slot) {
    Slot = std::make_unique<UnitAnalysis>(Context, std::move(Model));
    Context.AddDeallocation(dropUnit, &Context);
  }
  return *Slot;
}

UnitAnalysis::UnitAnalysis(ASTContext &Context,
                           std::shared_ptr<const LibraryModel> Model)
    : Context(Context), Model(std::move(Model)),
      Project(Context.getSourceManager()), Types(Context, *this->Model) {}

ArrayRef<const FunctionDecl *> UnitAnalysis::functions() const {
  if (!Functions)
    Functions = collectFunctions(Context, Project);
  return *Functions;
}

ArrayRef<Coroutine> UnitAnalysis::coroutines() const {
  if (!Coroutines) {
    Coroutines = collectCoroutines(functions(), Types);
    for (const Coroutine &Coro : *Coroutines)
      CoroutineByFunction[Coro.Function] = &Coro;
  }
  return *Coroutines;
}

const Coroutine *UnitAnalysis::coroutine(const FunctionDecl &Function) const {
  (void)coroutines(); // fills the table
  return CoroutineByFunction.lookup(&Function);
}

const SuspensionCfg *UnitAnalysis::cfg(const FunctionDecl &Function) const {
  DenseMap<const FunctionDecl *, std::unique_ptr<SuspensionCfg>>::iterator It =
      Cfgs.find(&Function);
  if (It == Cfgs.end())
    It = Cfgs.try_emplace(&Function,
                          SuspensionCfg::build(Function, coroutine(Function)))
             .first;
  return It->second.get();
}

const UnitCalls &UnitAnalysis::calls() const {
  if (!Calls)
    Calls = summarize(*this);
  return *Calls;
}

UnitAnalysis::~UnitAnalysis() = default;

const Activities &UnitAnalysis::activities() const {
  if (!ActivitiesOfUnit)
    ActivitiesOfUnit = std::make_unique<Activities>(*this);
  return *ActivitiesOfUnit;
}

const Writers &UnitAnalysis::writers() const {
  if (!WritersOfUnit)
    WritersOfUnit = std::make_unique<Writers>(*this, activities());
  return *WritersOfUnit;
}

const ExecutionContexts &UnitAnalysis::contexts() const {
  if (!ContextsOfUnit)
    ContextsOfUnit = std::make_unique<ExecutionContexts>(*this);
  return *ContextsOfUnit;
}

const Races &UnitAnalysis::races() const {
  if (!RacesOfUnit)
    RacesOfUnit = std::make_shared<const Races>(*this, contexts());
  return *RacesOfUnit;
}

} // namespace cotidy
