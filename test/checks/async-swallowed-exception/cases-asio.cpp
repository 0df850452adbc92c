// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-swallowed-exception %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <array>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <exception>
#include <future>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;

// Buggy: a frame that is too large ends the worker, and nobody is told.
class JobWorker : public std::enable_shared_from_this<JobWorker> {
public:
  explicit JobWorker(tcp::socket socket) : socket_(std::move(socket)) {}
  void start() {
    auto self = shared_from_this();
    asio::co_spawn(executor_, run(self), asio::detached); // expect
  }

private:
  void checkSize(unsigned size) const {
    if (size > limit_)
      throw std::length_error("job too large");
  }
  asio::awaitable<void> run(std::shared_ptr<JobWorker> self) {
    unsigned header[2] = {};
    for (;;) {
      co_await asio::async_read(self->socket_, asio::buffer(header),
                                asio::use_awaitable);
      self->checkSize(header[1]);
    }
  }
  tcp::socket socket_;
  asio::any_io_executor executor_ = socket_.get_executor();
  unsigned limit_ = 1 << 20;
};

// Buggy: a refused connection leaves the metrics off without a word.
using MetricsSocket = asio::use_awaitable_t<>::as_default_on_t<tcp::socket>;

struct MetricsLink {
  explicit MetricsLink(asio::io_context &loop) : socket(loop) {}
  MetricsSocket socket;
  bool connected = false;
};

void enableMetrics(asio::io_context &loop, std::shared_ptr<MetricsLink> link,
                   const tcp::endpoint &collector) {
  auto connect = [link, collector]() -> asio::awaitable<void> {
    co_await link->socket.async_connect(collector);
    link->connected = true;
  };
  asio::co_spawn(loop, std::move(connect), asio::detached); // expect
}

// Buggy: an empty table throws in the constructor, and the old routes stay.
class RouteTable {
public:
  explicit RouteTable(std::string text) : text_(std::move(text)) {
    if (text_.empty())
      throw std::invalid_argument("no routes");
  }

private:
  std::string text_;
};

asio::awaitable<void> reloadRoutes(std::shared_ptr<RouteTable> &routes,
                                   std::string text) {
  co_await asio::post(asio::use_awaitable);
  routes = std::make_shared<RouteTable>(RouteTable(std::move(text)));
}

void inBackground(asio::io_context &loop, asio::awaitable<void> work) {
  asio::co_spawn(loop, std::move(work), asio::detached);
}

void onRoutesChanged(asio::io_context &loop,
                     std::shared_ptr<RouteTable> &routes, std::string text) {
  if (routes)
    inBackground(loop, reloadRoutes(routes, std::move(text))); // expect
}

// Buggy: the handler cleans up and rethrows, into a token that drops it.
asio::awaitable<void> syncClock(udp::socket &socket, udp::endpoint server) {
  std::array<char, 48> packet{};
  try {
    co_await socket.async_send_to(asio::buffer(packet), server,
                                  asio::use_awaitable);
    co_await socket.async_receive(asio::buffer(packet), asio::use_awaitable);
  } catch (const std::exception &) {
    socket.close();
    throw;
  }
}

void startClock(asio::io_context &loop, udp::socket &socket,
                const udp::endpoint &server) {
  auto strand = asio::make_strand(loop);
  auto token = asio::bind_executor(strand, asio::detached);
  asio::co_spawn(strand, syncClock(socket, server), token); // expect
}

// Buggy: the byte count is used although the transfer may have failed.
template <typename Stream>
asio::awaitable<std::size_t> receive(Stream &stream) {
  std::array<char, 4096> image{};
  std::size_t size = co_await asio::async_read(stream, asio::buffer(image),
                                               asio::use_awaitable);
  co_return size;
}

class ImageStore {
public:
  void accept(asio::thread_pool &pool, tcp::socket &peer) {
    co_spawn(pool, receive(peer), [&](std::exception_ptr, auto n) { // expect
      bytes_ += n;
      ++images_;
    });
  }

private:
  std::size_t bytes_ = 0;
  int images_ = 0;
};

// Buggy: when the upload or the lease fails, the backup is silently missing.
asio::awaitable<void> uploadSnapshot(tcp::socket &socket, std::string data) {
  co_await asio::async_write(socket, asio::buffer(data), asio::use_awaitable);
}

asio::awaitable<void> renewLease(asio::steady_timer &timer, int &lease) {
  for (int round = 0; round < 3; ++round) {
    timer.expires_after(std::chrono::seconds(10));
    co_await timer.async_wait(asio::use_awaitable);
    ++lease;
  }
}

void backUp(asio::io_context &loop, tcp::socket &socket,
            asio::steady_timer &timer, int &lease) {
  using asio::experimental::awaitable_operators::operator&&;
  auto backup = [&]() -> asio::awaitable<void> {
    co_await (uploadSnapshot(socket, "snapshot") && renewLease(timer, lease));
  };
  asio::co_spawn(loop, backup, asio::detached); // expect
  loop.run();
}

// Buggy: a replica that missed the entry counts as one that has it.
class ReplicaSet {
public:
  asio::awaitable<std::size_t> replicate(const std::string &entry) {
    for (auto &replica : replicas_) {
      try {
        co_await asio::async_write(*replica, asio::buffer(entry),
                                   asio::use_awaitable);
      } catch (const boost::system::system_error &) // expect
      {
        continue;
      }
    }
    co_return replicas_.size();
  }

private:
  std::vector<std::shared_ptr<tcp::socket>> replicas_;
};

// Buggy: the upload's trailer is lost, and the caller gets "no error".
class Upload {
public:
  explicit Upload(tcp::socket socket) : socket_(std::move(socket)) {}

  asio::awaitable<boost::system::error_code> finish() {
    try {
      co_await asio::async_write(socket_, asio::buffer(trailer_),
                                 asio::use_awaitable);
    } catch (const boost::system::system_error &error) // expect
    {
      std::cerr << "trailer not written: " << error.what() << '\n';
    }
    co_return boost::system::error_code{};
  }

private:
  tcp::socket socket_;
  std::string trailer_ = "0\r\n\r\n";
};

// Buggy: the error is unpacked and never read, so the loop spins at the end.
asio::awaitable<void> captureFrames(tcp::socket &camera, std::string &movie) {
  std::array<char, 1024> frame{};
  while (camera.is_open()) {
    auto [ec, size] = co_await camera.async_read_some( // expect
        asio::buffer(frame), asio::as_tuple(asio::use_awaitable));
    movie.append(frame.data(), size);
  }
}

// Buggy: waiting does not rethrow, so a failed migration looks finished.
asio::awaitable<int> migrateSchema(int from, int to) {
  if (to < from)
    throw std::logic_error("cannot migrate backwards");
  co_await asio::post(asio::use_awaitable);
  co_return to;
}

void upgrade(asio::thread_pool &pool, int from, int to) {
  std::cout << "migrating\n";
  co_spawn(pool, migrateSchema(from, to), asio::use_future).wait(); // expect
  std::cout << "schema is up to date\n";
}

// Correct: a failed accept is logged inside, and tried again after a pause.
class EchoServer {
public:
  explicit EchoServer(asio::io_context &loop) : acceptor_(loop), pause_(loop) {}
  void start(asio::io_context &loop) {
    asio::co_spawn(loop, acceptLoop(), asio::detached);
  }

private:
  asio::awaitable<void> acceptLoop() {
    for (;;) {
      try {
        peers_.push_back(co_await acceptor_.async_accept(asio::use_awaitable));
        continue;
      } catch (const std::exception &error) {
        std::cerr << "accept: " << error.what() << '\n';
      }
      pause_.expires_after(std::chrono::milliseconds(100));
      co_await pause_.async_wait(asio::use_awaitable);
    }
  }
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::vector<tcp::socket> peers_;
};

// Correct: the completion handler keeps the exception, and stop() rethrows it.
class Subscription {
public:
  explicit Subscription(tcp::socket socket) : socket_(std::move(socket)) {}
  void start() {
    asio::co_spawn(socket_.get_executor(), subscribe(),
                   [this](std::exception_ptr error) { failure_ = error; });
  }
  void stop() {
    socket_.close();
    if (failure_)
      std::rethrow_exception(failure_);
  }

private:
  asio::awaitable<void> subscribe() {
    static const std::string request = "SUBSCRIBE prices\n";
    co_await asio::async_write(socket_, asio::buffer(request),
                               asio::use_awaitable);
  }
  tcp::socket socket_;
  std::exception_ptr failure_;
};

// Correct: a wait for a signal fails only when the program itself cancels it.
asio::awaitable<void> stopOnSignal(asio::io_context &loop) {
  asio::signal_set signals(loop, 2, 15);
  co_await signals.async_wait(asio::use_awaitable);
  asio::steady_timer grace(loop, std::chrono::seconds(2));
  co_await grace.async_wait(asio::use_awaitable);
  loop.stop();
}

void installShutdown(asio::io_context &loop) {
  asio::co_spawn(loop, stopOnSignal(loop), asio::detached);
}

// Correct: as_tuple throws nothing, and a read of no bytes ends the session.
asio::awaitable<void> countBytes(tcp::socket peer,
                                 std::shared_ptr<std::size_t> total) {
  std::array<char, 512> chunk{};
  for (;;) {
    auto [ec, size] = co_await peer.async_read_some(
        asio::buffer(chunk), asio::as_tuple(asio::use_awaitable));
    if (size == 0)
      co_return;
    *total += size;
  }
}

void serveCounter(tcp::socket peer, std::shared_ptr<std::size_t> total) {
  auto executor = peer.get_executor();
  asio::co_spawn(executor, countBytes(std::move(peer), std::move(total)),
                 asio::detached);
}

// Correct: the redirected error is tested, and only the end of input is normal.
asio::awaitable<std::string> readAll(tcp::socket &socket) {
  std::string text;
  boost::system::error_code ec;
  co_await asio::async_read(socket, asio::dynamic_buffer(text),
                            asio::redirect_error(asio::use_awaitable, ec));
  if (ec && ec != asio::error::eof)
    throw boost::system::system_error(ec, "readAll");
  co_return text;
}

// Correct: get() rethrows what the task throws.
asio::awaitable<std::size_t> publishReport(tcp::socket &socket,
                                           const std::string &report) {
  if (report.empty())
    throw std::invalid_argument("empty report");
  co_return co_await asio::async_write(socket, asio::buffer(report),
                                       asio::use_awaitable);
}

std::size_t publishAndWait(asio::thread_pool &pool, tcp::socket &socket,
                           const std::string &report) {
  auto sent =
      asio::co_spawn(pool, publishReport(socket, report), asio::use_future);
  if (sent.wait_for(std::chrono::seconds(5)) != std::future_status::ready)
    socket.cancel();
  return sent.get();
}

// Correct: only the exception that stands for a client's goodbye is dropped.
struct ClientQuit {};

asio::awaitable<void> readCommand(tcp::socket &socket, std::string &line) {
  co_await asio::async_read_until(socket, asio::dynamic_buffer(line), '\n',
                                  asio::use_awaitable);
  if (line == "quit\n")
    throw ClientQuit();
}

asio::awaitable<void> commandSession(tcp::socket socket) {
  std::string line;
  try {
    for (;;)
      co_await readCommand(socket, line);
  } catch (const ClientQuit &) {
  }
  socket.close();
}

// Correct: the comment says why a farewell that is not sent does not matter.
class MailSession {
public:
  explicit MailSession(tcp::socket socket) : socket_(std::move(socket)) {}

  asio::awaitable<void> close() {
    static const std::string quit = "QUIT\r\n";
    try {
      co_await asio::async_write(socket_, asio::buffer(quit),
                                 asio::use_awaitable);
    } catch (const boost::system::system_error &) {
      // The mail is delivered; many servers hang up before the farewell.
    }
    socket_.close();
  }

private:
  tcp::socket socket_;
};

// Correct: the code behind the try runs only after a failure, and tries again.
asio::awaitable<tcp::socket> dial(const tcp::endpoint &endpoint) {
  auto executor = co_await asio::this_coro::executor;
  asio::steady_timer backoff(executor);
  for (int attempt = 1; attempt < 5; ++attempt) {
    try {
      tcp::socket socket(executor);
      co_await socket.async_connect(endpoint, asio::use_awaitable);
      co_return socket;
    } catch (const boost::system::system_error &) {
    }
    backoff.expires_after(std::chrono::seconds(attempt));
    co_await backoff.async_wait(asio::use_awaitable);
  }
  throw std::runtime_error("no connection after five attempts");
}

// Correct: an empty optional tells that the name could not be resolved.
asio::awaitable<tcp::endpoint> findBroker(tcp::resolver &resolver,
                                          const std::string &name,
                                          tcp::endpoint fallback) {
  std::optional<tcp::resolver::results_type> found;
  try {
    found = co_await resolver.async_resolve(name, "1883", asio::use_awaitable);
  } catch (const boost::system::system_error &) {
  }
  if (!found) {
    std::cerr << name << " not resolved, using the fallback\n";
    co_return fallback;
  }
  co_return found->begin()->endpoint();
}
