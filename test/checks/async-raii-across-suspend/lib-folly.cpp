// RUN: %check_cotidy %s async-raii-across-suspend %t -- -isystem %mock
#include <folly/coro/Mutex.h>
#include <folly/coro/SharedMutex.h>
#include <folly/coro/Task.h>
#include <mutex>

namespace folly {
class RequestContextScopeGuard {
public:
  RequestContextScopeGuard();
  ~RequestContextScopeGuard();
};
} // namespace folly

folly::coro::Task<> work();

folly::coro::Task<> context() {
  folly::RequestContextScopeGuard guard;
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'guard' is bound to the thread that made it, and is alive while the coroutine is suspended: it swaps the request context of its thread [async-raii-across-suspend]
  co_await work();
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
