// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Second cure: another executor. The search runs in a thread pool, the task
// awaits its result, and the loop is free all the time.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
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

std::uint64_t search() {
  std::uint64_t number = 1'000'000;
  while (!is_rare(number))
    ++number;
  return number;
}

awaitable<std::uint64_t> search_task() { co_return search(); }

awaitable<void> mine(asio::thread_pool &pool) {
  const std::uint64_t found =
      co_await asio::co_spawn(pool, search_task(), asio::use_awaitable);
  std::cout << "found " << found << '\n';
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
  asio::thread_pool pool(1);
  asio::co_spawn(loop, heartbeat(), rethrow);
  asio::co_spawn(loop, mine(pool), rethrow);
  loop.run();
}
