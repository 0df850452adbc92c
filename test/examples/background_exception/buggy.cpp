// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A book is written while a background task saves it every now and then.
//
// What goes wrong: the background task fails. Its exception goes to the
// completion token of co_spawn, and detached throws it away.
// What you see: two times "saved", then never again, and at the end "all done".

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
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
using asio::detached;
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

awaitable<void> work() {
  for (int page = 1; page <= 5; ++page) {
    std::cout << "writing page " << page << '\n';
    co_await delay(20ms);
  }
}

} // namespace

int main() {
  asio::io_context loop;
  // BUG: when saving fails, nobody hears of it.
  co_spawn(loop, autosave(), detached); // expect: async-swallowed-exception
  co_spawn(loop, work(), rethrow);
  loop.run();
  std::cout << "all done\n";
}
