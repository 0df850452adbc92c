// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which two accesses to one object can happen at the same time on two
// threads, at least one of them a write and no lock common to both?
// Cached per translation unit. Cost: nothing in units that start nothing; else
// one dataflow over each function that starts something or calls what does.
//
// Two pieces of code run at the same time when the unit shows it: a function
// starts one and goes on before it waits, it starts two on different threads,
// it starts one again in a loop, siblings run on an executor with several
// threads, or an object starts a thread of its own and lets others call it
// until the thread is joined. Whatever waits, or may wait, ends the proof; so
// does the way out of a branch that finds a start to have failed.
//
// Not seen: order that comes from anything but starts, joins, waits and locks.

#ifndef COTIDY_CHECKS_ANALYSIS_RACES_H
#define COTIDY_CHECKS_ANALYSIS_RACES_H

#include "checks/analysis/OwnedThreads.h"

namespace cotidy {

class Races {
public:
  Races(const UnitAnalysis &Unit, const ExecutionContexts &Contexts);
  ~Races();

  /// Each pair of places in the source once, in the order of the unit.
  llvm::ArrayRef<Race> all() const { return Found; }
  const SharedAccesses &accesses() const { return Shared; }

private:
  friend class RaceFrame;
  /// A start that may be under way, in the terms of the function that started
  /// it or called who did.
  struct Running {
    const Start *Begun;
    const clang::Expr *At;
    std::vector<Access> Does;
    const clang::ValueDecl *Handle;
    /// The local variable that owns the handle, else null.
    const clang::ValueDecl *Owner = nullptr;
  };
  /// What a function leaves running when it returns.
  const std::vector<Running> &leftBy(const clang::FunctionDecl &Function);
  bool add(Race New);

  const UnitAnalysis &Unit;
  const ExecutionContexts &Contexts;
  SharedAccesses Shared;
  HandleEnds Ends;
  llvm::DenseMap<const clang::FunctionDecl *,
                 std::unique_ptr<std::vector<Running>>>
      Left;
  llvm::SmallDenseSet<std::pair<const clang::Expr *, const clang::Expr *>, 16>
      Known;
  std::vector<Race> Found;
};

} // namespace cotidy

#endif
