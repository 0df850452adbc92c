// RUN: %check_cotidy %s async-thread-local-across-suspend %t
// Intent: the same with the installed Boost.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;
thread_local int sent = 0;

asio::awaitable<void> count() {
  int &mine = sent;
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'mine' refers to 'sent' of this thread
  co_await asio::post(asio::use_awaitable);
  ++mine;
}
asio::awaitable<void> asks() {
  int &mine = sent;
  auto executor = co_await asio::this_coro::executor;
  ++mine;
}
