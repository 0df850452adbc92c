// RUN: %check_cotidy %s async-swallowed-cancellation %t
// Intent: the same with the installed Boost.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <iostream>

namespace asio = boost::asio;
using asio::ip::tcp;

class Server {
public:
  void stop() { acceptor_.close(); }
  asio::awaitable<void> listen() {
    for (;;) {
      try {
        tcp::socket peer = co_await acceptor_.async_accept(asio::use_awaitable);
        ++accepted_;
      } catch (const std::exception &e) {
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: this handler also catches the cancellation of 'basic_socket_acceptor::async_accept', and the endless loop goes on [async-swallowed-cancellation]
      // CHECK-NOTES: :[[@LINE-6]]:5: note: the loop begins here
      // CHECK-NOTES: :[[@LINE-5]]:28: note: 'basic_socket_acceptor::async_accept' is awaited here, and ends with an exception when it is cancelled
      // CHECK-NOTES: :[[@LINE-10]]:17: note: it is cancelled here
        std::cerr << e.what();
      }
    }
  }
  asio::awaitable<void> listen_and_end() {
    for (;;) {
      try {
        tcp::socket peer = co_await acceptor_.async_accept(asio::use_awaitable);
        ++accepted_;
      } catch (const std::exception &e) {
        std::cerr << e.what();
        break;
      }
    }
  }

private:
  tcp::acceptor acceptor_;
  int accepted_ = 0;
};
