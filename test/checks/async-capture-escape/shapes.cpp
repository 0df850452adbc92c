// RUN: %check_cotidy --mock %s async-capture-escape %t
// Intent: every way in which a lambda gets away from the variables it refers to.
#include <asio.hpp>
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using seastar::future;
future<> flush();
future<int> load(int key);
void use(const std::string &);
void use(int);

future<> in_a_variable(std::string name) {
  future<> pending = flush().then([&name] { use(name); });
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'name' is captured by reference
  return pending;
}

future<> chained(std::vector<int> keys) {
  return seastar::parallel_for_each(keys, [](int key) {
    int sum = 0;
    return load(key)
        .then([&sum](int n) {
          // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'sum' is captured by reference
          sum += n;
          return load(sum);
        })
        .discard_result();
  });
}

future<> pointer(int key) {
  int total = 0;
  int *where = &total;
  return load(key).then([where](int n) { *where += n; });
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the captured 'where' refers to 'total', which may be gone
}
future<> address(int key) {
  int total = 0;
  return load(key).then([where = &total](int n) { *where += n; });
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the captured 'where' refers to 'total'
}
future<> alias(int key) {
  std::vector<int> all(3);
  int &first = all[0];
  return load(key).then([&first](int n) { first += n; });
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the captured 'first' refers to 'all'
}
future<> binding(std::pair<int, int> both) {
  auto [a, b] = both;
  return load(b).then([&](int n) { use(a + n); });
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the captured 'a' refers to '[a, ...]', which may be gone
}

struct service {
  seastar::gate gate;
  future<> background;
  std::thread worker;
  std::vector<std::thread> workers;

  void forget(int key) {
    int tries = 0;
    (void)load(key).then([&](int n) { use(tries + n); });
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'tries' is captured by reference
  }
  future<> keep(int key) {
    int tries = 0;
    background = load(key).then([&](int n) { use(tries + n); });
    // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'tries' is captured by reference
    return flush();
  }
  void threads(int count) {
    worker = std::thread([&] { use(count); });
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'count' is captured by reference
    for (int i = 0; i < 3; ++i)
      workers.emplace_back(std::thread([&i] { use(i); }));
    // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: 'i' is captured by reference
  }
};

void detached(std::string name) {
  std::thread([&name] { use(name); }).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'name' is captured by reference
  std::thread other([&name] { use(name); });
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'name' is captured by reference
  other.detach();
}

void posted(asio::io_context &context, int n) {
  asio::post(context, [&n] { use(n); });
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'n' is captured by reference
}
void on_timer(asio::steady_timer &timer, int n) {
  timer.async_wait([&n](std::error_code) { use(n); });
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'n' is captured by reference
}
struct handler {
  asio::io_context &context;
  void start(std::string name) {
    asio::dispatch(context, [&] { use(name); });
    // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'name' is captured by reference
  }
};

// A detached coroutine that lives on while the locals of its starter die.
void spawned(asio::io_context &context, std::string name) {
  asio::co_spawn(
      context,
      [&name]() -> asio::awaitable<void> {
        // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'name' is captured by reference
        use(name);
        co_return;
      },
      asio::detached);
}
asio::awaitable<void> from_a_coroutine(asio::io_context &context) {
  for (int i = 0; i < 3; ++i)
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
          // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'i' is captured by reference
          use(i);
          co_return;
        },
        asio::detached);
  co_return;
}

// Awaited, but only when the variable is gone.
seastar::future<> too_late(std::vector<int> keys) {
  std::vector<future<>> all;
  for (int key : keys) {
    int doubled = 2 * key;
    all.push_back(load(key).then([&](int n) { use(n + doubled); }));
    // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'doubled' is captured by reference
  }
  for (future<> &each : all)
    co_await std::move(each);
}

// Through a function of the project.
template <class F> future<> after_flush(F f) {
  return flush().then(std::move(f));
}
future<> through(std::string name) {
  return after_flush([&name] { use(name); });
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'name' is captured by reference
}
template <class F> void in_background(F f) { std::thread(std::move(f)).detach(); }
void through_a_thread(std::string name) {
  in_background([&] { use(name); });
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'name' is captured by reference
}

future<> waits_for_what_it_only_reads() {
  std::atomic<int> running{2};
  (void)load(1).then([&](int n) { use(n + running); });
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'running' is captured by reference
  while (running)
    std::this_thread::yield();
  return flush();
}

future<> leaves_before_it_waits(bool hurry) {
  std::atomic<bool> done = false;
  future<> pending = load(1).then([&](int) { done = true; });
  // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'done' is captured by reference
  if (hurry)
    return pending;
  while (!done) {
  }
  return pending;
}

void gives_up_waiting(std::atomic<bool> &stop) {
  std::atomic<bool> done = false;
  std::thread([&] { done = true; }).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'done' is captured by reference
  while (!done) {
    if (stop)
      return;
  }
}

void waits_on_some_ways(asio::io_context &context, bool wait) {
  std::atomic<bool> done = false;
  asio::post(context, [&] { done = true; });
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'done' is captured by reference
  if (wait)
    while (!done) {
    }
}

void work(int);
class crew {
public:
  void hire(int job) {
    all.emplace_back([&job] { work(job); });
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'job' is captured by reference
  }
  void fire() {
    for (std::thread &each : all)
      each.join();
  }

private:
  std::vector<std::thread> all;
};

void joined_after_the_loop(int count) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    int job = i;
    threads.emplace_back([&job] { work(job); });
    // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: 'job' is captured by reference
  }
  for (std::thread &each : threads)
    each.join();
}
