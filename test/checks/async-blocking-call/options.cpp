// RUN: %check_cotidy -check-suffix=GROUPS --config="{CheckOptions: {async-blocking-call.Groups: 'sleep', async-blocking-call.ExtraGroups: 'lock;console'}}" %s async-blocking-call %t
// RUN: %check_cotidy -check-suffix=NAMES --config="{CheckOptions: {async-blocking-call.Groups: '', async-blocking-call.BlockingCalls: 'legacy::*->await modern::fetch; ::nothing', async-blocking-call.AllowedCallees: 'legacy::quick', async-blocking-call.AssumeCoroutineContext: '^fiber::'}}" %s async-blocking-call %t
// Intent: groups are switched, further functions named, others allowed.
#include <chrono>
#include <coroutine>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <string>
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

namespace legacy {
void fetch();
void quick();
} // namespace legacy

task<> serve(std::mutex &M) {
  std::this_thread::sleep_for(std::chrono::seconds(1));
  // CHECK-MESSAGES-GROUPS: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'serve' [async-blocking-call]
  std::ifstream In("file");
  {
    std::lock_guard<std::mutex> Lock(M);
    // CHECK-MESSAGES-GROUPS: :[[@LINE-1]]:33: warning: constructing 'std::lock_guard<std::mutex>' blocks the thread that runs coroutine 'serve' [async-blocking-call]
  }
  std::printf("served");
  // CHECK-MESSAGES-GROUPS: :[[@LINE-1]]:3: warning: 'printf' blocks the thread that runs coroutine 'serve' [async-blocking-call]
  legacy::fetch();
  // CHECK-MESSAGES-NAMES: :[[@LINE-1]]:3: warning: 'fetch' blocks the thread that runs coroutine 'serve' [async-blocking-call]
  legacy::quick();
  co_await tick();
}

namespace fiber {
void run() { legacy::fetch(); }
// CHECK-MESSAGES-NAMES: :[[@LINE-1]]:14: warning: 'fetch' blocks the thread that runs 'run' [async-blocking-call]
} // namespace fiber
