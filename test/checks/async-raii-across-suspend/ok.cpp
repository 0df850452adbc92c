// RUN: %check_cotidy %s async-raii-across-suspend %t
// Intent: every deliberate silence, by name.
#include "Inputs/task.h"

thread_local int depth = 0;
void work();
void may_throw();

// Case: destroyed-before-the-await
task<> destroyed() {
  {
    pybind11::gil_scoped_acquire gil;
    work();
  }
  co_await bar();
}
// Case: made-after-the-await
task<> made_later() {
  co_await bar();
  pybind11::gil_scoped_acquire gil;
  work();
}
// Case: moved-out
void take(folly::ShallowCopyRequestContextScopeGuard);
task<> moved() {
  folly::ShallowCopyRequestContextScopeGuard guard;
  take(std::move(guard));
  co_await bar();
}
// Case: reset-before-the-await
task<> reset() {
  std::optional<pybind11::gil_scoped_acquire> gil;
  gil.emplace();
  work();
  gil.reset();
  co_await bar();
}
// Case: ended-by-hand
task<> ended() {
  folly::rcu_reader reader;
  work();
  reader.unlock();
  co_await bar();
}
// Case: an-await-that-never-suspends
task<> never_suspends() {
  pybind11::gil_scoped_acquire gil;
  co_await std::suspend_never{};
}
// Case: await-in-a-nested-lambda
task<> nested() {
  pybind11::gil_scoped_acquire gil;
  auto later = []() -> task<> { co_await bar(); };
  (void)later;
  co_return;
}
// Case: a-generator
generator<int> numbers() {
  pybind11::gil_scoped_acquire gil;
  co_yield 1;
}
// Case: a-scope-guard-that-only-cleans-up
task<> cleans_up() {
  absl::Cleanup cleanup([] { work(); });
  co_await bar();
}
// Case: a-lock
task<> lock(std::mutex &mutex) {
  std::lock_guard guard(mutex);
  co_await bar();
}
// Case: a-counter-of-live-objects
class Counted {
public:
  Counted() { ++live; }
  ~Counted() { --live; }

private:
  static inline int live = 0;
};
task<> counted() {
  Counted one;
  co_await bar();
}
// Case: a-destructor-that-reads-a-thread-local
class Logged {
public:
  ~Logged() {
    if (depth > 0)
      work();
  }
};
// Case: a-destructor-that-fills-a-thread-local-cache
thread_local int *cached = nullptr;
class Pooled {
public:
  ~Pooled() { cached = block_; }

private:
  int *block_ = nullptr;
};
task<> pooled() {
  Logged logged;
  Pooled one;
  co_await bar();
}
// Case: an-exception-destroyed-it
task<> after_a_handler() {
  try {
    pybind11::gil_scoped_acquire gil;
    may_throw();
  } catch (...) {
    work();
  }
  co_await bar();
}
// Case: a-temporary-of-an-earlier-expression
task<> temporary() {
  pybind11::gil_scoped_acquire(), work();
  co_await bar();
}

// Case: parameter-that-the-promise-takes-over
struct completion {
  explicit completion(int);
  completion(completion &&) noexcept;
  ~completion() {
    if (std::uncaught_exceptions() > 0)
      work();
  }
};
struct started {
  struct promise_type {
    completion handler;
    explicit promise_type(completion &given) : handler(std::move(given)) {}
    started get_return_object();
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void();
    void unhandled_exception();
  };
};
started taken_over(completion) { co_await bar(); }
