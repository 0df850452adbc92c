// RUN: %check_cotidy --config="{CheckOptions: {async-transitive-blocking-call.MaxDepth: 1, async-transitive-blocking-call.AllowedCallees: 'allowed'}}" %s async-transitive-blocking-call %t
// Intent: long chains and allowed functions are left alone.
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

void one() { std::this_thread::sleep_for(std::chrono::seconds(1)); }
void two() { one(); }
void allowed() { std::this_thread::sleep_for(std::chrono::seconds(1)); }

task<> serve() {
  one();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'one' blocks the thread that runs coroutine 'serve', because it calls 'sleep_for' [async-transitive-blocking-call]
  two();
  allowed();
  co_await tick();
}
