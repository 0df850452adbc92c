// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsequenced-await %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/iostream.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/shared_ptr.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/sstring.hh>
#include <seastar/coroutine/parallel_for_each.hh>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using seastar::future;

// Buggy: what is used is read before or after the estimate, and released
// bytes may count twice.
namespace quota {
class tenant {
public:
  explicit tenant(uint64_t limit) : _limit(limit) {}

  future<bool> admit(std::string object) {
    if (_used + co_await estimate(object) > _limit) // expect
      co_return false;
    _objects.push_back(std::move(object));
    co_return true;
  }
  void release(uint64_t bytes) { _used -= bytes; }

private:
  future<uint64_t> estimate(const std::string &object);

  const uint64_t _limit;
  uint64_t _used = 0;
  std::vector<std::string> _objects;
};
} // namespace quota

// Buggy: the segment's number is taken before or after the space is reserved,
// so that segments are not in the order in which they lie on the disk.
namespace commitlog {
static uint64_t next = 1;

struct allocator {
  future<uint64_t> reserve(size_t bytes);
};

std::string segment_name(uint64_t number, uint64_t offset);

future<std::string> open_segment(allocator &space, size_t bytes) {
  if (bytes == 0)
    throw std::invalid_argument("empty segment");
  auto name = segment_name(next++, co_await space.reserve(bytes)); // expect
  co_return name;
}

void restart_numbering(uint64_t last) { next = last + 1; }
} // namespace commitlog

// Buggy: the reader moves the local offset while the sum may have read it.
namespace wire {
future<uint32_t> read_varint(seastar::input_stream<char> &in, size_t &consumed);

future<size_t> frame_end(seastar::input_stream<char> &in) {
  size_t consumed = 0;
  uint32_t kind = co_await read_varint(in, consumed);
  if (kind == 0)
    co_return consumed;
  co_return consumed + co_await read_varint(in, consumed); // expect
}
} // namespace wire

// Buggy: collect() itself sets the hits that the ratio is made of.
namespace cache_stats {
struct shard_stats {
  uint64_t hits = 0;
  uint64_t lookups = 0;

  future<uint64_t> collect() {
    co_await seastar::sleep(std::chrono::milliseconds(10));
    hits = sample(0);
    lookups = sample(1);
    co_return lookups;
  }
  static uint64_t sample(int counter);
};

future<uint64_t> hit_percentage(seastar::lw_shared_ptr<shard_stats> stats) {
  auto keep = stats;
  co_return 100 * keep->hits / co_await keep->collect(); // expect
}
} // namespace cache_stats

// Buggy: the name is copied into the parameter before or after a rename that
// happens while the host is resolved.
namespace gossip {
struct address {
  uint32_t ip = 0;
};
future<address> resolve(seastar::sstring host);
void announce(seastar::sstring name, address where);

class node {
public:
  void rename(seastar::sstring name) { _name = std::move(name); }
  future<> join_ring() {
    for (int round = 0; round < 3; ++round) {
      announce(_name, co_await resolve(_host)); // expect
      co_await seastar::sleep(std::chrono::seconds(1));
    }
  }

private:
  seastar::sstring _name;
  const seastar::sstring _host = "seed";
};
} // namespace gossip

// Buggy: the copies of all chunks add to one captured sum, and lose bytes.
namespace backup {
struct chunk {
  uint64_t offset = 0;
  uint64_t length = 0;
};
future<uint64_t> copy_chunk(chunk part);

future<uint64_t> copy_all(std::vector<chunk> parts) {
  uint64_t copied = 0;
  co_await seastar::coroutine::parallel_for_each(
      parts, [&copied](const chunk &part) -> future<> {
        chunk mine = part;
        if (mine.length != 0)
          copied = copied + co_await copy_chunk(mine); // missed: not seen
      });
  co_return copied;
}
} // namespace backup

// Buggy: the term is copied for the comparison, and a vote may raise it while
// the peer is asked.
namespace raft {
class term {
public:
  explicit term(uint64_t value) : _value(value) {}
  friend bool operator<(term left, term right) {
    return left._value < right._value;
  }

private:
  uint64_t _value;
};

class server {
public:
  void on_vote(term seen) {
    if (_current < seen)
      _current = seen;
  }
  future<bool> is_behind(int peer) {
    bool behind = _current < co_await ask_term(peer); // expect
    co_return behind;
  }

private:
  future<term> ask_term(int peer);

  term _current{0};
};
} // namespace raft

// Buggy: connections come while the upstream counts its own.
namespace proxy {
struct connection {
  int fd = -1;
};
struct upstream {
  future<size_t> count();
};

class listener {
public:
  explicit listener(upstream &up) : _upstream(up) {}
  void accepted(connection c) { _active.push_back(c); }
  future<bool> overloaded(size_t limit) {
    const auto all = _active.size() + co_await _upstream.count(); // expect
    co_return all >= limit;
  }

private:
  upstream &_upstream;
  std::vector<connection> _active;
};
} // namespace proxy

// Buggy: load() looks at the queue, which grows while the peer answers.
namespace balancing {
struct job {
  int id = 0;
};
struct peer {
  future<size_t> remote_load();
  future<> take(job j);
};
bool worth_moving(size_t mine, size_t theirs);

class worker {
public:
  void enqueue(job j) { _queue.push_back(j); }
  future<> rebalance(peer &other) {
    while (worth_moving(load(), co_await other.remote_load())) { // expect
      job last = _queue.back();
      _queue.pop_back();
      co_await other.take(last);
    }
  }

private:
  size_t load() const { return _queue.size(); }

  std::deque<job> _queue;
};
} // namespace balancing

// Buggy: the lease's epoch is the one before or after the grant; step_down()
// may raise it meanwhile.
namespace leases {
struct lease {
  lease(uint64_t epoch, std::chrono::seconds length)
      : epoch(epoch), length(length) {}
  uint64_t epoch;
  std::chrono::seconds length;
};

class coordinator {
public:
  void step_down() { ++_epoch; }
  future<std::optional<lease>> acquire(std::string resource) {
    if (_held.count(resource) != 0)
      co_return std::nullopt;
    co_return lease(_epoch, co_await grant(resource)); // expect
  }

private:
  future<std::chrono::seconds> grant(std::string resource);

  uint64_t _epoch = 0;
  std::map<std::string, lease> _held;
};
} // namespace leases

// Correct: the estimate is awaited first, what is used is read afterwards.
namespace quota_fixed {
class tenant {
public:
  future<bool> admit(std::string object) {
    uint64_t wanted = co_await estimate(object);
    if (_used + wanted > _limit)
      co_return false;
    _used += wanted;
    co_return true;
  }
  void release(uint64_t bytes) { _used -= bytes; }

private:
  future<uint64_t> estimate(const std::string &object);

  uint64_t _limit = 1 << 20;
  uint64_t _used = 0;
};
} // namespace quota_fixed

// Correct: the compound assignment reads the sum after the await.
namespace backup_fixed {
struct volume {
  future<uint64_t> copy_block(uint32_t index);
};

future<uint64_t> copy_blocks(volume &source, std::vector<uint32_t> blocks) {
  uint64_t copied = 0;
  co_await seastar::coroutine::parallel_for_each(
      blocks, [&copied, &source](uint32_t block) -> future<> {
        copied += co_await source.copy_block(block);
      });
  co_return copied;
}
} // namespace backup_fixed

// Correct: the await stands on the left, the queue is read afterwards.
namespace balancing_fixed {
struct shard_client {
  future<size_t> backlog(unsigned shard);
};

class dispatcher {
public:
  explicit dispatcher(shard_client client) : _client(client) {}
  void enqueue(int job) { _queue.push_back(job); }
  future<size_t> pending_with(unsigned shard) {
    co_return co_await _client.backlog(shard) + _queue.size();
  }

private:
  shard_client _client;
  std::deque<int> _queue;
};
} // namespace balancing_fixed

// Correct: in braces everything is evaluated from left to right.
namespace reporting {
struct summary {
  uint64_t requests;
  uint64_t errors;
  uint64_t bytes_on_disk;
};

class collector {
public:
  void on_request() { ++_requests; }
  void on_error() { ++_errors; }
  future<summary> summarize() {
    co_return summary{_requests, _errors, co_await disk_usage()};
  }

private:
  future<uint64_t> disk_usage();

  uint64_t _requests = 0;
  uint64_t _errors = 0;
};
} // namespace reporting

// Correct: make_unique takes both by reference and reads the epoch in its
// body, after the await.
namespace leases_by_reference {
struct token {
  token(uint64_t epoch, uint64_t nonce) : epoch(epoch), nonce(nonce) {}
  uint64_t epoch;
  uint64_t nonce;
};

class issuer {
public:
  void rotate() { ++_epoch; }
  future<std::unique_ptr<token>> issue() {
    co_return std::make_unique<token>(_epoch, co_await random_number());
  }

private:
  future<uint64_t> random_number();

  uint64_t _epoch = 0;
};
} // namespace leases_by_reference

// Correct: everybody who changes the balance holds the semaphore.
namespace ledger {
class account {
public:
  future<> settle(std::string transfer) {
    auto units = co_await seastar::get_units(_lock, 1);
    _balance = _balance + co_await pending_amount(std::move(transfer));
  }
  future<> write_off() {
    auto units = co_await seastar::get_units(_lock, 1);
    co_await note_in_journal("written off");
    _balance = 0;
  }

private:
  future<int64_t> pending_amount(std::string transfer);
  future<> note_in_journal(std::string text);

  seastar::semaphore _lock{1};
  int64_t _balance = 0;
};
} // namespace ledger

// Correct: the logical operators and the conditional operator are ordered.
namespace shutdown {
class service {
public:
  void request_stop() { _stopping = true; }
  void set_grace(unsigned seconds) { _grace = seconds; }
  future<unsigned> remaining() {
    if (_stopping || co_await is_idle())
      co_return 0;
    co_return _grace != 0 ? co_await ticks_left() : 1;
  }

private:
  future<bool> is_idle();
  future<unsigned> ticks_left();

  bool _stopping = false;
  unsigned _grace = 30;
};
} // namespace shutdown

// Correct: the base offset is set by the constructor alone.
namespace partitions {
class reader {
public:
  explicit reader(uint64_t base) : _base(base) {}
  future<uint64_t> absolute(uint32_t record) {
    uint64_t end = _base + co_await relative_offset(record);
    _last = end;
    co_return end;
  }
  uint64_t last() const { return _last; }

private:
  future<uint64_t> relative_offset(uint32_t record);

  uint64_t _base;
  uint64_t _last = 0;
};
} // namespace partitions

// Correct: the running sum is a local of the frame that nobody else knows.
namespace checksums {
future<uint32_t> block_checksum(unsigned index);

future<uint32_t> file_checksum(unsigned blocks) {
  uint32_t sum = 0;
  for (unsigned index = 0; index < blocks; ++index) {
    sum = (sum << 1 | sum >> 31) ^ co_await block_checksum(index);
    if (index % 64 == 0)
      co_await seastar::sleep(std::chrono::milliseconds(1));
  }
  co_return sum;
}
} // namespace checksums

// Correct: shift operators are evaluated from left to right, and the line
// tells the count of when it was begun.
namespace status_page {
class page {
public:
  void on_visit() { ++_visits; }
  future<std::string> render() {
    std::ostringstream out;
    out << "visits: " << _visits << "\nuptime: " << co_await uptime() << "\n";
    co_return out.str();
  }

private:
  future<uint64_t> uptime();

  uint64_t _visits = 0;
};
} // namespace status_page
