// RUN: %cotidy check --dump=suspensions %s -- -std=c++20 | FileCheck %s
// RUN: %cotidy check --dump=coroutines %s -- -std=c++20 | FileCheck --check-prefix=KINDS %s
// Intent: what the language says about coroutines and where they suspend.
#include <coroutine>

template <class Start> struct basic_task {
  struct promise_type {
    basic_task get_return_object();
    Start initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
using lazy = basic_task<std::suspend_always>;
using eager = basic_task<std::suspend_never>;

struct generator {
  struct promise_type {
    generator get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    std::suspend_always yield_value(int);
    void await_transform() = delete;
    void unhandled_exception();
    void return_void();
  };
};
struct async_generator {
  struct promise_type {
    async_generator get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    std::suspend_always yield_value(int);
    void unhandled_exception();
    void return_void();
  };
};
struct ready {
  bool await_ready() { return true; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
struct hidden {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
lazy tick();

// CHECK: [[@LINE+7]]: awaits(): lazy coroutine
// KINDS: [[@LINE+6]]: awaits(): lazy coroutine
// CHECK-NEXT: [[@LINE+5]]: implicit initial, may suspend
// CHECK-NEXT: [[@LINE+5]]: explicit await, may suspend
// CHECK-NEXT: [[@LINE+5]]: explicit await, cannot suspend
// CHECK-NEXT: [[@LINE+5]]: explicit await, cannot be told
// CHECK-NEXT: [[@LINE+1]]: implicit final, may suspend
lazy awaits() {
  co_await tick();
  co_await ready();
  co_await hidden();
}

// CHECK: [[@LINE+4]]: at_once(): eager coroutine
// KINDS: [[@LINE+3]]: at_once(): eager coroutine
// CHECK-NEXT: [[@LINE+2]]: implicit initial, cannot suspend
// CHECK-NEXT: [[@LINE+1]]: implicit final, may suspend
eager at_once() { co_return; }

// CHECK: [[@LINE+5]]: numbers(): lazy generator
// KINDS: [[@LINE+4]]: numbers(): lazy generator
// CHECK-NEXT: [[@LINE+3]]: implicit initial, may suspend
// CHECK-NEXT: [[@LINE+2]]: explicit yield, may suspend
// CHECK-NEXT: [[@LINE+1]]: implicit final, may suspend
generator numbers() { co_yield 1; }

// CHECK: [[@LINE+6]]: stream(): lazy coroutine
// KINDS: [[@LINE+5]]: stream(): lazy coroutine
// CHECK-NEXT: [[@LINE+4]]: implicit initial, may suspend
// CHECK-NEXT: [[@LINE+4]]: explicit await, may suspend
// CHECK-NEXT: [[@LINE+4]]: explicit yield, may suspend
// CHECK-NEXT: [[@LINE+1]]: implicit final, may suspend
async_generator stream() {
  co_await tick();
  co_yield 1;
}

// A lambda is a coroutine of its own; an instantiation has its own types.
// KINDS: [[@LINE+4]]: starts(): lazy coroutine
// KINDS-NOT: starts
// KINDS: [[@LINE+5]]: each(basic_task<
void starts() {
  auto Step = []() -> lazy { co_await tick(); };
  Step();
}
template <class T> lazy each(T What) { co_await What; }
void uses() { each(tick()); }
