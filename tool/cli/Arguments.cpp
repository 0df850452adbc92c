// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Arguments.h"

#include "checks/model/Nearest.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace cotidy {

std::optional<std::string> Arguments::value(StringRef Option) const {
  std::vector<std::string> Values = all(Option);
  if (Values.empty())
    return std::nullopt;
  return Values.back();
}

std::vector<std::string> Arguments::all(StringRef Option) const {
  std::vector<std::string> Values;
  for (const auto &[Name, Value] : Options)
    if (Name == Option)
      Values.push_back(Value);
  return Values;
}

class ArgumentParser {
public:
  ArgumentParser(const CommandSpec &Command, ArrayRef<const char *> Words)
      : Command(Command), Words(Words) {}

  Expected<Arguments> parse();

private:
  const OptionSpec *find(StringRef Name) const;
  Error addOption(StringRef Word);
  Error unknown(StringRef Name) const;

  const CommandSpec &Command;
  ArrayRef<const char *> Words;
  Arguments Result;
};

Expected<Arguments> ArgumentParser::parse() {
  while (!Words.empty()) {
    StringRef Word = Words.front();
    Words = Words.drop_front();
    if (Word == "--" && Command.TakesFlags) {
      Result.AfterDashes.emplace(Words.begin(), Words.end());
      break;
    }
    if (!Word.starts_with("-") || Word == "-")
      Result.Positional.push_back(Word.str());
    else if (Error E = addOption(Word))
      return std::move(E);
  }
  return std::move(Result);
}

const OptionSpec *ArgumentParser::find(StringRef Name) const {
  for (const OptionSpec &Option : Command.Options)
    if (Option.Name == Name)
      return &Option;
  return nullptr;
}

Error ArgumentParser::addOption(StringRef Word) {
  auto [Name, Value] = Word.split('=');
  bool HasValue = Name.size() < Word.size();
  // -j4 and -pbuild, as with make and ninja.
  if (!Word.starts_with("--") && Word.size() > 2) {
    Name = Word.take_front(2);
    Value = Word.drop_front(2);
    Value.consume_front("=");
    HasValue = true;
  }
  const OptionSpec *Option = find(Name);
  if (!Option)
    return unknown(Word.starts_with("--") ? Name : Word);
  if (Option->Value.empty() && HasValue)
    return createStringError("option '%s' takes no value", Name.str().c_str());
  if (!Option->Value.empty() && !HasValue) {
    if (Words.empty() || StringRef(Words.front()) == "--")
      return createStringError("option '%s' needs a value: %s",
                               Name.str().c_str(), Option->Value.data());
    Value = Words.front();
    Words = Words.drop_front();
  }
  Result.Options.emplace_back(Option->Name, Value.str());
  return Error::success();
}

Error ArgumentParser::unknown(StringRef Name) const {
  std::vector<StringRef> Valid;
  for (const OptionSpec &Option : Command.Options)
    Valid.push_back(Option.Name);
  StringRef Near = nearest(Name, Valid);
  return createStringError(
      "unknown option '%s'%s", Name.str().c_str(),
      Near.empty()
          ? ("; 'cotidy help " + Command.Name + "' shows them").str().c_str()
          : ("; did you mean '" + Near + "'?").str().c_str());
}

Expected<Arguments> parseArguments(const CommandSpec &Command,
                                   ArrayRef<const char *> Words) {
  return ArgumentParser(Command, Words).parse();
}

Error unknownWord(StringRef Kind, StringRef Word, ArrayRef<StringRef> Valid) {
  StringRef Near = nearest(Word, Valid);
  std::string Hint = Near.empty() ? "there are: " + join(Valid, ", ")
                                  : ("did you mean '" + Near + "'?").str();
  return createStringError("unknown %s '%s'; %s", Kind.str().c_str(),
                           Word.str().c_str(), Hint.c_str());
}

Expected<unsigned> positiveNumber(StringRef Option, StringRef Text) {
  unsigned Number = 0;
  if (Text.getAsInteger(10, Number) || Number == 0 || Number > 1000000)
    return createStringError("option '%s' needs a positive number, not '%s'",
                             Option.str().c_str(), Text.str().c_str());
  return Number;
}

} // namespace cotidy
