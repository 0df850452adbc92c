// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-loop-without-suspend %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <folly/coro/AsyncGenerator.h>
#include <folly/coro/AsyncScope.h>
#include <folly/coro/Baton.h>
#include <folly/coro/CurrentExecutor.h>
#include <folly/coro/Invoke.h>
#include <folly/coro/Mutex.h>
#include <folly/coro/Sleep.h>
#include <folly/coro/Task.h>

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

using folly::coro::AsyncGenerator;
using folly::coro::Task;
using namespace std::chrono_literals;

// Buggy: it spins for the lock that a coroutine of the same thread may hold.
class Inventory {
public:
  Task<void> rebalance() {
    while (true) { // expect
      if (!mutex_.try_lock())
        continue;
      co_await moveItems();
      mutex_.unlock();
      co_return;
    }
  }

private:
  Task<void> moveItems();
  folly::coro::Mutex mutex_;
};

// Buggy: a safe point is for cancellation, it does not let others run.
class ReplicaSet {
public:
  Task<int> electedLeader() {
    for (;;) { // expect
      co_await folly::coro::co_safe_point;
      if (leader_ >= 0)
        co_return leader_;
    }
  }
  void setLeader(int node) { leader_ = node; }

private:
  int leader_ = -1;
};

// Buggy: the metrics loop has neither an await nor an end.
struct Gauges {
  void sample();
};
Task<void> registerGauges(Gauges &gauges);

Task<void> sampleForever(Gauges &gauges) {
  co_await registerGauges(gauges);
  for (;;) { // expect
    gauges.sample();
  }
}

// Buggy: a duplicate goes back to the top, where no await is.
class Deduplicator {
public:
  Task<void> forwardAll() {
    while (true) { // expect
      std::string id = popId();
      auto [it, fresh] = seen_.try_emplace(id, 1);
      if (!fresh) {
        ++it->second;
        continue;
      }
      co_await forward(std::move(id));
    }
  }

private:
  std::string popId();
  Task<void> forward(std::string id);
  std::unordered_map<std::string, int> seen_;
};

// Buggy: cancellation is polled, and asking for the token is no suspension.
Task<void> uploadPart(int part);

Task<void> uploadReadyParts(const std::vector<bool> &ready) {
  std::size_t part = 0;
  for (;;) { // expect
    const auto &token = co_await folly::coro::co_current_cancellation_token;
    if (token.isCancellationRequested() || part == ready.size())
      break;
    if (ready[part])
      co_await uploadPart(int(part++));
  }
}

// Buggy: a worker in the scope looks for work as fast as it can.
struct WorkItem {
  int priority = 0;
};
class WorkQueue {
public:
  std::optional<WorkItem> tryTake();
};
Task<void> process(WorkItem item);

void startWorker(folly::coro::AsyncScope &scope,
                 folly::Executor::KeepAlive<> executor,
                 std::shared_ptr<WorkQueue> queue) {
  scope.add(co_withExecutor(
      executor,
      folly::coro::co_invoke([queue = std::move(queue)]() -> Task<void> {
        while (true) { // expect
          auto item = queue->tryTake();
          if (item && item->priority > 0) {
            co_await process(*item);
          }
        }
      })));
}

// Buggy: the generator yields what has changed, and spins when nothing has.
AsyncGenerator<int &&> changes(const int &sensor) {
  int last = sensor;
  while (true) { // expect
    int now = sensor;
    if (now == last)
      continue;
    last = now;
    co_yield std::move(now);
  }
}

// Buggy: the result is there already, awaiting it never suspends.
struct CachedValue {
  int value;
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  int await_resume() const noexcept { return value; }
};
class LevelSensor {
public:
  CachedValue level() const { return {level_}; }

private:
  int level_ = 0;
};

Task<void> fillTank(const LevelSensor &sensor, int target) {
  do { // missed: not seen
    int level = co_await sensor.level();
    if (level >= target)
      co_return;
  } while (true);
}

// Buggy: every strategy without work to do makes the loop spin.
template <typename Strategy> Task<void> trade(Strategy &strategy) {
  for (;;) { // expect
    if (strategy.finished())
      co_return;
    if (!strategy.hasSignal())
      continue;
    co_await strategy.placeOrder();
  }
}

struct MarketMaker {
  bool finished() const;
  bool hasSignal() const;
  Task<void> placeOrder();
};
Task<void> tradeAll(MarketMaker &maker) { co_await trade(maker); }

// Buggy: with no shard assigned there is nothing to await in the round.
class Checkpointer {
public:
  Task<void> run() {
    constexpr bool forever = true;
    while (forever) { // expect
      ++round_;
      for (int shard : shards_) {
        if (shard % 4 == round_ % 4)
          co_await checkpoint(shard);
      }
    }
  }

private:
  Task<void> checkpoint(int shard);
  std::vector<int> shards_;
  int round_ = 0;
};

// Correct: the lock is awaited, so its holder can go on and release it.
class SafeInventory {
public:
  Task<void> rebalanceFully() {
    while (true) {
      auto lock = co_await mutex_.co_scoped_lock();
      if (items_ < 10)
        co_return;
      co_await moveHalf(items_);
      items_ /= 2;
    }
  }

private:
  Task<void> moveHalf(int items);
  folly::coro::Mutex mutex_;
  int items_ = 0;
};

// Correct: to reschedule is to suspend, the executor serves others meanwhile.
class PeerSet {
public:
  Task<int> firstPeer() {
    for (;;) {
      co_await folly::coro::co_reschedule_on_current_executor;
      if (first_ >= 0)
        co_return first_;
    }
  }

private:
  int first_ = -1;
};

// Correct: an endless sequence, each number waits for the consumer.
AsyncGenerator<std::uint64_t &&> sequenceNumbers(std::uint64_t first) {
  for (std::uint64_t number = first;; ++number)
    co_yield std::uint64_t(number);
}

// Correct: nothing is ready, so the baton is awaited before it looks again.
class Inbox {
public:
  Task<std::string> take() {
    while (true) {
      if (!letters_.empty()) {
        std::string letter = std::move(letters_.back());
        letters_.pop_back();
        co_return letter;
      }
      arrived_.reset();
      co_await arrived_;
    }
  }

private:
  std::vector<std::string> letters_;
  folly::coro::Baton arrived_;
};

// Correct: the failed attempts sleep, the good one leaves the loop.
Task<bool> tryConnect(std::string host);

Task<int> connectAtLast(std::string host) {
  for (int attempt = 1;; ++attempt) {
    if (co_await tryConnect(host))
      co_return attempt;
    if (attempt < 3)
      continue;
    co_await folly::coro::sleep(1s);
  }
}

// Correct: the root is found by computing, no matter what else goes on.
Task<double> fetchNumber(int id);

Task<double> squareRootOf(int id) {
  double number = co_await fetchNumber(id);
  double root = number / 2;
  for (;;) {
    double better = (root + number / root) / 2;
    if (better >= root)
      co_return root;
    root = better;
  }
}

// Correct: the blocks of a fixed list, some of which need no write.
Task<void> writeBlock(std::uint64_t block);

Task<void> writeDirty(std::vector<std::uint64_t> blocks) {
  for (std::uint64_t block : blocks) {
    if (block % 2 == 0)
      continue;
    co_await writeBlock(block);
  }
}

// Correct: the inner loop is run at least once and awaits each time.
class BatchReader {
public:
  Task<void> readForever() {
    while (true) {
      int got = 0;
      do {
        got = co_await readSome();
        total_ += got;
      } while (got > 0);
    }
  }

private:
  Task<int> readSome();
  long total_ = 0;
};

// Correct: the switch awaits in two cases and leaves the loop in the others.
enum class Command { Fetch, Store, Quit, Invalid };
Command nextCommand();
Task<void> fetchNow();
Task<void> storeNow();

Task<bool> interpret() {
  for (;;) {
    switch (nextCommand()) {
    case Command::Fetch:
      co_await fetchNow();
      break;
    case Command::Store:
      co_await storeNow();
      continue;
    case Command::Quit:
      co_return true;
    default:
      co_return false;
    }
  }
}

// Correct: the loop over the hooks has a condition and comes to its end.
Task<void> runHooks(std::vector<std::function<bool()>> hooks) {
  std::size_t next = 0;
  while (next < hooks.size() && hooks[next]())
    ++next;
  if (next == hooks.size())
    co_await folly::coro::sleep(10ms);
}
