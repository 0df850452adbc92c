// RUN: %check_cotidy %s async-task-never-awaited %t -- -isystem %mock
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
cppcoro::task<int> count();
cppcoro::shared_task<int> shared();
cppcoro::generator<int> numbers();

cppcoro::task<> neverAwaited(cppcoro::async_mutex &mutex,
                             cppcoro::async_auto_reset_event &event) {
  auto lock = mutex.scoped_lock_async();
  auto held = mutex.lock_async();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'held' holds an awaitable that is never awaited
  auto signal = event.operator co_await();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'signal' holds an awaitable that is never awaited
  auto number = shared();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'number' holds a task that is never awaited, so its body never runs
  auto again = number;
  std::vector<cppcoro::task<>> tasks;
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'tasks' holds tasks that are never awaited
  tasks.emplace_back(cook());
  auto all = cppcoro::when_all(cook(), count());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'all' holds
  co_return;
}

cppcoro::task<> fine(cppcoro::async_mutex &mutex) {
  auto lock = co_await mutex.scoped_lock_async();
  auto one = cook();
  auto two = count();
  co_await cppcoro::when_all(std::move(one), std::move(two));
  std::vector<cppcoro::task<>> tasks;
  tasks.push_back(cook());
  co_await cppcoro::when_all_ready(std::move(tasks));
  auto number = shared();
  auto again = number;
  co_await again;
  auto values = numbers();
  auto results = co_await cppcoro::when_all_ready(cook(), count());
  auto [first, second] = co_await cppcoro::when_all_ready(cook(), count());
  cppcoro::single_consumer_event event;
  auto last = count();
  cppcoro::sync_wait(last);
}
