// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a run found, as plain data: reporters need no compiler to print it.

#ifndef COTIDY_TOOL_REPORT_REPORT_H
#define COTIDY_TOOL_REPORT_REPORT_H

#include <optional>
#include <string>
#include <vector>

namespace cotidy {

struct Place {
  std::string File;
  /// Both from 1; the column counts bytes.
  unsigned Line = 0;
  unsigned Column = 0;
  /// The line as it stands in the file, without its end.
  std::string SourceLine;
};

struct ReportedNote {
  Place At;
  std::string Role;
  std::string Message;
};

struct ReportedFix {
  std::string File;
  unsigned Offset = 0;
  unsigned Length = 0;
  std::string Replacement;
  bool Safe = false;
};

struct Suppression {
  std::string Kind;
  std::string Reason;
};

struct ReportedFinding {
  std::string Check;
  std::string Severity;
  std::string Message;
  Place At;
  std::string Function;
  std::string Fingerprint;
  std::vector<ReportedNote> Notes;
  std::vector<ReportedFix> Fixes;
  std::optional<Suppression> Suppressed;
};

inline bool isOpen(const ReportedFinding &F) { return !F.Suppressed; }

struct FailedUnit {
  std::string File;
  std::string Reason;
};

struct Report {
  std::vector<ReportedFinding> Findings;
  unsigned Total = 0;
  unsigned Analyzed = 0;
  unsigned Cached = 0;
  std::vector<FailedUnit> Failed;
};

} // namespace cotidy

#endif
