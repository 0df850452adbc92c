// RUN: %check_cotidy %s async-promise-sanity %t
// Intent: the same with the installed Boost.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

asio::awaitable<int> number(bool b) {
  if (b)
    co_return 1;
  co_await asio::post(asio::use_awaitable);
}
// CHECK-NOTES: :[[@LINE-1]]:1: warning: the end of 'number' can be reached without a 'co_return', which is undefined: its promise has no 'return_void' [async-promise-sanity]
asio::awaitable<void> nothing() { co_await asio::post(asio::use_awaitable); }
