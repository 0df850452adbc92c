// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: where does a coroutine act on what it found out about a shared
// object before a suspension, or a continuation on what the function found out
// that made it?
// Not cached. Cost: bodies without such a test and such an act end after one
// walk; the others take one forward dataflow with at most a handful of tests
// remembered at a time.
//
// A test says that an object is there or that it is missing: a flag, a pointer,
// an optional, a container with or without elements, below a limit, with or
// without a key; or that a number has room, or something left. What follows on
// the branch it leads to depends on it, until the object is tested again or
// changed. An act is a write of what was missing, a use of what was there, or a
// step towards the limit that the number was held against. What the other
// branch does as well does not depend on the test.
//
// A function that puts something there, and takes it away again whatever comes
// after the use, has found out as much as by a test.
//
// Not seen: tests in functions that return a bool; that a member says something
// about another one.

#ifndef COTIDY_CHECKS_ANALYSIS_STALECONDITIONS_H
#define COTIDY_CHECKS_ANALYSIS_STALECONDITIONS_H

#include "checks/analysis/MaySuspend.h"
#include "checks/analysis/References.h"

#include <string>
#include <vector>

namespace cotidy {

struct StaleCondition {
  enum Kind {
    Fills,  // writes what was missing
    Uses,   // uses what was there
    Waited, // waited because it was missing, and uses it without looking again
    Counts, // takes what was left, or the room there was
  };
  Kind Is;
  Location Place;
  /// None for flags and raw pointers.
  HolderKind Holder;
  bool IsPointer;
  const clang::Expr *Test;
  /// The first suspension after the test, or the call that continues later.
  Gap Across;
  const clang::Expr *Act;
  /// Counts: up or down.
  int Step = 0;
  /// No test: the function put there what it uses.
  bool IsOwn = false;
};

/// One entry per act of a coroutine, or of what a function lets continue later,
/// in source order. A condition that calls one of
/// `Revalidating`, by unqualified name, looks at everything again.
std::vector<StaleCondition>
staleConditions(const UnitAnalysis &Unit, const References &Facts,
                const clang::FunctionDecl &Function,
                llvm::ArrayRef<std::string> Revalidating);

} // namespace cotidy

#endif
