// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-task-never-awaited,async-misused-task %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <array>
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// A future whose coroutines start at once and run on when it is dropped. The
// scheduler behind it is left out.
namespace rt {
template <typename T = void> class future;

namespace detail {
template <typename T> struct shared_state;

template <typename T> struct unwrap {
  using type = T;
};
template <typename T> struct unwrap<future<T>> {
  using type = T;
};
template <typename F, typename T> struct result : std::invoke_result<F, T> {};
template <typename F> struct result<F, void> : std::invoke_result<F> {};
template <typename F, typename T>
using continued = future<typename unwrap<typename result<F, T>::type>::type>;
} // namespace detail

template <typename T> class [[nodiscard]] future {
public:
  future() noexcept = default;
  future(future &&other) noexcept = default;
  future &operator=(future &&other) noexcept = default;

  bool available() const noexcept;
  bool failed() const noexcept;
  T get();
  void detach() &&;
  template <typename F> detail::continued<F, T> then(F &&) { return {}; }

private:
  std::shared_ptr<detail::shared_state<T>> state_;
};

namespace detail {
template <typename T> class awaiter {
public:
  explicit awaiter(future<T> awaited) : awaited_(std::move(awaited)) {}
  bool await_ready() const noexcept { return awaited_.available(); }
  void await_suspend(std::coroutine_handle<> waiter);
  T await_resume() { return awaited_.get(); }

private:
  future<T> awaited_;
};

template <typename T> struct promise_base {
  future<T> get_return_object();
  std::suspend_never initial_suspend() noexcept { return {}; }
  std::suspend_never final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept;
};
template <typename T> struct coroutine_promise : promise_base<T> {
  void return_value(T value);
};
template <> struct coroutine_promise<void> : promise_base<void> {
  void return_void() noexcept;
};
} // namespace detail

template <typename T> detail::awaiter<T> operator co_await(future<T> awaited) {
  return detail::awaiter<T>(std::move(awaited));
}

template <typename T> future<> when_all(std::vector<future<T>> futures);
future<> sleep(std::chrono::milliseconds duration);

class semaphore {
public:
  explicit semaphore(std::size_t units);
};
class semaphore_units {
public:
  semaphore_units(semaphore_units &&other) noexcept;
  ~semaphore_units();
};
future<semaphore_units> get_units(semaphore &limit, std::size_t count);

class mutex {
public:
  class scoped_lock {
  public:
    scoped_lock(scoped_lock &&other) noexcept;
    ~scoped_lock();
  };
  future<scoped_lock> get_lock();
};
} // namespace rt

template <typename T, typename... Args>
struct std::coroutine_traits<rt::future<T>, Args...> {
  using promise_type = rt::detail::coroutine_promise<T>;
};

using namespace std::chrono_literals;

// Buggy: the units are a future, the queue takes more than it has room for.
class WriteQueue {
public:
  rt::future<> append(std::string record) {
    auto units = rt::get_units(room_, record.size()); // expect
    co_await write(std::move(record));
  }

private:
  rt::future<> write(std::string record);
  rt::semaphore room_{1 << 20};
};

// Buggy: no coroutine, but the lock is a future all the same and not held.
class Manifest {
public:
  rt::future<int> publish() {
    auto lock = mutex_.get_lock(); // expect
    ++version_;
    return store(version_).then([version = version_] { return version; });
  }

private:
  rt::future<> store(int version);
  rt::mutex mutex_;
  int version_ = 0;
};

// Buggy: when the local copy is found, the remote read is left behind.
rt::future<std::string> fetchRemote(std::string key);
rt::future<std::optional<std::string>> lookUpLocal(std::string key);

rt::future<std::string> readThrough(std::string key) {
  rt::future<std::string> remote = fetchRemote(key); // expect
  std::optional<std::string> local = co_await lookUpLocal(key);
  if (local)
    co_return *local;
  co_return co_await std::move(remote);
}

// Buggy: the second attempt replaces the first, whose error nobody sees.
rt::future<int> queryReplica(int node);

rt::future<int> queryHedged(int primary, int backup) {
  auto reply = queryReplica(primary);
  co_await rt::sleep(20ms);
  if (!reply.available())
    reply = queryReplica(backup); // missed: overwritten
  co_return co_await std::move(reply);
}

// Buggy: the probes are counted when they are ready, but never awaited.
rt::future<> probeNode(int node);

rt::future<int> countReachable(std::vector<int> nodes) {
  std::vector<rt::future<>> probes; // expect
  for (int node : nodes)
    probes.push_back(probeNode(node));
  co_await rt::sleep(500ms);
  int reachable = 0;
  for (const rt::future<> &probe : probes)
    if (probe.available() && !probe.failed())
      ++reachable;
  co_return reachable;
}

// Buggy: the merge of a pinned segment runs on, its result is skipped.
struct Segment {
  int id;
  bool pinned;
};
rt::future<int> mergeSegment(int id);

rt::future<int> compactSegments(std::vector<Segment> segments) {
  int freed = 0;
  for (const Segment &segment : segments) {
    auto merged = mergeSegment(segment.id); // expect
    if (segment.pinned)
      continue;
    freed += co_await std::move(merged);
  }
  co_return freed;
}

// Buggy: the pumps run on while the coroutine says that the proxy is done.
struct Pipe {
  int in;
  int out;
};
rt::future<> pumpBytes(int from, int to);

rt::future<> runProxy(Pipe client, Pipe server) {
  std::array<rt::future<>, 2> pumps{pumpBytes(client.in, server.out), // expect
                                    pumpBytes(server.in, client.out)};
  co_await rt::sleep(1ms);
}

// Buggy: the continuation keeps the flush to itself instead of returning it.
class SearchService {
public:
  rt::future<> stop() {
    return drain().then([this] {
      auto flushed = flushIndex(); // expect
      stopped_ = true;
    });
  }

private:
  rt::future<> drain();
  rt::future<> flushIndex();
  bool stopped_ = false;
};

// Buggy: the future is asked for an error once and then forgotten.
class ReportJob {
public:
  rt::future<> run() {
    co_await collect();
    rt::future<> mailed = mail(); // expect
    if (mailed.failed())
      ++failures_;
    co_await archive();
  }

private:
  rt::future<> collect();
  rt::future<> mail();
  rt::future<> archive();
  int failures_ = 0;
};

// Buggy: a reply is a future by inheritance, and nobody waits for this one.
class RpcReply : public rt::future<std::string> {
public:
  explicit RpcReply(int callId) : callId_(callId) {}
  int callId() const { return callId_; }

private:
  int callId_;
};
RpcReply callServer(std::string method, std::string argument);

rt::future<bool> logIn(std::string user) {
  RpcReply reply = callServer("login", std::move(user)); // expect
  co_await rt::sleep(10ms);
  co_return true;
}

// Correct: the units are awaited and held to the end of the write.
class BlockWriter {
public:
  rt::future<> write(std::string block) {
    auto units = co_await rt::get_units(slots_, 1);
    co_await writeAt(offset_, std::move(block));
  }

private:
  rt::future<> writeAt(std::size_t offset, std::string block);
  rt::semaphore slots_{8};
  std::size_t offset_ = 0;
};

// Correct: the continuation of the lock is returned, and it holds the lock.
class Schema {
public:
  rt::future<> alter(std::string change) {
    auto locked = mutex_.get_lock();
    return locked.then(
        [this, change = std::move(change)](rt::mutex::scoped_lock lock) {
          return apply(change).then([lock = std::move(lock)] {});
        });
  }

private:
  rt::future<> apply(std::string change);
  rt::mutex mutex_;
};

// Correct: the request that is not needed any more is detached explicitly.
rt::future<int> askPrimary(int key);
rt::future<std::optional<int>> askCache(int key);

rt::future<int> askBoth(int key) {
  auto primary = askPrimary(key);
  std::optional<int> cached = co_await askCache(key);
  if (cached) {
    std::move(primary).detach();
    co_return *cached;
  }
  co_return co_await std::move(primary);
}

// Correct: read-ahead, the next block replaces one that has been awaited.
rt::future<std::size_t> loadBlock(int index);

rt::future<std::size_t> loadBlocks(int last) {
  std::size_t bytes = 0;
  rt::future<std::size_t> ahead = loadBlock(0);
  for (int index = 1; index <= last; ++index) {
    bytes += co_await std::move(ahead);
    ahead = loadBlock(index);
  }
  bytes += co_await std::move(ahead);
  co_return bytes;
}

// Correct: all deliveries are handed over together, and that is awaited.
rt::future<> deliver(std::string to);

rt::future<std::size_t> deliverAll(std::vector<std::string> recipients) {
  std::vector<rt::future<>> deliveries;
  deliveries.reserve(recipients.size());
  for (std::string &to : recipients)
    deliveries.emplace_back(deliver(std::move(to)));
  co_await rt::when_all(std::move(deliveries));
  co_return recipients.size();
}

// Correct: ordinary code starts the work, goes on, and then gets the result.
rt::future<int> countWords(std::string file);
void drawProgress(std::string title);

int countWordsBlocking(std::string file) {
  auto words = countWords(file);
  drawProgress("counting " + file);
  return words.get();
}

// Correct: the flush goes into a member that close() awaits.
class LogSink {
public:
  void rotate(std::string name) {
    auto flush = flushFile(std::move(name));
    if (flush.available() && !flush.failed())
      ++rotations_;
    flushes_.push_back(std::move(flush));
  }
  rt::future<> close() { return rt::when_all(std::move(flushes_)); }

private:
  rt::future<> flushFile(std::string name);
  std::vector<rt::future<>> flushes_;
  int rotations_ = 0;
};

// Correct: the spinner is stopped by its destructor when the copy is done.
class Spinner {
public:
  struct promise_type {
    Spinner get_return_object() {
      return Spinner(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
  Spinner(Spinner &&other) noexcept
      : frame_(std::exchange(other.frame_, nullptr)) {}
  ~Spinner() {
    if (frame_)
      frame_.destroy();
  }
  bool await_ready() const noexcept { return frame_.done(); }
  void await_suspend(std::coroutine_handle<> waiter) noexcept;
  void await_resume() const noexcept {}

private:
  explicit Spinner(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  std::coroutine_handle<promise_type> frame_;
};
Spinner spin(std::string title);
rt::future<> copyFile(std::string from, std::string to);

rt::future<> copyWithSpinner(std::string from, std::string to) {
  Spinner spinner = spin("copying " + from);
  co_await copyFile(std::move(from), std::move(to));
}

// Correct: the destructors of these futures wait for the threads.
void exportTable(std::string table) noexcept;

void exportTables(const std::vector<std::string> &tables) {
  std::vector<std::future<void>> exports;
  for (const std::string &table : tables)
    exports.push_back(std::async(std::launch::async, exportTable, table));
}

// Correct: the renewal is awaited whether or not the transfer has failed.
rt::future<> renewTicket(int ticket);
rt::future<> transferFiles(int ticket);

rt::future<> transferWithTicket(int ticket) {
  auto renewed = renewTicket(ticket);
  std::exception_ptr error;
  try {
    co_await transferFiles(ticket);
  } catch (...) {
    error = std::current_exception();
  }
  co_await std::move(renewed);
  if (error)
    std::rethrow_exception(error);
}
