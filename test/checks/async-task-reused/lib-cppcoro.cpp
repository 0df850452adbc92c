// RUN: %check_cotidy %s async-task-reused %t -- -isystem %mock
// Intent: cppcoro::task yields a reference as often as one likes, unless it is
// an rvalue.
#include <cppcoro/shared_task.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>
#include <utility>

cppcoro::task<int> count();
cppcoro::task<> cook();
cppcoro::shared_task<int> shared();

cppcoro::task<int> found() {
  auto t = count();
  int first = co_await std::move(t);
  int second = co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 't' is awaited a second time, but the first await used it up [async-task-reused]
  auto u = cook();
  co_await cppcoro::when_all(std::move(u), cook());
  co_await std::move(u);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'u' is awaited after it was moved from, and nothing is left in it
  co_return first + second;
}

cppcoro::task<int> fine() {
  auto t = count();
  int first = co_await t;
  int second = co_await t;
  auto u = shared();
  co_return first + second + co_await u + co_await u;
}
