// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A host greets two guests and counts who is there.
//
// What goes wrong: calling a coroutine only makes a task. What nobody awaits
// does not run, and the compiler speaks up for the first of the two only.
// What you see: nobody greets Bob, nobody counts, nothing complains.

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
  // BUG: makes a task and throws it away; Bob is not greeted.
  greet("Bob"); // expect: async-unawaited-task
  // BUG: having a name does not help; this is a task, not a number.
  auto guests = count_guests(); // expect: async-task-never-awaited
  std::cout << "the door closes\n";
}

} // namespace

int main() {
  asio::io_context loop;
  asio::co_spawn(loop, evening(), rethrow);
  loop.run();
}
