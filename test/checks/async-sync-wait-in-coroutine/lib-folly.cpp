// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <chrono>
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Collect.h>
#include <folly/coro/Task.h>
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/futures/Future.h>
#include <folly/io/async/EventBase.h>

using namespace std::chrono_literals;

folly::coro::Task<> nothing();
folly::coro::Task<int> number();
folly::Future<int> future();
folly::SemiFuture<folly::Unit> semi();

folly::coro::Task<int> waits(folly::EventBase &loop) {
  folly::coro::blockingWait(nothing());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'blockingWait' keeps the thread that runs coroutine 'waits' until the task is done [async-sync-wait-in-coroutine]
  int sum = folly::coro::blockingWait(number());
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'blockingWait' keeps the thread that runs coroutine 'waits' until the task is done
  sum += future().get();
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'get' keeps the thread that runs coroutine 'waits' until the future is ready
  semi().wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'wait' keeps the thread that runs coroutine 'waits' until the future is ready
  sum += future().semi().via(&loop).getVia(&loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'getVia' keeps the thread that runs coroutine 'waits' until the future is ready
  loop.loopForever();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'loopForever' keeps the thread that runs coroutine 'waits' until the event loop has nothing left to do
  co_return sum;
}

folly::coro::Task<int> fine(folly::CPUThreadPoolExecutor &pool) {
  co_await nothing();
  auto pending = future();
  if (pending.isReady())
    co_return std::move(pending).get();
  auto waited = co_await folly::collectAll(future(), semi());
  pool.add([] { folly::coro::blockingWait(nothing()); });
  co_return co_await std::move(pending);
}

int plain() {
  folly::coro::blockingWait(nothing());
  return future().get() + folly::coro::blockingWait(number());
}
