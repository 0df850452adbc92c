// RUN: %check_cotidy --mock %s async-swallowed-cancellation %t
// RUN: %check_cotidy --mock %s async-swallowed-cancellation %t -- -DSTANDALONE
// Intent: an operation that the program cancels, by its object, fails again and
// again.
#include <exception>
#include <iostream>
#include <memory>
#include <string>

#ifdef STANDALONE
#include <asio.hpp>
#include <system_error>
using std::error_code;
#else
#include <boost/asio.hpp>
#include <boost/system/system_error.hpp>
namespace asio = boost::asio;
#endif
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
  asio::awaitable<void> listen_until_closed() {
    for (;;) {
      try {
        tcp::socket peer = co_await acceptor_.async_accept(asio::use_awaitable);
        ++accepted_;
      } catch (const std::exception &e) {
        if (!acceptor_.is_open())
          co_return;
        std::cerr << e.what();
      }
    }
  }

private:
  tcp::acceptor acceptor_;
  int accepted_ = 0;
};
