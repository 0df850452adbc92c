// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/registry/CheckInfo.h"

#include "checks/registry/Finding.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace cotidy {

StringRef spelling(Severity S) {
  switch (S) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Info:
    return "info";
  }
  llvm_unreachable("covered switch");
}

StringRef spelling(NoteRole Role) {
  switch (Role) {
  case NoteRole::Task:
    return "task";
  case NoteRole::Read:
    return "read";
  case NoteRole::Suspend:
    return "suspend";
  case NoteRole::Write:
    return "write";
  case NoteRole::Call:
    return "call";
  case NoteRole::Block:
    return "block";
  case NoteRole::Throw:
    return "throw";
  case NoteRole::Other:
    return "other";
  case NoteRole::Context:
    return "context";
  case NoteRole::Hint:
    return "hint";
  }
  llvm_unreachable("covered switch");
}

static std::string problemWithPatterns(StringRef Value) {
  for (StringRef Entry : split(Value, ';')) {
    StringRef Pattern = Entry.split("->").first.trim();
    if (Expected<GlobPattern> Parsed = GlobPattern::create(Pattern); !Parsed)
      return ("holds '" + Pattern +
              "', which is no pattern: " + toString(Parsed.takeError()))
          .str();
  }
  return "";
}

std::string problemWith(const OptionInfo &Option, StringRef Value) {
  unsigned Number;
  std::string Why;
  switch (Option.Kind) {
  case OptionKind::Text:
    return "";
  case OptionKind::Flag:
    if (is_contained({"true", "false", "1", "0"}, Value))
      return "";
    return ("must be true or false, not '" + Value + "'").str();
  case OptionKind::Number:
    if (!Value.getAsInteger(10, Number))
      return "";
    return ("must be a number, not '" + Value + "'").str();
  case OptionKind::Patterns:
    return problemWithPatterns(Value);
  case OptionKind::Regex:
    if (Regex(Value).isValid(Why))
      return "";
    return ("is '" + Value + "', which is no regular expression: " + Why).str();
  }
  llvm_unreachable("covered switch");
}

Options::Options(ArrayRef<OptionInfo> Declared) {
  for (const OptionInfo &Option : Declared)
    Values[Option.Name] = Option.Default.str();
}

bool Options::set(StringRef Name, StringRef Value) {
  StringMap<std::string>::iterator It = Values.find(Name);
  if (It == Values.end())
    return false;
  It->second = Value.str();
  return true;
}

StringRef Options::text(const OptionInfo &Option) const {
  StringMap<std::string>::const_iterator It = Values.find(Option.Name);
  assert(It != Values.end() && "a check may only ask for options it declares");
  return It->second;
}

bool Options::flag(const OptionInfo &Option) const {
  StringRef Value = text(Option);
  return Value == "true" || Value == "1";
}

unsigned Options::number(const OptionInfo &Option) const {
  unsigned Value = 0;
  if (text(Option).getAsInteger(10, Value))
    Option.Default.getAsInteger(10, Value);
  return Value;
}

std::vector<std::string> Options::list(const OptionInfo &Option) const {
  SmallVector<StringRef, 8> Parts;
  text(Option).split(Parts, ';', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  std::vector<std::string> Result;
  for (StringRef Part : Parts)
    if (StringRef Trimmed = Part.trim(); !Trimmed.empty())
      Result.push_back(Trimmed.str());
  return Result;
}

} // namespace cotidy
