// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command line as tables: what a command accepts is declared once, and
// parsing, help and "did you mean" all read that.

#ifndef COTIDY_TOOL_CLI_ARGUMENTS_H
#define COTIDY_TOOL_CLI_ARGUMENTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cotidy {

struct OptionSpec {
  /// With its dashes.
  llvm::StringLiteral Name;
  /// What its value is called in help; empty for a flag.
  llvm::StringLiteral Value;
  llvm::StringLiteral Help;
};

class Arguments {
public:
  bool has(llvm::StringRef Option) const { return !all(Option).empty(); }
  /// The last value counts.
  std::optional<std::string> value(llvm::StringRef Option) const;
  std::vector<std::string> all(llvm::StringRef Option) const;

  std::vector<std::string> Positional;
  /// What follows `--`; absent without one.
  std::optional<std::vector<std::string>> AfterDashes;

private:
  friend class ArgumentParser;
  std::vector<std::pair<llvm::StringRef, std::string>> Options;
};

struct CommandSpec {
  llvm::StringLiteral Name;
  llvm::StringLiteral Usage;
  llvm::StringLiteral Summary;
  llvm::ArrayRef<OptionSpec> Options;
  bool TakesFlags;
  /// The exit code, or the one line that says why there is none.
  llvm::Expected<int> (*Run)(const Arguments &);
};

llvm::Expected<Arguments> parseArguments(const CommandSpec &Command,
                                         llvm::ArrayRef<const char *> Words);

/// "unknown KIND 'WORD'; did you mean 'NEAREST'?", or without a near one the
/// whole list.
llvm::Error unknownWord(llvm::StringRef Kind, llvm::StringRef Word,
                        llvm::ArrayRef<llvm::StringRef> Valid);

llvm::Expected<unsigned> positiveNumber(llvm::StringRef Option,
                                        llvm::StringRef Text);

} // namespace cotidy

#endif
