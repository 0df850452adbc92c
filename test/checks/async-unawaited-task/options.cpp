// RUN: %check_cotidy %s async-unawaited-task %t
// RUN: %check_cotidy %s async-unawaited-task %t -check-suffix=CAST --config='{CheckOptions: {async-unawaited-task.IgnoreVoidCast: "false"}}'
// RUN: %check_cotidy %s async-unawaited-task %t -check-suffix=TYPES --config='{CheckOptions: {async-unawaited-task.AllowedTypes: "other; lib::task"}}'
// RUN: %check_cotidy %s async-unawaited-task %t -check-suffix=CALLEES --config='{CheckOptions: {async-unawaited-task.AllowedCallees: "lib::save; lib::Store::flush"}}'
#include <coroutine>

namespace lib {
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
task save();
task load();
struct Store {
  task flush();
};
} // namespace lib

lib::task shutdown(lib::Store store) {
  (void)lib::save();
  // CHECK-MESSAGES-CAST: :[[@LINE-1]]:9: warning: the task returned by 'save'
  lib::save();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'save'
  // CHECK-MESSAGES-CAST: :[[@LINE-2]]:3: warning: the task returned by 'save'
  store.flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'Store::flush'
  // CHECK-MESSAGES-CAST: :[[@LINE-2]]:3: warning: the task returned by 'Store::flush'
  lib::load();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'load'
  // CHECK-MESSAGES-CAST: :[[@LINE-2]]:3: warning: the task returned by 'load'
  // CHECK-MESSAGES-CALLEES: :[[@LINE-3]]:3: warning: the task returned by 'load'
  co_return;
}

struct other_task : lib::task {};
other_task derived();
lib::task derivedOnes() {
  derived();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'derived'
  // CHECK-MESSAGES-CAST: :[[@LINE-2]]:3: warning: the task returned by 'derived'
  // CHECK-MESSAGES-TYPES: :[[@LINE-3]]:3: warning: the task returned by 'derived'
  // CHECK-MESSAGES-CALLEES: :[[@LINE-4]]:3: warning: the task returned by 'derived'
  co_return;
}
