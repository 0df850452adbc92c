// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the printers of the dumps share: how places, functions and objects are
// written. Only the files of the dumps include it.

#ifndef COTIDY_CHECKS_ANALYSIS_DUMPPARTS_H
#define COTIDY_CHECKS_ANALYSIS_DUMPPARTS_H

#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/raw_ostream.h"

namespace cotidy {

inline unsigned lineOf(const UnitAnalysis &Unit, clang::SourceLocation Loc) {
  return Unit.ast().getSourceManager().getExpansionLineNumber(Loc);
}

/// `12: name(int)`, how the entry of a function begins.
inline void printSignature(const UnitAnalysis &Unit,
                           const clang::FunctionDecl &Function,
                           llvm::raw_ostream &Out) {
  Out << lineOf(Unit, Function.getLocation()) << ": "
      << qualifiedSignature(Function);
}

/// `12: 'name'` and the end of the line, how the entry of an object begins.
inline void printObject(const UnitAnalysis &Unit,
                        const clang::ValueDecl &Object,
                        llvm::raw_ostream &Out) {
  Out << lineOf(Unit, Object.getLocation()) << ": '" << Object.getName()
      << "'\n";
}

} // namespace cotidy

#endif
