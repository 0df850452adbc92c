// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what may other threads do to an object while a thread of its own
// runs, and who ends that thread?
// Cached: the handles that each function ends. Cost: one walk over each body of
// a class whose objects have a thread.
//
// A public method may be called while the thread runs, when the constructor
// starts it and the method does not join it. What stands before the join in a
// method that does is run beside the thread in any case.
//
// Not seen: methods that something else keeps from being called meanwhile.

#ifndef COTIDY_CHECKS_ANALYSIS_OWNEDTHREADS_H
#define COTIDY_CHECKS_ANALYSIS_OWNEDTHREADS_H

#include "checks/analysis/SharedAccesses.h"

namespace cotidy {

struct RaceSide {
  Access What;
  /// What runs it; null for the code that does the starting, or that calls
  /// methods of an object with a thread.
  const Start *Begun = nullptr;
};

struct Race {
  RaceSide One; // a write
  RaceSide Two;
  enum Proof {
    Repeated,   // the same start, again
    SideBySide, // two starts
    Starter,    // a start, and who started it
    Siblings,   // awaited together
    Owner,      // a method of the object whose thread it is
    BeforeJoin, // before the join of the object's thread
  } Why;
  /// Starter: it runs when this call, after the start, is made.
  /// BeforeJoin: the join.
  const clang::Expr *Until = nullptr;
};

/// The handles that a function waits for, or hands to others.
class HandleEnds {
public:
  using Handles = llvm::SmallPtrSet<const clang::ValueDecl *, 4>;

  HandleEnds(const ExecutionContexts &Contexts, SharedAccesses &Shared);
  const Handles &of(const clang::FunctionDecl &Function);

private:
  const ExecutionContexts &Contexts;
  SharedAccesses &Shared;
  llvm::SmallPtrSet<const clang::ValueDecl *, 8> All;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Handles>> Known;
};

/// The handle that a call waits for, as C spells it; null for any other call.
const clang::ValueDecl *joined(const UnitAnalysis &Unit,
                               const clang::FunctionDecl &Function,
                               const clang::Stmt *S);

/// The races of methods with the thread of their object.
std::vector<Race> ownedThreadRaces(const UnitAnalysis &Unit,
                                   const ExecutionContexts &Contexts,
                                   SharedAccesses &Shared, HandleEnds &Ends);

} // namespace cotidy

#endif
