// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compile flags come from a file that somebody else wrote for some compiler,
// perhaps GCC. What Clang does not know is dropped, and so is all that could
// run a program, load a library or write a file: linting must do neither.
//
// Only flags that are known to change what the code means are kept, so a flag
// that a later compiler adds is harmless until it is listed here. The worker
// clears the same abilities once more in Clang's own options.

#ifndef COTIDY_TOOL_CLI_COMPILEFLAGS_H
#define COTIDY_TOOL_CLI_COMPILEFLAGS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace cotidy {

/// The flags of a whole command line (compiler launchers, compiler, flags and
/// input files) as Clang understands them. `Directory` is where response files
/// are looked for.
std::vector<std::string> adaptedFlags(llvm::ArrayRef<std::string> CommandLine,
                                      llvm::StringRef Directory);

/// The same for flags that the user typed, where an unknown one is an error.
llvm::Expected<std::vector<std::string>>
checkedFlags(llvm::ArrayRef<std::string> Flags, llvm::StringRef Directory);

/// False when the command line compiles C, assembler or a language that has no
/// coroutines.
bool compilesCxx(llvm::ArrayRef<std::string> CommandLine, llvm::StringRef File);

} // namespace cotidy

#endif
