// RUN: %check_cotidy --mock %s async-dangling-lambda-capture %t
// Intent: the ways in which a closure goes before its coroutine, and which
// capture is named.
#include <asio.hpp>
#include <handwritten/task.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>


task<> tick();
task<> send(const std::string &);
void use(const std::string &);
void use(int);

// Immediately invoked, and not awaited at once.
task<> greet(std::string name) {
  return [name]() -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'name' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    use(name);
    co_return;
  }();
}

task<> kept(int n) {
  task<> started = [n]() -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the captured 'n' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    use(n);
    co_return;
  }();
  co_await tick();
  co_await std::move(started);
}

task<> many(std::vector<std::string> names) {
  std::vector<task<>> all;
  for (const std::string &name : names)
    all.push_back([name]() -> task<> { co_await send(name); }());
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the captured 'name' is used after
  for (task<> &each : all)
    co_await std::move(each);
}

void spawned(asio::io_context &context, std::string name) {
  asio::co_spawn(
      context,
      [name]() -> asio::awaitable<void> {
        // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the captured 'name' is used after
        use(name);
        co_return;
      }(),
      asio::detached);
}

// A named closure whose scope ends first.
task<> named(std::string name) {
  auto run = [name]() -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the captured 'name' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    co_await send(name);
  };
  return run();
}

task<> inner_block(bool now, int n) {
  std::vector<task<>> all;
  if (now) {
    auto run = [&n]() -> task<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the captured 'n' is used after
      use(n);
      co_return;
    };
    all.push_back(run());
  }
  for (task<> &each : all)
    co_await std::move(each);
}

struct session : std::enable_shared_from_this<session> {
  std::string peer;

  void start(asio::io_context &context) {
    auto loop = [this]() -> asio::awaitable<void> {
      // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the captured 'this' is used after
      use(peer);
      co_return;
    };
    asio::co_spawn(context, loop(), asio::detached);
  }

  // Eager: only what comes after the first suspension counts.
  eager_task<> poll(event &ready) {
    return [self = shared_from_this(), &ready]() -> eager_task<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: the captured 'self' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
      co_await ready;
      use(self->peer);
    }();
  }

  void forget(event &ready) {
    [this, &ready]() -> fire_and_forget {
      // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the captured 'this' is used after
      co_await ready;
      use(peer);
    }();
  }

  void enqueue(asio::io_context &context, event &ready) {
    asio::post(context, [this, &ready]() -> fire_and_forget {
      // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: the captured 'this' is used after
      co_await ready;
      use(peer);
    });
  }
};

// A function of the project that calls its parameter and returns the task.
template <class F> task<> traced(F f) { return f(); }
template <class F> task<> timed(F &&f) { return traced(std::forward<F>(f)); }

task<> project(int n) {
  co_await traced([n]() -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the captured 'n' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    use(n);
    co_return;
  });
  co_await timed([n]() -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the captured 'n' is used after
    use(n);
    co_return;
  });
}

// A coroutine that takes its callable by reference.
template <class F> task<> repeat(int times, const F &f) {
  while (times-- > 0)
    co_await f(times);
}
task<> later(int n) {
  auto all = repeat(3, [n](int i) -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the captured 'n' is used after
    use(n + i);
    co_return;
  });
  co_await tick();
  co_await std::move(all);
}

// What is awaited holds on to it.
eager_task<> write(event &ready, const std::string &text) {
  co_await ready;
  use(text);
}
eager_task<> meanwhile(event &ready, std::string name) {
  return [&ready, name]() -> eager_task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'name' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    co_await write(ready, name);
  }();
}

// A reference into the closure, and a generic lambda.
eager_task<> alias(event &ready, std::string name) {
  return [&ready, name](auto count) -> eager_task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'name' is used after
    const std::string &mine = name;
    co_await ready;
    use(mine);
    use(count);
  }(1);
}
