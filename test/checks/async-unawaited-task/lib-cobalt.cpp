// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/cobalt.hpp>
#include <chrono>
#include <vector>

namespace asio = boost::asio;
namespace cobalt = boost::cobalt;

cobalt::promise<void> start();
cobalt::promise<int> value();
cobalt::task<void> lazy();
cobalt::task<int> number();
cobalt::detached background(int delay);
cobalt::generator<int> numbers();

cobalt::promise<void> dropped(asio::steady_timer &timer,
                              cobalt::channel<int> &channel) {
  start();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'start' is not awaited, so nobody sees its result or its exception [async-unawaited-task]
  lazy();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'lazy' is not awaited, so its body never runs
  cobalt::join(start(), lazy());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'join' is not awaited, so nothing waits for it
  cobalt::race(value(), number());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'race' is not awaited, so nothing waits for it
  channel.read();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'channel::read' is not awaited, so nothing waits for it
  timer.async_wait(cobalt::use_op);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'basic_waitable_timer::async_wait' is not awaited, so nothing waits for it
  cobalt::spawn(timer.get_executor(), lazy(), cobalt::use_op);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'spawn' is not awaited, so nothing waits for it
  co_return;
}

void also_dropped() {
  start();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'start' is not awaited, so nobody sees its result or its exception
}

cobalt::promise<int> fine(cobalt::wait_group &group, asio::steady_timer &timer,
                          cobalt::channel<int> &channel) {
  +start();
  background(3);
  co_await start();
  co_await lazy();
  int sum = co_await value() + co_await number();
  co_await timer.async_wait(cobalt::use_op);
  group.push_back(start());
  co_await group;
  auto result = co_await cobalt::as_result(value());
  if (result.has_error())
    co_return 0;
  auto [first, second] = co_await cobalt::join(value(), number());
  std::vector<cobalt::promise<int>> several;
  several.push_back(value());
  auto all = co_await cobalt::gather(several);
  co_await channel.write(sum);
  co_return first + second;
}

void plain(asio::io_context &context) {
  cobalt::run(lazy());
  cobalt::spawn(context, lazy(), asio::detached);
  cobalt::spawn(context, number(), [](std::exception_ptr, int) {});
}
