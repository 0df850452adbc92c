// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Commands.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cotidy {

namespace {

const CommandSpec *const Commands[] = {&CheckCommand, &ListCommand,
                                       &ExplainCommand, &HelpCommand};

Expected<int> help(const Arguments &Args) {
  if (Args.Positional.empty()) {
    printHelp(outs());
    return 0;
  }
  const CommandSpec *Command = findCommand(Args.Positional.front());
  if (!Command)
    return unknownCommand(Args.Positional.front());
  printHelp(*Command, outs());
  return 0;
}

} // namespace

const CommandSpec HelpCommand = {
    "help", "[COMMAND]", "shows what a command accepts", {}, false, help};

ArrayRef<const CommandSpec *> allCommands() { return Commands; }

const CommandSpec *findCommand(StringRef Name) {
  for (const CommandSpec *Command : Commands)
    if (Command->Name == Name)
      return Command;
  return nullptr;
}

Error unknownCommand(StringRef Word) {
  std::vector<StringRef> Names;
  for (const CommandSpec *Command : Commands)
    Names.push_back(Command->Name);
  return unknownWord("command", Word, Names);
}

void printHelp(raw_ostream &Out) {
  Out << "cotidy finds bugs in asynchronous C++\n\nusage: cotidy COMMAND "
         "[ARGUMENTS]\n       cotidy --version\n\n";
  for (const CommandSpec *Command : Commands)
    Out << formatv("  {0,-9} {1}\n", Command->Name, Command->Summary);
  Out << "\nexit codes: 0 nothing found, 1 findings, 2 cotidy could not do its "
         "work\n";
}

void printHelp(const CommandSpec &Command, raw_ostream &Out) {
  Out << "usage: cotidy " << Command.Name << ' ' << Command.Usage << "\n\n"
      << Command.Summary << '\n';
  if (!Command.Options.empty())
    Out << '\n';
  for (const OptionSpec &Option : Command.Options) {
    std::string Form = Option.Name.str();
    if (!Option.Value.empty())
      Form += (Form.starts_with("--") ? "=" : " ") + Option.Value.str();
    Out << formatv("  {0,-24} {1}\n", Form, Option.Help);
  }
}

} // namespace cotidy
