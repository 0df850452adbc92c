// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-raii-across-suspend %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cerrno>
#include <chrono>
#include <coroutine>
#include <cppcoro/async_auto_reset_event.hpp>
#include <cppcoro/async_generator.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/generator.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/on_scope_exit.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using cppcoro::task;

namespace nanobind {
class gil_scoped_acquire {
public:
  gil_scoped_acquire();
  gil_scoped_acquire(const gil_scoped_acquire &) = delete;
  gil_scoped_acquire &operator=(const gil_scoped_acquire &) = delete;
  ~gil_scoped_acquire();
};
class gil_scoped_release {
public:
  gil_scoped_release();
  gil_scoped_release(const gil_scoped_release &) = delete;
  gil_scoped_release &operator=(const gil_scoped_release &) = delete;
  ~gil_scoped_release();
};
} // namespace nanobind

namespace c10::cuda {
struct CUDAGuard {
  explicit CUDAGuard(signed char device_index);
  CUDAGuard(const CUDAGuard &) = delete;
  CUDAGuard &operator=(const CUDAGuard &) = delete;
  ~CUDAGuard();
  void set_index(signed char device_index);
};
} // namespace c10::cuda

namespace folly {
class RequestContext;
class RequestContextScopeGuard {
public:
  RequestContextScopeGuard();
  explicit RequestContextScopeGuard(const std::shared_ptr<RequestContext> &ctx);
  RequestContextScopeGuard(const RequestContextScopeGuard &) = delete;
  RequestContextScopeGuard &
  operator=(const RequestContextScopeGuard &) = delete;
  ~RequestContextScopeGuard();
};
} // namespace folly

namespace tracy {
struct SourceLocationData {
  const char *name;
  const char *function;
  const char *file;
  unsigned line;
  unsigned color;
};
class ScopedZone {
public:
  explicit ScopedZone(const SourceLocationData *srcloc, bool is_active = true);
  ScopedZone(const ScopedZone &) = delete;
  ScopedZone &operator=(const ScopedZone &) = delete;
  ~ScopedZone();
};
} // namespace tracy

namespace testing {
class ScopedTrace {
public:
  ScopedTrace(const char *file, int line, const char *message);
  ScopedTrace(const ScopedTrace &) = delete;
  ScopedTrace &operator=(const ScopedTrace &) = delete;
  ~ScopedTrace();
};
} // namespace testing

// Buggy: a guard that derives from the lock's release spans a wait in a loop.
class TimedGilRelease : public nanobind::gil_scoped_release {
public:
  explicit TimedGilRelease(const char *reason);
  long elapsed() const;
};

task<long> awaitSamples(cppcoro::async_auto_reset_event &ready, int samples) {
  TimedGilRelease unlocked("sampling"); // expect
  while (samples > 0) {
    co_await ready;
    --samples;
  }
  co_return unlocked.elapsed();
}

// Buggy: the consumer of the asynchronous generator runs under the dialect.
enum class Dialect { Strict, Relaxed };

class ScopedDialect {
public:
  explicit ScopedDialect(Dialect dialect) : outer_(current_) {
    current_ = dialect;
  }
  ScopedDialect(const ScopedDialect &) = delete;
  ScopedDialect &operator=(const ScopedDialect &) = delete;
  ~ScopedDialect() { current_ = outer_; }

private:
  static thread_local Dialect current_;
  Dialect outer_;
};

std::string parseStatement(std::string_view text);

cppcoro::async_generator<std::string>
statements(std::vector<std::string_view> lines) {
  ScopedDialect relaxed(Dialect::Relaxed); // expect
  for (std::string_view line : lines)
    co_yield parseStatement(line);
}

// Buggy: the device is chosen on this thread, the kernel starts on another.
void launchKernel(const float *input, int count);

class Inference {
public:
  explicit Inference(cppcoro::static_thread_pool &pool) : pool_(pool) {}

  task<void> run(const float *input, int count) {
    c10::cuda::CUDAGuard device(device_); // expect
    co_await pool_.schedule();
    launchKernel(input, count);
  }

private:
  cppcoro::static_thread_pool &pool_;
  signed char device_ = 0;
};

// Buggy: the guard compares the exceptions in flight of two threads.
struct Ledger {
  void begin();
  void abort() noexcept;
  task<void> append(int account, long amount);
};

class AbortOnFailure {
public:
  explicit AbortOnFailure(Ledger &ledger) : ledger_(ledger) {}
  AbortOnFailure(const AbortOnFailure &) = delete;
  AbortOnFailure &operator=(const AbortOnFailure &) = delete;
  ~AbortOnFailure() {
    if (std::uncaught_exceptions() > before_)
      ledger_.abort();
  }

private:
  Ledger &ledger_;
  int before_ = std::uncaught_exceptions();
};

task<bool> transfer(Ledger &ledger, int from, int to, long amount) {
  try {
    ledger.begin();
    AbortOnFailure guard(ledger); // expect
    co_await ledger.append(from, -amount);
    co_await ledger.append(to, amount);
  } catch (const std::exception &) {
    co_return false;
  }
  co_return true;
}

// Buggy: the inner span is the thread's active one while both downloads run.
class TraceSpan {
public:
  explicit TraceSpan(const char *name)
      : name_(name), parent_(std::exchange(active, this)) {}
  TraceSpan(const TraceSpan &) = delete;
  TraceSpan &operator=(const TraceSpan &) = delete;
  ~TraceSpan() { active = parent_; }
  static inline thread_local TraceSpan *active = nullptr;

private:
  const char *name_;
  TraceSpan *parent_;
};

task<int> download(const char *url);

task<int> syncMirrors(bool both) {
  int bytes = 0;
  if (both) {
    TraceSpan span("mirrors"); // expect
    auto [first, second] =
        co_await cppcoro::when_all(download("/a"), download("/b"));
    bytes = first + second;
  }
  co_return bytes;
}

// Buggy: a helper makes the scope, and the pointer keeps it during the job.
thread_local int currentTenant = 0;

class TenantScope {
public:
  explicit TenantScope(int tenant) : previous_(currentTenant) {
    currentTenant = tenant;
  }
  TenantScope(const TenantScope &) = delete;
  TenantScope &operator=(const TenantScope &) = delete;
  ~TenantScope() { currentTenant = previous_; }

private:
  int previous_;
};

std::unique_ptr<TenantScope> enterTenant(int tenant);
task<void> compactTables();

task<void> nightlyJob(int tenant) {
  auto scope = enterTenant(tenant); // expect
  co_await compactTables();
}

// Buggy: the profiler's zone is open on this thread while the page is loaded.
task<std::string> loadPage(int number);

task<std::size_t> measurePages(int pages) {
  auto measure = [](int number) -> task<std::size_t> {
    static constexpr tracy::SourceLocationData here{"page", "measure", "p.cpp",
                                                    12, 0};
    tracy::ScopedZone zone(&here); // expect
    std::string page = co_await loadPage(number);
    co_return page.size();
  };
  std::size_t total = 0;
  for (int number = 0; number != pages; ++number)
    total += co_await measure(number);
  co_return total;
}

// Buggy: the trace is pushed on one thread's stack and popped on another.
void expectEqual(int actual, int wanted);
task<int> roundTrip(int value);

template <typename Range> task<void> checkRoundTrips(const Range range) {
  for (int value : range) {
    testing::ScopedTrace trace("round_trip_test.cpp", 40, "value"); // expect
    expectEqual(co_await roundTrip(value), value);
  }
}

task<void> testRoundTrips() {
  co_await checkRoundTrips(std::vector<int>{1, 2, 3});
}

// Buggy: errno is restored by an explicit reset, but only after the flush.
class ErrnoKeeper {
public:
  ErrnoKeeper() noexcept { value_ = errno; }
  ErrnoKeeper(const ErrnoKeeper &) = delete;
  ErrnoKeeper &operator=(const ErrnoKeeper &) = delete;
  ~ErrnoKeeper() {
    if (value_ != 0)
      errno = value_;
  }

private:
  int value_ = 0;
};

class Journal {
public:
  task<void> flush();
  task<void> rotate(const char *path);

private:
  void rename(const char *path);
};

task<void> Journal::rotate(const char *path) {
  std::optional<ErrnoKeeper> keeper(std::in_place); // expect
  rename(path);
  co_await flush();
  keeper.reset();
}

// Buggy: one request's context is set while another request may be served.
struct Request {
  std::shared_ptr<folly::RequestContext> context;
  bool cached = false;
};

task<void> handleRequest(Request &request);
void serveCached(Request &request);

task<void> handleAll(std::vector<Request> requests) {
  for (Request &request : requests) {
    folly::RequestContextScopeGuard scope(request.context); // expect
    if (request.cached) {
      serveCached(request);
      continue;
    }
    co_await handleRequest(request);
  }
}

// Correct: a synchronous generator runs on its reader's thread.
bool nextPythonItem(void *iterator, int &item);

cppcoro::generator<int> pythonItems(void *iterator) {
  nanobind::gil_scoped_acquire gil;
  int item = 0;
  while (nextPythonItem(iterator, item))
    co_yield item;
}

// Correct: the lock of an asynchronous mutex belongs to no thread.
class Directory {
public:
  task<void> add(std::string name) {
    cppcoro::async_mutex_lock lock = co_await mutex_.scoped_lock_async();
    names_.push_back(std::move(name));
    co_await persist();
  }

private:
  task<void> persist();
  cppcoro::async_mutex mutex_;
  std::vector<std::string> names_;
};

// Correct: the guard removes a file, on whatever thread it ends.
void removeFile(const std::string &path);
task<void> writeReport(const std::string &path);
task<void> uploadReport(const std::string &path);

task<void> publishReport(std::string path) {
  auto cleanup = cppcoro::on_scope_exit([&path] { removeFile(path); });
  co_await writeReport(path);
  co_await uploadReport(path);
}

// Correct: the guard that counts exceptions is dismissed before the await.
struct Reservation {
  void hold(int seats);
  void undo() noexcept;
  task<void> notifyCustomer();
};

class UndoOnFailure {
public:
  explicit UndoOnFailure(Reservation &target) : target_(&target) {}
  UndoOnFailure(const UndoOnFailure &) = delete;
  UndoOnFailure &operator=(const UndoOnFailure &) = delete;
  ~UndoOnFailure() {
    if (target_ && std::uncaught_exceptions() > count_)
      target_->undo();
  }
  void dismiss() noexcept { target_ = nullptr; }

private:
  Reservation *target_;
  int count_ = std::uncaught_exceptions();
};

void charge(int seats);

task<void> book(Reservation &reservation, int seats) {
  UndoOnFailure guard(reservation);
  reservation.hold(seats);
  charge(seats);
  guard.dismiss();
  co_await reservation.notifyCustomer();
}

// Correct: what is awaited under the scope is always ready.
thread_local int recursionDepth = 0;

class DepthScope {
public:
  DepthScope() { ++recursionDepth; }
  DepthScope(const DepthScope &) = delete;
  DepthScope &operator=(const DepthScope &) = delete;
  ~DepthScope() { --recursionDepth; }
};

class CurrentSettings {
public:
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  int await_resume() const noexcept { return limit_; }

private:
  int limit_ = 64;
};

task<bool> withinLimit() {
  DepthScope depth;
  const int limit = co_await CurrentSettings();
  co_return recursionDepth < limit;
}

// Correct: the device is chosen inside functions that do not suspend.
class GpuStage {
public:
  task<void> process(std::vector<float> values) {
    enqueue(values);
    co_await finished_;
    collect(values);
  }

private:
  void enqueue(std::vector<float> &values) {
    c10::cuda::CUDAGuard device(index_);
    copyToDevice(values);
  }
  void collect(std::vector<float> &values) {
    c10::cuda::CUDAGuard device(index_);
    copyFromDevice(values);
  }
  void copyToDevice(std::vector<float> &values);
  void copyFromDevice(std::vector<float> &values);
  cppcoro::async_auto_reset_event finished_;
  signed char index_ = 0;
};

// Correct: the branch with the scope returns, the other branch awaits.
class [[clang::annotate("cotidy::may_not_suspend")]] ArenaScope {
public:
  ArenaScope();
  ArenaScope(const ArenaScope &) = delete;
  ArenaScope &operator=(const ArenaScope &) = delete;
  ~ArenaScope();
};

int parseInArena(std::string_view text);
task<int> parseOnWorker(std::string text);

task<int> parseDocument(std::string text) {
  if (text.size() < 4096) {
    ArenaScope arena;
    co_return parseInArena(text);
  }
  co_return co_await parseOnWorker(std::move(text));
}

// Correct: the scope is made on the worker and ends there before the way back.
class ScopedPriority {
public:
  explicit ScopedPriority(int priority) : outer_(current) {
    current = priority;
  }
  ScopedPriority(const ScopedPriority &) = delete;
  ScopedPriority &operator=(const ScopedPriority &) = delete;
  ~ScopedPriority() { current = outer_; }
  static inline thread_local int current = 0;

private:
  int outer_;
};

void rebuildIndex();

task<void> rebuildInBackground(cppcoro::static_thread_pool &pool,
                               cppcoro::io_service &io) {
  co_await pool.schedule();
  {
    ScopedPriority low(-10);
    rebuildIndex();
  }
  co_await io.schedule();
}

// Correct: the scope sets a flag of the object, which is one for all threads.
class BusyScope {
public:
  explicit BusyScope(bool &busy) : busy_(busy) { busy_ = true; }
  BusyScope(const BusyScope &) = delete;
  BusyScope &operator=(const BusyScope &) = delete;
  ~BusyScope() { busy_ = false; }

private:
  bool &busy_;
};

class Printer {
public:
  task<void> print(std::string document) {
    BusyScope scope(busy_);
    co_await spool(std::move(document));
  }

private:
  task<void> spool(std::string document);
  bool busy_ = false;
};

// Correct: each turn of the loop ends its zone before it waits.
struct Step {
  std::function<void()> compute;
  std::chrono::milliseconds pause{};
};

task<void> playSteps(cppcoro::io_service &io, std::vector<Step> steps) {
  static constexpr tracy::SourceLocationData here{"step", "playSteps", "s.cpp",
                                                  7, 0};
  for (const Step &step : steps) {
    auto zone = std::make_unique<tracy::ScopedZone>(&here);
    step.compute();
    zone.reset();
    co_await io.schedule_after(step.pause);
  }
}
