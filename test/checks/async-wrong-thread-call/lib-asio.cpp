// RUN: %check_cotidy %s async-wrong-thread-call %t -- -isystem %mock
// RUN: %check_cotidy %s async-wrong-thread-call %t -- -isystem %mock -DSTANDALONE
// Intent: timers and sockets that a loop works on, used on threads and pools.
#ifdef STANDALONE
#include <asio.hpp>
#else
#include <boost/asio.hpp>
namespace asio = boost::asio;
#endif

#ifdef STANDALONE
#include <asio/experimental/channel.hpp>
#else
#include <boost/asio/experimental/channel.hpp>
#endif
#include <chrono>
#include <functional>
#include <future>
#include <thread>

using asio::awaitable;
using asio::ip::tcp;
using namespace std::chrono_literals;

awaitable<void> wait_for(asio::steady_timer &timer) {
  co_await timer.async_wait(asio::use_awaitable);
}
void cancelled_from_a_thread() {
  asio::io_context loop;
  asio::steady_timer timer(loop);
  co_spawn(loop, wait_for(timer), asio::detached);
  std::thread bell([&timer] {
    timer.cancel();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'timer' belongs to its loop, and 'cancel' is called here on a thread of its own [async-wrong-thread-call]
  });
  loop.run();
  bell.join();
}

class Connection {
public:
  explicit Connection(tcp::socket socket) : socket_(std::move(socket)) {}
  awaitable<void> read() {
    char data[64];
    co_await socket_.async_read_some(asio::buffer(data), asio::use_awaitable);
  }
  void watch() {
    watchdog_ = std::thread([this] { stop(); });
  }
  void stop() {
    socket_.close();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'socket_' belongs to its loop, and 'close' is called here on a thread of its own [async-wrong-thread-call]
  }

private:
  tcp::socket socket_;
  std::thread watchdog_;
};

class Poll {
public:
  explicit Poll(asio::io_context &loop) : timer_(loop) {}
  void begin() {
    timer_.async_wait([this](auto) { begin(); });
  }
  void slow(asio::thread_pool &pool) {
    asio::post(pool, [this] {
      timer_.expires_after(1s);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'timer_' belongs to its loop, and 'expires_after' is called here on the pool 'pool' [async-wrong-thread-call]
    });
    std::future<void> done = std::async(std::launch::async, [this] {
      timer_.cancel();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'timer_' belongs to its loop, and 'cancel' is called here on a thread of its own [async-wrong-thread-call]
    });
  }

private:
  asio::steady_timer timer_;
};

class Mover {
public:
  explicit Mover(asio::io_context &loop) : timer_(loop) {}
  awaitable<void> wait() { co_await timer_.async_wait(asio::use_awaitable); }
  awaitable<void> compute(asio::thread_pool &pool) {
    co_await asio::post(asio::bind_executor(pool, asio::use_awaitable));
    timer_.cancel();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'timer_' belongs to its loop, and 'cancel' is called here on the pool 'pool' [async-wrong-thread-call]
  }

private:
  asio::steady_timer timer_;
};

// A timer that begins anew, and a thread that is given it by reference.
void blink(asio::steady_timer &timer) {
  timer.async_wait([&timer](auto) { blink(timer); });
}
void hurry(asio::steady_timer &timer) {
  timer.expires_after(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'timer' belongs to its loop, and 'expires_after' is called here on a thread of its own [async-wrong-thread-call]
}
void lamps() {
  asio::io_context loop;
  asio::steady_timer timer(loop);
  blink(timer);
  std::thread button(hurry, std::ref(timer));
  loop.run();
  button.join();
}

// A method of a base class.
using channel = asio::experimental::channel<void(int)>;
awaitable<void> receive(channel &packets) {
  co_await packets.async_receive(asio::use_awaitable);
}
void decode() {
  asio::io_context loop;
  channel packets(loop, 8);
  co_spawn(loop, receive(packets), asio::detached);
  std::thread decoder([&packets] {
    packets.try_send(1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'packets' belongs to its loop, and 'try_send' is called here on a thread of its own [async-wrong-thread-call]
  });
  loop.run();
  decoder.join();
}

// A socket that is moved in: whatever runs it, it is always being read.
class Viewer {
public:
  Viewer(tcp::socket socket, asio::thread_pool &encoders)
      : socket_(std::move(socket)), encoders_(encoders) {}
  void read() {
    socket_.async_receive(asio::buffer(data_), [this](auto, auto) { read(); });
  }
  void show() {
    asio::post(encoders_, [this] {
      socket_.async_send(asio::buffer(data_), [](auto, auto) {});
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'socket_' belongs to its loop, and 'async_send' is called here on the pool 'encoders_' [async-wrong-thread-call]
    });
  }

private:
  tcp::socket socket_;
  asio::thread_pool &encoders_;
  char data_[64];
};
