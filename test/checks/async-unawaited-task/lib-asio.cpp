// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <boost/asio.hpp>
#include <chrono>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

asio::awaitable<void> serve(tcp::socket socket);

asio::awaitable<void> listener(tcp::acceptor &acceptor) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    serve(std::move(socket));
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'serve' is not awaited, so its body never runs [async-unawaited-task]
  }
}

asio::awaitable<void> rest() {
  asio::steady_timer timer(co_await asio::this_coro::executor, 1s);
  timer.async_wait(asio::use_awaitable);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by
  timer.async_wait(asio::detached);
  timer.async_wait([](auto...) {});
  co_await timer.async_wait(asio::use_awaitable);
}

int main() {
  asio::io_context context;
  rest();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'rest'
  asio::co_spawn(context, rest(), asio::detached);
  context.run();
}
