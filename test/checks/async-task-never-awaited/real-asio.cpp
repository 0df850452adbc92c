// RUN: %check_cotidy %s async-task-never-awaited %t -std=c++20
#include <boost/asio.hpp>
#include <chrono>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

asio::awaitable<void> serve(tcp::socket socket);
asio::awaitable<int> count();

asio::awaitable<void> neverAwaited() {
  auto number = count();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'number' holds a task that is never awaited, so its body never runs [async-task-never-awaited]
  asio::steady_timer timer(co_await asio::this_coro::executor, 1s);
  auto wait = timer.async_wait(asio::use_awaitable);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'wait' holds a task that is never awaited
  std::vector<asio::awaitable<int>> numbers;
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'numbers' holds tasks that are never awaited, so their bodies never run
  numbers.push_back(count());
}

int main() {
  asio::io_context context;
  auto server = serve(tcp::socket(context));
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'server' holds a task that is never awaited
  context.run();
}

asio::awaitable<void> fine(tcp::socket socket) {
  auto executor = co_await asio::this_coro::executor;
  auto session = serve(std::move(socket));
  asio::co_spawn(executor, std::move(session), asio::detached);
  auto number = count();
  if (co_await std::move(number) == 0)
    co_return;
  asio::steady_timer timer(executor, 1s);
  auto operation = timer.async_wait(asio::deferred);
  co_await std::move(operation)(asio::use_awaitable);
  auto wait = timer.async_wait(asio::use_awaitable);
  co_await std::move(wait);
}
