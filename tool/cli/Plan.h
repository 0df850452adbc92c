// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which units does a command line mean, and with which flags?

#ifndef COTIDY_TOOL_CLI_PLAN_H
#define COTIDY_TOOL_CLI_PLAN_H

#include "tool/cli/Database.h"
#include "tool/report/Report.h"

#include <map>
#include <optional>

namespace cotidy {

struct PlanRequest {
  /// Files and folders as typed.
  std::vector<std::string> Paths;
  std::optional<std::string> BuildDir;
  /// What followed `--`, already checked.
  std::optional<std::vector<std::string>> Flags;
};

/// A header to lint through the first unit that includes it.
struct WantedHeader {
  std::string File;
  std::shared_ptr<const Database> From;
};

struct Plan {
  std::vector<Unit> Units;
  std::vector<WantedHeader> Headers;
  /// Paths for which there is nothing to lint.
  std::vector<FailedUnit> Failed;
};

llvm::Expected<Plan> makePlan(const PlanRequest &Request);

} // namespace cotidy

#endif
