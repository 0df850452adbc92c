// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <cppcoro/async_auto_reset_event.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/generator.hpp>
#include <cppcoro/shared_task.hpp>
#include <cppcoro/single_consumer_event.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>
#include <cppcoro/when_all_ready.hpp>
#include <utility>
#include <vector>

cppcoro::task<> cook();
cppcoro::shared_task<int> shared();
cppcoro::generator<int> numbers();

cppcoro::task<> dropped(cppcoro::async_mutex &mutex) {
  cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'cook' is not awaited, so its body never runs [async-unawaited-task]
  shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'shared' is not awaited, so its body never runs
  mutex.scoped_lock_async();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'async_mutex::scoped_lock_async' is not awaited, so nothing waits for it
  cppcoro::when_all(cook(), cook());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the {{task|awaitable}} returned by 'when_all' is not awaited
  co_return;
}

cppcoro::task<> fine(cppcoro::async_mutex &mutex) {
  co_await cook();
  (void)cook();
  numbers();
  mutex.try_lock();
  co_await cppcoro::when_all_ready(cook(), shared());
  cppcoro::sync_wait(cook());
}
