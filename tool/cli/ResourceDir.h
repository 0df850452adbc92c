// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef COTIDY_TOOL_CLI_RESOURCEDIR_H
#define COTIDY_TOOL_CLI_RESOURCEDIR_H

#include "llvm/Support/Error.h"

#include <string>

namespace cotidy {

/// Where Clang's own headers (stddef.h and friends) are: beside the binary
/// when they were installed with it, else where they were at build time.
llvm::Expected<std::string> findResourceDir();

} // namespace cotidy

#endif
