// RUN: %check_cotidy %s async-task-never-awaited %t
// RUN: %check_cotidy %s async-task-never-awaited %t -check-suffix=CAST --config='{CheckOptions: {async-task-never-awaited.IgnoreVoidCast: "true"}}'
// RUN: %check_cotidy %s async-task-never-awaited %t -check-suffix=PATHS --config='{CheckOptions: {async-task-never-awaited.SomePaths: "false"}}'
// RUN: %check_cotidy %s async-task-never-awaited %t -check-suffix=TYPES --config='{CheckOptions: {async-task-never-awaited.AllowedTypes: "task"}}'
// RUN: %check_cotidy %s async-task-never-awaited %t -check-suffix=CALLEES --config='{CheckOptions: {async-task-never-awaited.AllowedCallees: "save"}}'
#include <coroutine>

struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
struct eager {
  struct promise_type {
    eager get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};

task save();
eager ring();
extern bool busy;

task castToVoid() {
  auto t = save();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task
  // CHECK-MESSAGES-PATHS: :[[@LINE-2]]:8: warning: 't' holds a task
  (void)t;
  co_return;
}

task somePaths() {
  auto t = ring();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is not awaited on every path
  // CHECK-MESSAGES-CAST: :[[@LINE-2]]:8: warning: 't' holds a task that is not awaited on every path
  // CHECK-MESSAGES-TYPES: :[[@LINE-3]]:8: warning: 't' holds a task that is not awaited on every path
  // CHECK-MESSAGES-CALLEES: :[[@LINE-4]]:8: warning: 't' holds a task that is not awaited on every path
  if (busy)
    co_return;
  co_await t;
}
