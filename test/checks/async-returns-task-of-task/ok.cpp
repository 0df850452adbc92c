// RUN: %check_cotidy %s async-returns-task-of-task %t
// Intent: tasks of tasks that are wanted, or are none.
#include <coroutine>
#include <exception>
#include <future>
#include <type_traits>
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
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  task(task &&) noexcept;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
template <class T> struct flat {
  using type = T;
};
template <class T> struct future;
template <class T> struct flat<future<T>> {
  using type = T;
};
template <class T> struct future {
  future(future &&) noexcept;
  template <class F>
  auto then(F) -> future<typename flat<std::invoke_result_t<F, T>>::type> {
    throw 1;
  }
  T get();
};
struct pool {
  template <class F> task<std::invoke_result_t<F>> submit(F) { throw 1; }
};

task<int> load();
task<> save();
task<char> key();
task<bool> open();
task<long> dial();
future<int> ask();
int wait(task<int>);
extern bool busy;

// Case: awaited-before-it-is-returned
template <class F> std::invoke_result_t<F> run(F f) {
  co_return co_await f();
}
void awaited() { (void)run(load); }

// Case: the-inner-one-is-awaited-too
task<int> innerIsAwaitedToo(pool &workers) {
  int number = co_await co_await workers.submit(load);
  auto inner = co_await workers.submit(key);
  busy = co_await std::move(inner) == 'a';
  co_return number;
}
task<task<bool>> hidden() { co_return open(); }
task<> callsHidden() { busy = co_await co_await hidden(); }

// Case: a-continuation-that-flattens
auto flattens() {
  return ask().then([](int) { return ask(); }).get();
}

// Case: a-future-of-another-kind-is-spelled
task<future<int>> begin() { co_return ask(); }

// Case: a-variable-of-a-spelled-type-is-returned
task<task<long>> prepared() {
  auto prepared = dial();
  co_await save();
  co_return std::move(prepared);
}

// Case: the-callable-finishes-the-work
void finishes() {
  auto a = std::async([] { return wait(load()); });
  auto b = std::async(std::launch::async, [] { (void)save(); });
}

// Case: a-task-and-not-a-callable-is-given
template <class... T> struct any_result {};
template <class... T> task<any_result<T...>> when_any(task<T>...);
template <class T> task<task<T>> boxed(task<T>);
task<> given() {
  co_await when_any(load(), key());
  auto box = boxed(load());
}
