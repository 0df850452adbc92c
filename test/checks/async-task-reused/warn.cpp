// RUN: %check_cotidy %s async-task-reused %t
// Intent: every way to use up a task, and to use it again, on hand-written types
// that no library model knows.

#include <coroutine>
#include <exception>
#include <future>
#include <memory>
#include <utility>
#include <vector>

template <class T> struct result {
  T value;
  void return_value(T v) { value = std::move(v); }
  T take() { return std::move(value); }
};
template <> struct result<void> {
  void return_void();
  void take();
};
// Awaits of an rvalue only.
template <class T = void> struct task {
  struct promise_type : result<T> {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  task(task &&) noexcept;
  task &operator=(task &&) noexcept;
  struct awaiter {
    bool await_ready();
    void await_suspend(std::coroutine_handle<>);
    T await_resume();
  };
  awaiter operator co_await() &&;
};
// Its awaits resume the coroutine whether or not it has ended.
template <class T = void> struct resuming {
  struct promise_type : result<T> {
    resuming get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  resuming(resuming &&) noexcept;
  bool await_ready() { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<>) {
    return handle;
  }
  void await_resume() {}
  std::coroutine_handle<promise_type> handle;
};
// Its awaits move the result out of the promise.
template <class T = void> struct moving {
  struct promise_type : result<T> {
    moving get_return_object();
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  moving(moving &&) noexcept;
  bool await_ready() { return handle.done(); }
  void await_suspend(std::coroutine_handle<>);
  T await_resume() { return handle.promise().take(); }
  std::coroutine_handle<promise_type> handle;
};
template <class T> struct future {
  future(future &&) noexcept;
  future &operator=(future &&) noexcept;
  template <class F> future<T> then(F) { throw 1; }
  T get();
  bool available() const;
};

task<int> count();
task<> save();
resuming<> resume();
moving<int> move();
future<int> ask();
void spawn(task<>);
void keep(std::vector<task<>> &, task<> &&);
extern bool busy;
extern int number;

// Case: awaited twice
task<> twice() {
  auto t = count();
  number = co_await std::move(t);
  number = co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 't' is awaited a second time, but the first await used it up [async-task-reused]
}

// Case: in one expression
task<> inOneExpression() {
  auto t = count();
  number = co_await std::move(t) + co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:55: warning: 't' is awaited a second time
}

// Case: an lvalue whose await cannot be repeated
task<> lvalues() {
  auto r = resume();
  co_await r;
  co_await r;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'r' is awaited a second time, but the first await used it up
  moving<int> m = move();
  number = co_await m;
  number = co_await m;
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'm' is awaited a second time
}

// Case: awaited after it was moved away
task<> afterMove(std::vector<task<>> &all) {
  auto a = save();
  spawn(std::move(a));
  co_await std::move(a);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'a' is awaited after it was moved from, and nothing is left in it
  auto b = save();
  all.push_back(std::move(b));
  co_await std::move(b);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'b' is awaited after it was moved from
  auto c = save();
  auto d = std::move(c);
  co_await std::move(c);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'c' is awaited after it was moved from
  co_await std::move(d);
  auto e = save();
  auto run = [e = std::move(e)]() mutable -> task<> { co_await std::move(e); };
  co_await run();
  co_await std::move(e);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'e' is awaited after it was moved from
  auto f = save();
  keep(all, std::move(f));
  spawn(std::move(f));
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'f' is moved from a second time, but the first move left nothing in it
}

// Case: moved into a call after it was awaited
task<> movedAfterAwait() {
  auto t = save();
  co_await std::move(t);
  spawn(std::move(t));
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 't' is moved from after it was awaited, and the await used it up
}

// Case: in a loop
task<> loops(int n) {
  auto t = count();
  for (int i = 0; i < n; ++i)
    number += co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 't' is awaited in every round of the loop, but the first await used it up
  auto u = save();
  while (busy) {
    number = 0;
    spawn(std::move(u));
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'u' is moved from in every round of the loop
  }
  auto v = resume();
  for (int each : {1, 2})
    co_await v;
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'v' is awaited in every round of the loop
}

// Case: once here and then in a loop
task<> beforeLoop(int n) {
  auto t = count();
  number = co_await std::move(t);
  while (n--)
    number = co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 't' is awaited a second time
}

// Case: after a branch that forgot to leave
task<> afterABranch() {
  auto t = count();
  if (busy)
    number = co_await std::move(t);
  number = co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 't' is awaited a second time
}

// Case: certainly before a branch
task<> beforeABranch() {
  auto t = count();
  number = co_await std::move(t);
  if (number == 0)
    number = co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 't' is awaited a second time
}

// Case: the retry of what failed
task<> retry() {
  auto t = count();
  bool failed = false;
  try {
    number = co_await std::move(t);
  } catch (...) {
    failed = true;
  }
  if (failed)
    number = co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 't' is awaited a second time
}

// Case: parameters, structured bindings, captures
task<> parameter(task<> t) {
  co_await std::move(t);
  co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 't' is awaited a second time
}
task<> rvalueParameter(task<> &&t) {
  co_await std::move(t);
  spawn(std::move(t));
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 't' is moved from after it was awaited
}
std::pair<task<>, int> order();
task<> binding() {
  auto [dish, guests] = order();
  co_await std::move(dish);
  co_await std::move(dish);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'dish' is awaited a second time
}
task<> capture() {
  auto run = [t = save()]() mutable -> task<> {
    co_await std::move(t);
    co_await std::move(t);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 't' is awaited a second time
  };
  co_await run();
}

// Case: futures
int futures() {
  std::future<int> f = std::async([] { return 1; });
  number = f.get();
  number = f.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'f' is asked for its result a second time, but the first call took its result
  auto a = ask();
  auto b = a.then([](int) {});
  number = a.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'a' is asked for its result after it was continued, and its result goes to the continuation
  auto c = ask();
  c.then([](int) {});
  c.then([](int) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'c' is continued a second time
  return b.get();
}
int waitInALoop(std::future<int> f) {
  while (busy)
    number += f.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'f' is asked for its result in every round of the loop
  return number;
}

// Case: a template, reported once
template <class T> task<> generic(T) {
  auto t = save();
  co_await std::move(t);
  co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 't' is awaited a second time
}
task<> instances() {
  co_await generic(1);
  co_await generic('c');
}
