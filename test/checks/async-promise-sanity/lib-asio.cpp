// RUN: %check_cotidy --mock %s async-promise-sanity %t
// Intent: awaitables of Asio keep the rules; coroutines of its type need a co_return.
#include <boost/asio.hpp>

#include <stdexcept>

namespace asio = boost::asio;

asio::awaitable<int> number(bool b) {
  if (b)
    co_return 1;
  co_await asio::post(asio::use_awaitable);
}
// CHECK-NOTES: :[[@LINE-1]]:1: warning: the end of 'number' can be reached without a 'co_return', which is undefined: its promise has no 'return_void' [async-promise-sanity]

asio::awaitable<int> throws(bool b) {
  if (b)
    co_return 1;
  throw std::runtime_error("b");
}

asio::awaitable<void> nothing() { co_await asio::post(asio::use_awaitable); }
