// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same programs with Boost.Asio and with standalone Asio.

#include "expect.hpp"

using cotidy::test::outcome;

namespace {

class Asio : public testing::TestWithParam<std::string> {
protected:
  outcome run(const std::string &scenario, const std::string &options = "") {
    return cotidy::test::run(GetParam(), scenario, options);
  }
  static std::string line(const std::string &mark) {
    return cotidy::test::line_of("asio_scenarios", mark);
  }
};

TEST_P(Asio, SlowHandlerIsNamedByItsType) {
  const outcome result = run("slow-handler");
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_SAYS(result, "slow-callback: 'deadline_timer.async_wait ");
  EXPECT_SAYS(result, "slow_handler()");
  EXPECT_SAYS(result, "held event loop \"io_context\" for ");
  EXPECT_SAYS(result, line("slow-handler"));
}

TEST_P(Asio, SlowCoroutine) {
  const outcome result = run("slow-coroutine");
  EXPECT_EQ(result.reports("slow-callback"), 1);
  EXPECT_SAYS(result, line("slow-coroutine"));
}

TEST_P(Asio, BlockingCall) {
  const outcome result = run("blocking-call");
  EXPECT_EQ(result.reports("blocking-call"), 1);
  EXPECT_SAYS(result, line("blocking-call"));
  EXPECT_SAYS(result, "rule: async-blocking-call");
}

TEST_P(Asio, SlowTick) {
  const outcome result = run("slow-tick");
  EXPECT_EQ(result.reports("slow-tick"), 1);
  EXPECT_SAYS(result, "60 callbacks held event loop \"io_context\" for ");
  EXPECT_SAYS(result, "x60 ");
}

TEST_P(Asio, NestedRun) {
  const outcome result = run("nested-run");
  EXPECT_SAYS(result, "nested-run: event loop \"the same io_context\" is run "
                      "inside a callback of event loop \"io_context\"");
  EXPECT_SAYS(result, line("nested-run"));
}

TEST_P(Asio, DetachedExceptionIsNeverRetrieved) {
  const outcome result = run("detached");
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_EQ(result.reports("never-retrieved"), 1);
  EXPECT_SAYS(result,
              "exception 'std::runtime_error' (\"the disk is full\") of "
              "a detached coroutine was never retrieved: the token "
              "'detached' drops it\n  at ");
  EXPECT_SAYS(result, line("detached"));
  EXPECT_SAYS(result, "rule: async-swallowed-exception");
}

TEST_P(Asio, DetachedExceptionInsteadOfAResult) {
  EXPECT_SAYS(run("detached-result"), line("detached-result"));
}

TEST_P(Asio, ACorrectProgramIsSilent) { EXPECT_SILENT(run("correct")); }

TEST_P(Asio, PartsThatDoNotFitAreNamed) {
  const outcome result = run("two-versions");
  EXPECT_SAYS(result, "cotidy: 'other.cpp' and '");
  EXPECT_SAYS(result, "asio_scenarios.cpp' were compiled with different "
                      "versions or options of <cotidy/asio.hpp>");
}

INSTANTIATE_TEST_SUITE_P(Libraries, Asio, testing::Values(COTIDY_ASIO_PROGRAMS),
                         [](const auto &info) {
                           return info.param == "asio_scenarios" ? "Boost"
                                                                 : "Standalone";
                         });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Asio);

} // namespace
