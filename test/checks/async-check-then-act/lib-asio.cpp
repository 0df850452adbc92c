// RUN: %check_cotidy --mock %s async-check-then-act %t
// RUN: %check_cotidy --mock %s async-check-then-act %t -- -DSTANDALONE
// Intent: awaits of Asio operations suspend, this_coro does not; asking the
// socket again counts as looking again.
#include <map>
#include <memory>
#include <string>

#ifdef STANDALONE
#include <asio.hpp>
#else
#include <boost/asio.hpp>
namespace asio = boost::asio;
#endif

class Session {
public:
  explicit Session(asio::steady_timer &timer) : timer_(timer) {}
  asio::awaitable<void> open() {
    if (!socket_) {
      co_await timer_.async_wait(asio::use_awaitable);
      socket_ = std::make_unique<int>(1);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'socket_' is written because of a test before a suspension, which may no longer hold
    }
  }
  asio::awaitable<void> executor_only() {
    if (!name_) {
      auto executor = co_await asio::this_coro::executor;
      name_ = std::make_unique<int>(1);
    }
  }
  asio::awaitable<int> read() {
    if (!socket_)
      co_return 0;
    co_await timer_.async_wait(asio::use_awaitable);
    co_return *socket_;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'socket_' is used because of a test before a suspension, which may no longer hold
  }
  asio::awaitable<int> again() {
    if (!socket_)
      co_return 0;
    co_await timer_.async_wait(asio::use_awaitable);
    co_return socket_ ? *socket_ : 0;
  }
  void close() { socket_.reset(); }

private:
  asio::steady_timer &timer_;
  std::unique_ptr<int> socket_;
  std::unique_ptr<int> name_;
};
