// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: a function that is no coroutine returns a task; which try block, or
// which local variable, does it leave that the task still needs?
// Not cached. Cost: one walk over the body; only for functions that return a
// task.
//
// The task is not done when the function returns, and a lazy one has not even
// begun. So a handler around the return sees no failure of the task, and a
// local is destroyed before the task runs. A local is needed where
// - it is an RAII object that has covered nothing yet: between its declaration
//   and the return nothing is called and nothing shared is touched;
// - the task comes from its method, which uses it later;
// - it owns what the task is given by value: a descriptor, a handle.
//
// Not seen: arguments that refer to locals (references, pointers, views).

#ifndef COTIDY_CHECKS_ANALYSIS_RETURNEDTASKS_H
#define COTIDY_CHECKS_ANALYSIS_RETURNEDTASKS_H

#include "checks/analysis/Failures.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;

struct ReturnedTask {
  enum Kind {
    Try,    // the handler is left before the failure
    Cover,  // an RAII object is gone before the task runs
    Object, // the object the task works on is gone
    Handle, // the owner of an argument is gone
  };
  Kind Is;
  const clang::ReturnStmt *Return;
  /// What creates the task; null when it has no name.
  const clang::FunctionDecl *Callee;
  const clang::CXXCatchStmt *Handler = nullptr;
  const clang::VarDecl *Local = nullptr;
  /// A lock of threads, which an await must not be held over either.
  bool IsThreadLock = false;
};

/// In source order, at most one for each return.
std::vector<ReturnedTask>
tasksReturnedEarly(const UnitAnalysis &Unit,
                   const clang::FunctionDecl &Function);

} // namespace cotidy

#endif
