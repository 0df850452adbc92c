// RUN: %check_cotidy %s async-misused-task %t
// Intent: the notes tell where the task comes from and where it is used.
#include <coroutine>

template <class T> struct result {
  void return_value(T);
};
template <> struct result<void> {
  void return_void();
};
template <class T = void> struct task {
  struct promise_type : result<T> {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  task(task &&) noexcept;
  explicit operator bool() const;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
task<bool> exists();
extern bool busy;

task<> tested() {
  auto found = exists();
  if (found)
    busy = true;
  co_return;
}
// CHECK-NOTES: :[[@LINE-5]]:8: warning: 'found' holds a task that is tested instead of its result, and its body never runs [async-misused-task]
// CHECK-NOTES: :24:12: note: 'exists' returns 'task<bool>', which must be awaited
// CHECK-NOTES: :[[@LINE-6]]:7: note: the task is tested here

task<> atOnce() {
  if (exists())
    co_return;
}
// CHECK-NOTES: :[[@LINE-3]]:7: warning: the task returned by 'exists' is tested instead of its result, and its body never runs [async-misused-task]
// CHECK-NOTES: :24:12: note: 'exists' returns 'task<bool>', which must be awaited
