// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does this function take part in asynchronous work, so that it has
// a way to pass a task on?
// Not cached. Cost: for a lambda that is no coroutine, a walk up its parents;
// Clang builds its table of parents for the whole unit when first asked, so
// ask only once there is something to report.
//
// Not seen: named functions that are handed to a continuation.

#ifndef COTIDY_CHECKS_ANALYSIS_ASYNCCONTEXT_H
#define COTIDY_CHECKS_ANALYSIS_ASYNCCONTEXT_H

namespace clang {
class FunctionDecl;
} // namespace clang

namespace cotidy {

class UnitAnalysis;

/// A coroutine, a function that returns a task, or a lambda handed to a call
/// that returns one: a continuation.
bool isAsynchronous(const UnitAnalysis &Unit,
                    const clang::FunctionDecl &Function);

} // namespace cotidy

#endif
