// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/post.hpp>
#include <boost/cobalt.hpp>
#include <chrono>
#include <string>
#include <thread>

namespace asio = boost::asio;
namespace cobalt = boost::cobalt;

cobalt::promise<void> blocks(asio::steady_timer &timer,
                             asio::ip::tcp::resolver &resolver) {
  std::this_thread::sleep_for(std::chrono::seconds(1));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'blocks' [async-blocking-call]
  timer.wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'wait' blocks the thread that runs coroutine 'blocks'
  resolver.resolve("example.com", "http");
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'resolve' blocks the thread that runs coroutine 'blocks'
  co_return;
}

cobalt::promise<void> fine(asio::steady_timer &timer, asio::thread_pool &pool) {
  co_await timer.async_wait(cobalt::use_op);
  asio::post(pool, [] { std::this_thread::sleep_for(std::chrono::seconds(1)); });
}
