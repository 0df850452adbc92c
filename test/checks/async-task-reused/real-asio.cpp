// RUN: %check_cotidy %s async-task-reused %t -std=c++20
// Intent: asio::awaitable is moved into its await.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

asio::awaitable<int> count();
asio::awaitable<void> save();
extern int number;

asio::awaitable<void> found(int rounds) {
  auto t = count();
  number = co_await std::move(t);
  number = co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 't' is awaited a second time, but the first await used it up [async-task-reused]
  auto u = save();
  asio::co_spawn(co_await asio::this_coro::executor, std::move(u),
                 asio::detached);
  co_await std::move(u);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'u' is awaited after it was moved from, and nothing is left in it
  auto v = save();
  for (int i = 0; i < rounds; ++i)
    co_await std::move(v);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'v' is awaited in every round of the loop, but the first await used it up
  auto w = save();
  co_await (std::move(w) && save());
  co_await std::move(w);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'w' is awaited after it was moved from
}

asio::awaitable<void> fine(int rounds) {
  auto t = count();
  for (int i = 0; i < rounds; ++i) {
    number += co_await std::move(t);
    t = count();
  }
  if (t.valid())
    number += co_await std::move(t);
  asio::steady_timer timer(co_await asio::this_coro::executor);
  co_await timer.async_wait(asio::use_awaitable);
  co_await timer.async_wait(asio::use_awaitable);
}
