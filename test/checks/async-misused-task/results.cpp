// RUN: %check_cotidy %s async-misused-task,async-unawaited-task,async-task-never-awaited,async-lock-across-suspend %t
// Intent: a value that may be missing is no task, though coroutines can return
// it; what only looks a little like one still is.
#include <coroutine>
#include <mutex>

template <class T> struct eager_promise {
  std::suspend_never initial_suspend();
  std::suspend_never final_suspend() noexcept;
  void unhandled_exception();
  void return_value(T);
};
template <class T> struct awaiting {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};

// Known to the model by its name.
namespace folly {
template <class T> struct Optional {
  Optional(T);
  explicit operator bool() const;
};
template <class T> awaiting<T> operator co_await(Optional<T>);
} // namespace folly
template <class T, class... Args>
struct std::coroutine_traits<folly::Optional<T>, Args...> {
  struct promise_type : eager_promise<T> {
    folly::Optional<T> get_return_object();
  };
};

// Known by what it offers.
template <class T> struct maybe {
  struct promise_type : eager_promise<T> {
    maybe get_return_object();
  };
  maybe(T);
  bool has_value() const;
  T value() const;
  T value_or(T) const;
  explicit operator bool() const;
};
template <class T> awaiting<T> operator co_await(maybe<T>);

// A task that says whether it is done.
template <class T> struct [[nodiscard]] job {
  struct promise_type : eager_promise<T> {
    job get_return_object();
  };
  bool has_value() const;
  explicit operator bool() const;
};
template <class T> awaiting<T> operator co_await(job<T>);

folly::Optional<bool> found();
maybe<bool> parsed();
job<bool> asked();

int values() {
  found();
  parsed();
  if (found())
    return 1;
  if (parsed())
    return 2;
  auto kept = found();
  auto other = parsed();
  return kept ? 3 : 4;
}
int tasks() {
  asked();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'asked' is not awaited, so nobody sees its result or its exception [async-unawaited-task]
  if (asked())
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'asked' is tested instead of its result, and nobody sees its result or its exception [async-misused-task]
    return 1;
  return 2;
}

// It never waits: it goes on, or ends.
std::mutex mutex;
maybe<bool> cutsShort() {
  std::lock_guard lock(mutex);
  bool first = co_await parsed();
  co_return first &&co_await parsed();
}
