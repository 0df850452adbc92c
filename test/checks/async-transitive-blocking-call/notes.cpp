// RUN: %check_cotidy %s async-transitive-blocking-call %t
// Intent: notes show the way in execution order, then the other callers.
#include <chrono>
#include <coroutine>
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
task<> tick();

using namespace std::chrono_literals;

void hold() { std::this_thread::sleep_for(1s); }
void retry() { hold(); }

task<> first() {
  retry();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'retry' blocks the thread that runs coroutine 'first', because it reaches 'sleep_for' [async-transitive-blocking-call]
  // CHECK-NOTES: :[[@LINE-5]]:16: note: which calls 'hold'
  // CHECK-NOTES: :[[@LINE-7]]:15: note: 'sleep_for' blocks here
  // CHECK-NOTES: :[[@LINE+5]]:3: note: coroutine 'second' calls it as well
  co_await tick();
}

task<> second() {
  retry();
  co_await tick();
}
