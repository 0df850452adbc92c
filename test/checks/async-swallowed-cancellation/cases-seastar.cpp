// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-swallowed-cancellation %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <seastar/core/abort_source.hh>
#include <seastar/core/coroutine.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/sleep.hh>
#include <seastar/coroutine/as_future.hh>
#include <seastar/util/log.hh>

#include <chrono>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using seastar::future;

static seastar::logger slog("storage");

// Buggy: the aborted sleep is one more failed refresh.
class schema_refresher {
public:
  future<> run() {
    while (true) {
      try {
        co_await pull_schema();
        co_await seastar::sleep_abortable(10s, _as);
      } catch (...) { // expect
        slog.warn("schema refresh failed: {}", std::current_exception());
      }
    }
  }

  future<> stop() {
    _as.request_abort();
    return std::move(_done);
  }

private:
  future<> pull_schema();
  seastar::abort_source _as;
  future<> _done = seastar::make_ready_future<>();
};

// Buggy: an aborted wait for memory is counted like a full one.
struct stream_stats {
  uint64_t dropped = 0;
  uint64_t sent = 0;
};

future<> send_batches(seastar::semaphore &memory, seastar::abort_source &as,
                      stream_stats &stats) {
  for (;;) {
    try {
      auto units = co_await seastar::get_units(memory, 4096, as);
      ++stats.sent;
    } catch (const std::exception &e) { // expect
      ++stats.dropped;
      slog.debug("batch dropped: {}", e.what());
    }
  }
}

// Buggy: the ping is told to end by the abort source it was given.
struct rpc_client {
  future<std::chrono::milliseconds> ping(int node, seastar::abort_source &as);
};

class failure_detector {
public:
  future<> watch(int node) {
    unsigned missed = 0;
    for (;;) {
      try {
        auto latency = co_await _rpc.ping(node, _abort);
        note(node, latency);
        missed = 0;
      } catch (const std::exception &) { // expect
        if (++missed > 3)
          mark_dead(node);
      }
    }
  }

private:
  void note(int node, std::chrono::milliseconds latency);
  void mark_dead(int node);
  rpc_client _rpc;
  seastar::abort_source _abort;
};

// Buggy: flush_one() throws when the table is dropped, and is called again.
class memtable_list {
public:
  future<> flush_one() {
    if (_dropped)
      throw seastar::abort_requested_exception();
    co_await write_sstable();
  }

  future<> flush_loop() {
    while (true) {
      try {
        co_await flush_one();
      } catch (...) { // expect
        slog.error("flush failed: {}", std::current_exception());
        ++_failed_flushes;
      }
    }
  }

private:
  future<> write_sstable();
  bool _dropped = false;
  int _failed_flushes = 0;
};

// Buggy: a timed out lock may be tried again, an aborted wait may not.
class compaction_queue {
public:
  future<> compact_forever(seastar::abort_source &as) {
    for (;;) {
      try {
        co_await _slots.wait(as);
        co_await compact_next();
        _slots.signal();
      } catch (const seastar::semaphore_timed_out &) {
        ++_timeouts;
      } catch (...) { // expect
        slog.warn("compaction: {}", std::current_exception());
      }
    }
  }

private:
  future<> compact_next();
  seastar::semaphore _slots{2};
  int _timeouts = 0;
};

// Buggy: in each instantiation the source's end is an error to skip.
struct cdc_source {
  future<std::string> next(seastar::abort_source &as);
};
struct wal_source {
  future<uint64_t> next(seastar::abort_source &as);
};

template <typename Source, typename Sink>
future<> drain(Source &source, Sink sink, seastar::abort_source &as) {
  while (true) {
    try {
      sink(co_await source.next(as));
    } catch (const std::exception &e) { // expect
      slog.info("skipping: {}", e.what());
    }
  }
}

future<> drain_wal(wal_source &wal, std::vector<uint64_t> &out,
                   seastar::abort_source &as) {
  co_await drain(
      wal, [&out](uint64_t position) { out.push_back(position); }, as);
}

// Buggy: a whole round of pulls is given up, and the next round begins.
class replica_puller {
public:
  replica_puller(std::vector<int> peers, seastar::abort_source *as)
      : _peers(std::move(peers)), _source(as) {}

  future<> run() {
    unsigned round = 0;
    for (;;) {
      try {
        for (int peer : _peers)
          co_await pull(peer, *_source);
      } catch (const std::exception &e) { // expect
        slog.warn("round {}: {}", round, e.what());
        continue;
      }
      ++round;
    }
  }

private:
  future<> pull(int peer, seastar::abort_source &as);
  std::vector<int> _peers;
  seastar::abort_source *_source;
};

// Buggy: the gate of the cache is shut, the loader keeps knocking.
class row_cache {
public:
  future<> load(uint64_t key) {
    if (_gate.is_closed())
      throw seastar::gate_closed_exception();
    auto holder = _gate.hold();
    co_await read_row(key);
  }

private:
  future<> read_row(uint64_t key);
  seastar::gate _gate;
};

future<> warm_cache(row_cache &cache, uint64_t first) {
  uint64_t key = first;
  uint64_t failed = 0;
  while (true) {
    try {
      co_await cache.load(key++);
    } catch (const std::exception &) { // expect
      ++failed;
      slog.trace("row {} not loaded", key);
    }
  }
}

// Buggy: the leader election of a coroutine lambda cannot be cancelled.
struct no_quorum : std::exception {};
class request_token {
public:
  bool is_cancellation_requested() const;
};
future<int> elect_leader(int group, request_token token);

future<> keep_electing(int group, request_token token) {
  int leader = -1;
  auto elect = [&leader, group, token]() -> future<> {
    for (;;) {
      try {
        leader = co_await elect_leader(group, token);
      } catch (const no_quorum &e) {
        slog.info("election of {}: {}", group, e.what());
      } catch (...) { // expect
        leader = -1;
      }
    }
  };
  co_await elect();
}

// Buggy: the back-off is doubled for an aborted upload as for a failed one.
class backup_uploader {
public:
  future<> upload_all() {
    auto delay = 100ms;
    for (;;) {
      try {
        std::string segment = co_await next_segment();
        co_await upload(std::move(segment), _as);
        delay = 100ms;
      } catch (const std::exception &e) { // expect
        delay = delay < 10s ? delay * 2 : delay;
        slog.warn("upload: {}", e.what());
      }
      co_await seastar::sleep(delay);
    }
  }

  void request_end() { _as.request_abort(); }

private:
  future<std::string> next_segment();
  future<> upload(std::string segment, seastar::abort_source &as);
  seastar::abort_source _as;
};

// Correct: the loop asks the abort source before each round.
class view_builder {
public:
  future<> run() {
    while (!_as.abort_requested()) {
      try {
        co_await build_step();
        co_await seastar::sleep_abortable(1s, _as);
      } catch (...) {
        slog.warn("view build: {}", std::current_exception());
      }
    }
  }

private:
  future<> build_step();
  seastar::abort_source _as;
};

// Correct: the aborted sleep has a handler of its own, before all others.
class lease_keeper {
public:
  future<> renew_forever() {
    for (;;) {
      try {
        co_await renew();
        co_await seastar::sleep_abortable(3s, _as);
      } catch (const seastar::sleep_aborted &) {
        break;
      } catch (const std::exception &e) {
        slog.error("lease not renewed: {}", e.what());
      }
    }
    co_await release();
  }

private:
  future<> renew();
  future<> release();
  seastar::abort_source _as;
};

// Correct: the sleep that can be aborted stands outside and ends the loop.
future<> publish_load(int shard);

future<> publish_load_forever(int shard, seastar::abort_source &as) {
  for (;;) {
    try {
      co_await publish_load(shard);
    } catch (...) {
      slog.info("load of {}: {}", shard, std::current_exception());
    }
    co_await seastar::sleep_abortable(30s, as);
  }
}

// Correct: the handler asks the abort source and leaves.
class hint_sender {
public:
  future<> send_hints() {
    while (true) {
      try {
        co_await send_one(_as);
      } catch (...) {
        if (_as.abort_requested())
          co_return;
        slog.warn("hint not sent: {}", std::current_exception());
      }
    }
  }

private:
  future<> send_one(seastar::abort_source &as);
  seastar::abort_source _as;
};

// Correct: the loop goes over the tablets and ends by itself.
future<> migrate_tablet(int tablet, seastar::abort_source &as);

future<unsigned> migrate_tablets(std::vector<int> tablets,
                                 seastar::abort_source &as) {
  unsigned failed = 0;
  for (int tablet : tablets) {
    try {
      co_await migrate_tablet(tablet, as);
    } catch (const std::exception &e) {
      ++failed;
      slog.warn("tablet {}: {}", tablet, e.what());
    }
  }
  co_return failed;
}

// Correct: nothing tells the collector to end, its sleep is not abortable.
struct io_stats {
  double utilization = 0;
};
future<io_stats> collect_io_stats();

future<> monitor_disks(io_stats &latest) {
  for (;;) {
    try {
      latest = co_await collect_io_stats();
      co_await seastar::sleep(5s);
    } catch (const std::exception &e) {
      slog.warn("disk statistics: {}", e.what());
    }
  }
}

// Correct: the handler adds what it knows and passes the failure on.
class snapshot_reader {
public:
  future<uint64_t> read_all() {
    uint64_t rows = 0;
    while (true) {
      try {
        std::string row = co_await read_row(_as);
        if (row.empty())
          break;
        ++rows;
      } catch (const std::exception &e) {
        slog.error("snapshot broken after {} rows: {}", rows, e.what());
        throw;
      }
    }
    co_return rows;
  }

private:
  future<std::string> read_row(seastar::abort_source &as);
  seastar::abort_source _as;
};

// Correct: a commit log that cannot be written takes the process down.
[[noreturn]] void die(const char *reason);

class commit_log {
public:
  future<> sync_loop(seastar::abort_source &as) {
    for (;;) {
      try {
        co_await wait_for_writes(as);
        co_await sync();
      } catch (const std::exception &e) {
        slog.error("commit log: {}", e.what());
        die("cannot write the commit log");
      }
    }
  }

private:
  future<> wait_for_writes(seastar::abort_source &as);
  future<> sync();
};

// Correct: each round looks at the gate first.
class repair_scheduler {
public:
  future<> run() {
    for (;;) {
      if (_gate.is_closed())
        co_return;
      try {
        co_await repair_next(_as);
      } catch (...) {
        slog.warn("repair: {}", std::current_exception());
      }
    }
  }

  future<> stop() {
    _as.request_abort();
    return _gate.close();
  }

private:
  future<> repair_next(seastar::abort_source &as);
  seastar::gate _gate;
  seastar::abort_source _as;
};

// Correct: the failure is looked at as a value, and the first one is the last.
class tailer {
public:
  future<> follow() {
    for (;;) {
      future<std::string> line =
          co_await seastar::coroutine::as_future(next_line(_as));
      if (line.failed()) {
        slog.info("tail ends: {}", line.get_exception());
        break;
      }
      try {
        co_await append(line.get());
      } catch (const std::exception &e) {
        slog.warn("line lost: {}", e.what());
      }
    }
  }

private:
  future<std::string> next_line(seastar::abort_source &as);
  future<> append(std::string line);
  seastar::abort_source _as;
};
