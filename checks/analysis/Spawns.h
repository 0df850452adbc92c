// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: where does a body start a task that runs on its own, and what
// becomes of an exception that leaves the task?
// Not cached. Cost: one walk over the body; a call of a project function also
// costs one look at that function's body, once.
//
// Four shapes: a call of a spawning function of the library model; a call of
// a project function that hands its parameter to one; a task that is told what
// to call with its result; an eager task that is dropped where that is no
// oversight (async-unawaited-task has the others).

#ifndef COTIDY_CHECKS_ANALYSIS_SPAWNS_H
#define COTIDY_CHECKS_ANALYSIS_SPAWNS_H

#include "checks/analysis/Failures.h"

#include <optional>
#include <vector>

namespace cotidy {

struct Spawn {
  const clang::CallExpr *Call;
  /// The task, or what returns it when called.
  const clang::Expr *Task;
  /// Who is told about the end; null when there is nobody.
  const clang::Expr *Token;
  FailureKind Failure;
  /// Nothing spawns it: its task runs because it was called.
  bool IsDroppedTask = false;
  /// The token is a callback that the task itself was given.
  bool IsStarted = false;
};

class Spawns {
public:
  /// `ExtraTokens` are types of tokens, by qualified name, that ignore
  /// failures.
  Spawns(const UnitAnalysis &Unit, const Failures &Failing,
         llvm::ArrayRef<std::string> ExtraTokens)
      : Unit(Unit), Failing(Failing), ExtraTokens(ExtraTokens) {}

  /// In source order.
  std::vector<Spawn> in(const clang::FunctionDecl &Function) const;

private:
  const clang::Expr *task(const clang::CallExpr &Call,
                          const FunctionFact &Fact) const;
  std::optional<Spawn> direct(const clang::CallExpr &Call) const;
  std::optional<Spawn> withCallback(const clang::CallExpr &Call) const;
  std::optional<Spawn> throughProject(const clang::CallExpr &Call) const;
  std::optional<unsigned>
  detachedParameter(const clang::FunctionDecl &Function) const;
  bool ignoresFailures(clang::QualType Token) const;
  void addDroppedTasks(const clang::FunctionDecl &Function,
                       std::vector<Spawn> &Found) const;

  const UnitAnalysis &Unit;
  const Failures &Failing;
  llvm::ArrayRef<std::string> ExtraTokens;
  mutable llvm::DenseMap<const clang::FunctionDecl *, std::optional<unsigned>>
      Wrappers;
};

} // namespace cotidy

#endif
