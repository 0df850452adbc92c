// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which checks run on a file, with which options?
//
// The default-on set first, then the globs of .clang-tidy files that name
// async checks, then --checks. A bare `*` or `-*` in a .clang-tidy file speaks
// of clang-tidy's own checks and changes nothing here.

#ifndef COTIDY_TOOL_CLI_SELECTION_H
#define COTIDY_TOOL_CLI_SELECTION_H

#include "clang-tidy/ClangTidyOptions.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace cotidy {

class Selection {
public:
  /// `Checks` is the value of --checks, `Models` that of each --model. Fails
  /// when a glob matches no check.
  static llvm::Expected<Selection> create(llvm::StringRef Checks,
                                          llvm::ArrayRef<std::string> Models);

  /// The options for a file as clang-tidy understands them, with `Checks`
  /// resolved to exact names. Fails when a .clang-tidy file is broken.
  llvm::Expected<clang::tidy::ClangTidyOptions> forFile(llvm::StringRef File);

private:
  struct Files;

  std::string Checks;
  std::string Models;
  std::shared_ptr<Files> Configuration;
};

/// The ids a comma-separated list of globs adds to, or with a leading `-`
/// removes from, `Ids`.
void applyGlobs(llvm::StringRef Globs, std::set<std::string> &Ids);

std::set<std::string> defaultChecks();

} // namespace cotidy

#endif
