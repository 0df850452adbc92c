// RUN: %check_cotidy %s async-raii-across-suspend %t
// Intent: types the model lists, types that say so, and types that are known by
// what their destructors undo.
#include "Inputs/task.h"

task<> python() {
  pybind11::gil_scoped_acquire gil;
  // CHECK-NOTES: :[[@LINE-1]]:32: warning: 'gil' is bound to the thread that made it, and is alive while the coroutine is suspended: it holds Python's global lock for its thread [async-raii-across-suspend]
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  int value = co_await foo(1);
  // CHECK-NOTES: :[[@LINE-1]]:15: note: the coroutine may suspend here
  (void)value;
}
task<> without_python() {
  pybind11::gil_scoped_release released;
  // CHECK-NOTES: :[[@LINE-1]]:32: warning: 'released' is bound to the thread that made it
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> request() {
  folly::ShallowCopyRequestContextScopeGuard guard;
  // CHECK-NOTES: :[[@LINE-1]]:46: warning: 'guard' is bound {{.*}}: it swaps the request context of its thread
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
class Service {
public:
  task<int> traced(const opentelemetry::trace::Span &span) {
    opentelemetry::trace::Scope scope(span);
    // CHECK-NOTES: :[[@LINE-1]]:33: warning: 'scope' is bound {{.*}}: the active span is a thread's
    co_return co_await foo(1);
    // CHECK-NOTES: :[[@LINE-1]]:15: note: the coroutine may suspend here
  }
  task<> held_by_an_optional(bool read) {
    std::optional<folly::rcu_reader> reader;
    if (read)
      reader.emplace();
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'reader' is bound {{.*}}: it blocks reclamation until its thread leaves it
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
  }
};
task<> pointer() {
  auto gil = std::make_unique<pybind11::gil_scoped_acquire>();
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'gil' is bound
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> in_a_lambda() {
  auto run = []() -> task<> {
    pybind11::gil_scoped_acquire gil;
    // CHECK-NOTES: :[[@LINE-1]]:34: warning: 'gil' is bound
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
  };
  co_await run();
}
template <class T> task<> in_a_template(T) {
  for (int i = 0; i < 3; ++i) {
    pybind11::gil_scoped_acquire gil;
    // CHECK-NOTES: :[[@LINE-1]]:34: warning: 'gil' is bound
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
  }
}
template task<> in_a_template(int);

// A type that says so itself.
class [[clang::annotate("cotidy::may_not_suspend")]] Cursor {
public:
  Cursor();
  ~Cursor();
};
task<> annotated() {
  Cursor cursor;
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'cursor' is bound {{.*}}: it is annotated so
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}

// Types that set something of the thread back.
thread_local int depth = 0;
thread_local const char *current_user = nullptr;
class Deeper {
public:
  Deeper() { ++depth; }
  ~Deeper() { --depth; }
};
class AsUser {
public:
  explicit AsUser(const char *user) : before_(current_user) {
    current_user = user;
  }
  ~AsUser() { current_user = before_; }

private:
  const char *before_;
};
class ErrnoSaver {
public:
  ErrnoSaver() : saved_(errno) {}
  ~ErrnoSaver() { errno = saved_; }

private:
  int saved_;
};
class OnFailure {
public:
  OnFailure() : before_(std::uncaught_exceptions()) {}
  ~OnFailure() {
    if (std::uncaught_exceptions() > before_)
      failures_ = failures_ + 1;
  }

private:
  int before_;
  int failures_ = 0;
};
task<> depth_of_calls() {
  Deeper deeper;
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'deeper' is bound {{.*}}: its destructor sets the thread-local 'depth' back
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> as_another() {
  AsUser user("root");
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'user' is bound {{.*}}: its destructor sets the thread-local 'current_user' back
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> saves_errno() {
  ErrnoSaver saver;
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'saver' is bound {{.*}}: its destructor sets the thread's errno back
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> counts_exceptions() {
  OnFailure failure;
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'failure' is bound {{.*}}: its destructor counts the exceptions in flight on its thread
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
