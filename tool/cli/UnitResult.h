// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a worker tells its parent about one unit, and how: lines of JSON, so
// that a reason written before a crash still arrives.

#ifndef COTIDY_TOOL_CLI_UNITRESULT_H
#define COTIDY_TOOL_CLI_UNITRESULT_H

#include "tool/report/Report.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace cotidy {

struct UnitResult {
  /// The fingerprints hold what identifies a finding but for its ordinal; the
  /// parent completes them. Paths are absolute.
  std::vector<ReportedFinding> Findings;
  /// Empty when the unit could be read to its end.
  std::string Failure;
  std::string Dump;
  /// Fixes may only touch files below it.
  std::string ProjectRoot;
};

void writeFailure(llvm::StringRef Reason, llvm::raw_ostream &Out);
void writeResult(const UnitResult &Result, llvm::raw_ostream &Out);

/// Whatever was cut off is left out.
UnitResult readResult(llvm::StringRef Lines);

} // namespace cotidy

#endif
