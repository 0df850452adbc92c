// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which unit includes this header?
//
// Only preprocessing a unit answers that. Units with the header's name come
// first, then those in the nearest folders, so the first is mostly right.

#ifndef COTIDY_TOOL_CLI_HEADERSEARCH_H
#define COTIDY_TOOL_CLI_HEADERSEARCH_H

#include "tool/cli/Plan.h"
#include "tool/cli/Pool.h"

namespace cotidy {

/// Adds to the plan's units one for each of its headers, or a failure for
/// headers that no unit includes. Returns the headers to which findings in the
/// added units are limited.
std::map<std::string, std::vector<std::string>>
resolveHeaders(Plan &P, const PoolLimits &Limits,
               const std::string &ResourceDir);

} // namespace cotidy

#endif
