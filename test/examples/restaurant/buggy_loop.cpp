// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One event loop serves three tables: a coroutine per table, a single thread,
// and so no lock around the knives.
//
// What goes wrong: two sleeps stop the whole restaurant instead of one waiter,
// and one step is called but not awaited, so it never happens.
// What you see: the tables are polished and asked one after the other, nobody
// gets a dish, and the kitchen ends with more knives than it had.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <thread>

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

namespace {

int knives_in_kitchen = 100;

void say(int table, const char *what) {
  using namespace std::chrono;
  static const steady_clock::time_point opening = steady_clock::now();
  const milliseconds now =
      duration_cast<milliseconds>(steady_clock::now() - opening);
  std::cout << now.count() << " ms, table " << table << ": " << what << '\n';
}

awaitable<void> delay(std::chrono::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(asio::use_awaitable);
}

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

void polish(int table) {
  std::this_thread::sleep_for(100ms);
  say(table, "polished");
}

awaitable<void> take_order(int table) {
  // BUG: sleeps in the loop's only thread; no other table is served meanwhile.
  std::this_thread::sleep_for(100ms); // expect: async-blocking-call
  say(table, "order taken");
  co_await delay(50ms);
}

awaitable<void> bring_dishes(int table) {
  knives_in_kitchen -= 4;
  co_await delay(50ms);
  say(table, "dishes brought");
}

awaitable<void> clear_table(int table) {
  co_await delay(50ms);
  knives_in_kitchen += 4;
  say(table, "table cleared");
}

awaitable<void> serve(int table) {
  // BUG: an innocent name, and inside it a sleep that stops the loop.
  polish(table); // expect: async-transitive-blocking-call
  co_await take_order(table);
  // BUG: the task is made and thrown away; not a line of it runs.
  bring_dishes(table); // expect: async-unawaited-task
  co_await clear_table(table);
}

} // namespace

int main() {
  asio::io_context loop;
  for (int table = 1; table <= 3; ++table)
    asio::co_spawn(loop, serve(table), rethrow);
  loop.run();
  std::cout << "the kitchen had 100 knives and has " << knives_in_kitchen
            << '\n';
}
