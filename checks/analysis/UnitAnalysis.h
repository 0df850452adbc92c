// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The shared facts of one translation unit: computed when first asked for,
// once, whatever number of checks asks.
//
// One object per ASTContext, dropped with it. Hosts that parse in several
// threads each own their context; only the table of units is shared, and
// guarded.

#ifndef COTIDY_CHECKS_ANALYSIS_UNITANALYSIS_H
#define COTIDY_CHECKS_ANALYSIS_UNITANALYSIS_H

#include "checks/analysis/CallFacts.h"
#include "checks/analysis/Coroutines.h"
#include "checks/analysis/Failures.h"
#include "checks/analysis/ProjectCode.h"
#include "checks/analysis/SuspensionCfg.h"
#include "checks/analysis/TypeFacts.h"

#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <optional>
#include <vector>

namespace cotidy {

class Activities;
class ExecutionContexts;
class Races;
class Writers;

class UnitAnalysis {
public:
  /// The facts of the unit that `Context` holds. The model is taken from the
  /// first call for a context.
  static const UnitAnalysis &of(clang::ASTContext &Context,
                                std::shared_ptr<const LibraryModel> Model);

  UnitAnalysis(clang::ASTContext &Context,
               std::shared_ptr<const LibraryModel> Model);
  ~UnitAnalysis();

  clang::ASTContext &ast() const { return Context; }
  const LibraryModel &model() const { return *Model; }
  const ProjectCode &project() const { return Project; }
  const TypeFacts &types() const { return Types; }

  /// Every function of the project with a body, coroutines included.
  llvm::ArrayRef<const clang::FunctionDecl *> functions() const;
  llvm::ArrayRef<Coroutine> coroutines() const;
  /// Null when the function is no coroutine of the project.
  const Coroutine *coroutine(const clang::FunctionDecl &Function) const;
  /// Which exceptions leave which bodies.
  const Failures &failures() const { return Failing; }

  /// Null when Clang cannot build a graph of the body.
  const SuspensionCfg *cfg(const clang::FunctionDecl &Function) const;
  const UnitCalls &calls() const;
  const Activities &activities() const;
  const Writers &writers() const;
  const ExecutionContexts &contexts() const;
  const Races &races() const;

private:
  clang::ASTContext &Context;
  std::shared_ptr<const LibraryModel> Model;
  ProjectCode Project;
  TypeFacts Types;
  Failures Failing{*this};
  mutable std::optional<std::vector<const clang::FunctionDecl *>> Functions;
  mutable std::optional<std::vector<Coroutine>> Coroutines;
  mutable llvm::DenseMap<const clang::FunctionDecl *, const Coroutine *>
      CoroutineByFunction;
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         std::unique_ptr<SuspensionCfg>>
      Cfgs;
  mutable std::optional<UnitCalls> Calls;
  mutable std::unique_ptr<Activities> ActivitiesOfUnit;
  mutable std::unique_ptr<Writers> WritersOfUnit;
  mutable std::unique_ptr<ExecutionContexts> ContextsOfUnit;
  mutable std::shared_ptr<const Races> RacesOfUnit;
};

} // namespace cotidy

#endif
