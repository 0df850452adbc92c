// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unforwarded-cancellation %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <seastar/core/abort_source.hh>
#include <seastar/core/condition-variable.hh>
#include <seastar/core/coroutine.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/shared_ptr.hh>
#include <seastar/core/sleep.hh>
#include <seastar/coroutine/as_future.hh>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using seastar::abort_source;
using seastar::future;

// Buggy: the pause between two compactions outlasts the shutdown.
class compactor {
public:
  future<> run(abort_source &as) {
    while (!as.abort_requested()) {
      co_await compact_once();
      co_await seastar::sleep_abortable(30s); // missed: not seen
    }
  }

private:
  future<> compact_once();
};

// Buggy: the units are waited for without the abort source.
struct write_request {
  size_t bytes;
};
future<> apply_write(write_request request);

future<> admit(seastar::semaphore &memory, write_request request,
               abort_source &as) {
  as.check();
  auto units = co_await seastar::get_units(memory, request.bytes); // missed: not seen
  co_await apply_write(request);
}

// Buggy: there is a flush that can be aborted, the other one is called.
class memtable {
public:
  future<uint64_t> flush(std::string directory);
  future<uint64_t> flush(std::string directory, abort_source &as);
};

future<uint64_t> flush_all(std::vector<memtable> &tables, std::string directory,
                           abort_source &as) {
  uint64_t written = 0;
  for (memtable &table : tables) {
    if (as.abort_requested())
      co_return written;
    written += co_await table.flush(directory); // expect
  }
  co_return written;
}

// Buggy: the elected leader is awaited with no way to give up.
namespace raft {
struct term {
  uint64_t value = 0;
};
future<std::optional<int>> wait_for_leader(term since);
future<std::optional<int>> wait_for_leader(term since, abort_source &as);
future<bool> send_entry(int node, std::string entry, abort_source &as);

future<bool> append(std::string entry, term since, abort_source &as) {
  auto leader = co_await wait_for_leader(since); // expect
  if (!leader)
    co_return false;
  co_return co_await send_entry(*leader, std::move(entry), as);
}
} // namespace raft

// Buggy: the snapshot is streamed by a pointer to an abortable streamer.
class streamer {
public:
  virtual ~streamer() = default;
  virtual future<> stream_range(int64_t first, int64_t last) = 0;
  virtual future<> stream_range(int64_t first, int64_t last,
                                abort_source &as) = 0;
};

class bootstrap_job {
public:
  future<int> start(abort_source &as) {
    auto subscription = as.subscribe([this]() noexcept { aborted_ = true; });
    int done = 0;
    for (int64_t token = 0; token < 1024 && !aborted_; token += 256, ++done)
      co_await streamer_->stream_range(token, token + 256); // expect
    co_return done;
  }

private:
  std::unique_ptr<streamer> streamer_;
  bool aborted_ = false;
};

// Buggy: the handler that is registered drops the abort source.
future<std::string> repair_table(const std::string &table);
future<std::string> repair_table(const std::string &table, abort_source &as);
using task_handler =
    std::function<future<std::string>(std::string, abort_source &)>;
void register_handler(const char *name, task_handler handler);

void register_repair() {
  register_handler(
      "repair", [](std::string table, abort_source &as) -> future<std::string> {
        as.check();
        std::string report = co_await repair_table(table); // expect
        co_return "repair: " + report;
      });
}

// Buggy: failures are looked at, but the upload cannot be aborted.
class object_client {
public:
  future<> put(std::string key, std::string value);
  future<> put(std::string key, std::string value, abort_source &as);
};

future<bool> backup(seastar::shared_ptr<object_client> client, std::string key,
                    std::string value, abort_source &as) {
  for (int attempt = 0; attempt < 3 && !as.abort_requested(); ++attempt) {
    try {
      co_await client->put(key, value); // expect
      co_return true;
    } catch (const std::exception &) {
      continue;
    }
  }
  co_return false;
}

// Buggy: which source it is does not matter, none of the loads can be aborted.
struct file_source {
  future<size_t> load(uint64_t offset) const;
  future<size_t> load(uint64_t offset, abort_source &as) const;
};
struct cloud_source {
  future<size_t> load(uint64_t offset) const;
  future<size_t> load(uint64_t offset, abort_source &as) const;
};

template <typename Source>
future<size_t> hydrate(const Source &source, uint64_t end, abort_source &as) {
  size_t total = 0;
  for (uint64_t offset = 0; offset < end; offset += 4096) {
    as.check();
    total += co_await source.load(offset); // expect
  }
  co_return total;
}

future<size_t> hydrate_both(abort_source &as) {
  size_t local = co_await hydrate(file_source(), 1 << 16, as);
  co_return local + co_await hydrate(cloud_source(), 1 << 20, as);
}

// Buggy: the private step has an abortable twin, which is only used once.
class group_coordinator {
public:
  future<> join(std::string member, abort_source &as) {
    auto holder = gate_.hold();
    co_await sync_members(as);
    members_.push_back(std::move(member));
    if (members_.size() > 1)
      co_await sync_members(); // expect
  }

private:
  future<> sync_members();
  future<> sync_members(abort_source &as);
  seastar::gate gate_;
  std::vector<std::string> members_;
};

// Buggy: the flag ends the loop between two batches, the fetch hangs on.
class cancel_flag {
public:
  bool cancelled() const noexcept { return state_ && *state_; }

private:
  seastar::lw_shared_ptr<bool> state_;
};
future<std::vector<int>> fetch_batch(int partition, int64_t offset,
                                     cancel_flag flag = {});

future<size_t> drain(int partition, cancel_flag flag) {
  size_t records = 0;
  for (int64_t offset = 0; !flag.cancelled();) {
    auto batch = co_await fetch_batch(partition, offset); // expect
    if (batch.empty())
      break;
    records += batch.size();
    offset += int64_t(batch.size());
  }
  co_return records;
}

// Correct: whoever aborts wakes the sleeper.
future<> collect_garbage();

future<> garbage_loop(abort_source &as) {
  while (!as.abort_requested()) {
    co_await seastar::sleep_abortable(10min, as);
    co_await collect_garbage();
  }
}

// Correct: the units are abandoned when the source is triggered.
future<> run_query(std::string text);

future<> run_limited(seastar::semaphore &limit, std::string text,
                     abort_source &as) {
  auto units = co_await seastar::get_units(limit, 1, as);
  co_await run_query(std::move(text));
}

// Correct: a plain sleep takes no abort source, and it is a short one.
future<bool> probe_node(int node, abort_source &as);

future<bool> probe_twice(int node, abort_source &as) {
  if (co_await probe_node(node, as))
    co_return true;
  co_await seastar::sleep(5ms);
  co_return co_await probe_node(node, as);
}

// Correct: the coroutine uses the source of its service, it was given none.
class hint_manager {
public:
  future<> replay() {
    while (!_as.abort_requested()) {
      co_await send_hints(16);
      co_await seastar::sleep_abortable(1s, _as);
    }
  }

private:
  future<> send_hints(int count);
  abort_source _as;
};

// Correct: the last flush has a source of its own, it must come to its end.
class commit_log {
public:
  future<> sync(int segment);
  future<> sync(int segment, abort_source &as);
};

future<> shut_down(commit_log &log, abort_source &as) {
  abort_source never;
  if (as.abort_requested())
    co_await log.sync(0, never);
  else
    co_await log.sync(0, as);
}

// Correct: the abortable variant bears another name and another contract.
future<int> read_barrier(int shard);
future<int> read_barrier_abortable(int shard, abort_source &as);

future<int> barrier_index(int shard, abort_source &as) {
  as.check();
  int index = co_await read_barrier(shard);
  as.check();
  co_return index;
}

// Correct: the overload with the source takes a deadline in between.
class lock_table {
public:
  using clock = std::chrono::steady_clock;
  future<> acquire(std::string key);
  future<> acquire(std::string key, clock::time_point deadline,
                   abort_source &as);
};

future<> lock_both(lock_table &table, abort_source &as) {
  co_await table.acquire("a", lock_table::clock::now() + 1s, as);
  co_await table.acquire("b");
}

// Correct: the parameter of the callback interface is not used and unnamed.
future<> refresh_view(std::string name);
future<> refresh_view(std::string name, abort_source &as);

future<> refresh_default_view(abort_source &) {
  co_await refresh_view("default");
}

// Correct: what the source does is done by a subscription to a condition.
class change_feed {
public:
  future<bool> next(abort_source &as) {
    auto subscription = as.subscribe([this]() noexcept { changed_.broken(); });
    co_await changed_.wait([this] { return pending_ > 0; });
    co_return --pending_ >= 0;
  }

private:
  seastar::condition_variable changed_;
  int pending_ = 0;
};

// Correct: a stop flag of the project itself goes into each call.
class restore_flag {
public:
  bool stop_requested() const;
};
future<std::vector<int>> list_segments(std::string bucket,
                                       restore_flag flag = {});
future<> load_segment(int segment, restore_flag flag = {});

future<> restore(std::string bucket, restore_flag flag) {
  for (int segment : co_await list_segments(bucket, flag)) {
    if (flag.stop_requested())
      break;
    co_await load_segment(segment, flag);
  }
}
