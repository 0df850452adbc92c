// RUN: %check_cotidy --mock %s async-swallowed-exception %t
// Intent: two tasks run side by side, and the failure of the one loses the
// other.
#include <exception>
#include <folly/futures/Future.h>
#include <seastar/core/coroutine.hh>
#include <seastar/core/file.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/when_all.hh>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

seastar::future<> pump();
seastar::future<> drain();
seastar::future<> calm() { co_return; }
void use(std::exception_ptr);

// Each get() may throw, and then those behind it are not asked.
seastar::future<> parts() {
  return seastar::when_all(pump(), drain())
      .then([](std::tuple<seastar::future<>, seastar::future<>> both) {
        std::get<0>(both).get();
        // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the results of 'when_all' are taken one after the other: the first failure loses those behind it [async-swallowed-exception]
        std::get<1>(both).get();
      });
}
seastar::future<> bindings() {
  auto [first, second] = co_await seastar::when_all(pump(), drain());
  first.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the results of 'when_all' are taken one after the other
  second.get();
}
seastar::future<> awaited() {
  auto [first, second] = co_await seastar::when_all(pump(), drain());
  co_await std::move(first);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the results of 'when_all' are taken one after the other
  co_await std::move(second);
}
seastar::future<> loop(std::vector<seastar::future<>> started) {
  std::vector<seastar::future<>> results =
      co_await seastar::when_all(started.begin(), started.end());
  for (seastar::future<> &result : results)
    result.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the results of 'when_all' are taken one after the other
}

seastar::future<> eachCaught() {
  auto [first, second] = co_await seastar::when_all(pump(), drain());
  std::exception_ptr failure;
  try {
    first.get();
  } catch (...) {
    failure = std::current_exception();
  }
  second.get();
  use(failure);
}
seastar::future<> askedBefore() {
  auto [first, second] = co_await seastar::when_all(pump(), drain());
  if (first.failed()) {
    second.ignore_ready_future();
    std::rethrow_exception(first.get_exception());
  }
  first.get();
  second.get();
}
seastar::future<> otherIgnored() {
  auto [first, second] = co_await seastar::when_all(pump(), drain());
  second.ignore_ready_future();
  first.get();
}
seastar::future<> onlyOneCanFail() {
  auto [first, second] = co_await seastar::when_all(
      pump(), seastar::sleep(std::chrono::seconds(1)));
  first.get();
  second.get();
}
seastar::future<> calledOnlyThen() {
  auto [first, second] =
      co_await seastar::when_all([] { return calm(); }, [] { return calm(); });
  first.get();
  second.get();
}
seastar::future<> succeeding() {
  return seastar::when_all_succeed(pump(), drain()).discard_result();
}
seastar::future<> loopThatAsks(std::vector<seastar::future<>> started) {
  std::vector<seastar::future<>> results =
      co_await seastar::when_all(started.begin(), started.end());
  for (seastar::future<> &result : results)
    if (result.failed())
      use(result.get_exception());
}

// The continuation is skipped, and what it captured goes with it.
seastar::future<> captured() {
  seastar::future<> running = drain();
  return pump().then([running = std::move(running)]() mutable {
    // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: the task in 'running' runs already, and is dropped with its failure when 'future::then' skips the continuation
    return std::move(running);
  });
}
folly::Future<int> begin();
folly::Future<int> saves(int row) {
  return begin().thenValue([row](int free) {
    if (free < row)
      throw std::runtime_error("full");
    return free;
  });
}
folly::Future<int> otherLibrary(int row) {
  folly::Future<int> index = saves(row);
  return saves(row).thenValue([index = std::move(index)](int) mutable {
    // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: the task in 'index' runs already, and is dropped with its failure when 'Future::thenValue' skips the continuation
    return std::move(index);
  });
}

seastar::future<> alwaysCalled() {
  seastar::future<> running = drain();
  return pump().finally(
      [running = std::move(running)]() mutable { return std::move(running); });
}
seastar::future<> takesTheFailure() {
  seastar::future<> running = drain();
  return pump().then_wrapped(
      [running = std::move(running)](seastar::future<> done) mutable {
        done.ignore_ready_future();
        return std::move(running);
      });
}
seastar::future<> cannotFail() {
  seastar::future<> running = calm();
  return pump().then(
      [running = std::move(running)]() mutable { return std::move(running); });
}
seastar::future<> isNeverSkipped() {
  seastar::future<> running = drain();
  return seastar::sleep(std::chrono::seconds(1))
      .then([running = std::move(running)]() mutable {
        return std::move(running);
      });
}
seastar::future<> alreadyReady() {
  seastar::future<> running = seastar::make_ready_future<>();
  return pump().then(
      [running = std::move(running)]() mutable { return std::move(running); });
}
folly::Future<int> takesTheFailureOfOtherLibrary(int row) {
  folly::Future<int> index = saves(row);
  return saves(row).thenTry(
      [index = std::move(index)](folly::Try<int> &&row) mutable {
        use(row.hasException() ? std::current_exception() : nullptr);
        return std::move(index);
      });
}
