// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
#include <chrono>
#include <folly/coro/Baton.h>
#include <folly/coro/Invoke.h>
#include <folly/coro/Sleep.h>
#include <folly/coro/Task.h>
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/executors/IOThreadPoolExecutor.h>
#include <folly/futures/Future.h>
#include <folly/io/async/EventBase.h>
#include <folly/synchronization/Baton.h>
#include <fstream>
#include <mutex>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;

folly::coro::Task<> blocks(folly::Baton<> &baton, folly::EventBase &loop,
                           folly::CPUThreadPoolExecutor &pool) {
  std::this_thread::sleep_for(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'blocks' [async-blocking-call]
  baton.wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'wait' blocks the thread that runs coroutine 'blocks'
  baton.try_wait_for(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'try_wait_for' blocks the thread that runs coroutine 'blocks'
  loop.runInEventBaseThreadAndWait([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'runInEventBaseThreadAndWait' blocks the thread that runs coroutine 'blocks'
  pool.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'join' blocks the thread that runs coroutine 'blocks'
  co_return;
}

folly::coro::Task<> fine(folly::coro::Baton &baton,
                         folly::CPUThreadPoolExecutor &pool,
                         folly::EventBase &loop) {
  co_await folly::coro::sleep(1s);
  co_await baton;
  pool.add([] { ::sleep(1); });
  loop.runInEventBaseThread([] {});
  co_await folly::via(&pool, [] { ::sleep(1); });
  co_await folly::coro::co_withExecutor(&pool, []() -> folly::coro::Task<> {
    ::sleep(1);
    co_return;
  }());
}

folly::Future<folly::Unit> continued(folly::Future<folly::Unit> ready,
                                     folly::CPUThreadPoolExecutor &pool) {
  return std::move(ready).via(&pool).thenValue([](folly::Unit) { ::sleep(1); });
}

void plain(folly::Baton<> &baton, folly::IOThreadPoolExecutor &io) {
  baton.wait();
  std::this_thread::sleep_for(1s);
  // An I/O thread runs an event loop.
  io.add([] { ::sleep(1); });
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'sleep' blocks the thread that runs this lambda
}

folly::coro::Task<> invoked(folly::IOThreadPoolExecutor &io) {
  folly::CPUThreadPoolExecutor pool(2);
  co_await folly::coro::co_withExecutor(
      &pool, folly::coro::co_invoke([]() -> folly::coro::Task<> {
        ::sleep(1);
        co_return;
      }));
  co_await folly::coro::co_withExecutor(
      &io, folly::coro::co_invoke([]() -> folly::coro::Task<> {
        ::sleep(1);
        // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'sleep' blocks the thread that runs this coroutine lambda
        co_return;
      }));
}
