// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does the object that a task works on die before the task is done?
// Not cached. Cost: what TaskFate costs; for a smart pointer, a look at its
// mentions.
//
// It does when it is a temporary, or a local variable, that the task outlives.
// A smart pointer dies with its object when it was made for it on the spot and
// goes nowhere else.

#ifndef COTIDY_CHECKS_ANALYSIS_DYINGOBJECTS_H
#define COTIDY_CHECKS_ANALYSIS_DYINGOBJECTS_H

#include "checks/analysis/TaskFate.h"

#include <optional>

namespace cotidy {

struct DyingObject {
  /// Null for a temporary.
  const clang::VarDecl *Variable;
};

/// `Call` makes the task, of which `Fate` is known.
std::optional<DyingObject> dyingObject(const UnitAnalysis &Unit,
                                       const TaskFates &Fates,
                                       const TaskFate &Fate,
                                       const clang::CXXMemberCallExpr &Call);

} // namespace cotidy

#endif
