// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does this piece of code belong to the project that is linted?
// Cached per file. Cost: one look-up in the source manager, and for each file
// once a walk up to the project root.
//
// Every analysis that reads function bodies asks here first. Bodies outside
// the project are read only to learn facts about types (is an await_ready
// constant, which promise belongs to a task); no finding points at them.

#ifndef COTIDY_CHECKS_ANALYSIS_PROJECTCODE_H
#define COTIDY_CHECKS_ANALYSIS_PROJECTCODE_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace clang {
class SourceManager;
}

namespace cotidy {

class ProjectCode {
public:
  explicit ProjectCode(const clang::SourceManager &Sources);

  /// True in the main file and in non-system headers below the project root,
  /// without those that Qt's moc generates and those of others: below a folder
  /// such as `third_party`, or in a repository inside the repository.
  /// For code from a macro, the place of the expansion decides.
  bool contains(clang::SourceLocation Loc) const;

  /// The nearest folder at or above the main file that holds `.clang-tidy` or
  /// `.git`, else the main file's own folder. Absolute.
  const std::string &root() const { return Root; }

private:
  bool containsFile(clang::FileID File) const;
  bool isVendored(llvm::StringRef Header) const;

  const clang::SourceManager &Sources;
  std::string Main;
  std::string Root;
  mutable llvm::DenseMap<clang::FileID, bool> Files;
};

/// Written in a macro of a system header, and not in what it was given.
bool isWrittenByForeignMacro(clang::SourceLocation Loc,
                             const clang::SourceManager &Sources);

} // namespace cotidy

#endif
