// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which failures does a body receive as a value and never look at?
// Not cached. Cost: two walks over the body.
//
// Seen: the result of an await, or of waiting for a task, that is, or starts
// with, an error (an error code, an expected, the tuple of as_tuple) and is
// thrown away; the error code of redirect_error, and the error in a structured
// binding, that nobody reads; a future of a spawned task that is dropped, or
// only waited for. Errors of operations that fail only on purpose (timers,
// signals) do not count.

#ifndef COTIDY_CHECKS_ANALYSIS_UNREADERRORS_H
#define COTIDY_CHECKS_ANALYSIS_UNREADERRORS_H

#include "checks/analysis/Spawns.h"

#include <vector>

namespace cotidy {

struct UnreadError {
  enum Kind {
    Discarded,    // the awaited result is thrown away
    Variable,     // a variable gets the error
    Kept,         // a handler puts the exception into a variable
    OnlyWaited,   // a future that is waited for, never asked for its result
    Dropped,      // a future that is thrown away
    OnlyLookedAt, // a future that is asked at most whether it failed
  };
  Kind Is;
  /// The await, the variable's name, the wait, the spawn.
  clang::SourceLocation Loc;
  clang::SourceRange Statement;
  /// What produces the error; null when it has no name.
  const clang::FunctionDecl *Operation = nullptr;
  const clang::ValueDecl *Name = nullptr;
};

/// A class that says whether it holds a value, and what the error is otherwise.
bool isExpectedLike(clang::QualType Type);

/// In no particular order.
std::vector<UnreadError> unreadErrors(const UnitAnalysis &Unit,
                                      const Failures &Failing,
                                      const Spawns &Starting,
                                      const clang::FunctionDecl &Function);

} // namespace cotidy

#endif
