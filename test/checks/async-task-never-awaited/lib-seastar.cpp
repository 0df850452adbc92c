// RUN: %check_cotidy %s async-task-never-awaited %t -- -isystem %mock
// Intent: futures that run already and are left behind by an exception.
#include <exception>
#include <map>
#include <seastar/core/coroutine.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/thread.hh>
#include <seastar/core/when_all.hh>
#include <seastar/coroutine/as_future.hh>
#include <seastar/util/log.hh>
#include <stdexcept>
#include <utility>
#include <vector>

seastar::logger logger("children");

seastar::future<> flush(int shard = 0);
seastar::future<int> count();
seastar::future<> check(int limit) {
  if (limit < 0)
    throw std::runtime_error("limit");
  co_await flush();
}

// Started together, awaited one after the other.
seastar::future<> oneByOne() {
  std::vector<seastar::future<>> children;
  for (int i = 0; i < 8; ++i)
    children.push_back(flush(i));
  for (auto &child : children)
    co_await std::move(child);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the first exception here leaves the other tasks in 'children' behind, which nobody awaits then [async-task-never-awaited]
}
seastar::future<int> byIndex() {
  std::vector<seastar::future<int>> children;
  children.push_back(count());
  children.push_back(count());
  int sum = 0;
  for (size_t i = 0; i < children.size(); ++i)
    sum += co_await std::move(children[i]);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the first exception here leaves the other tasks in 'children' behind
  co_return sum;
}
seastar::future<> byShard(const std::vector<int> &shards) {
  std::map<int, seastar::future<>> children;
  for (int shard : shards)
    children.emplace(shard, flush(shard));
  for (auto &[shard, child] : children)
    co_await std::move(child);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the first exception here leaves the other tasks in 'children' behind
}
seastar::future<> inThread() {
  return seastar::async([] {
    std::vector<seastar::future<>> children;
    for (int i = 0; i < 8; ++i)
      children.push_back(flush(i));
    for (auto &child : children)
      child.get();
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the first exception here leaves the other tasks in 'children' behind
  });
}
// Two variables: the first is seen to fail.
seastar::future<int> twoOfThem() {
  seastar::future<> checked = check(5);
  seastar::future<int> counted = count();
  co_await std::move(checked);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: an exception here leaves the task in 'counted' behind, which nobody awaits then
  co_return co_await std::move(counted);
}
seastar::future<> neverAwaited() {
  auto flushed = flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'flushed' holds a task that is never awaited, so nobody sees its result or its exception
  co_await count();
}
seastar::future<> inContinuation() {
  return count().then([](int shards) {
    auto flushed = flush(shards);
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'flushed' holds a task that is never awaited
    return count().discard_result();
  });
}

// All of them are awaited, whatever happens.
seastar::future<> together() {
  std::vector<seastar::future<>> children;
  for (int i = 0; i < 8; ++i)
    children.push_back(flush(i));
  co_await seastar::when_all_succeed(children.begin(), children.end());
}
seastar::future<> oneByOneHandled() {
  std::vector<seastar::future<>> children;
  for (int i = 0; i < 8; ++i)
    children.push_back(flush(i));
  std::exception_ptr failed;
  for (auto &child : children) {
    try {
      co_await std::move(child);
    } catch (...) {
      failed = std::current_exception();
    }
  }
  if (failed)
    std::rethrow_exception(failed);
}
seastar::future<> oneByOneAsked() {
  std::vector<seastar::future<>> children;
  for (int i = 0; i < 8; ++i)
    children.push_back(flush(i));
  for (auto &child : children) {
    auto done = co_await seastar::coroutine::as_future(std::move(child));
    if (done.failed())
      logger.warn("{}", done.get_exception());
  }
}
seastar::future<> afterWhenAll() {
  std::vector<seastar::future<>> children;
  for (int i = 0; i < 8; ++i)
    children.push_back(flush(i));
  auto done = co_await seastar::when_all(children.begin(), children.end());
  for (auto &each : done)
    each.get();
}
seastar::future<> onlyOne() {
  std::vector<seastar::future<>> children;
  children.push_back(flush());
  for (auto &child : children)
    co_await std::move(child);
}
seastar::future<> neverFail() {
  std::vector<seastar::future<>> naps;
  for (int i = 0; i < 8; ++i)
    naps.push_back(seastar::sleep(std::chrono::seconds(i)));
  for (auto &nap : naps)
    co_await std::move(nap);
}
seastar::future<int> twoHandled() {
  seastar::future<int> counted = count();
  try {
    co_await check(5);
  } catch (...) {
    logger.error("{}", std::current_exception());
  }
  co_return co_await std::move(counted);
}
seastar::future<int> twoUnseen() {
  seastar::future<int> counted = count();
  co_await flush();
  co_return co_await std::move(counted);
}
// The container is a member of something else's life: passed on as a whole.
seastar::future<> passedOn() {
  std::vector<seastar::future<>> children;
  for (int i = 0; i < 8; ++i)
    children.push_back(flush(i));
  return seastar::do_with(std::move(children), [](auto &children) {
    return seastar::when_all_succeed(children.begin(), children.end());
  });
}

// Nothing but a value comes from the one promise, an error from the other.
seastar::future<> promised(std::exception_ptr error) {
  seastar::promise<int> good;
  auto answer = good.get_future();
  good.set_value(42);
  seastar::promise<int> bad;
  auto failed = bad.get_future();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'failed' holds a task that is never awaited, so nobody sees its result or its exception
  bad.set_exception(error);
  co_await flush();
}
