// RUN: %check_cotidy --mock %s async-promise-sanity %t
// Intent: each deliberate silence is a case with a name.
#include "handwritten/task.hpp"

#include <atomic>
#include <coroutine>
#include <exception>
#include <functional>
#include <stdexcept>
#include <utility>

// Case: symmetric-transfer
task<> transfers() { co_await std::suspend_never(); }

// Case: resumed-elsewhere
struct executor {
  void post(std::function<void()>);
};
struct posts {
  executor &target;
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    target.post([h] { h.resume(); });
  }
  void await_resume() {}
};

// Case: several-coroutines-to-resume
struct wakes_all {
  std::coroutine_handle<> waiting[3];
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>) {
    for (std::coroutine_handle<> each : waiting)
      each.resume();
  }
  void await_resume() {}
};

// Case: two-coroutines-to-resume
struct wakes_both {
  std::coroutine_handle<> first, second;
  bool await_ready() { return false; }
  bool await_suspend(std::coroutine_handle<>) {
    first.resume();
    second.resume();
    return second.done();
  }
  void await_resume() {}
};

// Case: work-left-after-the-resume
struct starts_children {
  std::coroutine_handle<> child;
  std::coroutine_handle<> parent;
  std::atomic<bool> finished = false;
  bool await_ready() { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    parent = h;
    child.resume();
    return !finished.exchange(true);
  }
  void await_resume() {}
};

// Case: function-that-is-no-await_suspend
void run(std::coroutine_handle<> h) { h.resume(); }

// Case: destroys-itself-and-nobody-else-does
struct detached {
  struct promise_type {
    detached get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};
detached use_detached() { co_return; }

// Case: owner-that-only-looks
struct looks {
  struct promise_type {
    looks get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  ~looks() { handle = nullptr; }
  std::coroutine_handle<promise_type> handle;
};
looks use_looks() { co_return; }

struct number {
  struct promise_type {
    number get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_value(int) {}
    void unhandled_exception() { throw; }
  };
};
[[noreturn]] void fail();

// Case: every-path-returns
number all_paths(bool b) {
  if (b)
    co_return 1;
  co_return 2;
}
// Case: the-rest-throws
number throws(bool b) {
  if (b)
    co_return 1;
  throw std::runtime_error("b");
}
number never_returns(bool b) {
  if (b)
    co_return 1;
  fail();
}
// Case: endless-loop
number endless() {
  for (;;)
    co_await std::suspend_never();
}
// Case: handlers-return-as-well
number handlers() {
  try {
    co_await std::suspend_never();
    co_return 1;
  } catch (const std::exception &) {
    co_return 2;
  }
}
number switches(int n) {
  switch (n) {
  case 1:
    co_return 1;
  default:
    co_return 2;
  }
}
// Case: promise-with-return_void
detached void_end(bool b) {
  if (b)
    co_return;
}
