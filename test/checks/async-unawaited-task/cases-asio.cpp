// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unawaited-task %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: the future's destructor waits, the event loop stalls on the snapshot.
void writeSnapshot(std::string state);

class SnapshotTimer {
public:
  explicit SnapshotTimer(asio::io_context &context) : timer_(context) {}

  void schedule() {
    timer_.expires_after(asio::chrono::minutes(5));
    timer_.async_wait([this](const boost::system::error_code &error) {
      if (error)
        return;
      std::async(std::launch::async, writeSnapshot, state_); // expect
      schedule();
    });
  }

private:
  asio::steady_timer timer_;
  std::string state_;
};

// Buggy: the back-off between two attempts does not wait.
awaitable<bool> tryConnect(tcp::socket &socket, const tcp::endpoint &peer);

awaitable<bool> connectWithBackoff(tcp::socket &socket, tcp::endpoint peer) {
  asio::steady_timer timer(socket.get_executor());
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (co_await tryConnect(socket, peer))
      co_return true;
    timer.expires_after(asio::chrono::milliseconds(100 << attempt));
    timer.async_wait(use_awaitable); // expect
  }
  co_return false;
}

// Buggy: the accepted connections are never served, co_spawn is missing.
awaitable<void> serveClient(tcp::socket socket);

void startListener(asio::io_context &context, unsigned short port) {
  asio::co_spawn(
      context,
      [&context, port]() -> awaitable<void> {
        tcp::acceptor acceptor(context, tcp::endpoint(tcp::v4(), port));
        for (;;) {
          tcp::socket peer = co_await acceptor.async_accept(use_awaitable);
          serveClient(std::move(peer)); // expect
        }
      },
      asio::detached);
}

// Buggy: both instantiations close the stream without flushing it first.
struct PlainStream {
  awaitable<void> flush();
  void close();
};
struct ZippedStream {
  awaitable<std::size_t> flush();
  void close();
};

template <typename Stream> awaitable<void> finishStream(Stream &stream) {
  stream.flush(); // expect
  stream.close();
  co_return;
}

awaitable<void> finishBoth(PlainStream &plain, ZippedStream &zipped) {
  co_await finishStream(plain);
  co_await finishStream(zipped);
}

// Buggy: no plug-in is stopped, the task of the virtual call is dropped.
class Plugin {
public:
  virtual ~Plugin() = default;
  virtual awaitable<void> stop() = 0;
};

class PluginHost {
public:
  awaitable<void> stopAll() {
    for (const std::unique_ptr<Plugin> &plugin : plugins_)
      plugin->stop(); // expect
    plugins_.clear();
    co_return;
  }

private:
  std::vector<std::unique_ptr<Plugin>> plugins_;
};

// Buggy: the override forgets to await the work of its base class.
class BaseChannel {
public:
  virtual ~BaseChannel() = default;
  virtual awaitable<void> shutdown();
};

class TlsChannel : public BaseChannel {
public:
  awaitable<void> shutdown() override {
    co_await sendCloseNotify();
    BaseChannel::shutdown(); // expect
  }

private:
  awaitable<void> sendCloseNotify();
};

// Buggy: in one branch the registered callback is called and not run.
class MessageRouter {
public:
  using Handler = std::function<awaitable<void>(std::string)>;

  awaitable<void> route(std::string topic, std::string body) {
    if (topic == "control") {
      onControl_(std::move(body)); // expect
    } else {
      co_await onData_(std::move(body));
    }
  }

private:
  Handler onControl_;
  Handler onData_;
};

// Buggy: the combined operation of two loops is built and thrown away.
class RelayLink {
public:
  RelayLink(tcp::socket client, tcp::socket server)
      : client_(std::move(client)), server_(std::move(server)) {}

  awaitable<void> relay() {
    using namespace asio::experimental::awaitable_operators;
    pump(client_, server_) && pump(server_, client_); // expect
    co_return;
  }

private:
  static awaitable<void> pump(tcp::socket &from, tcp::socket &to);
  tcp::socket client_;
  tcp::socket server_;
};

// Buggy: the destructor cannot await, so the goodbye is never sent.
class LobbyMember {
public:
  explicit LobbyMember(std::string name) : name_(std::move(name)) {}
  ~LobbyMember() {
    if (!name_.empty())
      announceLeaving(name_); // expect
  }

private:
  static awaitable<void> announceLeaving(std::string name);
  std::string name_;
};

// Buggy: with use_awaitable co_spawn is lazy as well, no heart-beat is sent.
awaitable<void> sendHeartbeats(tcp::socket &socket);
awaitable<void> readRequests(tcp::socket &socket);

awaitable<void> runConnection(tcp::socket socket) {
  auto executor = co_await asio::this_coro::executor;
  asio::co_spawn(executor, sendHeartbeats(socket), use_awaitable); // expect
  co_await readRequests(socket);
}

// Correct: every operation is awaited where it is started.
class EchoSession {
public:
  explicit EchoSession(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<void> run() {
    char data[1024];
    while (socket_.is_open()) {
      std::size_t n =
          co_await socket_.async_read_some(asio::buffer(data), use_awaitable);
      co_await asio::async_write(socket_, asio::buffer(data, n), use_awaitable);
    }
  }

private:
  tcp::socket socket_;
};

// Correct: each accepted connection is handed to co_spawn.
awaitable<void> handleUpload(tcp::socket socket);

awaitable<void> acceptUploads(tcp::acceptor &acceptor) {
  for (;;) {
    tcp::socket peer = co_await acceptor.async_accept(use_awaitable);
    asio::co_spawn(acceptor.get_executor(), handleUpload(std::move(peer)),
                   asio::detached);
  }
}

// Correct: a plain function passes the task on to its caller.
class LineReader {
public:
  explicit LineReader(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<std::size_t> readHeader() {
    header_.clear();
    return asio::async_read_until(socket_, asio::dynamic_buffer(header_),
                                  "\r\n\r\n", use_awaitable);
  }

private:
  tcp::socket socket_;
  std::string header_;
};

// Correct: with a completion handler there is no task to await.
class SessionWatchdog {
public:
  explicit SessionWatchdog(asio::io_context &context) : timer_(context) {}

  void restart() {
    timer_.expires_after(asio::chrono::seconds(30));
    timer_.async_wait([this](const boost::system::error_code &error) {
      if (!error)
        expired_ = true;
    });
  }

private:
  asio::steady_timer timer_;
  bool expired_ = false;
};

// Correct: a future is waited for, by a thread that may block.
awaitable<int> countRecords(std::string table);

int countRecordsBlocking(asio::thread_pool &pool) {
  asio::post(pool, asio::use_future).wait();
  return asio::co_spawn(pool, countRecords("users"), asio::use_future).get();
}

// Correct: the combined operation is awaited.
awaitable<void> forwardBytes(tcp::socket &from, tcp::socket &to);

awaitable<void> tunnel(tcp::socket &client, tcp::socket &server) {
  using namespace asio::experimental::awaitable_operators;
  co_await (forwardBytes(client, server) || forwardBytes(server, client));
  client.close();
}

// Correct: emplace_back gives a reference, the tasks are awaited from the list.
awaitable<void> warmShard(int shard);

awaitable<void> warmShards(int count) {
  std::vector<awaitable<void>> jobs;
  for (int shard = 0; shard < count; ++shard)
    jobs.emplace_back(warmShard(shard));
  for (awaitable<void> &job : jobs)
    co_await std::move(job);
}

// Correct: the task is kept in a member and awaited when the file is closed.
class JournalFile {
public:
  void beginSync() { sync_ = syncBlocks(); }

  awaitable<void> close() {
    if (sync_.valid())
      co_await std::exchange(sync_, awaitable<void>());
  }

private:
  awaitable<void> syncBlocks();
  awaitable<void> sync_;
};

// Correct: a helper takes the task and spawns it with error logging.
void logFailure(const char *what, std::exception_ptr error);
awaitable<void> refreshCache(std::string region);

void spawnLogged(asio::any_io_executor executor, const char *what,
                 awaitable<void> job) {
  asio::co_spawn(executor, std::move(job), [what](std::exception_ptr error) {
    if (error)
      logFailure(what, error);
  });
}

void onCacheExpired(asio::any_io_executor executor) {
  spawnLogged(executor, "refresh", refreshCache("eu"));
}

// Correct: dropping it unstarted is what this test is about, and it says so.
awaitable<void> holdBuffer(std::shared_ptr<std::string> buffer);

bool unstartedTaskReleasesItsArguments() {
  auto buffer = std::make_shared<std::string>("payload");
  std::ignore = holdBuffer(buffer);
  return buffer.use_count() == 1;
}
