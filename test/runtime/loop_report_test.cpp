// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is reported about tasks: the place to look at, what to do, and the check
// that finds the same before the program runs.

#include "expect.hpp"

using cotidy::test::outcome;

namespace {

outcome run(const std::string &scenario, const std::string &options = "") {
  return cotidy::test::run("loop_scenarios", scenario, options);
}

std::string line(const std::string &mark) {
  return cotidy::test::line_of("loop_scenarios", mark);
}

// One report of the kind, at the marked line, with the check it cites.
void expect_report(const outcome &result, const std::string &kind,
                   const std::string &mark, const std::string &check) {
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_EQ(result.reports(kind), 1) << result.err;
  EXPECT_TRUE(result.says("/" + line(mark))) << "wanted " << line(mark) << "\n"
                                             << result.err;
  EXPECT_SAYS(result, "rule: " + check + "  id: ");
  EXPECT_SAYS(result, "  fix: ");
}

TEST(Tasks, NeverAwaited) {
  const outcome result = run("never-awaited");
  expect_report(result, "never-awaited", "never-awaited",
                "async-unawaited-task");
  EXPECT_SAYS(result, "coroutine 'save_row' was never awaited\n");
  EXPECT_SAYS(result, "fix: await it, or give it to spawn()");
}

TEST(Tasks, NeverAwaitedThoughItHasAName) {
  expect_report(run("kept"), "never-awaited", "kept", "async-unawaited-task");
}

TEST(Tasks, NeverRetrieved) {
  const outcome result = run("never-retrieved");
  EXPECT_EQ(result.exit_code, 66);
  // Compilers differ about the line of a coroutine: its name or its end.
  EXPECT_SAYS(result, "loop_scenarios.cpp:3");
  EXPECT_SAYS(result, "boom()");
  EXPECT_SAYS(result, "rule: async-swallowed-exception");
  EXPECT_SAYS(result,
              "exception 'std::runtime_error' (\"the disk is full\") of "
              "task 'autosave' was never retrieved");
}

TEST(Tasks, RetrievedExceptionsAndCancelledTasksAreFine) {
  EXPECT_SILENT(run("retrieved"));
  EXPECT_SILENT(run("cancelled"));
}

TEST(Tasks, DestroyedPending) {
  const outcome result = run("destroyed-pending");
  expect_report(result, "destroyed-pending", "destroyed-pending",
                "async-task-never-awaited");
  EXPECT_SAYS(result, "task 'poll_peer' was destroyed but it is pending");
  EXPECT_SAYS(result, ", waiting for sleep_for, at:");
}

TEST(Tasks, NeverYielded) {
  const outcome result = run("never-yielded", "never_yield_ms=150");
  expect_report(result, "never-yielded", "never-yielded",
                "async-loop-without-suspend");
  EXPECT_SAYS(result, " without a suspension");
  EXPECT_SAYS(result, "awaited by:\n    #0 ");
  EXPECT_SAYS(result, line("awaits"));
}

TEST(Tasks, BlockingCallWithThoseWhoWaitForIt) {
  const outcome result = run("blocking-call");
  expect_report(result, "blocking-call", "blocking-call",
                "async-blocking-call");
  EXPECT_SAYS(result, "waits_for_dozing");
}

TEST(Tasks, SlowCallbackWithThoseWhoWaitForIt) {
  const outcome result = run("slow-task");
  EXPECT_SAYS(result, line("slow-task"));
  EXPECT_SAYS(result, "awaited by:");
  EXPECT_SAYS(result, "#0 waits_for_computing");
}

TEST(Tasks, WrongThread) {
  const outcome result = run("wrong-thread");
  expect_report(result, "wrong-thread", "wrong-thread",
                "async-wrong-thread-call");
  EXPECT_SAYS(result, "'loop.call_soon' was called on thread ");
  EXPECT_SAYS(result, " runs event loop \"main\"");
  EXPECT_SAYS(result, "fix: hand it to the loop: call_soon_threadsafe");
}

TEST(Tasks, WakingFromAnotherThread) {
  expect_report(run("wrong-thread-set"), "wrong-thread", "wrong-thread-set",
                "async-wrong-thread-call");
}

TEST(Tasks, NestedRun) {
  expect_report(run("nested-run"), "nested-run", "nested-run",
                "async-sync-wait-in-coroutine");
}

TEST(Tasks, LostUpdate) {
  const outcome result = run("lost-update");
  expect_report(result, "lost-update", "lost-update", "async-lost-update");
  EXPECT_SAYS(result, "'knives' was read before a suspension, changed during "
                      "it, and overwritten after it");
  EXPECT_SAYS(result, line("read"));
  EXPECT_SAYS(result, line("suspended"));
  EXPECT_SAYS(result, "changed meanwhile by task 'cutlery::give' at:");
}

TEST(Tasks, UpdatesAtOnceLoseNothing) { EXPECT_SILENT(run("no-lost-update")); }

TEST(Tasks, AWatchedValueMayBeInUseDuringAFork) {
  const outcome result =
      run("forks-while-read", "slow_callback_ms=60000:slow_tick_ms=60000:never_"
                              "yield_ms=60000:hang_ms=60000");
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST(Tasks, HangListsThePendingTasks) {
  const outcome result = run("hang", "hang_ms=200:slow_callback_ms=50");
  expect_report(result, "hang", "hang", "async-loop-without-suspend");
  EXPECT_SAYS(result, "pending tasks:\n");
  EXPECT_SAYS(result, " saver: suspended for ");
  EXPECT_SAYS(result, "waiting for sleep_for, at ");
}

TEST(Tasks, ACorrectProgramIsSilent) { EXPECT_SILENT(run("correct")); }

} // namespace
