// RUN: %cotidy check --dump=stale-writes %s -- -std=c++20 | FileCheck %s
// RUN: %cotidy check --dump=activities %s -- -std=c++20 | FileCheck --check-prefix=ACTIVITIES %s
// Intent: what is written too late, who else writes it, and what can run in
// between.
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
void spawn(task);
task when_all(task, task);

class Counter {
public:
  void start() {
    for (int I = 0; I < 3; ++I)
      spawn(run());
  }
  task both() { co_await when_all(once(), once()); }
  task alone() {
    int Old = Own;
    co_await tick();
    Own = Old + 1;
  }

private:
  task run() { co_await step(); }
  task step() {
    int Old = Value;
    co_await tick();
    Value = Old + 1;
  }
  task once() { co_await tick(); }
  int Value = 0;
  int Own = 0;
};
// CHECK: 33: Counter::alone: 'Own' read at 31, suspended at 32, nobody else writes
// CHECK: 41: Counter::step: 'Value' read at 39, suspended at 40, 'Counter::run' is started in a loop here, so several run at a time

// ACTIVITIES: 25: Counter::start: in Counter::start
// ACTIVITIES: 37: Counter::run: in Counter::run, several on one object
// ACTIVITIES-NEXT: 27: spawned by Counter::start in a loop
// ACTIVITIES: 38: Counter::step: in Counter::run, several on one object
// ACTIVITIES-NEXT: 37: called by Counter::run
// ACTIVITIES: 43: Counter::once: in Counter::once, several on one object
// ACTIVITIES-NEXT: 29: joined by Counter::both
// ACTIVITIES-NEXT: 29: joined by Counter::both
