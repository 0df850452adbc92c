// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what do the analyses believe about a unit? Their facts as text,
// one line each and stable, for tests and for whoever wonders about a finding.
// Cost: that of the analysis asked for.

#ifndef COTIDY_CHECKS_ANALYSIS_DUMP_H
#define COTIDY_CHECKS_ANALYSIS_DUMP_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace cotidy {

class UnitAnalysis;

struct DumpKind {
  llvm::StringLiteral Name;
  llvm::StringLiteral Shows;
  void (*Print)(const UnitAnalysis &Unit, llvm::raw_ostream &Out);
};

llvm::ArrayRef<DumpKind> dumpKinds();

/// `Kind` is the name of one of dumpKinds().
void dump(llvm::StringRef Kind, const UnitAnalysis &Unit,
          llvm::raw_ostream &Out);

} // namespace cotidy

#endif
