// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <seastar/core/coroutine.hh>
#include <seastar/core/thread.hh>
#include <seastar/core/when_all.hh>
#include <seastar/coroutine/as_future.hh>
#include <utility>
#include <vector>

seastar::future<> flush();
seastar::future<int> count();
void take(int);

seastar::future<> inCoroutine() {
  flush().get();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'get' keeps the thread that runs coroutine 'inCoroutine' until the future is ready [async-sync-wait-in-coroutine]
  seastar::future<int> number = count();
  number.wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'wait' keeps the thread
  take(co_await std::move(number));
}

// A coroutine lambda is a coroutine, also in a thread.
seastar::future<> lambdaInThread() {
  return seastar::async([] {
    auto inner = []() -> seastar::future<> {
      flush().get();
      // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'get' keeps the thread that runs this coroutine lambda until the future is ready
      co_return;
    };
    inner().get();
  });
}

// A seastar::thread is paused until the future is there.
seastar::future<> inThread() {
  return seastar::async([] {
    flush().get();
    take(count().get());
  });
}
seastar::future<> threadInCoroutine() {
  co_await seastar::async([] { flush().get(); });
  seastar::thread worker([] { flush().get(); });
  co_await worker.join();
}
// Whoever calls it may be a thread.
void anywhere() { flush().get(); }
seastar::future<int> alsoAnywhere() {
  flush().get();
  return count();
}

// Available already.
seastar::future<> available() {
  seastar::future<int> failed =
      co_await seastar::coroutine::as_future(count());
  if (!failed.failed())
    take(failed.get());
  (co_await seastar::coroutine::as_future(flush())).get();

  auto [first, second] = co_await seastar::when_all(count(), flush());
  take(first.get());
  second.get();
  auto both = co_await seastar::when_all(count(), flush());
  take(std::get<0>(both).get());
  std::get<1>(std::move(both)).get();

  std::vector<seastar::future<int>> started;
  started.push_back(count());
  auto done = co_await seastar::when_all(started.begin(), started.end());
  for (auto &each : done)
    take(each.get());

  seastar::future<int> fast = count();
  if (fast.available())
    take(fast.get());
  else
    take(co_await std::move(fast));
}
seastar::future<> continued() {
  return count().then_wrapped([](seastar::future<int> done) {
    take(done.get());
  });
}
