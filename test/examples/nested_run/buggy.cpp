// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A baker puts a cake into the oven and runs the loop until it is baked.
//
// What goes wrong: the loop is already running, and what it runs is this very
// task. The inner run() returns when no task is left; its caller is one, so it
// waits for itself.
// What you see: the cake is baked at once, but sold after closing time, and
// never if the shop did not close.

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

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

awaitable<void> bake() {
  asio::steady_timer oven(co_await asio::this_coro::executor, 20ms);
  co_await oven.async_wait(asio::use_awaitable);
  std::cout << "the cake is baked\n";
}

awaitable<void> sell(asio::io_context &loop) {
  asio::co_spawn(loop, bake(), rethrow);
  // BUG: waits for all tasks of the loop, and this is one of them.
  loop.run(); // expect: async-sync-wait-in-coroutine
  std::cout << "the cake is sold\n";
  co_return;
}

awaitable<void> close_shop(asio::io_context &loop) {
  asio::steady_timer timer(loop, 300ms);
  co_await timer.async_wait(asio::use_awaitable);
  std::cout << "closing time\n";
  loop.stop();
}

} // namespace

int main() {
  asio::io_context loop;
  asio::co_spawn(loop, sell(loop), rethrow);
  asio::co_spawn(loop, close_shop(loop), rethrow);
  loop.run();
}
