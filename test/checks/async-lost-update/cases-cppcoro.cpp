// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-lost-update %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <algorithm>
#include <atomic>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/async_scope.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using cppcoro::static_thread_pool;
using cppcoro::task;

// Buggy: both parts add to the sum they saw at their start.
class Download {
public:
  task<> fetch() { co_await cppcoro::when_all(fetchPart(0), fetchPart(1)); }
  std::size_t received() const { return received_; }

private:
  task<std::size_t> readPart(int part);
  task<> fetchPart(int part) {
    const std::size_t soFar = received_;
    const std::size_t size = co_await readPart(part);
    received_ = soFar + size; // expect
  }
  std::size_t received_ = 0;
};

// Buggy: all the spawned indexers share the totals behind the pointer.
struct IndexTotals {
  std::size_t words = 0;
  std::size_t files = 0;
};
task<std::size_t> countWords(std::string path);
task<> indexFile(std::string path, IndexTotals *totals) {
  auto words = totals->words;
  words += co_await countWords(std::move(path));
  totals->words = words; // expect
  ++totals->files;
}
task<> indexFiles(std::vector<std::string> paths, IndexTotals *totals) {
  cppcoro::async_scope scope;
  for (const auto &path : paths)
    scope.spawn(indexFile(path, totals));
  co_await scope.join();
}

// Buggy: warmer() and cooler() can both be inside adjust().
class Thermostat {
public:
  task<> warmer(bool fast) { co_await adjust(1, fast); }
  task<> cooler(bool fast) { co_await adjust(-1, fast); }

private:
  task<> turnValve(int degrees);
  task<> adjust(int by, bool fast) {
    const int target = fast ? target_ + 5 * by : target_ + by;
    co_await turnValve(target);
    target_ = target; // expect
  }
  int target_ = 20;
};

// Buggy: what enqueue() added during the cleaning is overwritten.
class Outbox {
public:
  explicit Outbox(static_thread_pool &pool) : pool_(pool) {}
  void enqueue(std::string mail) { mails_.push_back(std::move(mail)); }
  task<> dropEmpty() {
    std::vector<std::string> kept = std::move(mails_);
    co_await pool_.schedule();
    std::erase_if(kept, [](const std::string &m) { return m.empty(); });
    mails_ = std::move(kept); // expect
  }

private:
  static_thread_pool &pool_;
  std::vector<std::string> mails_;
};

// Buggy: the copy that is put back undoes an import that ended meanwhile.
struct UserSettings {
  int revision = 0;
  std::string theme;
  std::string language;
};
class SettingsStore {
public:
  task<> changeLanguage(std::string language) {
    UserSettings next = settings_;
    next.revision += 1;
    next.language = std::move(language);
    co_await save(next);
    settings_ = next; // expect
  }
  task<> importFrom(std::string file) {
    UserSettings loaded = co_await load(std::move(file));
    settings_ = std::move(loaded);
  }

private:
  task<> save(UserSettings settings);
  task<UserSettings> load(std::string file);
  UserSettings settings_;
};

// Buggy: the upper bound of the binding is old after the probe.
struct PortRange {
  int low = 1024;
  int high = 1024;
};
class PortScanner {
public:
  task<> extend(int by) {
    auto [low, high] = range_;
    by = std::min(by, 65535 - low);
    while (by > 0) {
      --by;
      if (!co_await probe(high + by))
        continue;
      range_.high = high + by; // expect
      break;
    }
  }
  void shrink() { --range_.high; }

private:
  task<bool> probe(int port);
  PortRange range_;
};

// Buggy: interest and fees overwrite each other through the setter.
class Savings {
public:
  long balance() const { return balance_; }
  void setBalance(long balance) { balance_ = balance; }

private:
  long balance_ = 0;
};
task<long> currentRate();
task<> addInterest(std::shared_ptr<Savings> account) {
  const long balance = account->balance();
  const long rate = co_await currentRate();
  account->setBalance(balance + balance * rate / 100); // expect
}
task<> chargeFee(std::shared_ptr<Savings> account, long fee) {
  co_await currentRate();
  account->setBalance(account->balance() - fee);
}

// Buggy: two atomic operations with a suspension between are not one.
template <typename Number> class ServedCounter {
public:
  explicit ServedCounter(static_thread_pool &pool) : pool_(pool) {}
  task<> serveOne() {
    const Number served = served_.load();
    co_await pool_.schedule();
    served_.store(served + 1); // expect
  }
  task<> serve(int requests) {
    std::vector<task<>> running;
    for (int i = 0; i < requests; ++i)
      running.push_back(serveOne());
    co_await cppcoro::when_all(std::move(running));
  }

private:
  static_thread_pool &pool_;
  std::atomic<Number> served_{0};
};
task<> serveBurst(ServedCounter<long> &counter) { co_await counter.serve(16); }

// Buggy: two callers get the same number, and one increment is lost.
static std::uint64_t nextInvoiceNumber = 1;
task<std::uint64_t> issueInvoice(static_thread_pool &pool) {
  const auto number = nextInvoiceNumber;
  {
    co_await pool.schedule();
    nextInvoiceNumber = number + 1; // expect
  }
  co_return number;
}

// Buggy: a rewind() during the commit is forgotten.
class LogCursor {
public:
  task<std::size_t> commit(std::size_t lines) {
    const std::size_t start = position_;
    const std::size_t end = start + lines;
    co_await flush();
    co_return std::exchange(position_, end); // expect
  }
  task<> rewind() {
    co_await flush();
    position_ = 0;
  }

private:
  task<> flush();
  std::size_t position_ = 0;
};

// Correct: the asynchronous mutex is held over both, by every writer.
class Inventory {
public:
  task<> remove(int count) {
    auto lock = co_await mutex_.scoped_lock_async();
    const int stock = stock_;
    co_await book(-count);
    stock_ = stock - count;
  }
  task<> restock(int count) {
    auto lock = co_await mutex_.scoped_lock_async();
    const int stock = stock_;
    co_await book(count);
    stock_ = stock + count;
  }

private:
  task<> book(int change);
  cppcoro::async_mutex mutex_;
  int stock_ = 0;
};

// Correct: the mutex is locked and unlocked by hand around both.
class TicketPrinter {
public:
  task<int> print() {
    co_await mutex_.lock_async();
    const int number = last_ + 1;
    co_await feedPaper();
    last_ = number;
    mutex_.unlock();
    co_return number;
  }
  task<> restart(int first) {
    co_await mutex_.lock_async();
    last_ = first;
    mutex_.unlock();
  }

private:
  task<> feedPaper() noexcept;
  cppcoro::async_mutex mutex_;
  int last_ = 0;
};

// Correct: only the difference is applied, to the current value.
class DiskQuota {
public:
  task<> compact() {
    const long before = used_;
    const long after = co_await rewriteBlocks(before);
    used_ = used_ + (after - before);
  }
  void wrote(long bytes) { used_ += bytes; }

private:
  task<long> rewriteBlocks(long bytes);
  long used_ = 0;
};

// Correct: what is read and what is written are different members.
class EventReporter {
public:
  void produce() { ++produced_; }
  std::size_t backlog() const { return produced_ - reported_; }
  task<> run() {
    while (!stopped_) {
      const std::size_t upTo = produced_;
      co_await send(upTo);
      reported_ = upTo;
    }
  }
  void stop() { stopped_ = true; }

private:
  task<> send(std::size_t upTo);
  std::size_t produced_ = 0;
  std::size_t reported_ = 0;
  bool stopped_ = false;
};

// Correct: the awaiter is always ready, so nothing runs in between.
struct CachedRate {
  int rate;
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  int await_resume() const noexcept { return rate; }
};
class PriceTag {
public:
  task<> raise() {
    const int price = price_;
    const int rate = co_await CachedRate{3};
    price_ = price + price * rate / 100;
    co_await show(price_);
  }
  void set(int price) { price_ = price; }

private:
  task<> show(int price);
  int price_ = 0;
};

// Correct: the job is a copy that belongs to this coroutine.
struct RetryJob {
  std::string url;
  int attempts = 0;
};
task<bool> tryUrl(std::string url);
task<int> retry(RetryJob job) {
  bool done = false;
  while (!done && job.attempts < 5) {
    const int attempt = job.attempts;
    done = co_await tryUrl(job.url);
    job.attempts = attempt + 1;
  }
  co_return job.attempts;
}
task<> retryAll(std::vector<RetryJob> jobs) {
  std::vector<task<int>> running;
  for (const auto &job : jobs)
    running.push_back(retry(job));
  co_await cppcoro::when_all(std::move(running));
}

// Correct: the result is made by this frame and shown to nobody before.
struct CrawlResult {
  int pages = 0;
};
task<int> crawlSite(std::string site);
task<std::shared_ptr<CrawlResult>> crawl(std::vector<std::string> sites) {
  auto result = std::make_shared<CrawlResult>();
  for (const auto &site : sites) {
    const int before = result->pages;
    const int found = co_await crawlSite(site);
    result->pages = before + found;
  }
  co_return result;
}

// Correct: the only other writer waits for this coroutine first.
class Migration {
public:
  task<> run() {
    for (int table = 0; table < 3; ++table)
      co_await migrateTable(table);
    rows_ = 0;
  }

private:
  task<int> copyRows(int table);
  task<> migrateTable(int table) {
    const int before = rows_;
    const int copied = co_await copyRows(table);
    rows_ = before + copied;
  }
  int rows_ = 0;
};

// Correct: failed mails are added to whatever is queued by then.
class MailQueue {
public:
  void add(std::string mail) { queue_.push_back(std::move(mail)); }
  task<> sendAll() {
    std::vector<std::string> batch = std::exchange(queue_, {});
    std::vector<std::string> failed;
    for (auto &mail : batch)
      if (!co_await deliver(mail))
        failed.push_back(mail);
    queue_.insert(queue_.end(), failed.begin(), failed.end());
  }

private:
  task<bool> deliver(std::string mail);
  std::vector<std::string> queue_;
};

// Correct: std::max takes the peak by reference and reads it afterwards.
class LatencyPeak {
public:
  task<> measure() { peak_ = std::max(peak_, co_await ping()); }
  task<> measureTwice() { co_await cppcoro::when_all(measure(), measure()); }
  void forget() { peak_ = 0; }

private:
  task<int> ping();
  int peak_ = 0;
};
