// RUN: %check_cotidy %s async-unawaited-task %t
// Intent: what looks like a dropped task and is none, one case for each reason.
#include <chrono>
#include <coroutine>
#include <tuple>

struct lazy {
  struct promise_type {
    lazy get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
struct eager {
  struct promise_type {
    eager get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};

lazy save();
eager send();

// Case: awaited
lazy awaited() { co_await save(); }

// Case: cast-to-void
lazy castToVoid() {
  (void)save();
  static_cast<void>(save());
  co_return;
}

// Case: assigned-to-ignore
lazy assignedToIgnore() {
  std::ignore = save();
  co_return;
}

// Case: fire-and-forget-type
struct fire_and_forget {
  struct promise_type {
    fire_and_forget get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_never final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
};
fire_and_forget notify();
lazy fireAndForget() {
  notify();
  co_return;
}

// Case: eager-task-started-by-ordinary-code
void onButton() { send(); }

// Case: handed-to-a-starter
void start_detached(lazy);
template <class Task> void spawn(Task &&);
void handedToAStarter() {
  start_detached(save());
  spawn(save());
}

// Case: builder-that-is-also-awaitable
struct request {
  request &header(const char *);
  void fire();
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};
request &shared();
lazy builder() {
  shared().header("a").header("b");
  shared().header("c").fire();
  co_return;
}

// Case: awaitable-enum-or-duration
enum class priority { low, high };
priority raise(priority);
std::chrono::seconds delay();
struct awaiter {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
awaiter operator co_await(priority);
awaiter operator co_await(std::chrono::seconds);
lazy enumOrDuration() {
  raise(priority::low);
  delay();
  co_await priority::high;
  co_await delay();
}

// Case: operator-that-returns-an-awaitable
struct stream {};
request &operator<<(stream &, const char *);
request &operator<<(request &, const char *);
lazy streaming(stream &out) {
  out << "a" << "b";
  co_return;
}

// Case: generator
struct numbers {
  struct promise_type {
    numbers get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    std::suspend_always yield_value(int);
    void await_transform() = delete;
    void unhandled_exception();
    void return_void();
  };
};
numbers count();
lazy dropsAGenerator() {
  count();
  co_return;
}

// Case: reference-to-a-task-that-lives-elsewhere
lazy &pending();
lazy reference() {
  pending();
  co_return;
}

// Case: continued-with-a-lambda
struct chain {
  struct promise_type {
    chain get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
  template <class F> chain then(F) { return {}; }
};
chain begin();
lazy continued() {
  begin().then([] { begin().then([] {}); });
  co_return;
}

// Case: handle-that-a-coroutine-may-return
struct handle_promise {
  std::coroutine_handle<handle_promise> get_return_object();
  std::suspend_always initial_suspend();
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
  void return_void();
};
template <> struct std::coroutine_traits<std::coroutine_handle<handle_promise>> {
  using promise_type = handle_promise;
};
std::coroutine_handle<handle_promise> release();
void handles() {
  release();
  auto h = release();
  h = release();
}
