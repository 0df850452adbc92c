// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One report out of the results of all units: a finding in a header that many
// units include stands in it once, and the order is that of the files whatever
// order the workers ended in.

#ifndef COTIDY_TOOL_CLI_MERGE_H
#define COTIDY_TOOL_CLI_MERGE_H

#include "tool/cli/UnitResult.h"

namespace cotidy {

/// Appends the units' findings, each once, sorted by place, with complete
/// fingerprints.
void mergeFindings(std::vector<UnitResult> Units, Report &R);

/// Paths below the working directory become relative to it.
void shortenPaths(Report &R);

} // namespace cotidy

#endif
