// RUN: %check_cotidy --mock %s async-capture-escape %t
// Intent: lambdas that refer to variables and are done before those go.
#include <asio.hpp>
#include <seastar/core/do_with.hh>
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/thread.hh>

#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

using seastar::future;
future<> flush();
future<int> load(int key);
void use(const std::string &);
void use(int);

// Case: awaited-in-the-same-expression
future<> awaited(std::vector<int> keys) {
  int sum = 0;
  co_await load(1).then([&](int n) { sum += n; });
  co_await seastar::parallel_for_each(keys, [&](int key) {
    return load(key).then([&sum](int n) { sum += n; });
  });
  co_await flush().then([&] { return load(sum).discard_result(); }).finally([&] {
    use(sum);
  });
}

// Case: waited-for-in-the-same-expression
void waited() {
  int sum = 0;
  load(1).then([&](int n) { sum += n; }).get();
  std::async([&] { ++sum; }).get();
}

// Case: waited-for-in-a-stackful-thread
future<> stackful(int key) {
  return seastar::async([key] {
    int sum = 0;
    load(key).then([&sum](int n) { sum += n; }).get();
    use(sum);
  });
}

// Case: awaited-in-the-scope-of-the-variable
future<> in_scope(int key) {
  int sum = 0;
  future<> pending = load(key).then([&](int n) { sum += n; });
  co_await flush();
  co_await std::move(pending);
  std::vector<future<>> all;
  for (int i = 0; i < key; ++i)
    all.push_back(load(i).then([&](int n) { sum += n; }));
  for (future<> &each : all)
    co_await std::move(each);
}

// Case: captured-by-value
future<> by_value(std::string name) {
  return flush().then([name = std::move(name)] { use(name); });
}

// Case: object-that-do-with-keeps
future<> kept(std::vector<int> keys) {
  return seastar::do_with(std::move(keys), [](std::vector<int> &mine) {
    return flush().then([&mine] { use(mine.front()); });
  });
}

// Case: reference-parameter
future<> somebody_elses(std::string &name) {
  return flush().then([&name] { use(name); });
}

// Case: static-or-global
int total = 0;
future<> lasting() {
  static int calls = 0;
  return flush().then([&] { use(++calls + total); });
}

// Case: pointer-to-what-lives-elsewhere
struct item {
  int value;
};
future<> elsewhere(std::shared_ptr<item> shared, item *raw) {
  item &target = *shared;
  item *same = raw;
  return flush().then([&target, same, shared] {
    use(target.value + same->value);
  });
}

// Case: called-before-the-call-returns
future<> at_once(std::vector<int> keys, std::variant<int, long> v) {
  int sum = 0;
  std::for_each(keys.begin(), keys.end(), [&](int key) { sum += key; });
  std::visit([&](auto n) { sum += n; }, v);
  auto add = [&](int n) { sum += n; };
  add(3);
  return load(sum).discard_result();
}
template <class F> void each(const std::vector<int> &keys, F f) {
  for (int key : keys)
    f(key);
}
future<> at_once_in_the_project(std::vector<int> keys) {
  int sum = 0;
  each(keys, [&](int key) { sum += key; });
  return load(sum).discard_result();
}

// Case: joined-thread
void joined(int count) {
  std::thread one([&] { use(count); });
  std::vector<std::thread> many;
  for (int i = 0; i < count; ++i)
    many.emplace_back([&] { use(count); });
  for (std::thread &each : many)
    each.join();
  one.join();
  std::jthread last([&] { use(count); });
}

// Case: run-by-a-loop-before-the-scope-ends
void loop(int count) {
  asio::io_context context;
  asio::post(context, [&] { use(count); });
  context.run();
}
void loop_of_the_caller(asio::io_context &context, int count) {
  asio::post(context, [&] { use(count); });
  context.run();
}
void pool(int count) {
  asio::thread_pool workers(2);
  asio::post(workers, [&] { use(count); });
}

// Case: something-later-may-wait
void run_everything();
void may_wait(asio::io_context &context, int count) {
  asio::post(context, [&] { use(count); });
  run_everything();
}
asio::awaitable<void> done_elsewhere(asio::io_context &context,
                                     asio::steady_timer &timer, int count) {
  asio::co_spawn(
      context,
      [&]() -> asio::awaitable<void> {
        use(count);
        timer.cancel();
        co_return;
      },
      asio::detached);
  co_await timer.async_wait(asio::use_awaitable);
}

// Case: unknown-callee
struct registry {
  void on_change(std::function<void()> callback);
};
void unknown(registry &all, int count) {
  all.on_change([&] { use(count); });
}

// Case: closure-that-goes-first
future<> coroutine(std::string name) {
  // The closure is gone first, which async-dangling-lambda-capture says.
  return flush().then([&name]() -> future<> {
    co_await flush();
    use(name);
  });
}

// Case: captured-and-not-used
future<> unused(std::string name) {
  return flush().then([&name] {});
}

// Case: joined-through-a-captured-variable
future<> counts_down() {
  std::atomic<int> running{2};
  (void)load(1).then([&](int n) {
    use(n);
    --running;
  });
  (void)load(2).then([&running](int) { --running; });
  while (running) {
  }
  return flush();
}
future<> returned_when_done() {
  std::atomic<bool> done = false;
  int sum = 0;
  future<> pending = load(1).then([&](int n) {
    sum += n;
    done = true;
  });
  while (!done.load())
    std::this_thread::yield();
  use(sum);
  return pending;
}
void left_by_a_break(asio::io_context &context) {
  std::atomic_flag done;
  asio::post(context, [&done] { done.test_and_set(); });
  for (;;) {
    if (done.test())
      break;
    std::this_thread::yield();
  }
}
void after_the_body() {
  volatile bool done = false;
  std::thread([&] { done = true; }).detach();
  do {
    std::this_thread::yield();
  } while (!done);
}
struct event {
  void set();
  void wait();
};
future<> own_event() {
  event done;
  (void)load(1).then([&](int) { done.set(); });
  done.wait();
  return flush();
}

// Case: started-by-a-macro-and-waited-for
struct peer {
  void open();
  future<bool> waitForOpen(int milliseconds);
};
#define SOON(...) asio::post(io(), [&] { __VA_ARGS__; })
asio::io_context &io();
future<> started_by_a_macro() {
  peer other;
  SOON(other.open());
  bool open = co_await other.waitForOpen(10);
  use(open);
  co_await flush();
}

// Case: container-of-threads-joined-in-the-scope
void work(int);
void hired(int job) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&job] { work(job); });
  for (std::thread &each : threads)
    each.join();
}
