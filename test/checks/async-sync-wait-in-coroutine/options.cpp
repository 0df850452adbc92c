// RUN: %check_cotidy --config="{CheckOptions: {async-sync-wait-in-coroutine.AllowedCallees: 'std::future::*'}}" %s async-sync-wait-in-coroutine %t
// Intent: an allowed function is left alone, others are not.
#include <coroutine>
#include <future>

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

task<> serve(std::future<int> A, std::shared_future<int> B) {
  (void)A.get();
  (void)B.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'get' keeps the thread that runs coroutine 'serve' until the future is ready [async-sync-wait-in-coroutine]
  co_await tick();
}
