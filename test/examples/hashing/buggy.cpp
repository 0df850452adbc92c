// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One task beats like a heart, another looks for a number with a rare hash.
//
// What goes wrong: a coroutine leaves the loop only where it awaits, and this
// search awaits nothing.
// What you see: the heart stops until the search is over.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>

namespace asio = boost::asio;
using asio::awaitable;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

std::uint64_t hash(std::uint64_t number) {
  for (int round = 0; round < 8; ++round)
    number = (number ^ (number >> 31)) * 0x9e3779b97f4a7c15;
  return number;
}

bool is_rare(std::uint64_t number) { return hash(number) >> 40 == 0; }

awaitable<void> mine() {
  std::uint64_t number = 1'000'000;
  // BUG: millions of rounds, and in none of them can another task run.
  while (!is_rare(number)) // missed: async-loop-without-suspend, off by default
    ++number;
  std::cout << "found " << number << '\n';
  co_return;
}

awaitable<void> heartbeat() {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  steady_clock::duration longest{};
  for (int beat = 0; beat < 20; ++beat) {
    const steady_clock::time_point last = steady_clock::now();
    timer.expires_after(10ms);
    co_await timer.async_wait(asio::use_awaitable);
    longest = std::max(longest, steady_clock::now() - last);
  }
  std::cout << "a beat every 10 ms; the longest took " << longest / 1ms
            << " ms\n";
}

} // namespace

int main() {
  asio::io_context loop;
  asio::co_spawn(loop, heartbeat(), rethrow);
  asio::co_spawn(loop, mine(), rethrow);
  loop.run();
}
