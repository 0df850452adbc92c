// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which functions does the project call, which of these calls keep
// the calling thread, and where do coroutines run code that ends in one?
// Two steps: `summarize` reduces one unit to plain data that may be stored and
// sent; `judge` answers for one unit as for many.
// Cached per translation unit (summary). Cost: one walk over the project's
// bodies, a CFG only for coroutines that change their executor; judging is
// linear in the number of calls.
//
// Not seen: calls through function pointers and type-erased callables, through
// virtual functions with more than one candidate, through bodies outside the
// project, and through await_resume.

#ifndef COTIDY_CHECKS_ANALYSIS_CALLFACTS_H
#define COTIDY_CHECKS_ANALYSIS_CALLFACTS_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>
#include <vector>

namespace clang {
class CallExpr;
class FunctionDecl;
} // namespace clang

namespace cotidy {

class UnitAnalysis;
struct FunctionFact;

struct Position {
  unsigned File = 0; // an index into UnitSummary::Files
  unsigned Line = 0;
  unsigned Column = 0;
};

struct Symbol {
  /// The same in every unit; empty for functions outside the project.
  std::string Id;
  /// What the library model calls it.
  std::string Name;
  /// What a message calls it.
  std::string Display;
  /// Its author says so, with [[clang::annotate("async::nonblocking")]].
  bool IsNonBlocking = false;
};

struct CallSite {
  enum Kind { Call, Construct, Destroy, Suspend };
  Kind Is = Call;
  unsigned Callee = 0; // an index into UnitSummary::Symbols
  Position At;
  /// What a message calls it, where that differs from the symbol.
  std::string Display;
  /// Keeps the thread: the group of the model's entry, else empty.
  std::string Group;
  /// Of the model's entry.
  std::string Library;
  bool IsSyncWait = false;
  /// The callee runs where blocking is allowed: it was handed to a worker.
  bool IsOffloaded = false;
  /// The call itself runs there: the coroutine has moved before.
  bool IsElsewhere = false;
  /// Does not block when what it is about was awaited before.
  bool NeedsReadiness = false;
  /// Its object or an argument was awaited before.
  bool FollowsAwait = false;
  /// Finds the call again in the unit it came from.
  unsigned Index = 0;
};

struct FunctionSummary {
  unsigned Symbol = 0;
  Position At;
  bool IsCoroutine = false;
  /// Other work waits for it: a coroutine that is no synchronous generator, or
  /// a function that an event loop runs.
  bool IsAsync = false;
  /// Of the coroutine's return type; empty when the model does not know it.
  std::string Library;
  std::vector<CallSite> Calls;
};

struct UnitSummary {
  std::vector<std::string> Files;
  std::vector<Symbol> Symbols;
  std::vector<FunctionSummary> Functions;
};

/// A call of a summary, as the unit knows it.
struct CallOrigin {
  clang::SourceLocation Loc;
  /// Null for what is no call expression.
  const clang::CallExpr *Call;
  /// Null for calls that keep no thread.
  const FunctionFact *Fact;
};

struct UnitCalls {
  UnitSummary Summary;
  /// By CallSite::Index.
  std::vector<CallOrigin> Origins;
  /// Parallel to Summary.Functions.
  std::vector<const clang::FunctionDecl *> Functions;
};

UnitCalls summarize(const UnitAnalysis &Unit);

/// One call of one function of one unit.
struct CallRef {
  unsigned Unit;
  unsigned Function;
  unsigned Call;
};

/// A call in a coroutine that ends, through functions of the project, in one
/// that keeps the thread.
struct BlockingChain {
  /// In execution order: the call in the coroutine, the calls on the way, the
  /// call that blocks.
  std::vector<CallRef> Calls;
  /// Other calls of the same function by coroutines.
  std::vector<CallRef> Others;
};

struct Judgement {
  std::vector<CallRef> Direct;
  std::vector<BlockingChain> Chains;
};

/// What counts as blocking, and where: the options of the checks.
struct BlockingRules {
  llvm::function_ref<bool(const FunctionSummary &Caller, const Symbol &Callee,
                          const CallSite &)>
      Blocks;
  /// Functions that are no way to a blocking call, although they have one.
  llvm::function_ref<bool(const Symbol &)> IsAllowed;
  /// Functions that are run like coroutines by a stackful framework.
  llvm::function_ref<bool(const Symbol &)> IsAssumedAsync;
  unsigned MaxDepth = 8;
};

Judgement judge(llvm::ArrayRef<const UnitSummary *> Units,
                const BlockingRules &Rules);

} // namespace cotidy

#endif
