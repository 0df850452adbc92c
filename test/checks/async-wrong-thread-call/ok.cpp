// RUN: %check_cotidy %s async-wrong-thread-call %t -- -isystem %mock
// Intent: every deliberate silence, by name.
#include <boost/asio.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using namespace std::chrono_literals;

awaitable<void> wait_for(asio::steady_timer &timer) {
  co_await timer.async_wait(asio::use_awaitable);
}

// Case: asked-by-post
void posted() {
  asio::io_context loop;
  asio::steady_timer timer(loop);
  co_spawn(loop, wait_for(timer), asio::detached);
  std::thread bell([&] {
    asio::post(loop, [&timer] { timer.cancel(); });
    asio::dispatch(timer.get_executor(), [&timer] { timer.cancel(); });
  });
  loop.run();
  bell.join();
}

// Case: loop-that-any-thread-may-stop
void stopped() {
  asio::io_context loop;
  asio::thread_pool pool;
  std::thread bell([&] {
    loop.stop();
    pool.stop();
  });
  loop.run();
  bell.join();
}

// Case: thread-of-the-loop
class Service {
public:
  Service() : timer_(loop_) {}
  void start() {
    thread_ = std::thread([this] {
      timer_.expires_after(1s);
      timer_.async_wait([](auto) {});
      loop_.run();
    });
  }
  awaitable<void> wait() { co_await timer_.async_wait(asio::use_awaitable); }

private:
  asio::io_context loop_;
  asio::steady_timer timer_;
  std::thread thread_;
};

// Case: one-thread-for-each-client
void serve(tcp::socket client) {
  char data[64];
  client.read_some(asio::buffer(data));
  client.close();
}
void accept(asio::io_context &loop) {
  tcp::acceptor acceptor(loop);
  for (;;) {
    tcp::socket client(loop);
    acceptor.accept(client);
    std::thread(serve, std::move(client)).detach();
  }
}

// Case: only-used-synchronously
void synchronous(asio::io_context &loop) {
  tcp::socket socket(loop);
  std::thread reader([&socket] {
    char data[64];
    socket.read_some(asio::buffer(data));
    socket.close();
  });
  reader.join();
}

// Case: made-in-the-thread
void own() {
  std::thread worker([] {
    asio::io_context loop;
    asio::steady_timer timer(loop);
    timer.async_wait([](auto) {});
    timer.cancel();
    loop.run();
  });
  worker.join();
}

// Case: timer-of-the-pool-itself
void of_the_pool() {
  asio::thread_pool pool;
  asio::steady_timer timer(pool);
  co_spawn(pool, wait_for(timer), asio::detached);
  asio::post(pool, [&timer] { timer.cancel(); });
  pool.join();
}

// Case: on-the-loop-itself
void on_the_loop() {
  asio::io_context loop;
  asio::steady_timer timer(loop);
  co_spawn(loop, wait_for(timer), asio::detached);
  asio::post(loop, [&timer] { timer.cancel(); });
  timer.expires_after(1s);
  loop.run();
  timer.cancel();
}

// Case: under-a-lock
class Locked {
public:
  explicit Locked(asio::io_context &loop) : timer_(loop) {}
  void wait() {
    std::lock_guard guard(lock_);
    timer_.async_wait([](auto) {});
  }
  void cancel() {
    std::thread([this] {
      std::lock_guard guard(lock_);
      timer_.cancel();
    }).detach();
  }

private:
  std::mutex lock_;
  asio::steady_timer timer_;
};

// Case: thread-is-not-known
class Unknown {
public:
  explicit Unknown(asio::io_context &loop) : timer_(loop) {}
  void begin() { timer_.async_wait([](auto) {}); }
  void stop() { timer_.cancel(); }

private:
  asio::steady_timer timer_;
};

// Case: a-shared-pointer-to-a-socket-of-one-thread
void serve_shared(std::shared_ptr<tcp::socket> client) {
  char data[64];
  client->read_some(asio::buffer(data));
  client->close();
}
void accept_shared(asio::io_context &loop, tcp::acceptor &acceptor) {
  for (;;) {
    std::shared_ptr<tcp::socket> client = std::make_shared<tcp::socket>(loop);
    acceptor.accept(*client);
    std::thread(serve_shared, client).detach();
  }
}

// Case: sent-to-its-own-executor
class Tunnel {
public:
  explicit Tunnel(tcp::socket socket) : socket_(std::move(socket)) {}
  void begin() { socket_.async_wait(tcp::socket::wait_read, [](auto) {}); }
  void guard() {
    std::thread([this] {
      asio::dispatch(socket_.get_executor(), [this] { socket_.close(); });
    }).detach();
  }

private:
  tcp::socket socket_;
};

// Case: one-step-after-the-other
class Translator : public std::enable_shared_from_this<Translator> {
public:
  Translator(asio::io_context &loop, asio::thread_pool &pool)
      : socket_(loop), pool_(pool) {}
  void read() {
    socket_.async_read_some(
        asio::buffer(data_), [self = shared_from_this()](auto, auto) {
          asio::post(self->pool_, [self] {
            self->socket_.async_write_some(asio::buffer(self->data_),
                                           [self](auto, auto) {
                                             self->read();
                                           });
          });
        });
  }

private:
  tcp::socket socket_;
  asio::thread_pool &pool_;
  char data_[64];
};
