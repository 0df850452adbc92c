// RUN: %check_cotidy --mock %s async-await-suspend-race %t
// Intent: a continuation resumes the coroutine.
#include <seastar/core/future.hh>

#include <coroutine>
#include <utility>

struct Waits {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    (void)std::move(future).then([h] { h.resume(); });
    waits = true;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'waits' is used when another thread may already have resumed the coroutine, and destroyed this awaiter with it [async-await-suspend-race]
    // CHECK-NOTES: :[[@LINE-3]]:11: note: its handle is out of hand from this call of 'future::then'
  }
  void await_resume() const noexcept {}
  seastar::future<> future;
  bool waits = false;
};

struct WaitsLast {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    waits = true;
    (void)std::move(future).then([h] { h.resume(); });
  }
  void await_resume() const noexcept {}
  seastar::future<> future;
  bool waits = false;
};
