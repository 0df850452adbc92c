// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The same work on three kinds of task: `runtime_loop WHOSE WHAT [COUNT]`
// prints nanoseconds for each task, switch or sleep. WHOSE is cotidy, asio, or
// plain: a lazy task with symmetric transfer and a queue of those that are
// ready, as cppcoro's, with nothing around it.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cotidy/loop.hpp"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <vector>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

namespace {

// Spread over 50 ms, so that they do not all end at once.
clock_type::duration sleep_of(int number) {
  return 1ms + std::chrono::microseconds(number % 50'000);
}

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

namespace plain {

class scheduler {
public:
  void soon(std::coroutine_handle<> which) { ready_.push_back(which); }
  void at(clock_type::time_point time, std::coroutine_handle<> which) {
    timers_.emplace(time, which);
  }
  void run() {
    while (!ready_.empty() || !timers_.empty()) {
      while (!ready_.empty()) {
        const std::coroutine_handle<> next = ready_.front();
        ready_.pop_front();
        next.resume();
      }
      if (timers_.empty())
        return;
      std::this_thread::sleep_until(timers_.begin()->first);
      const clock_type::time_point now = clock_type::now();
      while (!timers_.empty() && timers_.begin()->first <= now) {
        soon(timers_.begin()->second);
        timers_.erase(timers_.begin());
      }
    }
  }

private:
  std::deque<std::coroutine_handle<>> ready_;
  std::multimap<clock_type::time_point, std::coroutine_handle<>> timers_;
};
scheduler own;

struct task {
  struct promise_type {
    std::coroutine_handle<> continuation = std::noop_coroutine();
    task get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() { return {}; }
    struct last {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<>
      await_suspend(std::coroutine_handle<promise_type> self) noexcept {
        return self.promise().continuation;
      }
      void await_resume() noexcept {}
    };
    last final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> self;
  ~task() {
    if (self)
      self.destroy();
  }
  task(std::coroutine_handle<promise_type> handle) : self(handle) {}
  task(task &&other) noexcept : self(std::exchange(other.self, nullptr)) {}
  bool await_ready() { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) {
    self.promise().continuation = awaiter;
    return self;
  }
  void await_resume() {}
};

struct root {
  struct promise_type {
    root get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> self;
};

root drive(task work) { co_await work; }
void spawn(task work) { own.soon(drive(std::move(work)).self); }

struct yield {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> self) { own.soon(self); }
  void await_resume() {}
};
struct sleep_for {
  clock_type::duration time;
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> self) {
    own.at(clock_type::now() + time, self);
  }
  void await_resume() {}
};

task nothing() { co_return; }
task switches(int count) {
  for (int i = 0; i < count; ++i)
    co_await yield();
}
task sleeps(int number) { co_await sleep_for{sleep_of(number)}; }

void spawn_all(int count) {
  for (int i = 0; i < count; ++i)
    spawn(nothing());
  own.run();
}
void switch_all(int count) {
  spawn(switches(count / 2));
  spawn(switches(count / 2));
  own.run();
}
void sleep_all(int count) {
  for (int i = 0; i < count; ++i)
    spawn(sleeps(i));
  own.run();
}

} // namespace plain

namespace with_cotidy {

cotidy::task<> nothing() { co_return; }
cotidy::task<> switches(int count) {
  for (int i = 0; i < count; ++i)
    co_await cotidy::yield();
}
cotidy::task<> sleeps(int number) {
  co_await cotidy::sleep_for(sleep_of(number));
}

void spawn_all(int count) {
  cotidy::loop own;
  for (int i = 0; i < count; ++i)
    (void)own.spawn(nothing());
  own.run();
}
void switch_all(int count) {
  cotidy::loop own;
  (void)own.spawn(switches(count / 2));
  (void)own.spawn(switches(count / 2));
  own.run();
}
void sleep_all(int count) {
  cotidy::loop own;
  for (int i = 0; i < count; ++i)
    (void)own.spawn(sleeps(i));
  own.run();
}

} // namespace with_cotidy

namespace with_asio {

asio::awaitable<void> nothing() { co_return; }
asio::awaitable<void> switches(int count) {
  for (int i = 0; i < count; ++i)
    co_await asio::post(asio::use_awaitable);
}
asio::awaitable<void> sleeps(int number) {
  asio::steady_timer timer(co_await asio::this_coro::executor,
                           sleep_of(number));
  co_await timer.async_wait(asio::use_awaitable);
}

void spawn_all(int count) {
  asio::io_context own(1);
  for (int i = 0; i < count; ++i)
    asio::co_spawn(own, nothing(), rethrow);
  own.run();
}
void switch_all(int count) {
  asio::io_context own(1);
  asio::co_spawn(own, switches(count / 2), rethrow);
  asio::co_spawn(own, switches(count / 2), rethrow);
  own.run();
}
void sleep_all(int count) {
  asio::io_context own(1);
  for (int i = 0; i < count; ++i)
    asio::co_spawn(own, sleeps(i), rethrow);
  own.run();
}

} // namespace with_asio

struct measurement {
  const char *whose;
  const char *what;
  void (*run)(int);
  int count;
};

constexpr measurement measurements[] = {
    {"plain", "spawn", plain::spawn_all, 200'000},
    {"plain", "switch", plain::switch_all, 1'000'000},
    {"plain", "sleep", plain::sleep_all, 100'000},
    {"cotidy", "spawn", with_cotidy::spawn_all, 200'000},
    {"cotidy", "switch", with_cotidy::switch_all, 1'000'000},
    {"cotidy", "sleep", with_cotidy::sleep_all, 100'000},
    {"asio", "spawn", with_asio::spawn_all, 200'000},
    {"asio", "switch", with_asio::switch_all, 1'000'000},
    {"asio", "sleep", with_asio::sleep_all, 100'000},
};

} // namespace

int main(int count, char **arguments) {
  for (const measurement &each : measurements) {
    if (count < 3 || std::strcmp(arguments[1], each.whose) != 0 ||
        std::strcmp(arguments[2], each.what) != 0)
      continue;
    const int times = count > 3 ? std::atoi(arguments[3]) : each.count;
    const auto before = clock_type::now();
    each.run(times);
    const std::chrono::duration<double, std::nano> took =
        clock_type::now() - before;
    std::printf("%.3f\n", took.count() / times);
    return 0;
  }
  return 2;
}
