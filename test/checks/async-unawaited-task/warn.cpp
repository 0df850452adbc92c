// RUN: %check_cotidy %s async-unawaited-task %t
// Intent: a dropped task is reported at the call, with its declaration as note.
#include <coroutine>

template <class T = void> struct task {
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

task<> save();

task<> shutdown() {
  save();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the task returned by 'save' is not awaited, so its body never runs [async-unawaited-task]
  // CHECK-NOTES: :18:8: note: 'save' returns 'task<>', which must be awaited
  // CHECK-FIXES: {{^}}  co_await save();{{$}}
  co_return;
}
