// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The core, on whole programs: what is reported, at which line, with which
// advice and exit code, and what is not.

#include <dlfcn.h>

#include "expect.hpp"
#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>

using cotidy::test::line_of;
using cotidy::test::outcome;

namespace {

outcome run(const std::string &scenario, const std::string &options = "",
            const std::vector<std::string> &environment = {"COTIDY_DEBUG=1"}) {
  return cotidy::test::run("core_scenarios", scenario, options, environment);
}

std::string line(const std::string &mark) {
  return line_of("core_scenarios", mark);
}

std::string read_file(const std::string &path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Core, SlowCallbackIsReportedWhereItWasStuck) {
  const outcome result = run("slow-callback");
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_EQ(result.reports("slow-callback"), 1);
  EXPECT_SAYS(result, "'on_request' held event loop \"main\" for ");
  EXPECT_SAYS(result, " (threshold 100 ms)\n  at ");
  EXPECT_SAYS(result, line("slow-callback"));
  EXPECT_SAYS(result, "s into the callback):\n    #0 ");
  EXPECT_SAYS(result, "fix: suspend now and then, or run the computation on "
                      "another thread");
  EXPECT_SAYS(result, "rule: async-loop-without-suspend  id: ");
  EXPECT_SAYS(result, "cotidy: 1 reports (1 slow-callback), 1 callbacks, lost "
                      "events 0\n");
}

TEST(Core, SplitsTheTime) {
  const outcome result = run("slow-callback");
  EXPECT_TRUE(std::regex_search(
      result.err, std::regex("time: 1[0-9][0-9](\\.[0-9])? ms on the CPU \\+ "
                             ".* blocked \\+ .* waiting for a core")))
      << result.err;
}

TEST(Core, AWaitIsNotCutShortAndIsNamed) {
  const outcome result = run("slow-poll");
  EXPECT_EQ(result.out, "");
  EXPECT_SAYS(result, "blocked in poll");
  EXPECT_SAYS(result, line("poll"));
  EXPECT_SAYS(result, "rule: async-blocking-call");
}

TEST(Core, BlockingCallIsReportedHoweverFast) {
  const outcome result = run("blocking-call");
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_SAYS(result, "blocking-call: 'nanosleep' blocked event loop \"main\"");
  EXPECT_SAYS(result, "  at ");
  EXPECT_SAYS(result, line("blocking-call"));
  EXPECT_SAYS(result, "fix: run the blocking call on another thread");
  EXPECT_SAYS(result, "rule: async-blocking-call");
}

TEST(Core, AllowedBlockingCallIsNotReported) {
  EXPECT_SILENT(run("allowed-blocking-call"));
}

TEST(Core, BlockingCallsCanBeIgnored) {
  EXPECT_SILENT(run("blocking-call", "blocking_calls=ignore"));
}

TEST(Core, ShortBlockingCallsCanBeIgnored) {
  EXPECT_SILENT(run("blocking-call", "min_blocking_us=10000000"));
}

TEST(Core, NameLookupIsReported) {
  const outcome result = run("name-lookup");
  EXPECT_SAYS(result, "blocking-call: 'getaddrinfo' blocked event loop");
  EXPECT_SAYS(result, line("name-lookup"));
}

TEST(Core, OtherBlockingCallsHaveAScope) {
  const outcome result = run("named-blocking-call");
  EXPECT_SAYS(result, "'database.query' blocked event loop \"main\"");
  EXPECT_SAYS(result, line("named"));
}

TEST(Core, SlowTickNamesWhatTookLongest) {
  const outcome result = run("slow-tick");
  EXPECT_EQ(result.reports("slow-callback"), 0);
  EXPECT_SAYS(result, "slow-tick: 30 callbacks held event loop \"main\" for ");
  EXPECT_SAYS(result, "'parse_line' x30 ");
  EXPECT_SAYS(result, line("slow-tick"));
  EXPECT_SAYS(result, "rule: async-loop-without-suspend");
}

TEST(Core, ALookForEventsEndsATick) {
  EXPECT_SILENT(run("busy-polling", "slow_tick_ms=100"));
}

TEST(Core, HangShowsTheOtherThreads) {
  const outcome result = run("hang", "hang_ms=200");
  EXPECT_SAYS(result, "ERROR: cotidy: hang: 'on_request' has held event loop "
                      "\"main\" for ");
  EXPECT_SAYS(result, " and has not returned");
  EXPECT_SAYS(result, line("hang"));
  EXPECT_SAYS(result, "other threads:");
  EXPECT_SAYS(result, "pending tasks:");
}

TEST(Core, TheLoopOfTheManual) {
  const outcome result = cotidy::test::run("poll_loop", "");
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_SAYS(result, "blocking-call: 'nanosleep' blocked event loop \"main\"");
  EXPECT_SAYS(result, "poll_loop.cpp:");
  EXPECT_SAYS(result, "1 reports (1 blocking-call), 1 callbacks");
  EXPECT_SILENT(cotidy::test::run("poll_loop", "", "", {}));
}

TEST(Core, NestedRun) {
  const outcome result = run("nested-run");
  EXPECT_SAYS(result, "nested-run: event loop \"dialog\" is run inside a "
                      "callback of event loop \"main\"");
  EXPECT_SAYS(result, line("nested-run"));
  EXPECT_SAYS(result, "rule: async-sync-wait-in-coroutine");
}

TEST(Core, CallbackThatThrowsIsTimedAsWell) {
  EXPECT_EQ(run("throwing-callback").reports("slow-callback"), 1);
}

TEST(Core, EqualReportsAreShownOnceAndCounted) {
  const outcome result = run("several-slow");
  EXPECT_EQ(result.reports("slow-callback"), 1);
  EXPECT_SAYS(result, "cotidy: 2 equal to one that was shown\n");
  EXPECT_SAYS(result, "cotidy: 3 reports (3 slow-callback)");
}

TEST(Core, EqualReportsCanAllBeShown) {
  EXPECT_EQ(run("several-slow", "suppress_equal=0").reports("slow-callback"),
            3);
}

TEST(Core, RateLimit) {
  const outcome result =
      run("several-slow", "suppress_equal=0:reports_per_minute=2");
  EXPECT_EQ(result.reports("slow-callback"), 2);
  EXPECT_SAYS(result, "cotidy: 1 not shown because of reports_per_minute");
}

TEST(Core, CleanProgramIsSilent) { EXPECT_SILENT(run("quiet")); }

TEST(Core, OffNothingIsReported) {
  EXPECT_SILENT(run("slow-callback", "", {}));
  EXPECT_SILENT(run("slow-callback", "", {"COTIDY_DEBUG=0"}));
}

TEST(Core, CompiledOutNoLibraryIsNeeded) {
  EXPECT_SILENT(cotidy::test::run("disabled", ""));
}

TEST(Core, ExpectedReportsAreNotShown) { EXPECT_SILENT(run("expected")); }

TEST(Core, AnotherNumberThanExpectedIsReported) {
  const outcome result = run("not-as-expected");
  EXPECT_EQ(result.reports("slow-callback"), 0);
  EXPECT_SAYS(result, "expectation: expected 2 slow-callback reports, saw 1");
  EXPECT_SAYS(result, line("expectation"));
}

TEST(Core, HandlerReceivesReportsInstead) {
  const outcome result = run("handler", "summary=0");
  EXPECT_EQ(result.err, "");
  EXPECT_NE(result.out.find("slow-callback "), std::string::npos);
  EXPECT_NE(result.out.find(line("slow-callback")), std::string::npos);
}

TEST(Core, StalledThreadThatEnds) {
  const outcome result = run("thread-that-ends");
  EXPECT_EQ(result.reports("slow-callback"), 1);
  EXPECT_SAYS(result, line("slow-callback"));
}

TEST(Core, ForkedChildReportsItsOwn) {
  // ThreadSanitizer refuses threads in children unless it is told.
  const outcome result =
      run("forked", "", {"COTIDY_DEBUG=1", "TSAN_OPTIONS=die_after_fork=0"});
  EXPECT_EQ(result.out, "child ended with 66\n");
  EXPECT_SAYS(result, "'in_child' held");
  EXPECT_EQ(result.reports("slow-callback"), 2);
}

TEST(Core, AHandlerMayFork) {
  const outcome result = run(
      "handler-forks", "", {"COTIDY_DEBUG=1", "TSAN_OPTIONS=die_after_fork=0"});
  // A child of a process that is ending may have nothing left to say.
  EXPECT_TRUE(std::regex_match(
      result.out,
      std::regex("slow-callback\nchildren ended with 0 and 66\n"
                 "slow-callback\nchildren ended with 0 and (0|66)\n")))
      << result.out;
  EXPECT_SAYS(result, "'in_child' held");
  EXPECT_EQ(result.exit_code, 66);
}

TEST(Core, AHandlerMayExit) {
  EXPECT_EQ(run("handler-exits").exit_code, 7);
  EXPECT_EQ(run("handler-exits-in-flush").exit_code, 7);
}

TEST(Core, AHandlerMayAsk) { EXPECT_EQ(run("handler-asks").out, "1\n"); }

TEST(Core, AHandlerMayWaitForAThreadThatForks) {
  EXPECT_EQ(run("handler-waits-for-a-fork").out, "child ended with 0\n");
}

TEST(Core, ThreadsThatComeAndGo) { EXPECT_SILENT(run("many-threads")); }

TEST(Core, ExitCodeOfAFailureIsKept) {
  EXPECT_EQ(run("fails-anyway").exit_code, 3);
}

TEST(Core, ExitCodeCanBeChosen) {
  EXPECT_EQ(run("slow-callback", "exitcode=5").exit_code, 5);
  EXPECT_EQ(run("slow-callback", "exitcode=0").exit_code, 0);
}

// Without a clock no less than twice the threshold is sure to be found: that is
// what the scenarios compute.
constexpr const char *without_clock = "timing=epoch:slow_callback_ms=75";

TEST(Core, EpochModeFindsTheSame) {
  const outcome result = run("slow-callback", without_clock);
  EXPECT_SAYS(result, "'on_request' held ");
  EXPECT_SAYS(result, " for about ");
  EXPECT_SAYS(result, line("slow-callback"));
}

TEST(Core, EpochModeTellsCallbacksApart) {
  EXPECT_SILENT(run("many-short", "timing=epoch:slow_tick_ms=60000"));
}

TEST(Core, OneCauseIsReportedOnce) {
  for (const char *timing : {"timing=epoch", "timing=tsc"}) {
    const outcome result = run("long-blocking-call", timing);
    EXPECT_EQ(result.reports("blocking-call"), 1) << result.err;
    EXPECT_EQ(result.reports("slow-callback"), 0) << result.err;
  }
}

TEST(Core, NestedCallbacksAreNotTheOuterOne) {
  for (const char *timing : {without_clock, "timing=tsc"})
    EXPECT_SAYS(run("nested", timing), "'outer' held ");
}

TEST(Core, EpochModeFindsAHang) {
  EXPECT_SAYS(run("hang", "timing=epoch:hang_ms=300"), "and has not returned");
}

TEST(Core, ClockModeFindsTheSame) {
  EXPECT_SAYS(run("slow-callback", "timing=clock"), line("slow-callback"));
}

TEST(Core, WithoutSymbolsThereAreModulesAndOffsets) {
  const outcome result = run("slow-callback", "symbolize=0");
  EXPECT_TRUE(std::regex_search(
      result.err, std::regex("cotidy-core_scenarios\\+0x[0-9a-f]+")))
      << result.err;
}

TEST(Core, UnknownOptionNamesTheNearest) {
  const outcome result = run("quiet", "slow_calback_ms=3");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err,
            "cotidy: COTIDY_OPTIONS: unknown option 'slow_calback_ms', did you "
            "mean 'slow_callback_ms'? help=1 lists all\n");
}

TEST(Core, HelpListsTheOptions) {
  const outcome result = run("quiet", "help=1", {});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.out.find("slow_callback_ms=100"), std::string::npos);
}

TEST(Core, Suppressions) {
  const std::string file = testing::TempDir() + "cotidy-suppressions";
  std::ofstream(file) << "# known\nslow-callback:on_req*\n";
  const outcome result = run("slow-callback", "suppressions=" + file);
  EXPECT_SILENT(result);
  std::remove(file.c_str());
}

TEST(Core, LogOfJsonLines) {
  const std::string file = testing::TempDir() + "cotidy-log";
  std::remove(file.c_str());
  run("slow-callback", "log_path=" + file);
  const std::string log = read_file(file);
  EXPECT_TRUE(log.starts_with("{\"version\":1,\"kind\":\"slow-callback\","
                              "\"check\":\"async-loop-without-suspend\","
                              "\"severity\":\"warning\""))
      << log;
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1);
  std::remove(file.c_str());
}

TEST(Core, HistogramAtExit) {
  const outcome result = run("quiet", "histogram=1");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(result.err.starts_with("cotidy: callback time: half under "))
      << result.err;
  EXPECT_TRUE(cotidy::test::run("loop_scenarios", "correct", "histogram=1")
                  .says("cotidy: queue delay: half under "));
}

TEST(Core, FullDiskIsTold) {
  const outcome result = run("slow-callback", "log_path=/dev/full");
  EXPECT_SAYS(result, "cotidy: 1 not written to '/dev/full': No space left on "
                      "device");
}

// What it keeps for each thread fits where the system has room for those that
// come late.
TEST(Core, TheLibraryCanBeLoadedLater) {
  EXPECT_NE(dlopen(COTIDY_LIBRARY, RTLD_NOW | RTLD_LOCAL), nullptr)
      << dlerror();
}

TEST(Core, VerifyFailsWithoutHooks) {
  const outcome result = run("nothing", "verify=1");
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_SAYS(result, "self-check: no event loop was seen: the hooks are not "
                      "active");
  EXPECT_SILENT(run("quiet", "verify=1"));
}

} // namespace
