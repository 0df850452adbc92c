// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-lambda-capture %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <folly/CancellationToken.h>
#include <folly/coro/AsyncScope.h>
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Collect.h>
#include <folly/coro/Sleep.h>
#include <folly/coro/Task.h>
#include <folly/coro/Timeout.h>
#include <folly/executors/GlobalExecutor.h>
#include <folly/futures/Future.h>
#include <folly/io/async/EventBase.h>

#include <chrono>
#include <coroutine>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using folly::Future;
using folly::SemiFuture;
using folly::Unit;
using folly::coro::co_invoke;
using folly::coro::co_withExecutor;
using folly::coro::Task;
using namespace std::chrono_literals;

// Buggy: the loop is started on an executor, its closure is a temporary.
class Heartbeat {
public:
  explicit Heartbeat(folly::Executor::KeepAlive<> executor)
      : executor_(std::move(executor)) {}

  void start() {
    [this]() -> Task<void> { // expect
      while (!stopped_) {
        co_await folly::coro::sleep(1s);
        ++beats_;
      }
    }()
                    .scheduleOn(executor_)
                    .start();
  }

private:
  folly::Executor::KeepAlive<> executor_;
  bool stopped_ = false;
  int beats_ = 0;
};

// Buggy: one task for each peer goes to a scope, its closure does not.
struct Peer {
  Task<void> send(std::string frame);
};

class Gossip {
public:
  void broadcast(const std::string &frame) {
    for (const std::shared_ptr<Peer> &peer : peers_) {
      scope_.add(
          co_withExecutor(executor_, [peer, frame]() -> Task<void> { // expect
            co_await peer->send(frame);
            co_await peer->send("end");
          }()));
    }
  }

private:
  std::vector<std::shared_ptr<Peer>> peers_;
  folly::Executor::KeepAlive<> executor_;
  folly::coro::AsyncScope scope_;
};

// Buggy: the tasks are collected in a vector before any of them runs.
Task<int> countRows(int shard, std::string table);

Task<int> countTable(std::string table, int shards) {
  std::vector<Task<int>> counts;
  counts.reserve(shards);
  for (int shard = 0; shard < shards; ++shard)
    counts.push_back([&table, shard]() -> Task<int> { // expect
      int rows = co_await countRows(shard, table);
      co_return rows < 0 ? 0 : rows;
    }());
  int total = 0;
  for (int rows : co_await folly::coro::collectAllRange(std::move(counts)))
    total += rows;
  co_return total;
}

// Buggy: a named lambda, its task leaves the function inside a timeout.
Task<std::string> queryHost(std::string host, int attempt);

class Resolver {
public:
  Task<std::string> resolve(std::string host) {
    auto lookUp = [this, host](int attempts) -> Task<std::string> { // expect
      for (int attempt = 0; attempt < attempts; ++attempt) {
        std::string address = co_await queryHost(host, attempt);
        if (!address.empty())
          co_return address;
      }
      co_return fallback_;
    };
    return folly::coro::timeout(lookUp(3), 5s);
  }

private:
  std::string fallback_;
};

// Buggy: the futures outlive the block in which the worker is declared.
Task<void> compress(std::string file, int level);

Task<void> compressAll(std::vector<std::string> files, bool fast) {
  std::vector<SemiFuture<Unit>> pending;
  folly::Executor::KeepAlive<> pool = folly::getGlobalCPUExecutor();
  if (!files.empty()) {
    int level = fast ? 1 : 9;
    auto worker = [level](std::string file) -> Task<void> { // expect
      co_await compress(file + ".tmp", level);
      co_await compress(file, level);
    };
    for (const std::string &file : files)
      pending.push_back(worker(file).scheduleOn(pool).start());
  }
  co_await folly::collectAll(std::move(pending));
}

// Buggy: two plain helpers pass the lambda on by value, the inner one calls it.
void countCall(std::string_view name);

template <typename Work> auto measured(std::string_view name, Work work) {
  countCall(name);
  return work();
}

template <typename Work> auto traced(std::string_view name, Work work) {
  return measured(name, std::move(work));
}

class AccountStore {
public:
  Task<long> balance(std::string account) {
    long cents =
        co_await traced("balance", [this, account]() -> Task<long> { // expect
          co_return co_await readCents(account) - reserved_;
        });
    co_return cents / 100;
  }

private:
  Task<long> readCents(std::string account);
  long reserved_ = 0;
};

// Buggy: the retrying coroutine refers to a lambda of the caller's frame.
template <typename Operation>
Task<bool> retryTimes(int times, const Operation &operation) {
  for (int i = 0; i < times; ++i) {
    if (co_await operation())
      co_return true;
    co_await folly::coro::sleep(100ms);
  }
  co_return false;
}

Task<bool> putObject(std::string bucket, std::string key);

Task<bool> storeObject(std::string bucket, std::string key) {
  return retryTimes(3, [bucket, key]() -> Task<bool> { // expect
    co_return co_await putObject(bucket, key);
  });
}

// Buggy: a fire-and-forget coroutine is posted, the loop drops the functor.
struct Detached {
  struct promise_type {
    Detached get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

Future<int> openChannel(std::string address);
void publishChannel(const std::string &name, int channel);

void connectLater(folly::EventBase &loop, std::string name) {
  loop.runInEventBaseThread([name]() -> Detached { // expect
    int channel = co_await openChannel("unix:/run/broker");
    publishChannel(name, channel);
  });
}

// Buggy: the continuation is gone when the task that it returned is awaited.
class Journal {
public:
  Task<void> close(Future<Unit> drained) {
    Future<Task<void>> closing =
        std::move(drained).thenValue([this](Unit) -> Task<void> { // expect
          co_await writeTrailer();
          closed_ = true;
        });
    co_await co_await std::move(closing);
  }

private:
  Task<void> writeTrailer();
  bool closed_ = false;
};

// Buggy: the task is kept in a variable while something else is awaited.
struct Catalog {
  Task<std::string> fetch(int version);
  Task<int> latest();
};

Task<std::string> warmCatalog(std::shared_ptr<Catalog> catalog, int version) {
  Task<std::string> old = [catalog, version]() -> Task<std::string> { // expect
    std::string text = co_await catalog->fetch(version);
    co_return text + "@" + std::to_string(version);
  }();
  if (co_await catalog->latest() == version)
    co_return co_await std::move(old);
  co_return "outdated";
}

// Correct: both tasks are operands of the collectAll that is awaited at once.
struct Replica {
  Task<int> read(std::string key);
};

Task<bool> replicasAgree(Replica &left, Replica &right, std::string key) {
  auto [first, second] = co_await folly::coro::collectAll(
      [&left, &key]() -> Task<int> {
        co_await folly::coro::sleep(1ms);
        co_return co_await left.read(key);
      }(),
      [&right, &key]() -> Task<int> {
        co_await folly::coro::sleep(1ms);
        co_return co_await right.read(key);
      }());
  co_return first == second;
}

// Correct: the thread waits until the task of the temporary is done.
Task<int> migrate(std::string database, int step);

int runMigrations(const std::string &database, int steps) {
  return folly::coro::blockingWait([&database, steps]() -> Task<int> {
    int changed = 0;
    for (int step = 0; step < steps; ++step)
      changed += co_await migrate(database, step);
    co_return changed;
  }());
}

// Correct: co_invoke keeps the lambda in its own frame.
class Poller {
public:
  void watch(std::string topic) {
    scope_.add(co_withExecutor(
        executor_, co_invoke([this, topic = std::move(topic)]() -> Task<void> {
          while (!stopping_) {
            co_await poll(topic);
            co_await folly::coro::sleep(250ms);
          }
        })));
  }
  Task<void> stop() {
    stopping_ = true;
    co_await scope_.joinAsync();
  }

private:
  Task<void> poll(std::string topic);
  bool stopping_ = false;
  folly::Executor::KeepAlive<> executor_;
  folly::coro::AsyncScope scope_;
};

// Correct: the lambda is declared in the scope that awaits all its tasks.
Task<std::string> download(std::string url);

Task<std::size_t> downloadSize(std::string base, std::vector<int> pages) {
  auto page = [&base](int number) -> Task<std::size_t> {
    std::string text = co_await download(base + std::to_string(number));
    co_return text.size() + base.size();
  };
  std::vector<Task<std::size_t>> tasks;
  for (int number : pages)
    tasks.push_back(page(number));
  std::size_t total = 0;
  for (std::size_t size :
       co_await folly::coro::collectAllWindowed(std::move(tasks), 8))
    total += size;
  co_return total;
}

// Correct: the helper is a coroutine that owns the lambda it was given.
template <typename Operation>
Task<void> afterDelay(std::chrono::milliseconds delay, Operation operation) {
  co_await folly::coro::sleep(delay);
  co_await operation();
}

Task<void> evict(std::string key, int generation);

void evictLater(folly::Executor::KeepAlive<> executor, std::string key) {
  Task<void> eviction = afterDelay(30s, [key = std::move(key)]() -> Task<void> {
    for (int generation = 0; generation < 2; ++generation)
      co_await evict(key, generation);
  });
  co_withExecutor(std::move(executor), std::move(eviction)).start();
}

// Correct: the helper only forwards a reference, the caller awaits at once.
template <typename Work> auto logged(std::string_view what, Work &&work) {
  countCall(what);
  return std::forward<Work>(work)();
}

class Uploader {
public:
  Task<int> upload(std::vector<std::string> parts) {
    int sent = co_await logged("upload", [this, &parts]() -> Task<int> {
      int done = 0;
      for (const std::string &part : parts)
        done += co_await sendPart(part);
      co_return done;
    });
    co_return sent;
  }

private:
  Task<int> sendPart(std::string part);
};

// Correct: a detached lambda without captures, its parameters are copied.
class MetricsSink {
public:
  Task<void> push(std::string line);
};

void pushMetrics(std::shared_ptr<MetricsSink> sink, std::string line) {
  [](std::shared_ptr<MetricsSink> target,
     std::string text) -> Task<void> {
    co_await folly::coro::sleep(10ms);
    co_await target->push(text);
  }(std::move(sink), std::move(line))
                              .scheduleOn(folly::getGlobalCPUExecutor())
                              .start([](auto &&) {});
}

// Correct: the continuation is no coroutine, it calls one with arguments.
class SessionCache {
public:
  SemiFuture<int> load(Future<std::string> token, std::string user) {
    return std::move(token)
        .thenValue([this, user](std::string value) {
          return store(user, std::move(value)).semi();
        })
        .semi();
  }

private:
  Task<int> store(std::string user, std::string token);
};

// Correct: the lambdas are kept in a table for as long as the server lives.
class RpcServer {
public:
  explicit RpcServer(int version) : version_(version) {
    handlers_["version"] = [this](std::string) -> Task<std::string> {
      co_await folly::coro::sleep(0ms);
      co_return std::to_string(version_);
    };
    handlers_["echo"] =
        [prefix = std::string("> ")](std::string text) -> Task<std::string> {
      co_await folly::coro::sleep(0ms);
      co_return prefix + text;
    };
  }
  Task<std::string> call(std::string method, std::string argument) {
    return handlers_.at(method)(std::move(argument));
  }

private:
  int version_;
  std::map<std::string, folly::Function<Task<std::string>(std::string)>>
      handlers_;
};

// Correct: cancellation and a timeout around the call, awaited as a whole.
Task<int> nextOffset(std::string partition);

Task<int> pollOnce(std::string partition, folly::CancellationToken token) {
  try {
    co_return co_await folly::coro::timeout(
        folly::coro::co_withCancellation(token,
                                         [&partition]() -> Task<int> {
                                           int offset =
                                               co_await nextOffset(partition);
                                           while (offset < 0)
                                             offset =
                                                 co_await nextOffset(partition);
                                           co_return offset;
                                         }()),
        2s);
  } catch (const folly::FutureTimeout &) {
  }
  co_return -1;
}
