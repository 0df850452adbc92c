// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what becomes of the task that this very call makes when nobody
// awaits it? Its type says what becomes of any; a future that was made ready
// with a value, an empty one, or that of a promise which is given nothing but
// values (analysis/Promises.h), has nothing to lose.
// Not cached. Cost: a look-up in the model; for a function of the project that
// is no coroutine, the length of its body.

#ifndef COTIDY_CHECKS_ANALYSIS_MADETASKS_H
#define COTIDY_CHECKS_ANALYSIS_MADETASKS_H

#include "checks/analysis/TypeFacts.h"

namespace cotidy {

class UnitAnalysis;

/// `Made` is any expression of a task's type.
DropKind droppedKind(const UnitAnalysis &Unit, const clang::Expr &Made,
                     const TaskFacts &Task);

} // namespace cotidy

#endif
