// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reports fail the tests that they belong to, and no others.

#include "expect.hpp"

namespace {

TEST(Listener, FailsTheTestsWithReports) {
  const cotidy::test::outcome result =
      cotidy::test::run("listener_scenarios", "--gtest_brief=0");
  const auto said = [&](const std::string &text) {
    return result.out.find(text) != std::string::npos;
  };
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_TRUE(said("[       OK ] Listener.Clean")) << result.out;
  EXPECT_TRUE(said("[  FAILED  ] Listener.Forgets (")) << result.out;
  EXPECT_TRUE(said("[  FAILED  ] Listener.ForgetsAsWell (")) << result.out;
  EXPECT_TRUE(said("[       OK ] Listener.IsExpectedToForget")) << result.out;
  EXPECT_TRUE(said("[       OK ] Listener.Fast")) << result.out;
  EXPECT_TRUE(said("[  FAILED  ] Listener.Slow (")) << result.out;
  EXPECT_TRUE(said("coroutine 'nothing' was never awaited")) << result.out;
  EXPECT_TRUE(said(" in test Listener.Forgets\n")) << result.out;
  EXPECT_TRUE(said("by: cotidy::test::compute(50ms)")) << result.out;
}

TEST(Listener, IsSilentWithTheDebugModeOff) {
  const cotidy::test::outcome result = cotidy::test::run(
      "listener_scenarios", "--gtest_filter=*Forgets*", "", {});
  EXPECT_EQ(result.exit_code, 0) << result.out;
}

} // namespace
