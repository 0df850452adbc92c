// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stands where clang-tidy's diagnostic consumer stands, and keeps findings
// instead of messages: each with the host's verdict (NOLINT, header filter),
// in a form that outlives the compiler.

#ifndef COTIDY_TOOL_CLI_FINDINGCOLLECTOR_H
#define COTIDY_TOOL_CLI_FINDINGCOLLECTOR_H

#include "checks/analysis/ProjectCode.h"
#include "tool/cli/UnitResult.h"
#include "tool/tidy/Adapter.h"

#include "clang/Basic/Diagnostic.h"

#include <optional>

namespace cotidy {

class FindingCollector final : public clang::DiagnosticConsumer,
                               public FindingObserver {
public:
  FindingCollector(clang::tidy::ClangTidyContext &Tidy,
                   llvm::ArrayRef<std::string> OnlyIn)
      : Tidy(Tidy), OnlyIn(OnlyIn) {}

  void beginUnit(clang::ASTContext &Unit);
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;
  void reporting(const RegisteredCheck &Check, const Finding &F,
                 clang::ASTContext &Unit) override;

  clang::tidy::ClangTidyContext &context() { return Tidy; }
  const std::string &failure() const { return Result.Failure; }
  std::string &dump() { return Result.Dump; }
  /// The first reason counts.
  void fail(const std::string &Reason);
  UnitResult take() { return std::move(Result); }

private:
  bool isWanted(clang::SourceLocation Loc,
                const clang::SourceManager &Sources) const;
  void judge(clang::DiagnosticsEngine::Level Level,
             const clang::Diagnostic &Info);

  clang::tidy::ClangTidyContext &Tidy;
  llvm::ArrayRef<std::string> OnlyIn;
  std::optional<ProjectCode> Project;
  /// The finding whose warning comes next.
  std::optional<ReportedFinding> Pending;
  UnitResult Result;
};

} // namespace cotidy

#endif
