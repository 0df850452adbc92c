// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-lambda-capture %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <seastar/core/coroutine.hh>
#include <seastar/core/do_with.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/iostream.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/shared_ptr.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/smp.hh>
#include <seastar/core/sstring.hh>
#include <seastar/core/when_all.hh>
#include <seastar/coroutine/all.hh>
#include <seastar/coroutine/parallel_for_each.hh>
#include <seastar/util/noncopyable_function.hh>

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using seastar::future;
using seastar::sstring;

// Buggy: the continuation is destroyed once it has been called, `this` with it.
class page_cache {
public:
  future<> load(int page) {
    return read_page(page).then([this](std::string bytes) -> future<> { // expect
      co_await verify(bytes);
      ++_loaded;
    });
  }

private:
  future<std::string> read_page(int page);
  future<> verify(const std::string &bytes);
  int _loaded = 0;
};

// Buggy: the gate counts the background job, but does not keep its lambda.
class compaction_manager {
public:
  void submit(int table) {
    (void)seastar::with_gate(_gate, [this, table]() -> future<> { // expect
      co_await seastar::sleep(10ms);
      co_await compact(table);
    }).handle_exception([](std::exception_ptr) {});
  }

private:
  future<> compact(int table);
  seastar::gate _gate;
};

// Buggy: the loop moves its action away while the first round is suspended.
struct frame_parser {
  void feed(const seastar::temporary_buffer<char> &chunk);
};

future<> parse_all(seastar::input_stream<char> &input,
                   seastar::lw_shared_ptr<frame_parser> parser) {
  return seastar::do_until(
      [&input] { return input.eof(); },
      [&input, parser]() -> future<> { // expect
        auto chunk = co_await input.read();
        parser->feed(chunk);
      });
}

// Buggy: the rows are written after the temporary lambda has gone.
class replica_writer {
public:
  future<> write_all(const std::vector<int> &rows, int64_t timestamp) {
    return seastar::parallel_for_each(
        rows, [this, timestamp](int row) -> future<> { // expect
          sstring location = co_await locate(row);
          co_await store(location, timestamp);
        });
  }

private:
  future<sstring> locate(int row);
  future<> store(sstring location, int64_t timestamp);
};

// Buggy: with_semaphore keeps the function only until it has been called.
future<sstring> fetch_token(int attempt);
future<> send_request(const sstring &host, const sstring &token);

future<> limited_request(seastar::semaphore &limit, sstring host) {
  return seastar::with_semaphore(limit, 1, [host]() -> future<> { // expect
    sstring token = co_await fetch_token(1);
    co_await send_request(host, token);
  });
}

// Buggy: closing suspends, and the pointer that kept the peer is gone.
struct rpc_peer {
  future<> call(int method);
  future<> flush();
  void forget();
};

future<> call_once(seastar::lw_shared_ptr<rpc_peer> peer) {
  return peer->call(7).finally([peer]() -> future<> { // expect
    co_await seastar::sleep(1ms);
    peer->forget();
  });
}

// Buggy: coroutine::lambda only refers to the lambda, and nobody awaits here.
struct user_record {
  int quota;
};
future<user_record> find_user(int id);
future<int> used_bytes(int id);
void report_usage(int used, int quota);

future<> check_quota(int id, int grace) {
  return find_user(id).then(
      seastar::coroutine::lambda([grace](user_record user) -> future<> { // expect
        int used = co_await used_bytes(user.quota);
        report_usage(used, user.quota + grace);
      }));
}

// Buggy: do_with keeps the value, not the function that is called with it.
struct snapshot_writer {
  future<> begin();
  future<> append(const sstring &label);
};

future<> write_snapshot(snapshot_writer writer, sstring label) {
  return seastar::do_with(
      std::move(writer), int{0},
      [label](snapshot_writer &held, int &written) -> future<> { // expect
        co_await held.begin();
        co_await held.append(label);
      });
}

// Buggy: the flusher is kept as a future, its closure is a temporary.
class commit_log {
public:
  void start() {
    _flusher = [this]() -> future<> { // expect
      for (;;) {
        co_await seastar::sleep(5s);
        if (_stopping)
          co_return;
        co_await sync();
      }
    }();
  }
  future<> stop() {
    _stopping = true;
    co_await std::move(_flusher);
  }

private:
  future<> sync();
  bool _stopping = false;
  future<> _flusher = seastar::make_ready_future<>();
};

// Buggy: the closure lives for one round of the loop, its future until the end.
future<int> open_segment(int index);
future<> copy_segment(int descriptor, const sstring &folder);

future<> backup_segments(int count, std::vector<sstring> folders) {
  std::vector<future<>> running;
  for (int index = 0; index < count; ++index) {
    auto copy = [index, folder = folders[index]]() -> future<> { // expect
      int descriptor = co_await open_segment(index);
      co_await copy_segment(descriptor, folder);
    };
    running.push_back(copy());
  }
  co_await seastar::when_all_succeed(std::move(running));
}

// Correct: the captures move into locals before the first suspension.
future<> erase_row(int key);
void log_erased(const sstring &user, int key);

future<> erase_for(sstring user, int key) {
  return seastar::sleep(1ms).then([user, key]() -> future<> {
    auto my_user = user;
    auto my_key = key;
    co_await erase_row(my_key);
    log_erased(my_user, my_key);
  });
}

// Correct: coroutine::lambda refers to a lambda that lives until the await ends.
future<int> current_leader();
future<> forward_write(int node, const sstring &payload);

future<> write_to_leader(sstring payload) {
  co_await current_leader().then(
      seastar::coroutine::lambda([&payload](int leader) -> future<> {
        co_await seastar::sleep(1ms);
        co_await forward_write(leader, payload);
      }));
}

// Correct: the coroutine version of the loop holds its function.
class health_prober {
public:
  future<> probe_all() {
    co_await seastar::coroutine::parallel_for_each(
        _nodes, [this](int node) -> future<> {
          bool alive = co_await ping(node);
          _alive[node] = alive;
        });
  }

private:
  future<bool> ping(int node);
  std::vector<int> _nodes;
  std::map<int, bool> _alive;
};

// Correct: submit_to keeps the function until its future is resolved.
future<int> shard_load();
future<> set_limit(int load, int limit);

future<> limit_shard(unsigned shard, int limit) {
  return seastar::smp::submit_to(shard, [limit]() -> future<> {
    int load = co_await shard_load();
    co_await set_limit(load, limit);
  });
}

// Correct: a plain continuation hands its captures to a coroutine by value.
class name_resolver {
public:
  future<> resolve(sstring name) {
    return lookup(name).then(
        [this, name](int address) { return remember(name, address); });
  }

private:
  future<int> lookup(sstring name);
  future<> remember(sstring name, int address) {
    co_await seastar::sleep(1ms);
    _known[address] = name;
  }
  std::map<int, sstring> _known;
};

// Correct: the only use passes the capture on by value.
future<> audit(sstring user, int action);

future<> delete_account(seastar::gate &gate, sstring user) {
  return seastar::with_gate(gate, [user]() -> future<> {
    co_await audit(user, 3);
    co_await seastar::sleep(100ms);
  });
}

// Correct: the captures are used before the first suspension only.
class rate_meter {
public:
  future<> throttle(int tenant) {
    return charge(tenant).then([this, tenant](int wait) -> future<> {
      _charged[tenant] += 1;
      co_await seastar::sleep(std::chrono::milliseconds(wait));
    });
  }

private:
  future<int> charge(int tenant);
  std::map<int, int> _charged;
};

// Correct: both halves are made and awaited in one expression.
future<sstring> read_index(const sstring &folder);
future<sstring> read_bloom(const sstring &folder);
future<bool> plausible(const sstring &part);

future<> open_table(sstring folder) {
  bool index_ok = false, bloom_ok = false;
  co_await seastar::coroutine::all(
      [&]() -> future<> {
        sstring index = co_await read_index(folder);
        index_ok = co_await plausible(index);
      },
      [&]() -> future<> {
        sstring bloom = co_await read_bloom(folder);
        bloom_ok = co_await plausible(bloom);
      });
}

// Correct: max_concurrent_for_each holds the function until all are done.
class media_scanner {
public:
  future<> scan(int depth) {
    return seastar::max_concurrent_for_each(
        _folders, 8, [this, depth](const sstring &folder) -> future<> {
          int found = co_await list(folder, depth);
          _found += found;
        });
  }

private:
  future<int> list(const sstring &folder, int depth);
  std::vector<sstring> _folders;
  int _found = 0;
};

// Correct: the retrying coroutine owns the function that it calls.
future<> with_retries(int attempts,
                      seastar::noncopyable_function<future<bool>()> action) {
  while (attempts-- > 0) {
    if (co_await action())
      co_return;
    co_await seastar::sleep(250ms);
  }
}

struct lock_service {
  future<int> epoch();
  future<bool> acquire(int epoch, sstring name);
};

future<> acquire_lease(lock_service &locks, sstring name) {
  return with_retries(5, [&locks, name]() -> future<bool> {
    int epoch = co_await locks.epoch();
    co_return co_await locks.acquire(epoch, name);
  });
}
