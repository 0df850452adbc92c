// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does a function stay until what it starts has told it, through a
// variable, that it is done?
// Not cached. Cost: a walk over the expression that starts something and one
// over the rest of the block.
//
// What is started changes a variable that it was given: it captures it by
// reference, or gets its address. The function waits for that variable: a loop
// that only ends when it has changed, or a call that waits and names it. That
// is a join, whatever the library knows about the task.
//
// Not seen: waiting through a variable that is a member; what the started code
// does after it has changed the variable.

#ifndef COTIDY_CHECKS_ANALYSIS_JOINS_H
#define COTIDY_CHECKS_ANALYSIS_JOINS_H

#include "checks/analysis/BodyTree.h"

namespace cotidy {

class UnitAnalysis;

/// On every way from `Begin` to the end of `Scope` the function waits for a
/// variable that what `Begin` starts changes.
bool waitsForChange(const UnitAnalysis &Unit, const BodyTree &Body,
                    const clang::Stmt &Begin, const clang::Stmt &Scope);

} // namespace cotidy

#endif
