// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops of libuv.

#include "expect.hpp"

using cotidy::test::outcome;

namespace {

outcome run(const std::string &scenario,
            const std::vector<std::string> &environment = {"COTIDY_DEBUG=1"}) {
  return cotidy::test::run("uv_scenarios", scenario, "", environment);
}

std::string line(const std::string &mark) {
  return cotidy::test::line_of("uv_scenarios", mark);
}

TEST(Uv, SlowTimer) {
  const outcome result = run("slow-timer");
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_EQ(result.reports("slow-callback"), 1) << result.err;
  EXPECT_SAYS(result, "'timers and other callbacks' held event loop \"main\"");
  EXPECT_SAYS(result, line("slow-timer"));
}

TEST(Uv, SlowCallbackOfIo) {
  const outcome result = run("slow-message");
  EXPECT_EQ(result.reports("slow-callback"), 1) << result.err;
  EXPECT_SAYS(result, "'callbacks of I/O' held event loop \"main\"");
  EXPECT_SAYS(result, line("slow-message"));
}

TEST(Uv, BlockingCall) {
  const outcome result = run("blocking-timer");
  EXPECT_EQ(result.reports("blocking-call"), 1) << result.err;
  EXPECT_SAYS(result, line("blocking-timer"));
}

TEST(Uv, NestedRun) {
  const outcome result = run("nested-run");
  EXPECT_EQ(result.reports("nested-run"), 1) << result.err;
  EXPECT_SAYS(result, line("nested-run"));
}

TEST(Uv, ManySmallCallbacksAreOneSlowOne) {
  const outcome result = run("slow-tick");
  EXPECT_EQ(result.reports("slow-callback"), 1) << result.err;
  EXPECT_SAYS(result, line("slow-tick"));
}

TEST(Uv, ACorrectProgramIsSilentAndItsLoopCanBeClosed) {
  const outcome result = run("correct");
  EXPECT_SILENT(result);
  EXPECT_EQ(result.out, "");
}

TEST(Uv, OffThereAreNoHandles) {
  const outcome result = run("slow-timer", {});
  EXPECT_SILENT(result);
  EXPECT_EQ(result.out, "");
}

} // namespace
