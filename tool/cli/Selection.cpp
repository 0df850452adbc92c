// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Selection.h"

#include "checks/model/Nearest.h"
#include "checks/registry/Registry.h"
#include "tool/tidy/Adapter.h"

#include "clang-tidy/GlobList.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"

using namespace clang::tidy;
using namespace llvm;

namespace cotidy {

namespace {

std::vector<StringRef> splitGlobs(StringRef Globs) {
  SmallVector<StringRef, 8> Parts;
  SplitString(Globs, Parts, ",\n");
  std::vector<StringRef> Result;
  for (StringRef Part : Parts)
    if (StringRef Trimmed = Part.trim(); !Trimmed.empty())
      Result.push_back(Trimmed);
  return Result;
}

bool matchesAnyCheck(StringRef Glob) {
  GlobList Matcher(Glob);
  return any_of(allChecks(), [&](const RegisteredCheck &Check) {
    return Matcher.contains(Check.Id);
  });
}

Error validate(StringRef Globs) {
  for (StringRef Glob : splitGlobs(Globs)) {
    Glob.consume_front("-");
    if (matchesAnyCheck(Glob))
      continue;
    std::vector<StringRef> Ids;
    for (const RegisteredCheck &Check : allChecks())
      Ids.push_back(Check.Id);
    StringRef Near = nearest(Glob, Ids);
    return createStringError(
        "--checks: no check is called '%s'%s", Glob.str().c_str(),
        Near.empty() ? "; 'cotidy list' shows them"
                     : ("; did you mean '" + Near + "'?").str().c_str());
  }
  return Error::success();
}

// A misspelt option would silently do nothing. Those of checks that this build
// does not know are left alone, as clang-tidy does.
Error validate(const ClangTidyOptions &Options, StringRef File) {
  for (const auto &[Key, Value] : Options.CheckOptions) {
    auto [Id, Name] = StringRef(Key).split('.');
    const RegisteredCheck *Check = findCheck(Id);
    if (!Check)
      continue;
    std::vector<StringRef> Names;
    for (const OptionInfo &Option : Check->Info->Opts)
      Names.push_back(Option.Name);
    const std::vector<StringRef>::iterator Known = find(Names, Name);
    if (Known == Names.end()) {
      StringRef Near = nearest(Name, Names);
      return createStringError(
          "'%s': %s has no option '%s'%s", File.str().c_str(), Id.str().c_str(),
          Name.str().c_str(),
          Near.empty()
              ? ("; 'cotidy explain " + Id + "' shows them").str().c_str()
              : ("; did you mean '" + Near + "'?").str().c_str());
    }
    const OptionInfo &Option = Check->Info->Opts[Known - Names.begin()];
    if (std::string Problem = problemWith(Option, Value.Value);
        !Problem.empty())
      return createStringError("'%s': '%s' %s", File.str().c_str(),
                               Key.str().c_str(), Problem.c_str());
  }
  return Error::success();
}

// A .clang-tidy file is written for all of clang-tidy.
std::string asyncGlobs(StringRef Globs) {
  std::vector<StringRef> Kept;
  for (StringRef Glob : splitGlobs(Globs)) {
    StringRef Name = Glob;
    Name.consume_front("-");
    if (Name.starts_with("async-"))
      Kept.push_back(Glob);
  }
  return join(Kept, ",");
}

} // namespace

// Reads .clang-tidy files with clang-tidy's own search and merging, but keeps
// the first error instead of printing it and carrying on without the file.
struct Selection::Files final : FileOptionsProvider {
  std::string Error;

  // The base class sets no file system when it is given handlers.
  Files()
      : FileOptionsProvider(
            ClangTidyGlobalOptions(), ClangTidyOptions(), ClangTidyOptions(),
            {{".clang-tidy", [this](MemoryBufferRef F) { return read(F); }}}) {
    FS = vfs::getRealFileSystem();
  }

  ErrorOr<ClangTidyOptions> read(MemoryBufferRef File) {
    ErrorOr<ClangTidyOptions> Options = parseConfigurationWithDiags(
        File, [&](const SMDiagnostic &D) { remember(File, D); });
    if (Options)
      return Options;
    if (Error.empty())
      Error = ("'" + File.getBufferIdentifier() + "' is broken").str();
    return ClangTidyOptions();
  }

  void remember(MemoryBufferRef File, const SMDiagnostic &D) {
    if (Error.empty() && D.getKind() == SourceMgr::DK_Error)
      Error = formatv("{0}:{1}:{2}: {3}", File.getBufferIdentifier(),
                      D.getLineNo(), D.getColumnNo() + 1, D.getMessage());
  }
};

void applyGlobs(StringRef Globs, std::set<std::string> &Ids) {
  for (StringRef Glob : splitGlobs(Globs)) {
    bool Removes = Glob.consume_front("-");
    GlobList Matcher(Glob);
    for (const RegisteredCheck &Check : allChecks())
      if (!Matcher.contains(Check.Id))
        continue;
      else if (Removes)
        Ids.erase(Check.Id.str());
      else
        Ids.insert(Check.Id.str());
  }
}

std::set<std::string> defaultChecks() {
  std::set<std::string> Ids;
  for (const RegisteredCheck &Check : allChecks())
    if (Check.Info->DefaultOn)
      Ids.insert(Check.Id.str());
  return Ids;
}

Expected<Selection> Selection::create(StringRef Checks,
                                      ArrayRef<std::string> Models) {
  if (Error E = validate(Checks))
    return std::move(E);
  Selection Result;
  Result.Checks = Checks.str();
  Result.Models = join(Models, ";");
  Result.Configuration = std::make_shared<Files>();
  return Result;
}

Expected<ClangTidyOptions> Selection::forFile(StringRef File) {
  std::set<std::string> Ids = defaultChecks();
  ClangTidyOptions Options;
  unsigned Order = 0;
  // About a folder that is gone clang-tidy would complain on its own.
  while (sys::path::has_parent_path(File) &&
         !sys::fs::is_directory(sys::path::parent_path(File)))
    File = sys::path::parent_path(File);
  for (const ClangTidyOptionsProvider::OptionsSource &Source :
       Configuration->getRawOptions(File)) {
    if (Error E = validate(Source.first, Source.second))
      return std::move(E);
    if (Source.first.Checks)
      applyGlobs(asyncGlobs(*Source.first.Checks), Ids);
    Options.mergeWith(Source.first, ++Order);
  }
  if (!Configuration->Error.empty())
    return createStringError(Configuration->Error);
  applyGlobs(Checks, Ids);
  Options.Checks = "-*," + join(Ids, ",");
  ClangTidyOptions::ClangTidyValue &All = Options.CheckOptions[ModelsOption];
  if (!Models.empty())
    All.Value += (All.Value.empty() ? "" : ";") + Models;
  return Options;
}

} // namespace cotidy
