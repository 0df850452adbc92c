// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef COTIDY_TOOL_CLI_COMMANDS_H
#define COTIDY_TOOL_CLI_COMMANDS_H

#include "tool/cli/Arguments.h"

namespace cotidy {

extern const CommandSpec CheckCommand;
extern const CommandSpec ListCommand;
extern const CommandSpec ExplainCommand;
extern const CommandSpec HelpCommand;

llvm::ArrayRef<const CommandSpec *> allCommands();

/// Null when there is no such command.
const CommandSpec *findCommand(llvm::StringRef Name);

/// "unknown command 'WORD'; ...".
llvm::Error unknownCommand(llvm::StringRef Word);

void printHelp(llvm::raw_ostream &Out);
void printHelp(const CommandSpec &Command, llvm::raw_ostream &Out);

} // namespace cotidy

#endif
