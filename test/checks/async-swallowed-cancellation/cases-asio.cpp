// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-swallowed-cancellation %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <csignal>
#include <deque>
#include <exception>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using asio::ip::udp;
using boost::system::error_code;
using boost::system::system_error;

void logWarning(const char *what, const std::string &detail);

// Buggy: close() ends every accept with an error, and the loop spins.
class ChatServer {
public:
  explicit ChatServer(asio::io_context &context)
      : acceptor_(context, tcp::endpoint(tcp::v4(), 6667)) {}

  awaitable<void> acceptLoop() {
    for (;;) {
      try {
        tcp::socket peer = co_await acceptor_.async_accept(use_awaitable);
        admit(std::move(peer));
      } catch (const std::exception &e) { // expect
        logWarning("accept", e.what());
      }
    }
  }

  void stop() { acceptor_.close(); }

private:
  void admit(tcp::socket peer);
  tcp::acceptor acceptor_;
};

// Buggy: the cancelled receive of the beacon counts as a bad datagram.
class BeaconListener {
public:
  explicit BeaconListener(asio::io_context &context)
      : socket_(context, udp::endpoint(udp::v4(), 5353)) {}

  awaitable<void> listen() {
    std::array<char, 1500> datagram;
    udp::endpoint sender;
    while (true) {
      try {
        std::size_t n = co_await socket_.async_receive_from(
            asio::buffer(datagram), sender, use_awaitable);
        handle(datagram.data(), n);
      } catch (const system_error &e) { // expect
        ++badDatagrams_;
        logWarning("beacon", e.code().message());
      }
    }
  }

  void leaveNetwork() {
    left_ = true;
    socket_.cancel();
  }

private:
  void handle(const char *data, std::size_t size);
  udp::socket socket_;
  int badDatagrams_ = 0;
  bool left_ = false;
};

// Buggy: the console reader survives the detaching of its descriptor.
struct ConsoleReader {
  asio::posix::stream_descriptor input;
  std::string line;
  unsigned failures = 0;

  awaitable<void> readCommands() {
    while (true) {
      try {
        std::size_t n = co_await asio::async_read_until(
            input, asio::dynamic_buffer(line), '\n', use_awaitable);
        execute(line.substr(0, n));
        line.erase(0, n);
      } catch (...) { // expect
        ++failures;
        line.clear();
      }
    }
  }

  void execute(const std::string &command);
};

void detachConsole(ConsoleReader &reader) { reader.input.cancel(); }

// Buggy: a signal handler closes the global acceptor, the loop tries again.
asio::io_context statusContext;
tcp::acceptor statusAcceptor(statusContext, tcp::endpoint(tcp::v4(), 9100));
awaitable<void> sendStatus(tcp::socket socket);

awaitable<void> serveStatus() {
  for (;;) {
    try {
      co_await sendStatus(co_await statusAcceptor.async_accept(use_awaitable));
    } catch (const std::runtime_error &e) { // expect
      logWarning("status page", e.what());
      continue;
    }
  }
}

void onSigterm(int) { statusAcceptor.close(); }

// Buggy: a lambda closes the captured acceptor under the loop of another.
void spawnSession(tcp::socket socket);

void runProxy(asio::io_context &context, unsigned short port) {
  tcp::acceptor acceptor(context, tcp::endpoint(tcp::v4(), port));
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&acceptor](error_code, int) { acceptor.close(); });

  asio::co_spawn(
      context,
      [&acceptor]() -> awaitable<void> {
        while (true) {
          try {
            spawnSession(co_await acceptor.async_accept(use_awaitable));
          } catch (const std::exception &e) { // missed: not seen
            logWarning("proxy", e.what());
          }
        }
      },
      asio::detached);
  context.run();
}

// Buggy: the stop token ends the fetch, and the worker fetches again.
struct Job {
  int id = 0;
};
awaitable<Job> fetchJob(std::string queue, std::stop_token token);
awaitable<void> perform(Job job);

awaitable<void> workOff(std::string queue, std::stop_token token) {
  int failed = 0;
  for (;;) {
    try {
      Job job = co_await fetchJob(queue, token);
      co_await perform(job);
      failed = 0;
    } catch (...) { // expect
      if (++failed % 100 == 0)
        logWarning("worker", "many jobs failed");
    }
  }
}

// Buggy: both instantiations go on after their acceptor was cancelled.
template <typename Protocol> class Listener {
public:
  using Socket = typename Protocol::socket;

  Listener(asio::io_context &context, typename Protocol::endpoint local)
      : acceptor_(context, local) {}

  awaitable<void> run() {
    for (;;) {
      try {
        Socket socket = co_await acceptor_.async_accept(use_awaitable);
        ++accepted_;
        socket.non_blocking(true);
      } catch (const std::exception &e) { // missed: not seen
        logWarning("listener", e.what());
      }
    }
  }

  void interrupt() { acceptor_.cancel(); }

private:
  typename Protocol::acceptor acceptor_;
  std::size_t accepted_ = 0;
};

void startListeners(asio::io_context &context) {
  static Listener<tcp> first(context, tcp::endpoint(tcp::v4(), 7000));
  asio::co_spawn(context, first.run(), asio::detached);
}

// Buggy: after hangUp() the modem dials again, and again.
class Modem {
public:
  explicit Modem(asio::io_context &context) : line_(context), pause_(context) {}

  awaitable<void> keepOnline(tcp::endpoint provider) {
    for (;;) {
      bool wait = false;
      try {
        co_await line_.async_connect(provider, use_awaitable);
        co_await pumpFrames();
      } catch (const system_error &e) { // expect
        logWarning("modem", e.code().message());
        wait = true;
      }
      if (wait) {
        pause_.expires_after(asio::chrono::seconds(5));
        co_await pause_.async_wait(use_awaitable);
      }
    }
  }

  void hangUp() { line_.close(); }

private:
  awaitable<void> pumpFrames();
  tcp::socket line_;
  asio::steady_timer pause_;
};

// Buggy: a protocol error may be skipped, a closed connection may not.
struct ProtocolError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
  explicit Connection(tcp::socket socket) : socket_(std::move(socket)) {}

  void start() {
    asio::co_spawn(
        socket_.get_executor(),
        [self = shared_from_this()]() -> awaitable<void> {
          std::array<unsigned char, 4> header;
          for (;;) {
            try {
              co_await asio::async_read(self->socket_, asio::buffer(header),
                                        use_awaitable);
              self->parse(header);
            } catch (const ProtocolError &e) {
              self->reject(e.what());
            } catch (const std::exception &e) { // expect
              logWarning("connection", e.what());
            }
          }
        },
        asio::detached);
  }

  void kick() { socket_.close(); }

private:
  void parse(const std::array<unsigned char, 4> &header);
  void reject(const char *reason);
  tcp::socket socket_;
};

// Buggy: the import was cancelled by the user, and every further page fails.
class ImportProgress {
public:
  bool cancelled() const;
  void advance(int rows);
};
awaitable<int> importPage(const std::string &table, int page,
                          const ImportProgress &progress);

awaitable<void> importTable(std::string table, ImportProgress &progress) {
  int page = 0;
  std::vector<int> skipped;
  while (true) {
    try {
      int rows = co_await importPage(table, page, progress);
      if (rows == 0)
        co_return;
      progress.advance(rows);
    } catch (const std::exception &e) { // expect
      skipped.push_back(page);
    }
    ++page;
  }
}

// Correct: an aborted accept ends the loop, any other error is logged.
class MailServer {
public:
  explicit MailServer(asio::io_context &context)
      : acceptor_(context, tcp::endpoint(tcp::v4(), 25)) {}

  awaitable<void> acceptLoop() {
    for (;;) {
      try {
        serve(co_await acceptor_.async_accept(use_awaitable));
      } catch (const system_error &e) {
        if (e.code() == asio::error::operation_aborted)
          co_return;
        logWarning("smtp", e.code().message());
      }
    }
  }

  void stop() { acceptor_.close(); }

private:
  void serve(tcp::socket socket);
  tcp::acceptor acceptor_;
};

// Correct: whatever goes wrong, the read loop of the session is over.
class TelnetSession {
public:
  explicit TelnetSession(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<void> run() {
    char data[256];
    for (;;) {
      try {
        std::size_t n =
            co_await socket_.async_read_some(asio::buffer(data), use_awaitable);
        feed(data, n);
      } catch (const std::exception &e) {
        logWarning("telnet", e.what());
        break;
      }
    }
    forget();
  }

  void disconnect() { socket_.cancel(); }

private:
  void feed(const char *data, std::size_t size);
  void forget();
  tcp::socket socket_;
};

// Correct: the loop goes on only as long as the acceptor is open.
class MetricsEndpoint {
public:
  explicit MetricsEndpoint(asio::io_context &context) : acceptor_(context) {}

  awaitable<void> serve() {
    while (acceptor_.is_open()) {
      try {
        scrape(co_await acceptor_.async_accept(use_awaitable));
      } catch (const std::exception &e) {
        logWarning("metrics", e.what());
      }
    }
  }

  void disable() { acceptor_.close(); }

private:
  void scrape(tcp::socket socket);
  tcp::acceptor acceptor_;
};

// Correct: the receive gives its error as a value, only the parser throws.
class SyslogReceiver {
public:
  explicit SyslogReceiver(asio::io_context &context) : socket_(context) {}

  awaitable<void> receive() {
    std::array<char, 2048> line;
    for (;;) {
      auto [ec, n] = co_await socket_.async_receive(
          asio::buffer(line), asio::experimental::as_tuple(use_awaitable));
      if (ec)
        co_return;
      try {
        co_await store(std::string(line.data(), n));
      } catch (const std::exception &e) {
        logWarning("syslog", e.what());
      }
    }
  }

  void stop() { socket_.close(); }

private:
  awaitable<void> store(std::string line);
  udp::socket socket_;
};

// Correct: the timer is cancelled to flush early, not to end the loop.
class WriteBehindCache {
public:
  explicit WriteBehindCache(asio::io_context &context) : timer_(context) {}

  awaitable<void> flushPeriodically() {
    for (;;) {
      timer_.expires_after(asio::chrono::seconds(30));
      try {
        co_await timer_.async_wait(use_awaitable);
      } catch (const system_error &) {
        ++earlyFlushes_;
      }
      co_await flush();
    }
  }

  void flushNow() { timer_.cancel(); }

private:
  awaitable<void> flush();
  asio::steady_timer timer_;
  int earlyFlushes_ = 0;
};

// Correct: nobody else knows the probe's socket, so nobody cancels it.
void recordProbe(bool reachable);

awaitable<void> probeForever(tcp::endpoint target) {
  auto executor = co_await asio::this_coro::executor;
  asio::steady_timer interval(executor);
  for (;;) {
    try {
      tcp::socket probe(executor);
      co_await probe.async_connect(target, use_awaitable);
      recordProbe(true);
    } catch (const std::exception &) {
      recordProbe(false);
    }
    interval.expires_after(asio::chrono::minutes(1));
    co_await interval.async_wait(use_awaitable);
  }
}

// Correct: the handler asks whether the relay is to end.
class Relay {
public:
  Relay(tcp::socket in, tcp::socket out)
      : in_(std::move(in)), out_(std::move(out)) {}

  awaitable<void> copy() {
    std::array<char, 4096> chunk;
    for (;;) {
      try {
        std::size_t n =
            co_await in_.async_read_some(asio::buffer(chunk), use_awaitable);
        co_await asio::async_write(out_, asio::buffer(chunk.data(), n),
                                   use_awaitable);
      } catch (const system_error &e) {
        if (stopping_)
          co_return;
        logWarning("relay", e.code().message());
        resync();
      }
    }
  }

  void stop() {
    stopping_ = true;
    in_.cancel();
    out_.cancel();
  }

private:
  void resync();
  tcp::socket in_;
  tcp::socket out_;
  bool stopping_ = false;
};

// Correct: the handler stands around the loop, the first error ends it.
class PrinterQueue {
public:
  explicit PrinterQueue(asio::io_context &context) : printer_(context) {}

  awaitable<void> printAll() {
    try {
      while (true) {
        std::string page = co_await nextPage();
        co_await asio::async_write(printer_, asio::buffer(page), use_awaitable);
      }
    } catch (const std::exception &e) {
      logWarning("printer", e.what());
    }
  }

  void powerOff() { printer_.close(); }

private:
  awaitable<std::string> nextPage();
  tcp::socket printer_;
};

// Correct: only an error that passes by itself is tried again.
bool isTransient(const error_code &error);

class SensorBus {
public:
  explicit SensorBus(asio::io_context &context) : bus_(context) {}

  awaitable<void> poll() {
    std::array<unsigned char, 16> frame;
    for (;;) {
      try {
        co_await asio::async_read(bus_, asio::buffer(frame), use_awaitable);
        publish(frame);
      } catch (const system_error &e) {
        if (!isTransient(e.code()))
          throw;
        logWarning("sensor", e.code().message());
      }
    }
  }

  void unplug() { bus_.cancel(); }

private:
  void publish(const std::array<unsigned char, 16> &frame);
  asio::posix::stream_descriptor bus_;
};

// Correct: the read stands outside, what the try block does cannot suspend.
struct Order {
  std::string symbol;
  int amount = 0;
};
Order parseOrder(const std::string &text);

class OrderFeed {
public:
  explicit OrderFeed(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<void> follow() {
    std::string text;
    for (;;) {
      std::size_t n = co_await asio::async_read_until(
          socket_, asio::dynamic_buffer(text), ';', use_awaitable);
      try {
        orders_.push_back(parseOrder(text.substr(0, n)));
      } catch (const std::exception &e) {
        logWarning("order", e.what());
      }
      text.erase(0, n);
    }
  }

  void unsubscribe() { socket_.close(); }

private:
  tcp::socket socket_;
  std::deque<Order> orders_;
};
