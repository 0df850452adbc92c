// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same restaurant. Every step is awaited, and whoever has to wait awaits a
// timer, which gives the loop back to the other tables. All three are served in
// the time of one, and the kitchen has its knives again.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <iostream>

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

awaitable<void> polish(int table) {
  co_await delay(100ms);
  say(table, "polished");
}

awaitable<void> take_order(int table) {
  co_await delay(100ms);
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
  co_await polish(table);
  co_await take_order(table);
  co_await bring_dishes(table);
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
