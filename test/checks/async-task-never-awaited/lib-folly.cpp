// RUN: %check_cotidy %s async-task-never-awaited %t -- -isystem %mock
#include <folly/coro/AsyncGenerator.h>
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

// Whoever acts on the outcome has seen it; whether there is one is no outcome.
void log(bool failed);
void swallow(bool) {}
int outcomes(bool *kept) {
  auto failed = future();
  if (failed.hasException())
    return 1;
  auto good = semi();
  bool is_good = good.hasValue();
  auto told = future();
  log(told.hasException());
  auto stored = future();
  *kept = stored.hasValue();
  auto last = future();
  return !last.hasException() && is_good;
}
void unheard() {
  auto asked = future();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'asked' holds a future that is never awaited, so nobody sees its result or its exception
  asked.hasException();
  auto swallowed = future();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'swallowed' holds a future that is never awaited, so nobody sees its result or its exception
  swallow(swallowed.hasException());
  auto ready = future();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'ready' holds a future that is never awaited, so nobody sees its result or its exception
  if (ready.isReady())
    log(false);
  auto unread = future();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'unread' holds a future that is never awaited, so nobody sees its result or its exception
  bool answer = unread.hasException();
}

// There is nothing to lose in an empty future, nor in one that holds a value.
auto empty() {
  auto none = folly::Future<int>::makeEmpty();
  log(none.valid());
  return none;
}
auto made() { return folly::makeFuture(42); }
auto replaced() {
  auto other = folly::Future<int>::makeEmpty();
  other = future();
  return other;
}
void nothing_to_lose() {
  auto none = folly::Future<int>::makeEmpty();
  auto also = empty();
  also = empty();
  auto answer = folly::makeFuture(42);
  auto again = made();
  auto unit = folly::makeSemiFuture();
  std::vector<folly::Future<int>> answers;
  answers.push_back(folly::makeFuture(1));
}
void something_to_lose(folly::exception_wrapper error) {
  auto failed = folly::makeFuture<int>(error);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'failed' holds a future that is never awaited, so nobody sees its result or its exception
  auto either = folly::makeFuture<int>(folly::Try<int>(error));
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'either' holds a future that is never awaited, so nobody sees its result or its exception
  auto running = replaced();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'running' holds a future that is never awaited, so nobody sees its result or its exception
  auto continued = folly::makeFuture(42).thenValue([](int i) { return i; });
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'continued' holds a future that is never awaited, so nobody sees its result or its exception
}

// Nobody awaits a generator, but its elements.
folly::coro::AsyncGenerator<int> numbers();
std::pair<folly::coro::AsyncGenerator<int>, int> pipe();
folly::coro::Task<> elements() {
  auto unread = numbers();
  auto [from, to] = pipe();
  auto read = numbers();
  auto next = read.next();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'next' holds an awaitable that is never awaited
  co_return;
}

// Nothing but a value comes from these promises.
bool promised(folly::Executor *executor) {
  folly::Promise<int> never;
  auto unfulfilled = never.getSemiFuture();
  folly::Promise<int> promise;
  auto answer = promise.getFuture();
  promise.setValue(42);
  folly::Promise<folly::Unit> first;
  auto done = first.getFuture().unit();
  auto second = std::move(first);
  first = std::move(second);
  first.setValue();
  folly::Promise<int> third;
  auto here = third.getFuture();
  auto there = std::move(here).via(executor);
  folly::Promise<int> interrupted;
  auto raised = interrupted.getFuture();
  interrupted.setInterruptHandler([](const folly::exception_wrapper &) {});
  auto held = folly::makeFuture<int>(folly::Try<int>(42));
  return promise.isFulfilled();
}
void give(folly::Promise<int> &);
void promised_elsewhere(folly::Executor *executor, bool fail,
                        folly::exception_wrapper error) {
  folly::Promise<int> failing;
  auto failed = failing.getFuture();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'failed' holds a future that is never awaited, so nobody sees its result or its exception
  if (fail)
    failing.setException(error);
  else
    failing.setValue(42);
  folly::Promise<int> given;
  auto unknown = given.getFuture();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'unknown' holds a future that is never awaited, so nobody sees its result or its exception
  give(given);
  folly::Promise<int> captured;
  auto later = captured.getFuture();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'later' holds a future that is never awaited, so nobody sees its result or its exception
  auto fulfil = [&captured] { captured.setWith([] { return 1; }); };
  folly::Promise<int> moved;
  auto taken = moved.getFuture();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'taken' holds a future that is never awaited, so nobody sees its result or its exception
  auto next = std::move(moved);
  next.setException(error);
  folly::Promise<int> good;
  auto continued = good.getFuture().thenValue([](int i) { return 1 / i; });
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'continued' holds a future that is never awaited, so nobody sees its result or its exception
  auto replaced = good.getFuture();
  replaced = future();
  auto there = std::move(replaced).via(executor);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'there' holds a future that is never awaited, so nobody sees its result or its exception
  fulfil();
}
