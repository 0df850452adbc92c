// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which catch clauses get the exception of an await and hide it?
// Not cached. Cost: one walk over a body; for a handler that hides something,
// one over the block it guards, and its text is lexed for comments.
//
// A handler hides an exception when it does nothing, or when it only logs and
// the function then reports success in so many words. A comment in the braces
// says that doing nothing is meant; what it says is not judged.
//
// Not seen: a handler that does something unrelated, or that logs where success
// is not a value.

#ifndef COTIDY_CHECKS_ANALYSIS_SILENTHANDLERS_H
#define COTIDY_CHECKS_ANALYSIS_SILENTHANDLERS_H

#include "checks/analysis/Failures.h"

#include <vector>

namespace cotidy {

struct SilentHandler {
  const clang::CXXCatchStmt *Handler;
  /// The first await whose failure ends there.
  Failure First;
  /// Where the function says that all went well; null when the handler does
  /// nothing at all.
  const clang::CoreturnStmt *Success = nullptr;
};

/// Catch clauses that catch every failure of an await and go on as if there had
/// been none, in source order. Silent where the code after the try can tell:
/// the try block leaves when it succeeds, or sets a flag or something that may
/// be empty.
/// `LogFunctions` are qualified names of functions that only log, besides those
/// that the model or their own name tells.
std::vector<SilentHandler>
silentHandlers(const UnitAnalysis &Unit, const clang::FunctionDecl &Function,
               llvm::ArrayRef<std::string> LogFunctions);

/// Whether all that a body does is to log; `LogFunctions` as above.
bool onlyLogs(const UnitAnalysis &Unit, const clang::Stmt &Body,
              llvm::ArrayRef<std::string> LogFunctions);

/// `true`, an error that says there is none, or a future that is ready with one
/// of them.
bool saysSuccess(const UnitAnalysis &Unit, const clang::Expr &Value);

/// `make_ready_future` and its kin: a future that is ready from the start.
bool makesReady(const clang::CallExpr &Call);

/// Whether the braces hold a comment that explains something; a reminder
/// ("later", "broken") is none.
bool isExplained(const clang::ASTContext &Context, const clang::Stmt &Braces);

/// Whether a body has no statement that does anything.
bool doesNothing(const clang::Stmt &Body);
bool isCastToVoid(const clang::Stmt &S);

} // namespace cotidy

#endif
