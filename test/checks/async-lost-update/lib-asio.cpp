// RUN: %check_cotidy --mock %s async-lost-update %t
// RUN: %check_cotidy --mock %s async-lost-update %t -- -DSTANDALONE
// Intent: awaits of Asio operations suspend, this_coro does not; co_spawn is
// another writer.
#include <memory>
#include <string>

#ifdef STANDALONE
#include <asio.hpp>
#else
#include <boost/asio.hpp>
namespace asio = boost::asio;
#endif

asio::awaitable<void> let_others_run() {
  co_await asio::post(asio::use_awaitable);
}

class Counter {
public:
  asio::awaitable<void> up() {
    int seen = value_;
    co_await let_others_run();
    value_ = seen + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'value_'
  }
  asio::awaitable<void> ask() {
    int seen = value_;
    auto executor = co_await asio::this_coro::executor;
    value_ = seen + 1;
  }
  asio::awaitable<void> wait(asio::steady_timer &timer) {
    int seen = value_;
    co_await timer.async_wait(asio::use_awaitable);
    value_ = seen + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'value_'
  }

private:
  int value_ = 0;
};

// Each of the sessions counts for itself, all of them for the server.
class Server {
public:
  asio::awaitable<void> listen() {
    auto executor = co_await asio::this_coro::executor;
    for (;;) {
      co_await let_others_run();
      asio::co_spawn(executor, session(), asio::detached);
    }
  }

private:
  asio::awaitable<void> session() {
    int mine = 0;
    int all = sessions_;
    co_await let_others_run();
    mine = mine + 1;
    sessions_ = all + mine;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'sessions_'
  }
  int sessions_ = 0;
};

// Two lambdas of one object.
class Link : public std::enable_shared_from_this<Link> {
public:
  void start(asio::io_context &loop) {
    asio::co_spawn(
        loop, [self = shared_from_this()] { return self->read(); },
        asio::detached);
    asio::co_spawn(
        loop, [self = shared_from_this()] { return self->write(); },
        asio::detached);
  }

private:
  asio::awaitable<void> read() {
    int seen = window_;
    co_await let_others_run();
    window_ = seen + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'window_'
  }
  asio::awaitable<void> write() {
    co_await let_others_run();
    --window_;
  }
  int window_ = 0;
};
