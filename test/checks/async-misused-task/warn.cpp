// RUN: %check_cotidy %s async-misused-task %t
// Intent: every way to use a task as its value, on hand-written types that no
// library model knows.

#include <any>
#include <coroutine>
#include <exception>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

template <class T> struct result {
  void return_value(T);
};
template <> struct result<void> {
  void return_void();
};
template <class T = void> struct task {
  struct promise_type : result<T> {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  task(task &&) noexcept;
  ~task();
  explicit operator bool() const;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  std::coroutine_handle<promise_type> handle;
};
template <class T = void> struct eager {
  struct promise_type : result<T> {
    eager get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  eager(eager &&) noexcept;
  operator bool() const;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
// Copies share one result.
template <class T = void> struct shared {
  struct promise_type : result<T> {
    shared get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  shared(const shared &) noexcept;
  explicit operator bool() const;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};

struct mutex_guard {
  mutex_guard(mutex_guard &&) noexcept;
  ~mutex_guard();
};
struct async_mutex {
  task<mutex_guard> lock();
  eager<mutex_guard> lock_eagerly();
  task<> enter();
};

task<bool> exists(int id);
task<int> count();
task<std::string> name();
task<> save();
eager<bool> ping();
eager<int> measure();
shared<int> total();
extern bool busy;
extern int number;
extern std::ostream &out;
void use(bool);

// Case: the name says that it is a lock, and so does the type
task<> guards(async_mutex &mutex) {
  auto lock = mutex.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'lock' holds a task that is never awaited, so the 'mutex_guard' is never held [async-misused-task]
  auto x = mutex.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'x' holds a task that is never awaited, so the 'mutex_guard' is never held
  auto entered_lock = mutex.enter();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'entered_lock' holds a task that is never awaited, so nothing is held
  auto permit = count();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'permit' holds a task that is never awaited, so nothing is held
  co_await save();
}

// Case: an eager lock, also in ordinary code
void eagerGuard(async_mutex &mutex) {
  auto guard = mutex.lock_eagerly();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'guard' holds a task that is never awaited, so nothing waits until the 'mutex_guard' is held
  busy = true;
}
task<> eagerUnits() {
  auto units = measure();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'units' holds a task that is never awaited, so nothing waits until it is held
  co_await save();
}

// Case: in an optional
task<> optionalGuard(async_mutex &mutex) {
  std::optional<task<mutex_guard>> held;
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'held' holds tasks that are never awaited, so the 'mutex_guard' is never held
  held.emplace(mutex.lock());
  co_return;
}

// Case: conditions
task<> conditions() {
  if (exists(1))
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'exists' is tested instead of its result, and its body never runs
    busy = true;
  while (!exists(2))
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: the task returned by 'exists' is tested
    ;
  bool both = busy && exists(3);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the task returned by 'exists' is tested
  number = exists(4) ? 1 : 2;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the task returned by 'exists' is tested
  if (busy ? exists(5) : exists(6))
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the task returned by 'exists' is tested
    // CHECK-MESSAGES: :[[@LINE-2]]:26: warning: the task returned by 'exists' is tested
    co_return;
  if (save())
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'save' is tested
    co_return;
  co_await save();
}

// Case: a conversion nobody wrote
eager<bool> implicitConversions() {
  bool alive = ping();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the task returned by 'ping' is tested instead of its result, and nobody sees its result or its exception
  use(ping());
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'ping' is tested
  number = measure() + 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the task returned by 'measure' is tested
  out << measure();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the task returned by 'measure' is tested
  co_return ping();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'ping' is tested
}

// Case: in a function that is no coroutine
bool ordinary() {
  if (!ping())
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task returned by 'ping' is tested
    return false;
  return exists(7) ? true : busy;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the task returned by 'exists' is tested
}

// Case: a variable that is tested and forgotten
task<> testedVariable() {
  auto found = exists(8);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'found' holds a task that is tested instead of its result, and its body never runs
  if (found)
    co_return;
  co_await save();
}

// Case: a public part of the task is looked at
task<> parts() {
  busy = count().handle != nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the task returned by 'count' is tested
  if (save().handle)
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'save' is tested
    busy = false;
  co_return;
}

// Case: asked for a result that it does not have
task<int> resumedByHand() {
  co_return co_await count() + count().await_resume();
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: the task returned by 'count' is asked for its result before it has run, and its body never runs
}

// Case: operators that take anything
struct logger {};
template <class T> logger &operator<<(logger &, const T &);
struct label {};
template <class T> bool operator==(const label &, const T &);
template <class T> std::string operator+(const std::string &, const T &);
template <class T>
std::ostream &operator<<(std::ostream &, const task<T> *);
task<> operators(logger &log, label tag, std::string text) {
  log << "count: " << count();
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the task returned by 'count' is an operand of '<<' instead of its result
  busy = tag == name();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task returned by 'name' is an operand of '=='
  text = text + name();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task returned by 'name' is an operand of '+'
  auto amount = count();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'amount' holds a task that is an operand of '<<' instead of its result
  log << amount;
  co_return;
}

// Case: functions that format anything
template <class... Args> void write(const char *format, const Args &...);
template <class... Args> struct checked_format {
  consteval checked_format(const char *) {}
};
template <class T> struct same {
  using type = T;
};
template <class... Args>
std::string format(checked_format<typename same<Args>::type...>, Args &&...);
void print(const auto &);
struct sink {
  template <class T> void info(const T &) const;
  template <class... Args> void operator()(const Args &...) const;
};
task<> formatted(sink log) {
  write("%d", count());
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the task returned by 'count' is passed to 'write' instead of its result, and its body never runs
  auto line = format("{} {}", 1, name());
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: the task returned by 'name' is passed to 'format'
  print(count());
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the task returned by 'count' is passed to 'print'
  log.info(count());
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the task returned by 'count' is passed to 'sink::info'
  log("count", count());
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the task returned by 'count' is passed to
  auto both = count();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'both' holds a task that is passed to 'write' instead of its result
  write("%d", both);
  co_return;
}

// Case: in a std::any
std::any boxed() {
  std::any box = total();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the task returned by 'total' is put into a 'std::any' instead of its result
  box = total();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the task returned by 'total' is put into a 'std::any'
  return total();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the task returned by 'total' is put into a 'std::any'
}

// Case: a template, reported once
template <class T> task<> twice(T) {
  if (exists(9))
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'exists' is tested
    co_return;
}
task<> instances() {
  co_await twice(1);
  co_await twice('c');
}
