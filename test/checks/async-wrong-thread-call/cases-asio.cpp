// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-wrong-thread-call %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using asio::ip::udp;
using boost::system::error_code;

// Buggy: the console thread cancels the timer that the loop waits for.
namespace heartbeat {
bool readCommand(std::string &line);
void sendBeat();

class Beacon {
public:
  void run() {
    beat();
    std::thread console([this] { readConsole(); });
    context_.run();
    console.join();
  }

private:
  void beat() {
    timer_.expires_after(std::chrono::seconds(1));
    timer_.async_wait([this](const error_code &error) {
      if (error)
        return;
      sendBeat();
      beat();
    });
  }
  void readConsole() {
    std::string line;
    while (readCommand(line))
      if (line == "quit")
        timer_.cancel(); // expect
  }

  asio::io_context context_;
  asio::steady_timer timer_{context_};
};
} // namespace heartbeat

// Buggy: the acceptor is closed by the task that reads the license.
namespace licensing {
bool licenseIsValid(const std::string &file);
awaitable<void> serve(tcp::socket peer);

awaitable<void> listen(tcp::acceptor &acceptor) {
  for (;;) {
    tcp::socket peer = co_await acceptor.async_accept(use_awaitable);
    asio::co_spawn(acceptor.get_executor(), serve(std::move(peer)),
                   asio::detached);
  }
}

void runServer(const std::string &license) {
  asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(tcp::v4(), 9000));
  asio::co_spawn(context, listen(acceptor), asio::detached);
  auto valid = std::async(std::launch::async, [&] {
    if (licenseIsValid(license))
      return true;
    acceptor.close(); // expect
    return false;
  });
  context.run();
}
} // namespace licensing

// Buggy: the watchdog reaches into the client's socket, two calls deep.
namespace gameclient {
bool serverAnswers(const std::string &host);
void handleUpdate(const char *data, std::size_t size);

class Client {
public:
  Client(asio::io_context &context, std::string host)
      : socket_(context), host_(std::move(host)) {}

  awaitable<void> receive() {
    char data[512];
    while (socket_.is_open()) {
      const std::size_t size =
          co_await socket_.async_read_some(asio::buffer(data), use_awaitable);
      handleUpdate(data, size);
    }
  }
  void watch() {
    watchdog_ = std::jthread([this] {
      if (!serverAnswers(host_))
        giveUp();
    });
  }

private:
  void giveUp() {
    error_code ignored;
    socket_.close(ignored); // expect
  }

  tcp::socket socket_;
  std::string host_;
  std::jthread watchdog_;
};
} // namespace gameclient

// Buggy: the picture is encoded on the pool, which then sends it as well.
namespace camera {
std::string encode(const std::vector<unsigned char> &frame);

class Viewer {
public:
  Viewer(tcp::socket socket, asio::thread_pool &encoders)
      : socket_(std::move(socket)), encoders_(encoders) {}

  void readControls() {
    socket_.async_receive(asio::buffer(control_),
                          [this](const error_code &error, std::size_t) {
                            if (!error)
                              readControls();
                          });
  }
  void show(std::vector<unsigned char> frame) {
    asio::post(encoders_, [this, frame = std::move(frame)] {
      encoded_ = encode(frame);
      socket_.async_send(asio::buffer(encoded_), // expect
                         [](const error_code &, std::size_t) {});
    });
  }

private:
  tcp::socket socket_;
  asio::thread_pool &encoders_;
  std::string encoded_;
  char control_[16];
};
} // namespace camera

// Buggy: one of the helper threads cancels the look-up of the loop.
namespace lookup {
bool askCache(const std::string &host, unsigned cache);
void connectTo(const tcp::resolver::results_type &addresses);

void resolve(asio::io_context &context, const std::string &host) {
  tcp::resolver resolver(context);
  resolver.async_resolve(
      host, "https",
      [](const error_code &error, tcp::resolver::results_type addresses) {
        if (!error)
          connectTo(addresses);
      });
  std::vector<std::thread> caches;
  for (unsigned cache = 0; cache < 3; ++cache)
    caches.emplace_back([&resolver, &host, cache] {
      if (askCache(host, cache))
        resolver.cancel(); // expect
    });
  context.run();
  for (std::thread &thread : caches)
    thread.join();
}
} // namespace lookup

// Buggy: the signals are given up by the thread that migrates the data.
namespace migration {
void migrate(const std::string &database);

int runMigration(const std::string &database) {
  asio::io_context context;
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&context](const error_code &error, int) {
    if (!error)
      context.stop();
  });
  std::thread worker([&signals, database] {
    migrate(database);
    signals.cancel(); // expect
  });
  context.run();
  worker.join();
  return 0;
}
} // namespace migration

// Buggy: this kind of channel is for one thread, the decoder has its own.
namespace decoding {
struct Packet {
  long time;
};
using Packets = asio::experimental::channel<void(error_code, Packet)>;
bool decodeNext(Packet &packet);
void render(const Packet &packet);

awaitable<void> renderAll(Packets &packets) {
  for (;;)
    render(co_await packets.async_receive(use_awaitable));
}

void play() {
  asio::io_context context;
  Packets packets(context, 32);
  asio::co_spawn(context, renderAll(packets), asio::detached);
  std::thread decoder([&packets] {
    Packet packet;
    while (decodeNext(packet))
      packets.try_send(error_code(), packet); // expect
  });
  context.run();
  decoder.join();
}
} // namespace decoding

// Buggy: whoever removes the device closes the descriptor the loop reads.
namespace hotplug {
bool unplugged(int event);

class Device {
public:
  Device(asio::io_context &context, int fd) : stream_(context, fd) {}

  awaitable<void> run() {
    char report[64];
    for (;;)
      co_await stream_.async_read_some(asio::buffer(report), use_awaitable);
  }
  void close() { stream_.close(); } // expect

private:
  asio::posix::stream_descriptor stream_;
};

void watchDevice(asio::io_context &context, int fd, int events) {
  auto device = std::make_shared<Device>(context, fd);
  asio::co_spawn(context, device->run(), asio::detached);
  std::thread monitor([device, events] {
    for (int event = 0; event < events; ++event)
      if (unplugged(event))
        device->close();
  });
  monitor.detach();
}
} // namespace hotplug

// Buggy: the thread is given the loop's timer by reference and re-arms it.
namespace lamps {
int nextDelay();
void toggleLamp();

void hurry(asio::steady_timer &timer) {
  const int delay = nextDelay();
  if (delay < 100)
    timer.expires_after(std::chrono::milliseconds(delay)); // expect
}

void blink(asio::steady_timer &timer) {
  timer.async_wait([&timer](const error_code &) {
    toggleLamp();
    blink(timer);
  });
}

void runLamps() {
  asio::io_context context;
  asio::steady_timer timer(context, std::chrono::milliseconds(500));
  blink(timer);
  std::thread button(hurry, std::ref(timer));
  context.run();
  button.join();
}
} // namespace lamps

// Buggy: a job of the pool stops the deadline of a session on the loop.
namespace scanning {
bool isClean(const std::string &file);

struct Session {
  explicit Session(asio::io_context &context) : deadline(context) {}
  asio::steady_timer deadline;
  std::string file;
  bool expired = false;
};

void armDeadline(const std::shared_ptr<Session> &session) {
  session->deadline.expires_after(std::chrono::seconds(20));
  session->deadline.async_wait([session](const error_code &error) {
    if (!error)
      session->expired = true;
  });
}

void scan(asio::io_context &context, asio::thread_pool &scanners,
          std::string file) {
  auto session = std::make_shared<Session>(context);
  session->file = std::move(file);
  armDeadline(session);
  asio::post(scanners, [session] {
    if (isClean(session->file))
      session->deadline.cancel(); // expect
  });
}
} // namespace scanning

// Correct: the console posts the cancellation to the loop.
namespace ticker {
bool readKey(char &key);
void printRates();

class Ticker {
public:
  void run() {
    tick();
    std::thread keyboard([this] {
      char key = 0;
      while (readKey(key))
        if (key == 'q')
          asio::post(context_, [this] { timer_.cancel(); });
    });
    context_.run();
    keyboard.join();
  }

private:
  void tick() {
    timer_.expires_after(std::chrono::seconds(5));
    timer_.async_wait([this](const error_code &error) {
      if (error)
        return;
      printRates();
      tick();
    });
  }

  asio::io_context context_;
  asio::steady_timer timer_{context_};
};
} // namespace ticker

// Correct: one thread for each client, its socket is used by that thread only.
namespace daytime {
std::string now();

void serveForever() {
  asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(tcp::v4(), 13));
  for (;;) {
    tcp::socket peer = acceptor.accept();
    std::thread([peer = std::move(peer)]() mutable {
      const std::string text = now();
      error_code error;
      peer.write_some(asio::buffer(text), error);
      peer.shutdown(tcp::socket::shutdown_both, error);
    }).detach();
  }
}
} // namespace daytime

// Correct: the thread is the loop's own, it runs the loop and its timer.
namespace background {
void flushCaches();

class Flusher {
public:
  void start() {
    thread_ = std::thread([this] {
      timer_.expires_after(std::chrono::minutes(1));
      timer_.async_wait([](const error_code &error) {
        if (!error)
          flushCaches();
      });
      context_.run();
    });
  }
  void stop() {
    context_.stop();
    thread_.join();
  }

private:
  asio::io_context context_;
  asio::steady_timer timer_{context_};
  std::thread thread_;
};
} // namespace background

// Correct: the closing goes through the executor of the socket itself.
namespace tunnel {
bool credentialsExpired();

class Tunnel : public std::enable_shared_from_this<Tunnel> {
public:
  explicit Tunnel(tcp::socket socket) : socket_(std::move(socket)) {}

  void read() {
    socket_.async_read_some(
        asio::buffer(data_),
        [self = shared_from_this()](const error_code &error, std::size_t) {
          if (!error)
            self->read();
        });
  }
  void guard() {
    std::thread([self = shared_from_this()] {
      if (credentialsExpired())
        asio::dispatch(self->socket_.get_executor(),
                       [self] { self->socket_.close(); });
    }).detach();
  }

private:
  tcp::socket socket_;
  char data_[1024];
};
} // namespace tunnel

// Correct: the probe has a loop and a socket of its own in its thread.
namespace probing {
void report(const std::string &host, bool open);

void probe(const std::vector<std::string> &hosts, unsigned short port) {
  std::vector<std::thread> probes;
  for (const std::string &host : hosts)
    probes.emplace_back([host, port] {
      asio::io_context context;
      tcp::socket socket(context);
      error_code error;
      socket.connect({asio::ip::make_address(host), port}, error);
      report(host, !error);
      socket.close(error);
    });
  for (std::thread &thread : probes)
    thread.join();
}
} // namespace probing

// Correct: whoever touches the timer holds the lock, in the handler as well.
namespace limiter {
bool quotaRaised();
void release();

class Limiter {
public:
  explicit Limiter(asio::io_context &context) : timer_(context) {}

  void hold() {
    std::lock_guard<std::mutex> guard(mutex_);
    timer_.expires_after(std::chrono::seconds(3));
    timer_.async_wait([](const error_code &) { release(); });
  }
  void watchQuota() {
    watcher_ = std::jthread([this] {
      if (!quotaRaised())
        return;
      std::lock_guard<std::mutex> guard(mutex_);
      timer_.cancel();
    });
  }

private:
  std::mutex mutex_;
  asio::steady_timer timer_;
  std::jthread watcher_;
};
} // namespace limiter

// Correct: the pool runs the coroutine, its timer is made there.
namespace retrying {
bool pushMetrics();

awaitable<void> pushWithRetries() {
  asio::steady_timer pause(co_await asio::this_coro::executor);
  for (int attempt = 0; attempt < 5 && !pushMetrics(); ++attempt) {
    pause.expires_after(std::chrono::seconds(1 << attempt));
    co_await pause.async_wait(use_awaitable);
  }
}

void pushFromPool(asio::thread_pool &pool) {
  asio::co_spawn(pool, pushWithRetries(), asio::detached);
}
} // namespace retrying

// Correct: this kind of channel may be filled from any thread.
namespace importing {
using Lines = asio::experimental::concurrent_channel<void(error_code, int)>;
bool parseNext(int &line);
void store(int line);

awaitable<void> storeAll(Lines &lines) {
  for (;;)
    store(co_await lines.async_receive(use_awaitable));
}

void importFile() {
  asio::io_context context;
  Lines lines(context, 256);
  asio::co_spawn(context, storeAll(lines), asio::detached);
  std::thread parser([&lines] {
    int line = 0;
    while (parseNext(line))
      lines.try_send(error_code(), line);
  });
  context.run();
  parser.join();
}
} // namespace importing

// Correct: the reaper closes the acceptor when the loop has reported its end.
namespace shutdown {
void serve(tcp::socket peer);

void run(asio::io_context &context) {
  tcp::acceptor acceptor(context, tcp::endpoint(tcp::v6(), 4000));
  std::promise<void> finished;
  acceptor.async_accept([](const error_code &error, tcp::socket peer) {
    if (!error)
      serve(std::move(peer));
  });
  std::thread reaper([&acceptor, ended = finished.get_future()] {
    ended.wait();
    acceptor.close();
  });
  context.run();
  finished.set_value();
  reaper.join();
}
} // namespace shutdown

// Correct: the worker has the loop do the sending, stop() is for any thread.
namespace reporting {
std::string measure(int round);

class Reporter {
public:
  explicit Reporter(asio::io_context &context)
      : context_(context), socket_(context) {}

  void run() {
    std::thread worker([this] {
      for (int round = 0; round < 10; ++round)
        asio::co_spawn(context_, send(measure(round)), asio::detached);
      asio::post(context_, [this] { context_.stop(); });
    });
    context_.run();
    worker.join();
  }

private:
  awaitable<void> send(std::string report) {
    co_await socket_.async_send(asio::buffer(report), use_awaitable);
  }

  asio::io_context &context_;
  udp::socket socket_;
};
} // namespace reporting
