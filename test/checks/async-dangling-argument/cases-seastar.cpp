// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-argument %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <seastar/core/coroutine.hh>
#include <seastar/core/do_with.hh>
#include <seastar/core/file.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/iostream.hh>
#include <seastar/core/seastar.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/sstring.hh>
#include <seastar/core/thread.hh>
#include <seastar/core/timer.hh>
#include <seastar/core/when_all.hh>
#include <seastar/coroutine/all.hh>

#include <array>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using seastar::future;
using namespace std::chrono_literals;

// Buggy: the line is formatted on the spot, the coroutine writes it later.
namespace audit {
future<> append(seastar::output_stream<char> &out, const std::string &line) {
  co_await out.write("audit: ", 7);
  co_await out.write(line.data(), line.size());
}

future<> logLogin(seastar::output_stream<char> &out, std::string user) {
  future<> written = append(out, user + " logged in\n"); // expect
  co_await seastar::sleep(10ms);
  co_await std::move(written);
}
} // namespace audit

// Buggy: a plain function returns the future and drops its parameter.
namespace kv {
class Store {
public:
  future<> put(std::string key, int value) {
    ++_puts;
    return doPut(key, value); // expect
  }

private:
  future<> doPut(const std::string &key, int value) {
    co_await _log.flush();
    _keys.push_back(key);
    _last = value;
  }

  seastar::output_stream<char> _log;
  std::vector<std::string> _keys;
  int _puts = 0;
  int _last = 0;
};
} // namespace kv

// Buggy: the notification runs in the background, the event is a local.
namespace gossip {
struct Event {
  int node;
  std::string state;
};

class Notifier {
public:
  void markDown(int node) {
    Event event{node, "down"};
    auto holder = _gate.hold();
    (void)broadcast(event).finally([holder] {}); // expect
  }

private:
  future<> broadcast(const Event &event) {
    for (int peer = 0; peer < _peers; ++peer) {
      co_await seastar::sleep(1ms);
      _sent.push_back(event.state);
    }
  }

  seastar::gate _gate;
  std::vector<std::string> _sent;
  int _peers = 3;
};
} // namespace gossip

// Buggy: the disk reads into an array that the function has left.
namespace sstable {
class Reader {
public:
  future<size_t> readFooter(uint64_t size) {
    alignas(512) char footer[512];
    return _file.dma_read(size - sizeof(footer), footer, sizeof(footer)); // missed: not seen
  }

private:
  seastar::file _file;
};
} // namespace sstable

// Buggy: the futures of the loop outlive the name of each iteration.
namespace schema {
future<> loadTable(std::string_view name, std::vector<std::string> &out) {
  co_await seastar::sleep(5ms);
  out.emplace_back(name);
}

future<> loadKeyspace(std::string keyspace, int tables) {
  std::vector<std::string> loaded;
  std::vector<future<>> loading;
  for (int i = 0; i < tables; ++i) {
    std::string name = keyspace + ".t" + std::to_string(i);
    loading.push_back(loadTable(name, loaded)); // expect
  }
  co_await seastar::when_all_succeed(std::move(loading));
}
} // namespace schema

// Buggy: the helper's continuation refers to the message of its caller.
namespace alarms {
class Siren {
public:
  future<> soundLater(const std::string &message) {
    return seastar::sleep(2s).then([this, &message] { show(message); });
  }

  future<> sound(int zone) {
    std::string message = "intrusion in zone " + std::to_string(zone);
    return soundLater(message); // expect
  }

private:
  void show(const std::string &text);
};
} // namespace alarms

// Buggy: the connection is a temporary, its handshake suspends.
namespace tls {
class Handshake {
public:
  explicit Handshake(int version) : _version(version) {}

  future<int> run() {
    co_await seastar::sleep(1ms);
    co_return _version + _round;
  }

private:
  int _version;
  int _round = 1;
};

future<int> negotiate(bool modern) {
  return Handshake(modern ? 13 : 12).run(); // expect
}
} // namespace tls

// Buggy: the row is the continuation's own parameter, the store suspends.
namespace pipeline {
struct Row {
  int id;
  std::string text;
};
future<Row> readRow(int id);
future<> storeRow(std::vector<Row> &target, const Row &row) {
  co_await seastar::sleep(1ms);
  target.push_back(row);
}

future<> copyRow(std::vector<Row> &target, int id) {
  return readRow(id).then([&target](Row row) {
    row.id += 1000;
    return storeRow(target, row); // expect
  });
}
} // namespace pipeline

// Buggy: the configuration ends with its block, the future is awaited below.
namespace reload {
struct Config {
  int shards = 1;
  std::string data_dir;
};
Config parseConfig(const std::string &text);
future<> applyConfig(const Config *config, int &shards) {
  co_await seastar::sleep(100ms);
  shards = config->shards;
}

future<> maybeReload(bool changed, std::string text, int &shards) {
  future<> applied = seastar::make_ready_future<>();
  if (changed) {
    Config config = parseConfig(text);
    applied = applyConfig(&config, shards); // expect
  }
  co_await seastar::sleep(1ms);
  co_await std::move(applied);
}
} // namespace reload

// Buggy: the list is handed on by reference to what the coroutine awaits.
namespace compaction {
future<> syncFiles(const std::vector<int> &generations);

class Compactor {
public:
  void begin() {
    _running = finish({7, 8, 9}); // missed: not seen
  }
  future<> stop() {
    return std::exchange(_running, seastar::make_ready_future<>());
  }

private:
  future<> finish(const std::vector<int> &generations) {
    co_await syncFiles(generations);
    ++_done;
  }

  future<> _running = seastar::make_ready_future<>();
  int _done = 0;
};
} // namespace compaction

// Correct: do_with keeps the rows until the future has resolved.
namespace ingest {
struct Row {
  std::string text;
};
future<> writeRows(seastar::output_stream<char> &out,
                   const std::vector<Row> &rows) {
  for (const Row &row : rows)
    co_await out.write(row.text.data(), row.text.size());
}

future<> ingest(seastar::output_stream<char> &out, std::vector<Row> rows) {
  return seastar::do_with(std::move(rows), 0,
                          [&out](std::vector<Row> &rows, int &) {
                            return writeRows(out, rows);
                          });
}
} // namespace ingest

// Correct: the eager coroutine copies its argument before it suspends.
namespace session {
future<> closeSession(std::vector<std::string> &closed,
                      const std::string &name) {
  std::string copy = name;
  co_await seastar::sleep(1ms);
  closed.push_back(std::move(copy));
}

future<> closeGuest(std::vector<std::string> &closed, int id) {
  std::string name = "guest-" + std::to_string(id);
  return closeSession(closed, name);
}
} // namespace session

// Correct: the key is only read before the first suspension.
namespace sharding {
future<unsigned> locate(std::string_view key) {
  unsigned hash = 5381;
  for (char c : key)
    hash = hash * 33 + static_cast<unsigned char>(c);
  co_await seastar::sleep(1ms);
  co_return hash % 16;
}

future<unsigned> locateUser(int id) {
  return locate("user:" + std::to_string(id));
}
} // namespace sharding

// Correct: the client serializes the request before it returns its future.
namespace client {
struct Request {
  int verb;
  std::string path;
};
future<int> sendRequest(const Request &request);

future<int> headOf(std::string path) {
  Request request{2, std::move(path)};
  return sendRequest(request);
}
} // namespace client

// Correct: in a Seastar thread get() waits while the state is there.
namespace snapshot {
struct State {
  std::vector<int> values;
};
future<> saveState(const State &state, int &saved) {
  co_await seastar::sleep(1ms);
  saved += static_cast<int>(state.values.size());
}

future<> takeSnapshot(int &saved) {
  return seastar::async([&saved] {
    State state;
    future<> saving = saveState(state, saved);
    seastar::sleep(10ms).get();
    saving.get();
  });
}
} // namespace snapshot

// Correct: awaiting in the return statement keeps the temporary alive.
namespace greeting {
future<> print(seastar::output_stream<char> &out, std::string_view text) {
  co_await out.write("> ", 2);
  co_await out.write(text.data(), text.size());
}

future<> greet(seastar::output_stream<char> &out, std::string name) {
  co_return co_await print(out, "hello " + name);
}
} // namespace greeting

// Correct: both loads end before the coroutine leaves its locals.
namespace join {
future<int> loadSide(const std::string &table) {
  co_await seastar::sleep(1ms);
  co_return static_cast<int>(table.size());
}

future<int> joinSides(std::string base) {
  std::string left = base + "_left";
  std::string right = base + "_right";
  auto [l, r] = co_await seastar::coroutine::all(
      [&] { return loadSide(left); }, [&] { return loadSide(right); });
  co_return l * r;
}
} // namespace join

// Correct: the local gate is closed before the peers are destroyed.
namespace heartbeat {
struct Peer {
  std::string host;
  int beats = 0;
};
future<> beat(Peer &peer) {
  co_await seastar::sleep(1ms);
  ++peer.beats;
}

future<int> beatAll(std::vector<Peer> peers) {
  seastar::gate gate;
  for (Peer &peer : peers)
    (void)beat(peer).finally([holder = gate.hold()] {});
  co_await gate.close();
  int total = 0;
  for (const Peer &peer : peers)
    total += peer.beats;
  co_return total;
}
} // namespace heartbeat

// Correct: members and reference parameters live elsewhere.
namespace manifest {
struct Manifest {
  int generation = 0;
  std::vector<std::string> files;
};
future<> writeManifest(const Manifest &manifest, int &written) {
  co_await seastar::sleep(1ms);
  written = manifest.generation;
}

class Publisher {
public:
  future<> publish() {
    ++_manifest.generation;
    return writeManifest(_manifest, _written);
  }
  future<> republish(const Manifest &other) {
    const Manifest *source = &other;
    return writeManifest(*source, _written);
  }

private:
  Manifest _manifest;
  int _written = 0;
};
} // namespace manifest

// Correct: the futures are awaited together in one full expression.
namespace replicas {
future<> replicate(std::vector<std::string> &log, const std::string &entry) {
  co_await seastar::sleep(1ms);
  log.push_back(entry);
}

future<> replicateTwice(std::vector<std::string> &first,
                        std::vector<std::string> &second, int term) {
  co_await seastar::when_all_succeed(
      replicate(first, "term " + std::to_string(term)),
      replicate(second, "term " + std::to_string(term)));
}
} // namespace replicas
