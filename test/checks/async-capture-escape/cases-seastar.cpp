// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-capture-escape %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <chrono>
#include <map>
#include <optional>
#include <seastar/core/coroutine.hh>
#include <seastar/core/do_with.hh>
#include <seastar/core/file.hh>
#include <seastar/core/fstream.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/seastar.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/shared_ptr.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/smp.hh>
#include <seastar/core/thread.hh>
#include <seastar/core/when_all.hh>
#include <seastar/coroutine/parallel_for_each.hh>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
namespace ss = seastar;
using seastar::future;
using seastar::sstring;

// Buggy: the name is a parameter by value, the continuation comes too late.
namespace keyspaces {
future<> dropTables(int id);

class Catalog {
public:
  future<> drop(std::string name) {
    return dropTables(ids_[name]).then([this, &name] { // expect
      ids_.erase(name);
    });
  }

private:
  std::map<std::string, int> ids_;
};
} // namespace keyspaces

// Buggy: the file ends with the outer continuation, the inner one closes it.
namespace commitlog {
future<uint64_t> segmentSize(std::string name) {
  return ss::open_file_dma(name, ss::open_flags::ro).then([](ss::file f) {
    return f.size().then([&f](uint64_t size) { // expect
      return f.close().then([size] { return size; });
    });
  });
}
} // namespace commitlog

// Buggy: the flush is kept in a member and outlives the batch of this call.
namespace memtables {
struct Batch {
  std::vector<std::string> rows;
};
Batch takeRows();
future<> writeIndex();
future<> writeRows(const Batch &batch);

class Memtable {
public:
  void beginFlush() {
    Batch batch = takeRows();
    flush_ = writeIndex().then([&batch] { return writeRows(batch); }); // expect
  }
  future<> stop() { return std::move(flush_); }

private:
  future<> flush_ = ss::make_ready_future<>();
};
} // namespace memtables

// Buggy: the retry sleeps in the background, its host name does not wait.
namespace gossip {
void connectTo(const std::string &host);
std::string nameOf(int peer);

void reconnectLater(int peer) {
  std::string host = nameOf(peer);
  (void)ss::sleep(10s).then([&] { connectTo(host); }); // expect
}
} // namespace gossip

// Buggy: the local counter is gone when the ninth file is begun.
namespace snapshots {
future<> copyFile(const sstring &file);
void report(size_t number, const sstring &file);

future<> copyAll(const std::vector<sstring> &files) {
  size_t begun = 0;
  return ss::max_concurrent_for_each(files, 8,
                                     [&begun](const sstring &file) { // expect
                                       report(++begun, file);
                                       return copyFile(file);
                                     });
}
} // namespace snapshots

// Buggy: the start of the measurement is taken from a stack that has moved on.
namespace queries {
using Clock = std::chrono::steady_clock;
future<int> execute(const std::string &statement);

class Session {
public:
  future<int> run(const std::string &statement) {
    const auto start = Clock::now();
    return execute(statement).finally([this, &start] { // expect
      busy_ += Clock::now() - start;
    });
  }

private:
  Clock::duration busy_{};
};
} // namespace queries

// Buggy: every path ends with its iteration, the futures are awaited later.
namespace cleanup {
sstring pathOf(int generation);
void noteRemoved(const sstring &path);

future<> removeGenerations(std::vector<int> generations) {
  std::vector<future<>> pending;
  for (int generation : generations) {
    sstring path = pathOf(generation);
    pending.push_back(
        ss::remove_file(path).then([&path] { noteRemoved(path); })); // expect
  }
  co_await ss::when_all_succeed(pending.begin(), pending.end());
}
} // namespace cleanup

// Buggy: the pointer is copied into the handler, the record is not.
namespace ingest {
struct Record {
  long offset;
  std::string payload;
};
future<bool> validate(const std::string &payload);
void quarantine(const Record &record);

future<bool> accept(Record record) {
  auto *current = &record;
  return validate(record.payload).then([current](bool valid) { // expect
    if (!valid)
      quarantine(*current);
    return valid;
  });
}
} // namespace ingest

// Buggy: the project's helper runs the action after the barrier.
namespace consensus {
future<> readBarrier();

template <typename Action> auto afterBarrier(Action action) {
  return readBarrier().then(std::move(action));
}

class Store {
public:
  future<std::string> get(sstring key, long revision) {
    return afterBarrier(
        [this, &key, &revision] { return lookUp(key, revision); }); // expect
  }

private:
  std::string lookUp(const sstring &key, long revision);
};
} // namespace consensus

// Buggy: the other shard runs the request, this one has forgotten it.
namespace sharding {
struct Request {
  unsigned shard;
  std::string body;
};
std::string process(const std::string &body);
Request parse(const char *bytes);

future<std::string> forward(const char *bytes) {
  Request request = parse(bytes);
  return ss::smp::submit_to(
      request.shard, [&request] { return process(request.body); }); // expect
}
} // namespace sharding

// Correct: do_with keeps the name until the last continuation has run.
namespace users {
future<> revokeGrants(const std::string &name);

class Users {
public:
  future<> remove(std::string name) {
    return ss::do_with(std::move(name), [this](std::string &name) {
      return revokeGrants(name).then([this, &name] { names_.erase(name); });
    });
  }

private:
  std::map<std::string, int> names_;
};
} // namespace users

// Correct: a coroutine awaits the chain while its locals live.
namespace compaction {
future<size_t> compactBucket(int bucket);

future<size_t> compact(std::vector<int> buckets) {
  size_t written = 0;
  co_await ss::do_for_each(buckets, [&written](int bucket) {
    return compactBucket(bucket).then(
        [&written](size_t bytes) { written += bytes; });
  });
  co_return written;
}
} // namespace compaction

// Correct: the handler owns what it needs.
namespace uploads {
future<> putObject(const sstring &key);
void logUpload(const sstring &key, size_t size);

future<> upload(sstring key, size_t size) {
  auto done = putObject(key);
  return done.then([key = std::move(key), size] { logUpload(key, size); });
}
} // namespace uploads

// Correct: in a Seastar thread get() waits in the scope of the totals.
namespace audit {
struct Totals {
  long rows = 0;
};
future<long> countRows(int partition);

future<long> countAll(int partitions) {
  return ss::async([partitions] {
    Totals totals;
    for (int partition = 0; partition < partitions; ++partition)
      countRows(partition)
          .then([&totals](long rows) { totals.rows += rows; })
          .get();
    return totals.rows;
  });
}
} // namespace audit

// Correct: the schema is a reference parameter, its owner awaits the result.
namespace schema {
struct Schema {
  int version = 0;
};
future<int> fetchVersion();

future<> refresh(Schema &schema) {
  return fetchVersion().then(
      [&schema](int version) { schema.version = version; });
}
} // namespace schema

// Correct: the parallel loop is awaited, the limit is in the frame.
namespace repair {
future<> repairRange(int range);

future<> repairAll(std::vector<int> ranges) {
  ss::semaphore limit(16);
  unsigned failed = 0;
  co_await ss::coroutine::parallel_for_each(
      ranges, [&limit, &failed](int range) -> future<> {
        auto units = co_await ss::get_units(limit, 1);
        try {
          co_await repairRange(range);
        } catch (...) {
          ++failed;
        }
      });
  if (failed)
    co_await ss::sleep(1s);
}
} // namespace repair

// Correct: the futures are collected and awaited where the map lives.
namespace discovery {
future<int> loadOf(int node);

future<std::map<int, int>> loads(std::vector<int> nodes) {
  std::map<int, int> result;
  std::vector<future<>> pending;
  pending.reserve(nodes.size());
  for (int node : nodes)
    pending.push_back(
        loadOf(node).then([&result, node](int load) { result[node] = load; }));
  co_await ss::when_all_succeed(std::move(pending));
  co_return result;
}
} // namespace discovery

// Correct: the closure holds the gate and its own share of the state.
namespace hints {
struct Hint {
  sstring target;
};
future<> sendHint(const Hint &hint);

class HintManager {
public:
  void replayLater(Hint hint) {
    auto kept = ss::make_lw_shared<Hint>(std::move(hint));
    (void)ss::sleep(5s).then([kept, holder = gate_.hold()] {
      return sendHint(*kept).handle_exception([](std::exception_ptr) {});
    });
  }
  future<> stop() { return gate_.close(); }

private:
  ss::gate gate_;
};
} // namespace hints

// Correct: the work is begun first and awaited in the scope of the variable.
namespace startup {
future<int> readManifest();
future<> openSockets();

future<int> boot() {
  int version = 0;
  auto manifest = readManifest().then([&version](int read) { version = read; });
  co_await ss::when_all_succeed(std::move(manifest), openSockets());
  co_return version;
}
} // namespace startup

// Correct: the filter only calls its predicate, the reply is a copy.
namespace topics {
template <typename Predicate>
std::vector<std::string> filterTopics(const std::vector<std::string> &topics,
                                      Predicate accept) {
  std::vector<std::string> result;
  for (const std::string &topic : topics)
    if (accept(topic))
      result.push_back(topic);
  return result;
}
future<> authorize(int client);

future<std::vector<std::string>>
listTopics(int client, const std::vector<std::string> &topics,
           std::string prefix) {
  auto matching = filterTopics(topics, [&prefix](const std::string &topic) {
    return topic.starts_with(prefix);
  });
  return authorize(client).then(
      [matching = std::move(matching)] { return matching; });
}
} // namespace topics
