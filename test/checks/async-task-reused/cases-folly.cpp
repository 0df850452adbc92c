// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-task-reused %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <folly/coro/AsyncScope.h>
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Collect.h>
#include <folly/coro/Sleep.h>
#include <folly/coro/Task.h>
#include <folly/coro/Timeout.h>
#include <folly/futures/Future.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace coro = folly::coro;
using coro::Task;
using folly::Future;
using folly::SemiFuture;
using folly::Try;
using folly::Unit;

void logWarning(const std::string &text);

// Buggy: every attempt after the first awaits the task of the first one.
struct Manifest {
  std::string etag;
};
Task<Manifest> fetchManifest(std::string url);

Task<Manifest> fetchWithRetries(std::string url, int attempts) {
  Try<Manifest> outcome;
  auto request = fetchManifest(url);
  while (!outcome.hasValue() && attempts > 0) {
    --attempts;
    outcome = co_await coro::co_awaitTry(std::move(request)); // expect
    co_await coro::sleep(std::chrono::milliseconds(200));
  }
  co_return std::move(outcome).value();
}

// Buggy: the scope owns the flush already when it is awaited.
class JournalWriter {
public:
  Task<void> rotate(folly::Executor::KeepAlive<> executor) {
    auto flush = flushSegment();
    scope_.add(coro::co_withExecutor(executor, std::move(flush)));
    openNextSegment();
    co_await std::move(flush); // expect
  }

private:
  Task<void> flushSegment();
  void openNextSegment();
  coro::AsyncScope scope_;
};

// Buggy: the second continuation is attached to a future that is gone.
class TileCache {
public:
  Future<std::string> load(int zoom, Future<std::string> bytes) {
    std::move(bytes).thenValue([this](std::string tile) { count(tile); });
    return std::move(bytes).thenValue([zoom](std::string tile) { // expect
      return tile + "@" + std::to_string(zoom);
    });
  }

private:
  void count(const std::string &tile);
};

// Buggy: the future is read for the log and returned without a state.
struct Balance {
  long cents = 0;
};

SemiFuture<Balance> traceBalance(SemiFuture<Balance> reply) {
  Balance seen = std::move(reply).get();
  if (seen.cents < 0)
    logWarning("negative balance");
  return reply; // expect
}

// Buggy: the callback took the future of the contract.
class Rendezvous {
public:
  Task<int> meet(std::string room) {
    auto [promise, future] = folly::makePromiseContract<int>();
    waiting_.emplace(room, std::move(promise));
    onCancel([kept = std::move(future)]() mutable { kept.cancel(); });
    int seat = co_await std::move(future); // expect
    waiting_.erase(room);
    co_return seat;
  }

private:
  void onCancel(folly::Function<void()> callback);
  std::map<std::string, folly::Promise<int>> waiting_;
};

// Buggy: after the timeout there is no upload left to wait for.
Task<void> uploadChunk(std::string path);

auto makeUploadJob(std::string path) {
  return [job = uploadChunk(std::move(path))]() mutable -> Task<void> {
    try {
      co_await coro::timeout(std::move(job), std::chrono::seconds(5));
      co_return;
    } catch (const folly::FutureTimeout &) {
      logWarning("slow upload");
    }
    co_await std::move(job); // expect
  };
}

// Buggy: a warm-up runs the operation, the measured run has none.
struct Sample {
  std::chrono::steady_clock::time_point begin, end;
};

template <typename T> Task<Sample> measure(Task<T> &&operation, bool warm) {
  if (warm)
    co_await std::move(operation);
  Sample sample;
  sample.begin = std::chrono::steady_clock::now();
  co_await std::move(operation); // expect
  sample.end = std::chrono::steady_clock::now();
  co_return sample;
}

Task<int> parseAll(std::string text);
Task<Sample> measureParser(std::string text) {
  co_return co_await measure(parseAll(std::move(text)), true);
}

// Buggy: the left half is handed over twice, the right one never.
Task<std::vector<int>> sortHalf(std::vector<int> values);

Task<std::vector<int>> parallelSort(std::vector<int> low,
                                    std::vector<int> high) {
  auto left = sortHalf(std::move(low));
  auto right = sortHalf(std::move(high));
  auto [a, b] =
      co_await coro::collectAll(std::move(left), std::move(left)); // expect
  a.insert(a.end(), b.begin(), b.end());
  co_return a;
}

// Buggy: the vector has the first probe, so the direct await is of nothing.
struct Replica {
  Task<bool> probe();
};

Task<bool> probeAll(std::vector<std::unique_ptr<Replica>> &replicas) {
  std::vector<Task<bool>> probes;
  bool leaderAlive = false;
  for (std::size_t i = 0; i < replicas.size(); ++i) {
    Task<bool> probe = replicas[i]->probe();
    probes.push_back(std::move(probe));
    if (i == 0)
      leaderAlive = co_await std::move(probe); // expect
  }
  co_await coro::collectAllRange(std::move(probes));
  co_return leaderAlive;
}

// Buggy: one future is moved into the request of every shard.
struct ShardClient {
  void submit(std::string key, SemiFuture<Unit> barrier);
};

void broadcast(std::vector<ShardClient> &shards, const std::string &key,
               Future<Unit> committed) {
  SemiFuture<Unit> barrier = std::move(committed).semi();
  for (ShardClient &shard : shards) {
    shard.submit(key, std::move(barrier)); // expect
  }
}

// Correct: every attempt makes a task of its own.
struct Listing {
  std::vector<std::string> names;
};
Task<Listing> listBucket(std::string bucket);

Task<Listing> listWithRetries(std::string bucket) {
  auto request = listBucket(bucket);
  for (int attempt = 0;; ++attempt) {
    auto outcome = co_await coro::co_awaitTry(std::move(request));
    if (outcome.hasValue() || attempt == 3)
      co_return std::move(outcome).value();
    co_await coro::sleep(std::chrono::milliseconds(50 << attempt));
    request = listBucket(bucket);
  }
}

// Correct: either the scope or the caller runs the flush.
class SegmentStore {
public:
  Task<void> flush(folly::Executor::KeepAlive<> executor, bool background) {
    auto work = writeDirtyPages();
    if (background) {
      scope_.add(coro::co_withExecutor(executor, std::move(work)));
    } else {
      co_await std::move(work);
    }
  }

private:
  Task<void> writeDirtyPages();
  coro::AsyncScope scope_;
};

// Correct: the second continuation belongs to what the first returned.
class GlyphCache {
public:
  Future<std::size_t> load(Future<std::string> bytes) {
    auto counted = std::move(bytes).thenValue([this](std::string glyph) {
      ++loads_;
      return glyph;
    });
    return std::move(counted).thenValue(
        [](std::string glyph) { return glyph.size(); });
  }

private:
  int loads_ = 0;
};

// Correct: the value is taken once and a future is made of it anew.
struct Quote {
  long price = 0;
};

SemiFuture<Quote> traceQuote(SemiFuture<Quote> reply) {
  Quote seen = std::move(reply).get();
  if (seen.price == 0)
    logWarning("empty quote");
  reply = folly::makeSemiFuture(seen);
  return reply;
}

// Correct: the early return keeps the second use from a moved task.
Task<std::string> readReplica(int shard);
Task<std::string> hedge(Task<std::string> slow);

Task<std::string> readHedged(int shard, bool hedged) {
  Task<std::string> reading = readReplica(shard);
  if (hedged) {
    std::string text = co_await hedge(std::move(reading));
    co_return text;
  }
  co_return co_await std::move(reading);
}

// Correct: the future is asked whether it still has something.
struct PendingLogin {
  bool tryFinish(SemiFuture<int> &login);
};

int finishLogin(PendingLogin &pending, Future<int> answer) {
  SemiFuture<int> login = std::move(answer).semi();
  SemiFuture<int> kept = std::move(login);
  pending.tryFinish(login);
  if (!login.valid())
    return std::move(kept).get();
  return std::move(login).get();
}

// Correct: the queue may refuse the job, then it runs in place.
class JobQueue {
public:
  bool tryPush(Task<void> &&job);
};

Task<void> runOrQueue(JobQueue &queue, Task<void> job) {
  if (queue.tryPush(std::move(job)))
    co_return;
  co_await std::move(job);
}

// Correct: the loop ends with the round that takes the task.
class Lobby {
public:
  Task<bool> seat(std::vector<int> &tables, Task<void> greeting) {
    for (int &table : tables) {
      if (table >= 4)
        continue;
      ++table;
      co_await std::move(greeting);
      break;
    }
    co_return true;
  }
};

// Correct: the result is kept and read as often as needed.
struct Settings {
  int width = 0, height = 0;
};
Task<Settings> loadSettings();

Task<int> area() {
  auto loading = loadSettings();
  const Settings settings = co_await std::move(loading);
  if (settings.width == 0 || settings.height == 0)
    logWarning("no window size");
  co_return settings.width *settings.height;
}

// Correct: a switch hands the stream task to one of several sinks.
enum class Sink { Disk, Network, None };
Task<void> toDisk(Task<std::string> body);
Task<void> toNetwork(Task<std::string> body);

Task<void> deliver(Sink sink, Task<std::string> body) {
  switch (sink) {
  case Sink::Disk:
    co_await toDisk(std::move(body));
    break;
  case Sink::Network:
    co_await toNetwork(std::move(body));
    break;
  case Sink::None:
    co_await std::move(body);
    break;
  }
}
