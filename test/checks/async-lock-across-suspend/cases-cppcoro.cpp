// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-lock-across-suspend %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <condition_variable>
#include <coroutine>
#include <cppcoro/async_generator.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/generator.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <semaphore>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using cppcoro::async_generator;
using cppcoro::task;

// Buggy: the asynchronous generator is suspended at each value, with the
// journal locked.
class Journal {
public:
  async_generator<std::string> entries() {
    std::lock_guard lock(mutex_); // expect
    for (const std::string &line : lines_)
      co_yield std::string(line);
  }

private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

// Buggy: both accounts are locked on one thread and unlocked on another one of
// the pool.
struct Account {
  std::mutex mutex;
  long balance = 0;
};

task<void> transfer(cppcoro::static_thread_pool &pool, Account &from,
                    Account &to, long amount) {
  std::scoped_lock both(from.mutex, to.mutex); // expect
  co_await pool.schedule();
  from.balance -= amount;
  to.balance += amount;
}

// Buggy: a recursive mutex is held while the rows arrive.
template <typename Row> class TableStatistics {
public:
  task<std::size_t> collect(async_generator<Row> rows) {
    std::unique_lock<std::recursive_mutex> lock(mutex_); // expect
    count_ = 0;
    for (auto row = co_await rows.begin(); row != rows.end(); co_await ++row)
      ++count_;
    co_return count_;
  }

private:
  std::recursive_mutex mutex_;
  std::size_t count_ = 0;
};

task<std::size_t> countNames(TableStatistics<std::string> &statistics,
                             async_generator<std::string> names) {
  co_return co_await statistics.collect(std::move(names));
}

// Buggy: the guard moved into the coroutine's frame, and stays for the store.
class WriteBehind {
public:
  task<void> storeLocked(std::unique_lock<std::mutex> proof, // expect
                         std::string key) {
    dirty_.erase(key);
    co_await persist(key);
  }

private:
  task<void> persist(const std::string &key);
  std::mutex mutex_;
  std::map<std::string, std::string> dirty_;
};

// Buggy: a POSIX lock for reading is held until the route is probed.
class RouteTable {
public:
  task<bool> reachable(int destination) {
    pthread_rwlock_rdlock(&lock_); // expect
    auto route = routes_.find(destination);
    bool alive = false;
    if (route != routes_.end())
      alive = co_await probe(route->second);
    pthread_rwlock_unlock(&lock_);
    co_return alive;
  }

private:
  task<bool> probe(int gateway);
  pthread_rwlock_t lock_ = PTHREAD_RWLOCK_INITIALIZER;
  std::map<int, int> routes_;
};

// Buggy: the optional holds its guard while the thumbnail is made.
struct ImageStore {
  std::mutex mutex;
  std::map<int, std::string> thumbnails;

  task<std::string> render(int id);
  task<void> refresh(std::vector<int> ids) {
    std::optional<std::unique_lock<std::mutex>> guard(mutex); // expect
    for (int id : ids) {
      if (thumbnails.count(id) == 0)
        thumbnails[id] = co_await render(id);
    }
    guard.reset();
  }
};

// Buggy: an annotated scoped lock is alive at the wait.
class __attribute__((capability("mutex"))) RankedMutex {
public:
  void grab() __attribute__((acquire_capability()));
  void drop() __attribute__((release_capability()));
};

class __attribute__((scoped_lockable)) RankedHold {
public:
  explicit RankedHold(RankedMutex *mutex)
      __attribute__((acquire_capability(mutex)));
  RankedHold(const RankedHold &) = delete;
  ~RankedHold() __attribute__((release_capability()));

private:
  RankedMutex *mutex_;
};

struct Scheduler {
  RankedMutex mutex;
  int generation = 0;

  task<void> quiesce();
  task<int> restart() {
    RankedHold hold(&mutex); // expect
    co_await quiesce();
    co_return ++generation;
  }
};

// Buggy: the guard comes from a function, and both halves are fetched with it.
class Dashboard {
public:
  task<int> total() {
    auto guard = exclusive(); // expect
    auto [sales, refunds] = co_await cppcoro::when_all(load(1), load(2));
    shown_ = sales - refunds;
    co_return shown_;
  }

private:
  [[nodiscard]] std::unique_lock<std::mutex> exclusive() const {
    return std::unique_lock<std::mutex>(mutex_);
  }
  task<int> load(int column);
  mutable std::mutex mutex_;
  int shown_ = 0;
};

// Buggy: a lock of the head of an if lives in both branches.
class TokenCache {
public:
  task<std::string> token() {
    if (std::lock_guard lock(mutex_); !token_.empty()) // expect
      co_return token_;
    else
      co_return token_ = co_await requestToken();
  }

private:
  task<std::string> requestToken();
  std::mutex mutex_;
  std::string token_;
};

// Buggy: what the condition variable needed locked stays locked for the job.
class Worker {
public:
  task<void> loop() {
    while (true) {
      std::unique_lock<std::mutex> lock(mutex_); // expect
      wakeup_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_)
        break;
      int job = jobs_.front();
      jobs_.pop_front();
      co_await execute(job);
    }
  }

private:
  task<void> execute(int job);
  std::mutex mutex_;
  std::condition_variable wakeup_;
  std::deque<int> jobs_;
  bool stopping_ = false;
};

// Correct: the mutex is an asynchronous one, and its guard was awaited.
class FirmwareUpdater {
public:
  task<void> update(std::vector<int> blocks) {
    auto lock = co_await mutex_.scoped_lock_async();
    for (int block : blocks)
      co_await writeBlock(block);
  }

private:
  task<void> writeBlock(int block);
  cppcoro::async_mutex mutex_;
};

// Correct: an asynchronous mutex may be held over a wait however it was taken.
class IndexBuilder {
public:
  task<bool> rebuildIfIdle() {
    if (!mutex_.try_lock())
      co_return false;
    cppcoro::async_mutex_lock lock(mutex_, std::adopt_lock);
    co_await scan();
    co_return true;
  }

private:
  task<void> scan();
  cppcoro::async_mutex mutex_;
};

// Correct: a synchronous generator runs inside its consumer's loop.
class PluginList {
public:
  cppcoro::generator<const std::string &> names() {
    std::lock_guard lock(mutex_);
    for (const std::string &name : names_)
      co_yield name;
  }

private:
  std::mutex mutex_;
  std::vector<std::string> names_;
};

// Correct: the asynchronous condition variable unlocks the guard while it
// waits.
class AsyncCondition {
public:
  task<void> wait(std::unique_lock<std::mutex> &lock);
  void notifyOne();
};

class JobQueue {
public:
  task<int> pop() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (jobs_.empty())
      co_await filled_.wait(lock);
    int job = jobs_.front();
    jobs_.pop_front();
    co_return job;
  }

private:
  std::mutex mutex_;
  AsyncCondition filled_;
  std::deque<int> jobs_;
};

// Correct: the awaiter is always ready, so nothing suspends.
template <typename T> struct Immediate {
  T value;
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  T await_resume() { return std::move(value); }
};

struct LocalCatalog {
  std::mutex mutex;
  std::map<int, std::string> titles;

  Immediate<std::string> title(int id) { return {titles[id]}; }
  task<std::string> describe(int id) {
    std::lock_guard lock(mutex);
    co_return "title: " + co_await title(id);
  }
};

// Correct: the policy of a program of one thread locks nothing.
struct NoMutex {
  void lock() noexcept {}
  void unlock() noexcept {}
};

template <typename Mutex> class Preferences {
public:
  task<void> reload() {
    std::lock_guard<Mutex> lock(mutex_);
    text_ = co_await read();
  }

private:
  task<std::string> read();
  Mutex mutex_;
  std::string text_;
};

task<void> reloadOnMainThread(Preferences<NoMutex> &preferences) {
  co_await preferences.reload();
}

// Correct: the function takes the guard over and unlocks when it returns.
class EventBatcher {
public:
  task<void> push(std::string event) {
    std::unique_lock<std::mutex> lock(mutex_);
    events_.push_back(std::move(event));
    if (events_.size() < 100)
      co_return;
    std::vector<std::string> batch = take(std::move(lock));
    co_await deliver(batch);
  }

private:
  std::vector<std::string> take(std::unique_lock<std::mutex> owned) {
    return std::exchange(events_, {});
  }
  task<void> deliver(const std::vector<std::string> &batch);
  std::mutex mutex_;
  std::vector<std::string> events_;
};

// Correct: the semaphore limits how many downloads run; any thread may release
// it, and nobody blocks on it.
class DownloadLimiter {
public:
  task<bool> tryDownload(int file) {
    if (!slots_.try_acquire())
      co_return false;
    bool complete = co_await download(file);
    slots_.release();
    co_return complete;
  }

private:
  task<bool> download(int file);
  std::counting_semaphore<8> slots_{8};
};

// Correct: each branch unlocks before it waits.
class ProfileCache {
public:
  task<std::string> profile(int user) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (auto known = profiles_.find(user); known != profiles_.end()) {
      std::string stored = known->second;
      lock.unlock();
      co_return co_await decorate(stored);
    }
    ++misses_;
    lock.unlock();
    std::string fresh = co_await download(user);
    lock.lock();
    profiles_[user] = fresh;
    co_return fresh;
  }

private:
  task<std::string> decorate(std::string text);
  task<std::string> download(int user);
  std::mutex mutex_;
  std::map<int, std::string> profiles_;
  int misses_ = 0;
};

// Correct: each entry is copied under the lock and yielded without it.
class Timeline {
public:
  async_generator<std::string> posts() {
    for (std::size_t next = 0;; ++next) {
      std::string post;
      {
        std::lock_guard lock(mutex_);
        if (next >= posts_.size())
          co_return;
        post = posts_[next];
      }
      co_yield std::move(post);
    }
  }

private:
  std::mutex mutex_;
  std::vector<std::string> posts_;
};
