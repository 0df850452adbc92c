// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes safe fixes into the sources. A finding is fixed as a whole or not at
// all; of two that want to change the same text differently, the first wins.

#ifndef COTIDY_TOOL_CLI_FIXES_H
#define COTIDY_TOOL_CLI_FIXES_H

#include "tool/report/Report.h"

#include <set>

namespace cotidy {

struct FixOutcome {
  unsigned Fixes = 0;
  unsigned Files = 0;
  /// Indices of the findings that are no longer true.
  std::set<size_t> Fixed;
  std::vector<std::string> Problems;
};

/// Changes files below `Roots` only, wherever symbolic links lead.
FixOutcome applyFixes(const Report &R, const std::set<std::string> &Roots);

} // namespace cotidy

#endif
