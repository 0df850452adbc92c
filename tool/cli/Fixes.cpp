// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Fixes.h"

#include "tool/cli/Database.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <tuple>

using namespace llvm;

namespace cotidy {

namespace {

using Edit = std::tuple<unsigned, unsigned, std::string>;

std::string realPath(StringRef Path) {
  SmallString<256> Real;
  return sys::fs::real_path(Path, Real) ? "" : Real.str().str();
}

bool overlap(const Edit &A, const Edit &B) {
  auto [ABegin, ALength, AText] = A;
  auto [BBegin, BLength, BText] = B;
  if (ABegin == BBegin)
    return A != B;
  return ABegin < BBegin ? ABegin + ALength > BBegin
                         : BBegin + BLength > ABegin;
}

class Fixer {
public:
  explicit Fixer(const std::set<std::string> &Roots) {
    for (const std::string &Root : Roots)
      RealRoots.push_back(realPath(Root));
  }

  FixOutcome apply(const Report &R);

private:
  using EditsByFile = std::map<std::string, std::set<Edit>>;

  bool collect(const ReportedFinding &F);
  bool isAllowed(StringRef RealFile) const;
  Error rewrite(const std::string &File, const std::set<Edit> &Edits) const;

  std::vector<std::string> RealRoots;
  EditsByFile Accepted;
};

bool Fixer::isAllowed(StringRef RealFile) const {
  return any_of(RealRoots, [&](const std::string &Root) {
    return !Root.empty() && isBelow(RealFile, Root);
  });
}

bool Fixer::collect(const ReportedFinding &F) {
  if (F.Suppressed || F.Fixes.empty())
    return false;
  EditsByFile Wanted;
  for (const ReportedFix &Fix : F.Fixes) {
    std::string File = realPath(Fix.File);
    if (!Fix.Safe || !isAllowed(File))
      return false;
    Edit New(Fix.Offset, Fix.Length, Fix.Replacement);
    if (any_of(Accepted[File], [&](const Edit &E) { return overlap(E, New); }))
      return false;
    Wanted[File].insert(New);
  }
  for (const auto &[File, Edits] : Wanted)
    Accepted[File].insert(Edits.begin(), Edits.end());
  return true;
}

Error Fixer::rewrite(const std::string &File,
                     const std::set<Edit> &Edits) const {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(File);
  if (!Buffer)
    return errorCodeToError(Buffer.getError());
  std::string Text = (*Buffer)->getBuffer().str();
  for (const auto &[Offset, Length, Replacement] : reverse(Edits)) {
    if (Offset > Text.size() || Length > Text.size() - Offset)
      return createStringError("it changed while it was linted");
    Text.replace(Offset, Length, Replacement);
  }
  ErrorOr<sys::fs::perms> Mode = sys::fs::getPermissions(File);
  if (Error E = writeToOutput(File, [&](raw_ostream &Out) {
        Out << Text;
        return Error::success();
      }))
    return E;
  return Mode ? errorCodeToError(sys::fs::setPermissions(File, *Mode))
              : Error::success();
}

FixOutcome Fixer::apply(const Report &R) {
  FixOutcome Outcome;
  for (size_t I = 0; I < R.Findings.size(); ++I)
    if (collect(R.Findings[I]))
      Outcome.Fixed.insert(I);
  for (const auto &[File, Edits] : Accepted) {
    if (Edits.empty())
      continue;
    if (Error E = rewrite(File, Edits)) {
      Outcome.Problems.push_back(
          "'" + File + "' could not be fixed: " + toString(std::move(E)));
      erase_if(Outcome.Fixed, [&](size_t I) {
        return realPath(R.Findings[I].Fixes.front().File) == File;
      });
    } else {
      ++Outcome.Files;
    }
  }
  Outcome.Fixes = Outcome.Fixed.size();
  return Outcome;
}

} // namespace

FixOutcome applyFixes(const Report &R, const std::set<std::string> &Roots) {
  return Fixer(Roots).apply(R);
}

} // namespace cotidy
