// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does this expression use a task as if it were the value that
// awaiting it would give?
// Not cached. Cost: a look at the one node and at the declaration it calls.
//
// A use counts when it can only look at the task: a test, a comparison, an
// operator or a function that takes anything by reference to const, a variadic
// argument, a checked format string, a std::any. What the author of the task
// wrote for it (an operator or a function that names the type) is meant.
//
// Not seen: functions that take the task by value or by forwarding reference,
// which may run it.

#ifndef COTIDY_CHECKS_ANALYSIS_VALUEUSES_H
#define COTIDY_CHECKS_ANALYSIS_VALUEUSES_H

#include "checks/analysis/TypeFacts.h"

#include "clang/AST/Expr.h"

#include <optional>
#include <vector>

namespace cotidy {

struct ValueUse {
  enum Kind {
    Tested,  // converted to bool
    Part,    // a public member of it is tested or compared
    Operand, // of an operator such as `==` or `<<`
    Passed,  // to a function that formats or logs it
    Boxed,   // in a std::any
    Unasked, // asked for a result that it cannot have yet
  };
  Kind Is;
  /// The node that uses it.
  const clang::Expr *At;
  /// Operand and Passed; null for a call through a pointer.
  const clang::FunctionDecl *Callee = nullptr;
};

/// How `User` uses the task `Operand`, one of its operands; empty when it may
/// run or keep it, or is nothing special.
std::optional<ValueUse> valueUse(const TypeFacts &Types,
                                 const clang::Stmt &User,
                                 const clang::Expr &Operand);

/// A task that nothing but a value use ever sees.
struct MisusedTask {
  /// The call that creates it.
  const clang::Expr *Origin;
  const TaskFacts *Task;
  ValueUse Use;
};

/// The tasks without a name, in source order. For a coroutine, pass the body
/// the user wrote.
std::vector<MisusedTask> misusedTemporaries(const TypeFacts &Types,
                                            const clang::Stmt &Body);

/// Whether a condition can ask what awaiting the task yields.
bool yieldsCondition(const TaskFacts &Task);

} // namespace cotidy

#endif
