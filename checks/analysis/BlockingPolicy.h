// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which calls count as blocking under these options, and how are a
// call and its replacement put into words?
// Not cached: each check judges with its own options. Cost: that of judge().

#ifndef COTIDY_CHECKS_ANALYSIS_BLOCKINGPOLICY_H
#define COTIDY_CHECKS_ANALYSIS_BLOCKINGPOLICY_H

#include "checks/analysis/CallFacts.h"
#include "checks/registry/CheckInfo.h"
#include "checks/registry/Finding.h"

#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Regex.h"

#include <optional>
#include <string>
#include <vector>

namespace cotidy {

inline constexpr OptionInfo Groups = {
    "Groups", "sleep;wait;process;dns;socket;file;input;database;compute",
    "groups of blocking calls to report"};
inline constexpr OptionInfo ExtraGroups = {
    "ExtraGroups", "",
    "groups to report as well: lock for short mutex sections, console for "
    "output"};
inline constexpr OptionInfo AllowedCallees = {
    "AllowedCallees", "",
    "functions that may block, as patterns of qualified names",
    OptionKind::Patterns};
inline constexpr OptionInfo BlockingCalls = {
    "BlockingCalls", "",
    "further blocking functions, as 'pattern' or 'pattern->replacement'; the "
    "replacement is shown in a note",
    OptionKind::Patterns};
inline constexpr OptionInfo AssumeCoroutineContext = {
    "AssumeCoroutineContext", "",
    "regular expression: functions with such a qualified name are treated like "
    "coroutines, for frameworks with stackful ones",
    OptionKind::Regex};

class BlockingPolicy {
public:
  explicit BlockingPolicy(const Options &Opts);
  BlockingPolicy(const BlockingPolicy &) = delete;
  BlockingPolicy &operator=(const BlockingPolicy &) = delete;

  Judgement judge(const UnitCalls &Calls, unsigned MaxDepth) const;

  /// What to do instead: for the coroutine's library first. Empty when nothing
  /// is known.
  std::string replacement(const UnitAnalysis &Unit, const CallRef &Ref) const;

private:
  struct Pattern {
    llvm::GlobPattern Name;
    std::string Replacement;
  };
  const Pattern *pattern(const Symbol &Callee) const;

  std::vector<std::string> EnabledGroups;
  // Patterns refer to their text.
  std::vector<std::string> BlockingTexts;
  std::vector<std::string> AllowedTexts;
  std::vector<Pattern> Blocking;
  std::vector<llvm::GlobPattern> Allowed;
  std::optional<llvm::Regex> Assumed;
};

/// A finding at this call, without its message.
Finding findingAt(const UnitCalls &Calls, const CallRef &Ref);

/// "'sleep_for' blocks", "constructing 'ifstream' blocks".
std::string blocks(const UnitCalls &Calls, const CallRef &Ref);
/// "'sleep_for'", "the constructor of 'ifstream'".
std::string callee(const UnitCalls &Calls, const CallRef &Ref);
/// "coroutine 'serve'", "this coroutine lambda".
std::string context(const UnitCalls &Calls, const CallRef &Ref);

const CallSite &site(const UnitCalls &Calls, const CallRef &Ref);
const CallOrigin &origin(const UnitCalls &Calls, const CallRef &Ref);

} // namespace cotidy

#endif
