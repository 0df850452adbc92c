// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which futures does a body find failed and then let go of, before
// anybody has taken the failure out of them?
// Not cached. Cost: one walk over the body; where it asks a future whether it
// failed, a second one and one solution of the dataflow over its graph.
//
// Only futures whose failure is an error of its own count (mustBeAsked in
// TaskOwners.h), in local variables, structured bindings and parameters that
// own them. Any mention but another question may take the failure, on any way
// on from the test: moving, passing and capturing the future, too.
//
// A continuation owns the future it is called with, also when its parameter is
// a reference.
//
// Not seen: futures in members and containers, behind references, and those
// whose address is taken; ways that an exception takes.

#ifndef COTIDY_CHECKS_ANALYSIS_FAILEDFUTURES_H
#define COTIDY_CHECKS_ANALYSIS_FAILEDFUTURES_H

#include "clang/AST/Expr.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;

struct FailedFuture {
  const clang::ValueDecl *Future;
  /// The question whether it failed; null for the reference parameter of a
  /// continuation, on no way through which the failure is taken.
  const clang::Expr *Test;
};

/// At most one for each future.
std::vector<FailedFuture> failedFutures(const UnitAnalysis &Unit,
                                        const clang::FunctionDecl &Function);

} // namespace cotidy

#endif
