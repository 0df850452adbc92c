// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-wrong-thread-call %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <asio.hpp>
#include <asio/experimental/channel.hpp>
#include <asio/experimental/concurrent_channel.hpp>
#include <asio/ssl.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using asio::ip::tcp;
using asio::ip::udp;

// Buggy: the admin's thread closes the acceptor that the loop accepts with.
namespace mailserver {
bool adminSaysStop();
void greet(tcp::socket client);

class Server {
public:
  Server(asio::io_context &io, const tcp::endpoint &where)
      : acceptor_(io, where) {
    accept();
  }
  void close() {
    acceptor_.close(); // expect
  }

private:
  void accept() {
    acceptor_.async_accept([this](asio::error_code error, tcp::socket client) {
      if (error)
        return;
      greet(std::move(client));
      accept();
    });
  }
  tcp::acceptor acceptor_;
};

int main() {
  asio::io_context io;
  Server server(io, tcp::endpoint(tcp::v4(), 2525));
  std::thread admin([&server] {
    while (!adminSaysStop())
      continue;
    server.close();
  });
  io.run();
  admin.join();
  return 0;
}
} // namespace mailserver

// Buggy: the watching thread closes the socket under a pending read.
namespace telemetry {
bool linkLost();

class Link {
public:
  explicit Link(asio::io_context &io) : socket_(io) {}

  void start() {
    read();
    watcher_ = std::jthread([this] {
      for (int i = 0; i < 100; ++i)
        if (linkLost()) {
          asio::error_code ignored;
          socket_.close(ignored); // expect
          return;
        }
    });
  }

private:
  void read() {
    socket_.async_read_some(asio::buffer(data_),
                            [this](asio::error_code error, std::size_t) {
                              if (!error)
                                read();
                            });
  }

  tcp::socket socket_;
  std::array<char, 512> data_;
  std::jthread watcher_;
};
} // namespace telemetry

// Buggy: a task of the pool moves the deadline of a timer of the loop.
namespace rendering {
void renderFrame();

void animate() {
  asio::io_context ui;
  asio::thread_pool workers(3);
  asio::steady_timer idle(ui);
  idle.expires_after(std::chrono::seconds(30));
  idle.async_wait([&ui](asio::error_code error) {
    if (!error)
      ui.stop();
  });
  asio::post(workers, [&idle] {
    renderFrame();
    idle.expires_after(std::chrono::seconds(30)); // expect
  });
  ui.run();
  workers.join();
}
} // namespace rendering

// Buggy: the signals are no longer wanted, but the loop waits for them.
namespace installer {
bool unpack(const std::string &archive);

void install(const std::string &archive) {
  asio::io_context io;
  asio::signal_set signals(io, 2, 15);
  signals.async_wait([&io](asio::error_code error, int) {
    if (!error)
      io.stop();
  });
  std::thread worker(
      [&signals](const std::string &path) {
        if (unpack(path))
          signals.cancel(); // expect
      },
      archive);
  io.run();
  worker.join();
}
} // namespace installer

// Buggy: the lookup is given up on the thread of std::async.
namespace lookup {
bool userGaveUp();

class Finder {
public:
  explicit Finder(asio::io_context &io) : io_(io), resolver_(io) {}

  bool find(const std::string &host) {
    bool found = false;
    resolver_.async_resolve(
        host, "https",
        [&found](asio::error_code error, tcp::resolver::results_type) {
          found = !error;
        });
    std::future<void> watch =
        std::async(std::launch::async, &Finder::giveUp, this);
    io_.run();
    watch.get();
    return found;
  }

private:
  void giveUp() {
    if (userGaveUp())
      resolver_.cancel(); // expect
  }

  asio::io_context &io_;
  tcp::resolver resolver_;
};
} // namespace lookup

// Buggy: many threads send on the socket that the loop receives with.
namespace beacon {
void received(asio::error_code error, std::size_t size);

void announce(asio::io_context &io, const std::vector<udp::endpoint> &peers) {
  udp::socket socket(io, udp::endpoint(udp::v4(), 4000));
  std::array<char, 1500> packet;
  udp::endpoint sender;
  socket.async_receive_from(asio::buffer(packet), sender, received);
  static const std::string hello = "hello";
  std::vector<std::thread> threads;
  for (const udp::endpoint &peer : peers)
    threads.emplace_back([&socket, peer] {
      socket.send_to(asio::buffer(hello), peer); // expect
    });
  io.run();
  for (std::thread &thread : threads)
    thread.join();
}
} // namespace beacon

// Buggy: this channel is not the concurrent one.
namespace pipeline {
using Channel = asio::experimental::channel<void(asio::error_code, int)>;
int readSensor();
void plot(int value);

asio::awaitable<void> plotAll(Channel &values) {
  for (;;)
    plot(co_await values.async_receive(asio::use_awaitable));
}

void run() {
  asio::io_context io;
  Channel values(io, 64);
  asio::co_spawn(io, plotAll(values), asio::detached);
  std::thread sensor([&values] {
    for (int i = 0; i < 1000; ++i)
      values.try_send(asio::error_code(), readSensor()); // expect
  });
  io.run();
  sensor.join();
}
} // namespace pipeline

// Buggy: the stream says goodbye on one thread and reads on another.
namespace secure {
using Stream = asio::ssl::stream<tcp::socket>;

class Session : public std::enable_shared_from_this<Session> {
public:
  Session(asio::io_context &io, asio::ssl::context &tls) : stream_(io, tls) {}

  void start() {
    auto self = shared_from_this();
    stream_.async_read_some(asio::buffer(data_),
                            [self](asio::error_code, std::size_t) {});
    std::thread([self] { self->goodbye(); }).detach();
  }

private:
  void goodbye() {
    auto done = [self = shared_from_this()](asio::error_code) {};
    stream_.async_shutdown(done); // expect
  }

  Stream stream_;
  std::array<char, 4096> data_;
};
} // namespace secure

// Buggy: the project's helper shuts the socket down, two calls deep.
namespace gateway {
bool licenceExpired();

void hangUp(tcp::socket &line) {
  line.shutdown(tcp::socket::shutdown_both); // expect
}

void enforce(tcp::socket &line) {
  if (licenceExpired())
    hangUp(line);
}

asio::awaitable<void> forward(tcp::socket &line) {
  std::array<char, 1024> block;
  for (;;)
    co_await line.async_read_some(asio::buffer(block), asio::use_awaitable);
}

void runGateway() {
  asio::io_context io;
  tcp::socket line(io);
  asio::co_spawn(io, forward(line), asio::detached);
  std::thread police(enforce, std::ref(line));
  io.run();
  police.join();
}
} // namespace gateway

// Buggy: the detached thread cancels the retry that is being waited for.
namespace uploads {
bool sendNow(const std::string &file);

class Upload : public std::enable_shared_from_this<Upload> {
public:
  Upload(asio::any_io_executor executor, std::string file)
      : retry_(executor), file_(std::move(file)) {}

  void begin() {
    retry_.expires_after(std::chrono::minutes(1));
    retry_.async_wait([self = shared_from_this()](asio::error_code error) {
      if (!error)
        self->begin();
    });
  }

  void sendInBackground() {
    std::thread([self = shared_from_this()] {
      if (sendNow(self->file_))
        self->retry_.cancel(); // expect
    }).detach();
  }

private:
  asio::steady_timer retry_;
  std::string file_;
};
} // namespace uploads

// Correct: the thread posts, the close happens on the acceptor's loop.
namespace newsserver {
bool adminSaysStop();

class Server {
public:
  Server(asio::io_context &io, const tcp::endpoint &where)
      : acceptor_(io, where) {
    accept();
  }
  void close() {
    asio::post(acceptor_.get_executor(), [this] { acceptor_.close(); });
  }

private:
  void accept() {
    acceptor_.async_accept([this](asio::error_code error, tcp::socket) {
      if (!error)
        accept();
    });
  }
  tcp::acceptor acceptor_;
};

void serve() {
  asio::io_context io;
  Server server(io, tcp::endpoint(tcp::v4(), 1190));
  std::thread admin([&server] {
    while (!adminSaysStop())
      continue;
    server.close();
  });
  io.run();
  admin.join();
}
} // namespace newsserver

// Correct: the pool spawns a coroutine on the loop that owns the timer.
namespace drawing {
void drawFrame();

asio::awaitable<void> prolong(asio::steady_timer &idle) {
  idle.expires_after(std::chrono::seconds(30));
  co_return;
}

void animate() {
  asio::io_context ui;
  asio::thread_pool workers(3);
  asio::steady_timer idle(ui);
  idle.async_wait([](asio::error_code) {});
  asio::post(workers, [&] {
    drawFrame();
    asio::co_spawn(ui, prolong(idle), asio::detached);
  });
  ui.run();
  workers.join();
}
} // namespace drawing

// Correct: the thread that arms the timer is the one that runs the loop.
namespace heartbeat {
void beat(asio::error_code error);

class Heart {
public:
  Heart() : timer_(io_) {}
  ~Heart() {
    io_.stop();
    thread_.join();
  }

  void start() {
    thread_ = std::thread([this] {
      timer_.expires_after(std::chrono::seconds(1));
      timer_.async_wait(beat);
      io_.run();
    });
  }

private:
  asio::io_context io_;
  asio::steady_timer timer_;
  std::thread thread_;
};
} // namespace heartbeat

// Correct: a context may be stopped from any thread.
namespace proxy {
bool quitPressed();
void accepted(asio::error_code error, tcp::socket client);

void runProxy() {
  asio::io_context io;
  tcp::acceptor acceptor(io, tcp::endpoint(tcp::v4(), 3128));
  acceptor.async_accept(accepted);
  std::jthread keyboard([&io] {
    while (!quitPressed())
      continue;
    io.stop();
  });
  io.run();
}
} // namespace proxy

// Correct: the concurrent channel may be filled on any thread.
namespace plotting {
using Channel =
    asio::experimental::concurrent_channel<void(asio::error_code, double)>;
double readGauge();
void plot(double value);

asio::awaitable<void> plotAll(Channel &values) {
  for (;;)
    plot(co_await values.async_receive(asio::use_awaitable));
}

void run() {
  asio::io_context io;
  Channel values(io, 64);
  asio::co_spawn(io, plotAll(values), asio::detached);
  std::thread gauge([&values] {
    for (int i = 0; i < 1000; ++i)
      values.try_send(asio::error_code(), readGauge());
  });
  io.run();
  gauge.join();
}
} // namespace plotting

// Correct: each client's thread owns its socket, all calls are synchronous.
namespace echo {
void echoAll(tcp::socket client) {
  std::array<char, 1024> block;
  for (;;) {
    asio::error_code error;
    std::size_t size = client.read_some(asio::buffer(block), error);
    if (error)
      return;
    asio::write(client, asio::buffer(block.data(), size));
  }
}

void serve(asio::io_context &io) {
  tcp::acceptor acceptor(io, tcp::endpoint(tcp::v4(), 7));
  for (;;) {
    tcp::socket client = acceptor.accept();
    std::thread(echoAll, std::move(client)).detach();
  }
}
} // namespace echo

// Correct: the loop, the timer and the socket are made in the thread.
namespace scanning {
bool reachable(const std::string &host);

std::future<bool> scan(std::string host) {
  return std::async(std::launch::async, [host = std::move(host)] {
    asio::io_context io;
    asio::steady_timer limit(io);
    limit.expires_after(std::chrono::seconds(2));
    limit.async_wait([&io](asio::error_code) { io.stop(); });
    bool up = reachable(host);
    if (up)
      limit.cancel();
    io.run();
    return up;
  });
}
} // namespace scanning

// Correct: the loop's thread has ended before the timer is cancelled.
namespace batch {
void nightly(asio::error_code error);

void runBatch() {
  asio::io_context io;
  asio::steady_timer timer(io);
  timer.expires_after(std::chrono::hours(1));
  timer.async_wait(nightly);
  std::thread loop([&io] { io.run_for(std::chrono::seconds(5)); });
  loop.join();
  timer.cancel();
}
} // namespace batch

// Correct: the thread only asks const methods what the socket is.
namespace status {
void show(bool open, std::chrono::steady_clock::time_point until);

class Connection {
public:
  explicit Connection(asio::io_context &io) : socket_(io), deadline_(io) {}

  void start() {
    socket_.async_read_some(asio::buffer(data_),
                            [](asio::error_code, std::size_t) {});
    deadline_.async_wait([this](asio::error_code) { socket_.close(); });
  }

  void display() {
    std::thread panel([this] { show(socket_.is_open(), deadline_.expiry()); });
    panel.join();
  }

private:
  tcp::socket socket_;
  asio::steady_timer deadline_;
  std::array<char, 64> data_;
};
} // namespace status

// Correct: the dispatched lambda finds the session on its own executor.
namespace kiosk {
bool coinRejected();

class Terminal : public std::enable_shared_from_this<Terminal> {
public:
  explicit Terminal(asio::io_context &io) : socket_(io) {}

  void start() {
    socket_.async_wait(tcp::socket::wait_read,
                       [self = shared_from_this()](asio::error_code) {});
    std::thread([self = shared_from_this()] {
      if (coinRejected())
        self->abort();
    }).detach();
  }

private:
  void abort() {
    auto self = shared_from_this();
    asio::dispatch(socket_.get_executor(), [self] { self->socket_.cancel(); });
  }

  tcp::socket socket_;
};
} // namespace kiosk
