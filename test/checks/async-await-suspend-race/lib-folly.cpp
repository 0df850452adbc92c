// RUN: %check_cotidy %s async-await-suspend-race %t -- -isystem %mock
// Intent: awaiters that hand their coroutine to an executor of folly.
#include <folly/executors/CPUThreadPoolExecutor.h>

#include <coroutine>

struct on_pool {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    pool.add([h]() mutable { h.resume(); });
    scheduled = true;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'scheduled' is used when another thread may already have resumed the coroutine, and destroyed this awaiter with it [async-await-suspend-race]
  }
  void await_resume() {}
  folly::CPUThreadPoolExecutor &pool;
  bool scheduled = false;
};
struct on_pool_first {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    scheduled = true;
    pool.add([h]() mutable { h.resume(); });
  }
  void await_resume() {}
  folly::CPUThreadPoolExecutor &pool;
  bool scheduled = false;
};
