// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which completion handlers get an error, only log it, and then tell
// somebody that all went well?
// Not cached. Cost: one walk over the body; for a lambda with an error among
// its parameters, a look at its statements and at those of the functions of the
// project that it hands the error to.
//
// That all went well is said by a call whose name has `success` or `succeed`
// in it, and no word that turns it round, behind the test, under no condition.
//
// Not seen: handlers that are no lambdas, and success that is said in other
// words.

#ifndef COTIDY_CHECKS_ANALYSIS_REPORTEDSUCCESS_H
#define COTIDY_CHECKS_ANALYSIS_REPORTEDSUCCESS_H

#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace cotidy {

class UnitAnalysis;

struct ReportedSuccess {
  /// The test whose branch only logs, and the function it stands in.
  const clang::IfStmt *Test;
  const clang::FunctionDecl *Handler;
  const clang::ParmVarDecl *Error;
  const clang::CallExpr *Success;
};

/// `LogFunctions` as in SilentHandlers.h.
std::vector<ReportedSuccess>
reportedSuccesses(const UnitAnalysis &Unit, const clang::FunctionDecl &Function,
                  llvm::ArrayRef<std::string> LogFunctions);

} // namespace cotidy

#endif
