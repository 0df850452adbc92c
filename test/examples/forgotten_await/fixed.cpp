// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same evening with every task awaited: both guests are greeted, and the
// count is a number.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <string>

namespace asio = boost::asio;
using asio::awaitable;
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

awaitable<void> greet(std::string name) {
  std::cout << "hello, " << name << '\n';
  co_await delay(20ms);
  std::cout << "goodbye, " << name << '\n';
}

awaitable<int> count_guests() {
  co_await delay(20ms);
  std::cout << "three guests counted\n";
  co_return 3;
}

awaitable<void> evening() {
  std::cout << "the door opens\n";
  co_await greet("Alice");
  co_await greet("Bob");
  const int guests = co_await count_guests();
  std::cout << guests << " guests stay\n";
  std::cout << "the door closes\n";
}

} // namespace

int main() {
  asio::io_context loop;
  asio::co_spawn(loop, evening(), rethrow);
  loop.run();
}
