// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsequenced-await %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <coro/mutex.hpp>
#include <coro/task.hpp>
#include <coro/thread_pool.hpp>

#include <algorithm>
#include <atomic>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// Buggy: the tokens may be refilled while the clients are counted.
namespace limiter {
constexpr int reservedTokens = 16;
int tokens = 1024;

void refill(int amount) { tokens = std::min(tokens + amount, 1024); }
coro::task<int> countClients();

coro::task<int> share() {
  co_return (tokens - reservedTokens) / co_await countClients(); // expect
}
} // namespace limiter

// Buggy: the number is taken before or after the await, frames may swap.
struct SecureSession {
  std::uint32_t nextSequence = 0;
  std::string key;
};
coro::task<std::string> sealPayload(std::string payload, std::string key);
void writeFrame(std::uint32_t sequence, std::string sealed);

coro::task<void> sendSealed(std::shared_ptr<SecureSession> session,
                            std::string payload) {
  std::string key = session->key;
  writeFrame(session->nextSequence++, // missed: not seen
             co_await sealPayload(std::move(payload), std::move(key)));
}

// Buggy: the queue is asked for its size, then jobs are added.
class JobQueue {
public:
  void add(int job) { backlog_.push_back(job); }

  coro::task<void> trim() {
    while (backlog_.size() > co_await backlogLimit()) // expect
      backlog_.pop_front();
  }

private:
  coro::task<std::size_t> backlogLimit();
  std::deque<int> backlog_;
};

// Buggy: the callback gets a progress that is out of date.
class Download {
public:
  std::function<void(std::size_t, std::size_t)> onProgress;

  void chunkArrived(std::size_t bytes) { received_ += bytes; }

  coro::task<void> notify() {
    if (onProgress)
      onProgress(received_, co_await contentLength()); // expect
  }

private:
  coro::task<std::size_t> contentLength();
  std::size_t received_ = 0;
};

// Buggy: the handshake asks for the flag that the left argument sets.
class Lease {
public:
  Lease(int id, std::string secret) : id_(id), secret_(std::move(secret)) {}

private:
  int id_;
  std::string secret_;
};

class Tunnel {
public:
  coro::task<Lease> start(int id) {
    co_return Lease(markOpen(id), co_await handshake()); // expect
  }

private:
  int markOpen(int id) {
    open_ = true;
    return id;
  }
  coro::task<std::string> handshake() {
    if (!open_)
      co_return std::string();
    co_return co_await exchangeKeys();
  }
  coro::task<std::string> exchangeKeys();
  bool open_ = false;
};

// Buggy: records added during the await are in the batch or left behind.
void writeBatch(std::vector<std::string> records, std::uint64_t offset);

class BatchWriter {
public:
  void append(std::string record) { batch_.push_back(std::move(record)); }

  coro::task<void> flush() {
    writeBatch(std::move(batch_), co_await nextOffset()); // expect
  }

private:
  coro::task<std::uint64_t> nextOffset();
  std::vector<std::string> batch_;
};

// Buggy: the awaited operand moves the local cursor.
coro::task<int> readWidth(int row);

coro::task<int> lastCellIndex(int row, int stride) {
  int cursor = row;
  int cell = cursor * stride + co_await readWidth(cursor = row + 1); // expect
  co_return cell + cursor;
}

// Buggy: the window is checked against a sum that acknowledgements change.
class FlowControl {
public:
  void acknowledged(int bytes) { inFlight_ -= bytes; }

  coro::task<bool> mustWait(int bytes) {
    if ((inFlight_ += bytes) > co_await windowSize()) // expect
      co_return true;
    co_return false;
  }

private:
  coro::task<int> windowSize();
  int inFlight_ = 0;
};

// Buggy: two counters are passed on together with what is still awaited.
void printSummary(int passed, int failed, int remaining);

class TestRun {
public:
  void finished(bool ok) { ok ? ++passed_ : ++failed_; }

  coro::task<void> summarize() {
    printSummary(passed_, // expect
                 failed_, // expect
                 co_await remainingTests());
  }

private:
  coro::task<int> remainingTests();
  int passed_ = 0;
  int failed_ = 0;
};

// Buggy: being atomic does not order the load and the await.
class CacheStats {
public:
  void hit() { hits_.fetch_add(1); }

  coro::task<double> hitRate(coro::thread_pool &pool) {
    co_return 100.0 * hits_.load() / // expect
        co_await pool.schedule(countLookups());
  }

private:
  coro::task<double> countLookups();
  std::atomic<long> hits_ = 0;
};

// Correct: std::max takes the old peak by reference and compares at the end.
class LoadMonitor {
public:
  coro::task<void> sample() { peak_ = std::max(peak_, co_await readLoad()); }
  void reset() { peak_ = 0; }

private:
  coro::task<int> readLoad();
  int peak_ = 0;
};

// Correct: the offset is an argument of the awaited call itself.
class BlockFile {
public:
  void seek(std::size_t offset) { offset_ = offset; }

  coro::task<std::size_t> put(std::string block) {
    co_return headerSize + co_await writeAt(offset_, std::move(block));
  }

private:
  static constexpr std::size_t headerSize = 12;
  coro::task<std::size_t> writeAt(std::size_t offset, std::string block);
  std::size_t offset_ = 0;
};

// Correct: whether this awaiter ever suspends is not visible here.
struct FrameClock {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> waiting) noexcept;
  int await_resume() noexcept;
};

class Animation {
public:
  void restart() { frame_ = 0; }

  coro::task<int> nextFrame(FrameClock &clock) {
    co_return frame_ + co_await clock;
  }

private:
  int frame_ = 0;
};

// Correct: only the address is taken, the callee reads what it points to.
struct SensorStats {
  int samples = 0;
  long sum = 0;
};
void addSample(SensorStats *stats, int value);

class Sensor {
public:
  coro::task<void> poll() { addSample(&stats_, co_await readValue()); }
  void clear() { stats_ = SensorStats(); }

private:
  coro::task<int> readValue();
  SensorStats stats_;
};

// Correct: the left argument is a lazy task that has not read anything yet.
coro::task<void> runWithSink(coro::task<int> job, int sink);

class EventLog {
public:
  void record() { ++pending_; }

  coro::task<void> flush() {
    co_await runWithSink(countPending(), co_await openSink());
  }

private:
  coro::task<int> countPending() { co_return pending_; }
  coro::task<int> openSink();
  int pending_ = 0;
};

// Correct: the await belongs to the lambda, which is called later.
coro::task<void> retryTimes(int attempts,
                            std::function<coro::task<void>()> action);

class Uplink {
public:
  void setAttempts(int attempts) { attempts_ = attempts; }

  coro::task<void> connect() {
    co_await retryTimes(attempts_, [this]() -> coro::task<void> {
      co_await dial();
      connected_ = true;
    });
  }

private:
  coro::task<void> dial();
  int attempts_ = 3;
  bool connected_ = false;
};

// Correct: the conditional operator awaits after its condition is known.
class ExchangeRate {
public:
  void invalidate() { cached_ = 0; }

  coro::task<double> get() {
    double rate = cached_ > 0 ? cached_ : co_await queryRate();
    cached_ = rate;
    co_return rate;
  }

private:
  coro::task<double> queryRate();
  double cached_ = 0;
};

// Correct: the caller owns the tally and changes it before it awaits.
struct Tally {
  int votes = 0;
};
coro::task<int> postalVotes(std::string district);

void countVote(Tally &tally) { ++tally.votes; }

coro::task<int> totalVotes(const Tally &tally, std::string district) {
  co_return tally.votes + co_await postalVotes(std::move(district));
}

coro::task<int> closeDistrict(std::string district, int ballots) {
  Tally tally;
  for (int ballot = 0; ballot < ballots; ++ballot)
    countVote(tally);
  co_return co_await totalVotes(tally, std::move(district));
}

// Correct: a subscript is evaluated after what it is applied to.
class Spreadsheet {
public:
  void select(std::size_t row) { row_ = row; }

  coro::task<int> cell() { co_return cells_[row_][co_await askColumn()]; }

private:
  coro::task<std::size_t> askColumn();
  std::vector<std::vector<int>> cells_;
  std::size_t row_ = 0;
};

// Correct: everybody who changes the balance holds the mutex.
class Ledger {
public:
  coro::task<void> book(std::string entry) {
    auto lock = co_await mutex_.scoped_lock();
    balance_ = balance_ + co_await amountOf(std::move(entry));
  }
  coro::task<void> close() {
    auto lock = co_await mutex_.scoped_lock();
    balance_ = 0;
  }

private:
  coro::task<long> amountOf(std::string entry);
  coro::mutex mutex_;
  long balance_ = 0;
};
