// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-task-reused %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/shared_future.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/smp.hh>
#include <seastar/core/thread.hh>
#include <seastar/core/when_all.hh>
#include <seastar/core/with_timeout.hh>
#include <seastar/coroutine/as_future.hh>

#include <chrono>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using seastar::future;

void log_info(const std::string &text);

// Buggy: the size is logged by a continuation, the caller gets nothing.
class blob_store {
public:
  future<std::string> read(std::string key) {
    auto data = read_block(key);
    (void)data.then([key](std::string bytes) {
      log_info(key + ": " + std::to_string(bytes.size()));
    });
    return data; // expect
  }

private:
  future<std::string> read_block(std::string key);
};

// Buggy: the thread gets the same future for the check and for the sum.
future<int> count_rows(unsigned shard);

future<int> total_rows() {
  return seastar::async([] {
    int total = 0;
    for (unsigned shard = 0; shard < seastar::smp::count; ++shard) {
      auto rows = count_rows(shard);
      if (rows.get() < 0)
        log_info("shard without a table");
      total += rows.get(); // expect
    }
    return total;
  });
}

// Buggy: the lookup was awaited, then its result is read from the future.
struct endpoint {
  std::string host;
};
future<endpoint> resolve(std::string name);
future<> dial(endpoint peer);

future<> reconnect(std::string name) {
  auto lookup = resolve(name);
  endpoint first = co_await std::move(lookup);
  if (first.host.empty())
    co_return;
  co_await dial(lookup.get()); // expect
}

// Buggy: the copied line asks the index again instead of the data.
future<bool> open_index(int table);
future<bool> open_data(int table);

future<bool> open_table(int table) {
  auto [index, data] =
      co_await seastar::when_all(open_index(table), open_data(table));
  bool index_ok = index.get();
  bool data_ok = index.get(); // expect
  co_return index_ok ? data_ok : false;
}

// Buggy: the barrier can be awaited by the first peer only.
struct peer {
  future<> announce(long version);
};

class membership {
public:
  future<> publish(long version) {
    auto persisted = persist(version);
    for (peer &p : _peers) {
      co_await std::move(persisted); // expect
      co_await p.announce(version);
    }
  }

private:
  future<> persist(long version);
  std::vector<peer> _peers;
};

// Buggy: the timed wait took the snapshot, the patient wait has none.
class snapshotter {
public:
  future<long> take() {
    auto running = write_snapshot();
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    auto timed = co_await seastar::coroutine::as_future(
        seastar::with_timeout(deadline, std::move(running)));
    if (!timed.failed())
      co_return timed.get();
    timed.ignore_ready_future();
    log_info("snapshot is slow");
    co_return co_await std::move(running); // expect
  }

private:
  future<long> write_snapshot();
};

// Buggy: in the vector and in the continuation, the same append.
future<> append(int log, std::string record);

future<> replicate(std::vector<int> logs, std::string record) {
  std::vector<future<>> pending;
  for (int log : logs) {
    auto done = append(log, record);
    pending.push_back(std::move(done));
    pending.push_back(done.then([log] { // expect
      log_info("replica " + std::to_string(log));
    }));
  }
  return seastar::when_all_succeed(pending.begin(), pending.end())
      .discard_result();
}

// Buggy: the continuation's parameter is consumed before it goes on.
class rpc_client {
public:
  future<int> call(int verb) {
    return send(verb).then_wrapped([this](future<int> reply) {
      _last = reply.get();
      ++_calls;
      return reply.finally([this] { --_in_flight; }); // expect
    });
  }

private:
  future<int> send(int verb);
  int _last = 0, _calls = 0, _in_flight = 0;
};

// Buggy: with tracing on the future is empty when the caller gets it.
template <typename T>
T wait_for_result(future<T> &&result, const char *what, bool tracing) {
  if (tracing) {
    log_info(what);
    auto traced = result.handle_exception([](std::exception_ptr) {
      log_info("failed");
      return T();
    });
    log_info(std::to_string(traced.get()));
  }
  return result.get(); // missed: not seen
}

long wait_for_checksum(future<long> sum) {
  return wait_for_result(std::move(sum), "checksum", true);
}

// Buggy: the background fiber took the drain that stop() awaits.
class connection {
public:
  future<> stop() {
    future<> drained = drain();
    (void)seastar::with_gate(_gate, [this, d = std::move(drained)]() mutable {
      return d.then([this] { _socket_open = false; });
    });
    _stopping = true;
    co_await std::move(drained); // expect
    co_await _gate.close();
  }

private:
  future<> drain();
  seastar::gate _gate;
  bool _socket_open = true, _stopping = false;
};

// Correct: a shared future gives every reader a future of its own.
class schema_loader {
public:
  future<int> columns() {
    seastar::shared_future<int> loaded(load());
    int before = co_await loaded.get_future();
    log_info("loaded");
    int after = co_await loaded.get_future();
    co_return before + after;
  }

private:
  future<int> load();
};

// Correct: the chain is assigned to the variable it was taken from.
future<> write_page(int page);

future<> write_in_order(std::vector<int> pages) {
  auto chain = seastar::make_ready_future<>();
  for (int page : pages) {
    chain = chain.then([page] { return write_page(page); });
  }
  return chain.finally([] { log_info("written"); });
}

// Correct: waiting does not take the value.
future<int> elect_leader();

int leader_of_group() {
  auto election = elect_leader();
  election.wait();
  if (election.failed()) {
    election.ignore_ready_future();
    return -1;
  }
  return election.get();
}

// Correct: the next batch is fetched before the loop goes round.
struct batch {
  std::vector<int> rows;
};

class scanner {
public:
  future<long> sum() {
    long total = 0;
    auto reading = next_batch();
    while (true) {
      batch current = co_await std::move(reading);
      if (current.rows.empty())
        break;
      reading = next_batch();
      for (int row : current.rows)
        total += row;
    }
    co_return total;
  }

private:
  future<batch> next_batch();
};

// Correct: each of the futures is read, in the order of the tuple.
future<int> used_bytes(int disk);
future<int> free_bytes(int disk);

future<double> fill_level(int disk) {
  auto [used, rest] =
      co_await seastar::when_all(used_bytes(disk), free_bytes(disk));
  double u = used.get();
  double r = rest.get();
  co_return u / (u + r);
}

// Correct: a ready answer is read at once, another one is continued.
class query_router {
public:
  future<std::string> route(std::string query) {
    auto answer = execute(query);
    if (answer.available() && !answer.failed())
      return seastar::make_ready_future<std::string>(answer.get() + ";");
    return answer.then([](std::string text) { return text + ";"; });
  }

private:
  future<std::string> execute(std::string query);
};

// Correct: the helper swaps in the future of the next lease.
class lease_keeper {
public:
  future<> keep() {
    future<int> lease = acquire();
    int first = co_await std::move(lease);
    renew(lease);
    int second = co_await std::move(lease);
    log_info(std::to_string(second - first));
  }

private:
  future<int> acquire();
  void renew(future<int> &lease);
};

// Correct: the elements of the vector are different futures.
future<long> compact(int level);

future<long> compact_levels(int count) {
  std::vector<future<long>> running;
  for (int level = 0; level < count; ++level) {
    auto started = compact(level);
    running.push_back(std::move(started));
  }
  long freed = 0;
  for (auto &one : running)
    freed += co_await std::move(one);
  co_return freed;
}

// Correct: a failed move is started again before it is awaited again.
class table_mover {
public:
  future<int> move_table(int id) {
    auto moving = start_move(id);
    try {
      co_return co_await std::move(moving);
    } catch (...) {
      log_info("moving it once more");
    }
    co_await seastar::sleep(std::chrono::seconds(1));
    moving = start_move(id);
    co_return co_await std::move(moving);
  }

private:
  future<int> start_move(int id);
};

// Correct: only the first listener that fits takes the accepted connection.
struct listener {
  int port;
  future<> serve(future<int> accepted);
};

future<> dispatch(std::vector<listener> &listeners, int port,
                  future<int> accepted) {
  for (listener &one : listeners) {
    if (one.port == port)
      return one.serve(std::move(accepted));
  }
  return accepted.then([](int fd) { log_info(std::to_string(fd)); });
}
