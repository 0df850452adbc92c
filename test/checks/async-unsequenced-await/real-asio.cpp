// RUN: %check_cotidy %s async-unsequenced-await %t
// Intent: the same with the installed Boost.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>

namespace asio = boost::asio;
asio::awaitable<int> fetch();

class Counter {
public:
  asio::awaitable<void> add() {
    value_ = value_ + co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'value_' is read
  }
  asio::awaitable<void> safe() {
    value_ += co_await fetch();
    value_ = co_await fetch() + value_;
    auto executor = co_await asio::this_coro::executor;
  }
  void reset() { value_ = 0; }

private:
  int value_ = 0;
};
