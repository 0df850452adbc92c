// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-return-in-wrapper %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/io_service.hpp>
#include <cppcoro/task.hpp>

#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

using cppcoro::task;

// Buggy: the missing file is reported where nobody expects it.
namespace config {
struct Settings {
  int port = 8080;
};

task<Settings> readFile(cppcoro::io_service &io, bool exists) {
  co_await io.schedule();
  if (!exists)
    throw std::runtime_error("no such file");
  co_return Settings{9090};
}

task<Settings> defaults() { co_return Settings{}; }

task<Settings> load(cppcoro::io_service &io, bool exists) {
  try {
    return readFile(io, exists); // expect
  } catch (const std::runtime_error &error) {
    std::fprintf(stderr, "settings: %s\n", error.what());
  }
  return defaults();
}
} // namespace config

// Buggy: the task is in a variable, its failure is not.
namespace stock {
task<int> askWarehouse(int article);
task<int> unknownAmount();

task<int> amountOf(int article) {
  try {
    auto answer = askWarehouse(article);
    return answer; // expect
  } catch (...) {
    return unknownAmount();
  }
}
} // namespace stock

// Buggy: the registered lambda hands its failure past its own handler.
namespace commands {
using Command = std::function<task<bool>(int)>;

task<bool> moveArm(int degrees);
task<bool> refuse() { co_return false; }

std::map<std::string, Command> table;

void registerAll() {
  table["move"] = [](int degrees) -> task<bool> {
    try {
      return moveArm(degrees); // expect
    } catch (const std::exception &) {
      return refuse();
    }
  };
}
} // namespace commands

// Buggy: the ledger is changed when the lock is long given back.
namespace bank {
class Ledger {
public:
  task<void> transfer(int from, int to, long cents) {
    std::scoped_lock lock(mutex_);
    return book(from, to, cents); // expect
  }

private:
  task<void> book(int from, int to, long cents) {
    balance_[from] -= cents;
    balance_[to] += cents;
    co_return;
  }

  std::mutex mutex_;
  std::map<int, long> balance_;
};
} // namespace bank

// Buggy: the span ends before the query has begun.
namespace trace {
class Span {
public:
  explicit Span(const char *name)
      : name_(name), begin_(std::chrono::steady_clock::now()) {}
  Span(const Span &) = delete;
  Span &operator=(const Span &) = delete;
  ~Span() { record(name_, std::chrono::steady_clock::now() - begin_); }

private:
  static void record(const char *, std::chrono::steady_clock::duration);
  const char *name_;
  std::chrono::steady_clock::time_point begin_;
};

task<int> countRows(int table);

task<int> countRowsTraced(int table) {
  Span span("count_rows");
  return countRows(table); // expect
}
} // namespace trace

// Buggy: the view says idle while the index is still being built.
namespace editor {
class BusyMark {
public:
  explicit BusyMark(bool &flag) : flag_(flag) { flag_ = true; }
  BusyMark(const BusyMark &) = delete;
  ~BusyMark() { flag_ = false; }

private:
  bool &flag_;
};

class Outline {
public:
  task<void> rebuild(int revision) {
    if (revision < 0)
      return nothing();
    BusyMark busy(busy_);
    return parse(revision); // expect
  }

private:
  static task<void> nothing() { co_return; }
  task<void> parse(int revision);
  bool busy_ = false;
};
} // namespace editor

// Buggy: the resolver is a local variable, its task outlives it.
namespace dns {
class Resolver {
public:
  explicit Resolver(unsigned server) : server_(server) {}

  task<unsigned> resolve(unsigned hash) {
    unsigned answer = co_await send(server_, hash);
    ++queries_;
    co_return answer;
  }

private:
  static task<unsigned> send(unsigned server, unsigned hash);
  unsigned server_;
  unsigned queries_ = 0;
};

task<unsigned> lookUp(unsigned hash) {
  Resolver resolver(0x08080808);
  return resolver.resolve(hash); // expect
}
} // namespace dns

// Buggy: the descriptor is closed when the function returns.
extern "C" int close_descriptor(int descriptor);
namespace blocks {
class Descriptor {
public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() { close_descriptor(value_); }
  int get() const { return value_; }

private:
  int value_;
};

task<void> waitReadable(int descriptor);
long readAt(int descriptor, long offset);

task<long> readBlock(int descriptor, long offset) {
  co_await waitReadable(descriptor);
  co_return readAt(descriptor, offset);
}

task<long> readFirstBlock(int raw) {
  Descriptor device(raw);
  return readBlock(device.get(), 0); // expect
}
} // namespace blocks

// Buggy: of two handlers around the return neither sees the time-out.
namespace radio {
struct Timeout : std::exception {};

task<int> readChannel(int channel, bool quiet) {
  if (quiet)
    throw Timeout();
  co_return channel * 2;
}
task<int> silence() { co_return 0; }

task<int> readOrSilence(int channel, bool quiet) {
  switch (channel) {
  case 0:
    return silence();
  default:
    try {
      return readChannel(channel, quiet); // expect
    } catch (const std::logic_error &) {
      throw;
    } catch (const Timeout &) {
      return silence();
    }
  }
}
} // namespace radio

// Buggy: the template takes its lock for a fetch that has not begun.
namespace cache {
template <typename Value> class Cache {
public:
  task<Value> get(int key) {
    std::unique_lock<std::mutex> guard(mutex_);
    return fetch(key); // expect
  }

private:
  task<Value> fetch(int key) {
    auto found = values_.find(key);
    if (found != values_.end())
      co_return found->second;
    co_return values_[key] = Value();
  }

  std::mutex mutex_;
  std::map<int, Value> values_;
};

task<double> price(Cache<double> &prices, int key) {
  co_return co_await prices.get(key);
}
} // namespace cache

// Correct: the task is awaited where the handler is.
namespace weather {
task<int> askStation(int station);

task<int> temperature(int station) {
  try {
    co_return co_await askStation(station);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "station %d: %s\n", station, error.what());
  }
  co_return 0;
}
} // namespace weather

// Correct: the coroutine takes the lock for itself.
namespace seats {
class Seats {
public:
  task<bool> reserve(int seat) { return reserveLocked(seat); }

private:
  task<bool> reserveLocked(int seat) {
    std::lock_guard<std::mutex> lock(mutex_);
    bool free = !taken_[seat];
    taken_[seat] = true;
    co_return free;
  }

  std::mutex mutex_;
  std::map<int, bool> taken_;
};
} // namespace seats

// Correct: the handler is there for the number that may not be one.
namespace console {
task<int> openPort(int number);
task<int> usage();

task<int> openFromText(const std::string &text) {
  try {
    int number = std::stoi(text);
    return openPort(number);
  } catch (const std::invalid_argument &) {
    return usage();
  }
}
} // namespace console

// Correct: the argument of the call is what the handler is for.
namespace locale {
int codeOf(const std::string &language);
task<int> loadCatalogue(int code);
task<int> loadEnglish();

task<int> load(const std::string &language) {
  try {
    return loadCatalogue(codeOf(language));
  } catch (...) {
    return loadEnglish();
  }
}
} // namespace locale

// Correct: the handler says the same as the failed task would.
namespace billing {
struct BillingError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
task<long> chargeCard(long cents);

task<long> charge(long cents) {
  try {
    return chargeCard(cents);
  } catch (const std::exception &error) {
    throw BillingError(error.what());
  }
}
} // namespace billing

// Correct: the lock is there for the look-up.
namespace routing {
class Router {
public:
  task<void> forward(int target, int packet) {
    std::lock_guard<std::mutex> lock(mutex_);
    int hop = hops_[target];
    return transmit(hop, packet);
  }

private:
  static task<void> transmit(int hop, int packet);
  std::mutex mutex_;
  std::map<int, int> hops_;
};
} // namespace routing

// Correct: the stop watch moves into the task that it measures.
namespace bench {
class StopWatch {
public:
  StopWatch() = default;
  StopWatch(StopWatch &&other) : running_(std::exchange(other.running_, 0)) {}
  ~StopWatch() {
    if (running_)
      std::puts("done");
  }

private:
  int running_ = 1;
};

task<int> sortPartition(int rows);

task<int> sortRows(int rows, StopWatch watch) {
  int sorted = co_await sortPartition(rows / 2);
  sorted += co_await sortPartition(rows - rows / 2);
  co_return sorted;
}

task<int> sortMeasured(int rows) {
  StopWatch watch;
  return sortRows(rows, std::move(watch));
}
} // namespace bench

// Correct: the task uses nothing of the local codec.
namespace audio {
class Codec {
public:
  explicit Codec(int rate) : rate_(rate) {}
  int rate() const { return rate_; }

  task<int> encode(cppcoro::io_service &io, int frames) {
    co_await io.schedule();
    co_return frames / 2;
  }

private:
  int rate_;
};

task<int> encodeOnce(cppcoro::io_service &io, int frames) {
  Codec codec(44100);
  return codec.encode(io, frames);
}
} // namespace audio

// Correct: the lock is given back before the task is made.
namespace jobs {
class JobList {
public:
  task<void> run(int job) {
    std::unique_lock<std::mutex> lock(mutex_);
    ++started_;
    lock.unlock();
    return execute(job);
  }

private:
  static task<void> execute(int job);
  std::mutex mutex_;
  int started_ = 0;
};
} // namespace jobs

// Correct: the client goes with its task, in a parameter of the coroutine.
namespace rpc {
class Client {
public:
  explicit Client(int port) : port_(port) {}
  task<int> ask(int question) {
    ++asked_;
    co_return question + port_;
  }

private:
  int port_;
  int asked_ = 0;
};

task<int> askAndClose(std::unique_ptr<Client> client, int question) {
  co_return co_await client->ask(question);
}

task<int> askOnce(int port, int question) {
  auto client = std::make_unique<Client>(port);
  return askAndClose(std::move(client), question);
}
} // namespace rpc
