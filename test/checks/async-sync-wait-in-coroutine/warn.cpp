// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t
// Intent: a wait for a future is reported where it stands in the coroutine.
#include <chrono>
#include <coroutine>
#include <future>
#include <memory>

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

task<> gets(std::future<int> Result) {
  (void)Result.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'get' keeps the thread that runs coroutine 'gets' until the future is ready [async-sync-wait-in-coroutine]
  co_await tick();
}
task<> waits(std::shared_future<int> &Result) {
  Result.wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'wait' keeps the thread that runs coroutine 'waits' until the future is ready [async-sync-wait-in-coroutine]
  (void)Result.get();
  co_await tick();
}
task<> waitsForAWhile(std::future<int> Result) {
  (void)Result.wait_for(10ms);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'wait_for' keeps the thread that runs coroutine 'waitsForAWhile' until the future is ready or the time is over [async-sync-wait-in-coroutine]
  co_await tick();
}
task<> temporary() {
  int Value = std::async([] { return 1; }).get();
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: 'get' keeps the thread that runs coroutine 'temporary' until the future is ready [async-sync-wait-in-coroutine]
  (void)Value;
  co_await tick();
}
task<> throughPointer(std::unique_ptr<std::future<int>> Result) {
  (void)Result->get();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'get' keeps the thread that runs coroutine 'throughPointer' until the future is ready [async-sync-wait-in-coroutine]
  co_await tick();
}
