// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `cotidy check`: plan, lint each unit in a worker, merge, fix, print.

#include "checks/analysis/Dump.h"
#include "tool/cli/Commands.h"
#include "tool/cli/CompileFlags.h"
#include "tool/cli/Fixes.h"
#include "tool/cli/HeaderSearch.h"
#include "tool/cli/Merge.h"
#include "tool/cli/Output.h"
#include "tool/cli/Progress.h"
#include "tool/cli/ResourceDir.h"
#include "tool/cli/Selection.h"
#include "tool/cli/Worker.h"
#include "tool/tidy/Adapter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cotidy {

namespace {

constexpr OptionSpec CheckOptions[] = {
    {"-p", "DIR", "folder with compile_commands.json"},
    {"--checks", "GLOBS",
     "comma-separated checks to add, or with a leading '-' to remove"},
    {"--format", "KIND[:FILE]", "text or json, to a file or standard output"},
    {"-j", "N", "number of units to lint at a time"},
    {"--fix", "", "apply the fixes that are marked safe"},
    {"--model", "FILE", "a library model, in addition to those built in"},
    {"--dump", "KIND", "print what an analysis found instead of findings"},
    {"--timeout", "SECONDS", "give a unit up after this time, by default 600"},
};

struct Settings {
  std::vector<OutputRequest> Outputs;
  PoolLimits Limits;
  std::string Dump;
  std::string ResourceDir;
  bool Fix = false;
};

struct Outcome {
  Report Findings;
  std::string Dump;
  std::set<std::string> Roots;
};

Error readNumbers(const Arguments &Args, PoolLimits &Limits) {
  Limits.Jobs = processors();
  for (auto [Option, Number] :
       {std::pair<StringRef, unsigned *>("-j", &Limits.Jobs),
        {"--timeout", &Limits.TimeoutSeconds}})
    if (std::optional<std::string> Text = Args.value(Option)) {
      Expected<unsigned> Value = positiveNumber(Option, *Text);
      if (!Value)
        return Value.takeError();
      *Number = *Value;
    }
  return Error::success();
}

Error checkDumpKind(StringRef Kind) {
  std::vector<StringRef> Names;
  for (const DumpKind &Known : dumpKinds())
    Names.push_back(Known.Name);
  return is_contained(Names, Kind) ? Error::success()
                                   : unknownWord("dump", Kind, Names);
}

Expected<Settings> readSettings(const Arguments &Args) {
  Settings Result;
  Result.Fix = Args.has("--fix");
  if (std::optional<std::string> Kind = Args.value("--dump")) {
    if (Error E = checkDumpKind(*Kind))
      return std::move(E);
    Result.Dump = *Kind;
  }
  if (Error E = readNumbers(Args, Result.Limits))
    return std::move(E);
  Expected<std::vector<OutputRequest>> Outputs =
      readOutputs(Args.all("--format"));
  if (!Outputs)
    return Outputs.takeError();
  Result.Outputs = std::move(*Outputs);
  Expected<std::string> Folder = findResourceDir();
  if (!Folder)
    return Folder.takeError();
  Result.ResourceDir = *Folder;
  return Result;
}

Expected<Plan> planFor(const Arguments &Args) {
  PlanRequest Request;
  Request.Paths = Args.Positional;
  Request.BuildDir = Args.value("-p");
  if (Args.AfterDashes) {
    Expected<std::vector<std::string>> Flags =
        checkedFlags(*Args.AfterDashes, absolutePath("."));
    if (!Flags)
      return Flags.takeError();
    Request.Flags = std::move(*Flags);
  }
  return makePlan(Request);
}

// Everything that can be wrong with configuration and models is found here,
// before the first worker starts; the models they share are loaded once.
Expected<std::vector<Assignment>> assign(Plan &P, Selection &Checks,
                                         const Settings &Given) {
  std::map<std::string, std::vector<std::string>> Limited =
      resolveHeaders(P, Given.Limits, Given.ResourceDir);
  std::vector<Assignment> Work;
  for (const Unit &U : P.Units) {
    Expected<clang::tidy::ClangTidyOptions> Configured = Checks.forFile(U.File);
    if (!Configured)
      return Configured.takeError();
    if (Error E = modelFor(*Configured).takeError())
      return std::move(E);
    Work.push_back({U, std::move(*Configured), Limited[U.File], Given.Dump,
                    Given.ResourceDir});
  }
  return Work;
}

std::vector<UnitResult> lintAll(ArrayRef<Assignment> Work,
                                const PoolLimits &Limits) {
  std::vector<UnitResult> Results(Work.size());
  Progress Shown(Work.size());
  runJobs(
      Work.size(), Limits,
      [&](size_t I, raw_ostream &Out) { lintUnit(Work[I], Out); },
      [&](size_t I, JobOutcome Ended) {
        Results[I] = readResult(Ended.Output);
        if (Results[I].Failure.empty())
          Results[I].Failure = Ended.Failure;
        Shown.unitDone(count_if(Results[I].Findings, isOpen));
      });
  return Results;
}

Outcome summarise(const Plan &P, std::vector<UnitResult> Results) {
  Outcome All;
  All.Findings.Total = P.Units.size() + P.Failed.size();
  All.Findings.Failed = P.Failed;
  for (size_t I = 0; I < Results.size(); ++I) {
    All.Roots.insert(Results[I].ProjectRoot);
    All.Dump += Results[I].Dump;
    if (Results[I].Failure.empty())
      ++All.Findings.Analyzed;
    else
      All.Findings.Failed.push_back({P.Units[I].File, Results[I].Failure});
  }
  mergeFindings(std::move(Results), All.Findings);
  return All;
}

struct Remaining {
  size_t Findings;
  bool Problems;
};

Remaining fix(const Outcome &All, bool Wanted) {
  size_t Open = count_if(All.Findings.Findings, isOpen);
  if (!Wanted)
    return {Open, false};
  FixOutcome Fixed = applyFixes(All.Findings, All.Roots);
  for (const std::string &Problem : Fixed.Problems)
    errs() << "cotidy: error: " << Problem << '\n';
  errs() << "applied " << Fixed.Fixes << (Fixed.Fixes == 1 ? " fix" : " fixes")
         << " in " << Fixed.Files
         << (Fixed.Files == 1 ? " file\n" : " files\n");
  return {Open - Fixed.Fixed.size(), !Fixed.Problems.empty()};
}

Expected<int> check(const Arguments &Args) {
  Expected<Settings> Given = readSettings(Args);
  if (!Given)
    return Given.takeError();
  Expected<Selection> Checks = Selection::create(
      Args.value("--checks").value_or(""), Args.all("--model"));
  if (!Checks)
    return Checks.takeError();
  Expected<Plan> P = planFor(Args);
  if (!P)
    return P.takeError();
  Expected<std::vector<Assignment>> Work = assign(*P, *Checks, *Given);
  if (!Work)
    return Work.takeError();
  Outcome All = summarise(*P, lintAll(*Work, Given->Limits));
  Remaining Open = fix(All, Given->Fix);
  shortenPaths(All.Findings);
  printFailures(All.Findings);
  if (!Given->Dump.empty())
    outs() << All.Dump;
  else if (Error E = print(All.Findings, Given->Outputs))
    return std::move(E);
  if (!All.Findings.Failed.empty() || Open.Problems)
    return 2;
  return Open.Findings == 0 ? 0 : 1;
}

} // namespace

const CommandSpec CheckCommand = {
    "check",
    "[OPTIONS] [PATH...] [-- COMPILE_FLAGS]",
    "lints files, folders, or all units of a compilation database",
    CheckOptions,
    true,
    check};

} // namespace cotidy
