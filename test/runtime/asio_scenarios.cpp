// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs of Boost.Asio, and of standalone Asio, which know nothing of the
// debug mode. Each does one thing wrong, at the marked line.

#include "work.hpp"

#ifdef COTIDY_STANDALONE_ASIO
#include <asio.hpp>
using asio::error_code;
#else
#include <boost/asio.hpp>
namespace asio = boost::asio;
using boost::system::error_code;
#endif

#include <unistd.h>

#include "cotidy/abi.h"
#include <chrono>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

using namespace std::chrono_literals;
using asio::awaitable;
using cotidy::test::compute;

namespace {

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

awaitable<void> delay(std::chrono::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(asio::use_awaitable);
}

void slow_handler() {
  asio::io_context loop;
  asio::steady_timer timer(loop, 1ms);
  timer.async_wait([](error_code) {
    compute(150ms); // here: slow-handler
  });
  loop.run();
}

awaitable<void> parses() {
  co_await delay(1ms);
  compute(150ms); // here: slow-coroutine
}

void slow_coroutine() {
  asio::io_context loop;
  asio::co_spawn(loop, parses(), rethrow);
  loop.run();
}

awaitable<void> sleeps() {
  co_await delay(1ms);
  std::this_thread::sleep_for(1ms); // here: blocking-call
}

void blocking_call() {
  asio::io_context loop;
  asio::co_spawn(loop, sleeps(), rethrow);
  loop.run();
}

void slow_tick() {
  asio::io_context loop;
  asio::steady_timer idle(loop, 10ms);
  idle.async_wait([](error_code) {});
  for (int i = 0; i < 60; ++i)
    asio::post(loop, [] { compute(5ms); });
  loop.run();
}

void nested_run() {
  asio::io_context loop;
  asio::post(loop, [&] {
    // The inner run() would wait for the callback that it is called by.
    asio::post(loop, [&] { loop.stop(); });
    loop.run(); // here: nested-run
  });
  loop.run();
}

awaitable<void> boom() {
  co_await delay(1ms);
  throw std::runtime_error("the disk is full");
}

awaitable<int> boom_instead_of_a_result() {
  co_await boom();
  co_return 1;
}

void detached() {
  asio::io_context loop;
  asio::co_spawn(loop, boom(), asio::detached); // here: detached
  loop.run();
}

void detached_result() {
  asio::io_context loop;
  auto strand = asio::make_strand(loop);
  asio::co_spawn(loop, boom_instead_of_a_result(), // here: detached-result
                 asio::bind_executor(strand, asio::detached));
  loop.run();
}

awaitable<void> is_cancelled(asio::steady_timer &timer) {
  co_await timer.async_wait(asio::use_awaitable);
}

// Ends well, ends because it is cancelled, and does not end at all.
void correctly_detached() {
  asio::io_context loop;
  asio::steady_timer timer(loop, 1h);
  asio::co_spawn(loop, delay(1ms), asio::detached);
  asio::co_spawn(loop, is_cancelled(timer), asio::detached);
  asio::co_spawn(loop, delay(1h), asio::detached);
  asio::post(loop, [&] { timer.cancel(); });
  loop.run_for(20ms);
}

// Everything that a correct program does.
void correct() {
  asio::io_context loop;
  correctly_detached();
  asio::co_spawn(loop, delay(2ms), rethrow);
  auto strand = asio::make_strand(loop);
  for (int i = 0; i < 10; ++i)
    asio::post(strand, [strand] { asio::dispatch(strand, [] {}); });
  asio::thread_pool pool(2);
  asio::post(pool, [&] {
    std::this_thread::sleep_for(1ms);
    asio::post(loop, [] {});
  });
  int ends[2];
  if (pipe(ends) != 0)
    return;
  asio::posix::stream_descriptor input(loop, ends[0]);
  asio::posix::stream_descriptor output(loop, ends[1]);
  char letter = 'x';
  asio::async_write(output, asio::buffer(&letter, 1),
                    [](error_code, std::size_t) {});
  asio::async_read(input, asio::buffer(&letter, 1),
                   [](error_code, std::size_t) {});
  std::thread second([&] { loop.run(); });
  loop.run();
  second.join();
  pool.join();
}

void two_versions() { cotidy_unit("other.cpp", "cotidy/asio.hpp", 1); }

const std::map<std::string, void (*)()> scenarios = {
    {"slow-handler", slow_handler},       {"slow-coroutine", slow_coroutine},
    {"blocking-call", blocking_call},     {"slow-tick", slow_tick},
    {"nested-run", nested_run},           {"correct", correct},
    {"two-versions", two_versions},       {"detached", detached},
    {"detached-result", detached_result},
};

} // namespace

int main(int count, char **arguments) {
  const auto found = scenarios.find(count == 2 ? arguments[1] : "");
  if (found == scenarios.end())
    return 2;
  found->second();
}
