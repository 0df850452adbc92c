// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// First cure: yield. The search goes on in small chunks and after each of them
// queues itself behind the tasks that wait. The heart hardly notices.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <optional>

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

std::optional<std::uint64_t> search(std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t number = first; number < first + count; ++number)
    if (is_rare(number))
      return number;
  return std::nullopt;
}

awaitable<void> mine() {
  const std::uint64_t chunk = 10'000;
  for (std::uint64_t first = 1'000'000;; first += chunk) {
    if (const std::optional<std::uint64_t> found = search(first, chunk)) {
      std::cout << "found " << *found << '\n';
      co_return;
    }
    co_await asio::post(asio::use_awaitable);
  }
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
