// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-misused-task %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <any>
#include <coroutine>
#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// What several cases share: an asynchronous mutex and a task of the project.
class AsyncMutex;
class ScopedLock {
public:
  explicit ScopedLock(AsyncMutex &mutex) : mutex_(&mutex) {}
  ScopedLock(ScopedLock &&other) noexcept
      : mutex_(std::exchange(other.mutex_, nullptr)) {}
  ~ScopedLock();

private:
  AsyncMutex *mutex_;
};
class AsyncMutex {
public:
  awaitable<ScopedLock> lock();
  void unlock();
};

template <typename T> class Job {
public:
  struct promise_type {
    T value{};
    Job get_return_object() {
      return Job(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(T result) { value = std::move(result); }
    void unhandled_exception() { throw; }
  };

  Job() = default;
  Job(Job &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Job &operator=(Job &&other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Job() {
    if (handle_)
      handle_.destroy();
  }
  explicit operator bool() const noexcept { return handle_ != nullptr; }
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
    return handle_;
  }
  T await_resume() { return std::move(handle_.promise().value); }

private:
  explicit Job(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

// Buggy: the frames of two writers interleave, the mutex is never locked.
class FrameWriter {
public:
  awaitable<void> write(std::string header, std::string body) {
    auto lock = mutex_.lock(); // expect
    co_await asio::async_write(socket_, asio::buffer(header), use_awaitable);
    co_await asio::async_write(socket_, asio::buffer(body), use_awaitable);
  }

private:
  AsyncMutex mutex_;
  tcp::socket socket_;
};

// Buggy: no limit on parallel uploads, the permit is only asked for.
class UploadPermit {
public:
  UploadPermit(UploadPermit &&) noexcept;
  ~UploadPermit();
};
struct UploadLimiter {
  awaitable<UploadPermit> acquire(std::size_t bytes);
};
awaitable<void> sendPart(std::string part);

awaitable<void> uploadParts(UploadLimiter &limiter,
                            std::vector<std::string> parts) {
  for (std::string &part : parts) {
    auto slot = limiter.acquire(part.size()); // expect
    co_await sendPart(std::move(part));
  }
}

// Buggy: the rows of a transfer are collected as tasks and stay unlocked.
class RowLock {
public:
  RowLock(RowLock &&) noexcept;
  ~RowLock();
};
struct AccountTable {
  awaitable<RowLock> lockRow(std::int64_t id);
  awaitable<void> book(std::int64_t id, long cents);
};

awaitable<void> bookAll(AccountTable &table,
                        std::map<std::int64_t, long> amounts) {
  std::vector<awaitable<RowLock>> rows; // expect
  for (const auto &entry : amounts)
    rows.push_back(table.lockRow(entry.first));
  for (const auto &entry : amounts)
    co_await table.book(entry.first, entry.second);
}

// Buggy: the maintenance thread rewrites the file before it has the lock.
void rewriteJournal(const std::string &path);

void compactJournal(asio::thread_pool &pool, AsyncMutex &journalMutex,
                    const std::string &path) {
  auto exclusive = // expect
      asio::co_spawn(pool, journalMutex.lock(), asio::use_future);
  rewriteJournal(path);
}

// Buggy: every firmware image passes, the test asks whether there is a task.
Job<bool> signatureMatches(std::vector<std::uint8_t> image);
Job<int> flashImage(std::vector<std::uint8_t> image);

Job<int> updateFirmware(std::vector<std::uint8_t> image) {
  if (!signatureMatches(image)) // expect
    co_return -1;
  co_return co_await flashImage(std::move(image));
}

// Buggy: the log line gets the task and not the number of entries.
template <typename... Args>
void logInfo(const char *format, const Args &...arguments) {}

class SessionCache {
public:
  awaitable<std::size_t> entryCount();
  awaitable<void> evictExpired();

  awaitable<void> sweep() {
    co_await evictExpired();
    logInfo("cache swept, {} sessions left", entryCount()); // expect
  }
};

// Buggy: streams the task of the queue into the status line.
namespace status {
class Line {
public:
  void append(const void *data, std::size_t size);
};
template <typename T> Line &operator<<(Line &line, const T &value) {
  line.append(&value, sizeof(value));
  return line;
}
} // namespace status

struct PrintQueue {
  awaitable<int> depth();
};

awaitable<void> showQueue(PrintQueue &queue, status::Line &line) {
  line << queue.depth(); // expect
  co_return;
}

// Buggy: compares the task with the version that is needed.
namespace release {
struct Version {
  int major, minor;
};
template <typename T> bool operator<(const T &left, const Version &right) {
  return sizeof(left) < static_cast<std::size_t>(right.major);
}
} // namespace release
awaitable<release::Version> fetchPeerVersion(tcp::socket &socket);
awaitable<void> upgradePeer(tcp::socket &socket);

awaitable<void> greetPeer(tcp::socket &socket) {
  const release::Version needed{2, 4};
  if (fetchPeerVersion(socket) < needed) // expect
    co_await upgradePeer(socket);
}

// Buggy: takes the result of a settings coroutine that nothing has run.
struct Settings {
  int width = 0;
  int height = 0;
};
awaitable<Settings> loadSettings(std::string path);
void resizeWindow(int width, int height);

void restoreWindow() {
  Settings settings = loadSettings("window.ini").await_resume(); // expect
  resizeWindow(settings.width, settings.height);
}

// Buggy: the property table stores a task where readers look for a double.
class SharedReading {
public:
  struct promise_type {
    double value = 0;
    SharedReading get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(double reading) { value = reading; }
    void unhandled_exception() {}
  };
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> waiting);
  double await_resume();

private:
  std::shared_ptr<promise_type> state_;
};
SharedReading readTemperature(int sensor);

double publishTemperature(int sensor) {
  std::any property = readTemperature(sensor); // expect
  const double *known = std::any_cast<double>(&property);
  return known ? *known : 0.0;
}

// Correct: the lock is taken, and given back before the slow call.
awaitable<void> notifyPeers(std::string topic);

class TopicRegistry {
public:
  awaitable<void> add(std::string topic) {
    {
      auto lock = co_await mutex_.lock();
      topics_.push_back(topic);
    }
    co_await notifyPeers(std::move(topic));
  }

private:
  AsyncMutex mutex_;
  std::vector<std::string> topics_;
};

// Correct: the request for the lock is named first and awaited on one path.
awaitable<bool> needsRepair(std::string index);
awaitable<void> repairIndex(std::string index);

awaitable<void> checkIndex(AsyncMutex &mutex, std::string index) {
  auto lockRequest = mutex.lock();
  if (!co_await needsRepair(index))
    co_return;
  auto lock = co_await std::move(lockRequest);
  co_await repairIndex(std::move(index));
}

// Correct: the operator of Asio makes one task out of two, which is awaited.
awaitable<std::string> readTitle(int page);
awaitable<std::vector<std::uint8_t>> readImage(int page);

awaitable<std::size_t> renderPage(int page) {
  using namespace asio::experimental::awaitable_operators;
  auto both = readTitle(page) && readImage(page);
  auto [title, image] = co_await std::move(both);
  co_return title.size() + image.size();
}

// Correct: tests whether a prefetch was begun before awaiting it.
Job<std::string> prefetchPage(int number);

Job<std::string> nextPage(int number, bool ahead) {
  Job<std::string> prefetch;
  if (ahead)
    prefetch = prefetchPage(number);
  if (!prefetch)
    co_return std::string();
  co_return co_await std::move(prefetch);
}

// Correct: the log lines get the value, awaited in place or before.
class DiskReport {
public:
  awaitable<std::uint64_t> used(std::string volume);
  awaitable<std::uint64_t> total(std::string volume);

  awaitable<void> print(std::string volume) {
    const std::uint64_t all = co_await total(volume);
    logInfo("{} of {} bytes", co_await used(volume), all);
  }
};

// Correct: the author of the trace wrote how a task is to be printed.
namespace trace {
class Sink {
public:
  void text(const char *words);
};
template <typename T>
Sink &operator<<(Sink &sink, const awaitable<T> &task) {
  sink.text(task.valid() ? "pending" : "empty");
  return sink;
}
} // namespace trace
awaitable<int> openValve(int number);

awaitable<int> tracedValve(int number, trace::Sink &sink) {
  auto opening = openValve(number);
  sink << opening;
  co_return co_await std::move(opening);
}

// Correct: asks by name whether there is a next step at all.
struct Playlist {
  awaitable<void> nextTrack();
};

awaitable<int> playAll(Playlist &list, int limit) {
  int played = 0;
  while (played < limit) {
    auto track = list.nextTrack();
    if (!track.valid())
      break;
    co_await std::move(track);
    ++played;
  }
  co_return played;
}

// Correct: the batch on the left keeps the tasks and runs them later.
class Batch {
public:
  Batch &operator<<(awaitable<void> step) {
    steps_.push_back(std::move(step));
    return *this;
  }
  awaitable<void> run() {
    std::vector<awaitable<void>> steps = std::move(steps_);
    for (awaitable<void> &step : steps)
      co_await std::move(step);
  }

private:
  std::vector<awaitable<void>> steps_;
};
awaitable<void> homeAxis(char axis);

awaitable<void> homeMachine() {
  Batch batch;
  batch << homeAxis('x') << homeAxis('y') << homeAxis('z');
  co_await batch.run();
}

// Correct: only the type of the task is asked for, the operand never runs.
awaitable<std::vector<int>> loadHistogram(std::string name);

awaitable<std::size_t> histogramSize(std::string name) {
  using Bins = decltype(loadHistogram(name))::value_type;
  static_assert(sizeof(loadHistogram(name)) <= 2 * sizeof(void *));
  Bins bins = co_await loadHistogram(std::move(name));
  co_return bins.size();
}

// Correct: the thread waits for the lock that it spawned.
void vacuumDatabase();

void vacuumLocked(asio::thread_pool &pool, AsyncMutex &mutex) {
  auto locking = asio::co_spawn(pool, mutex.lock(), asio::use_future);
  auto lock = locking.get();
  vacuumDatabase();
}
