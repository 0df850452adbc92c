// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-stale-reference %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/rwlock.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/shared_ptr.hh>
#include <seastar/core/sleep.hh>
#include <seastar/coroutine/maybe_yield.hh>
#include <seastar/coroutine/parallel_for_each.hh>

using seastar::future;

// Buggy: a peer that joins moves the vector below the library's loop.
struct gossip_peer {
  int node;
  future<> ping();
};

class gossiper {
public:
  void add_peer(gossip_peer peer) { _peers.push_back(peer); }

  future<> ping_all() {
    co_await seastar::max_concurrent_for_each(_peers, 8, [](gossip_peer &peer) { return peer.ping(); }); // expect
  }

private:
  std::vector<gossip_peer> _peers;
};

// Buggy: the continuation uses an iterator to a table that may be dropped.
struct table_info {
  unsigned long flushed_at = 0;
};
future<unsigned long> flush_to_disk(std::string name);

class table_registry {
public:
  void create(std::string name) { _tables.emplace(std::move(name), table_info{}); }
  void drop(const std::string &name) { _tables.erase(name); }

  future<> flush(std::string name) {
    auto it = _tables.find(name);
    if (it == _tables.end())
      return seastar::make_ready_future<>();
    return flush_to_disk(name).then([it](unsigned long position) {
      it->second.flushed_at = position; // expect
    });
  }

private:
  std::map<std::string, table_info> _tables;
};

// Buggy: the scan yields while expiry may erase the entry it stands on.
class expiring_index {
public:
  void put(long deadline, std::string key) { _by_deadline.emplace(deadline, std::move(key)); }
  void expire(long now) {
    _by_deadline.erase(_by_deadline.begin(), _by_deadline.upper_bound(now));
  }

  future<size_t> bytes_from(long deadline) {
    size_t bytes = 0;
    for (auto it = _by_deadline.lower_bound(deadline), last = _by_deadline.end(); it != last; ++it) { // expect
      bytes += it->second.size();
      co_await seastar::coroutine::maybe_yield();
    }
    co_return bytes;
  }

private:
  std::multimap<long, std::string> _by_deadline;
};

// Buggy: the reader holds the lock, but one writer does not take it.
struct feature {
  std::string name;
};
future<> announce_feature(std::string name);

class feature_service {
public:
  future<> enable(std::string name) {
    auto holder = co_await _lock.hold_write_lock();
    _features.push_back({std::move(name)});
  }
  void disable_all() { _features.clear(); }

  future<> announce() {
    auto holder = co_await _lock.hold_read_lock();
    for (const feature &each : _features) // expect
      co_await announce_feature(each.name);
  }

private:
  seastar::rwlock _lock;
  std::vector<feature> _features;
};

// Buggy: each client's handler appends to the vector that the others refer to.
struct client_record {
  int id = 0;
  size_t served = 0;
};
future<int> accept_client();
future<size_t> serve_requests(int client);

class query_server {
public:
  future<> run() {
    while (!_connections.is_closed()) {
      int client = co_await accept_client();
      (void)seastar::try_with_gate(_connections, [this, client] {
        return handle(client);
      }).handle_exception([](std::exception_ptr) {});
    }
  }
  future<> stop() { return _connections.close(); }

private:
  future<> handle(int client) {
    client_record &record = _records.emplace_back(client_record{client});
    size_t served = co_await serve_requests(client);
    record.served = served; // expect
  }

  seastar::gate _connections;
  std::vector<client_record> _records;
};

// Buggy: the trimming that is awaited takes the first segment away itself.
struct log_segment {
  size_t size = 0;
  bool sealed = false;
};
future<> delete_segment_file(size_t size);

class commit_log {
public:
  void append(size_t size) { _segments.push_back({size}); }

  future<> seal_oldest() {
    auto units = co_await seastar::get_units(_serial, 1);
    if (_segments.empty())
      co_return;
    log_segment &oldest = _segments.front();
    co_await trim();
    oldest.sealed = true; // expect
  }

private:
  future<> trim() {
    while (_segments.size() > 16) {
      size_t size = _segments.front().size;
      _segments.pop_front();
      co_await delete_segment_file(size);
    }
  }

  seastar::semaphore _serial{1};
  std::deque<log_segment> _segments;
};

// Buggy: a method that another file defines may change the rules.
struct throttle_rule {
  std::string pattern;
  unsigned hits = 0;
};
future<bool> rule_matches(std::string pattern, std::string request);

class throttler {
public:
  void add_rule(throttle_rule rule);

  future<bool> first_rule_matches(std::string request) {
    if (_rules.empty())
      co_return false;
    auto rule = _rules.begin();
    if (!co_await rule_matches(rule->pattern, std::move(request)))
      co_return false;
    ++rule->hits; // expect
    co_return true;
  }

private:
  std::vector<throttle_rule> _rules;
};

// Buggy: the queue lies below a reference, and acknowledging shortens it.
struct outgoing_hint {
  std::string payload;
};
struct hint_shard_state {
  std::deque<outgoing_hint> hints;
};
future<> send_hint(std::string payload);

class hint_sender {
public:
  explicit hint_sender(hint_shard_state &state) : _state(state) {}

  void acknowledged() { _state.hints.pop_front(); }

  future<> replay() {
    for (outgoing_hint &hint : _state.hints) // expect
      co_await send_hint(hint.payload);
  }

private:
  hint_shard_state &_state;
};

// Buggy: the compaction goes on with an element of a vector that can grow.
struct compaction_group {
  int level = 0;
  unsigned generation = 0;
};
future<> merge_level(int level);

future<> compact_group(compaction_group &group) {
  co_await merge_level(group.level);
  ++group.generation;
}

class compaction_manager {
public:
  void add_group(int level) { _groups.push_back({level}); }

  future<> compact(size_t index) {
    if (index < _groups.size())
      co_await compact_group(_groups[index]); // expect
  }

private:
  std::vector<compaction_group> _groups;
};

// Buggy: the stream is referred to through the map's only pointer to it.
struct replication_stream {
  std::string target;
  size_t sent = 0;
};
future<size_t> push_rows(std::string target);

class replicator {
public:
  void open(int id, std::string target) {
    _streams[id] = seastar::make_lw_shared<replication_stream>(
        replication_stream{std::move(target)});
  }
  void abort(int id) { _streams.erase(id); }

  future<> push(int id) {
    replication_stream &stream = *_streams.at(id);
    size_t rows = co_await push_rows(stream.target);
    stream.sent += rows; // expect
  }

private:
  std::unordered_map<int, seastar::lw_shared_ptr<replication_stream>> _streams;
};

// Correct: readers and writers all hold the semaphore over their work.
struct acl_entry {
  std::string role;
};
future<> persist_role(std::string role);

class acl_store {
public:
  future<> grant(std::string role) {
    auto units = co_await seastar::get_units(_exclusive, 1);
    _entries.push_back({std::move(role)});
  }
  future<> revoke_all() {
    auto units = co_await seastar::get_units(_exclusive, 1);
    _entries.clear();
  }
  future<> persist() {
    auto units = co_await seastar::get_units(_exclusive, 1);
    for (const acl_entry &entry : _entries)
      co_await persist_role(entry.role);
  }

private:
  seastar::semaphore _exclusive{1};
  std::vector<acl_entry> _entries;
};

// Correct: the dirty pages move into the frame before they are written.
struct dirty_page {
  size_t number;
  future<> write_back();
};

class page_cache {
public:
  void mark_dirty(size_t number) { _dirty.push_back({number}); }

  future<> sync() {
    std::vector<dirty_page> pages;
    pages.swap(_dirty);
    co_await seastar::coroutine::parallel_for_each(
        pages, [](dirty_page &page) { return page.write_back(); });
  }

private:
  std::vector<dirty_page> _dirty;
};

// Correct: every request erases only the list element that it inserted.
struct running_request {
  std::string query;
  size_t rows = 0;
};
future<size_t> execute_query(std::string query);

class request_tracker {
public:
  future<size_t> run(std::string query) {
    auto self = _running.insert(_running.end(), running_request{query});
    size_t rows = 0;
    try {
      rows = co_await execute_query(std::move(query));
    } catch (...) {
      _running.erase(self);
      throw;
    }
    self->rows = rows;
    _running.erase(self);
    co_return rows;
  }

private:
  std::list<running_request> _running;
};

// Correct: the batch belongs to a pointer in the frame, nobody else sees it.
struct mutation {
  std::string key;
};
future<std::vector<mutation>> read_mutations();
future<> apply_mutation(std::string key);

future<> replay_mutations() {
  auto batch = seastar::make_lw_shared<std::vector<mutation>>(
      co_await read_mutations());
  for (mutation &each : *batch)
    co_await apply_mutation(each.key);
  batch->clear();
}

// Correct: the connection's coroutine keeps its own object alive.
future<std::string> read_frame();

class rpc_connection
    : public seastar::enable_lw_shared_from_this<rpc_connection> {
public:
  future<> process() {
    auto self = shared_from_this();
    while (!_closed) {
      std::string frame = co_await read_frame();
      _closed = frame.empty();
      ++_frames;
    }
  }

private:
  bool _closed = false;
  size_t _frames = 0;
};

class rpc_client {
public:
  void connect() { _connection = seastar::make_lw_shared<rpc_connection>(); }
  void disconnect() { _connection = nullptr; }

  future<> run() {
    if (_connection)
      co_await _connection->process();
  }

private:
  seastar::lw_shared_ptr<rpc_connection> _connection;
};

// Correct: afterwards it asks whether the never reused id is still there.
struct lease {
  std::string owner;
  unsigned renewals = 0;
};
future<bool> renew_remotely(std::string owner);

class lease_table {
public:
  unsigned long acquire(std::string owner) {
    _leases.emplace(++_last, lease{std::move(owner)});
    return _last;
  }
  void release(unsigned long id) { _leases.erase(id); }

  future<> renew(unsigned long id) {
    auto it = _leases.find(id);
    if (it == _leases.end())
      co_return;
    bool renewed = co_await renew_remotely(it->second.owner);
    if (!renewed || !_leases.contains(id))
      co_return;
    ++it->second.renewals;
  }

private:
  unsigned long _last = 0;
  std::map<unsigned long, lease> _leases;
};

// Correct: stopping clears the shards only when the gate has let all out.
struct cache_shard {
  size_t hits = 0;
  future<size_t> count_hits();
};

class cache_service {
public:
  explicit cache_service(size_t shards) : _shards(shards) {}

  future<> stop() {
    co_await _gate.close();
    _shards.clear();
  }

  future<> collect() {
    auto holder = _gate.hold();
    for (cache_shard &shard : _shards)
      shard.hits = co_await shard.count_hits();
  }

private:
  seastar::gate _gate;
  std::vector<cache_shard> _shards;
};

// Correct: the continuation owns a copy of the shared pointer.
struct upload_state {
  std::string path;
  size_t parts = 0;
};
future<> upload_part(std::string path);

class uploader {
public:
  void begin(int id, std::string path) {
    _uploads[id] = seastar::make_lw_shared<upload_state>(
        upload_state{std::move(path)});
  }
  void cancel(int id) { _uploads.erase(id); }

  future<> add_part(int id) {
    auto it = _uploads.find(id);
    if (it == _uploads.end())
      return seastar::make_ready_future<>();
    return upload_part(it->second->path).then([upload = it->second] {
      ++upload->parts;
    });
  }

private:
  std::map<int, seastar::lw_shared_ptr<upload_state>> _uploads;
};

// Correct: the pointer from before the wait is only compared.
struct raft_leader {
  int node = 0;
};

class election_monitor {
public:
  void elected(int node) { _leader = std::make_unique<raft_leader>(raft_leader{node}); }

  future<bool> stable_for(std::chrono::milliseconds period) {
    const unsigned long term = _term;
    const raft_leader *before = _leader.get();
    co_await seastar::sleep(period);
    co_return before == _leader.get() && term == _term;
  }
  void next_term() { ++_term; }

private:
  unsigned long _term = 0;
  std::unique_ptr<raft_leader> _leader;
};

// Correct: appending to a deque moves none of its elements, nobody erases.
struct audit_record {
  std::string text;
  bool durable = false;
};
future<> append_to_journal(std::string text);

class audit_trail {
public:
  future<> record(std::string text) {
    audit_record &entry = _records.emplace_back(audit_record{text});
    co_await append_to_journal(std::move(text));
    entry.durable = true;
  }
  size_t size() const { return _records.size(); }

private:
  std::deque<audit_record> _records;
};
