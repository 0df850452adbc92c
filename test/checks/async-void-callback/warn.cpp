// RUN: %check_cotidy %s async-void-callback %t
// Intent: everything that drops what a callable returns, on hand-written types.
#include <algorithm>
#include <coroutine>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <string>
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
struct [[nodiscard]] eager {
  struct promise_type {
    eager get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  eager(eager &&) noexcept;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};

lazy save();
lazy load(int);
eager send();
extern std::vector<int> numbers;

// Case: std::function
struct button {
  std::function<void()> on_click;
  std::map<std::string, std::function<void(int)>> on_key;
  void handle(std::function<void()> callback);
  void hold(const std::function<void(int)> &callback);
};
void signatures(button &b) {
  b.on_click = [] { return save(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'function<void ()>' drops the task that this lambda returns, so its body never runs [async-void-callback]
  b.on_click = save;
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'function<void ()>' drops the task that 'save' returns, so its body never runs
  b.handle([]() -> lazy { co_await save(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'function<void ()>' drops the task that this lambda returns
  b.hold(load);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'function<void (int)>' drops the task that 'load' returns
  std::function<void()> local = &save;
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'function<void ()>' drops the task that 'save' returns
  std::vector<std::function<void()>> all{save};
  // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: 'function<void ()>' drops the task that 'save' returns
  all.push_back([] { return save(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'function<void ()>' drops the task that this lambda returns
  b.on_key["a"] = [](auto number) { return load(number); };
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'function<void (int)>' drops the task that this lambda returns
  std::function<lazy()> kept = save;
  b.on_click = kept;
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'function<void ()>' drops the task that this callable returns
  b.on_click = [] { return send(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'function<void ()>' drops the task that this lambda returns, so nobody sees its result or its exception
}
std::function<void()> returned() {
  return [] { return save(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'function<void ()>' drops the task that this lambda returns
}

// Case: a bound method, an object with a call operator
struct session {
  lazy read();
  void start(button &b) {
    b.on_click = std::bind(&session::read, this);
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'function<void ()>' drops the task that this callable returns
  }
};
struct saver {
  lazy operator()() const;
};
void objects(button &b) {
  b.handle(saver());
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'function<void ()>' drops the task that this callable returns
}

// Case: a type-erased callable of one's own
template <class Signature> class callback;
template <class R, class... Args> class callback<R(Args...)> {
public:
  template <class F> callback(F &&) {}
};
void on_timer(callback<void(int)>);
void ownErasure() {
  on_timer(load);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'callback<void (int)>' drops the task that 'load' returns
}

// Case: the standard library
void standardLibrary(std::once_flag &flag) {
  std::for_each(numbers.begin(), numbers.end(),
                [](int number) -> lazy { co_await load(number); });
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'for_each' drops the task that this lambda returns
  std::for_each(numbers.begin(), numbers.end(), load);
  // CHECK-MESSAGES: :[[@LINE-1]]:49: warning: 'for_each' drops the task that 'load' returns
  std::ranges::for_each(numbers, load);
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'for_each' drops the task that 'load' returns
  std::for_each_n(numbers.begin(), 2, load);
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: 'for_each_n' drops the task that 'load' returns
  std::thread thread(save);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'thread' drops the task that 'save' returns
  std::jthread joining([]() -> lazy { co_await save(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'jthread' drops the task that this lambda returns
  std::call_once(flag, save);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'call_once' drops the task that 'save' returns
}

// Case: templates of the project
template <class F> void twice(F f) {
  f();
  f();
}
template <class F, class... Args> void forwarded(F &&f, Args &&...args) {
  std::forward<F>(f)(std::forward<Args>(args)...);
}
template <class F> void outer(F &&f) { forwarded(std::forward<F>(f)); }
template <class Range> void each(const Range &range, auto f) {
  for (const auto &element : range)
    std::invoke(f, element);
}
struct timer {
  std::function<void()> callback;
  template <class F> void set(F &&f) { callback = std::forward<F>(f); }
};
void templates(timer &t) {
  twice(save);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'twice' drops the task that 'save' returns, so its body never runs
  forwarded(load, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'forwarded' drops the task that 'load' returns
  outer([]() -> lazy { co_await save(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'outer' drops the task that this lambda returns
  each(numbers, load);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'each' drops the task that 'load' returns
  t.set(save);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'timer::set' drops the task that 'save' returns
}
