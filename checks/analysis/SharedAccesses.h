// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which objects that others can reach does a function read, write or
// use, itself and through the functions of the project it calls, and under
// which locks?
// Cached per function. Cost: one walk over each body that is asked about; a
// function hands a bounded number of accesses to its callers.
//
// Places are told in the function's own terms: its object, its parameters, what
// it captures, static storage. On the way up to a caller they are rewritten in
// the caller's terms, and the caller's locks are added.
//
// Left out: what guards itself (atomics, locks, what the model calls
// thread-safe), constants, thread-locals, and what only one frame can reach.
// Not seen: virtual calls, calls through pointers, and bodies outside the
// project, except for what the types of the standard library say.

#ifndef COTIDY_CHECKS_ANALYSIS_SHAREDACCESSES_H
#define COTIDY_CHECKS_ANALYSIS_SHAREDACCESSES_H

#include "checks/analysis/ExecutionContext.h"
#include "checks/analysis/LockSets.h"

#include <vector>

namespace cotidy {

struct Access {
  enum Kind {
    Read,
    Write,
    Use, // a call on an object that is bound to a loop
  };
  Kind Is;
  Location Place;
  const clang::Expr *At;
  /// The function that `At` is in.
  const clang::FunctionDecl *In;
  std::vector<TakenLock> Locks = {};
  /// Where it runs; Inherited unless a coroutine moved before it.
  Executor On{Executor::Inherited};
  /// What the function waited for before: whatever others did until then is
  /// ordered.
  enum Wait { None, Condition, Event } Waited = None;
  /// Use: the method. A loop completes it later if `IsOperation`.
  const clang::FunctionDecl *Method = nullptr;
  bool IsOperation = false;
};

/// A call of a function of the project, or the construction of an object.
struct CallSiteOf {
  const clang::FunctionDecl *Callee;
  const clang::Expr *At;
  const clang::Expr *Object;
  llvm::SmallVector<const clang::Expr *, 4> Arguments;
  /// The variable that is constructed, else null.
  const clang::VarDecl *Made = nullptr;
  Access::Wait Waited = Access::None;
  std::vector<TakenLock> Locks = {};
};

struct OwnAccesses {
  std::vector<Access> All;
  std::vector<CallSiteOf> Calls;
  /// Calls that wait, and conditions that ask an atomic.
  std::vector<const clang::Stmt *> Waits;
};

class SharedAccesses {
public:
  SharedAccesses(const UnitAnalysis &Unit, const ExecutionContexts &Contexts);

  /// What the body does itself, in source order.
  const OwnAccesses &own(const clang::FunctionDecl &Function) const;
  /// The same with what it calls, without repetitions and without what is
  /// local to it.
  llvm::ArrayRef<Access> all(const clang::FunctionDecl &Function) const;

  /// What a call does, in the terms of the caller.
  std::vector<Access> through(const clang::FunctionDecl &Caller,
                              const CallSiteOf &Call) const;
  /// What a start does, in the terms of the starter.
  std::vector<Access> through(const Start &Begun) const;

  /// A place of the callee in the terms of the caller; empty when the caller
  /// has no name for it.
  std::optional<Location> translated(const clang::FunctionDecl &Caller,
                                     const CallSiteOf &Call,
                                     const Location &Place) const;

  static CallSiteOf callOf(const Start &Begun);

  /// Two threads may use an object of this type at once: an atomic, a lock.
  bool guardsItself(clang::QualType Type) const;

private:
  friend class AccessCollector;
  std::vector<Access> translate(const clang::FunctionDecl &Caller,
                                const CallSiteOf &Call,
                                llvm::ArrayRef<Access> Inner) const;
  std::optional<Location> behindReference(const Location &Place) const;
  Location rebased(Location Place) const;

  const UnitAnalysis &Unit;
  const ExecutionContexts &Contexts;
  GuardTypes Types;
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         std::unique_ptr<OwnAccesses>>
      Own;
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         std::unique_ptr<std::vector<Access>>>
      All;
  mutable llvm::DenseMap<const clang::CXXRecordDecl *, bool> Guarded;
};

} // namespace cotidy

#endif
