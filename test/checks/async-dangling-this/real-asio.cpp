// RUN: %check_cotidy %s async-dangling-this %t
// Intent: the same with the installed Boost.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>

namespace asio = boost::asio;

class Session : public std::enable_shared_from_this<Session> {
public:
  explicit Session(asio::io_context &loop) : timer_(loop) {}
  void start(asio::io_context &loop) {
    asio::co_spawn(loop, run(), asio::detached);
    asio::co_spawn(
        loop, [self = shared_from_this()] { return self->keep(); },
        asio::detached);
    timer_.async_wait([this](boost::system::error_code) { ++count_; });
    // CHECK-NOTES: :[[@LINE-1]]:23: warning: the handler given to 'basic_waitable_timer::async_wait' holds no reference to its 'Session', which may be gone when it runs [async-dangling-this]
    // CHECK-NOTES: :[[@LINE-2]]:61: note: its object is used here
    timer_.async_wait(
        [this, self = shared_from_this()](boost::system::error_code) {
          ++count_;
        });
  }

private:
  asio::awaitable<void> run() {
    co_await asio::post(asio::use_awaitable);
    ++count_;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'Session::run' uses its 'Session' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
    // CHECK-NOTES: :[[@LINE-18]]:5: note: 'Session::run' is started here, and nobody who waits for it keeps the object
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
  }
  asio::awaitable<void> keep() {
    co_await asio::post(asio::use_awaitable);
    ++count_;
  }
  asio::steady_timer timer_;
  int count_ = 0;
};
