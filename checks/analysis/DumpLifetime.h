// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what do the analyses believe about how long things live? One
// printer for each kind of `--dump=`; Dump lists them.
// Cost: that of the analysis asked for.

#ifndef COTIDY_CHECKS_ANALYSIS_DUMPLIFETIME_H
#define COTIDY_CHECKS_ANALYSIS_DUMPLIFETIME_H

#include "llvm/Support/raw_ostream.h"

namespace cotidy {

class UnitAnalysis;

void printCallableFates(const UnitAnalysis &Unit, llvm::raw_ostream &Out);
void printTaskFates(const UnitAnalysis &Unit, llvm::raw_ostream &Out);

} // namespace cotidy

#endif
