// RUN: %cotidy check --dump=failures %s -- -std=c++20 | FileCheck %s
// Intent: which exceptions leave which bodies, and from where.
#include <coroutine>
#include <exception>
#include <stdexcept>

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

task unknown();

// CHECK: : check(int)
// CHECK-NEXT: possible 'std::runtime_error'
void check(int n) {
  if (n < 0)
    throw std::runtime_error("negative");
}

// CHECK: : stops(int)
// CHECK-NOT: possible
void stops(int n) noexcept { check(n); }

// CHECK: : step()
// CHECK-NEXT: possible 'std::runtime_error' through 'check'
// CHECK-NEXT: unknown await of 'unknown'
task step() {
  check(1);
  stops(2);
  co_await std::suspend_always();
  co_await unknown();
}

// CHECK: : steps()
// CHECK-NEXT: possible await 'std::runtime_error' through 'step'
// CHECK-NEXT: unknown await through 'step'
task steps() { co_await step(); }

// What may be thrown out of sight counts as a std::runtime_error.
// CHECK: : catches_one()
// CHECK-NOT: await
task catches_one() {
  try {
    co_await step();
  } catch (const std::runtime_error &) {
  }
}

// CHECK: : catches_another()
// CHECK-NEXT: possible await 'std::runtime_error' through 'step'
// CHECK-NEXT: unknown await through 'step'
task catches_another() {
  try {
    co_await step();
  } catch (const std::logic_error &) {
  }
}

// CHECK: : rethrows()
// CHECK-NEXT: possible await 'std::runtime_error' through 'step'
// CHECK-NEXT: unknown await through 'step'
task rethrows() {
  try {
    co_await step();
  } catch (...) {
    throw;
  }
}

// CHECK: : catches_all()
// CHECK-NOT: await
task catches_all() {
  try {
    co_await step();
  } catch (...) {
  }
}

// CHECK: : forever()
// CHECK-NEXT: possible 'int'
task forever() {
  throw 1;
  co_await forever();
}
