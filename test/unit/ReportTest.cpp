// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/report/Json.h"
#include "tool/report/Text.h"

#include "llvm/Support/JSON.h"

#include <gtest/gtest.h>

using namespace cotidy;

namespace {

ReportedFinding finding() {
  ReportedFinding F;
  F.Check = "async-unawaited-task";
  F.Severity = "error";
  F.Message = "the task returned by 'save' is not awaited";
  F.At = {"src/a.cpp", 2, 3, "  save();"};
  F.Function = "close()";
  F.Fingerprint = "0123456789abcdef";
  F.Notes.push_back(
      {{"src/a.h", 1, 6, "task save();"}, "task", "declared here"});
  F.Fixes.push_back({"src/a.cpp", 14, 0, "co_await ", true});
  return F;
}

Report reportOf(ReportedFinding F) {
  Report R;
  R.Findings.push_back(std::move(F));
  R.Total = R.Analyzed = 1;
  return R;
}

std::string text(const Report &R, bool Colours = false) {
  std::string Result;
  llvm::raw_string_ostream Out(Result);
  printText(R, Out, Colours);
  return Result;
}

llvm::json::Object json(const Report &R) {
  std::string Result;
  llvm::raw_string_ostream Out(Result);
  printJson(R, Out);
  return std::move(*cantFail(llvm::json::parse(Result)).getAsObject());
}

TEST(TextReport, LooksLikeACompilers) {
  EXPECT_EQ(text(reportOf(finding())),
            "src/a.cpp:2:3: error: the task returned by 'save' is not awaited "
            "[async-unawaited-task]\n"
            "    save();\n"
            "    ^\n"
            "src/a.h:1:6: note: declared here\n"
            "  task save();\n"
            "       ^\n");
}

TEST(TextReport, LeavesOutWhatIsSuppressed) {
  ReportedFinding F = finding();
  F.Suppressed = Suppression{"nolint", ""};
  EXPECT_EQ(text(reportOf(F)), "");
}

TEST(TextReport, ColoursOnlyWhenAsked) {
  EXPECT_EQ(text(reportOf(finding())).find('\x1b'), std::string::npos);
  EXPECT_NE(text(reportOf(finding()), true).find('\x1b'), std::string::npos);
}

TEST(TextReport, CannotDriveATerminal) {
  EXPECT_EQ(printable("a\x1b[31mb").find('\x1b'), std::string::npos);
  EXPECT_EQ(printable("a\u202e"
                      "b")
                .find("\u202e"),
            std::string::npos);
  EXPECT_EQ(printable("plain \u00fc"), "plain \u00fc");
}

TEST(JsonReport, HasTheStableKeys) {
  llvm::json::Object Document = json(reportOf(finding()));
  EXPECT_EQ(Document.getInteger("version"), 1);
  const llvm::json::Object *F =
      (*Document.getArray("findings"))[0].getAsObject();
  ASSERT_NE(F, nullptr);
  EXPECT_EQ(F->getString("check"), "async-unawaited-task");
  EXPECT_EQ(F->getString("file"), "src/a.cpp");
  EXPECT_EQ(F->getInteger("line"), 2);
  EXPECT_EQ(F->getInteger("column"), 3);
  EXPECT_TRUE(F->getNull("suppressed").has_value());
  const llvm::json::Object *Fix = (*F->getArray("fixes"))[0].getAsObject();
  EXPECT_EQ(Fix->getString("replacement"), "co_await ");
  EXPECT_EQ(Fix->getBoolean("safe"), true);
  const llvm::json::Object *Note = (*F->getArray("notes"))[0].getAsObject();
  EXPECT_EQ(Note->getString("role"), "task");
}

TEST(JsonReport, KeepsWhatIsSuppressedAndWhatFailed) {
  ReportedFinding F = finding();
  F.Suppressed = Suppression{"nolint", "on purpose"};
  Report R = reportOf(F);
  R.Total = 2;
  R.Failed.push_back({"b.cpp", "the file does not exist"});
  llvm::json::Object Document = json(R);
  const llvm::json::Object *Kept =
      (*Document.getArray("findings"))[0].getAsObject();
  EXPECT_EQ(Kept->getObject("suppressed")->getString("reason"), "on purpose");
  const llvm::json::Object *Units = Document.getObject("units");
  EXPECT_EQ(Units->getInteger("total"), 2);
  EXPECT_EQ((*Units->getArray("failed"))[0].getAsObject()->getString("file"),
            "b.cpp");
}

} // namespace
