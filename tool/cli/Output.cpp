// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Output.h"

#include "tool/cli/Arguments.h"
#include "tool/report/Json.h"
#include "tool/report/Text.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cotidy {

namespace {

constexpr StringRef Kinds[] = {"text", "json"};

bool wantsColours() {
  StringRef Terminal = getenv("TERM") ? getenv("TERM") : "";
  const char *Refused = getenv("NO_COLOR");
  return sys::Process::StandardOutIsDisplayed() && Terminal != "dumb" &&
         !(Refused && *Refused);
}

void printAs(StringRef Kind, const Report &R, raw_ostream &Out, bool Colours) {
  if (Kind == "json")
    printJson(R, Out);
  else
    printText(R, Out, Colours);
}

void printSummary(const Report &R) {
  size_t Findings = count_if(R.Findings, isOpen);
  errs() << Findings << (Findings == 1 ? " finding in " : " findings in ")
         << R.Analyzed << (R.Analyzed == 1 ? " unit" : " units");
  if (!R.Failed.empty())
    errs() << ", " << R.Failed.size() << " failed";
  errs() << '\n';
}

} // namespace

Expected<std::vector<OutputRequest>> readOutputs(ArrayRef<std::string> Values) {
  std::vector<OutputRequest> Outputs;
  for (StringRef Value : Values) {
    auto [Kind, File] = Value.split(':');
    if (!is_contained(Kinds, Kind))
      return unknownWord("format", Kind, Kinds);
    if (Value.ends_with(":"))
      return createStringError("--format=%s names no file",
                               Value.str().c_str());
    Outputs.push_back({Kind.str(), File.str()});
  }
  if (Outputs.empty())
    Outputs.push_back({"text", ""});
  if (count_if(Outputs, [](const OutputRequest &O) { return O.File.empty(); }) >
      1)
    return createStringError(
        "two formats for standard output; name a file: --format=KIND:FILE");
  return Outputs;
}

Error print(const Report &R, ArrayRef<OutputRequest> Outputs) {
  for (const OutputRequest &Output : Outputs) {
    if (Output.File.empty()) {
      printAs(Output.Kind, R, outs(), wantsColours());
      outs().flush();
      if (Output.Kind == "text" && R.Analyzed != 0)
        printSummary(R);
      continue;
    }
    if (Error E = writeToOutput(Output.File, [&](raw_ostream &Out) {
          printAs(Output.Kind, R, Out, /*Colours=*/false);
          return Error::success();
        }))
      return createStringError("cannot write '%s': %s", Output.File.c_str(),
                               toString(std::move(E)).c_str());
  }
  return Error::success();
}

void printFailures(const Report &R) {
  for (const FailedUnit &Unit : R.Failed) {
    StringRef Reason = Unit.Reason;
    bool NamesFile = Reason.starts_with(Unit.File + ":");
    errs() << "cotidy: error: "
           << printable(NamesFile ? Reason.str()
                                  : Unit.File + ": " + Unit.Reason)
           << '\n';
  }
}

} // namespace cotidy
