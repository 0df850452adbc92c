// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/report/Text.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Unicode.h"

using namespace llvm;

namespace cotidy {

namespace {

struct Palette {
  StringLiteral Bold;
  StringLiteral Error;
  StringLiteral Warning;
  StringLiteral Note;
  StringLiteral Caret;
  StringLiteral Reset;
};
constexpr Palette Plain = {"", "", "", "", "", ""};
constexpr Palette Ansi = {"\033[1m",    "\033[1;31m", "\033[1;35m",
                          "\033[1;36m", "\033[1;32m", "\033[0m"};

bool isHostile(unsigned CodePoint) {
  return (CodePoint < 0x20 && CodePoint != '\t') ||
         (CodePoint >= 0x7f && CodePoint < 0xa0) ||
         (CodePoint >= 0x202a && CodePoint <= 0x202e) ||
         (CodePoint >= 0x2066 && CodePoint <= 0x2069);
}

// Valid UTF-8 only.
StringRef takeCharacter(StringRef &Text) {
  unsigned Length = getNumBytesForUTF8(static_cast<UTF8>(Text.front()));
  StringRef Character = Text.take_front(Length);
  Text = Text.drop_front(Character.size());
  return Character;
}

unsigned codePoint(StringRef Character) {
  const UTF8 *Begin = Character.bytes_begin();
  UTF32 Value = 0;
  convertUTF8Sequence(&Begin, Character.bytes_end(), &Value, lenientConversion);
  return Value;
}

// As wide as the text before the column: a tab stays a tab, so that the caret
// stands right whatever the terminal's tab stops are.
std::string padding(StringRef Line, unsigned Column) {
  std::string Before = printable(Line.take_front(Column ? Column - 1 : 0));
  std::string Result;
  for (StringRef Rest = Before; !Rest.empty();) {
    StringRef Character = takeCharacter(Rest);
    if (Character == "\t")
      Result += '\t';
    else
      Result.append(std::max(0, sys::unicode::columnWidthUTF8(Character)), ' ');
  }
  return Result;
}

class Printer {
public:
  Printer(raw_ostream &Out, const Palette &Paint) : Out(Out), Paint(Paint) {}

  void finding(const ReportedFinding &F) {
    message(F.At, F.Severity,
            F.Severity == "error" ? Paint.Error : Paint.Warning, F.Message,
            " [" + F.Check + "]");
    for (const ReportedNote &Note : F.Notes)
      message(Note.At, "note", Paint.Note, Note.Message, "");
  }

private:
  void message(const Place &At, StringRef Label, StringRef Colour,
               StringRef Message, const std::string &Check) {
    Out << Paint.Bold << printable(At.File) << ':' << At.Line << ':'
        << At.Column << ": " << Paint.Reset << Colour << Label << ": "
        << Paint.Reset << Paint.Bold << printable(Message) << Paint.Reset
        << Check << '\n';
    if (At.SourceLine.empty())
      return;
    Out << "  " << printable(At.SourceLine) << "\n  "
        << padding(At.SourceLine, At.Column) << Paint.Caret << '^'
        << Paint.Reset << '\n';
  }

  raw_ostream &Out;
  const Palette &Paint;
};

} // namespace

std::string printable(StringRef Text) {
  std::string Valid = json::fixUTF8(Text);
  std::string Result;
  for (StringRef Rest = Valid; !Rest.empty();) {
    StringRef Character = takeCharacter(Rest);
    if (isHostile(codePoint(Character)))
      Result += '?';
    else
      Result += Character;
  }
  return Result;
}

void printText(const Report &R, raw_ostream &Out, bool Colours) {
  Printer Print(Out, Colours ? Ansi : Plain);
  for (const ReportedFinding &F : R.Findings)
    if (isOpen(F))
      Print.finding(F);
}

} // namespace cotidy
