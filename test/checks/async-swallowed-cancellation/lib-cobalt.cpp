// RUN: %check_cotidy %s async-swallowed-cancellation %t -- -isystem %mock
// Intent: operations of Asio that the class cancels throw in Cobalt's tasks,
// too.
#include <boost/asio/ip/tcp.hpp>
#include <boost/cobalt.hpp>

#include <utility>

namespace cobalt = boost::cobalt;
using tcp = boost::asio::ip::tcp;

void report(const char *text);
void serve(tcp::socket socket);

class server {
public:
  cobalt::task<void> run() {
    for (;;) {
      try {
        serve(co_await acceptor_.async_accept(cobalt::use_op));
      } catch (...) {
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: this handler also catches the cancellation of 'basic_socket_acceptor::async_accept', and the endless loop goes on [async-swallowed-cancellation]
        report("failed");
      }
    }
  }
  cobalt::task<void> run_and_end() {
    for (;;) {
      try {
        serve(co_await acceptor_.async_accept(cobalt::use_op));
      } catch (...) {
        report("failed");
        throw;
      }
    }
  }
  cobalt::task<void> run_while_open() {
    while (acceptor_.is_open()) {
      try {
        serve(co_await acceptor_.async_accept(cobalt::use_op));
      } catch (...) {
        report("failed");
      }
    }
  }
  void stop() { acceptor_.close(); }

private:
  tcp::acceptor acceptor_;
};
