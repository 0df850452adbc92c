// RUN: %check_cotidy %s async-misused-task %t
// RUN: %check_cotidy %s async-misused-task %t -check-suffix=TYPES --config='{CheckOptions: {async-misused-task.AllowedTypes: "app::shared"}}'
// RUN: %check_cotidy %s async-misused-task %t -check-suffix=CALLEES --config='{CheckOptions: {async-misused-task.AllowedCallees: "app::exists"}}'
#include <coroutine>

namespace app {
struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void return_value(bool);
    void unhandled_exception();
  };
  task(task &&) noexcept;
  explicit operator bool() const;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  bool await_resume();
};
struct shared : task {
  using task::task;
};
task exists();
shared isOpen();
} // namespace app

int count() {
  int number = 0;
  if (app::exists())
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'exists' is tested
    // CHECK-MESSAGES-TYPES: :[[@LINE-2]]:7: warning: the task returned by 'exists' is tested
    ++number;
  if (app::isOpen())
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'isOpen' is tested
    // CHECK-MESSAGES-CALLEES: :[[@LINE-2]]:7: warning: the task returned by 'isOpen' is tested
    ++number;
  return number;
}
