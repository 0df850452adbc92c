// RUN: %cotidy check --dump=calls %s -- -std=c++20 | FileCheck %s
// Intent: what each function calls, and where a coroutine's calls run.
#include <chrono>
#include <coroutine>
#include <future>
#include <thread>

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
  T await_resume();
};

struct thread_pool {
  task<> schedule();
  void post(task<>);
};

// CHECK: hold
// CHECK-NEXT: std::this_thread::sleep_for blocks (sleep)
void hold() { std::this_thread::sleep_for(std::chrono::seconds(1)); }

// CHECK: job coroutine
task<> job() { co_return; }

// CHECK: serve coroutine
// CHECK-NEXT: hold{{$}}
// CHECK: std::future::get waits (wait)
// CHECK: thread_pool::schedule{{$}}
// CHECK: hold elsewhere
// CHECK: job offloaded elsewhere
task<> serve(std::future<int> Result, thread_pool &Pool) {
  hold();
  (void)Result.get();
  co_await Pool.schedule();
  hold();
  Pool.post(job());
}
