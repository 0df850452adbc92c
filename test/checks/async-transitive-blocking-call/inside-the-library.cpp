// RUN: %check_cotidy %s async-transitive-blocking-call %t
// Intent: where a library is the project, the model's word on a wait outweighs
// its body.
#include <chrono>
#include <coroutine>
#include <thread>
#include <utility>

template <class T = void> struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_value(T);
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};

namespace folly {
template <class T> class Future {
public:
  bool isReady() const;
  T get() && {
    sleepUntilReady();
    return T();
  }
  T takeNow() && {
    sleepUntilReady();
    return T();
  }

private:
  void sleepUntilReady() {
    while (!isReady())
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
};
} // namespace folly

task<int> knownToBeReady(folly::Future<int> &future) {
  if (!future.isReady())
    co_return 0;
  co_return std::move(future).get();
}
// async-sync-wait-in-coroutine's business.
task<int> anyWait(folly::Future<int> &future) {
  co_return std::move(future).get();
}
// The model knows nothing about this one.
task<int> helper(folly::Future<int> &future) {
  co_return std::move(future).takeNow();
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'Future::takeNow' blocks the thread that runs coroutine 'helper', because it reaches 'sleep_for' [async-transitive-blocking-call]
}
