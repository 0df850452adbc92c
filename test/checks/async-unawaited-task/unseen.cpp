// RUN: %check_cotidy %s async-unawaited-task,async-task-never-awaited,async-void-callback,async-returns-task-of-task,async-misused-task %t
// Intent: the ways to drop a task that [[nodiscard]] does not see; each has one
// finding.
#include <coroutine>
#include <exception>
#include <functional>

template <class T> struct result {
  void return_value(T);
};
template <> struct result<void> {
  void return_void();
};
// Nothing here is nodiscard.
template <class T = void> struct task {
  struct promise_type : result<T> {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  explicit operator bool() const;
};
task<> step();
task<bool> exists();
task<task<int>> nested();

task<> plain_call() {
  step();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'step' is not awaited, so its body never runs [async-unawaited-task]
  co_return;
}
// Meant, says the cast.
task<> cast_to_void() {
  (void)step();
  co_return;
}
task<> named() {
  auto t = step();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited, so its body never runs [async-task-never-awaited]
  co_return;
}
task<> result_of_await() {
  co_await nested();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task created here is not awaited, so its body never runs [async-unawaited-task]
}
task<> converted() {
  std::function<void(int)> run = [](int) -> task<> { co_await step(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'function<void (int)>' drops the task that this lambda returns, so its body never runs [async-void-callback]
  run(1);
  co_return;
}
task<task<bool>> returned() {
  co_return exists();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'exists' is not awaited but becomes the result of a 'task<task<bool>>', and the body of the inner one runs only when that is awaited, too [async-returns-task-of-task]
}
task<> tested() {
  if (exists())
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'exists' is tested instead of its result, and its body never runs [async-misused-task]
    co_await step();
}
