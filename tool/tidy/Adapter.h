// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes a ClangTidyCheck of any cotidy check. Every host (the plugin, the
// command line, clangd) runs this adapter, so NOLINT, .clang-tidy files,
// options and fix-its mean the same everywhere.

#ifndef COTIDY_TOOL_TIDY_ADAPTER_H
#define COTIDY_TOOL_TIDY_ADAPTER_H

#include "checks/registry/Finding.h"
#include "checks/registry/Registry.h"

#include "clang-tidy/ClangTidyCheck.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace cotidy {

class LibraryModel;

/// Sees a finding as the check made it, before the host renders it as a
/// diagnostic. The warning that follows on the diagnostics engine is the same
/// finding, so the host's verdict on it (NOLINT, filters) can be attached.
class FindingObserver {
public:
  virtual ~FindingObserver() = default;
  virtual void reporting(const RegisteredCheck &Check, const Finding &F,
                         clang::ASTContext &Context) = 0;
};

/// `Name` is the name the host gave the check; `Observer` may be null.
std::unique_ptr<clang::tidy::ClangTidyCheck>
makeTidyCheck(const RegisteredCheck &Check, llvm::StringRef Name,
              clang::tidy::ClangTidyContext *Context,
              FindingObserver *Observer = nullptr);

/// The option that names user models, for all checks at once; a
/// semicolon-separated list of files.
inline constexpr llvm::StringLiteral ModelsOption = "async.Models";

/// The built-in models and those the options name, read once per process.
llvm::Expected<std::shared_ptr<const LibraryModel>>
modelFor(const clang::tidy::ClangTidyOptions &Options);

} // namespace cotidy

#endif
