// RUN: %check_cotidy %s async-void-callback %t
// Intent: callables whose task is not dropped, or may be.
#include <algorithm>
#include <coroutine>
#include <exception>
#include <functional>
#include <future>
#include <thread>
#include <utility>
#include <vector>

struct lazy {
  struct promise_type {
    lazy get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  lazy(lazy &&) noexcept;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
struct eager {
  struct promise_type {
    eager get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_never final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
struct fire_and_forget {
  struct promise_type {
    fire_and_forget get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_never final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
};
lazy save();
lazy load(int);
eager send();
fire_and_forget notify();
void start(lazy);
void wait(lazy);
extern std::vector<int> numbers;

// Case: fire-and-forget-type
void fireAndForget() {
  std::function<void()> f = notify;
  f = []() -> fire_and_forget { co_await save(); };
  std::for_each(numbers.begin(), numbers.end(), [](int) { return notify(); });
}

// Case: eager-task-without-nodiscard
struct button {
  std::function<void()> on_click;
};
void eagerTask(button &b) {
  b.on_click = []() -> eager { co_await save(); };
  b.on_click = send;
}

// Case: signature-that-returns-the-task
std::function<lazy()> signatureThatReturnsTheTask() {
  std::function<lazy(int)> f = load;
  std::function f2 = save;
  std::function<lazy()> g = [] { return save(); };
  std::packaged_task<lazy()> job(save);
  return g;
}

// Case: the-callable-starts-it-itself
void startsItItself(button &b) {
  b.on_click = [] { start(save()); };
  b.on_click = [] { (void)save(); };
  std::for_each(numbers.begin(), numbers.end(), [](int n) { wait(load(n)); });
  std::thread thread([] { wait(save()); });
  thread.join();
}

// Case: a-template-that-uses-the-result
template <class F> void spawn(F f) { start(f()); }
template <class F> auto call(F &&f) { return std::forward<F>(f)(); }
template <class F> lazy repeat(F f) {
  co_await f();
  co_await f();
}
template <class F> void mayRun(F f, bool now) {
  if (now)
    wait(f());
  else
    f();
}
template <class F> void meant(F f) { (void)f(); }
template <class F> void collect(std::vector<lazy> &all, F f) {
  all.push_back(f());
}
lazy usesTheResult(std::vector<lazy> &all) {
  spawn(save);
  co_await call(save);
  co_await repeat([] { return save(); });
  mayRun(save, true);
  meant(save);
  collect(all, save);
}

// Case: a-template-that-keeps-the-callable
struct registry {
  std::vector<std::function<lazy()>> all;
  template <class F> void add(F f) { all.push_back(f); }
};
template <class F> struct holder {
  F f;
};
template <class F> holder<F> hold(F f) { return {f}; }
void keepsTheCallable(registry &r) {
  r.add(save);
  auto held = hold(save);
}

// Case: a-function-nobody-knows
template <class F> void unknown(F &&);
void schedule(lazy (*)());
void aFunctionNobodyKnows() {
  unknown(save);
  schedule(save);
}

// Case: an-algorithm-that-takes-the-result
void algorithms(std::vector<lazy> &tasks) {
  std::transform(numbers.begin(), numbers.end(), std::back_inserter(tasks),
                 load);
  std::generate_n(std::back_inserter(tasks), 3, save);
}

// Case: standard-futures
void standardFutures() {
  std::function<void()> f = [] { return std::async([] {}); };
}

// Case: only-its-type-is-asked
template <class F> void typeOnly(F f) {
  static_assert(sizeof(f()) > 0);
  using result = decltype(f());
}
void onlyItsType() { typeOnly(save); }
