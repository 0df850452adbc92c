// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/FindingCollector.h"

#include "tool/cli/Database.h"
#include "tool/cli/FindingText.h"

#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/Regex.h"

using namespace clang;
using namespace clang::tidy;
using namespace llvm;

namespace cotidy {

void FindingCollector::beginUnit(ASTContext &Unit) {
  Project.emplace(Unit.getSourceManager());
  Result.ProjectRoot = Project->root();
}

void FindingCollector::fail(const std::string &Reason) {
  if (Result.Failure.empty())
    Result.Failure = Reason;
}

void FindingCollector::reporting(const RegisteredCheck &Check, const Finding &F,
                                 ASTContext &Unit) {
  Pending = describe(Check, F, Unit);
}

void FindingCollector::HandleDiagnostic(DiagnosticsEngine::Level Level,
                                        const Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  if (Level >= DiagnosticsEngine::Error) {
    SmallString<256> Text;
    Info.FormatDiagnostic(Text);
    std::string Where =
        Info.hasSourceManager() && Info.getLocation().isValid()
            ? position(placeOf(Info.getLocation(), Info.getSourceManager())) +
                  ": "
            : "";
    fail(Where + Text.str().str());
  } else if (Level == DiagnosticsEngine::Warning && Pending) {
    judge(Level, Info);
    Pending.reset();
  }
}

void FindingCollector::judge(DiagnosticsEngine::Level Level,
                             const Diagnostic &Info) {
  if (!isWanted(Info.getLocation(), Info.getSourceManager()))
    return;
  SmallVector<tooling::Diagnostic, 1> Malformed;
  if (Tidy.shouldSuppressDiagnostic(Level, Info, Malformed))
    Pending->Suppressed = {
        "nolint",
        suppressionReason(Info.getLocation(), Info.getSourceManager())};
  for (const tooling::Diagnostic &Error : Malformed)
    fail(Error.Message.FilePath + ": " + Error.Message.Message);
  Result.Findings.push_back(std::move(*Pending));
}

bool FindingCollector::isWanted(SourceLocation Loc,
                                const SourceManager &Sources) const {
  SourceLocation At = Sources.getFileLoc(Loc);
  std::string File = placeOf(At, Sources).File;
  if (!OnlyIn.empty() && !is_contained(OnlyIn, File))
    return false;
  if (Sources.isInMainFile(At))
    return true;
  const ClangTidyOptions &Options = Tidy.getOptions();
  if (Options.ExcludeHeaderFilterRegex &&
      Regex(*Options.ExcludeHeaderFilterRegex).match(File))
    return false;
  StringRef Filter = Options.HeaderFilterRegex
                         ? StringRef(*Options.HeaderFilterRegex)
                         : StringRef();
  if (!Filter.empty())
    return Regex(Filter).match(File);
  return Project->contains(At);
}

} // namespace cotidy
