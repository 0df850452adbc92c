// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs that are hard on the debug mode: `stress_scenarios NAME [COUNT]`.
// They print nothing unless something is wrong.

#include <linux/futex.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cotidy/debug.hpp"
#include "work.hpp"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cotidy::test::compute;

namespace {

template <class Body> void on_threads(int count, Body body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&body, i] { body(i); });
  for (std::thread &each : threads)
    each.join();
}

// COUNT callbacks in all, some of them nested, in ticks of ten.
void threads(int count) {
  on_threads(64, [=](int) {
    const int own = 0;
    const cotidy::loop_scope loop(&own, "worker");
    for (int i = 0; i < count / 64; ++i) {
      const cotidy::callback_scope outer("outer");
      if (i % 3 == 0)
        const cotidy::callback_scope inner("inner", {__FILE__, "f", 1, 1});
      if (i % 10 == 0)
        const cotidy::wait_scope wait;
    }
  });
}

// COUNT callbacks that each hold the loop for 40 ms, on 8 threads.
void stalls(int count, void (*stall)()) {
  on_threads(8, [=](int number) {
    const int own = 0;
    const cotidy::loop_scope loop(&own, "worker");
    for (int i = number; i < count; i += 8) {
      {
        const cotidy::callback_scope callback("stalls");
        stall();
      }
      const cotidy::wait_scope wait;
    }
  });
}

void computes() { compute(40ms); }
void sleeps() { std::this_thread::sleep_for(40ms); }
void polls() {
  const cotidy::scoped_allow_blocking allowed("the clock shall find it");
  poll(nullptr, 0, 40);
}
// As a lock does, but for a time that begins with the wait: one until a moment
// is short where the thread loses its core right before it.
void waits_for_a_lock() {
  const int taken = 1;
  const timespec time = {0, 40'000'000};
  syscall(SYS_futex, &taken, FUTEX_WAIT_PRIVATE, taken, &time, nullptr, 0L);
}

// Signals that interrupt everything all the time.
void storm(int count) {
  struct sigaction action = {};
  action.sa_handler = [](int) {};
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, nullptr);
  const itimerval often = {{0, 1000}, {0, 1000}};
  setitimer(ITIMER_REAL, &often, nullptr);
  stalls(count, computes);
  const itimerval never = {};
  setitimer(ITIMER_REAL, &never, nullptr);
}

// Children of a process with busy threads: one half goes on, one half becomes
// another program.
void forks(int count) {
  std::atomic<bool> stop = false;
  std::thread busy([&] {
    const int own = 0;
    const cotidy::loop_scope loop(&own, "busy");
    while (!stop)
      const cotidy::callback_scope callback("busy");
  });
  for (int i = 0; i < count; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      if (i % 2)
        execl("/bin/true", "true", nullptr);
      {
        const int own = 0;
        const cotidy::loop_scope loop(&own, "child");
        const cotidy::callback_scope callback("in_child");
      }
      std::exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status)
      std::printf("child %d of %d ended with %d\n", i, count, status);
  }
  stop = true;
  busy.join();
}

// Threads that end as soon as they are found to be slow.
void exits(int count) {
  for (int done = 0; done < count; done += 8)
    on_threads(std::min(8, count - done), [](int) {
      const cotidy::callback_scope callback("last");
      compute(40ms);
    });
}

const std::map<std::string, void (*)(int)> scenarios = {
    {"threads", threads},
    {"computes", [](int count) { stalls(count, computes); }},
    {"sleeps", [](int count) { stalls(count, sleeps); }},
    {"polls", [](int count) { stalls(count, polls); }},
    {"locks", [](int count) { stalls(count, waits_for_a_lock); }},
    {"storm", storm},
    {"forks", forks},
    {"exits", exits},
};

} // namespace

int main(int count, char **arguments) {
  const auto found = scenarios.find(count == 3 ? arguments[1] : "");
  if (found == scenarios.end())
    return 2;
  found->second(std::atoi(arguments[2]));
}
