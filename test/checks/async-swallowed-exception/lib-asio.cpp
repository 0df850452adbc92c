// RUN: %check_cotidy %s async-swallowed-exception %t -- -std=c++20 -isystem %mock
// Intent: what becomes of an exception is the completion token's business.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>

#include <cstdio>
#include <exception>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>

namespace asio = boost::asio;
using asio::awaitable;
using asio::as_tuple;
using asio::detached;
using asio::use_awaitable;
using asio::ip::tcp;

awaitable<void> session(tcp::socket socket) {
  char data[64];
  for (;;)
    co_await socket.async_read_some(asio::buffer(data), use_awaitable);
}

awaitable<void> listener(tcp::acceptor &acceptor) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
    asio::co_spawn(acceptor.get_executor(), session(std::move(socket)),
                   detached);
    // CHECK-NOTES: :[[@LINE-2]]:5: warning: an exception that leaves 'session' is lost: 'co_spawn' runs it detached [async-swallowed-exception]
    // CHECK-NOTES: :[[@LINE-9]]:5: note: 'basic_stream_socket::async_read_some' may fail here, and nothing on the way out catches it
  }
}

void twice(asio::io_context &context, tcp::acceptor &acceptor) {
  co_spawn(context, listener(acceptor), detached);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: an exception that leaves 'listener' is lost: 'co_spawn' runs it detached [async-swallowed-exception]
  // CHECK-NOTES: :[[@LINE-11]]:26: note: 'basic_socket_acceptor::async_accept' may fail here, and nothing on the way out catches it
  // CHECK-NOTES: :[[@LINE+1]]:3: note: 'listener' is also started here, with nobody to see its exception
  co_spawn(context, [&] { return listener(acceptor); }, detached);
}

awaitable<void> throws() {
  throw std::runtime_error("always");
  co_return;
}

awaitable<void> through_an_await() { co_await throws(); }

void ways_to_spawn(asio::io_context &loop) {
  co_spawn(loop, through_an_await, detached);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: an exception that leaves 'through_an_await' is lost: 'co_spawn' runs it detached [async-swallowed-exception]
  // CHECK-NOTES: :[[@LINE-5]]:38: note: 'throws' is awaited here
  // CHECK-NOTES: :[[@LINE-10]]:3: note: an exception is thrown here, and nothing on the way out catches it
  awaitable<void> task = throws();
  co_spawn(loop, std::move(task), asio::bind_executor(loop, detached));
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: an exception that leaves 'throws' is lost: 'co_spawn' runs it detached [async-swallowed-exception]
  // CHECK-NOTES: :[[@LINE-14]]:3: note: an exception is thrown here, and nothing on the way out catches it
  co_spawn(
      loop,
      []() -> awaitable<void> {
        throw 1;
        co_return;
      },
      detached);
  // CHECK-NOTES: :[[@LINE-7]]:3: warning: an exception that leaves this lambda is lost: 'co_spawn' runs it detached [async-swallowed-exception]
  // CHECK-NOTES: :[[@LINE-5]]:9: note: an exception is thrown here, and nothing on the way out catches it
}

template <class Work> void background(asio::io_context &loop, Work &&work) {
  co_spawn(loop, std::forward<Work>(work), detached);
}

struct client {
  explicit client(asio::io_context &loop) : socket(loop) {}
  awaitable<void> read() {
    char data[8];
    try {
      co_await socket.async_read_some(asio::buffer(data),
                                      asio::deferred);
    } catch (const std::logic_error &) {
      throw;
    }
  }
  void run(asio::io_context &loop) {
    background(loop, read());
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: an exception that leaves 'client::read' is lost: 'background' runs it detached [async-swallowed-exception]
    // CHECK-NOTES: :[[@LINE-9]]:7: note: 'basic_stream_socket::async_read_some' may fail here, and nothing on the way out catches it
  }
  tcp::socket socket;
};

void done(std::exception_ptr) {}

void ignoring_handlers(asio::io_context &loop) {
  co_spawn(loop, throws(), [](std::exception_ptr) { std::puts("done"); });
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: the completion handler of 'throws' never looks at its exception [async-swallowed-exception]
  co_spawn(loop, throws(), [](std::exception_ptr error) { (void)error; });
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: the completion handler of 'throws' never looks at its exception [async-swallowed-exception]
  co_spawn(loop, throws(), [](auto...) {});
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: the completion handler of 'throws' never looks at its exception [async-swallowed-exception]
  co_spawn(loop, throws(), done);
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: the completion handler of 'throws' never looks at its exception [async-swallowed-exception]
}

awaitable<void> unread(tcp::socket &socket) {
  char data[8];
  co_await socket.async_read_some(asio::buffer(data), as_tuple(use_awaitable));
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the error that 'basic_stream_socket::async_read_some' returns is thrown away [async-swallowed-exception]
  auto [error, size] = co_await socket.async_read_some(asio::buffer(data),
                                                       as_tuple(use_awaitable));
  // CHECK-NOTES: :[[@LINE-2]]:9: warning: nothing looks at 'error', which gets the error of 'basic_stream_socket::async_read_some' [async-swallowed-exception]
  std::printf("%zu", size);
}

awaitable<void> redirected(tcp::socket &socket) {
  char data[8];
  boost::system::error_code error;
  co_await socket.async_read_some(asio::buffer(data),
                                  asio::redirect_error(use_awaitable, error));
  // CHECK-NOTES: :[[@LINE-2]]:12: warning: nothing looks at 'error', which gets the error of 'basic_stream_socket::async_read_some' [async-swallowed-exception]
}

awaitable<void> empty_handler(tcp::socket &socket) {
  char data[8];
  try {
    co_await socket.async_read_some(asio::buffer(data), use_awaitable);
    // CHECK-NOTES: :[[@LINE+2]]:5: warning: the handler does nothing about the exception of 'basic_stream_socket::async_read_some' [async-swallowed-exception]
    // CHECK-NOTES: :[[@LINE-2]]:5: note: 'basic_stream_socket::async_read_some' is awaited here and may fail
  } catch (const boost::system::system_error &) {
  }
}

void futures(asio::io_context &loop) {
  std::future<void> waited = co_spawn(loop, throws(), asio::use_future);
  waited.wait();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the future of 'co_spawn' is only waited for, so the exception in it is lost [async-swallowed-exception]
}

void dropped(asio::io_context &loop) {
  co_spawn(loop, throws(), asio::use_future);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: the future of 'co_spawn' is dropped, so the exception in it is lost [async-swallowed-exception]
}

struct session_runner {
  awaitable<void> run(int) {
    throw std::runtime_error("always");
    co_return;
  }
  void start(asio::io_context &loop) {
    co_spawn(loop, std::bind(&session_runner::run, this, 1), detached);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: an exception that leaves 'session_runner::run' is lost: 'co_spawn' runs it detached [async-swallowed-exception]
    // CHECK-NOTES: :[[@LINE-6]]:5: note: an exception is thrown here, and nothing on the way out catches it
  }
};
