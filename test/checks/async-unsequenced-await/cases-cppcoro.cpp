// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsequenced-await %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <atomic>
#include <coroutine>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/shared_task.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

// Buggy: setMask may run while the register of the same expression is read.
class InterruptController {
public:
  void setMask(unsigned mask) { mask_ = mask; }
  cppcoro::task<bool> hasPending() {
    const unsigned pending = mask_ & co_await readStatusRegister(); // expect
    co_return pending != 0;
  }

private:
  cppcoro::task<unsigned> readStatusRegister();
  unsigned mask_ = 0;
};

// Buggy: the operator copies the balance, and withdraw may run during the
// await.
struct Money {
  long cents = 0;
};
Money operator+(Money left, Money right);
Money operator-(Money left, Money right);

class SavingsAccount {
public:
  cppcoro::task<void> creditInterest() {
    balance_ = balance_ + co_await computeInterest(); // expect
  }
  void withdraw(Money amount) { balance_ = balance_ - amount; }

private:
  cppcoro::task<Money> computeInterest();
  Money balance_;
};

// Buggy: files are done while the callback's other argument is awaited.
class BackupJob {
public:
  explicit BackupJob(std::function<void(int, int)> onProgress)
      : onProgress_(std::move(onProgress)) {}
  void fileDone() { ++done_; }
  cppcoro::task<void> notify() {
    onProgress_(done_, co_await countRemaining()); // expect
  }

private:
  cppcoro::task<int> countRemaining();
  std::function<void(int, int)> onProgress_;
  int done_ = 0;
};

// Buggy: all share the budget, counted down before or after the suspension.
class RetryPolicy {
public:
  static void refill() { retriesLeft = 10; }
  cppcoro::task<bool> mayRetry() {
    if (--retriesLeft < co_await reservedRetries()) // expect
      co_return false;
    co_return true;
  }

private:
  cppcoro::task<int> reservedRetries();
  inline static int retriesLeft = 10;
};

// Buggy: the await is deep in the right operand; resize may run meanwhile.
struct RoomUser {};

class MeetingRoom {
public:
  void resize(int capacity) { capacity_ = capacity; }
  cppcoro::task<int> freeSeats() {
    co_return capacity_ - // expect
        static_cast<int>((co_await listUsers()).size());
  }

private:
  cppcoro::task<std::vector<RoomUser>> listUsers();
  int capacity_ = 0;
};

// Buggy: the load is atomic, but comes before or after the suspension.
std::atomic<long> cacheHits{0};
cppcoro::shared_task<long> totalRequests();

void recordCacheHit() { cacheHits.fetch_add(1); }

cppcoro::task<long> hitPercentage() {
  long percentage = 100 * cacheHits.load() / co_await totalRequests(); // expect
  co_return percentage;
}

// Buggy: the import writes through the pointer what the other argument copies.
cppcoro::task<int> importRows(const char *path, int *skipped);
void logImport(int skipped, int imported);

cppcoro::task<void> importFiles(const char *customers) {
  int skipped = 0;
  co_await importRows("defaults.csv", nullptr);
  logImport(skipped, co_await importRows(customers, &skipped)); // expect
}

// Buggy: the stock is in the left part of a chain whose last operand suspends.
struct Stock {
  int onHand = 0;
};
cppcoro::task<int> reservedItems(int article);

void restock(Stock &stock, int items) { stock.onHand += items; }

cppcoro::task<int> availableItems(Stock &stock, int inTransit, int article) {
  int available =
      inTransit + stock.onHand - co_await reservedItems(article); // expect
  co_return available > 0 ? available : 0;
}

// Buggy: samples are appended while the number to add to the size is awaited.
class SampleHistory {
public:
  void append(double sample) { samples_.push_back(sample); }
  cppcoro::task<void> padGap() {
    samples_.resize(samples_.size() + co_await countMissing()); // expect
  }

private:
  cppcoro::task<std::size_t> countMissing();
  std::vector<double> samples_;
};

// Buggy: points are awarded while the factor of the same product is fetched.
cppcoro::task<int> fetchBonusFactor(int player);

template <int Players> class ScoreBoard {
public:
  void award(int player, int points) { scores_[player] += points; }
  cppcoro::task<int> finalScore(int player) {
    int score = scores_[player] * co_await fetchBonusFactor(player); // expect
    co_return score;
  }

private:
  int scores_[Players] = {};
};
template class ScoreBoard<4>;

// Correct: both awaited values are there before the shared total is read.
class InvoiceTotals {
public:
  cppcoro::task<void> addBoth() {
    auto [goods, shipping] =
        co_await cppcoro::when_all(priceGoods(), priceShipping());
    total_ = total_ + goods + shipping;
  }
  void clear() { total_ = 0; }

private:
  cppcoro::task<int> priceGoods();
  cppcoro::task<int> priceShipping();
  int total_ = 0;
};

// Correct: every writer holds the lock, also over the suspension.
class LockedTally {
public:
  cppcoro::task<void> add() {
    auto lock = co_await mutex_.scoped_lock_async();
    tally_ = tally_ + co_await fetchVotes();
  }
  cppcoro::task<void> clear() {
    auto lock = co_await mutex_.scoped_lock_async();
    tally_ = 0;
  }

private:
  cppcoro::task<int> fetchVotes();
  cppcoro::async_mutex mutex_;
  int tally_ = 0;
};

// Correct: the rate is set by the constructor and by nobody afterwards.
class CurrencyConverter {
public:
  explicit CurrencyConverter(double rate) : rate_(rate) {}
  cppcoro::task<double> convertedPrice(int article) {
    double price = rate_ * (co_await fetchPrice(article));
    co_return price;
  }

private:
  cppcoro::task<double> fetchPrice(int article);
  double rate_;
};

// Correct: the condition of ?: is evaluated before the branch that awaits.
class TokenCache {
public:
  void store(int token) {
    token_ = token;
    valid_ = true;
  }
  void invalidate() { valid_ = false; }
  cppcoro::task<int> token() { co_return valid_ ? token_ : co_await request(); }

private:
  cppcoro::task<int> request();
  bool valid_ = false;
  int token_ = 0;
};

// Correct: the await is in the body of a lambda that the call only passes on.
void startTranscoding(int priority,
                      std::function<cppcoro::task<int>()> transcode);
cppcoro::task<int> transcodeChunk(int chunk);

class Transcoder {
public:
  void raisePriority() { ++priority_; }
  cppcoro::task<void> start(int chunk) {
    co_await pool_.schedule();
    startTranscoding(priority_, [chunk]() -> cppcoro::task<int> {
      return transcodeChunk(chunk);
    });
    startTranscoding(priority_, []() -> cppcoro::task<int> {
      co_return co_await transcodeChunk(0);
    });
  }

private:
  cppcoro::static_thread_pool pool_;
  int priority_ = 0;
};

// Correct: the awaiter is always ready, so nobody runs in between.
struct CurrentUsage {
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  int await_resume() const noexcept { return usage; }
  int usage = 0;
};

class QuotaKeeper {
public:
  void grant(int units) { quota_ += units; }
  cppcoro::task<int> remaining(int usage) {
    co_return quota_ - co_await CurrentUsage{usage};
  }

private:
  int quota_ = 0;
};

// Correct: the member function reads its count when it runs, after the await.
class Odometer {
public:
  void reset() { meters_ = 0; }
  int advance(int meters) { return meters_ = meters_ + meters; }

private:
  int meters_ = 0;
};

class TripComputer {
public:
  cppcoro::task<int> update() {
    co_return odometer_.advance(co_await readWheelSensor());
  }
  void newTrip() { odometer_.reset(); }

private:
  cppcoro::task<int> readWheelSensor();
  Odometer odometer_;
};

// Correct: the operands of << are evaluated from left to right.
class AuditLog {
public:
  cppcoro::task<std::string> nextLine(int userId) {
    std::ostringstream line;
    line << entries_ << ": " << co_await lookUpUserName(userId);
    ++entries_;
    co_return line.str();
  }
  void rotate() { entries_ = 0; }

private:
  cppcoro::task<std::string> lookUpUserName(int userId);
  int entries_ = 0;
};

// Correct: the window is an object of this frame that the awaited call never
// sees.
struct SendWindow {
  int size = 0;
  int inFlight = 0;
};
cppcoro::task<int> acknowledgedPackets(int connection);

cppcoro::task<int> drainWindow(int connection, int size) {
  SendWindow window{size, size};
  while (window.inFlight > 0)
    window.inFlight =
        window.inFlight - co_await acknowledgedPackets(connection);
  co_return window.size - co_await acknowledgedPackets(connection);
}

// Correct: the awaited call gets the local by value and cannot change it.
cppcoro::task<std::vector<int>> queryTopScores(int limit);
void showTopScores(int limit, const std::vector<int> &scores);

cppcoro::task<void> showPages(int pages) {
  int limit = 10;
  for (int page = 0; page < pages; ++page) {
    showTopScores(limit, co_await queryTopScores(limit));
    limit *= 2;
  }
}
