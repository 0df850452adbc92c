// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same book. The background task is spawned with a completion handler that
// looks at the exception, so its end is seen when it happens.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <stdexcept>

namespace asio = boost::asio;
using asio::awaitable;
using asio::co_spawn;
using namespace std::chrono_literals;

namespace {

awaitable<void> delay(std::chrono::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(asio::use_awaitable);
}

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

awaitable<void> autosave() {
  for (int room_left = 2;; --room_left) {
    if (room_left == 0)
      throw std::runtime_error("the disk is full");
    std::cout << "saved\n";
    co_await delay(20ms);
  }
}

void report(std::exception_ptr error) {
  try {
    rethrow(error);
  } catch (const std::exception &failure) {
    std::cout << "saving failed: " << failure.what() << '\n';
  }
}

awaitable<void> work() {
  for (int page = 1; page <= 5; ++page) {
    std::cout << "writing page " << page << '\n';
    co_await delay(20ms);
  }
}

} // namespace

int main() {
  asio::io_context loop;
  co_spawn(loop, autosave(), report);
  co_spawn(loop, work(), rethrow);
  loop.run();
  std::cout << "all done\n";
}
