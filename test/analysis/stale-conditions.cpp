// RUN: %cotidy check --dump=stale-conditions %s -- -std=c++20 | FileCheck %s
// RUN: %cotidy_no_models check --dump=stale-conditions %s -- -std=c++20 | FileCheck %s
// Intent: which acts follow a test that a suspension made out of date, whoever
// else there is.
#include <coroutine>

struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task tick();

class Keeper {
  task once() {
    if (!Done) {
      co_await tick();
      Done = true;
    }
  }
  task again() {
    if (!Done) {
      co_await tick();
      if (!Done)
        Done = true;
    }
  }
  task guarded() {
    if (!Pointer)
      co_return;
    *Pointer = 1;
    co_await tick();
    *Pointer = 2;
  }
  task either(bool Which) {
    if (Pointer || Which) {
      co_await tick();
      *Pointer = 1;
    }
  }
  task both(bool Which) {
    if (Pointer && Which) {
      co_await tick();
      *Pointer = 1;
    }
  }
  bool Done = false;
  int *Pointer = nullptr;
};
// CHECK: 25: Keeper::once: 'Done' written, tested at 23, suspended at 24
// CHECK-NEXT: 40: Keeper::guarded: 'Pointer' used, tested at 36, suspended at 39
// CHECK-NEXT: 51: Keeper::both: 'Pointer' used, tested at 49, suspended at 50
// CHECK-NOT: {{.}}
