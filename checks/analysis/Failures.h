// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: may an exception leave this body, and where does it come from?
// Cached per function. Cost: one walk over each body of the project that is
// asked about, and over those it calls or awaits.
//
// An exception comes from a throw, from a plain function of the project that
// lets one out, or from an await: of a coroutine of the project that lets one
// out, or of a library operation whose completion token turns errors into
// exceptions. Try blocks filter them by type; a handler that rethrows lets them
// pass; noexcept and a promise that terminates stop them.
//
// Not seen: what functions without a visible body throw, allocation failure,
// constructors and destructors of libraries, virtual calls. In a cycle of
// functions, what only the cycle itself would add.

#ifndef COTIDY_CHECKS_ANALYSIS_FAILURES_H
#define COTIDY_CHECKS_ANALYSIS_FAILURES_H

#include "checks/analysis/TypeFacts.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <memory>
#include <optional>
#include <vector>

namespace cotidy {

class UnitAnalysis;
struct Coroutine;

/// One way in which an exception leaves a piece of code.
struct Failure {
  enum Likelihood {
    Expected, // only because somebody ended the operation on purpose
    Unknown,  // awaits something whose body is not visible
    Possible, // an exception is thrown in plain sight, or by an operation
  };
  Likelihood Is;
  clang::SourceLocation Loc;
  /// What is awaited or called there; null for a throw, and when the awaited
  /// thing has no name.
  const clang::FunctionDecl *Callee = nullptr;
  /// The failure inside `Callee` that passes through; null where it begins.
  const Failure *Cause = nullptr;
  /// The exception's type; null when it is only known to be some exception.
  clang::QualType Thrown = {};
  /// It arrives at a co_await or co_yield, or where a task is waited for.
  bool AtSuspension = false;
  /// Unknown, and begins in a function of the project whose body is not
  /// visible, of a type whose failures the model says to expect.
  bool Assumed = false;
};

using FailureList = std::vector<Failure>;

class Failures {
public:
  explicit Failures(const UnitAnalysis &Unit) : Unit(Unit) {}

  /// What leaves the body of a function that has one; for a coroutine, what
  /// reaches whoever awaits it.
  const FailureList &of(const clang::FunctionDecl &Function) const;

  /// What leaves a part of a body.
  FailureList of(const clang::Stmt &Part) const;

  /// What an await of this expression (a task, an operation, an awaitable)
  /// throws.
  FailureList ofTask(const clang::Expr &Task) const;

  /// The function whose coroutine an expression stands for: the callee of a
  /// call, a lambda, a function, or a local variable that holds one. Null when
  /// unknown or when its body is not visible.
  const clang::FunctionDecl *source(const clang::Expr &Task) const;

  /// The coroutine that a plain function starts and returns, else the function
  /// itself.
  const clang::FunctionDecl &
  coroutineBehind(const clang::FunctionDecl &Function) const;

  /// Whether a handler of this type (null for `...`) catches the failure.
  bool catches(clang::QualType Handler, const Failure &F) const;

  /// Whether a handler of this type (null for `...`) catches every exception
  /// that an operation of a library may throw.
  bool catchesAll(clang::QualType Handler) const;

  /// What the completion token among the arguments does with an error; Unknown
  /// without one.
  FailureKind tokenOf(const clang::CallExpr &Call) const;
  FailureKind token(clang::QualType Type) const;

  /// What the model says about the operation a call starts; Unknown for most.
  FailureKind operation(const clang::CallExpr &Call) const;

private:
  class Walker;

  FailureList ofReturnedTasks(const clang::FunctionDecl &Function) const;
  bool completesWithoutError(const clang::CallExpr &Call) const;
  FailureList ofLibraryTask(const clang::CallExpr &Call) const;

  // ContinuationFailures.cpp
  std::optional<FailureList> ofContinuation(const clang::Expr &Task) const;
  FailureList ofCallable(const clang::Expr &Given) const;
  void takeBy(const clang::FunctionDecl &Continuation, clang::QualType Result,
              FailureList &List) const;

  const UnitAnalysis &Unit;
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         std::unique_ptr<FailureList>>
      Summaries;
  mutable llvm::SmallPtrSet<const clang::FunctionDecl *, 8> InProgress;
};

/// The promise's function that takes what leaves a coroutine's body; null when
/// its body is not visible.
const clang::FunctionDecl *unhandledException(const Coroutine &Coro);

/// What leaves the coroutine's body ends the program: its promise says so.
bool endsProgram(const Coroutine &Coro);

/// `std::current_exception()`, or a function of the same name that stands for
/// it.
bool yieldsCurrentException(const clang::FunctionDecl &Function);

/// The expression behind parentheses, casts, temporaries, std::move and local
/// variables that are initialised with it.
const clang::Expr &origin(const clang::Expr &E);

} // namespace cotidy

#endif
