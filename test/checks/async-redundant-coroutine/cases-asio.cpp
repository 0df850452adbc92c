// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-redundant-coroutine %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: a wrapper that only supplies the size of the header.
awaitable<std::string> readBytes(tcp::socket &socket, std::size_t count);

awaitable<std::string> readHeader(tcp::socket &socket, std::size_t words) {
  co_return co_await readBytes(socket, words * 4); // expect
}

// Buggy: stop only names the reason of the shutdown.
enum class Reason { Requested, Failure };

class Broker {
public:
  awaitable<void> stop() {
    co_await shutdown(Reason::Requested); // expect
  }

private:
  awaitable<void> shutdown(Reason reason);
};

// Buggy: a typed remote call adds nothing but the name of the procedure.
template <typename Reply>
awaitable<Reply> invokeRemote(std::string procedure, int argument);

template <typename Reply> awaitable<Reply> queryRemote(int argument) {
  co_return co_await invokeRemote<Reply>("query", argument); // expect
}

awaitable<double> loadAverage(int node) {
  double value = co_await queryRemote<double>(node);
  co_return value * 100;
}

// Buggy: the overload without a deadline is a frame of its own.
class NameCache {
public:
  using Clock = std::chrono::steady_clock;

  static awaitable<tcp::endpoint> resolve(const std::string &host,
                                          Clock::duration limit);
  static awaitable<tcp::endpoint> resolve(const std::string &host) {
    co_return co_await resolve(host, std::chrono::seconds(5)); // expect
  }
};

// Buggy: the pool hands out the connection, this class only passes it on.
struct Connection {
  int id = 0;
};
class ConnectionPool {
public:
  awaitable<std::shared_ptr<Connection>> acquire(int shard);
};

class Repository {
public:
  awaitable<std::shared_ptr<Connection>> connection() {
    co_return co_await pool_.acquire(shard_); // expect
  }

private:
  ConnectionPool pool_;
  int shard_ = 0;
};

// Buggy: each method of the facade switches coroutines twice.
class ChatClient {
public:
  ~ChatClient();
  awaitable<bool> send(std::string room, std::string text) {
    co_return co_await impl_->send(std::move(room), std::move(text)); // expect
  }

private:
  struct Impl {
    awaitable<bool> send(std::string room, std::string text);
  };
  std::unique_ptr<Impl> impl_;
};

// Buggy: waiting for the next tick is the wait of the timer itself.
class Ticker {
public:
  explicit Ticker(asio::any_io_executor executor) : timer_(executor) {}

  void restart() { timer_.expires_after(std::chrono::seconds(1)); }
  awaitable<void> tick() {
    co_await timer_.async_wait(use_awaitable); // expect
  }

private:
  asio::steady_timer timer_;
};

// Buggy: which mode it is can be said in the call that is returned.
enum class SyncMode { Full, Delta };
awaitable<std::size_t> synchronize(const std::string &folder, SyncMode mode);

auto synchronizeFolder(const std::string &folder, bool force)
    -> awaitable<std::size_t> {
  co_return (co_await synchronize(folder, // missed: not seen
                                  force ? SyncMode::Full : SyncMode::Delta));
}

// Buggy: the request is built and given away by value.
struct ListRequest {
  std::string bucket;
  int limit;
};
namespace storage {
awaitable<std::vector<std::string>> list(ListRequest request);
}

class Bucket {
public:
  awaitable<std::vector<std::string>> firstPage() const {
    co_return co_await storage::list(ListRequest{name_, pageSize}); // expect
  }

private:
  static constexpr int pageSize = 100;
  std::string name_;
};

// Buggy: the lambda given to the router is a coroutine for one call.
struct HttpReply {
  int status = 200;
};
using Route = awaitable<HttpReply> (*)(tcp::socket &, int);
awaitable<HttpReply> serveStatus(tcp::socket &socket, int verbosity, bool json);
void addRoute(std::string_view path, Route route);

void addRoutes() {
  addRoute("/status",
           [](tcp::socket &socket, int verbosity) -> awaitable<HttpReply> {
             co_return co_await serveStatus(socket, verbosity, true); // expect
           });
}

// Correct: the task is returned as it is.
awaitable<std::string> readLine(tcp::socket &socket, std::size_t limit);

awaitable<std::string> readCommand(tcp::socket &socket) {
  return readLine(socket, 512);
}

// Correct: an error becomes an empty list, so the coroutine is needed.
awaitable<std::vector<std::string>> listPeers(tcp::socket &socket);

awaitable<std::vector<std::string>> listPeersOrNone(tcp::socket &socket) {
  try {
    co_return co_await listPeers(socket);
  } catch (const boost::system::system_error &) {
  }
  co_return std::vector<std::string>();
}

// Correct: the counter is held as long as the request runs.
class InFlight {
public:
  explicit InFlight(int &count) : count_(count) { ++count_; }
  ~InFlight() { --count_; }

private:
  int &count_;
};

class Gateway {
public:
  awaitable<std::string> forward(std::string request) {
    InFlight guard(active_);
    co_return co_await relay(std::move(request));
  }

private:
  awaitable<std::string> relay(std::string request);
  int active_ = 0;
};

// Correct: the reply is turned into a yes or no of the same type.
awaitable<bool> isBlocked(std::string address);

awaitable<bool> mayConnect(std::string address) {
  co_return !co_await isBlocked(std::move(address));
}

// Correct: the number of bytes is dropped, the task has another type.
class LogSink {
public:
  explicit LogSink(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<void> flush() {
    co_await asio::async_write(socket_, asio::buffer(pending_), use_awaitable);
  }

private:
  tcp::socket socket_;
  std::string pending_;
};

// Correct: the callee refers to the topic, which lives in this coroutine.
awaitable<int> countSubscribers(const std::string &topic, int qos);

awaitable<int> countListeners(std::string topic) {
  co_return co_await countSubscribers(topic, 0);
}

// Correct: the temporary string must live until the message is out.
class StatusBoard {
public:
  awaitable<void> announceStart() { co_await publish("state: " + host_); }

private:
  awaitable<void> publish(const std::string &message);
  std::string host_;
};

// Correct: overrides of an interface stay coroutines like their siblings.
class Transport {
public:
  virtual ~Transport() = default;
  virtual awaitable<std::size_t> transmit(asio::const_buffer data) = 0;
};

class LoopbackTransport : public Transport {
public:
  awaitable<std::size_t> transmit(asio::const_buffer data) override {
    co_return co_await echo(data);
  }

private:
  awaitable<std::size_t> echo(asio::const_buffer data);
};

// Correct: the socket is a parameter, it must not be gone while it waits.
awaitable<void> lingerUntilReadable(tcp::socket socket) {
  co_await socket.async_wait(tcp::socket::wait_read, use_awaitable);
}

// Correct: the view that is parsed looks into a parameter by value.
struct Uri {
  std::string host;
};
awaitable<Uri> parseUri(std::string_view text, bool strict);

awaitable<Uri> parseStrict(std::string text) {
  co_return co_await parseUri(text, true);
}
