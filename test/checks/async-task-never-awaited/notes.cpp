// RUN: %check_cotidy %s async-task-never-awaited %t
// Intent: the notes tell where the task comes from and where it went.

#include <coroutine>
#include <utility>
#include <vector>

struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  task(task &&) noexcept;
  task &operator=(task &&) noexcept;
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
eager start();
extern bool busy;

task moved() {
  auto t = save();
  auto u = std::move(t);
  co_return;
}
// CHECK-NOTES: :[[@LINE-4]]:8: warning: 't' holds a task that is never awaited, so its body never runs [async-task-never-awaited]
// CHECK-NOTES: :35:6: note: 'save' returns 'task', which must be awaited
// CHECK-NOTES: :[[@LINE-5]]:8: note: it is moved into 'u' here

task container() {
  std::vector<task> all;
  all.push_back(save());
  all.push_back(save());
  co_return;
}
// CHECK-NOTES: :[[@LINE-5]]:21: warning: 'all' holds tasks that are never awaited, so their bodies never run [async-task-never-awaited]
// CHECK-NOTES: :[[@LINE-5]]:17: note: the task is created here
// CHECK-NOTES: :[[@LINE-5]]:17: note: the task is created here

task overwritten() {
  auto t = save();
  t = save();
  co_await std::move(t);
}
// CHECK-NOTES: :[[@LINE-3]]:3: warning: 't' is overwritten while it holds a task that nobody has awaited [async-task-never-awaited]
// CHECK-NOTES: :[[@LINE-5]]:12: note: the task is created here

task leftBehind() {
  auto t = start();
  if (busy)
    co_return;
  co_await t;
}
// CHECK-NOTES: :[[@LINE-5]]:8: warning: 't' holds a task that is not awaited on every path, so its result and its exception can be lost [async-task-never-awaited]
// CHECK-NOTES: :36:7: note: 'start' returns 'eager', which must be awaited
// CHECK-NOTES: :[[@LINE-5]]:5: note: 't' is left behind here without an await
