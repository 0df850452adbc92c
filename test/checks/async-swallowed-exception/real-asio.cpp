// RUN: %check_cotidy %s async-swallowed-exception %t
// Intent: the same findings with the headers that are installed.
#include <boost/asio.hpp>

#include <cstdio>

namespace asio = boost::asio;
using asio::awaitable;
using asio::detached;
using asio::use_awaitable;
using asio::ip::tcp;

awaitable<void> echo(tcp::socket socket) {
  try {
    char data[64];
    for (;;) {
      std::size_t size =
          co_await socket.async_read_some(asio::buffer(data), use_awaitable);
      co_await async_write(socket, asio::buffer(data, size), use_awaitable);
    }
  } catch (const std::exception &error) {
    std::puts(error.what());
  }
}

awaitable<void> listener() {
  auto executor = co_await asio::this_coro::executor;
  tcp::acceptor acceptor(executor, {tcp::v4(), 55555});
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
    co_spawn(executor, echo(std::move(socket)), detached);
  }
}

awaitable<void> rest() {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  co_await timer.async_wait(use_awaitable);
  co_await asio::post(use_awaitable);
}

awaitable<void> unread(tcp::socket &socket) {
  char data[64];
  co_await socket.async_read_some(asio::buffer(data),
                                  asio::as_tuple(use_awaitable));
  // CHECK-MESSAGES: :[[@LINE-2]]:3: warning: the error that 'basic_stream_socket::async_read_some' returns is thrown away [async-swallowed-exception]
  boost::system::error_code error;
  co_await socket.async_read_some(asio::buffer(data),
                                  asio::redirect_error(use_awaitable, error));
  // CHECK-MESSAGES: :[[@LINE-2]]:12: warning: nothing looks at 'error', which gets the error of 'basic_stream_socket::async_read_some' [async-swallowed-exception]
}

void start(asio::io_context &loop) {
  co_spawn(loop, rest(), detached);
  co_spawn(loop, listener(), detached);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: an exception that leaves 'listener' is lost: 'co_spawn' runs it detached [async-swallowed-exception]
  co_spawn(loop, listener(), [](std::exception_ptr) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the completion handler of 'listener' never looks at its exception [async-swallowed-exception]
}
