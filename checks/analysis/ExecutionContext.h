// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: on which thread, pool, loop or strand does a piece of code run, as
// far as the unit proves it?
// Cached per translation unit. Cost: one walk over every function body of the
// project, and a dataflow over the coroutines that move elsewhere.
//
// A context is proven by a start: something hands the code, or what calls it,
// to an executor; `main` runs on the main thread. A function can have several.
// A loop has as many threads as the unit shows running it. What nobody in the
// unit starts or calls has no context; that is no statement about threads, and
// never taken for concurrency.
//
// Not seen: starts in other units; code behind virtual calls and function
// pointers.

#ifndef COTIDY_CHECKS_ANALYSIS_EXECUTIONCONTEXT_H
#define COTIDY_CHECKS_ANALYSIS_EXECUTIONCONTEXT_H

#include "checks/analysis/Bindings.h"

#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <string>

namespace cotidy {

enum class Threads { Unknown, One, Several };

/// One place where a function runs.
struct Context {
  Executor On;
  /// What began it; null for what `main` does itself.
  const Start *Begun = nullptr;

  bool operator==(const Context &Other) const {
    return On == Other.On && Begun == Other.Begun;
  }
};

class ExecutionContexts {
public:
  explicit ExecutionContexts(const UnitAnalysis &Unit);

  llvm::ArrayRef<Start> starts() const { return Starts; }
  /// In source order.
  llvm::ArrayRef<const Start *>
  startsIn(const clang::FunctionDecl &Function) const;

  /// Empty: unknown.
  llvm::ArrayRef<Context> contexts(const clang::FunctionDecl &Function) const;

  /// Where a statement of a coroutine runs after it moved; Inherited where it
  /// has not, or for a plain function: see contexts().
  Executor at(const clang::FunctionDecl &Function, const clang::Stmt *S) const;

  /// The coroutine goes on elsewhere at some point.
  bool isMoving(const clang::FunctionDecl &Function) const {
    return !moves(Function).empty();
  }

  /// How many threads run what is given to it, at a time.
  Threads threads(const Executor &On) const;
  /// The calls that run a loop.
  struct Run {
    const clang::FunctionDecl *Function;
    const clang::Expr *At;
    /// Handed to a thread as a pointer to the method.
    bool OwnThread;
    /// In a loop of its function.
    bool Repeats;
  };
  llvm::ArrayRef<Run> runs(const clang::ValueDecl &Loop) const;

  /// The function runs the loop, itself or through what it calls.
  bool runsLoop(const clang::FunctionDecl &Function,
                const clang::ValueDecl &Loop) const;
  /// It runs some loop.
  bool runsLoop(const clang::FunctionDecl &Function) const;

  const Bindings &bindings() const { return Bound; }

private:
  using Moves = llvm::DenseMap<const clang::Stmt *, Executor>;
  void findRuns();
  void addContexts(const clang::FunctionDecl &Function,
                   llvm::SmallVectorImpl<Context> &Out) const;
  bool startsRunner(const clang::FunctionDecl &Function,
                    const clang::ValueDecl &Loop) const;
  Threads threadsOfLoop(const clang::ValueDecl &Loop) const;
  bool mayMove(const clang::CoroutineSuspendExpr &Await) const;
  const Moves &moves(const clang::FunctionDecl &Function) const;

  const UnitAnalysis &Unit;
  std::vector<Start> Starts;
  Bindings Bound;
  llvm::DenseMap<const clang::FunctionDecl *,
                 llvm::SmallVector<const Start *, 2>>
      ByStarter, ByRoot;
  llvm::DenseMap<const clang::ValueDecl *, llvm::SmallVector<Run, 2>> RunsOf;
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         std::unique_ptr<llvm::SmallVector<Context, 2>>>
      ContextsOf;
  mutable llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Moves>>
      MovesOf;
  mutable llvm::DenseMap<const clang::ValueDecl *, Threads> ThreadsOf;
  mutable llvm::DenseMap<
      const clang::ValueDecl *,
      std::unique_ptr<llvm::SmallPtrSet<const clang::FunctionDecl *, 4>>>
      RunnersOf;
};

/// `the pool 'pool'`, `a thread of its own`.
std::string describe(const Executor &On);
/// The same; knows the main thread.
std::string describe(const Context &Place);

void printContexts(const UnitAnalysis &Unit, llvm::raw_ostream &Out);

} // namespace cotidy

#endif
