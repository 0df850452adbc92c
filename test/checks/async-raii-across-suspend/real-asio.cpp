// RUN: %check_cotidy %s async-raii-across-suspend %t
// Intent: the same with the installed Boost.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

thread_local int depth = 0;
struct Nested {
  Nested() { ++depth; }
  ~Nested() { --depth; }
};

asio::awaitable<void> held() {
  Nested nested;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'nested' is bound to the thread that made it
  co_await asio::post(asio::use_awaitable);
}
asio::awaitable<void> asks() {
  Nested nested;
  auto executor = co_await asio::this_coro::executor;
}
