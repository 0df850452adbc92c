// RUN: %check_cotidy %s async-lost-update %t
// Intent: the same with the installed Boost.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

class Counter {
public:
  asio::awaitable<void> up() {
    int seen = value_;
    co_await asio::post(asio::use_awaitable);
    value_ = seen + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'value_'
  }
  asio::awaitable<void> down() {
    int seen = value_;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    value_ = seen - 1;
    co_await timer.async_wait(asio::use_awaitable);
    --value_;
  }

private:
  int value_ = 0;
};

class Server {
public:
  asio::awaitable<void> listen() {
    for (;;) {
      co_await asio::post(asio::use_awaitable);
      asio::co_spawn(co_await asio::this_coro::executor, session(),
                     asio::detached);
    }
  }

private:
  asio::awaitable<void> session() {
    int all = sessions_;
    co_await asio::post(asio::use_awaitable);
    sessions_ = all + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'sessions_'
  }
  int sessions_ = 0;
};
