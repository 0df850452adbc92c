// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-stale-reference %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/cobalt.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace cobalt = boost::cobalt;
using asio::ip::tcp;

// Buggy: the idle timer's callback erases a peer in the middle of the loop.
struct Peer {
  cobalt::task<void> send(std::string text);
};

class PeerTable {
public:
  explicit PeerTable(asio::io_context &context) : idle_(context) {}

  void watch(int id) {
    idle_.expires_after(asio::chrono::seconds(30));
    idle_.async_wait([this, id](const boost::system::error_code &error) {
      if (!error)
        peers_.erase(id);
    });
  }

  cobalt::task<void> announce(std::string text) {
    for (auto &[id, peer] : peers_) // expect
      co_await peer.send(text);
  }

private:
  asio::steady_timer idle_;
  std::map<int, Peer> peers_;
};

// Buggy: an insertion rehashes the table under the iterator.
class DnsCache {
public:
  void put(std::string host, std::string address) {
    entries_.emplace(std::move(host), Entry{std::move(address), false});
  }

  cobalt::promise<std::string> resolve(std::string host) {
    auto found = entries_.find(host);
    if (found == entries_.end())
      co_return std::string();
    if (found->second.stale)
      co_await queryServer(host);
    co_return found->second.address; // expect
  }

private:
  struct Entry {
    std::string address;
    bool stale;
  };
  static cobalt::promise<void> queryServer(std::string host);
  std::unordered_map<std::string, Entry> entries_;
};

// Buggy: the link can be reset while its own handshake is running.
class TlsLink {
public:
  cobalt::task<void> handshake() {
    co_await exchangeKeys();
    established_ = true;
  }

private:
  static cobalt::task<void> exchangeKeys();
  bool established_ = false;
};

class Uplink {
public:
  Uplink() : link_(std::make_unique<TlsLink>()) {}
  void disconnect() { link_.reset(); }
  cobalt::task<void> connect() {
    if (link_)
      co_await link_->handshake(); // expect
  }

private:
  std::unique_ptr<TlsLink> link_;
};

// Buggy: the view of the line dangles when more bytes are fed.
class LineDecoder {
public:
  explicit LineDecoder(asio::io_context &context) : pace_(context) {}

  void feed(std::string_view bytes) { buffer_.append(bytes); }

  cobalt::task<std::string> nextLine() {
    std::string_view line = buffer_;
    pace_.expires_after(asio::chrono::milliseconds(10));
    co_await pace_.async_wait(cobalt::use_op);
    co_return std::string(line); // expect
  }

private:
  asio::steady_timer pace_;
  std::string buffer_;
};

// Buggy: the workers of one loop grow the vector that all of them refer to.
struct PageResult {
  std::string url;
  std::string body;
};
cobalt::promise<std::string> download(std::string url);

cobalt::task<std::size_t> crawl(std::vector<std::string> urls) {
  std::vector<PageResult> results;
  cobalt::wait_group group;
  auto visit = [&results](std::string url) -> cobalt::promise<void> {
    results.push_back(PageResult{url, std::string()});
    PageResult &mine = results.back();
    std::string body = co_await download(std::move(url));
    mine.body = std::move(body); // expect
  };
  for (const std::string &url : urls)
    group.push_back(visit(url));
  co_await group.wait();
  co_return results.size();
}

// Buggy: the optional is emptied by abort() during the write.
class ChunkUpload {
public:
  explicit ChunkUpload(tcp::socket socket) : socket_(std::move(socket)) {}

  void begin(std::string name) { transfer_.emplace(Transfer{name, 0}); }
  void abort() { transfer_.reset(); }

  cobalt::task<void> sendChunk(std::string chunk) {
    if (!transfer_)
      co_return;
    Transfer &transfer = transfer_.value();
    std::size_t sent = co_await asio::async_write(socket_, asio::buffer(chunk),
                                                  cobalt::use_op);
    transfer.sent += sent; // expect
  }

private:
  struct Transfer {
    std::string name;
    std::size_t sent;
  };
  tcp::socket socket_;
  std::optional<Transfer> transfer_;
};

// Buggy: a revoked lease of the static table is erased a second time.
struct Lease {
  std::string holder;
};
static std::map<std::string, Lease> leases;
cobalt::task<void> notifyHolder(std::string holder);

void revokeLease(const std::string &name) { leases.erase(name); }

cobalt::task<void> expireLease(std::string first) {
  auto lease = leases.lower_bound(first);
  if (lease == leases.end())
    co_return;
  co_await notifyHolder(lease->second.holder);
  leases.erase(lease); // expect
}

// Buggy: the raw pointer outlives the shared pointer that reconnect() replaces.
class MetricsSink {
public:
  explicit MetricsSink(std::string host) : host_(std::move(host)) {}
  void write(const std::string &line);

private:
  std::string host_;
};

class MetricsClient {
public:
  void reconnect(std::string host) {
    sink_ = std::make_shared<MetricsSink>(std::move(host));
  }

  cobalt::promise<void> report(std::string line) {
    MetricsSink *sink = sink_.get();
    co_await permits_.read();
    sink->write(line); // expect
  }

private:
  cobalt::channel<void> permits_;
  std::shared_ptr<MetricsSink> sink_;
};

// Buggy: another free function clears the queue behind the reference.
struct PrintJob {
  std::string document;
  bool printed = false;
};
struct PrintQueue {
  std::vector<PrintJob> jobs;
};
cobalt::task<void> sendToPrinter(std::string document);

void cancelAllJobs(PrintQueue &queue) { queue.jobs.clear(); }

cobalt::task<void> printFirstJob(PrintQueue &queue) {
  PrintJob &job = queue.jobs.front();
  co_await sendToPrinter(job.document);
  job.printed = true; // expect
}

// Buggy: what is awaited erases the order itself.
class OrderBook {
public:
  cobalt::task<void> fill(int id) {
    Order &order = orders_.at(id);
    co_await settle(id);
    order.filled = true; // expect
  }

private:
  struct Order {
    bool filled = false;
  };
  static cobalt::task<void> clearingHouse(int id);
  cobalt::task<void> settle(int id) {
    co_await clearingHouse(id);
    orders_.erase(id);
  }
  std::map<int, Order> orders_;
};

// Correct: the loop goes through a copy of the shared pointers.
struct Watcher {
  cobalt::task<void> changed(std::string path);
};

class FileWatch {
public:
  void add(std::shared_ptr<Watcher> watcher) {
    watchers_.push_back(std::move(watcher));
  }
  cobalt::task<void> publish(std::string path) {
    const std::vector<std::shared_ptr<Watcher>> snapshot = watchers_;
    for (const std::shared_ptr<Watcher> &watcher : snapshot)
      co_await watcher->changed(path);
  }

private:
  std::vector<std::shared_ptr<Watcher>> watchers_;
};

// Correct: the token is looked up again after the refresh.
class TokenStore {
public:
  void revoke(const std::string &user) { tokens_.erase(user); }

  cobalt::task<std::string> bearer(std::string user) {
    auto token = tokens_.find(user);
    if (token == tokens_.end() || token->second.expired) {
      co_await renew(user);
      token = tokens_.find(user);
      if (token == tokens_.end())
        co_return std::string();
    }
    co_return token->second.text;
  }

private:
  struct Token {
    std::string text;
    bool expired;
  };
  static cobalt::task<void> renew(std::string user);
  std::unordered_map<std::string, Token> tokens_;
};

// Correct: a copy of the shared pointer keeps the session alive.
class ChatSession {
public:
  cobalt::task<void> send(std::string text);
  void touch();
};

class ChatServer {
public:
  void leave(int id) { sessions_.erase(id); }

  cobalt::task<void> whisper(int id, std::string text) {
    auto found = sessions_.find(id);
    if (found == sessions_.end())
      co_return;
    std::shared_ptr<ChatSession> session = found->second;
    co_await session->send(std::move(text));
    session->touch();
  }

private:
  std::map<int, std::shared_ptr<ChatSession>> sessions_;
};

// Correct: the queue is exchanged for an empty one before it is sent.
class MailOutbox {
public:
  void enqueue(std::string mail) { mails_.push_back(std::move(mail)); }

  cobalt::promise<void> flush() {
    std::deque<std::string> batch = std::exchange(mails_, {});
    for (std::string &mail : batch)
      co_await deliver(std::move(mail));
  }

private:
  static cobalt::promise<void> deliver(std::string mail);
  std::deque<std::string> mails_;
};

// Correct: map elements stay in place, and nobody ever erases one.
class HitCounters {
public:
  void declare(std::string page) { counters_.try_emplace(std::move(page)); }

  cobalt::task<void> persist(std::string page) {
    Counter &counter = counters_[page];
    co_await store(page, counter.hits);
    counter.saved = counter.hits;
  }

private:
  struct Counter {
    long hits = 0;
    long saved = 0;
  };
  static cobalt::task<void> store(std::string page, long hits);
  std::map<std::string, Counter> counters_;
};

// Correct: the generation tells whether the routes were replaced meanwhile.
class RouteTable {
public:
  void replace(std::vector<std::string> hosts) {
    routes_.clear();
    for (std::string &host : hosts)
      routes_.push_back(Route{std::move(host), false});
    ++generation_;
  }

  cobalt::task<void> check(std::size_t index) {
    Route &route = routes_.at(index);
    const unsigned generation = generation_;
    bool alive = co_await probe(route.host);
    if (generation != generation_)
      co_return;
    route.alive = alive;
  }

private:
  struct Route {
    std::string host;
    bool alive;
  };
  static cobalt::task<bool> probe(std::string host);
  std::vector<Route> routes_;
  unsigned generation_ = 0;
};

// Correct: asking for the executor never suspends.
class TimerWheel {
public:
  void arm(int delay) { slots_.push_back(Slot{delay, false}); }

  cobalt::task<void> fire(std::size_t index) {
    Slot &slot = slots_[index];
    auto executor = co_await cobalt::this_coro::executor;
    slot.fired = true;
    asio::post(executor, [] {});
  }

private:
  struct Slot {
    int delay;
    bool fired;
  };
  std::vector<Slot> slots_;
};

// Correct: an index goes through the list, and each address is copied out.
class BackupHosts {
public:
  void append(std::string host) { hosts_.push_back(std::move(host)); }

  cobalt::task<int> reachable() {
    int count = 0;
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
      std::string host = hosts_[i];
      if (co_await ping(host))
        ++count;
    }
    co_return count;
  }

private:
  static cobalt::task<bool> ping(std::string host);
  std::vector<std::string> hosts_;
};

// Correct: the loop is left after its first suspension.
class GuestList {
public:
  void enter(int id, bool idle) { guests_.push_back(Guest{id, idle}); }

  cobalt::promise<bool> dismissOneIdle() {
    for (const Guest &guest : guests_) {
      if (!guest.idle)
        continue;
      co_await sayGoodbye(guest.id);
      co_return true;
    }
    co_return false;
  }

private:
  struct Guest {
    int id;
    bool idle;
  };
  static cobalt::promise<void> sayGoodbye(int id);
  std::vector<Guest> guests_;
};

// Correct: the recording is moved into the frame before it is finished.
class AudioRecording {
public:
  cobalt::task<void> finish() {
    co_await writeTrailer();
    closed_ = true;
  }
  bool closed() const { return closed_; }

private:
  static cobalt::task<void> writeTrailer();
  bool closed_ = false;
};

class Recorder {
public:
  void start() { current_ = std::make_unique<AudioRecording>(); }

  cobalt::task<bool> stop() {
    std::unique_ptr<AudioRecording> recording = std::move(current_);
    if (!recording)
      co_return false;
    co_await recording->finish();
    co_return recording->closed();
  }

private:
  std::unique_ptr<AudioRecording> current_;
};
