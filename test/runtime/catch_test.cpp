// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs of Catch2: a report ends them with 66 when their tests pass, and a
// failure of theirs counts more.

#include "expect.hpp"

namespace {

cotidy::test::outcome run(const std::string &name,
                          const std::vector<std::string> &environment = {
                              "COTIDY_DEBUG=1"}) {
  return cotidy::test::run("catch_scenarios", name, "", environment);
}

TEST(Catch, AReportFailsTheProgram) {
  const cotidy::test::outcome result = run("forgets");
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_NE(result.out.find("test cases: 1"), std::string::npos) << result.out;
  EXPECT_EQ(result.reports("never-awaited"), 1);
  EXPECT_SAYS(result, cotidy::test::line_of("catch_scenarios", "forgets"));
}

TEST(Catch, ACleanTestPasses) { EXPECT_SILENT(run("clean")); }

TEST(Catch, ItsOwnFailuresAreKept) {
  const cotidy::test::outcome result = run("fails");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.reports("never-awaited"), 1);
}

TEST(Catch, IsSilentWithTheDebugModeOff) { EXPECT_SILENT(run("forgets", {})); }

} // namespace
