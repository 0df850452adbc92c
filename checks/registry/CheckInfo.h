// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known about a check without running it. The id is not repeated
// here: it exists once, in Checks.def.

#ifndef COTIDY_CHECKS_REGISTRY_CHECKINFO_H
#define COTIDY_CHECKS_REGISTRY_CHECKINFO_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <memory>
#include <string>
#include <vector>

namespace cotidy {

class Check;

enum class Severity { Error, Warning, Info };

llvm::StringRef spelling(Severity S);

/// What an option's value must look like.
enum class OptionKind {
  Text,     // anything: names, or words the check knows
  Flag,     // true or false
  Number,   // a natural number
  Patterns, // globs separated by semicolons, each perhaps with '->' and a text
  Regex,    // a regular expression
};

/// One option, declared once: hosts read it and store it from this record, so
/// the two names cannot differ.
struct OptionInfo {
  llvm::StringLiteral Name;
  llvm::StringLiteral Default;
  llvm::StringLiteral Help;
  OptionKind Kind = OptionKind::Text;
};

/// Why `Value` cannot be the option's value, in words that continue its name
/// ("must be a number, not 'many'"); empty when it can.
std::string problemWith(const OptionInfo &Option, llvm::StringRef Value);

/// The values of a check's options, defaults filled in.
class Options {
public:
  explicit Options(llvm::ArrayRef<OptionInfo> Declared);

  /// False when no option of that name is declared.
  bool set(llvm::StringRef Name, llvm::StringRef Value);

  llvm::StringRef text(const OptionInfo &Option) const;
  /// "true" and "1" are true, everything else is false.
  bool flag(const OptionInfo &Option) const;
  unsigned number(const OptionInfo &Option) const;
  /// Splits at semicolons, trims, drops empty entries.
  std::vector<std::string> list(const OptionInfo &Option) const;

private:
  llvm::StringMap<std::string> Values;
};

struct CheckInfo {
  /// One line, completes "finds ...".
  llvm::StringLiteral Summary;
  /// Shown in cotidy's own output; clang-tidy hosts always see a warning.
  Severity Level = Severity::Warning;
  bool DefaultOn = true;
  llvm::StringLiteral Since;
  bool HasFix = false;
  llvm::ArrayRef<OptionInfo> Opts = {};
  std::unique_ptr<Check> (*Make)(const Options &) = nullptr;
};

} // namespace cotidy

#endif
