// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-thread-local-across-suspend %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cerrno>
#include <coroutine>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/generator.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/single_consumer_event.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>
#include <memory>
#include <pthread.h>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

// Buggy: the random generator of the calling thread is used on the pool.
namespace sampling {
struct Random {
  unsigned state = 1;
  unsigned next() { return state = state * 1664525u + 1013904223u; }
};
thread_local Random random_source;

cppcoro::task<unsigned> sample(cppcoro::static_thread_pool &pool) {
  auto &random = random_source; // expect
  const unsigned first = random.next();
  co_await pool.schedule();
  co_return first ^ random.next();
}
} // namespace sampling

// Buggy: the thread's list is walked while each of its jobs is awaited.
namespace job_list {
struct Job {
  int id = 0;
  bool done = false;
};
thread_local std::vector<Job> jobs;
cppcoro::task<bool> run(int id);

cppcoro::task<> run_all() {
  for (auto job = jobs.begin(); job != jobs.end(); ++job) { // expect
    if (!job->done)
      job->done = co_await run(job->id);
  }
}
} // namespace job_list

// Buggy: a view of the thread's name is kept while the lock is waited for.
namespace audit {
thread_local std::string actor;

class AuditLog {
public:
  cppcoro::task<> record(std::string event) {
    std::string_view who = actor; // expect
    cppcoro::async_mutex_lock lock = co_await mutex_.scoped_lock_async();
    lines_.push_back(std::string(who) + ": " + event);
  }

private:
  cppcoro::async_mutex mutex_;
  std::vector<std::string> lines_;
};
} // namespace audit

// Buggy: errno is saved and written back after the file was flushed.
namespace errno_kept {
class Journal {
public:
  cppcoro::task<> note(std::string text) {
    int saved = errno; // expect
    buffer_ += text;
    if (buffer_.size() > 4096)
      co_await flush();
    errno = saved;
  }

private:
  cppcoro::task<> flush();
  std::string buffer_;
};
} // namespace errno_kept

// Buggy: a derived class keeps what the base class has for each thread.
namespace metrics {
struct Histogram {
  long total = 0;
  void add(long value) { total += value; }
};
class Measured {
protected:
  static thread_local Histogram latency;
};
thread_local Histogram Measured::latency;

class Query : public Measured {
public:
  cppcoro::task<long> execute() {
    Histogram *histogram = &latency; // expect
    const long micros = co_await fetch();
    if (micros > 0)
      histogram->add(micros);
    co_return micros;
  }

private:
  cppcoro::task<long> fetch();
};
} // namespace metrics

// Buggy: the thread is compared with the one before the event, by its handle.
namespace owner_check {
class Owner {
public:
  cppcoro::task<bool> wait_here(cppcoro::single_consumer_event &ready) {
    const pthread_t self = pthread_self(); // expect
    co_await ready;
    if (self == pthread_self())
      co_return touch_without_lock();
    co_return false;
  }

private:
  bool touch_without_lock();
};
} // namespace owner_check

// Buggy: one of two thread-local buffers is chosen, and used after both writes.
namespace two_buffers {
struct Buffer {
  std::string text;
};
thread_local Buffer plain;
thread_local Buffer compressed;
cppcoro::task<> write_head();
cppcoro::task<> write_body();

cppcoro::task<> send(bool compress) {
  Buffer &target = compress ? compressed : plain; // missed: see the page
  target.text = "head";
  co_await cppcoro::when_all(write_head(), write_body());
  target.text.clear();
}
} // namespace two_buffers

// Buggy: a reference to a part is made from another reference, and assigned to
// what the await produces.
namespace totals {
struct Account {
  long balance = 0;
};
struct Ledger {
  Account income;
  Account expenses;
};
thread_local Ledger ledger;
cppcoro::task<long> next_amount();

cppcoro::task<> book(int entries) {
  Ledger &mine = ledger;
  mine.expenses.balance = 0;
  long &income = mine.income.balance; // missed: see the page
  while (entries-- > 0)
    income += co_await next_amount();
}
} // namespace totals

// Buggy: the locale of the thread is moved aside and moved back after the work
// has been done.
namespace locales {
thread_local std::string locale_name = "C";
cppcoro::task<std::string> render(int page);

cppcoro::task<std::string> render_in(std::string wanted, int page) {
  std::string usual = std::exchange(locale_name, std::move(wanted)); // expect
  std::string text = co_await render(page);
  locale_name = std::move(usual);
  co_return text;
}
} // namespace locales

// Buggy: the elements of the thread's array are taken by reference in nested
// loops, and marked after the delay.
namespace retries {
struct Slot {
  int tries = 0;
  bool failed = false;
};
thread_local Slot slots[8];
cppcoro::task<bool> attempt(int index);

auto make_retry() {
  return [](cppcoro::io_service &io) -> cppcoro::task<> {
    for (int index = 0; index < 8; ++index) {
      Slot &slot = slots[index]; // expect
      while (slot.tries < 3) {
        co_await io.schedule();
        ++slot.tries;
      }
      slot.failed = true;
    }
  };
}
} // namespace retries

// Correct: the thread-local object is named anew on both sides of the move to
// the pool.
namespace direct_names {
struct Load {
  int begun = 0;
  int ended = 0;
};
thread_local Load load;

cppcoro::task<> work(cppcoro::static_thread_pool &pool) {
  ++load.begun;
  co_await pool.schedule();
  ++load.ended;
}
} // namespace direct_names

// Correct: the await never suspends, so the thread stays the same.
namespace never_suspends {
struct Checkpoint {
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  void await_resume() const noexcept {}
};
struct Progress {
  int steps = 0;
};
thread_local Progress progress;

cppcoro::task<> step_twice() {
  Progress &mine = progress;
  ++mine.steps;
  co_await Checkpoint{};
  ++mine.steps;
}
} // namespace never_suspends

// Correct: a generator is continued by the thread that asks for its values.
namespace numbering {
thread_local int next_number = 0;

cppcoro::generator<int> numbers(int count) {
  int &next = next_number;
  for (int i = 0; i < count; ++i)
    co_yield next++;
}
} // namespace numbering

// Correct: the reference lives in a block of its own that ends before the
// suspension, and another is made after it.
namespace two_blocks {
struct Stopwatch {
  long laps = 0;
  void lap() { ++laps; }
};
Stopwatch &stopwatch() {
  static thread_local Stopwatch watch;
  return watch;
}
cppcoro::task<> transfer();

cppcoro::task<> timed_transfer() {
  {
    Stopwatch &watch = stopwatch();
    watch.lap();
  }
  co_await transfer();
  {
    Stopwatch &watch = stopwatch();
    watch.lap();
  }
}
} // namespace two_blocks

// Correct: the settings are copied as a whole, and only looked at.
namespace snapshots {
struct Settings {
  int timeout = 30;
  bool verbose = false;
};
thread_local Settings settings;
cppcoro::task<int> query(int timeout);
void print(int result);

cppcoro::task<> ask() {
  const Settings mine = settings;
  const int result = co_await query(mine.timeout);
  if (mine.verbose)
    print(result);
}
} // namespace snapshots

// Correct: the thread is compared with the one that owns the device, which was
// stored when the device was opened.
namespace device_owner {
class Device {
public:
  Device() : owner_(std::this_thread::get_id()) {}

  cppcoro::task<bool> opened_by_caller() {
    const std::thread::id caller = std::this_thread::get_id();
    co_await ready_;
    co_return caller == owner_;
  }

private:
  std::thread::id owner_;
  cppcoro::single_consumer_event ready_;
};
} // namespace device_owner

// Correct: the coroutine suspends only on the path that leaves it.
namespace fast_path {
struct Cache {
  std::vector<int> values;
};
thread_local Cache cache;
cppcoro::task<int> load(int key);

cppcoro::task<int> get(std::size_t key) {
  Cache &mine = cache;
  if (key >= mine.values.size())
    co_return co_await load(static_cast<int>(key));
  mine.values[key] += 1;
  co_return mine.values[key];
}
} // namespace fast_path

// Correct: the shared pointer is copied, and the object is shared by threads.
namespace shared_config {
struct Config {
  std::string host;
};
thread_local std::shared_ptr<const Config> config;
cppcoro::task<> connect(std::string host);
cppcoro::task<> greet(std::string host);

cppcoro::task<> open() {
  std::shared_ptr<const Config> pinned = config;
  co_await connect(pinned->host);
  co_await greet(pinned->host);
}
} // namespace shared_config

// Correct: the reference is to the coroutine's own state, which hides the
// thread's state of the same name.
namespace own_state {
struct Tally {
  int seen = 0;
};
thread_local Tally tally;
cppcoro::task<bool> more();

cppcoro::task<int> count() {
  Tally tally;
  Tally &mine = tally;
  while (co_await more())
    ++mine.seen;
  co_return mine.seen;
}
} // namespace own_state

// Correct: the request number is taken from the thread before the await and
// kept as the number of this request; it is never written back.
namespace request_numbers {
thread_local unsigned last_number = 0;
cppcoro::task<std::string> call(unsigned number);

class Client {
public:
  cppcoro::task<> request() {
    const unsigned number = ++last_number;
    std::string answer = co_await call(number);
    answers_.emplace_back(number, std::move(answer));
    newest_ = number;
  }

private:
  std::vector<std::pair<unsigned, std::string>> answers_;
  unsigned newest_ = 0;
};
} // namespace request_numbers
