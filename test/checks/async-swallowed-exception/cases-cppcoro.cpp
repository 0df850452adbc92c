// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-swallowed-exception %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <coroutine>
#include <cppcoro/async_generator.hpp>
#include <cppcoro/async_scope.hpp>
#include <cppcoro/cancellation_token.hpp>
#include <cppcoro/operation_cancelled.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

// Buggy: an import that broke off in the middle is marked as complete.
struct UserTable {
  void insert(const std::string &row);
  cppcoro::task<void> markComplete();
};

cppcoro::task<void> importUsers(cppcoro::async_generator<std::string> rows,
                                UserTable &table) {
  try {
    for (auto row = co_await rows.begin(); row != rows.end(); co_await ++row)
      table.insert(*row);
  } catch (...) // expect
  {
  }
  co_await table.markComplete();
}

// Buggy: the caller is told that all rows were appended when some were not.
struct CsvSink {
  cppcoro::task<void> append(const std::string &row);
  cppcoro::task<void> commit();
};

template <typename Sink>
cppcoro::task<void> exportRows(Sink &sink, const std::vector<std::string> &rows,
                               bool durable) {
  if (durable) {
    try {
      for (const auto &row : rows)
        co_await sink.append(row);
    } catch (const std::runtime_error &error) // expect
    {
      (void)error;
      co_return;
    }
  }
  co_await sink.commit();
}

cppcoro::task<void> exportInvoices(CsvSink &sink,
                                   const std::vector<std::string> &rows) {
  co_await exportRows(sink, rows, true);
}

// Buggy: a flush that failed is logged and reported as a success.
namespace audit {
void log_error(const char *what, const char *why);
}

class BlockStore {
public:
  virtual ~BlockStore() = default;
  virtual cppcoro::task<bool> flush() = 0;
};

class DiskBlockStore : public BlockStore {
public:
  cppcoro::task<bool> flush() override {
    try {
      co_await syncBlocks();
    } catch (const std::exception &error) // expect
    {
      audit::log_error("flush", error.what());
    }
    co_return true;
  }

private:
  cppcoro::task<void> syncBlocks();
};

// Buggy: the message is printed, and then the error code says "no error".
struct Mailbox {
  cppcoro::task<void> deliver(std::string message);
};

cppcoro::task<std::error_code> notifyOwner(Mailbox *box, const char *event) {
  if (box == nullptr)
    co_return std::make_error_code(std::errc::not_connected);
  try {
    co_await box->deliver(std::string("event: ") + event);
  } catch (...) // expect
  {
    std::fprintf(stderr, "owner not notified of %s\n", event);
    co_return std::error_code();
  }
  co_return std::error_code();
}

// Buggy: whatever leaves a coroutine of this type is gone.
struct Background {
  struct promise_type {
    Background get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept {} // expect
  };
};

cppcoro::task<void> announce(std::string node);

Background announceLater(cppcoro::static_thread_pool &pool, std::string node) {
  co_await pool.schedule();
  co_await announce(std::move(node));
}

// Buggy: the promise keeps the exception, and get() never asks for it.
template <typename T> class Deferred {
public:
  struct promise_type {
    Deferred get_return_object() {
      return Deferred(Handle::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(T value) { value_ = std::move(value); }
    void unhandled_exception() { error_ = std::current_exception(); } // expect
    T value_{};
    std::exception_ptr error_;
  };
  using Handle = std::coroutine_handle<promise_type>;

  explicit Deferred(Handle handle) : handle_(handle) {}
  Deferred(Deferred &&other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)) {}
  ~Deferred() {
    if (handle_)
      handle_.destroy();
  }
  T get() {
    handle_.resume();
    return std::move(handle_.promise().value_);
  }

private:
  Handle handle_;
};

Deferred<int> countWords(std::string text) {
  int words = 1;
  for (char c : text)
    words += c == ' ';
  co_return words;
}

// Buggy: the future of the archive goes out of scope without being asked.
void archiveLogs(const std::string &directory) {
  if (directory.empty())
    throw std::invalid_argument("no directory to archive");
  std::cout << "archiving " << directory << '\n';
}

void rotateLogs(const std::string &directory, int &generation) {
  auto done = std::async(std::launch::async, archiveLogs, directory); // missed: named
  ++generation;
}

// Buggy: the error code of each written block is thrown away.
class BlockWriter {
public:
  cppcoro::task<void> writeAll(const std::vector<std::string> &blocks) {
    for (const auto &block : blocks) {
      if (block.empty())
        continue;
      co_await writeBlock(offset_, block); // expect
      offset_ += block.size();
    }
  }

private:
  cppcoro::task<std::error_code> writeBlock(std::size_t offset,
                                            const std::string &block);
  std::size_t offset_ = 0;
};

// Buggy: the one callback that would learn of failures does nothing.
class Pipeline {
public:
  Pipeline &onItem(std::function<void(int)> handler);
  Pipeline &onFailure(std::function<void(std::exception_ptr)> handler);
  void run();
};

void sumOrders(Pipeline &orders, long &total) {
  orders.onItem([&total](int amount) { total += amount; })
      .onFailure([](std::exception_ptr) {}); // expect
  orders.run();
}

// Buggy: an eager job that may fail is dropped, and with it its exception.
class Job {
  struct State {
    std::exception_ptr error;
    std::coroutine_handle<> waiter;
    bool done = false;
    void finish() {
      done = true;
      if (waiter)
        waiter.resume();
    }
  };

public:
  struct promise_type {
    Job get_return_object() { return Job(state); }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() { state->finish(); }
    void unhandled_exception() {
      state->error = std::current_exception();
      state->finish();
    }
    std::shared_ptr<State> state = std::make_shared<State>();
  };
  explicit Job(std::shared_ptr<State> state) : state_(std::move(state)) {}
  bool await_ready() const { return state_->done; }
  void await_suspend(std::coroutine_handle<> h) { state_->waiter = h; }
  void await_resume() const {
    if (state_->error)
      std::rethrow_exception(state_->error);
  }

private:
  std::shared_ptr<State> state_;
};

class PriceCache {
public:
  void onTick() {
    if (++ticks_ % 60 == 0)
      (void)refresh(); // expect
  }

private:
  cppcoro::task<std::vector<int>> fetchPrices();
  Job refresh() {
    std::vector<int> fresh = co_await fetchPrices();
    if (fresh.empty())
      throw std::runtime_error("the exchange sent no prices");
    prices_ = std::move(fresh);
  }
  std::vector<int> prices_;
  int ticks_ = 0;
};

// Correct: a flush that failed is logged, and the caller learns of it.
namespace journal {
void log_error(const char *what, const char *why);
}

class JournalStore {
public:
  cppcoro::task<bool> flush() {
    try {
      co_await syncPages();
    } catch (const std::exception &error) {
      journal::log_error("flush", error.what());
      co_return false;
    }
    co_return true;
  }

private:
  cppcoro::task<void> syncPages();
};

// Correct: only the cancellation that ends the poll is dropped.
struct Sensor {
  cppcoro::task<int> sample(cppcoro::cancellation_token token);
};

cppcoro::task<void> pollSensor(Sensor &sensor, std::vector<int> &samples,
                               cppcoro::cancellation_token token) {
  try {
    while (!token.is_cancellation_requested())
      samples.push_back(co_await sensor.sample(token));
  } catch (const cppcoro::operation_cancelled &) {
  }
}

// Correct: the first failure is remembered, and finish() throws it.
class BatchLoader {
public:
  cppcoro::task<void> load(std::string name) {
    try {
      co_await loadOne(std::move(name));
    } catch (...) {
      failure_ = std::current_exception();
    }
  }
  void finish() {
    if (failure_)
      std::rethrow_exception(std::exchange(failure_, nullptr));
  }

private:
  cppcoro::task<void> loadOne(std::string name);
  std::exception_ptr failure_;
};

// Correct: an exception that leaves such a coroutine ends the program.
struct Unattended {
  struct promise_type {
    Unattended get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

cppcoro::task<int> readWatchdog();

Unattended superviseWatchdog(int limit) {
  if (co_await readWatchdog() > limit)
    throw std::runtime_error("the watchdog is late");
}

void startSupervision() { superviseWatchdog(10); }

// Correct: the promise keeps the exception, and whoever asks gets it.
template <typename T> class OnDemand {
public:
  struct promise_type {
    OnDemand get_return_object() {
      return OnDemand(Handle::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(T value) { value_ = std::move(value); }
    void unhandled_exception() { failure_ = std::current_exception(); }
    T value_{};
    std::exception_ptr failure_;
  };
  using Handle = std::coroutine_handle<promise_type>;

  explicit OnDemand(Handle handle) : handle_(handle) {}
  OnDemand(OnDemand &&other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)) {}
  ~OnDemand() {
    if (handle_)
      handle_.destroy();
  }
  T get() {
    handle_.resume();
    if (handle_.promise().failure_)
      std::rethrow_exception(handle_.promise().failure_);
    return std::move(handle_.promise().value_);
  }

private:
  Handle handle_;
};

OnDemand<int> parsePort(std::string text) {
  if (text.empty())
    throw std::invalid_argument("no port");
  co_return std::stoi(text);
}

// Correct: every future is asked, so the first failure reaches the caller.
int checksum(const std::string &file) {
  if (file.empty())
    throw std::invalid_argument("no file name");
  return static_cast<int>(file.size());
}

int checksumAll(const std::vector<std::string> &files) {
  std::vector<std::future<int>> running;
  for (const auto &file : files)
    running.push_back(std::async(std::launch::async, checksum, file));
  int sum = 0;
  for (auto &result : running)
    sum ^= result.get();
  return sum;
}

// Correct: each error code is tested, and the first one is handed on.
class Volume {
public:
  cppcoro::task<std::error_code> unmount() {
    if (std::error_code ec = co_await syncData())
      co_return ec;
    auto error = co_await detachDevice();
    if (!error)
      mounted_ = false;
    co_return error;
  }

private:
  cppcoro::task<std::error_code> syncData();
  cppcoro::task<std::error_code> detachDevice();
  bool mounted_ = true;
};

// Correct: the cast says that a file left behind in the scratch folder is fine.
cppcoro::task<std::error_code> removeFile(std::string path);
cppcoro::task<std::string> render(std::string scratch);

cppcoro::task<std::string> renderPreview(int page) {
  std::string scratch = "/tmp/preview-" + std::to_string(page);
  std::string image = co_await render(scratch);
  (void)co_await removeFile(scratch);
  [[maybe_unused]] auto lock = co_await removeFile(scratch + ".lock");
  co_return image;
}

// Correct: a connection that breaks ends the loop, and the peer is replaced.
struct PeerLink {
  cppcoro::task<std::string> receive();
};
struct PeerPool {
  void handle(const std::string &message);
  cppcoro::task<void> replace(PeerLink &link);
};

cppcoro::task<void> servePeer(PeerLink &link, PeerPool &pool) {
  for (;;) {
    try {
      pool.handle(co_await link.receive());
    } catch (const std::runtime_error &) {
      break;
    }
  }
  co_await pool.replace(link);
}

// Correct: the scope ends the program when a spawned task throws.
cppcoro::task<void> warmShard(int shard, std::vector<int> &warmed) {
  if (shard < 0)
    throw std::out_of_range("negative shard");
  warmed.push_back(shard);
  co_return;
}

cppcoro::task<void> warmUp(const std::vector<int> &shards,
                           std::vector<int> &warmed) {
  cppcoro::async_scope scope;
  for (int shard : shards)
    scope.spawn(warmShard(shard, warmed));
  co_await scope.join();
}
