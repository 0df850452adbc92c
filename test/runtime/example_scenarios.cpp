// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bugs of test/examples that take knowledge of tasks to be seen: Asio tells
// nobody about them, cotidy::loop does. Each is followed by its cure.

#include "cotidy/loop.hpp"
#include "cotidy/watched.hpp"
#include "work.hpp"
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <latch>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

using namespace std::chrono_literals;
using cotidy::loop;
using cotidy::sleep_for;
using cotidy::task;

namespace {

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

// --- forgotten_await --------------------------------------------------------

task<> greet(std::string name) {
  std::printf("hello, %s\n", name.c_str());
  co_await sleep_for(5ms);
}

task<int> count_guests() {
  co_await sleep_for(5ms);
  co_return 3;
}

task<> evening() {
  co_await greet("Alice");
  (void)greet("Bob");                 // here: thrown-away
  const auto guests = count_guests(); // here: never-awaited
  co_await sleep_for(1ms);
}

task<> evening_fixed() {
  co_await greet("Alice");
  co_await greet("Bob");
  co_await count_guests();
}

// --- hashing ----------------------------------------------------------------

std::uint64_t hash(std::uint64_t number) {
  for (int round = 0; round < 8; ++round)
    number = (number ^ (number >> 31)) * 0x9e3779b97f4a7c15;
  return number;
}

// Stands for a search that takes as long on every machine.
bool is_rare(std::uint64_t number) {
  cotidy::test::compute(1ms);
  return hash(number) == 0 || number == 250;
}

task<> mine() {
  std::uint64_t number = 1;
  while (!is_rare(number)) // here: never-yields
    ++number;
  co_return;
}

task<> mine_fixed() {
  std::uint64_t number = 1;
  while (!is_rare(number)) {
    ++number;
    co_await cotidy::yield();
  }
}

task<> mine_elsewhere() {
  co_await cotidy::run_in_executor([] {
    std::uint64_t number = 1;
    while (!is_rare(number))
      ++number;
  });
}

// --- background_exception ---------------------------------------------------

task<> autosave() {
  co_await sleep_for(1ms);
  throw std::runtime_error("the disk is full");
}

task<> write_book() {
  const auto saving =
      (co_await cotidy::this_loop).spawn(autosave(), "autosave");
  co_await sleep_for(5ms);
}

task<> write_book_fixed() {
  const auto saving =
      (co_await cotidy::this_loop).spawn(autosave(), "autosave");
  try {
    co_await saving;
  } catch (const std::exception &failure) {
    std::printf("saving failed: %s\n", failure.what());
  }
}

// --- stop_from_thread -------------------------------------------------------

task<> keep_shop(const cotidy::event &close, std::latch &opened) {
  opened.count_down();
  while (!close.is_set())
    co_await sleep_for(1ms);
}

void close_shop(bool correctly) {
  loop own;
  cotidy::event close;
  std::latch opened(1);
  std::exception_ptr failure;
  std::thread bell([&] {
    opened.wait();
    std::this_thread::sleep_for(20ms);
    if (correctly)
      own.call_soon_threadsafe([&] { close.set(); });
    else
      own.call_soon([&] { close.set(); }); // here: beside-the-loop
  });
  try {
    own.run(keep_shop(close, opened));
  } catch (...) {
    failure = std::current_exception();
  }
  bell.join();
  rethrow(failure);
}

// --- restaurant: the cutlery ------------------------------------------------

class cutlery {
public:
  task<> lay_table() {
    const int in_drawer = count_; // here: reads-cutlery
    co_await sleep_for(2ms);
    count_ = in_drawer - 2; // here: loses-cutlery
  }
  task<> lay_table_fixed() {
    count_ -= 2;
    co_await sleep_for(2ms);
  }

private:
  cotidy::watched<int> count_{20, "cutlery"};
};

task<> cafe() {
  cutlery drawer;
  co_await cotidy::when_all(drawer.lay_table(), drawer.lay_table());
}

task<> cafe_fixed() {
  cutlery drawer;
  co_await cotidy::when_all(drawer.lay_table_fixed(), drawer.lay_table_fixed());
}

template <task<> (*Body)()> void run() { loop().run(Body()); }

const std::map<std::string, void (*)()> scenarios = {
    {"forgotten_await", run<evening>},
    {"forgotten_await-fixed", run<evening_fixed>},
    {"hashing", run<mine>},
    {"hashing-fixed_yield", run<mine_fixed>},
    {"hashing-fixed_executor", run<mine_elsewhere>},
    {"background_exception", run<write_book>},
    {"background_exception-fixed", run<write_book_fixed>},
    {"stop_from_thread", [] { close_shop(false); }},
    {"stop_from_thread-fixed", [] { close_shop(true); }},
    {"cutlery", run<cafe>},
    {"cutlery-fixed", run<cafe_fixed>},
};

} // namespace

int main(int count, char **arguments) {
  const auto found = scenarios.find(count == 2 ? arguments[1] : "");
  if (found == scenarios.end())
    return 2;
  found->second();
}
