// RUN: %check_cotidy %s async-swallowed-exception %t -- -isystem %mock
#include <folly/OperationCancelled.h>
#include <folly/coro/AsyncScope.h>
#include <folly/coro/Baton.h>
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Collect.h>
#include <folly/coro/Task.h>
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/futures/Future.h>
#include <iostream>
#include <stdexcept>
#include <tuple>
#include <vector>

folly::coro::Task<> save();
folly::coro::Task<int> number();
folly::Future<int> future();
folly::coro::Task<> fails() {
  co_await save();
  throw std::runtime_error("disk full");
}

folly::coro::Task<> also_fails() {
  co_await save();
  throw std::runtime_error("no network");
}

folly::coro::Task<bool> handlers() {
  try {
    co_await save();
  } catch (...) {
  }
  // CHECK-MESSAGES: :[[@LINE-2]]:5: warning: the handler does nothing about the exception of 'save' [async-swallowed-exception]
  try {
    co_await save();
  } catch (const std::exception &error) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the failure of 'save' is reported as success
    std::cerr << error.what();
  }
  co_return true;
}

folly::coro::Task<> results() {
  co_await folly::coro::co_awaitTry(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the error that 'co_awaitTry' returns is thrown away
  auto result = co_await folly::coro::co_awaitTry(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: nothing looks at 'result', which gets the error of 'co_awaitTry'
}

void callbacks() {
  future()
      .thenError([](folly::exception_wrapper) { return -1; })
      .get();
  future()
      .thenError(folly::tag_t<std::exception>{},
                 [](const std::exception &) { return -1; })
      .get();
  future().unit().thenError([](folly::exception_wrapper &&) {}).get();
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: the callback given to 'Future::thenError' does nothing about the exception it gets
}

void background(folly::CPUThreadPoolExecutor &pool) {
  (void)folly::coro::co_withExecutor(&pool, also_fails()).start();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: an exception in the task that 'TaskWithExecutor::start' returns is lost: the task is dropped
  folly::futures::detachOnGlobalCPUExecutor(fails().semi());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: an exception that leaves 'fails' is lost: 'detachOnGlobalCPUExecutor' runs it detached
}

// The callback gets the failure.
void started(folly::CPUThreadPoolExecutor &pool) {
  folly::coro::co_withExecutor(&pool, number())
      .start([](folly::Try<int> &&) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the completion handler of the task never looks at its exception
  folly::coro::co_withExecutor(&pool, number())
      .start([](folly::Try<int> &&result) {
        std::cerr << result.hasException();
      });
}

void chained(folly::CPUThreadPoolExecutor &pool) {
  future().thenValue([](int value) {
    if (value < 0)
      throw std::runtime_error("negative");
  });
  // CHECK-MESSAGES: :[[@LINE-4]]:3: warning: an exception in the task that 'Future::thenValue' returns is lost: the task is dropped
  folly::via(&pool, [] { throw std::runtime_error("late"); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: an exception in the task that 'via' returns is lost: the task is dropped
  future()
      .thenValue([](int) { throw std::runtime_error("late"); })
      .thenError([](folly::exception_wrapper error) {
        std::cerr << static_cast<bool>(error);
      });
  fails().scheduleOn(&pool).start().via(&pool).thenTry(
      [](folly::Try<folly::Unit> &&result) {
        std::cerr << result.hasException();
      });
  future().thenValue([](int value) { std::cerr << value; });
}

folly::coro::Task<bool> fine(folly::coro::AsyncScope &scope,
                             folly::CPUThreadPoolExecutor &pool) {
  try {
    co_await save();
  } catch (const folly::OperationCancelled &) {
  }
  auto result = co_await folly::coro::co_awaitTry(number());
  if (result.hasException())
    co_yield folly::coro::co_error(result.exception());
  scope.add(folly::coro::co_withExecutor(&pool, fails()));
  auto [first, second] = co_await folly::coro::collectAllTry(number(), save());
  co_return first.hasValue() && second.hasValue();
}

template <class Policy> void retry(Policy) {}
struct Awaitable {
  folly::coro::Baton &baton;
  folly::coro::Baton::WaitOperation operator co_await() const noexcept;
};

folly::coro::Task<> asked(folly::coro::Baton &baton,
                          folly::Promise<int> &promise) {
  // Somebody else keeps the exception and asks whether to go on.
  retry([](size_t, const folly::exception_wrapper &) { return true; });
  retry([](const folly::exception_wrapper &) { return true; });
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the callback given to 'retry' does nothing about the exception it gets
  retry([](size_t, const folly::exception_wrapper &) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the callback given to 'retry' does nothing about the exception it gets
  auto handler = [](const folly::exception_wrapper &) {};
  retry(std::move(handler));
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the callback given to 'retry' does nothing about the exception it gets
  // A request to cancel.
  promise.setInterruptHandler([](const folly::exception_wrapper &) {});
  // Nothing that could fail.
  co_await folly::coro::co_awaitTry(baton.operator co_await());
  co_await folly::coro::co_awaitTry(Awaitable{baton});
  co_await folly::coro::co_awaitTry(fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the error that 'co_awaitTry' returns is thrown away
}

// No exception comes from a promise that gets none.
void interrupted(folly::exception_wrapper error) {
  folly::Promise<folly::Unit> promise;
  promise.setInterruptHandler([](const folly::exception_wrapper &) {});
  promise.getFuture().thenError([](const folly::exception_wrapper &) {}).cancel();
  folly::Promise<folly::Unit> good;
  good.getSemiFuture().deferError([](const folly::exception_wrapper &) {}).wait();
  good.setValue();
  folly::Promise<folly::Unit> failing;
  failing.setException(error);
  failing.getFuture().thenError([](const folly::exception_wrapper &) {}).wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: the callback given to 'Future::thenError' does nothing about the exception it gets
}
