// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ten tasks count up and ten count down, equally often, in a single thread.
//
// What goes wrong: no thread is needed for a race. Every await lets the other
// tasks run, so what was read before it is old after it.
// What you see: a number far from 0, the same one in every run.

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
      const int seen = value_;
      co_await let_others_run();
      // BUG: overwrites what the other tasks wrote during the await.
      value_ = seen + 1; // expect: async-lost-update
    }
  }

  awaitable<void> decrement(int times) {
    for (int i = 0; i < times; ++i) {
      const int seen = value_;
      co_await let_others_run();
      // BUG: the same here.
      value_ = seen - 1; // expect: async-lost-update
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
