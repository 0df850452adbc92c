// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which callables that return a task does a body hand to something
// that drops what they return?
// Not cached. Cost: one walk over the body; for a callable that returns a task
// and goes into a template whose body is visible, one walk over that, and so on
// for those it is passed on to.
//
// Three things drop it: a type-erased callable whose signature returns void, a
// function that the library model says so of, and a template that calls its
// argument as a statement of its own, or makes the first kind of it.
//
// Not seen: callables in members of templates; what a function does that is no
// template and takes a type-erased callable which returns the task.

#ifndef COTIDY_CHECKS_ANALYSIS_DROPPINGSINKS_H
#define COTIDY_CHECKS_ANALYSIS_DROPPINGSINKS_H

#include "checks/analysis/TypeFacts.h"

#include "clang/AST/Expr.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;

struct DroppedCallback {
  enum Kind {
    Erased, // by a signature that returns void
    Known,  // by a function of the library model
    Called, // by a template, where it calls its argument
  };
  Kind Is;
  /// The lambda, or whatever names the function.
  const clang::Expr *Callable;
  const TaskFacts *Task;
  /// Erased: what the callable becomes.
  clang::QualType Into = clang::QualType();
  /// Known and Called: the function, or function object, it is handed to.
  const clang::NamedDecl *Sink = nullptr;
  /// Called: where the template throws the result away, or makes a type-erased
  /// callable of it that does.
  const clang::Expr *Where = nullptr;
};

/// In source order.
std::vector<DroppedCallback>
droppedCallbacks(const UnitAnalysis &Unit, const clang::FunctionDecl &Function);

/// Whether this call of a template's argument throws away what the callers of
/// the template hand in: they have the mistake, not the template.
bool callsArgument(const clang::FunctionDecl &Function,
                   const clang::Expr &Call);

} // namespace cotidy

#endif
