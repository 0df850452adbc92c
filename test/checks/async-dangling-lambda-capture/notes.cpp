// RUN: %check_cotidy --mock %s async-dangling-lambda-capture %t
// Intent: why the closure goes before its coroutine, as notes in the order of
// execution.
#include <handwritten/task.hpp>

#include <string>
#include <utility>

task<> send(const std::string &);
void use(const std::string &);
void use(int);

task<> greet(std::string name) {
  return [name]() -> task<> {
    // CHECK-NOTES: :[[@LINE-1]]:10: warning: the captured 'name' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    // CHECK-NOTES: :[[@LINE-2]]:10: note: the lambda is a temporary, gone at the end of this expression
    // CHECK-NOTES: :[[@LINE-3]]:3: note: its task is returned here
    // CHECK-NOTES: :[[@LINE-4]]:29: note: the coroutine is suspended before its body
    // CHECK-NOTES: :[[@LINE+1]]:9: note: 'name' is read from the lambda here
    use(name);
    co_return;
  }();
}

task<> named(std::string name) {
  auto run = [name]() -> task<> {
    // CHECK-NOTES: :[[@LINE-1]]:14: warning: the captured 'name' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    // CHECK-NOTES: :[[@LINE-2]]:8: note: the lambda is gone with the variable 'run'
    // CHECK-NOTES: :[[@LINE+5]]:3: note: its task is returned here
    // CHECK-NOTES: :[[@LINE-4]]:33: note: the coroutine is suspended before its body
    // CHECK-NOTES: :[[@LINE+1]]:19: note: 'name' is read from the lambda here
    co_await send(name);
  };
  return run();
}

struct session {
  std::string peer;
  // Eager: only what comes after the first suspension counts.
  eager_task<> poll(event &ready) {
    return [self = *this, &ready]() -> eager_task<> {
      // CHECK-NOTES: :[[@LINE-1]]:12: warning: the captured 'self' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
      // CHECK-NOTES: :[[@LINE-2]]:12: note: the lambda is a temporary, gone at the end of this expression
      // CHECK-NOTES: :[[@LINE-3]]:5: note: its task is returned here
      // CHECK-NOTES: :[[@LINE+1]]:7: note: the coroutine may be suspended here
      co_await ready;
      // CHECK-NOTES: :[[@LINE+1]]:11: note: 'self' is read from the lambda here
      use(self.peer);
    }();
  }
};

template <class F> task<> traced(F f) { return f(); }
task<> project(int n) {
  co_await traced([n]() -> task<> {
    // CHECK-NOTES: :[[@LINE-1]]:19: warning: the captured 'n' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    // CHECK-NOTES: :[[@LINE-2]]:12: note: 'traced' keeps the lambda only until it has been called
    // CHECK-NOTES: :[[@LINE-3]]:35: note: the coroutine is suspended before its body
    // CHECK-NOTES: :[[@LINE+1]]:9: note: 'n' is read from the lambda here
    use(n);
    co_return;
  });
}

// What is awaited holds on to it.
eager_task<> write(event &ready, const std::string &text) {
  co_await ready;
  use(text);
}
eager_task<> meanwhile(event &ready, std::string name) {
  return [&ready, name]() -> eager_task<> {
    // CHECK-NOTES: :[[@LINE-1]]:10: warning: the captured 'name' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    // CHECK-NOTES: :[[@LINE-2]]:10: note: the lambda is a temporary, gone at the end of this expression
    // CHECK-NOTES: :[[@LINE-3]]:3: note: its task is returned here
    // CHECK-NOTES: :[[@LINE+2]]:5: note: the coroutine may be suspended here
    // CHECK-NOTES: :[[@LINE+1]]:27: note: 'name' is in use while it is suspended
    co_await write(ready, name);
  }();
}
