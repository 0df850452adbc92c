// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef COTIDY_TOOL_CLI_OUTPUT_H
#define COTIDY_TOOL_CLI_OUTPUT_H

#include "tool/report/Report.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

namespace cotidy {

struct OutputRequest {
  std::string Kind;
  /// Empty for standard output.
  std::string File;
};

/// The values of --format; text to standard output without one.
llvm::Expected<std::vector<OutputRequest>>
readOutputs(llvm::ArrayRef<std::string> Values);

llvm::Error print(const Report &R, llvm::ArrayRef<OutputRequest> Outputs);

/// One line on standard error for each unit that failed.
void printFailures(const Report &R);

} // namespace cotidy

#endif
