// RUN: %check_cotidy %s async-void-callback,async-unawaited-task %t
// Intent: one finding, where the coroutine is handed over; the template that
// drops the task is a note.
#include <coroutine>
#include <functional>

struct lazy {
  struct promise_type {
    lazy get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
lazy save();

template <class F> void twice(F f) {
  f();
  f();
}
void templates() { twice(save); }
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'twice' drops the task that 'save' returns, so its body never runs [async-void-callback]
// CHECK-NOTES: :19:6: note: 'save' returns 'lazy', which must be awaited
// CHECK-NOTES: :[[@LINE-6]]:3: note: what it returns is thrown away here

void signature(std::function<void()> &f) { f = save; }
// CHECK-NOTES: :[[@LINE-1]]:48: warning: 'function<void ()>' drops the task that 'save' returns, so its body never runs [async-void-callback]
// CHECK-NOTES: :19:6: note: 'save' returns 'lazy', which must be awaited
