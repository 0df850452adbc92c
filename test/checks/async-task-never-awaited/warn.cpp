// RUN: %check_cotidy %s async-task-never-awaited %t
// A lazy task, an eager one and a future, all hand-written: no library model
// knows them.

#include <array>
#include <coroutine>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

template <class T = void> struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_value(T);
    void unhandled_exception();
  };
  task() = default;
  task(task &&) noexcept;
  task &operator=(task &&) noexcept;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  bool valid() const;
};
template <> struct task<void> {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  task() = default;
  task(task &&) noexcept;
  task &operator=(task &&) noexcept;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
  bool valid() const;
};
template <class T = void> struct eager {
  struct promise_type {
    eager get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_value(T);
    void unhandled_exception();
  };
  eager() = default;
  eager(eager &&) noexcept;
  eager &operator=(eager &&) noexcept;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  bool valid() const;
};
template <> struct eager<void> {
  struct promise_type {
    eager get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  eager() = default;
  eager(eager &&) noexcept;
  eager &operator=(eager &&) noexcept;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
  bool valid() const;
};

struct operation {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};

task<> cook(int order = 0);
task<int> count();
eager<> ring();
operation read();
task<> wrap(task<>);
extern bool busy;

// Case: never mentioned again
task<> neverMentioned() {
  auto t = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited, so its body never runs [async-task-never-awaited]
  co_return;
}

// Case: the type is spelled
task<> spelled() {
  task<int> number = count();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'number' holds a task that is never awaited
  const auto &reference = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'reference' holds a task that is never awaited
  auto &&forwarding = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'forwarding' holds a task that is never awaited
  task<> braces{cook()};
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'braces' holds a task that is never awaited
  auto first = cook(), second = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'first' holds a task that is never awaited
  // CHECK-MESSAGES: :[[@LINE-2]]:24: warning: 'second' holds a task that is never awaited
  co_return;
}

// Case: a cast to void and maybe_unused silence the compiler, not us
task<> silencedForTheCompiler() {
  auto t = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited
  (void)t;
  [[maybe_unused]] auto u = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'u' holds a task that is never awaited
  co_return;
}

// Case: looking is not awaiting
task<> onlyLookedAt() {
  auto t = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited
  if (t.valid())
    busy = t.await_ready();
  co_return;
}

// Case: moved into a variable that is never awaited
task<> movedOn() {
  auto t = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited
  auto u = std::move(t);
  co_return;
}

// Case: the wrapper of a task is a task
task<> wrapped() {
  auto t = wrap(cook());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited
  co_return;
}

// Case: a lambda creates it, a lambda forgets it
task<> lambdas() {
  auto inner = []() -> task<> { co_return; }();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'inner' holds a task that is never awaited
  auto forget = []() -> task<> {
    auto t = cook();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 't' holds a task that is never awaited
    co_return;
  };
  co_await forget();
}

// Case: a plain function
void plain() {
  auto t = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited, so its body never runs
  auto op = read();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'op' holds an awaitable that is never awaited
}

// Case: in a loop, a branch, a switch, a condition
task<> nested(int n) {
  for (int i = 0; i < n; ++i) {
    auto t = cook(i);
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 't' holds a task that is never awaited
  }
  if (busy) {
    auto t = cook();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 't' holds a task that is never awaited
  } else if (auto t = cook(); t.valid()) {
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 't' holds a task that is never awaited
  }
  switch (n) {
  case 1: {
    auto t = cook();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 't' holds a task that is never awaited
  }
  }
  try {
    auto t = cook();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 't' holds a task that is never awaited
  } catch (...) {
  }
  auto chosen = busy ? cook(1) : cook(2);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'chosen' holds a task that is never awaited
  co_return;
}

// Case: assigned later
task<> assignedLater() {
  task<> t;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 't' holds a task that is never awaited
  if (busy)
    t = cook();
  co_return;
}

// Case: an eager task, its result and exception lost
task<> eagerOnes() {
  auto t = ring();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited, so nobody sees its result or its exception
  co_await cook();
}

// Case: an eager task left behind on an early exit
task<> leftBehind() {
  auto t = ring();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is not awaited on every path, so its result and its exception can be lost
  if (busy)
    co_return;
  co_await std::move(t);
}

// Case: overwritten before anybody awaited it
task<> overwritten() {
  auto t = cook(1);
  t = cook(2);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 't' is overwritten while it holds a task that nobody has awaited
  co_await std::move(t);
}

// Case: overwritten in a loop
task<> overwrittenInLoop() {
  task<> last;
  for (int i = 0; i < 3; ++i)
    last = cook(i);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'last' is overwritten while it holds a task that nobody has awaited
  co_await std::move(last);
}

// Case: containers nobody reads
task<> containers() {
  std::vector<task<>> orders;
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'orders' holds tasks that are never awaited, so their bodies never run
  orders.reserve(3);
  for (int i = 0; i < 3; ++i)
    orders.push_back(cook(i));
  busy = orders.size() == 3;

  std::array<task<>, 2> pair{cook(1), cook(2)};
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'pair' holds tasks that are never awaited
  task<> plainArray[] = {cook(1), cook(2)};
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'plainArray' holds tasks that are never awaited
  std::optional<task<>> maybe;
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'maybe' holds tasks that are never awaited
  if (busy)
    maybe = cook();
  auto owned = std::make_unique<task<>>(cook());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'owned' holds tasks that are never awaited
  std::map<int, task<>> byNumber;
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'byNumber' holds tasks that are never awaited
  byNumber[1] = cook(1);
  byNumber.emplace(2, cook(2));
  auto both = std::make_tuple(cook(), count());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'both' holds tasks that are never awaited
  co_return;
}

// Case: a loop that looks at every task and awaits none
task<> loopThatOnlyLooks() {
  std::vector<task<>> orders;
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'orders' holds tasks that are never awaited
  orders.emplace_back(cook());
  for (const auto &order : orders)
    busy = order.valid();
  co_return;
}

// Case: a local moved into a container nobody reads
task<> movedIntoContainer() {
  auto t = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited
  std::vector<task<>> orders;
  orders.push_back(std::move(t));
  co_return;
}

// Case: an aggregate of tasks
struct Meal {
  task<> soup;
  int guests;
};
task<> aggregate() {
  Meal meal{cook(), 2};
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'meal' holds tasks that are never awaited
  busy = meal.guests == 2;
  co_return;
}

// Case: structured bindings of which none is used
task<> bindings() {
  auto [soup, guests] = Meal{cook(), 2};
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'soup' holds tasks that are never awaited
  co_return;
}

// Case: inheritance
struct derived_task : task<> {
  derived_task(task<> &&);
};
derived_task derive();
task<> inherited() {
  auto t = derive();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited
  co_return;
}

// Case: a template, reported once
template <class T> task<> twice(T value) {
  auto t = cook(value);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited
  co_return;
}
task<> instances() {
  co_await twice(1);
  co_await twice('c');
}

// Case: from a macro
#define PREPARE(name) auto name = cook()
task<> fromMacro() {
  PREPARE(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 't' holds a task that is never awaited
  co_return;
}

// Case: a constructed awaiter
struct delay {
  explicit delay(int);
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task<> constructed() {
  delay pause{5};
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'pause' holds an awaitable that is never awaited
  co_return;
}

// Case: a future that is no coroutine type
template <class T> struct future {
  template <class F> auto then(F) -> future<T>;
  T get();
  bool available() const;
};
future<int> ask();
int continuationStyle() {
  auto answer = ask();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'answer' holds a future that is never awaited, so nobody sees its result or its exception
  return 1;
}

// Case: a future that is made with a failure, and one whose outcome nobody hears
template <class T> future<T> make_ready_future(T);
template <class T> future<T> make_ready_future(std::exception_ptr);
future<int> cached(bool known) {
  if (known)
    return make_ready_future(1);
  return ask();
}
void failures(std::exception_ptr why) {
  auto failed = make_ready_future<int>(why);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'failed' holds a future that is never awaited, so nobody sees its result or its exception
  auto either = cached(true);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'either' holds a future that is never awaited, so nobody sees its result or its exception
}

// Case: what can be awaited itself is no generator
struct series {
  struct promise_type {
    series get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    std::suspend_always yield_value(int);
    void return_void();
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
  int next();
};
series numbers();
void awaitedItself() {
  auto unread = numbers();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'unread' holds a task that is never awaited, so its body never runs
}

// Case: a future that becomes a coroutine type through std::coroutine_traits
template <class T> class pending_result;
template <class T> class pending_result {
public:
  pending_result(pending_result &&) noexcept;
  pending_result &operator=(pending_result &&) noexcept;
  ~pending_result();
  T get();
  bool failed() const noexcept;
};
template <class T> struct pending_awaiter {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
template <class T> pending_awaiter<T> operator co_await(pending_result<T>);
template <class T, class... Args>
struct std::coroutine_traits<pending_result<T>, Args...> {
  struct promise_type {
    pending_result<T> get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_never final_suspend() noexcept;
    void return_value(T);
    void unhandled_exception();
  };
};
pending_result<int> fetch();
pending_result<int> traits(bool early) {
  auto lost = fetch();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'lost' holds a task that is never awaited, so nobody sees its result or its exception
  auto second = fetch();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'second' holds a task that is not awaited on every path
  auto first = co_await fetch();
  if (early)
    co_return first;
  auto last = fetch();
  last = fetch();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'last' is overwritten while it holds a task that nobody has awaited
  co_return first + co_await std::move(second) + co_await std::move(last);
}
