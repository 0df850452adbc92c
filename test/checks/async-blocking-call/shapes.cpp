// RUN: %check_cotidy --config '{CheckOptions: {async-blocking-call.ExtraGroups: "lock"}}' %s async-blocking-call,async-sync-wait-in-coroutine,async-swallowed-exception,async-lost-update,async-check-then-act %t
// Intent: the ways to block, to swallow and to race in one thread that no
// compiler and no other linter says a word about.
#include <chrono>
#include <coroutine>
#include <exception>
#include <future>
#include <mutex>
#include <thread>

template <class T> struct result {
  void return_value(T);
};
template <> struct result<void> {
  void return_void();
};
template <class T = void> struct task {
  struct promise_type : result<T> {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
task<> step();
task<int> number();

task<> sleeps() {
  std::this_thread::sleep_for(std::chrono::seconds(1));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'sleeps' [async-blocking-call]
  co_return;
}
task<> waits() {
  std::promise<int> promise;
  promise.get_future().get();
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'get' keeps the thread that runs coroutine 'waits' until the future is ready [async-sync-wait-in-coroutine]
  co_return;
}
task<> locks() {
  std::mutex mutex;
  mutex.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'lock' blocks the thread that runs coroutine 'locks' [async-blocking-call]
  mutex.unlock();
  co_return;
}
task<> swallows() {
  try {
    co_await step();
  } catch (...) {
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does nothing about the exception of 'step' [async-swallowed-exception]
  }
}

struct counter {
  task<> loses() {
    int seen = count;
    co_await step();
    count = seen + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'count' is based on a value read before a suspension, and loses what was written meanwhile [async-lost-update]
  }
  task<> keeps() { count += co_await number(); }
  task<> checks() {
    if (!busy) {
      co_await step();
      busy = true;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'busy' is written because of a test before a suspension, which may no longer hold [async-check-then-act]
    }
  }
  task<> checks_first() {
    if (!flag) {
      flag = true;
      co_await step();
      flag = false;
    }
  }
  int count = 0;
  bool busy = false;
  bool flag = false;
};
