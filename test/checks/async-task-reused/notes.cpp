// RUN: %check_cotidy %s async-task-reused %t
// Intent: the notes tell where the first use is, and whose loop comes back.
#include <coroutine>
#include <utility>

struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  task(task &&) noexcept;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task save();
void spawn(task);

task moved() {
  auto t = save();
  spawn(std::move(t));
  co_await std::move(t);
}
// CHECK-NOTES: :[[@LINE-2]]:22: warning: 't' is awaited after it was moved from, and nothing is left in it [async-task-reused]
// CHECK-NOTES: :[[@LINE-5]]:8: note: 't' holds one 'task'
// CHECK-NOTES: :[[@LINE-5]]:19: note: it is handed to 'spawn' here

task loop() {
  auto t = save();
  for (int i = 0; i < 3; ++i)
    co_await std::move(t);
}
// CHECK-NOTES: :[[@LINE-2]]:24: warning: 't' is awaited in every round of the loop, but the first await used it up [async-task-reused]
// CHECK-NOTES: :[[@LINE-5]]:8: note: 't' holds one 'task'
// CHECK-NOTES: :[[@LINE-5]]:3: note: the loop comes back to it with no new one
