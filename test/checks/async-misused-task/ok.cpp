// RUN: %check_cotidy %s async-misused-task %t
// Intent: what looks like a misused task and is none, one case for each reason.
#include <any>
#include <coroutine>
#include <exception>
#include <future>
#include <list>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

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
  task &operator=(task &&) noexcept;
  ~task();
  explicit operator bool() const;
  bool valid() const;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  std::coroutine_handle<promise_type> handle;
};
template <class T = void> struct shared {
  struct promise_type : result<T> {
    shared get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  shared(const shared &) noexcept;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>) const;
  T await_resume() const;
};
struct mutex_guard {
  mutex_guard(mutex_guard &&) noexcept;
  ~mutex_guard();
};
struct async_mutex {
  task<mutex_guard> lock();
};
task<bool> exists(int id);
task<int> count();
task<> save();
shared<int> total();
template <class... Args> void log(const char *format, const Args &...);
extern bool busy;
extern std::ostream &out;

// Case: lock-is-awaited
task<> lockIsAwaited(async_mutex &mutex) {
  auto lock = co_await mutex.lock();
  auto pending = mutex.lock();
  auto second_lock = mutex.lock();
  co_await save();
  auto guard = co_await std::move(pending);
  auto other = co_await std::move(second_lock);
}

// Case: tested-and-awaited
task<> testedAndAwaited() {
  auto found = exists(1);
  if (found)
    busy = co_await std::move(found);
  auto other = exists(2);
  busy = other && co_await std::move(other);
}

// Case: logged-and-awaited
task<> loggedAndAwaited() {
  auto number = count();
  log("starting {}", number);
  busy = co_await std::move(number) == 1;
}

// Case: tested-though-there-is-no-result
task<> testedThoughThereIsNoResult() {
  auto saved = save();
  if (saved)
    co_return;
}

// Case: asked-by-name
bool askedByName() { return save().valid(); }

// Case: conversion-to-the-result
template <class T> struct blocking {
  struct promise_type : result<T> {
    blocking get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  operator T() const;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
blocking<bool> ask();
blocking<int> measure();
int conversionToTheResult() {
  if (ask())
    return measure();
  return measure() + 1;
}

// Case: operators-written-for-tasks
template <class T> bool operator==(const task<T> &, const task<T> &);
template <class T> std::ostream &operator<<(std::ostream &, const task<T> &);
bool operatorsWrittenForTasks() {
  out << count();
  return count() == count();
}

// Case: functions-written-for-tasks
template <class T> void describe(const task<T> &);
void show(const task<int> &);
void functionsWrittenForTasks() {
  describe(count());
  show(count());
}

// Case: operators-that-make-a-task
template <class T> task<> operator&&(task<T>, task<T>);
template <class A, class B> task<> operator+(A, B);
task<> operatorsThatMakeATask() {
  co_await (exists(1) && exists(2));
  co_await (count() + count());
}

// Case: put-into-a-list-with-an-operator
template <class T> struct list {
  list(std::initializer_list<int>);
  template <class U> list &operator<<(U &&);
};
struct scope {
  template <class U> scope &operator<<(U &&);
};
task<> putIntoAList(list<task<int>> &tasks, scope &all) {
  tasks << count();
  all << count();
  co_return;
}

// Case: passed-to-what-may-run-it
template <class T> void spawn(T);
template <class T> bool start(T &&);
template <class... T> task<> all(const T &...);
template <class T> auto wait(const T &t) -> decltype(t.await_resume());
task<> passedToWhatMayRunIt() {
  spawn(count());
  busy = start(count());
  co_await all(count(), save());
  int number = wait(total());
  log("{}", total());
}

// Case: taken-out-of-the-any
void takenOutOfTheAny() {
  std::any box = total();
  auto back = std::any_cast<shared<int>>(box);
}

// Case: standard-futures
void standardFutures(std::promise<int> promise, std::shared_future<int> ready) {
  auto lock = promise.get_future();
  std::any box = ready;
}

// Case: not-evaluated
static_assert(sizeof(!exists(1)) > 0);
static_assert(noexcept(exists(1)) || true);
using Kind = decltype(log("", count()));

// Case: assertion-of-a-test
#define CHECK_TRUE(condition)                                                  \
  if (!(condition))                                                            \
  std::terminate()
void assertionOfATest() { CHECK_TRUE(save()); }

// Case: builder-that-is-also-awaitable
struct request {
  request &header(int);
  explicit operator bool() const;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};
request get();
bool builder() { return get() ? true : false; }

// Case: public-handle-that-is-run
void publicHandle() {
  save().handle.resume();
  start(save().handle);
}

// Case: awaiter-stepped-by-hand
struct ready {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};
ready now();
int steppedByHand() { return now().await_resume(); }
