// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The programs of test/examples, unchanged, with the debug mode on: what its
// hooks can see is reported at the line that is marked in the program, and the
// fixed programs are silent.

#include "expect.hpp"
#include <fstream>
#include <ostream>
#include <sstream>
#include <stdexcept>

using cotidy::test::outcome;

namespace {

// "counter/buggy_tasks" is the program cotidy-counter_buggy_tasks.
outcome run(std::string program, const std::string &options = "") {
  for (char &each : program)
    each = each == '/' ? '_' : each;
  return cotidy::test::run(program, "", options);
}

// "counter/buggy.cpp:17" of the line that ends with `text`.
std::string line_of(const std::string &program, const std::string &text) {
  std::ifstream source(std::string(COTIDY_SOURCES) + "/../examples/" + program +
                       ".cpp");
  int number = 0;
  for (std::string line; std::getline(source, line);) {
    ++number;
    if (line.ends_with(text))
      return program + ".cpp:" + std::to_string(number);
  }
  throw std::runtime_error("no line of " + program + " ends with " + text);
}

// Whether that is where a report sends its reader.
bool is_at(const outcome &result, const std::string &place) {
  std::istringstream lines(result.err);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("  at ") && line.find(place) != line.npos)
      return true;
  return false;
}

std::string name_of(const std::string &program, const std::string &kind) {
  std::string result;
  for (const char each : program + "_" + kind)
    result += each == '/' || each == '-' ? '_' : each;
  return result;
}

// --- what Asio's hooks see ---------------------------------------------------

struct seen {
  std::string program;
  std::string kind;
  std::string line; // how it ends
  int reports = 1;
};
std::ostream &operator<<(std::ostream &out, const seen &each) {
  return out << each.program;
}

class Example : public testing::TestWithParam<seen> {};

TEST_P(Example, IsReportedAtItsLine) {
  const outcome result = run(GetParam().program);
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_EQ(result.reports(GetParam().kind), GetParam().reports) << result.err;
  EXPECT_TRUE(
      is_at(result, "examples/" + line_of(GetParam().program, GetParam().line)))
      << result.err;
}

INSTANTIATE_TEST_SUITE_P(
    WithAsio, Example,
    testing::Values(seen{"restaurant/buggy_loop", "blocking-call",
                         "std::this_thread::sleep_for(100ms); // expect: "
                         "async-blocking-call",
                         2},
                    seen{"restaurant/buggy_loop", "blocking-call",
                         "std::this_thread::sleep_for(100ms);", 2},
                    seen{"restaurant/buggy_simulator", "never-retrieved",
                         "// expect: async-swallowed-exception"},
                    seen{"background_exception/buggy", "never-retrieved",
                         "// expect: async-swallowed-exception"},
                    seen{"nested_run/buggy", "nested-run",
                         "// expect: async-sync-wait-in-coroutine"}),
    [](const auto &info) {
      return name_of(info.param.program, info.param.kind) +
             std::to_string(info.index);
    });

// The search shows where it is, which is the loop or what it calls.
TEST(Example, HashingHoldsTheLoop) {
  const outcome result = run("hashing/buggy", "slow_callback_ms=10");
  EXPECT_EQ(result.reports("slow-callback"), 1);
  EXPECT_SAYS(result, "test/examples/hashing/buggy.cpp:");
  EXPECT_SAYS(result, "mine()");
}

// --- what they cannot see ----------------------------------------------------

struct unseen {
  std::string program;
  std::string kind;
};
std::ostream &operator<<(std::ostream &out, const unseen &each) {
  return out << each.program;
}

// Asio tells nobody when a coroutine is made, suspended and destroyed: that is
// known where it is compiled. A row that fails here is one to move up.
class ExampleNeedsTheCompilerPass : public testing::TestWithParam<unseen> {};

TEST_P(ExampleNeedsTheCompilerPass, IsNotSeen) {
  EXPECT_EQ(run(GetParam().program).reports(GetParam().kind), 0);
}

INSTANTIATE_TEST_SUITE_P(
    WithAsio, ExampleNeedsTheCompilerPass,
    testing::Values(unseen{"forgotten_await/buggy", "never-awaited"},
                    unseen{"producer_consumer/buggy", "never-awaited"},
                    unseen{"restaurant/buggy_loop", "never-awaited"},
                    unseen{"hashing/buggy", "never-yielded"},
                    unseen{"stop_from_thread/buggy", "wrong-thread"},
                    unseen{"counter/buggy_tasks", "lost-update"},
                    unseen{"restaurant/buggy_simulator", "lost-update"}),
    [](const auto &info) {
      return name_of(info.param.program, info.param.kind);
    });

// --- the fixed programs ------------------------------------------------------

class FixedExample : public testing::TestWithParam<std::string> {};

TEST_P(FixedExample, IsSilent) { EXPECT_SILENT(run(GetParam())); }

INSTANTIATE_TEST_SUITE_P(WithAsio, FixedExample,
                         testing::Values(COTIDY_FIXED_EXAMPLES),
                         [](const auto &info) {
                           return name_of(info.param, "is_silent");
                         });

// --- the same on cotidy::loop ------------------------------------------------

struct ported {
  std::string scenario;
  std::string kind;
  std::string mark;
  std::string options;
  int reports = 1;
};
std::ostream &operator<<(std::ostream &out, const ported &each) {
  return out << each.scenario;
}

class LoopExample : public testing::TestWithParam<ported> {};

TEST_P(LoopExample, IsReportedAtItsLine) {
  const outcome result = cotidy::test::run(
      "example_scenarios", GetParam().scenario, GetParam().options);
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_EQ(result.reports(GetParam().kind), GetParam().reports) << result.err;
  EXPECT_SAYS(result,
              cotidy::test::line_of("example_scenarios", GetParam().mark));
}

INSTANTIATE_TEST_SUITE_P(
    OnLoop, LoopExample,
    testing::Values(
        ported{"forgotten_await", "never-awaited", "thrown-away", "", 2},
        ported{"forgotten_await", "never-awaited", "never-awaited", "", 2},
        ported{"hashing", "never-yielded", "never-yields",
               "never_yield_ms=100"},
        ported{"stop_from_thread", "wrong-thread", "beside-the-loop", ""},
        ported{"cutlery", "lost-update", "loses-cutlery", ""},
        ported{"cutlery", "lost-update", "reads-cutlery", ""}),
    [](const auto &info) {
      return name_of(info.param.scenario, info.param.mark);
    });

TEST(LoopExample, BackgroundExceptionIsSeen) {
  const outcome result =
      cotidy::test::run("example_scenarios", "background_exception");
  EXPECT_EQ(result.reports("never-retrieved"), 1);
  EXPECT_SAYS(result, "example_scenarios.cpp:");
  EXPECT_SAYS(result, "'autosave'");
}

class FixedLoopExample : public testing::TestWithParam<const char *> {};

TEST_P(FixedLoopExample, IsSilent) {
  EXPECT_SILENT(cotidy::test::run("example_scenarios", GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    OnLoop, FixedLoopExample,
    testing::Values("forgotten_await-fixed", "hashing-fixed_yield",
                    "hashing-fixed_executor", "background_exception-fixed",
                    "stop_from_thread-fixed", "cutlery-fixed"),
    [](const auto &info) { return name_of(info.param, "is_silent"); });

} // namespace
