// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <chrono>
#include <folly/coro/AsyncGenerator.h>
#include <folly/coro/AsyncScope.h>
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Collect.h>
#include <folly/coro/DetachOnCancel.h>
#include <folly/coro/FutureUtil.h>
#include <folly/coro/Mutex.h>
#include <folly/coro/SharedMutex.h>
#include <folly/coro/Sleep.h>
#include <folly/coro/Timeout.h>
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/experimental/coro/Baton.h>
#include <folly/futures/Future.h>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

folly::coro::Task<> nothing();
folly::coro::Task<int> number();
folly::Future<int> future();
folly::SemiFuture<folly::Unit> semi();
folly::coro::AsyncGenerator<int> items();

folly::coro::Task<> dropped(folly::Executor *executor,
                            folly::coro::Mutex &mutex,
                            folly::coro::AsyncGenerator<int> &generator) {
  nothing();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'nothing' is not awaited, so its body never runs [async-unawaited-task]
  semi();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future returned by 'semi' is not awaited, so nobody sees its result or its exception
  future();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future returned by 'future' is not awaited, so nobody sees its result or its exception
  folly::coro::sleep(5ms);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'sleep' is not awaited, so its body never runs
  folly::coro::collectAll(nothing(), number());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'collectAll' is not awaited, so its body never runs
  folly::coro::co_withExecutor(executor, nothing()).start();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future returned by 'TaskWithExecutor::start' is not awaited, so nobody sees its result or its exception
  folly::collectAll(future(), semi());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future returned by 'collectAll' is not awaited, so nobody sees its result or its exception
  folly::coro::co_withExecutor(executor, nothing());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'co_withExecutor' is not awaited, so its body never runs
  mutex.co_scoped_lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'Mutex::co_scoped_lock' is not awaited, so nothing waits for it
  folly::coro::co_awaitTry(number());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'co_awaitTry' is not awaited, so nothing waits for it
  generator.next();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'AsyncGenerator::next' is not awaited, so nothing waits for it
  folly::coro::co_invoke([]() -> folly::coro::Task<> { co_return; });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'co_invoke' is not awaited, so its body never runs
  co_return;
}

// Deferred work runs when the future is given an executor.
void deferred() {
  semi().deferValue([](folly::Unit) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future returned by 'SemiFuture::deferValue' is not awaited, so its body never runs
}

folly::coro::Task<int> fine(folly::CPUThreadPoolExecutor &pool,
                            folly::coro::Mutex &mutex,
                            folly::coro::SharedMutex &shared,
                            folly::coro::CancellableAsyncScope &scope,
                            folly::coro::Baton &baton) {
  co_await nothing();
  int sum = co_await number();
  sum += co_await future();
  co_await semi();
  {
    auto lock = co_await mutex.co_scoped_lock();
    auto reader = co_await shared.co_scoped_lock_shared();
    co_await baton;
  }
  auto result = co_await folly::coro::co_awaitTry(number());
  if (result.hasException())
    co_yield folly::coro::co_error(result.exception());
  auto *executor = co_await folly::coro::co_current_executor;
  scope.add(folly::coro::co_withExecutor(executor, nothing()));
  scope.add(nothing().scheduleOn(&pool));
  co_await scope.co_schedule(nothing());
  co_await folly::coro::co_withExecutor(&pool, nothing());
  co_await folly::coro::timeout(number(), 1s);
  co_await folly::coro::detachOnCancel(nothing());
  co_await folly::coro::toTask(future());
  auto [both, unit] = co_await folly::coro::collectAll(number(), nothing());
  sum += both;
  std::vector<folly::coro::Task<>> tasks;
  tasks.push_back(nothing());
  co_await folly::coro::collectAllWindowed(std::move(tasks), 10);
  auto generator = items();
  while (auto item = co_await generator.next())
    sum += *item;
  co_await folly::coro::co_invoke(
      [&]() -> folly::coro::Task<> { co_await nothing(); });
  co_await scope.joinAsync();
  co_return sum;
}

int plain(folly::CPUThreadPoolExecutor &pool) {
  folly::coro::blockingWait(nothing());
  folly::coro::co_withExecutor(&pool, number())
      .start([](folly::Try<int> &&) {});
  folly::futures::detachOnGlobalCPUExecutor(semi());
  return std::move(semi())
      .via(&pool)
      .thenValue([](folly::Unit) { return future(); })
      .thenError(folly::tag_t<std::exception>{}, [](auto &&) { return 3; })
      .ensure([] {})
      .get();
}

void leave(folly::coro::AsyncScope &scope) {
  (void)scope.joinAsync();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the task returned by 'AsyncScope::joinAsync' is not awaited, so nothing waits for what the scope was given
}
