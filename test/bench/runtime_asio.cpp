// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Handlers that post the next one, in nanoseconds each: the median of many
// short runs, few of which anything else on the machine disturbs. Compiled
// three times: without tracking, with Asio's own, and with cotidy's.

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace {

constexpr int runs = 101;
constexpr int rounds = 5'000;

struct relay {
  boost::asio::io_context *loop;
  int *left;
  void operator()() const {
    if (--*left > 0)
      boost::asio::post(*loop, *this);
  }
};

double time_of_a_handler() {
  boost::asio::io_context loop(1);
  int left = rounds;
  const auto before = std::chrono::steady_clock::now();
  boost::asio::post(loop, relay{&loop, &left});
  loop.run();
  const std::chrono::duration<double, std::nano> took =
      std::chrono::steady_clock::now() - before;
  return took.count() / rounds;
}

} // namespace

int main() {
  std::array<double, runs> took;
  std::ranges::generate(took, time_of_a_handler);
  std::ranges::sort(took);
  std::printf("%.3f\n", took[runs / 2]);
}
