// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds the command and turns its outcome into an exit code: 0 nothing found,
// 1 findings, 2 the tool could not do its work.

#include "tool/cli/Commands.h"
#include "tool/report/Text.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace cotidy;

static Expected<int> run(ArrayRef<const char *> Words) {
  if (Words.empty()) {
    printHelp(errs());
    return 2;
  }
  StringRef Word = Words.front();
  if (Word == "--version") {
    outs() << "cotidy " COTIDY_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
    return 0;
  }
  if (Word == "--help" || Word == "-h")
    Word = "help";
  const CommandSpec *Command = findCommand(Word);
  if (!Command)
    return unknownCommand(Word);
  Words = Words.drop_front();
  if (!Words.empty() && (StringRef(Words.front()) == "--help" ||
                         StringRef(Words.front()) == "-h")) {
    printHelp(*Command, outs());
    return 0;
  }
  Expected<Arguments> Parsed = parseArguments(*Command, Words);
  if (!Parsed)
    return Parsed.takeError();
  return Command->Run(*Parsed);
}

int main(int Count, char **Words) {
  Expected<int> Code =
      run(ArrayRef<const char *>(Words, Count).drop_front(Count ? 1 : 0));
  if (!Code) {
    errs() << "cotidy: error: " << printable(toString(Code.takeError()))
           << '\n';
    Code = 2;
  }
  outs().flush();
  if (outs().has_error()) {
    errs() << "cotidy: error: standard output: " << outs().error().message()
           << '\n';
    outs().clear_error();
    return 2;
  }
  return *Code;
}
