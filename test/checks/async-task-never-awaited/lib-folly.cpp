// RUN: %check_cotidy %s async-task-never-awaited %t -- -isystem %mock
#include <folly/coro/AsyncScope.h>
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Collect.h>
#include <folly/coro/Mutex.h>
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/futures/Future.h>
#include <mutex>
#include <utility>
#include <vector>

folly::coro::Task<> nothing();
folly::coro::Task<int> number();
folly::Future<int> future();
folly::SemiFuture<folly::Unit> semi();

folly::coro::Task<> held(folly::Executor *executor) {
  auto task = number();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'task' holds a task that is never awaited, so its body never runs [async-task-never-awaited]
  auto pending = semi();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'pending' holds a future that is never awaited, so nobody sees its result or its exception
  auto scheduled = folly::coro::co_withExecutor(executor, nothing());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'scheduled' holds a task that is never awaited, so its body never runs
  auto started = folly::coro::co_withExecutor(executor, nothing()).start();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'started' holds a future that is never awaited, so nobody sees its result or its exception
  auto attempt = folly::coro::co_awaitTry(number());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'attempt' holds an awaitable that is never awaited
  auto both = folly::coro::collectAll(number(), nothing());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'both' holds a task that is never awaited, so its body never runs
  co_return;
}

folly::coro::Task<> collected(bool all) {
  std::vector<folly::coro::Task<>> tasks;
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'tasks' holds tasks that are never awaited, so their bodies never run
  tasks.push_back(nothing());
  std::vector<folly::SemiFuture<folly::Unit>> futures;
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'futures' holds futures that are never awaited, so nobody sees their results or their exceptions
  for (int i = 0; i < 3; ++i)
    futures.push_back(semi());
  std::vector<folly::coro::Task<int>> good;
  good.push_back(number());
  co_await folly::coro::collectAllRange(std::move(good));
  std::vector<folly::SemiFuture<folly::Unit>> fine;
  fine.push_back(semi());
  co_await folly::collectAll(std::move(fine));
}

folly::coro::Task<int> used(folly::Executor *executor,
                            folly::coro::Mutex &mutex,
                            folly::coro::AsyncScope &scope) {
  auto task = number();
  auto operation = mutex.co_scoped_lock();
  auto lock = co_await operation;
  auto attempt = folly::coro::co_awaitTry(number());
  auto result = co_await std::move(attempt);
  auto scheduled = folly::coro::co_withExecutor(executor, nothing());
  scope.add(std::move(scheduled));
  auto started = folly::coro::co_withExecutor(executor, number()).start();
  auto sum = co_await std::move(started);
  co_return sum + co_await std::move(task);
}

void plain() {
  auto pending = future();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'pending' holds a future that is never awaited, so nobody sees its result or its exception
  auto task = nothing();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'task' holds a task that is never awaited, so its body never runs
  auto good = future();
  std::move(good).thenValue([](int) {});
  auto result = future();
  result.wait();
  auto waited = number();
  folly::coro::blockingWait(std::move(waited));
}
