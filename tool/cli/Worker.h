// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lints one unit. Runs in a process of its own: it changes the working
// directory, and nothing is cleaned up at its end.

#ifndef COTIDY_TOOL_CLI_WORKER_H
#define COTIDY_TOOL_CLI_WORKER_H

#include "tool/cli/Database.h"
#include "tool/cli/UnitResult.h"

#include "clang-tidy/ClangTidyOptions.h"

namespace cotidy {

struct Assignment {
  Unit Source;
  clang::tidy::ClangTidyOptions Options;
  /// Only findings in these files, absolute; all when empty.
  std::vector<std::string> OnlyIn;
  /// A kind of dump to make instead of findings; may be empty.
  std::string Dump;
  std::string ResourceDir;
};

void lintUnit(const Assignment &Work, llvm::raw_ostream &Out);

/// Writes something when the unit includes a file of `OnlyIn`, else nothing.
void scanUnit(const Assignment &Work, llvm::raw_ostream &Out);

} // namespace cotidy

#endif
