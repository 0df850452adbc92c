// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same cake. A task awaits, and only main() runs the loop: the cake is sold
// as soon as it is baked, long before closing time.

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

awaitable<void> sell() {
  co_await bake();
  std::cout << "the cake is sold\n";
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
  asio::co_spawn(loop, sell(), rethrow);
  asio::co_spawn(loop, close_shop(loop), rethrow);
  loop.run();
}
