// RUN: %check_cotidy --mock %s async-await-suspend-race %t
// Intent: awaiters over threads, futures and atomics of the standard library.
#include <atomic>
#include <coroutine>
#include <future>
#include <thread>
#include <utility>

struct NewThread {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    *out = std::jthread([h] { h.resume(); });
    id = out->get_id();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'id' is used when another thread may already have resumed the coroutine, and destroyed this awaiter with it [async-await-suspend-race]
    // CHECK-NOTES: :[[@LINE-3]]:12: note: its handle is out of hand from here
  }
  void await_resume() const noexcept {}
  std::jthread *out;
  std::thread::id id;
};

struct NewThreadLast {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    std::jthread &target = *out;
    target = std::jthread([h] { h.resume(); });
  }
  void await_resume() const noexcept {}
  std::jthread *out;
};

struct Slot {
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    slot.store(h.address());
    return waits++ == 0;
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: 'waits' is used when another thread may already have{{.*}}
    // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle is out of hand from this call of 'atomic::store'
  }
  void await_resume() const noexcept {}
  std::atomic<void *> &slot;
  int waits = 0;
};
