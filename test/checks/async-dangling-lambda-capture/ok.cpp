// RUN: %check_cotidy --mock %s async-dangling-lambda-capture %t
// Intent: closures that live long enough, and coroutines that do not need them.
#include <asio.hpp>
#include <cppcoro/when_all.hpp>
#include <cppcoro/sync_wait.hpp>
#include <handwritten/task.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>


task<> tick();
task<> send(const std::string &);
task<> send_copy(std::string);
void use(const std::string &);
void use(int);

// Case: awaited-in-the-same-expression
task<> awaited(int n) {
  co_await [n]() -> task<> {
    use(n);
    co_return;
  }();
  co_await cppcoro::when_all([n]() -> task<> {
    use(n);
    co_return;
  }(),
                             [&n]() -> task<> {
                               use(n);
                               co_return;
                             }());
}

// Case: waited-for-in-the-same-expression
void waited(int n) {
  cppcoro::sync_wait([n]() -> task<> {
    use(n);
    co_return;
  }());
}

// Case: spawn-that-keeps-the-callable
void spawned(asio::io_context &context, int n) {
  asio::co_spawn(
      context,
      [n]() -> asio::awaitable<void> {
        use(n);
        co_return;
      },
      asio::detached);
  auto run = [n]() -> asio::awaitable<void> {
    use(n);
    co_return;
  };
  asio::co_spawn(context, run, asio::detached);
}

// Case: coroutine-that-takes-the-callable-by-value
template <class F> task<> repeat(int times, F f) {
  while (times-- > 0)
    co_await f(times);
}
task<> by_value(int n) {
  auto all = repeat(3, [n](int i) -> task<> {
    use(n + i);
    co_return;
  });
  co_await tick();
  co_await std::move(all);
}

// Case: coroutine-that-refers-to-the-callable-and-is-awaited
template <class F> task<> retry(const F &f) { co_await f(); }
task<> by_reference(int n) {
  co_await retry([n]() -> task<> {
    use(n);
    co_return;
  });
}

// Case: captures-copied-before-the-first-suspension
eager_task<> copied(event &ready, std::string name) {
  return [&ready, name]() -> eager_task<> {
    std::string mine = name;
    co_await ready;
    use(mine);
  }();
}

// Case: captures-used-only-before-the-first-suspension
eager_task<> early(event &ready, std::string name) {
  return [&ready, name]() -> eager_task<> {
    use(name);
    co_await ready;
  }();
}

// Case: what-is-awaited-takes-a-copy
eager_task<> write(event &ready, std::string text) {
  co_await ready;
  use(text);
}
eager_task<> passed_by_value(event &ready, std::string name) {
  return [&ready, name]() -> eager_task<> {
    co_await write(ready, name);
  }();
}

// Case: nothing-captured
task<> parameters(int n) {
  return [](int mine) -> task<> {
    use(mine);
    co_return;
  }(n);
}

// Case: named-closure-that-encloses-the-await
task<> named(int n) {
  auto run = [n]() -> task<> {
    use(n);
    co_return;
  };
  co_await run();
  task<> started = run();
  co_await tick();
  co_await std::move(started);
  std::vector<task<>> all;
  all.push_back(run());
  for (task<> &each : all)
    co_await std::move(each);
}

// Case: closure-stored-by-somebody
struct button {
  std::function<task<>()> clicked;
  std::vector<std::function<task<>()>> handlers;
  void on_click(std::function<task<>()> handler) {
    handlers.push_back(std::move(handler));
  }
};
void connect(button &b, int n) {
  b.clicked = [n]() -> task<> {
    use(n);
    co_return;
  };
  b.on_click([n]() -> task<> {
    use(n);
    co_return;
  });
}

// Case: unknown-callee
void hand_over(std::function<task<>()>);
void unknown(int n) {
  hand_over([n]() -> task<> {
    use(n);
    co_return;
  });
}

// Case: waited-for-inside-the-callee
template <class F> void run_to_end(F f) { cppcoro::sync_wait(f()); }
void inside(int n) {
  run_to_end([n]() -> task<> {
    use(n);
    co_return;
  });
}

// Case: lazy-task-that-never-starts
void dropped(int n) {
  (void)[n]()->task<> {
    use(n);
    co_return;
  }
  ();
}

// Case: synchronous-generator
generator<int> numbers(int n) {
  return [n]() -> generator<int> { co_yield n; }();
}

// Case: no-coroutine
task<> plain(std::string name) {
  return [name] { return send_copy(name); }();
}
