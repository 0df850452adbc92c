// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what does a coroutine keep of its thread over a suspension, and use
// afterwards, when it may run on another?
// Not cached. Cost: bodies without a local made from something thread-local end
// after one walk; the others take one forward dataflow over the suspension
// graph.
//
// Kept is where a thread-local object lives: a reference, a pointer, an
// iterator or a view. A copy of its value is kept on purpose as a rule; it
// counts only when it is written back to the object, or, for what names the
// thread (its id), compared with what the thread says then.
//
// Not seen: which thread resumes the coroutine; places that are kept in
// members; functions of other units that lead to thread-local objects, unless
// the model lists them.

#ifndef COTIDY_CHECKS_ANALYSIS_THREADLOCALS_H
#define COTIDY_CHECKS_ANALYSIS_THREADLOCALS_H

#include "clang/AST/ExprCXX.h"

#include <string>
#include <vector>

namespace cotidy {

class UnitAnalysis;
struct Coroutine;
struct Suspension;

struct KeptThreadLocal {
  enum {
    Place,    // where it lives
    Restored, // its value, written back
    Identity, // which thread it was
  } Is;
  const clang::VarDecl *Kept;
  /// The thread-local variable, or the function that leads to it.
  std::string Of;
  const Suspension *Across;
  const clang::Expr *Use;
};

/// The first use after a suspension of each variable, in source order.
std::vector<KeptThreadLocal> keptThreadLocals(const UnitAnalysis &Unit,
                                              const Coroutine &Coro);

} // namespace cotidy

#endif
