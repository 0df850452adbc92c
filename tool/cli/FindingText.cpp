// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/FindingText.h"

#include "checks/analysis/Names.h"
#include "tool/cli/Database.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MD5.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

StringRef lineText(StringRef Text, size_t Offset) {
  size_t Begin = Text.rfind('\n', Offset);
  if (Begin != StringRef::npos && Begin == Offset)
    Begin = Offset ? Text.rfind('\n', Offset - 1) : StringRef::npos;
  Begin = Begin == StringRef::npos ? 0 : Begin + 1;
  return Text.slice(Begin, Text.find('\n', Begin)).rtrim('\r');
}

// The tokens of a statement with one space between, so that neither layout nor
// comments belong to a finding's identity.
std::string normalisedTokens(SourceRange Range, ASTContext &Unit) {
  const SourceManager &Sources = Unit.getSourceManager();
  CharSourceRange Chars = Lexer::getAsCharRange(
      Sources.getExpansionRange(Range), Sources, Unit.getLangOpts());
  auto [File, Begin] = Sources.getDecomposedLoc(Chars.getBegin());
  auto [EndFile, End] = Sources.getDecomposedLoc(Chars.getEnd());
  StringRef Text = Sources.getBufferData(File);
  if (File != EndFile || Begin > End || End > Text.size())
    return "";
  Lexer Raw(Sources.getLocForStartOfFile(File), Unit.getLangOpts(),
            Text.begin(), Text.begin() + Begin, Text.end());
  std::string Result;
  for (Token T; !Raw.LexFromRawLexer(T);) {
    unsigned At = Sources.getFileOffset(T.getLocation());
    if (At >= End)
      break;
    Result += Text.substr(At, T.getLength());
    Result += ' ';
  }
  return Result;
}

std::string identity(const RegisteredCheck &Check, const std::string &Function,
                     const Finding &F, ASTContext &Unit) {
  std::string Tokens = normalisedTokens(
      F.Statement.isValid() ? F.Statement : SourceRange(F.Loc), Unit);
  MD5 Hash;
  Hash.update(join_items('\n', Check.Id, Function, Tokens));
  return Hash.final().digest().str().str();
}

// Fails on text that comes from a macro's body: an edit there would change
// every use of the macro.
bool describeEdit(const Edit &E, ASTContext &Unit, ReportedFix &Fix) {
  const SourceManager &Sources = Unit.getSourceManager();
  CharSourceRange Range =
      Lexer::makeFileCharRange(E.Range, Sources, Unit.getLangOpts());
  if (Range.isInvalid() || Sources.isInSystemHeader(Range.getBegin()) ||
      !json::isUTF8(E.Replacement))
    return false;
  auto [File, Begin] = Sources.getDecomposedLoc(Range.getBegin());
  unsigned End = Sources.getFileOffset(Range.getEnd());
  Fix = {placeOf(Range.getBegin(), Sources).File, Begin, End - Begin,
         E.Replacement, E.Safe};
  return true;
}

// Some of the edits are worse than none.
std::vector<ReportedFix> describeFixes(const Finding &F, ASTContext &Unit) {
  std::vector<ReportedFix> Fixes(F.Fixes.size());
  for (size_t I = 0; I < F.Fixes.size(); ++I)
    if (!describeEdit(F.Fixes[I], Unit, Fixes[I]))
      return {};
  return Fixes;
}

// The text behind `NOLINT`, `NOLINTNEXTLINE` or `NOLINTBEGIN` and its list of
// checks; false when the line has no such comment.
bool reasonIn(StringRef Line, StringRef Keyword, std::string &Reason) {
  size_t At = Line.find(Keyword);
  if (At == StringRef::npos)
    return false;
  StringRef Rest = Line.substr(At + Keyword.size());
  if (!Rest.empty() && isAlnum(Rest.front()))
    return false;
  if (Rest.consume_front("("))
    Rest = Rest.split(')').second;
  Rest = Rest.trim();
  Rest.consume_back("*/");
  Reason = Rest.trim(" \t:-,;.").str();
  return true;
}

} // namespace

Place placeOf(SourceLocation Loc, const SourceManager &Sources) {
  auto [File, Offset] = Sources.getDecomposedLoc(Sources.getFileLoc(Loc));
  Place At;
  At.Line = Sources.getLineNumber(File, Offset);
  At.Column = Sources.getColumnNumber(File, Offset);
  if (OptionalFileEntryRef Entry = Sources.getFileEntryRefForID(File))
    At.File = absolutePath(Entry->getName());
  if (std::optional<StringRef> Text = Sources.getBufferDataOrNone(File))
    At.SourceLine = lineText(*Text, Offset).str();
  return At;
}

std::string position(const Place &At) {
  return At.File + ":" + std::to_string(At.Line) + ":" +
         std::to_string(At.Column);
}

ReportedFinding describe(const RegisteredCheck &Check, const Finding &F,
                         ASTContext &Unit) {
  const SourceManager &Sources = Unit.getSourceManager();
  ReportedFinding Result;
  Result.Check = Check.Id.str();
  Result.Severity = spelling(Check.Info->Level).str();
  Result.Message = F.Message;
  Result.At = placeOf(F.Loc, Sources);
  if (F.Function)
    Result.Function = qualifiedSignature(*F.Function);
  Result.Fingerprint = identity(Check, Result.Function, F, Unit);
  for (const Note &N : F.Notes)
    Result.Notes.push_back(
        {placeOf(N.Loc, Sources), spelling(N.Role).str(), N.Message});
  Result.Fixes = describeFixes(F, Unit);
  return Result;
}

std::string suppressionReason(SourceLocation Loc,
                              const SourceManager &Sources) {
  auto [File, Offset] = Sources.getDecomposedLoc(Sources.getFileLoc(Loc));
  StringRef Text = Sources.getBufferData(File);
  StringRef Line = lineText(Text, Offset);
  StringRef Before = Text.take_front(Line.begin() - Text.begin());
  std::string Reason;
  if (reasonIn(Line, "NOLINT", Reason))
    return Reason;
  if (reasonIn(lineText(Before.drop_back(!Before.empty()), Before.size()),
               "NOLINTNEXTLINE", Reason))
    return Reason;
  size_t Begin = Before.rfind("NOLINTBEGIN");
  if (Begin != StringRef::npos)
    reasonIn(lineText(Before, Begin), "NOLINTBEGIN", Reason);
  return Reason;
}

} // namespace cotidy
