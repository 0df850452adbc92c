// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-misused-task %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <folly/coro/AsyncScope.h>
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Collect.h>
#include <folly/coro/Mutex.h>
#include <folly/coro/SharedMutex.h>
#include <folly/coro/Sleep.h>
#include <folly/coro/Task.h>
#include <folly/coro/Timeout.h>
#include <folly/futures/Future.h>

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

using folly::coro::Task;

// Buggy: two logins refresh the token at once, nothing is locked.
class TokenStore {
public:
  Task<std::string> token() {
    auto lock = mutex_.co_scoped_lock(); // expect
    if (token_.empty())
      token_ = co_await requestToken();
    co_return token_;
  }

private:
  Task<std::string> requestToken();
  folly::coro::Mutex mutex_;
  std::string token_;
};

// Buggy: reads the routes while a writer may replace them.
class RouteTable {
public:
  Task<int> nextHop(std::uint32_t address) {
    const auto reader = mutex_.co_scoped_lock_shared(); // missed: not seen
    co_await folly::coro::sleep(std::chrono::milliseconds(1));
    auto found = hops_.find(address);
    co_return found == hops_.end() ? -1 : found->second;
  }

private:
  folly::coro::SharedMutex mutex_;
  std::map<std::uint32_t, int> hops_;
};

// Buggy: gives back a lock that was never taken.
Task<void> moveArm(int angle);

Task<void> swingArm(folly::coro::Mutex &motor, int angle) {
  [[maybe_unused]] auto motorGuard = motor.co_lock(); // expect
  co_await moveArm(angle);
  co_await moveArm(-angle);
  motor.unlock();
}

// Buggy: the leader writes without having the lease, in a plain function.
class LeaderLease {
public:
  LeaderLease(LeaderLease &&) noexcept;
  ~LeaderLease();
};
struct Coordinator {
  folly::Future<LeaderLease> lead(std::string group);
  folly::Future<folly::Unit> append(std::string entry);
};

folly::Future<folly::Unit> appendAsLeader(Coordinator &coordinator,
                                          std::string entry) {
  auto leading = coordinator.lead("shard-7"); // expect
  return coordinator.append(std::move(entry));
}

// Buggy: both accounts are named, none of them is locked.
class AccountLock {
public:
  AccountLock(AccountLock &&) noexcept;
  ~AccountLock();
};
Task<AccountLock> openAccount(long number);
Task<void> moveMoney(long from, long to, long cents);

Task<void> transfer(long from, long to, long cents) {
  Task<AccountLock> accounts[] = {openAccount(from), // expect
                                  openAccount(to)};
  co_await moveMoney(from, to, cents);
}

// Buggy: prints the words of an awaiter as if they were the measurement.
struct AdcConversion {
  int channel;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) noexcept;
  int await_resume() noexcept;
};
AdcConversion convert(int channel);

void printBattery() {
  std::printf("battery: %d mV\n", convert(3)); // expect
}

// Buggy: the page shows a formatted task instead of the user's name.
namespace text {
template <typename... Args> struct basic_format_string {
  consteval basic_format_string(const char *words) : words_(words) {}
  const char *words_;
};
template <typename... Args>
using format_string = basic_format_string<std::type_identity_t<Args>...>;
template <typename... Args>
std::string format(format_string<Args...> words, Args &&...arguments) {
  return words.words_;
}
} // namespace text

struct UserDirectory {
  Task<std::string> displayName(long id);
};

Task<std::string> greeting(UserDirectory &users, long id) {
  co_return text::format("Hello {}!", users.displayName(id)); // expect
}

// Buggy: always takes the fast path, there always is a query.
namespace catalog {
template <typename T> class Query {
public:
  using promise_type = typename Task<T>::promise_type;
  explicit Query(Task<T> task) : task_(std::move(task)), started_(true) {}
  Query(Query &&) noexcept = default;
  explicit operator bool() const noexcept { return started_; }
  friend auto co_viaIfAsync(folly::Executor::KeepAlive<> executor,
                            Query &&query) noexcept {
    return folly::coro::co_viaIfAsync(std::move(executor),
                                      std::move(query.task_));
  }

private:
  Task<T> task_;
  bool started_ = false;
};
Query<bool> hasIndex(std::string column);
Query<int> countRows(std::string column);
} // namespace catalog
Task<int> lookUp(std::string column);
Task<int> scan(std::string column);

Task<int> select(std::string column) {
  const bool fast = catalog::hasIndex(column) ? true : false; // missed: not seen
  if (fast)
    co_return co_await lookUp(std::move(column));
  co_return co_await scan(std::move(column));
}

// Buggy: appends the task of the balance to the receipt.
namespace receipt {
struct Text {
  std::string words;
};
template <typename T> Text operator+(Text left, const T &right) {
  left.words += std::to_string(sizeof(right));
  return left;
}
} // namespace receipt
Task<long> balanceOf(long customer);

Task<receipt::Text> printReceipt(long customer) {
  receipt::Text text{"Balance: "};
  co_return text + balanceOf(customer); // expect
}

// Buggy: the gauge is fed with a task that nobody else looks at.
class Metrics {
public:
  void gauge(const char *name, const auto &value) {
    ++samples_[name];
    (void)value;
  }

private:
  std::map<std::string, int> samples_;
};
struct WorkQueue {
  Task<std::size_t> backlog();
};

Task<void> sampleQueue(WorkQueue &queue, Metrics &metrics) {
  for (;;) {
    auto backlog = queue.backlog(); // expect
    metrics.gauge("queue.backlog", backlog);
    co_await folly::coro::sleep(std::chrono::milliseconds(500));
  }
}

// Correct: locks by hand and adopts the lock.
class Ledger {
public:
  Task<void> add(long cents) {
    co_await mutex_.co_lock();
    std::unique_lock<folly::coro::Mutex> lock(mutex_, std::adopt_lock);
    total_ += cents;
    co_await flush();
  }

private:
  Task<void> flush();
  folly::coro::Mutex mutex_;
  long total_ = 0;
};

// Correct: the lock operation is passed on to a time limit that is awaited.
Task<void> recalibrate();

Task<void> recalibrateSoon(folly::coro::Mutex &mutex) {
  auto lockOperation = mutex.co_scoped_lock();
  auto lock = co_await folly::coro::timeout(std::move(lockOperation),
                                            std::chrono::milliseconds(200));
  co_await recalibrate();
}

// Correct: two locks are taken together.
class DoorLock {
public:
  DoorLock(DoorLock &&) noexcept;
  ~DoorLock();
};
Task<DoorLock> lockDoor(int door);
Task<void> flood();

Task<void> floodChamber() {
  auto inner = lockDoor(1);
  auto outer = lockDoor(2);
  auto locks =
      co_await folly::coro::collectAll(std::move(inner), std::move(outer));
  co_await flood();
}

// Correct: the tasks of a vector are all awaited before the work.
Task<void> writeShards(std::vector<int> shards);
struct ShardMap {
  Task<int> pinShard(int shard);
};

Task<int> rebalance(ShardMap &map, std::vector<int> shards) {
  std::vector<Task<int>> shardLocks;
  for (int shard : shards)
    shardLocks.push_back(map.pinShard(shard));
  auto generations =
      co_await folly::coro::collectAllRange(std::move(shardLocks));
  co_await writeShards(std::move(shards));
  co_return generations.empty() ? 0 : 1;
}

// Correct: asks by name whether the answer is there, then takes it.
struct NameCache {
  folly::SemiFuture<std::string> resolve(std::string host);
};

Task<std::string> resolveOrWait(NameCache &cache, std::string host, int &hits) {
  auto answer = cache.resolve(std::move(host));
  if (answer.isReady())
    ++hits;
  co_return co_await std::move(answer);
}

// Correct: a query is tested to see whether it began, and then awaited.
Task<int> rowsOf(std::string column, Metrics &metrics) {
  auto rows = catalog::countRows(std::move(column));
  if (!rows)
    co_return 0;
  metrics.gauge("rows.query", rows);
  co_return co_await std::move(rows);
}

// Correct: the author of the overload names the task's type.
namespace inspector {
template <typename T> std::string describe(const Task<T> &task) {
  return "a task";
}
std::string describe(int number);
} // namespace inspector
Task<int> countWidgets();

Task<std::string> describeWidgets() {
  auto counting = countWidgets();
  std::string what = inspector::describe(counting);
  const int count = co_await std::move(counting);
  co_return what + " of " + inspector::describe(count);
}

// Correct: the main thread waits for the lock, it is no coroutine.
class ProcessLock {
public:
  ProcessLock(ProcessLock &&) noexcept;
  ~ProcessLock();
};
Task<ProcessLock> lockProcess(std::string name);
int runService();

int serviceMain() {
  auto lockTask = lockProcess("indexer");
  auto lock = folly::coro::blockingWait(std::move(lockTask));
  return runService();
}

// Correct: the conversion to bool fetches the answer of the device.
class PinLevel {
public:
  explicit PinLevel(int pin) : pin_(pin) {}
  operator bool();
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) noexcept;
  bool await_resume() noexcept;

private:
  int pin_;
};
PinLevel level(int pin);
void closeContact(int pin);

void pollButton() {
  if (level(4))
    closeContact(7);
}

// Correct: the scope takes the task by forwarding reference and runs it.
struct Mailer {
  Task<void> deliver(std::string message);
};

Task<void> deliverAll(Mailer &mailer, folly::Executor::KeepAlive<> executor,
                      std::vector<std::string> messages) {
  folly::coro::AsyncScope scope;
  for (std::string &message : messages) {
    auto delivery = mailer.deliver(std::move(message));
    scope.add(folly::coro::co_withExecutor(executor, std::move(delivery)));
  }
  co_await scope.joinAsync();
}
