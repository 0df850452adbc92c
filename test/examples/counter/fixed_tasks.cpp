// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same twenty tasks. Nothing is awaited between reading the counter and
// writing it, so no other task can run there. The result is 0.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <iostream>

namespace asio = boost::asio;
using asio::awaitable;

namespace {

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

awaitable<void> let_others_run() { co_await asio::post(asio::use_awaitable); }

class Counter {
public:
  awaitable<void> increment(int times) {
    for (int i = 0; i < times; ++i) {
      co_await let_others_run();
      ++value_;
    }
  }

  awaitable<void> decrement(int times) {
    for (int i = 0; i < times; ++i) {
      co_await let_others_run();
      --value_;
    }
  }

  int value() const { return value_; }

private:
  int value_ = 0;
};

} // namespace

int main() {
  asio::io_context loop;
  Counter counter;
  for (int pair = 0; pair < 10; ++pair) {
    asio::co_spawn(loop, counter.increment(100), rethrow);
    asio::co_spawn(loop, counter.decrement(100), rethrow);
  }
  loop.run();
  std::cout << "should be 0: " << counter.value() << '\n';
}
