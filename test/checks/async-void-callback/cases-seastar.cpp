// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-void-callback %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <seastar/core/abort_source.hh>
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/reactor.hh>
#include <seastar/core/sharded.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/thread.hh>
#include <seastar/core/timer.hh>
#include <seastar/util/noncopyable_function.hh>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

using seastar::future;
using seastar::noncopyable_function;

void log_error(const std::string &text);

// Buggy: a failed flush of the timer is reported to nobody.
class commit_log {
public:
  void start() {
    _timer.set_callback([this]() -> future<> { // expect
      co_await write_segment();
      ++_flushes;
    });
    _timer.arm_periodic(std::chrono::seconds(10));
  }

private:
  future<> write_segment();
  seastar::timer<> _timer;
  int _flushes = 0;
};

// Buggy: the timer is made of a callable whose future it drops.
class lease_manager {
public:
  explicit lease_manager(int node)
      : _node(node), _renewal([this] { return renew(_node); }) { // missed: not seen
    _renewal.arm_periodic(std::chrono::seconds(3));
  }

private:
  future<> renew(int node);
  int _node;
  seastar::timer<> _renewal;
};

// Buggy: the peers are told by an algorithm, nobody waits for the answers.
class gossip_peer {
public:
  future<> tell(long generation);
};

class gossiper {
public:
  void spread() {
    ++_generation;
    std::ranges::for_each(_peers, [this](gossip_peer &peer) { // expect
      return peer.tell(_generation);
    });
  }

private:
  std::vector<gossip_peer> _peers;
  long _generation = 0;
};

// Buggy: the list of observers is one of void functions.
class schema_registry {
public:
  void on_change(std::function<void(int)> observer) {
    _observers.emplace_back(std::move(observer));
  }
  void publish(int version) {
    for (auto &observer : _observers)
      observer(version);
  }

private:
  std::vector<std::function<void(int)>> _observers;
};
future<> reload_views(int version);

void install_observers(schema_registry &registry) {
  registry.on_change(&reload_views); // expect
}

// Buggy: the loop over the shards calls and drops each future.
template <typename Func> void for_each_shard(unsigned shards, Func &&func) {
  for (unsigned shard = 0; shard < shards; ++shard)
    func(shard);
}
future<long> clear_cache(unsigned shard);

void clear_caches() {
  for_each_shard(8,
                 [](unsigned shard) { return clear_cache(shard); }); // expect
}

// Buggy: the caller of the visitor hands it on to one that ignores the result.
struct sstable_set {
  std::vector<int> level0, level1;
};
template <typename Range, typename Visitor>
void visit_range(Range &range, Visitor &visitor) {
  for (auto &id : range) {
    if (id >= 0)
      visitor(id);
  }
}
template <typename Visitor>
void visit_sstables(sstable_set &set, Visitor visitor) {
  visit_range(set.level0, visitor);
  visit_range(set.level1, visitor);
}

class scrub_job {
public:
  void run(sstable_set &set) {
    visit_sstables(set, [this](int id) -> future<> { // expect
      co_await scrub(id);
      _scrubbed++;
    });
  }

private:
  future<> scrub(int id);
  int _scrubbed = 0;
};

// Buggy: the stop function that is handed out does not stop anything for sure.
class http_listener {
public:
  std::function<void()> make_stopper() {
    _stoppable = true;
    return [this] { return stop_accepting(); }; // expect
  }

private:
  future<> stop_accepting();
  bool _stoppable = false;
};

// Buggy: the default action of the member is a coroutine taken as void.
class line_protocol {
public:
  void set_sink(noncopyable_function<void(std::string)> sink) {
    _sink = std::move(sink);
  }
  void feed(std::string line) { _sink(std::move(line)); }

private:
  static future<> append_to_journal(std::string line);
  noncopyable_function<void(std::string)> _sink =
      [](std::string line) -> future<> { // missed: not seen
    if (!line.empty())
      co_await append_to_journal(std::move(line));
  };
};

// Buggy: an object with a call operator goes into the hooks as a void one.
struct drain_hook {
  std::string table;
  future<> operator()() const;
};
struct shutdown_hooks {
  std::function<void()> before;
  std::function<void()> after;
};
void close_sockets();

shutdown_hooks hooks_for(std::string table) {
  return shutdown_hooks{
      .before = drain_hook{std::move(table)}, // expect
      .after = &close_sockets,
  };
}

// Buggy: a bound member coroutine is assigned to the callback of a driver.
class disk_driver {
public:
  noncopyable_function<void(int)> on_completion;
};

class io_scheduler {
public:
  void attach(disk_driver &driver, bool slow) {
    using std::placeholders::_1;
    if (slow)
      driver.on_completion = [this](int) { ++_completed; };
    else
      driver.on_completion =
          std::bind(&io_scheduler::finish, this, _1); // expect
  }

private:
  future<> finish(int tag);
  int _completed = 0;
};

// Correct: the callback of the timer keeps the gate and handles the error.
class hint_sender {
public:
  void start() {
    _timer.set_callback([this] {
      (void)seastar::with_gate(_gate, [this] {
        return send_hints().handle_exception(
            [](std::exception_ptr) { log_error("hints"); });
      });
    });
    _timer.arm_periodic(std::chrono::seconds(30));
  }
  future<> stop() {
    _timer.cancel();
    return _gate.close();
  }

private:
  future<> send_hints();
  seastar::timer<> _timer;
  seastar::gate _gate;
};

// Correct: parallel_for_each waits for all of the coroutines.
class snapshot_peer {
public:
  future<> snapshot(std::string tag);
};

future<> snapshot_all(std::vector<snapshot_peer> &peers, std::string tag) {
  co_await seastar::parallel_for_each(
      peers, [&tag](snapshot_peer &peer) { return peer.snapshot(tag); });
  co_await seastar::do_for_each(peers, [](snapshot_peer &peer) -> future<> {
    co_await peer.snapshot("verify");
  });
}

// Correct: the signature of the observers returns a future, it is awaited.
class config_watcher {
public:
  using observer = noncopyable_function<future<>(int)>;

  void on_change(observer o) { _observers.push_back(std::move(o)); }
  future<> publish(int version) {
    auto observers = std::exchange(_observers, {});
    for (auto &o : observers)
      co_await o(version);
    _observers = std::move(observers);
  }

private:
  std::vector<observer> _observers;
};
future<> reload_limits(int version);

void watch(config_watcher &watcher) {
  watcher.on_change(&reload_limits);
  watcher.on_change([](int version) -> future<> {
    co_await seastar::sleep(std::chrono::milliseconds(version));
  });
}

// Correct: in a thread the callable waits for its futures itself.
class upgrader {
public:
  future<> upgrade(std::vector<int> tables) {
    return seastar::async([this, tables = std::move(tables)] {
      std::for_each(tables.begin(), tables.end(), [this](int table) {
        rewrite(table).get();
        ++_rewritten;
      });
    });
  }

private:
  future<> rewrite(int table);
  int _rewritten = 0;
};

// Correct: the template awaits a future and only calls everything else.
template <typename Func> future<> run_step(const char *name, Func func) {
  using result = std::invoke_result_t<Func>;
  try {
    if constexpr (seastar::is_future<result>::value)
      co_await func();
    else
      func();
  } catch (...) {
    log_error(name);
  }
}
future<> replay_log();
void raise_limits();

future<> boot() {
  co_await run_step("limits", &raise_limits);
  co_await run_step("replay", [] { return replay_log(); });
}

// Correct: visit returns the future of the alternative, which is awaited.
struct put_command {
  std::string key, value;
};
struct drop_command {
  std::string key;
};

class kv_server {
public:
  future<> execute(std::variant<put_command, drop_command> command) {
    struct executor {
      kv_server &server;
      future<> operator()(put_command &c) { return server.put(c.key, c.value); }
      future<> operator()(drop_command &c) { return server.drop(c.key); }
    };
    co_await std::visit(executor{*this}, command);
  }

private:
  future<> put(std::string key, std::string value);
  future<> drop(std::string key);
};

// Correct: the library runs the futures of all shards and of the exit.
class stats_service {
public:
  future<> reset(bool hard);
  future<> stop();
};

future<> reset_everywhere(seastar::sharded<stats_service> &stats) {
  seastar::engine().at_exit([&stats] { return stats.stop(); });
  co_await stats.invoke_on_all(
      [](stats_service &local) { return local.reset(true); });
}

// Correct: the callback only sets a flag that the coroutine looks at.
class repair_task {
public:
  future<> run(seastar::abort_source &source) {
    std::function<void()> on_abort = [this] { _aborted = true; };
    auto subscription =
        source.subscribe([&on_abort]() noexcept { on_abort(); });
    while (!_aborted)
      co_await repair_next_range();
  }

private:
  future<> repair_next_range();
  bool _aborted = false;
};

// Correct: the futures of the algorithm are gathered and awaited.
future<long> count_keys(int table);

future<long> count_all(std::vector<int> tables) {
  std::vector<future<long>> counts;
  std::transform(tables.begin(), tables.end(), std::back_inserter(counts),
                 [](int table) { return count_keys(table); });
  long total = 0;
  for (auto &count : counts)
    total += co_await std::move(count);
  co_return total;
}

// Correct: the template returns the future of the callable to its caller.
template <typename Func> auto with_trace(const std::string &what, Func &&func) {
  if (what.empty())
    log_error("no name");
  return func();
}

class query_processor {
public:
  future<int> process(std::string text) {
    int rows = co_await with_trace(text, [this, &text]() -> future<int> {
      co_await authorize(text);
      co_return co_await execute(text);
    });
    co_return rows + _skipped;
  }

private:
  future<> authorize(std::string text);
  future<int> execute(std::string text);
  int _skipped = 0;
};
