// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The report as JSON: keys are stable, additions are allowed. The same values
// carry a unit's findings from a worker to its parent.

#ifndef COTIDY_TOOL_REPORT_JSON_H
#define COTIDY_TOOL_REPORT_JSON_H

#include "tool/report/Report.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace cotidy {

void printJson(const Report &R, llvm::raw_ostream &Out);

void writeFinding(const ReportedFinding &F, llvm::json::OStream &Out);

} // namespace cotidy

#endif
