// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/UnitResult.h"

#include "tool/report/Json.h"

#include "llvm/Support/JSON.h"

using namespace llvm;

namespace cotidy {

namespace {

void writeLine(StringRef Key, StringRef Value, raw_ostream &Out) {
  if (Value.empty())
    return;
  json::OStream Json(Out);
  Json.object([&] { Json.attribute(Key, json::fixUTF8(Value)); });
  Out << '\n';
}

// The report has no use for source lines in JSON, but the text needs them.
void writeLines(const ReportedFinding &F, json::OStream &Json) {
  Json.attributeArray("lines", [&] {
    Json.value(json::fixUTF8(F.At.SourceLine));
    for (const ReportedNote &Note : F.Notes)
      Json.value(json::fixUTF8(Note.At.SourceLine));
  });
}

std::string text(const json::Object &Object, StringRef Key) {
  return Object.getString(Key).value_or("").str();
}

unsigned number(const json::Object &Object, StringRef Key) {
  return Object.getInteger(Key).value_or(0);
}

Place readPlace(const json::Object &Object) {
  return {text(Object, "file"), number(Object, "line"),
          number(Object, "column"), ""};
}

void forEach(const json::Object &Object, StringRef Key,
             function_ref<void(const json::Object &)> Use) {
  if (const json::Array *Array = Object.getArray(Key))
    for (const json::Value &Value : *Array)
      if (const json::Object *Item = Value.getAsObject())
        Use(*Item);
}

void readLines(const json::Array &Lines, ReportedFinding &F) {
  if (Lines.size() != F.Notes.size() + 1)
    return;
  F.At.SourceLine = Lines[0].getAsString().value_or("");
  for (size_t I = 0; I < F.Notes.size(); ++I)
    F.Notes[I].At.SourceLine = Lines[I + 1].getAsString().value_or("");
}

ReportedFinding readFinding(const json::Object &Object) {
  ReportedFinding F;
  F.Check = text(Object, "check");
  F.Severity = text(Object, "severity");
  F.Message = text(Object, "message");
  F.At = readPlace(Object);
  F.Function = text(Object, "function");
  F.Fingerprint = text(Object, "fingerprint");
  forEach(Object, "notes", [&](const json::Object &Note) {
    F.Notes.push_back(
        {readPlace(Note), text(Note, "role"), text(Note, "message")});
  });
  forEach(Object, "fixes", [&](const json::Object &Fix) {
    F.Fixes.push_back({text(Fix, "file"), number(Fix, "offset"),
                       number(Fix, "length"), text(Fix, "replacement"),
                       Fix.getBoolean("safe").value_or(false)});
  });
  if (const json::Object *Suppressed = Object.getObject("suppressed"))
    F.Suppressed = {text(*Suppressed, "kind"), text(*Suppressed, "reason")};
  return F;
}

} // namespace

void writeFailure(StringRef Reason, raw_ostream &Out) {
  writeLine("failure", Reason, Out);
  Out.flush();
}

void writeResult(const UnitResult &Result, raw_ostream &Out) {
  writeLine("root", Result.ProjectRoot, Out);
  writeLine("dump", Result.Dump, Out);
  for (const ReportedFinding &F : Result.Findings) {
    json::OStream Json(Out);
    Json.object([&] {
      Json.attributeBegin("finding");
      writeFinding(F, Json);
      Json.attributeEnd();
      writeLines(F, Json);
    });
    Out << '\n';
  }
  writeFailure(Result.Failure, Out);
}

UnitResult readResult(StringRef Lines) {
  UnitResult Result;
  while (!Lines.empty()) {
    auto [Line, Rest] = Lines.split('\n');
    Lines = Rest;
    Expected<json::Value> Value = json::parse(Line);
    if (!Value) {
      consumeError(Value.takeError());
      continue;
    }
    const json::Object &Object = *Value->getAsObject();
    if (const json::Object *Finding = Object.getObject("finding")) {
      Result.Findings.push_back(readFinding(*Finding));
      readLines(*Object.getArray("lines"), Result.Findings.back());
    }
    for (auto [Key, Text] :
         {std::pair<StringRef, std::string *>("failure", &Result.Failure),
          {"dump", &Result.Dump},
          {"root", &Result.ProjectRoot}})
      if (std::optional<StringRef> Found = Object.getString(Key))
        *Text = Found->str();
  }
  return Result;
}

} // namespace cotidy
