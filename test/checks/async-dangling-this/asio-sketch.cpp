// RUN: %check_cotidy %s async-dangling-this %t
// Intent: where a test declares Asio's aliases as classes of its own, their
// operations are the same.
#include <memory>
#include <system_error>

namespace boost::asio {
struct steady_timer {
  template <typename Handler> void async_wait(Handler &&handler);
};
namespace ip {
struct tcp {
  struct socket {
    template <typename Handler> void async_connect(int peer, Handler &&handler);
  };
};
} // namespace ip
} // namespace boost::asio

class Connection : public std::enable_shared_from_this<Connection> {
public:
  void start() {
    timer_.async_wait([this](std::error_code) { close(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the handler given to 'steady_timer::async_wait' holds no reference to its 'Connection', which may be gone when it runs [async-dangling-this]
    socket_.async_connect(1, [this](std::error_code) { close(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the handler given to 'socket::async_connect' holds no reference to its 'Connection', which may be gone when it runs
    timer_.async_wait(
        [this, self = shared_from_this()](std::error_code) { close(); });
  }

private:
  void close();
  boost::asio::steady_timer timer_;
  boost::asio::ip::tcp::socket socket_;
};
