// RUN: %check_cotidy %s async-await-suspend-race %t -- -isystem %mock
// Intent: awaiters that wrap those of libcoro's pool.
#include <coro/thread_pool.hpp>

#include <coroutine>
#include <utility>

using schedule = decltype(std::declval<coro::thread_pool &>().schedule());

struct on_pool {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    inner.await_suspend(h);
    ++count;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'count' is used when another thread may already have resumed the coroutine, and destroyed this awaiter with it [async-await-suspend-race]
  }
  void await_resume() { inner.await_resume(); }
  schedule inner;
  int count = 0;
};
struct on_pool_first {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    ++count;
    inner.await_suspend(h);
  }
  void await_resume() { inner.await_resume(); }
  schedule inner;
  int count = 0;
};
