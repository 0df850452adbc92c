// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-task-never-awaited,async-misused-task %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: the permit is a task, so the number of uploads is not limited.
class UploadPermit {
public:
  UploadPermit(UploadPermit &&other) noexcept;
  ~UploadPermit();
};
class UploadLimiter {
public:
  awaitable<UploadPermit> acquire(int parts);
};

class Uploader {
public:
  awaitable<void> upload(std::string file, int parts) {
    auto permit = limiter_.acquire(parts); // expect
    for (int part = 0; part < parts; ++part)
      co_await sendPart(file, part);
  }

private:
  awaitable<void> sendPart(std::string file, int part);
  UploadLimiter limiter_;
};

// Buggy: the timer's task has a name, but nobody waits the two seconds.
awaitable<bool> queryPeer(tcp::socket &socket);

awaitable<bool> queryAgain(tcp::socket &socket) {
  asio::steady_timer timer(socket.get_executor());
  timer.expires_after(asio::chrono::seconds(2));
  auto settled = timer.async_wait(use_awaitable); // expect
  co_return co_await queryPeer(socket);
}

// Buggy: the accept loop is created by ordinary code and never spawned.
class MetricsServer {
public:
  explicit MetricsServer(asio::io_context &context) : acceptor_(context) {}

  void start() {
    acceptor_.listen();
    awaitable<void> loop = acceptLoop(); // expect
    running_ = true;
  }

private:
  awaitable<void> acceptLoop();
  tcp::acceptor acceptor_;
  bool running_ = false;
};

// Buggy: the map collects one task for each host, and only its size is used.
awaitable<int> measureLatency(std::string host);

awaitable<std::size_t> probeHosts(std::vector<std::string> hosts) {
  std::map<std::string, awaitable<int>> probes; // expect
  for (const std::string &host : hosts)
    probes.emplace(host, measureLatency(host));
  co_return probes.size();
}

// Buggy: each round replaces a write that has not run, only the last one does.
awaitable<void> writeChunk(tcp::socket &socket, std::string chunk);

awaitable<void> writeChunks(tcp::socket &socket, std::vector<std::string> all) {
  awaitable<void> write;
  for (std::string &chunk : all)
    write = writeChunk(socket, std::move(chunk)); // expect
  if (write.valid())
    co_await std::move(write);
}

// Buggy: in a template, the task of the close handshake is only looked at.
struct TlsLink {
  awaitable<void> sendClose();
  bool encrypted() const { return true; }
};

template <typename Link> class LinkCloser {
public:
  awaitable<bool> close(Link &link) {
    auto handshake = link.sendClose(); // expect
    closing_ = link.encrypted() && handshake.valid();
    co_return closing_;
  }

private:
  bool closing_ = false;
};

awaitable<bool> closeTls(TlsLink &link) {
  LinkCloser<TlsLink> closer;
  co_return co_await closer.close(link);
}

// Buggy: the attribute hides that the acknowledgement is never sent.
awaitable<int> receiveOrder(tcp::socket &socket);
awaitable<void> sendAck(tcp::socket &socket, int order);

void serveOrders(tcp::socket &socket) {
  asio::co_spawn(
      socket.get_executor(),
      [&socket]() -> awaitable<void> {
        while (socket.is_open()) {
          int order = co_await receiveOrder(socket);
          [[maybe_unused]] auto ack = sendAck(socket, order); // expect
        }
      },
      asio::detached);
}

// Buggy: the race of answer and timeout is composed and never awaited.
awaitable<void> awaitAnswer(tcp::socket &socket);
awaitable<void> expire(asio::steady_timer &timer);

awaitable<bool> pingOnce(tcp::socket &socket, asio::steady_timer &timer) {
  using namespace asio::experimental::awaitable_operators;
  timer.expires_after(asio::chrono::seconds(1));
  auto race = awaitAnswer(socket) || expire(timer); // expect
  co_return socket.is_open();
}

// Buggy: the write-back is only counted, the optional's task does not run.
class BlockCache {
public:
  awaitable<void> evict(int block) {
    std::optional<awaitable<void>> writeBack; // expect
    if (dirty_[block])
      writeBack = store(block);
    if (writeBack.has_value())
      ++writeBacks_;
    dirty_.erase(block);
    co_return;
  }

private:
  awaitable<void> store(int block);
  std::map<int, bool> dirty_;
  int writeBacks_ = 0;
};

// Buggy: both parts of the page are tasks in a struct that nobody reads.
awaitable<std::string> renderMenu(int user);
awaitable<std::string> renderBody(int user);

awaitable<bool> renderPage(int user) {
  struct Parts {
    awaitable<std::string> menu;
    awaitable<std::string> body;
  };
  Parts parts{renderMenu(user), renderBody(user)}; // expect
  co_return user != 0;
}

// Correct: the lease is awaited, what is kept is the lease itself.
class DbLease {
public:
  DbLease(DbLease &&other) noexcept;
  ~DbLease();
  awaitable<int> execute(std::string sql);
};
class DbPool {
public:
  awaitable<DbLease> borrow();
};

awaitable<int> countUsers(DbPool &pool) {
  auto lease = co_await pool.borrow();
  co_return co_await lease.execute("SELECT count(*) FROM users");
}

// Correct: both tasks are moved into the operator whose result is awaited.
awaitable<std::string> readLine(tcp::socket &socket);

awaitable<bool> readLineInTime(tcp::socket &socket, asio::steady_timer &timer) {
  using namespace asio::experimental::awaitable_operators;
  auto line = readLine(socket);
  auto timeout = timer.async_wait(use_awaitable);
  auto first = co_await (std::move(line) || std::move(timeout));
  co_return first.index() == 0;
}

// Correct: the task is built first and then handed to co_spawn.
class ReplicationServer {
public:
  explicit ReplicationServer(asio::io_context &context) : context_(context) {}

  void start(bool primary) {
    awaitable<void> loop = primary ? sendLog() : applyLog();
    ++loops_;
    asio::co_spawn(context_, std::move(loop), asio::detached);
  }

private:
  awaitable<void> sendLog();
  awaitable<void> applyLog();
  asio::io_context &context_;
  int loops_ = 0;
};

// Correct: the tasks of the vector are awaited one after the other.
awaitable<int> downloadPart(std::string url, int part);

awaitable<int> downloadParts(std::string url, int parts) {
  std::vector<awaitable<int>> downloads;
  downloads.reserve(parts);
  for (int part = 0; part < parts; ++part)
    downloads.push_back(downloadPart(url, part));
  int bytes = 0;
  for (auto &download : downloads)
    bytes += co_await std::move(download);
  co_return bytes;
}

// Correct: a lazy task that is left behind early has not started anything.
awaitable<void> writeSummary(std::string name);

awaitable<bool> finishReport(std::string name, int lines) {
  auto summary = writeSummary(std::move(name));
  if (lines == 0)
    co_return false;
  co_await std::move(summary);
  co_return true;
}

// Correct: filled under a condition, and awaited under the same one.
class MailStore {
public:
  awaitable<void> remove(int mail, bool expunge) {
    std::optional<awaitable<void>> cleanup;
    if (expunge)
      cleanup = compact(mail);
    co_await markDeleted(mail);
    if (cleanup)
      co_await std::move(*cleanup);
  }

private:
  awaitable<void> compact(int mail);
  awaitable<void> markDeleted(int mail);
};

// Correct: the task moves into the lambda that awaits it.
awaitable<void> rebuildIndex(std::string name);
void noteRebuilt(std::string name);

void rebuildInBackground(asio::thread_pool &pool, std::string name) {
  auto job = rebuildIndex(name);
  asio::co_spawn(
      pool,
      [job = std::move(job), name]() mutable -> awaitable<void> {
        co_await std::move(job);
        noteRebuilt(name);
      },
      asio::detached);
}

// Correct: the next read replaces one that has been awaited.
awaitable<std::size_t> readBlock(int index);

awaitable<std::size_t> readBlocks(int count) {
  std::size_t total = 0;
  awaitable<std::size_t> next = readBlock(0);
  for (int index = 1; index < count; ++index) {
    total += co_await std::move(next);
    next = readBlock(index);
  }
  total += co_await std::move(next);
  co_return total;
}

// Correct: the pending task is taken out of the member to give it up.
class DelayedSave {
public:
  void schedule() {
    if (!pending_.valid())
      pending_ = save();
  }
  void discard() { auto dropped = std::exchange(pending_, awaitable<void>()); }
  awaitable<void> flush() { return std::move(pending_); }

private:
  awaitable<void> save();
  awaitable<void> pending_;
};

// Correct: a deferred operation starts only when it is awaited.
awaitable<bool> cooldown(asio::steady_timer &timer, bool skip) {
  auto wait = timer.async_wait(asio::deferred);
  if (skip)
    co_return false;
  timer.expires_after(asio::chrono::seconds(5));
  co_await std::move(wait);
  co_return true;
}
