// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsynchronized-shared-state %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <atomic>
#include <functional>
#include <future>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;

// Buggy: the asynchronous searches all insert into one map.
namespace search {
std::vector<std::string> grep(const std::string &file);

std::map<std::string, int> countAll(const std::vector<std::string> &files) {
  std::map<std::string, int> counts;
  std::vector<std::future<void>> searches;
  for (const std::string &file : files)
    searches.push_back(std::async(std::launch::async, [&counts, file] {
      for (const std::string &line : grep(file))
        counts[line]++; // expect
    }));
  for (std::future<void> &done : searches)
    done.get();
  return counts;
}
} // namespace search

// Buggy: the progress that is drawn beside the copying is a plain integer.
namespace copying {
void draw(int percent);
void copyBlock(int block);

void copyFile(int blocks) {
  int percent = 0;
  std::jthread painter([&percent] {
    for (int frame = 0; frame < 600; ++frame)
      draw(percent);
  });
  for (int block = 0; block < blocks; ++block) {
    copyBlock(block);
    percent = 100 * block / blocks; // expect
  }
}
} // namespace copying

// Buggy: the camera thread replaces the frame that the viewer copies.
namespace camera {
using Frame = std::vector<unsigned char>;
Frame grab();

class Camera {
public:
  Camera() : grabber_(&Camera::run, this) {}
  ~Camera() { grabber_.join(); }

  Frame latest() const { return latest_; }

private:
  void run() {
    for (int i = 0; i < 10000; ++i) {
      Frame frame = grab();
      latest_ = std::move(frame); // expect
    }
  }

  Frame latest_;
  std::thread grabber_;
};
} // namespace camera

// Buggy: the pool's tasks draw their numbers from one static counter.
namespace tickets {
void store(int number, const std::string &customer);

int nextNumber() {
  static int last = 0;
  return ++last; // expect
}

void importAll(const std::vector<std::string> &customers) {
  asio::thread_pool pool(4);
  for (const std::string &customer : customers)
    asio::post(pool, [customer] { store(nextNumber(), customer); });
  pool.join();
}
} // namespace tickets

// Buggy: the rates are printed while the pool may still be storing them.
namespace rates {
std::vector<double> fetchRates();
void print(double rate);

void showRates() {
  std::vector<double> rates;
  asio::thread_pool pool(2);
  asio::post(pool, [&rates] {
    rates = fetchRates(); // expect
  });
  for (double rate : rates)
    print(rate);
  pool.join();
}
} // namespace rates

// Buggy: connections are counted by handlers of a loop with many threads.
namespace lobby {
class Lobby {
public:
  explicit Lobby(asio::io_context &loop) : loop_(loop) {}

  void open(int tables) {
    for (int table = 0; table < tables; ++table)
      asio::co_spawn(loop_, serve(table), asio::detached);
  }

private:
  awaitable<void> serve(int table) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(asio::chrono::seconds(table));
    co_await timer.async_wait(use_awaitable);
    served_ += 1; // expect
  }

  asio::io_context &loop_;
  long served_ = 0;
};

int main() {
  asio::io_context loop;
  Lobby lobby(loop);
  lobby.open(32);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i)
    threads.emplace_back([&loop] { loop.run(); });
  for (std::thread &thread : threads)
    thread.join();
  return 0;
}
} // namespace lobby

// Buggy: deposits and the audit lock two different members.
namespace bank {
class Account {
public:
  void deposit(long cents) {
    std::scoped_lock guard(bookLock_);
    balance_ += cents; // expect
  }
  long audit() {
    std::unique_lock<std::mutex> guard(auditLock_);
    return balance_;
  }

private:
  std::mutex bookLock_;
  std::mutex auditLock_;
  long balance_ = 0;
};

void settle(std::shared_ptr<Account> account) {
  std::thread payer([account] {
    for (int i = 0; i < 12; ++i)
      account->deposit(100);
  });
  std::thread auditor([account] { account->audit(); });
  payer.join();
  auditor.join();
}
} // namespace bank

// Buggy: the helper runs the body on all its threads, the sum is shared.
namespace raster {
double brightness(int row);

template <typename Body> void forEachRow(int rows, Body body) {
  std::vector<std::thread> threads;
  for (int part = 0; part < 4; ++part)
    threads.emplace_back([part, rows, &body] {
      for (int row = part; row < rows; row += 4)
        body(row);
    });
  for (auto &thread : threads)
    thread.join();
}

double exposure(int rows) {
  double sum = 0;
  forEachRow(rows, [&sum](int row) {
    sum += brightness(row); // expect
  });
  return sum / rows;
}
} // namespace raster

// Buggy: two halves of the sync run on the pool at once.
namespace mirror {
using namespace asio::experimental::awaitable_operators;

struct State {
  std::string cursor;
};

awaitable<void> pull(asio::steady_timer &timer, State &state) {
  co_await timer.async_wait(use_awaitable);
  state.cursor.append("!"); // expect
}

awaitable<std::size_t> push(const State &state) {
  std::size_t length = state.cursor.size();
  co_return length;
}

awaitable<void> syncOnce() {
  State state;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  co_await (pull(timer, state) && push(state));
}

void runSync() {
  asio::thread_pool pool(8);
  asio::co_spawn(pool, syncOnce(), asio::detached);
  pool.join();
}
} // namespace mirror

// Buggy: both presses write into the stock their reference members name.
namespace factory {
struct Stock {
  int parts = 0;
};

class Press {
public:
  explicit Press(Stock &stock) : stock_(stock) {}

  void run() {
    for (int stroke = 0; stroke < 100; ++stroke)
      produce();
  }

private:
  void produce() {
    stock_.parts += 2; // expect
  }

  Stock &stock_;
};

int nightShift() {
  Stock stock;
  Press left(stock);
  Press right(stock);
  std::thread first(&Press::run, &left);
  std::thread second(&Press::run, &right);
  first.join();
  second.join();
  return stock.parts;
}
} // namespace factory

// Correct: the pool's tasks go through a strand, one after the other.
namespace journal {
class Journal {
public:
  explicit Journal(asio::thread_pool &pool)
      : strand_(asio::make_strand(pool.get_executor())) {}

  void note(std::string line) {
    asio::post(strand_, [this, line = std::move(line)] {
      lines_.push_back(line);
      ++count_;
    });
  }

private:
  asio::strand<asio::thread_pool::executor_type> strand_;
  std::vector<std::string> lines_;
  int count_ = 0;
};

void writeJournal() {
  asio::thread_pool pool(4);
  Journal journal(pool);
  for (int i = 0; i < 10; ++i)
    journal.note(std::to_string(i));
  pool.join();
}
} // namespace journal

// Correct: a pool of one thread takes turns.
namespace printer {
int printPage(int page);

int printAll(int pages) {
  int failed = 0;
  asio::thread_pool queue(1);
  for (int page = 1; page <= pages; ++page)
    asio::post(queue, [&failed, page] {
      if (printPage(page) != 0)
        ++failed;
    });
  queue.join();
  return failed;
}
} // namespace printer

// Correct: each task has its own element, the vector does not grow.
namespace render {
int renderTile(int tile);

std::vector<int> renderAll(int tiles) {
  std::vector<int> results(tiles);
  asio::thread_pool pool(4);
  for (int tile = 0; tile < tiles; ++tile)
    asio::post(pool, [&results, tile] { results[tile] = renderTile(tile); });
  pool.join();
  return results;
}
} // namespace render

// Correct: the future is asked before the catalogue is touched again.
namespace catalogue {
struct Catalogue {
  std::vector<std::string> titles;
  void sort();
};
void load(Catalogue &catalogue);
void showSplash();

Catalogue open() {
  Catalogue catalogue;
  std::future<void> loaded = std::async(std::launch::async, [&catalogue] {
    catalogue.titles.clear();
    load(catalogue);
  });
  showSplash();
  loaded.get();
  catalogue.titles.push_back("(all)");
  return catalogue;
}
} // namespace catalogue

// Correct: the starter waits at the latch before it reads the sums.
namespace stages {
long sumOf(int part);

long total() {
  long sums[2] = {0, 0};
  long grand = 0;
  std::latch ready(2);
  std::jthread even([&] {
    sums[0] = sumOf(0);
    ready.count_down();
  });
  std::jthread odd([&] {
    sums[1] = sumOf(1);
    ready.count_down();
  });
  ready.wait();
  grand = sums[0] + sums[1];
  return grand;
}
} // namespace stages

// Correct: many coroutines, but only one thread runs the loop.
namespace chat {
class Room {
public:
  awaitable<void> visit(asio::io_context &loop, int guest) {
    ++present_;
    asio::steady_timer timer(loop);
    timer.expires_after(asio::chrono::seconds(guest));
    co_await timer.async_wait(use_awaitable);
    --present_;
  }

private:
  int present_ = 0;
};

int main() {
  asio::io_context loop;
  Room room;
  for (int guest = 0; guest < 20; ++guest)
    asio::co_spawn(loop, room.visit(loop, guest), asio::detached);
  loop.run();
  return 0;
}
} // namespace chat

// Correct: readers share the lock, the writer has it alone.
namespace routes {
class RouteTable {
public:
  void set(const std::string &net, int hop) {
    std::unique_lock guard(lock_);
    setLocked(net, hop);
  }
  int hopFor(const std::string &net) const {
    std::shared_lock guard(lock_);
    auto found = routes_.find(net);
    return found == routes_.end() ? -1 : found->second;
  }

private:
  void setLocked(const std::string &net, int hop) { routes_[net] = hop; }

  mutable std::shared_mutex lock_;
  std::map<std::string, int> routes_;
};

void exercise() {
  RouteTable table;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&table, i] { table.set("10.0.0.0", i); });
    threads.emplace_back([&table] { table.hopFor("10.0.0.0"); });
  }
  for (auto &thread : threads)
    thread.join();
}
} // namespace routes

// Correct: the thread has a copy of the options, the original may change.
namespace encoder {
struct Options {
  int bitrate = 128;
  bool stereo = true;
};
void encode(const std::string &file, const Options &options);

void encodeBoth(const std::string &file) {
  Options options;
  std::thread high([options, file] { encode(file + ".hi", options); });
  options.bitrate = 64;
  options.stereo = false;
  encode(file + ".lo", options);
  high.join();
}
} // namespace encoder

// Correct: whoever comes first fills the table, inside call_once.
namespace tables {
double compute(int index);

const std::vector<double> &sines() {
  static std::once_flag once;
  static std::vector<double> table;
  std::call_once(once, [] {
    for (int i = 0; i < 256; ++i)
      table.push_back(compute(i));
  });
  return table;
}

void synthesize(int voices) {
  std::vector<std::jthread> threads;
  for (int voice = 0; voice < voices; ++voice)
    threads.emplace_back([] {
      double last = 0;
      for (double value : sines())
        last = value - last;
    });
}
} // namespace tables

// Correct: the flag is an atomic, the count is read after the join.
namespace watchdog {
bool ping();

class Watchdog {
public:
  void start() {
    thread_ = std::thread([this] {
      while (!stop_)
        if (!ping())
          ++misses_;
    });
  }
  int finish() {
    stop_ = true;
    thread_.join();
    int misses = misses_;
    misses_ = 0;
    return misses;
  }

private:
  std::thread thread_;
  std::atomic<bool> stop_{false};
  int misses_ = 0;
};
} // namespace watchdog
