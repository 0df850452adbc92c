// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which locks does each way to a point of a function hold, and which
// conditions are known on that way?
// Not cached: the state of one dataflow. Cost: at most a handful of ways are
// told apart at each point; of more, only what all of them hold is left.
//
// Not decided here: what a lock is, and who holds it. A path knows numbers.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCKPATHS_H
#define COTIDY_CHECKS_ANALYSIS_LOCKPATHS_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace cotidy {

/// Names an expression among the keys of facts; odd, hence no address.
inline const void *hashKey(unsigned Hash) {
  return reinterpret_cast<const void *>(uintptr_t(Hash) * 2 + 1);
}
inline bool isHashKey(const void *Key) {
  return reinterpret_cast<uintptr_t>(Key) & 1;
}

/// One way to reach a point.
struct LockPath {
  llvm::SmallVector<unsigned, 2> Held; // sorted numbers of acquisitions
  /// Moved from its variable, and not yet kept by another: by the move.
  llvm::SmallVector<std::pair<const void *, unsigned>, 1> Moving;
  /// Conditions and the results of tries that are known on this path.
  llvm::SmallVector<std::pair<const void *, bool>, 2> Facts;

  std::optional<bool> fact(const void *Key) const;
  void forget(const void *Key);
  void learn(const void *Key, bool Value);
  void hold(unsigned Acquired);
};

struct LockPaths {
  llvm::SmallVector<LockPath, 2> Paths;
  /// Too many ways: only what all of them hold is left.
  bool Merged = false;

  bool join(const LockPaths &Other);
  bool add(const LockPath &Theirs);

private:
  bool intersect(const LockPath &Theirs);
  void merge();
};

} // namespace cotidy

#endif
