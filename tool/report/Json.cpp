// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/report/Json.h"

#include "llvm/Config/llvm-config.h"

using namespace llvm;

namespace cotidy {

namespace {

// Source text need not be UTF-8; JSON must be.
void text(json::OStream &Out, StringRef Key, StringRef Value) {
  Out.attribute(Key, json::fixUTF8(Value));
}

void writePlace(const Place &At, json::OStream &Out) {
  text(Out, "file", At.File);
  Out.attribute("line", At.Line);
  Out.attribute("column", At.Column);
}

void writeNote(const ReportedNote &Note, json::OStream &Out) {
  Out.object([&] {
    writePlace(Note.At, Out);
    text(Out, "role", Note.Role);
    text(Out, "message", Note.Message);
  });
}

void writeFix(const ReportedFix &Fix, json::OStream &Out) {
  Out.object([&] {
    text(Out, "file", Fix.File);
    Out.attribute("offset", Fix.Offset);
    Out.attribute("length", Fix.Length);
    text(Out, "replacement", Fix.Replacement);
    Out.attribute("safe", Fix.Safe);
  });
}

void writeSuppression(const std::optional<Suppression> &S, json::OStream &Out) {
  if (!S) {
    Out.attribute("suppressed", nullptr);
    return;
  }
  Out.attributeObject("suppressed", [&] {
    text(Out, "kind", S->Kind);
    text(Out, "reason", S->Reason);
  });
}

void writeUnits(const Report &R, json::OStream &Out) {
  Out.attribute("total", R.Total);
  Out.attribute("analyzed", R.Analyzed);
  Out.attribute("cached", R.Cached);
  Out.attributeArray("failed", [&] {
    for (const FailedUnit &Unit : R.Failed)
      Out.object([&] {
        text(Out, "file", Unit.File);
        text(Out, "reason", Unit.Reason);
      });
  });
}

} // namespace

void writeFinding(const ReportedFinding &F, json::OStream &Out) {
  Out.object([&] {
    text(Out, "check", F.Check);
    text(Out, "severity", F.Severity);
    text(Out, "message", F.Message);
    writePlace(F.At, Out);
    text(Out, "function", F.Function);
    text(Out, "fingerprint", F.Fingerprint);
    Out.attributeArray("notes", [&] {
      for (const ReportedNote &Note : F.Notes)
        writeNote(Note, Out);
    });
    Out.attributeArray("fixes", [&] {
      for (const ReportedFix &Fix : F.Fixes)
        writeFix(Fix, Out);
    });
    writeSuppression(F.Suppressed, Out);
  });
}

void printJson(const Report &R, raw_ostream &Stream) {
  json::OStream Out(Stream, /*IndentSize=*/2);
  Out.object([&] {
    Out.attribute("version", 1);
    Out.attributeObject("tool", [&] {
      Out.attribute("name", "cotidy");
      Out.attribute("version", COTIDY_VERSION);
      Out.attribute("llvm", LLVM_VERSION_STRING);
    });
    Out.attributeArray("findings", [&] {
      for (const ReportedFinding &F : R.Findings)
        writeFinding(F, Out);
    });
    Out.attributeObject("units", [&] { writeUnits(R, Out); });
  });
  Stream << '\n';
}

} // namespace cotidy
