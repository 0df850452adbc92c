// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Merge.h"

#include "tool/cli/Database.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MD5.h"

#include <algorithm>
#include <map>
#include <tuple>

using namespace llvm;

namespace cotidy {

namespace {

auto key(const ReportedFinding &F) {
  return std::tie(F.At.File, F.At.Line, F.At.Column, F.Check, F.Message);
}

// The ordinal counts equal findings of one file, so that it is the same
// whichever other files are linted along.
void completeFingerprints(std::vector<ReportedFinding> &Findings) {
  std::map<std::pair<std::string, std::string>, unsigned> Equals;
  for (ReportedFinding &F : Findings) {
    unsigned Ordinal = Equals[{F.At.File, F.Fingerprint}]++;
    MD5 Hash;
    Hash.update(F.Fingerprint + "#" + std::to_string(Ordinal));
    F.Fingerprint = utohexstr(Hash.final().high(), /*LowerCase=*/true, 16);
  }
}

void shorten(std::string &Text, StringRef Folder) {
  StringRef Rest = Text;
  if (Rest.consume_front(Folder) && !Rest.empty())
    Text = Rest.str();
}

} // namespace

void mergeFindings(std::vector<UnitResult> Units, Report &R) {
  for (UnitResult &Unit : Units)
    std::move(Unit.Findings.begin(), Unit.Findings.end(),
              std::back_inserter(R.Findings));
  llvm::sort(R.Findings,
             [](const ReportedFinding &A, const ReportedFinding &B) {
               return key(A) < key(B);
             });
  R.Findings.erase(
      std::unique(R.Findings.begin(), R.Findings.end(),
                  [](const ReportedFinding &A, const ReportedFinding &B) {
                    return key(A) == key(B);
                  }),
      R.Findings.end());
  completeFingerprints(R.Findings);
}

void shortenPaths(Report &R) {
  std::string Folder = absolutePath(".");
  Folder += Folder == "/" ? "" : "/";
  for (ReportedFinding &F : R.Findings) {
    shorten(F.At.File, Folder);
    for (ReportedNote &Note : F.Notes)
      shorten(Note.At.File, Folder);
    for (ReportedFix &Fix : F.Fixes)
      shorten(Fix.File, Folder);
  }
  for (FailedUnit &Unit : R.Failed) {
    shorten(Unit.File, Folder);
    shorten(Unit.Reason, Folder);
  }
}

} // namespace cotidy
