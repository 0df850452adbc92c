// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/tidy/Adapter.h"

#include "checks/analysis/UnitAnalysis.h"
#include "checks/model/LibraryModel.h"
#include "checks/registry/Check.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

#include <mutex>

using namespace clang;
using namespace clang::ast_matchers;
using namespace clang::tidy;
using namespace llvm;

namespace cotidy {

namespace {

struct LoadedModel {
  std::shared_ptr<const LibraryModel> Model;
  std::string Error;
};

std::vector<std::string> splitPaths(StringRef Files) {
  SmallVector<StringRef, 4> Parts;
  Files.split(Parts, ';', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  std::vector<std::string> Paths;
  for (StringRef Part : Parts)
    Paths.push_back(Part.trim().str());
  return Paths;
}

// Models are read once per process and list of files: clang-tidy creates every
// check anew for each unit.
const LoadedModel &loadModels(StringRef Files) {
  static std::mutex Mutex;
  static StringMap<LoadedModel> Loaded;
  std::lock_guard<std::mutex> Lock(Mutex);
  auto [It, IsNew] = Loaded.try_emplace(Files);
  if (!IsNew)
    return It->second;
  Expected<std::shared_ptr<const LibraryModel>> Model =
      LibraryModel::load(splitPaths(Files));
  if (Model)
    It->second.Model = std::move(*Model);
  else
    It->second.Error = toString(Model.takeError());
  return It->second;
}

class Adapter final : public ClangTidyCheck, private Reporter {
public:
  Adapter(const RegisteredCheck &Check, StringRef Name,
          ClangTidyContext *Context, FindingObserver *Observer)
      : ClangTidyCheck(Name, Context), Registered(Check), Observer(Observer),
        Values(readOptions(Check)), Impl(Check.Info->Make(Values)) {
    Expected<std::shared_ptr<const LibraryModel>> Loaded =
        modelFor(Context->getOptions());
    if (Loaded)
      Model = std::move(*Loaded);
    else
      Context->configurationDiag("%0", DiagnosticIDs::Error)
          << toString(Loaded.takeError());
  }

  bool isLanguageVersionSupported(const LangOptions &Language) const override {
    return Language.CPlusPlus;
  }

  void storeOptions(ClangTidyOptions::OptionMap &Stored) override {
    for (const OptionInfo &Option : Registered.Info->Opts)
      Options.store(Stored, Option.Name, Values.text(Option));
  }

  void registerMatchers(MatchFinder *Finder) override {
    Finder->addMatcher(translationUnitDecl(), this);
  }

  void check(const MatchFinder::MatchResult &Result) override {
    if (!Model)
      return;
    Reported.clear();
    Unit = Result.Context;
    Impl->run(UnitAnalysis::of(*Unit, Model), *this);
  }

private:
  // What cannot be used is said, and the default used, as clang-tidy does it.
  cotidy::Options readOptions(const RegisteredCheck &Check) const {
    cotidy::Options Result(Check.Info->Opts);
    for (const OptionInfo &Option : Check.Info->Opts) {
      std::optional<StringRef> Value = Options.get(Option.Name);
      if (!Value)
        continue;
      std::string Problem = problemWith(Option, *Value);
      if (Problem.empty())
        Result.set(Option.Name, *Value);
      else
        configurationDiag("'%0.%1' %2") << Check.Id << Option.Name << Problem;
    }
    return Result;
  }

  // Instantiations of one template say the same thing in the same place.
  void report(Finding F) override {
    if (!Reported.insert(F.Loc).second)
      return;
    // One edit in a macro would change all of its expansions.
    if (any_of(F.Fixes, [](const Edit &E) {
          return E.Range.getBegin().isMacroID() || E.Range.getEnd().isMacroID();
        }))
      F.Fixes.clear();
    if (Observer)
      Observer->reporting(Registered, F, *Unit);
    {
      DiagnosticBuilder Warning = diag(F.Loc, "%0") << F.Message;
      for (const Edit &E : F.Fixes)
        if (E.Safe)
          Warning << hint(E);
    }
    for (const Note &N : F.Notes)
      diag(N.Loc, "%0", DiagnosticIDs::Note) << N.Message;
    reportUnsafeFixes(F);
  }

  // clang-tidy applies the fixes of a note only when asked to (--fix-notes).
  void reportUnsafeFixes(const Finding &F) {
    for (const Edit &E : F.Fixes)
      if (!E.Safe)
        diag(E.Range.getBegin(), "a possible fix", DiagnosticIDs::Note)
            << hint(E);
  }

  static FixItHint hint(const Edit &E) {
    return E.Range.getBegin() == E.Range.getEnd() && E.Range.isCharRange()
               ? FixItHint::CreateInsertion(E.Range.getBegin(), E.Replacement)
               : FixItHint::CreateReplacement(E.Range, E.Replacement);
  }

  const RegisteredCheck &Registered;
  FindingObserver *Observer;
  cotidy::Options Values;
  std::unique_ptr<Check> Impl;
  std::shared_ptr<const LibraryModel> Model;
  ASTContext *Unit = nullptr;
  DenseSet<SourceLocation> Reported;
};

} // namespace

Expected<std::shared_ptr<const LibraryModel>>
modelFor(const ClangTidyOptions &Options) {
  ClangTidyOptions::OptionMap::const_iterator It =
      Options.CheckOptions.find(ModelsOption);
  const LoadedModel &Loaded = loadModels(
      It == Options.CheckOptions.end() ? "" : StringRef(It->second.Value));
  if (!Loaded.Model)
    return createStringError(Loaded.Error);
  return Loaded.Model;
}

std::unique_ptr<ClangTidyCheck> makeTidyCheck(const RegisteredCheck &Check,
                                              StringRef Name,
                                              ClangTidyContext *Context,
                                              FindingObserver *Observer) {
  return std::make_unique<Adapter>(Check, Name, Context, Observer);
}

} // namespace cotidy
