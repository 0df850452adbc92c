// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the registry knows, for people (`list`, `explain`) and for scripts.

#include "checks/registry/Registry.h"
#include "tool/cli/Commands.h"
#include "tool/cli/Selection.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cotidy {

namespace {

void listText() {
  for (const RegisteredCheck &Check : allChecks())
    outs() << formatv(
        "{0,-32} {1,-8} {2,-4} {3}\n", Check.Id, spelling(Check.Info->Level),
        Check.Info->DefaultOn ? "on" : "off", Check.Info->Summary);
}

void writeOptions(const RegisteredCheck &Check, json::OStream &Out) {
  for (const OptionInfo &Option : Check.Info->Opts)
    Out.object([&] {
      Out.attribute("name", Option.Name);
      Out.attribute("default", Option.Default);
      Out.attribute("help", Option.Help);
    });
}

void listJson() {
  json::OStream Out(outs(), /*IndentSize=*/2);
  Out.array([&] {
    for (const RegisteredCheck &Check : allChecks())
      Out.object([&] {
        Out.attribute("check", Check.Id);
        Out.attribute("family", Check.Family);
        Out.attribute("severity", spelling(Check.Info->Level));
        Out.attribute("default", Check.Info->DefaultOn);
        Out.attribute("summary", Check.Info->Summary);
        Out.attribute("since", Check.Info->Since);
        Out.attribute("fix", Check.Info->HasFix);
        Out.attributeArray("options", [&] { writeOptions(Check, Out); });
      });
  });
  outs() << '\n';
}

Expected<int> list(const Arguments &Args) {
  if (!Args.Positional.empty())
    return createStringError("'list' takes no '%s'",
                             Args.Positional.front().c_str());
  std::string Format = Args.value("--format").value_or("text");
  if (Args.has("--clang-tidy"))
    outs() << "-*," << join(defaultChecks(), ",") << '\n';
  else if (Format == "json")
    listJson();
  else if (Format == "text")
    listText();
  else
    return unknownWord("format", Format, {"text", "json"});
  return 0;
}

Error unknownCheck(StringRef Word) {
  std::vector<StringRef> Ids;
  for (const RegisteredCheck &Check : allChecks())
    Ids.push_back(Check.Id);
  return unknownWord("check", Word, Ids);
}

void explainOptions(const RegisteredCheck &Check) {
  if (Check.Info->Opts.empty())
    return;
  outs() << "\n## Options in .clang-tidy\n";
  for (const OptionInfo &Option : Check.Info->Opts)
    outs() << "- `" << Check.Id << '.' << Option.Name << "` (default: "
           << (Option.Default.empty() ? "empty"
                                      : ("`" + Option.Default + "`").str())
           << "): " << Option.Help << '\n';
}

Expected<int> explain(const Arguments &Args) {
  if (Args.Positional.size() != 1)
    return createStringError("'explain' needs the name of one check");
  StringRef Id = Args.Positional.front();
  const RegisteredCheck *Check = findCheck(Id);
  if (!Check && !Id.starts_with("async-"))
    Check = findCheck(("async-" + Id).str());
  if (!Check)
    return unknownCheck(Id);
  outs() << "# " << Check->Id << "\nseverity: " << spelling(Check->Info->Level)
         << ", " << (Check->Info->DefaultOn ? "on" : "off") << " by default\n\n"
         << page(*Check).rtrim() << '\n';
  explainOptions(*Check);
  return 0;
}

constexpr OptionSpec ListOptions[] = {
    {"--format", "text|json", "how the list is printed"},
    {"--clang-tidy", "",
     "print the default checks as a value for clang-tidy's --checks"},
};

} // namespace

const CommandSpec ListCommand = {"list",
                                 "[--format=json|--clang-tidy]",
                                 "lists the checks",
                                 ListOptions,
                                 false,
                                 list};

const CommandSpec ExplainCommand = {
    "explain", "CHECK", "says what a check finds, why, and what to do",
    {},        false,   explain};

} // namespace cotidy
