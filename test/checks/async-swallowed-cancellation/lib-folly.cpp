// RUN: %check_cotidy %s async-swallowed-cancellation %t -- -isystem %mock
// Intent: a cancelled task of folly ends with OperationCancelled.
#include <folly/OperationCancelled.h>
#include <folly/coro/Task.h>

folly::coro::Task<void> poll();
void report(const char *text);

folly::coro::Task<void> run() {
  for (;;) {
    try {
      co_await poll();
    } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler also catches the cancellation of 'poll', and the endless loop goes on [async-swallowed-cancellation]
      report("failed");
    }
  }
}
folly::coro::Task<void> run_and_end() {
  for (;;) {
    try {
      co_await poll();
    } catch (const folly::OperationCancelled &) {
      throw;
    } catch (...) {
      report("failed");
    }
  }
}
folly::coro::Task<void> run_some_times() {
  for (int i = 0; i < 3; ++i) {
    try {
      co_await poll();
    } catch (...) {
      report("failed");
    }
  }
}
