// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs with a loop of their own, shown to the debug mode by three scopes.
// Each does one thing wrong, at the line that is marked.

#include <netdb.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cotidy/debug.hpp"
#include "work.hpp"
#include <cstdio>
#include <cstring>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>

using namespace std::chrono_literals;
using cotidy::test::compute;

namespace {

const int loop_address = 0;

// One tick of a loop with one callback.
template <class Callback> void in_loop(const char *name, Callback callback) {
  const cotidy::loop_scope loop(&loop_address, "main");
  {
    const cotidy::wait_scope wait;
  }
  {
    const cotidy::callback_scope scope(name);
    callback();
  }
  const cotidy::wait_scope wait;
}

__attribute__((noinline)) void parse() {
  compute(150ms); // here: slow-callback
}

void slow_callback() { in_loop("on_request", parse); }

// Where callbacks are not counted they must still be told apart: all of these
// are short, and have one name.
void many_short() {
  const cotidy::loop_scope loop(&loop_address, "main");
  const auto end = std::chrono::steady_clock::now() + 400ms;
  while (std::chrono::steady_clock::now() < end) {
    const cotidy::callback_scope scope("on_request");
    compute(1ms);
  }
}

// Between two looks for events, which never wait, little happens.
void busy_polling() {
  const cotidy::loop_scope loop(&loop_address, "main");
  const int file = epoll_create1(EPOLL_CLOEXEC);
  epoll_event event;
  const auto poll_for = [&](auto time, bool calls) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
      if (calls) {
        const cotidy::callback_scope scope("on_request");
        compute(2ms);
      }
      epoll_wait(file, &event, 1, 0);
    }
  };
  poll_for(150ms, true);
  poll_for(150ms, false);
  poll_for(10ms, true);
  close(file);
}

// The time of the outer one counts, also while others are nested in it.
void nested() {
  in_loop("outer", [] {
    {
      const cotidy::callback_scope inner("inner");
      const cotidy::callback_scope described("described",
                                             {__FILE__, "nested", 1, 1});
      const cotidy::callback_scope innermost("innermost");
      compute(1ms);
    }
    parse();
  });
}

__attribute__((noinline)) void wait_for_file() {
  pollfd nothing = {};
  const auto before = std::chrono::steady_clock::now();
  poll(&nothing, 0, 250); // here: poll
  // A signal to take the stack would have ended the wait.
  if (std::chrono::steady_clock::now() - before < 250ms)
    std::puts("interrupted");
}

void slow_poll() {
  const cotidy::scoped_allow_blocking allowed("the clock shall find it");
  in_loop("on_timer", wait_for_file);
}

void blocking_call() {
  in_loop("on_timer", [] {
    std::this_thread::sleep_for(1ms); // here: blocking-call
  });
}

void long_blocking_call() {
  in_loop("on_timer", [] { std::this_thread::sleep_for(300ms); });
}

void allowed_blocking_call() {
  in_loop("on_timer", [] {
    const cotidy::scoped_allow_blocking allowed("a test of a millisecond");
    std::this_thread::sleep_for(1ms);
  });
  std::this_thread::sleep_for(1ms); // no callback
}

void named_blocking_call() {
  in_loop("on_timer", [] {
    const cotidy::blocking_scope call("database.query"); // here: named
  });
}

void slow_tick() {
  const cotidy::loop_scope loop(&loop_address, "main");
  {
    const cotidy::wait_scope wait;
  }
  for (int i = 0; i < 30; ++i) {
    const cotidy::callback_scope scope(
        "parse_line",
        cotidy::site_of(std::source_location::current())); // here: slow-tick
    compute(10ms);
  }
  const cotidy::wait_scope wait;
}

__attribute__((noinline)) void stuck() {
  compute(400ms); // here: hang
}

void hang() { in_loop("on_request", stuck); }

void name_lookup() {
  in_loop("on_connect", [] {
    addrinfo *found = nullptr;
    const char *host = "127.0.0.1";
    getaddrinfo(host, "80", nullptr, &found); // here: name-lookup
    freeaddrinfo(found);
  });
}

void nested_run() {
  in_loop("on_click", [] {
    const int other = 0;
    const cotidy::loop_scope inner(&other, "dialog"); // here: nested-run
  });
}

void throwing_callback() {
  try {
    in_loop("on_request", [] {
      compute(150ms);
      throw std::runtime_error("lost");
    });
  } catch (const std::exception &) {
  }
}

void several_slow() {
  for (int i = 0; i < 3; ++i)
    in_loop("on_request", [] { compute(300ms); });
}

void quiet() {
  in_loop("on_request", [] { compute(1ms); });
}

void expected() {
  const cotidy::expected_reports slow(cotidy::kind::slow_callback, 1);
  in_loop("on_request", parse);
}

void not_as_expected() {
  using cotidy::kind;
  const cotidy::expected_reports n(kind::slow_callback, 2); // here: expectation
  in_loop("on_request", parse);
}

void handler() {
  cotidy::set_report_handler([](const cotidy::report &each) {
    std::printf("%s %s:%u %s\n", each.kind_name, each.file, each.line,
                each.check);
  });
  in_loop("on_request", parse);
  cotidy::flush_reports();
}

void thread_that_ends() {
  std::thread([] { in_loop("on_request", parse); }).join();
}

void forked() {
  in_loop("on_request", parse);
  cotidy::flush_reports();
  const pid_t child = fork();
  if (child == 0) {
    in_loop("in_child", parse);
    std::exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  std::printf("child ended with %d\n", WEXITSTATUS(status));
}

int status_of(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// On the thread that reports. The child that returns from the handler ends with
// that thread, the other one has an event loop of its own.
void handler_forks() {
  static std::counting_semaphore<> ended(0);
  cotidy::set_report_handler([](const cotidy::report &each) {
    std::printf("%s\n", each.kind_name);
    std::fflush(stdout);
    const pid_t returns = fork();
    if (returns == 0)
      return;
    const pid_t goes_on = fork();
    if (goes_on == 0) {
      cotidy::set_report_handler(nullptr);
      in_loop("in_child", parse);
      std::exit(0);
    }
    const int first = status_of(returns);
    std::printf("children ended with %d and %d\n", first, status_of(goes_on));
    std::fflush(stdout);
    ended.release();
  });
  in_loop("on_request", parse);
  ended.acquire();
  in_loop("on_close", [] { compute(150ms); }); // reported while it ends
}

// On both threads that may report.
void handler_exits() {
  cotidy::set_report_handler([](const cotidy::report &) { std::exit(7); });
  in_loop("on_request", parse);
  std::this_thread::sleep_for(10s);
}

void handler_exits_in_flush() {
  cotidy::set_report_handler([](const cotidy::report &) { std::exit(7); });
  for (int i = 0; i < 50; ++i)
    cotidy_nested_run("other", {});
  cotidy::flush_reports();
  std::this_thread::sleep_for(10s);
}

void handler_asks() {
  cotidy::set_report_handler([](const cotidy::report &) {
    cotidy::flush_reports();
    std::printf("%d\n", int(cotidy::report_count()));
  });
  in_loop("on_request", parse);
}

// What a library for logs does: its handler and its forks have one lock.
void handler_waits_for_a_fork() {
  static std::mutex log;
  static std::promise<void> called;
  log.lock();
  cotidy::set_report_handler([](const cotidy::report &) {
    called.set_value();
    const std::lock_guard guard(log);
  });
  in_loop("on_request", parse);
  called.get_future().wait();
  const pid_t child = fork();
  if (child == 0)
    std::exit(0);
  log.unlock();
  std::printf("child ended with %d\n", status_of(child));
}

void many_threads() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([] {
      for (int j = 0; j < 2000; ++j)
        in_loop("tiny", [] {});
    });
  for (std::thread &each : threads)
    each.join();
}

void fails_anyway() {
  slow_callback();
  std::exit(3);
}

const std::map<std::string, void (*)()> scenarios = {
    {"slow-callback", slow_callback},
    {"many-short", many_short},
    {"busy-polling", busy_polling},
    {"nested", nested},
    {"slow-poll", slow_poll},
    {"blocking-call", blocking_call},
    {"long-blocking-call", long_blocking_call},
    {"allowed-blocking-call", allowed_blocking_call},
    {"named-blocking-call", named_blocking_call},
    {"slow-tick", slow_tick},
    {"hang", hang},
    {"nested-run", nested_run},
    {"name-lookup", name_lookup},
    {"throwing-callback", throwing_callback},
    {"several-slow", several_slow},
    {"quiet", quiet},
    {"expected", expected},
    {"not-as-expected", not_as_expected},
    {"handler", handler},
    {"thread-that-ends", thread_that_ends},
    {"forked", forked},
    {"handler-forks", handler_forks},
    {"handler-exits", handler_exits},
    {"handler-exits-in-flush", handler_exits_in_flush},
    {"handler-asks", handler_asks},
    {"handler-waits-for-a-fork", handler_waits_for_a_fork},
    {"many-threads", many_threads},
    {"fails-anyway", fails_anyway},
    {"nothing", [] {}},
};

} // namespace

int main(int count, char **arguments) {
  const auto found = scenarios.find(count == 2 ? arguments[1] : "");
  if (found == scenarios.end())
    return 2;
  found->second();
}
