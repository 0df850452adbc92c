// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The report as a compiler prints it: place, message, source line, caret,
// notes. Suppressed findings are left out.

#ifndef COTIDY_TOOL_REPORT_TEXT_H
#define COTIDY_TOOL_REPORT_TEXT_H

#include "tool/report/Report.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace cotidy {

void printText(const Report &R, llvm::raw_ostream &Out, bool Colours);

/// Text from linted code without what could drive a terminal or reorder a
/// line: control characters and bidirectional overrides.
std::string printable(llvm::StringRef Text);

} // namespace cotidy

#endif
