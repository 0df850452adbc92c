// RUN: %check_cotidy %s async-void-callback %t -- -isystem %mock
// Intent: cppcoro has no callbacks of its own, but std::function has.
#include <cppcoro/async_scope.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <functional>
#include <thread>

cppcoro::task<> cook();

void found() {
  std::function<void()> f = cook;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'function<void ()>' drops the task that 'cook' returns, so its body never runs [async-void-callback]
  std::thread cooking([]() -> cppcoro::task<> { co_await cook(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'thread' drops the task that this lambda returns
  cooking.join();
}

void fine(cppcoro::async_scope &scope) {
  scope.spawn(cook());
  std::function<void()> f = [] { cppcoro::sync_wait(cook()); };
  std::thread cooking([] { cppcoro::sync_wait(cook()); });
  cooking.join();
}
