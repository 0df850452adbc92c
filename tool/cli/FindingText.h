// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A finding without the compiler: places as file, line and column, edits as
// offsets, identity as a hash.

#ifndef COTIDY_TOOL_CLI_FINDINGTEXT_H
#define COTIDY_TOOL_CLI_FINDINGTEXT_H

#include "checks/registry/Finding.h"
#include "checks/registry/Registry.h"
#include "tool/report/Report.h"

namespace clang {
class ASTContext;
class SourceManager;
} // namespace clang

namespace cotidy {

ReportedFinding describe(const RegisteredCheck &Check, const Finding &F,
                         clang::ASTContext &Unit);

/// As clang-tidy counts: in the file itself, whatever #line says; a macro's
/// argument where it is written, a macro's body where it is used.
Place placeOf(clang::SourceLocation Loc, const clang::SourceManager &Sources);

/// `file:line:column`.
std::string position(const Place &At);

/// What the author wrote behind the NOLINT comment that silences this place.
/// Whether one does is clang-tidy's decision, made before.
std::string suppressionReason(clang::SourceLocation Loc,
                              const clang::SourceManager &Sources);

} // namespace cotidy

#endif
