// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsynchronized-shared-state %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <future>
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
using asio::ip::tcp;

// Buggy: four threads run the loop, so the posted jobs run side by side.
void resizePicture(const std::string &path);

std::size_t resizePictures(const std::vector<std::string> &paths) {
  asio::io_context context;
  std::size_t resized = 0;
  for (const std::string &path : paths) {
    asio::post(context, [&resized, path] {
      resizePicture(path);
      ++resized; // expect
    });
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&context] { context.run(); });
  for (std::thread &thread : threads)
    thread.join();
  return resized;
}

// Buggy: the tasks of the pool reach the member's vector through a helper.
class LinkChecker {
public:
  void checkAll(const std::vector<std::string> &links) {
    asio::thread_pool pool(8);
    for (const std::string &link : links)
      asio::post(pool, [this, link] { check(link); });
    pool.join();
  }

private:
  void check(const std::string &link) {
    if (!reachable(link))
      remember(link);
  }
  void remember(const std::string &link) {
    broken_.push_back(link); // expect
  }
  static bool reachable(const std::string &link);

  std::vector<std::string> broken_;
};

// Buggy: two coroutines of a pool settle on the same account.
class Account {
public:
  awaitable<void> settle(long amount) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(std::chrono::milliseconds(5));
    co_await timer.async_wait(use_awaitable);
    balance_ += amount; // expect
  }
  long balance() const { return balance_; }

private:
  long balance_ = 0;
};

long settleAccount() {
  Account account;
  asio::thread_pool pool(2);
  asio::co_spawn(pool, account.settle(100), asio::detached);
  asio::co_spawn(pool, account.settle(-30), asio::detached);
  pool.join();
  return account.balance();
}

// Buggy: the siblings of && run on different threads of the pool.
awaitable<long> queryRows(std::string table);

awaitable<void> addRows(std::string table, long &total) {
  long rows = co_await queryRows(std::move(table));
  total += rows; // expect
}

awaitable<long> countAllRows() {
  using namespace asio::experimental::awaitable_operators;
  long total = 0;
  co_await (addRows("orders", total) && addRows("invoices", total));
  co_return total;
}

void printRows(long rows);

void reportRows() {
  asio::thread_pool pool(4);
  asio::co_spawn(pool, countAllRows(), [](std::exception_ptr error, long rows) {
    if (!error)
      printRows(rows);
  });
  pool.join();
}

// Buggy: main changes the limit while the loop's thread reads it.
bool readCommand(int &limit);
void throttle(int limit);

void runThrottled() {
  asio::io_context context;
  int limit = 100;
  asio::steady_timer timer(context);
  timer.expires_after(std::chrono::seconds(1));
  timer.async_wait([&limit](const boost::system::error_code &error) {
    if (!error)
      throttle(limit);
  });
  std::thread network([&context] { context.run(); });
  int wanted = 0;
  while (readCommand(wanted))
    limit = wanted; // expect
  network.join();
}

// Buggy: the writes go through the strand, the read does not.
struct Quote {
  double bid = 0;
  double ask = 0;
};

double receiveBid();
void publishBid(double bid);

void tradeQuotes() {
  Quote quote;
  asio::thread_pool pool(3);
  auto strand = asio::make_strand(pool);
  asio::post(strand, [&quote] {
    quote.bid = receiveBid(); // expect
  });
  asio::post(pool, [&quote] { publishBid(quote.bid); });
  pool.join();
}

// Buggy: two timers of one context that a thread and main run.
class MetricsAgent {
public:
  explicit MetricsAgent(asio::io_context &context)
      : sampleTimer_(context), flushTimer_(context) {}

  void start() {
    sampleTimer_.expires_after(std::chrono::seconds(1));
    sampleTimer_.async_wait([this](boost::system::error_code error) {
      if (!error)
        lastLoad_ = readLoad(); // expect
    });
    flushTimer_.expires_after(std::chrono::seconds(1));
    flushTimer_.async_wait([this](boost::system::error_code error) {
      if (!error)
        sendLoad(lastLoad_);
    });
  }

private:
  static double readLoad();
  static void sendLoad(double load);

  asio::steady_timer sampleTimer_;
  asio::steady_timer flushTimer_;
  double lastLoad_ = 0;
};

int metricsMain() {
  asio::io_context context;
  MetricsAgent agent(context);
  agent.start();
  std::thread helper([&context] { context.run(); });
  context.run();
  helper.join();
  return 0;
}

// Buggy: the task locks, the one who posted it asks for the size without.
std::string tokenizeFile(const std::string &path);
void showIndexSize(std::size_t size);

void buildIndex(const std::string &path) {
  std::mutex lock;
  std::map<std::string, std::string> index;
  asio::thread_pool pool(2);
  asio::post(pool, [&lock, &index, path] {
    std::string tokens = tokenizeFile(path);
    std::lock_guard<std::mutex> guard(lock);
    index.emplace(path, tokens); // expect
  });
  showIndexSize(index.size());
  pool.join();
}

// Buggy: the sessions run on the acceptor's context, which has many threads.
struct Lobby {
  unsigned visitors = 0;
};

awaitable<void> greet(tcp::socket socket, Lobby &lobby) {
  lobby.visitors++; // missed: not seen
  std::string text = "welcome\n";
  co_await asio::async_write(socket, asio::buffer(text), use_awaitable);
}

awaitable<void> acceptVisitors(tcp::acceptor &acceptor, Lobby &lobby) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
    asio::co_spawn(acceptor.get_executor(), greet(std::move(socket), lobby),
                   asio::detached);
  }
}

void runLobby(unsigned short port) {
  asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(tcp::v4(), port));
  Lobby lobby;
  asio::co_spawn(context, acceptVisitors(acceptor, lobby), asio::detached);
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i)
    threads.emplace_back([&context] { context.run(); });
}

// Buggy: both tasks own the state together, nothing orders them.
struct CrawlState {
  std::string cursor;
  int depth = 0;
};

std::string crawlPage(int depth);
void saveCheckpoint(const std::string &cursor);

void crawl() {
  asio::thread_pool pool(2);
  auto state = std::make_shared<CrawlState>();
  asio::post(pool, [state] {
    state->cursor = crawlPage(state->depth); // expect
  });
  asio::post(pool, [state] { saveCheckpoint(state->cursor); });
  pool.join();
}

// Correct: every task of the pool goes through one strand.
std::string renderFrame(int frame);

void encodeVideo(int frames) {
  asio::thread_pool pool(4);
  auto strand = asio::make_strand(pool.get_executor());
  std::string video;
  for (int frame = 0; frame < frames; ++frame) {
    asio::post(strand, [&video, frame] { video += renderFrame(frame); });
  }
  pool.join();
}

// Correct: the pool has a single thread.
class AuditTrail {
public:
  void record(std::vector<std::string> events) {
    for (std::string &event : events) {
      asio::post(writer_, [this, event = std::move(event)] {
        lines_ += 1;
        append(event);
      });
    }
  }

private:
  static void append(const std::string &event);

  std::size_t lines_ = 0;
  asio::thread_pool writer_{1};
};

// Correct: only the main thread runs the loop, the coroutines take turns.
awaitable<std::string> readLine(tcp::socket &socket);

awaitable<void> collectLines(tcp::socket &socket, std::size_t &lines) {
  for (;;) {
    std::string line = co_await readLine(socket);
    if (line.empty())
      co_return;
    ++lines;
  }
}

std::size_t collectFromBoth() {
  asio::io_context context(1);
  tcp::socket left(context);
  tcp::socket right(context);
  std::size_t lines = 0;
  asio::co_spawn(context, collectLines(left, lines), asio::detached);
  asio::co_spawn(context, collectLines(right, lines), asio::detached);
  context.run();
  return lines;
}

// Correct: each task sorts its own copy and counts in an atomic.
struct Batch {
  std::vector<int> keys;
  void normalize() { keys.push_back(static_cast<int>(keys.size())); }
};

void uploadBatch(const Batch &batch);

int uploadTo(const std::vector<std::string> &regions, const Batch &original) {
  std::atomic<int> uploads{0};
  asio::thread_pool pool(4);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    asio::post(pool, [&uploads, batch = original]() mutable {
      batch.normalize();
      uploadBatch(batch);
      ++uploads;
    });
  }
  pool.join();
  return uploads;
}

// Correct: filled before the post, read after the join of the pool.
struct Scan {
  std::vector<std::string> roots;
  std::size_t files = 0;
};

std::size_t countFiles(const std::vector<std::string> &roots);

std::size_t scanHome() {
  Scan scan;
  scan.roots.push_back("/home");
  asio::thread_pool pool(2);
  asio::post(pool, [&scan] { scan.files = countFiles(scan.roots); });
  pool.join();
  scan.files += 1;
  return scan.files;
}

// Correct: every task has an element of its own.
double integrate(double from, double to);

double integrateParallel() {
  std::array<double, 16> results{};
  asio::thread_pool pool(4);
  for (std::size_t i = 0; i < results.size(); ++i) {
    asio::post(pool, [&results, i] {
      results[i] =
          integrate(static_cast<double>(i), static_cast<double>(i + 1));
    });
  }
  pool.join();
  double sum = 0;
  for (double result : results)
    sum += result;
  return sum;
}

// Correct: both handlers are bound to the strand of the object.
class Reconnector {
public:
  explicit Reconnector(asio::io_context &context)
      : strand_(asio::make_strand(context)), retryTimer_(context),
        logTimer_(context) {}

  void start() {
    retryTimer_.expires_after(std::chrono::seconds(3));
    retryTimer_.async_wait(
        asio::bind_executor(strand_, [this](boost::system::error_code error) {
          if (!error)
            ++attempts_;
        }));
    logTimer_.expires_after(std::chrono::seconds(3));
    logTimer_.async_wait(
        asio::bind_executor(strand_, [this](boost::system::error_code error) {
          if (!error)
            logAttempts(attempts_);
        }));
  }

private:
  static void logAttempts(int attempts);

  asio::strand<asio::io_context::executor_type> strand_;
  asio::steady_timer retryTimer_;
  asio::steady_timer logTimer_;
  int attempts_ = 0;
};

void reconnectForever() {
  asio::io_context context;
  Reconnector reconnector(context);
  reconnector.start();
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&context] { context.run(); });
  for (std::thread &thread : threads)
    thread.join();
}

// Correct: the future is got before the result is used.
struct Settings {
  std::string region;
  int version = 0;
};

awaitable<std::string> fetchRegion();

awaitable<void> fillSettings(Settings &settings) {
  settings.region = co_await fetchRegion();
  settings.version = 1;
}

std::string regionFromCloud(asio::thread_pool &pool) {
  Settings settings;
  std::future<void> filled =
      asio::co_spawn(pool, fillSettings(settings), asio::use_future);
  filled.get();
  settings.version += 1;
  return settings.region;
}

// Correct: the writer locks alone, the readers lock together.
class PriceCache {
public:
  void put(const std::string &symbol, double price) {
    std::unique_lock lock(mutex_);
    prices_[symbol] = price;
  }
  double get(const std::string &symbol) const {
    std::shared_lock lock(mutex_);
    auto found = prices_.find(symbol);
    return found == prices_.end() ? 0 : found->second;
  }

private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, double> prices_;
};

void showPrice(double price);

void refreshPrices(const std::vector<std::string> &symbols) {
  auto cache = std::make_shared<PriceCache>();
  asio::thread_pool pool(6);
  for (const std::string &symbol : symbols) {
    asio::post(pool, [cache, symbol] { cache->put(symbol, 1.0); });
    asio::post(pool, [cache, symbol] { showPrice(cache->get(symbol)); });
  }
  pool.join();
}

// Correct: the parent runs on a strand, and so do the siblings it awaits.
class ChatRelay {
public:
  ChatRelay(asio::io_context &context) : first_(context), second_(context) {}

  awaitable<void> relay() {
    using namespace asio::experimental::awaitable_operators;
    co_await (pump(first_, second_) || pump(second_, first_));
  }

private:
  awaitable<void> pump(tcp::socket &from, tcp::socket &to) {
    std::array<char, 512> data;
    for (;;) {
      std::size_t size =
          co_await from.async_read_some(asio::buffer(data), use_awaitable);
      relayed_ += size;
      co_await asio::async_write(to, asio::buffer(data, size), use_awaitable);
    }
  }

  tcp::socket first_;
  tcp::socket second_;
  std::size_t relayed_ = 0;
};

void runChatRelay() {
  asio::io_context context;
  ChatRelay relay(context);
  asio::co_spawn(asio::make_strand(context), relay.relay(), asio::detached);
  std::thread extra([&context] { context.run(); });
  context.run();
  extra.join();
}
