// RUN: %check_cotidy --mock %s async-await-suspend-race %t
// Intent: awaiters that wrap those of a library.
#include <cppcoro/single_consumer_event.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>

#include <coroutine>

using Schedule = decltype(std::declval<cppcoro::static_thread_pool &>().schedule());

struct Counts {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    inner.await_suspend(h);
    ++count;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'count' is used when another thread may already have resumed the coroutine, and destroyed this awaiter with it [async-await-suspend-race]
    // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle is out of hand from this call of 'schedule_operation::await_suspend'
  }
  void await_resume() { inner.await_resume(); }
  Schedule inner;
  int count = 0;
};

struct CountsFirst {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    ++count;
    inner.await_suspend(h);
  }
  void await_resume() { inner.await_resume(); }
  Schedule inner;
  int count = 0;
};
