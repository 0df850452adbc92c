// RUN: %check_cotidy %s async-raii-across-suspend %t -- -isystem %mock
#include <coroutine>
#include <folly/coro/AsyncGenerator.h>
#include <folly/coro/Mutex.h>
#include <folly/coro/SharedMutex.h>
#include <folly/coro/Task.h>
#include <mutex>
#include <optional>

namespace folly {
class RequestContextScopeGuard {
public:
  RequestContextScopeGuard();
  ~RequestContextScopeGuard();
};
class rcu_reader {
public:
  rcu_reader();
  ~rcu_reader();
};
} // namespace folly

folly::coro::Task<> work();

folly::coro::Task<> reader() {
  folly::rcu_reader guard;
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'guard' is bound to the thread that made it, and is alive while the coroutine is suspended: it blocks reclamation until its thread leaves it [async-raii-across-suspend]
  co_await work();
}

// Coroutines of folly save the request context and set it again.
folly::coro::Task<> context() {
  folly::RequestContextScopeGuard guard;
  std::optional<folly::RequestContextScopeGuard> later;
  later.emplace();
  co_await work();
}
folly::coro::AsyncGenerator<int> contexts() {
  folly::RequestContextScopeGuard guard;
  co_await work();
  co_yield 1;
}

// Others do not.
struct other {
  struct promise_type {
    other get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
other elsewhere();

other foreign() {
  folly::RequestContextScopeGuard guard;
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'guard' is bound to the thread that made it, and is alive while the coroutine is suspended: it swaps the request context of its thread
  co_await elsewhere();
}

folly::coro::Task<> fine(folly::coro::Mutex &mutex,
                         folly::coro::SharedMutex &shared) {
  {
    folly::RequestContextScopeGuard guard;
  }
  auto lock = co_await mutex.co_scoped_lock();
  auto reader = co_await shared.co_scoped_lock_shared();
  co_await work();
}
