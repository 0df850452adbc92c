// RUN: %check_cotidy %s async-unawaited-task %t
// Intent: co_await is inserted where it can stand, and only there.
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
struct job {
  struct promise_type {
    job get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
    task await_transform(task);
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task save();
task operator|(task, task);
job work();

task inCoroutine() {
  save();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'save'
  // CHECK-FIXES: {{^}}  co_await save();{{$}}
  save() | save();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'operator|'
  // CHECK-FIXES: {{^}}  co_await (save() | save());{{$}}
  co_return;
}

void inOrdinaryCode() {
  save();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'save'
  // CHECK-FIXES: {{^}}  save();{{$}}
}

task inHandler() {
  try {
  } catch (...) {
    save();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'save'
    // CHECK-FIXES: {{^}}    save();{{$}}
  }
  co_return;
}

#define SAVE save()
task inMacro() {
  SAVE;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'save'
  // CHECK-FIXES: {{^}}  SAVE;{{$}}
  co_return;
}
