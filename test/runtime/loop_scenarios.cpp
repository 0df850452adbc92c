// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What goes wrong in tasks, one thing for each program, at the marked lines.

#include <sys/wait.h>
#include <unistd.h>

#include "cotidy/loop.hpp"
#include "cotidy/watched.hpp"
#include "work.hpp"
#include <atomic>
#include <cstdio>
#include <map>
#include <string>
#include <thread>

using namespace std::chrono_literals;
using cotidy::loop;
using cotidy::task;
using cotidy::test::compute;

namespace {

task<> save_row(int) { co_await cotidy::sleep_for(1ms); }

task<> forgets() {
  (void)save_row(1); // here: never-awaited
  co_await cotidy::yield();
}

task<> keeps() {
  const task<> saving = save_row(2); // here: kept
  co_await cotidy::yield();
}

task<> boom() {
  co_await cotidy::yield();
  throw std::runtime_error("the disk is full");
}

task<> ignores() {
  const auto saving = (co_await cotidy::this_loop).spawn(boom(), "autosave");
  co_await cotidy::sleep_for(2ms);
}

task<> looks() {
  const auto saving = (co_await cotidy::this_loop).spawn(boom());
  try {
    co_await saving;
  } catch (const std::exception &) {
  }
}

task<> cancels() {
  auto saving = (co_await cotidy::this_loop).spawn(save_row(3));
  co_await cotidy::yield();
  saving.cancel();
  co_await cotidy::yield();
}

task<> poll_peer() {
  co_await cotidy::sleep_for(1h); // here: destroyed-pending
}

void left_pending() {
  loop own;
  const auto polling = own.spawn(poll_peer(), "poll_peer");
  own.run(save_row(4));
}

task<> mine() {
  compute(300ms); // here: never-yielded
  co_return;
}

task<> digs() {
  co_await mine(); // here: awaits
}

task<> dozes() {
  std::this_thread::sleep_for(2ms); // here: blocking-call
  co_return;
}

task<> waits_for_dozing() { co_await dozes(); }

task<> computes() {
  compute(150ms); // here: slow-task
  co_return;
}
task<> waits_for_computing() { co_await computes(); }

void other_thread() {
  loop own;
  const auto body = [&]() -> task<> {
    co_await cotidy::run_in_executor([&] {
      own.call_soon([] {}); // here: wrong-thread
    });
  };
  own.run(body());
}

void other_thread_sets() {
  loop own;
  cotidy::event ready;
  const auto waits = [&]() -> task<> { co_await ready.wait(); };
  const auto body = [&]() -> task<> {
    const auto waiting = (co_await cotidy::this_loop).spawn(waits());
    co_await cotidy::yield();
    co_await cotidy::run_in_executor([&] {
      ready.set(); // here: wrong-thread-set
    });
  };
  own.run(body());
}

void nested() {
  loop own;
  const auto body = [&]() -> task<> {
    own.run(save_row(5)); // here: nested-run
    co_return;
  };
  own.run(body());
}

// Counts what is in the kitchen, and what a table has.
class cutlery {
public:
  task<> give(int count) {
    const int before = knives_; // here: read
    co_await cotidy::yield();   // here: suspended
    knives_ = before - count;   // here: lost-update
  }
  task<> give_correctly(int count) {
    co_await cotidy::yield();
    knives_ -= count;
  }

private:
  cotidy::watched<int> knives_{100, "knives"};
};

task<> serves() {
  cutlery kitchen;
  co_await cotidy::when_all(kitchen.give(4), kitchen.give(4));
}

task<> serves_correctly() {
  cutlery kitchen;
  co_await cotidy::when_all(kitchen.give_correctly(4),
                            kitchen.give_correctly(4));
}

task<> stuck() {
  compute(400ms); // here: hang
  co_return;
}

task<> hangs() {
  const auto polling = (co_await cotidy::this_loop).spawn(save_row(6), "saver");
  co_await cotidy::yield();
  co_await stuck();
}

task<> reads(cotidy::watched<int> &value, const std::atomic<bool> &stop) {
  while (!stop)
    value.get();
  co_return;
}

task<> reads_once(cotidy::watched<int> &value) {
  value.get();
  co_return;
}

// In the children that thread does not exist, and what it held must be free.
void forks_while_read() {
  constexpr int children = 100;
  cotidy::watched<int> value{1, "value"};
  std::atomic<bool> stop = false;
  std::thread reader([&] { loop().run(reads(value, stop)); });
  for (int i = 0; i < children; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(20); // a wait for ever
      loop().run(reads_once(value));
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) {
      std::puts("a child waits");
      break;
    }
  }
  stop = true;
  reader.join();
}

// Everything a correct program does.
task<> correct() {
  co_await save_row(7);
  co_await cotidy::when_all(save_row(8), save_row(9));
  co_await cotidy::when_any(save_row(10),
                            cotidy::with_timeout(1h, save_row(11)));
  co_await cotidy::run_in_executor([] { std::this_thread::sleep_for(1ms); });
  cotidy::queue<int> numbers;
  co_await numbers.push(1);
  co_await numbers.pop();
  co_await looks();
}

template <task<> (*Body)()> void run() { loop().run(Body()); }

const std::map<std::string, void (*)()> scenarios = {
    {"never-awaited", run<forgets>},
    {"kept", run<keeps>},
    {"never-retrieved", run<ignores>},
    {"retrieved", run<looks>},
    {"cancelled", run<cancels>},
    {"destroyed-pending", left_pending},
    {"never-yielded", run<digs>},
    {"blocking-call", run<waits_for_dozing>},
    {"slow-task", run<waits_for_computing>},
    {"wrong-thread", other_thread},
    {"wrong-thread-set", other_thread_sets},
    {"nested-run", nested},
    {"lost-update", run<serves>},
    {"no-lost-update", run<serves_correctly>},
    {"hang", run<hangs>},
    {"forks-while-read", forks_while_read},
    {"correct", run<correct>},
};

} // namespace

int main(int count, char **arguments) {
  const auto found = scenarios.find(count == 2 ? arguments[1] : "");
  if (found == scenarios.end())
    return 2;
  found->second();
}
