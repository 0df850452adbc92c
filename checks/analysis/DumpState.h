// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what do the analyses believe about shared state and about tasks
// that are kept? One printer for each kind of `--dump=`; Dump lists them.
// Cost: that of the analysis asked for.

#ifndef COTIDY_CHECKS_ANALYSIS_DUMPSTATE_H
#define COTIDY_CHECKS_ANALYSIS_DUMPSTATE_H

#include "llvm/Support/raw_ostream.h"

namespace cotidy {

class UnitAnalysis;

void printActivities(const UnitAnalysis &Unit, llvm::raw_ostream &Out);
void printHeldTasks(const UnitAnalysis &Unit, llvm::raw_ostream &Out);
void printInvalidators(const UnitAnalysis &Unit, llvm::raw_ostream &Out);
void printLocations(const UnitAnalysis &Unit, llvm::raw_ostream &Out);
void printStaleConditions(const UnitAnalysis &Unit, llvm::raw_ostream &Out);
void printStaleReferences(const UnitAnalysis &Unit, llvm::raw_ostream &Out);
void printStaleWrites(const UnitAnalysis &Unit, llvm::raw_ostream &Out);
void printWriters(const UnitAnalysis &Unit, llvm::raw_ostream &Out);

} // namespace cotidy

#endif
