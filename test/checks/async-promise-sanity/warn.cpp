// RUN: %check_cotidy %s async-promise-sanity %t
// Intent: what is reported, where, and with which notes.
#include <coroutine>
#include <exception>
#include <utility>

template <class Promise> struct owner {
  std::coroutine_handle<Promise> handle;
  explicit owner(std::coroutine_handle<Promise> h) : handle(h) {}
  owner(owner &&o) noexcept : handle(std::exchange(o.handle, nullptr)) {}
  ~owner() {
    if (handle)
      handle.destroy();
  }
};

// The continuation is resumed on top of the coroutine that ends.
struct plain {
  struct promise_type {
    std::coroutine_handle<> continuation;
    struct final_awaiter {
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<promise_type> h) noexcept {
        if (h.promise().continuation)
          h.promise().continuation.resume();
          // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'await_suspend' resumes a coroutine on top of its own stack frame, so that a chain of awaits overflows the stack [async-promise-sanity]
          // CHECK-NOTES: :[[@LINE-4]]:12: note: an 'await_suspend' that returns the handle passes control on without a frame
      }
      void await_resume() noexcept {}
    };
    plain get_return_object() {
      return plain{owner(std::coroutine_handle<promise_type>::from_promise(*this))};
    }
    std::suspend_always initial_suspend() { return {}; }
    final_awaiter final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  bool await_ready() { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    own.handle.promise().continuation = h;
    own.handle();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'await_suspend' resumes a coroutine on top of its own stack{{.*}}
    // CHECK-NOTES: :[[@LINE-4]]:8: note: an 'await_suspend' that returns the handle passes control on without a frame
    return true;
  }
  void await_resume() {}
  owner<promise_type> own;
};
plain use_plain() { co_return; }

// Nothing is left to do on the way that returns.
struct hands_over {
  std::coroutine_handle<> next;
  void await_suspend(std::coroutine_handle<> h) {
    if (next) {
      next.resume();
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'await_suspend' resumes a coroutine on top of its own stack{{.*}}
      // CHECK-NOTES: :[[@LINE-4]]:8: note: an 'await_suspend' that returns the handle passes control on without a frame
      return;
    }
    next = h;
  }
  bool await_ready() { return false; }
  void await_resume() {}
};

// Destroyed by itself, and by its owner.
struct twice {
  struct promise_type {
    twice get_return_object() {
      return twice{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    // CHECK-NOTES: :[[@LINE-1]]:24: warning: 'final_suspend' does not suspend, so the coroutine destroys itself at its end, and 'twice' destroys it once more [async-promise-sanity]
    // CHECK-NOTES: :[[@LINE+6]]:7: note: it is destroyed again here
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  ~twice() {
    if (handle)
      handle.destroy();
  }
  std::coroutine_handle<promise_type> handle;
};
twice use_twice() { co_return; }

struct twice_inside {
  struct promise_type {
    twice_inside get_return_object() {
      return {owner(std::coroutine_handle<promise_type>::from_promise(*this))};
    }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    // CHECK-NOTES: :[[@LINE-1]]:24: warning: 'final_suspend' does not suspend, so the coroutine destroys{{.*}}
    // CHECK-NOTES: :[[@LINE-84]]:7: note: it is destroyed again here
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  owner<promise_type> own;
};
twice_inside use_twice_inside() { co_return; }

// A value is promised.
struct number {
  struct promise_type {
    number get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_value(int) {}
    void unhandled_exception() { std::terminate(); }
  };
};
number falls_off(bool b) {
  if (b)
    co_return 1;
  co_await std::suspend_never();
}
// CHECK-NOTES: :[[@LINE-1]]:1: warning: the end of 'falls_off' can be reached without a 'co_return', which is undefined: its promise has no 'return_void' [async-promise-sanity]
number falls_out_of_a_loop(int n) {
  for (int i = 0; i < n; ++i)
    if (i == 7)
      co_return i;
}
// CHECK-NOTES: :[[@LINE-1]]:1: warning: the end of 'falls_out_of_a_loop' can be reached without a{{.*}}
