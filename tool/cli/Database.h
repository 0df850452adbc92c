// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compilation database as a list of units. Clang's own reader accepts
// anything that looks like JSON and says nothing about the rest; here a broken
// database is an error with line and column.

#ifndef COTIDY_TOOL_CLI_DATABASE_H
#define COTIDY_TOOL_CLI_DATABASE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace cotidy {

struct Unit {
  /// Absolute, without `.` and `..`.
  std::string File;
  /// Where the command runs.
  std::string Directory;
  /// From a database: the whole command line. Typed by the user: flags only.
  std::vector<std::string> CommandLine;
  bool FromDatabase = true;
};

struct Database {
  /// The file that was read.
  std::string Path;
  /// The C++ units in the order of the file, each source once: of several
  /// commands for one source the first counts.
  std::vector<Unit> Units;
};

/// `Path` is compile_commands.json or a folder with one.
llvm::Expected<Database> readDatabase(llvm::StringRef Path);

/// The databases for code in `Folder`, nearest first: in each parent
/// compile_commands.json, then those of its folders named build*.
std::vector<std::string> findDatabases(llvm::StringRef Folder);

/// Absolute, without `.` and `..`.
std::string absolutePath(llvm::StringRef Path);

/// True when `File` is `Folder` or lies below it; both absolute.
bool isBelow(llvm::StringRef File, llvm::StringRef Folder);

} // namespace cotidy

#endif
