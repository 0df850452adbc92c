// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-stale-reference %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <folly/coro/Collect.h>
#include <folly/coro/Mutex.h>
#include <folly/coro/Sleep.h>
#include <folly/coro/Task.h>

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

using folly::coro::Task;

// Buggy: a connection that goes away during a ping is erased from the map
// that the loop goes through.
namespace heartbeat {
struct Connection {
  Task<bool> ping();
};

class Server {
public:
  void onDisconnect(int id) { connections_.erase(id); }
  Task<int> countAlive() {
    int alive = 0;
    for (auto &[id, connection] : connections_) // expect
      alive += co_await connection->ping() ? 1 : 0;
    co_return alive;
  }

private:
  std::map<int, std::shared_ptr<Connection>> connections_;
};
} // namespace heartbeat

// Buggy: the entry may be evicted while its use is written down.
namespace cache {
struct Entry {
  std::string value;
  std::uint64_t expires = 0;
};

class Cache {
public:
  void evict(std::uint64_t now) {
    std::erase_if(entries_, [now](const auto &each) {
      return each.second.expires < now;
    });
  }
  Task<std::optional<std::string>> get(std::string key) {
    auto found = entries_.find(key);
    if (found == entries_.end())
      co_return std::nullopt;
    co_await touch(key);
    co_return found->second.value; // expect
  }

private:
  Task<void> touch(std::string key);

  std::map<std::string, Entry> entries_;
};
} // namespace cache

// Buggy: a new worker moves all slots while this one runs its job.
namespace pool {
struct Job {
  int id = 0;
};
struct Slot {
  bool busy = false;
  unsigned finished = 0;
};
Task<void> runJob(Job job);

class WorkerPool {
public:
  std::size_t addWorker() {
    slots_.emplace_back();
    return slots_.size() - 1;
  }
  Task<void> execute(std::size_t index, Job job) {
    Slot &slot = slots_.at(index);
    slot.busy = true;
    co_await runJob(job);
    ++slot.finished; // expect
  }

private:
  std::vector<Slot> slots_;
};
} // namespace pool

// Buggy: the view refers to the host name, which setHost() replaces.
namespace dns {
struct Address {
  std::uint32_t ip = 0;
};
Task<Address> resolve(std::string host);
void logResolved(std::string_view host, Address address);

class Endpoint {
public:
  void setHost(std::string host) { host_ = std::move(host); }
  Task<Address> address() {
    std::string_view host = host_;
    if (const auto colon = host.find(':'); colon != host.npos)
      host = host.substr(0, colon);
    Address result = co_await resolve(std::string(host));
    logResolved(host, result); // expect
    co_return result;
  }

private:
  std::string host_;
};
} // namespace dns

// Buggy: the lease may be dropped while it is renewed.
namespace leases {
struct Lease {
  std::string resource;
  std::chrono::seconds left{0};
};
Task<std::chrono::seconds> requestRenewal(std::string resource);

class Holder {
public:
  void drop() { lease_.reset(); }
  Task<bool> renew() {
    if (!lease_)
      co_return false;
    Lease &lease = *lease_;
    const auto granted = co_await requestRenewal(lease.resource);
    lease.left = granted; // expect
    co_return true;
  }

private:
  std::optional<Lease> lease_;
};
} // namespace leases

// Buggy: a change of the format destroys the codec that waits for a frame.
namespace video {
struct Frame {
  std::vector<std::uint8_t> bytes;
};
class Codec {
public:
  virtual ~Codec() = default;
  virtual void decode(const Frame &frame) = 0;
};
std::unique_ptr<Codec> makeCodec(int format);

class Player {
public:
  void onFormat(int format) { codec_ = makeCodec(format); }
  Task<void> play() {
    while (Codec *codec = codec_.get()) {
      Frame frame = co_await nextFrame();
      if (frame.bytes.empty())
        co_return;
      codec->decode(frame); // expect
    }
  }

private:
  Task<Frame> nextFrame();

  std::unique_ptr<Codec> codec_ = makeCodec(0);
};
} // namespace video

// Buggy: the shard is chosen before the record is encoded, and resharding
// replaces all of them meanwhile.
namespace storage {
class Shard {
public:
  void append(std::string record) { records_.push_back(std::move(record)); }

private:
  std::vector<std::string> records_;
};
Task<std::string> encode(std::string key, int value);

class Table {
public:
  void reshard(std::size_t count) { shards_.resize(count); }
  Task<void> put(std::string key, int value) {
    const auto index = std::hash<std::string>()(key) % shards_.size();
    shards_[index].append(co_await encode(key, value)); // expect
  }

private:
  std::vector<Shard> shards_;
};
} // namespace storage

// Buggy: stop() destroys the decoder while its run() waits and goes on.
namespace audio {
class Decoder {
public:
  Task<void> run() {
    while (!finished_) {
      co_await folly::coro::sleep(std::chrono::milliseconds(20));
      ++decoded_;
    }
  }

  void finish() { finished_ = true; }

private:
  bool finished_ = false;
  unsigned decoded_ = 0;
};

class Channel {
public:
  void start() { decoder_ = std::make_unique<Decoder>(); }
  void stop() { decoder_ = nullptr; }
  Task<void> loop() {
    if (decoder_)
      co_await decoder_->run(); // expect
  }

private:
  std::unique_ptr<Decoder> decoder_;
};
} // namespace audio

// Buggy: every fetch keeps a reference to its result while the next one makes
// the vector grow.
namespace crawler {
struct Page {
  std::string url;
  std::string body;
};
Task<std::string> download(std::string url);

Task<std::size_t> crawl(std::vector<std::string> urls) {
  std::vector<Page> pages;
  auto fetch = [&pages](std::string url) -> Task<void> {
    Page &page = pages.emplace_back();
    page.url = url;
    std::string body = co_await download(url);
    page.body = std::move(body); // expect
  };
  std::vector<Task<void>> tasks;
  for (const std::string &url : urls)
    tasks.push_back(fetch(url));
  co_await folly::coro::collectAllRange(std::move(tasks));
  co_return pages.size();
}
} // namespace crawler

// Buggy: another login inserts into the hash table, which makes the iterator
// invalid.
namespace login {
struct Token {
  std::uint64_t value = 0;
};

class Sessions {
public:
  Task<Token> open(std::string user) {
    auto [entry, inserted] = tokens_.try_emplace(user);
    if (inserted) {
      Token token = co_await authenticate(user);
      entry->second = token; // missed: not seen
      co_return token;
    }
    co_return entry->second;
  }

private:
  Task<Token> authenticate(std::string user);

  std::unordered_map<std::string, Token> tokens_;
};
} // namespace login

// Correct: the loop goes through a copy, whose pointers keep the connections.
namespace heartbeat_fixed {
struct Connection {
  Task<bool> ping();
};

class Server {
public:
  void onDisconnect(int id) { connections_.erase(id); }
  Task<int> countAlive() {
    int alive = 0;
    const auto snapshot = connections_;
    for (auto &[id, connection] : snapshot)
      alive += co_await connection->ping() ? 1 : 0;
    co_return alive;
  }

private:
  std::map<int, std::shared_ptr<Connection>> connections_;
};
} // namespace heartbeat_fixed

// Correct: the value is copied before the suspension, and the entry is looked
// up once more after it.
namespace cache_fixed {
struct Entry {
  std::string value;
  unsigned hits = 0;
};

class Cache {
public:
  void evict(const std::string &key) { entries_.erase(key); }
  Task<std::string> get(std::string key) {
    auto found = entries_.find(key);
    if (found == entries_.end())
      co_return std::string();
    std::string value = found->second.value;
    co_await touch(key);
    found = entries_.find(key);
    if (found != entries_.end())
      ++found->second.hits;
    co_return value;
  }

private:
  Task<void> touch(std::string key);

  std::map<std::string, Entry> entries_;
};
} // namespace cache_fixed

// Correct: the pending writes are swapped into a local first.
namespace journal {
struct Write {
  std::string text;
};

class Journal {
public:
  void enqueue(Write write) { pending_.push_back(std::move(write)); }
  Task<void> flush() {
    std::vector<Write> batch;
    batch.swap(pending_);
    for (Write &write : batch) {
      write.text += '\n';
      co_await store(write.text);
    }
  }

private:
  Task<void> store(std::string text);

  std::vector<Write> pending_;
};
} // namespace journal

// Correct: a copy of the shared pointer keeps the codec while it waits.
namespace video_fixed {
struct Frame {
  int number = 0;
};
class Codec {
public:
  void decode(const Frame &frame);
};

class Player {
public:
  void onFormat() { codec_ = std::make_shared<Codec>(); }
  Task<void> playOne() {
    const std::shared_ptr<Codec> codec = codec_;
    Frame frame = co_await nextFrame();
    if (codec && frame.number >= 0)
      codec->decode(frame);
  }

private:
  Task<Frame> nextFrame();

  std::shared_ptr<Codec> codec_;
};
} // namespace video_fixed

// Correct: elements of a list stay where they are, and nobody erases.
namespace metrics {
struct Counter {
  std::string name;
  std::uint64_t exported = 0;
};

class Registry {
public:
  Counter *add(std::string name) {
    counters_.push_back(Counter{std::move(name), 0});
    return &counters_.back();
  }
  Task<void> exportFirst() {
    if (counters_.empty())
      co_return;
    Counter &first = counters_.front();
    const auto written = co_await send(first.name);
    first.exported += written;
  }

private:
  Task<std::uint64_t> send(std::string name);

  std::list<Counter> counters_;
};
} // namespace metrics

// Correct: everybody who changes the routes holds the mutex.
namespace routing {
struct Route {
  std::string target;
  unsigned uses = 0;
};
Task<bool> probe(std::string target);

class Router {
public:
  Task<void> add(Route route) {
    auto lock = co_await mutex_.co_scoped_lock();
    routes_.push_back(std::move(route));
  }
  Task<void> clear() {
    auto lock = co_await mutex_.co_scoped_lock();
    routes_.clear();
  }
  Task<void> probeAll() {
    auto lock = co_await mutex_.co_scoped_lock();
    for (Route &route : routes_) {
      if (co_await probe(route.target))
        ++route.uses;
    }
  }

private:
  folly::coro::Mutex mutex_;
  std::vector<Route> routes_;
};
} // namespace routing

// Correct: a version tells whether the table has changed meanwhile.
namespace storage_fixed {
struct Bucket {
  unsigned compactions = 0;
};

class Table {
public:
  void split(std::size_t count) {
    buckets_.resize(count);
    ++version_;
  }
  Task<bool> compact(std::size_t index) {
    Bucket &bucket = buckets_[index];
    const auto version = version_;
    co_await rewrite(index);
    if (version != version_)
      co_return false;
    ++bucket.compactions;
    co_return true;
  }

private:
  Task<void> rewrite(std::size_t index);

  std::vector<Bucket> buckets_;
  std::uint64_t version_ = 0;
};
} // namespace storage_fixed

// Correct: the loop is left with the await.
namespace failover {
struct Replica {
  int id = 0;
  bool healthy = false;
};
Task<std::string> readFrom(int replica, std::string key);

class Group {
public:
  void remove(int id) {
    std::erase_if(replicas_, [id](const Replica &r) { return r.id == id; });
  }
  Task<std::string> read(std::string key) {
    for (const Replica &replica : replicas_) {
      if (!replica.healthy)
        continue;
      co_return co_await readFrom(replica.id, key);
    }
    co_return std::string();
  }

private:
  std::vector<Replica> replicas_;
};
} // namespace failover

// Correct: the page is put into the vector when everything is there.
namespace crawler_fixed {
struct Page {
  std::string url;
  std::string body;
};
Task<std::string> download(std::string url);

Task<std::size_t> crawl(std::vector<std::string> urls) {
  std::vector<Page> pages;
  auto fetch = [&pages](std::string url) -> Task<void> {
    std::string body = co_await download(url);
    Page &page = pages.emplace_back();
    page.url = std::move(url);
    page.body = std::move(body);
  };
  std::vector<Task<void>> tasks;
  for (const std::string &url : urls)
    tasks.push_back(fetch(url));
  co_await folly::coro::collectAllRange(std::move(tasks));
  co_return pages.size();
}
} // namespace crawler_fixed

// Correct: each transfer erases the element that it inserted itself, and the
// elements of a map stay where they are.
namespace transfers {
struct Transfer {
  std::string file;
  std::uint64_t sent = 0;
};

class Uploader {
public:
  Task<std::uint64_t> upload(std::string file) {
    const int id = ++lastId_;
    auto [entry, inserted] = active_.emplace(id, Transfer{file, 0});
    entry->second.sent = co_await send(file);
    const std::uint64_t total = entry->second.sent;
    active_.erase(entry);
    co_return total;
  }
  std::size_t active() const { return active_.size(); }

private:
  Task<std::uint64_t> send(std::string file);

  int lastId_ = 0;
  std::map<int, Transfer> active_;
};
} // namespace transfers
