// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Handlers that post the next one, in nanoseconds each. Compiled three times:
// without tracking, with Asio's own, and with cotidy's.

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <cstdio>

namespace {

constexpr int rounds = 200'000;

struct relay {
  boost::asio::io_context *loop;
  int *left;
  void operator()() const {
    if (--*left > 0)
      boost::asio::post(*loop, *this);
  }
};

} // namespace

int main() {
  boost::asio::io_context loop(1);
  int left = rounds;
  const auto before = std::chrono::steady_clock::now();
  boost::asio::post(loop, relay{&loop, &left});
  loop.run();
  const std::chrono::duration<double, std::nano> took =
      std::chrono::steady_clock::now() - before;
  std::printf("%.3f\n", took.count() / rounds);
}
