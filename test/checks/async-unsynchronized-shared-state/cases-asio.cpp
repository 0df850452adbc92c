// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsynchronized-shared-state %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: all jobs of the pool count in one plain local variable.
namespace thumbnails {
struct Picture {
  std::string path;
};
void scaleDown(const Picture &picture);
void printSummary(std::size_t done, std::size_t all);

void renderAll(const std::vector<Picture> &pictures) {
  asio::thread_pool pool(4);
  std::size_t done = 0;
  for (const Picture &picture : pictures)
    asio::post(pool, [&done, &picture] {
      scaleDown(picture);
      ++done; // expect
    });
  pool.join();
  printSummary(done, pictures.size());
}
} // namespace thumbnails

// Buggy: the sessions run on four threads and share the list of names.
namespace chat {
awaitable<std::string> readName(tcp::socket &socket);

class Server {
public:
  void run() {
    asio::co_spawn(context_, acceptLoop(), asio::detached);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([this] { context_.run(); });
    for (std::thread &thread : threads)
      thread.join();
  }

private:
  awaitable<void> acceptLoop() {
    tcp::acceptor acceptor(context_, tcp::endpoint(tcp::v4(), 7000));
    for (;;) {
      tcp::socket peer = co_await acceptor.async_accept(use_awaitable);
      asio::co_spawn(context_, greet(std::move(peer)), asio::detached);
    }
  }
  awaitable<void> greet(tcp::socket socket) {
    std::string name = co_await readName(socket);
    names_.push_back(std::move(name)); // expect
  }

  asio::io_context context_;
  std::vector<std::string> names_;
};
} // namespace chat

// Buggy: the flag that ends the reader thread is an ordinary bool.
namespace serial {
void readFrames(asio::io_context &context);

class Port {
public:
  ~Port() { stop(); }

  void start() {
    running_ = true;
    reader_ = std::thread([this] { pump(); });
  }

  void stop() {
    if (!reader_.joinable())
      return;
    running_ = false; // expect
    reader_.join();
  }

private:
  void pump() {
    while (running_)
      readFrames(context_);
  }

  asio::io_context context_;
  std::thread reader_;
  bool running_ = false;
};
} // namespace serial

// Buggy: the jobs lock the table, the reload that runs beside them does not.
namespace config {
class Settings {
public:
  std::string value(const std::string &key) const {
    std::lock_guard<std::mutex> guard(mutex_);
    auto found = values_.find(key);
    return found == values_.end() ? std::string() : found->second;
  }
  void forget() { values_.clear(); } // expect

private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> values_;
};
void connectTo(const std::string &host);

void reconnect(Settings &settings) {
  asio::thread_pool pool(2);
  asio::post(pool, [&settings] { connectTo(settings.value("primary")); });
  settings.forget();
  pool.join();
}
} // namespace config

// Buggy: the queue is filled on the strand and measured beside it.
namespace audit {
void publishDepth(std::size_t depth);

class Journal {
public:
  void append(std::string line) {
    asio::post(strand_, [this, line = std::move(line)]() mutable {
      lines_.push_back(std::move(line)); // expect
    });
  }
  void report() {
    asio::post(pool_, [this] { publishDepth(lines_.size()); });
  }

private:
  asio::thread_pool pool_{4};
  asio::strand<asio::thread_pool::executor_type> strand_ =
      asio::make_strand(pool_);
  std::deque<std::string> lines_;
};

void login(Journal &journal, const std::string &user) {
  journal.append("login " + user);
  journal.report();
}
} // namespace audit

// Buggy: both halves of the download add to one sum, on a pool.
namespace mirror {
awaitable<std::size_t> fetchRange(std::string url, std::size_t from);
void logTransfer(std::size_t bytes);

awaitable<void> fetchHalf(std::string url, std::size_t from,
                          std::size_t &total) {
  const std::size_t bytes = co_await fetchRange(std::move(url), from);
  total += bytes; // expect
}

awaitable<void> fetchBoth(std::string url, std::size_t middle) {
  using namespace asio::experimental::awaitable_operators;
  std::size_t total = 0;
  co_await (fetchHalf(url, 0, total) && fetchHalf(url, middle, total));
  logTransfer(total);
}

void fetch(const std::string &url) {
  asio::thread_pool pool(8);
  asio::co_spawn(pool, fetchBoth(url, 1 << 20), asio::detached);
  pool.join();
}
} // namespace mirror

// Buggy: the title changes while the job may still be printing it.
namespace printing {
void sendToPrinter(const std::string &title);

void printTwice(asio::thread_pool &pool) {
  std::string title = "Invoice";
  asio::post(pool, [&title] { sendToPrinter(title); });
  title += " (copy)"; // expect
  pool.join();
  sendToPrinter(title);
}
} // namespace printing

// Buggy: main runs the loop as well, so the timer and the poller run at once.
namespace telemetry {
void sample();

int serve() {
  asio::io_context context;
  bool stopping = false;
  asio::steady_timer deadline(context, std::chrono::seconds(60));
  deadline.async_wait([&stopping](const boost::system::error_code &error) {
    if (!error)
      stopping = true; // expect
  });
  asio::post(context, [&stopping] {
    while (!stopping)
      sample();
  });
  std::thread helper([&context] { context.run(); });
  context.run();
  helper.join();
  return 0;
}
} // namespace telemetry

// Buggy: a shared pointer keeps the figures alive and does not guard them.
namespace transfer {
struct Figures {
  long long bytes = 0;
  std::atomic<int> files{0};
};
long long copyFile(const std::string &path);

void note(Figures &figures, long long bytes) {
  figures.files.fetch_add(1);
  figures.bytes += bytes; // expect
}

std::shared_ptr<Figures> startCopy(asio::thread_pool &pool,
                                   std::vector<std::string> paths) {
  auto figures = std::make_shared<Figures>();
  for (std::string &path : paths)
    asio::post(pool, [figures, path = std::move(path)] {
      note(*figures, copyFile(path));
    });
  return figures;
}

void copyTree(std::vector<std::string> paths) {
  asio::thread_pool pool(3);
  auto figures = startCopy(pool, std::move(paths));
  pool.join();
}
} // namespace transfer

// Buggy: two threads look names up in one cache that has no lock.
namespace dns {
std::string queryServer(const std::string &host);

std::string resolve(const std::string &host) {
  static std::map<std::string, std::string> cache;
  auto found = cache.find(host);
  if (found != cache.end())
    return found->second;
  std::string address = queryServer(host);
  cache.emplace(host, address); // expect
  return address;
}

void warmUp() {
  std::thread mail([] { resolve("mail.example.net"); });
  std::thread web([] { resolve("www.example.net"); });
  mail.join();
  web.join();
}
} // namespace dns

// Correct: the jobs take turns at the list of failures.
namespace checksums {
bool verify(const std::string &path);

std::vector<std::string> failures(const std::vector<std::string> &paths) {
  asio::thread_pool pool(4);
  std::mutex mutex;
  std::vector<std::string> failed;
  for (const std::string &path : paths)
    asio::post(pool, [&mutex, &failed, &path] {
      if (verify(path))
        return;
      std::scoped_lock guard(mutex);
      failed.push_back(path);
    });
  pool.join();
  return failed;
}
} // namespace checksums

// Correct: the number of open connections is an atomic.
namespace proxy {
awaitable<void> relay(tcp::socket socket);

class Proxy {
public:
  void run() {
    asio::co_spawn(context_, listen(), asio::detached);
    std::thread second([this] { context_.run(); });
    context_.run();
    second.join();
  }

private:
  awaitable<void> listen() {
    tcp::acceptor acceptor(context_, tcp::endpoint(tcp::v4(), 8080));
    for (;;) {
      tcp::socket peer = co_await acceptor.async_accept(use_awaitable);
      asio::co_spawn(context_, serve(std::move(peer)), asio::detached);
    }
  }
  awaitable<void> serve(tcp::socket peer) {
    ++open_;
    co_await relay(std::move(peer));
    --open_;
  }

  asio::io_context context_;
  std::atomic<int> open_{0};
};
} // namespace proxy

// Correct: each job fills the place that belongs to it.
namespace histogram {
int brightness(const std::vector<unsigned char> &tile);

int average(const std::vector<std::vector<unsigned char>> &tiles) {
  std::vector<int> results(tiles.size());
  asio::thread_pool pool(4);
  for (std::size_t i = 0; i < tiles.size(); ++i)
    asio::post(pool,
               [&results, &tiles, i] { results[i] = brightness(tiles[i]); });
  pool.join();
  int sum = 0;
  for (int result : results)
    sum += result;
  return tiles.empty() ? 0 : sum / static_cast<int>(tiles.size());
}
} // namespace histogram

// Correct: whoever touches the roster does it on the strand.
namespace lobby {
class Lobby {
public:
  explicit Lobby(asio::thread_pool &pool) : strand_(asio::make_strand(pool)) {}

  void join(std::string player) {
    asio::post(strand_, [this, player = std::move(player)]() mutable {
      players_.push_back(std::move(player));
    });
  }
  void leave(std::string player) {
    asio::dispatch(strand_, [this, player = std::move(player)] {
      players_.erase(std::remove(players_.begin(), players_.end(), player),
                     players_.end());
    });
  }

private:
  asio::strand<asio::thread_pool::executor_type> strand_;
  std::vector<std::string> players_;
};

void playRound() {
  asio::thread_pool pool(4);
  Lobby lobby(pool);
  lobby.join("ann");
  lobby.join("bob");
  lobby.leave("ann");
  pool.join();
}
} // namespace lobby

// Correct: the loop has one thread, so the sessions take turns.
namespace printserver {
awaitable<std::string> readJob(tcp::socket &socket);

class Spooler {
public:
  void run() {
    asio::co_spawn(context_, accept(), asio::detached);
    context_.run();
  }

private:
  awaitable<void> accept() {
    tcp::acceptor acceptor(context_, tcp::endpoint(tcp::v4(), 515));
    for (;;) {
      tcp::socket peer = co_await acceptor.async_accept(use_awaitable);
      asio::co_spawn(context_, receive(std::move(peer)), asio::detached);
    }
  }
  awaitable<void> receive(tcp::socket peer) {
    jobs_.push_back(co_await readJob(peer));
    ++received_;
  }

  asio::io_context context_;
  std::deque<std::string> jobs_;
  unsigned received_ = 0;
};
} // namespace printserver

// Correct: the writer pool has a single thread on purpose.
namespace logfile {
void writeLine(const std::string &line);

void writeAll(const std::vector<std::string> &lines) {
  std::size_t written = 0;
  asio::thread_pool writer(1);
  for (const std::string &line : lines)
    asio::post(writer, [&written, &line] {
      writeLine(line);
      written += line.size();
    });
  writer.join();
}
} // namespace logfile

// Correct: the report is changed when the pool has finished with it.
namespace reports {
std::size_t countWords(const std::string &text);
void store(const std::string &text, std::size_t words);

void finish(std::string text) {
  asio::thread_pool pool(2);
  std::size_t words = 0;
  asio::post(pool, [&text, &words] { words = countWords(text); });
  pool.join();
  text += "\n-- end --\n";
  words += 2;
  store(text, words);
}
} // namespace reports

// Correct: the rate is set before the thread starts, the flag is an atomic.
namespace sensors {
void measure(int rate);

class Sampler {
public:
  void start(int rate) {
    rate_ = rate;
    active_ = true;
    worker_ = std::thread([this] {
      while (active_)
        measure(rate_);
    });
  }
  void stop() {
    active_ = false;
    worker_.join();
    rate_ = 0;
  }

private:
  std::thread worker_;
  std::atomic<bool> active_{false};
  int rate_ = 0;
};
} // namespace sensors

// Correct: the siblings interleave on the one thread that runs the loop.
namespace crawler {
awaitable<std::vector<std::string>> linksOf(std::string page);

awaitable<void> follow(std::string page, std::vector<std::string> &found) {
  for (std::string &link : co_await linksOf(std::move(page)))
    found.push_back(std::move(link));
}

awaitable<void> crawl(std::vector<std::string> &found) {
  using namespace asio::experimental::awaitable_operators;
  co_await (follow("/index", found) && follow("/news", found));
}

std::vector<std::string> siteMap() {
  asio::io_context context(1);
  std::vector<std::string> found;
  asio::co_spawn(context, crawl(found), asio::detached);
  context.run();
  return found;
}
} // namespace crawler

// Correct: the dictionary is loaded once, whoever comes first.
namespace spelling {
std::vector<std::string> loadWords();
void underline(const std::string &word);

class Checker {
public:
  void check(const std::string &word) {
    std::call_once(loaded_, [this] { words_ = loadWords(); });
    if (!std::binary_search(words_.begin(), words_.end(), word))
      underline(word);
  }

private:
  std::once_flag loaded_;
  std::vector<std::string> words_;
};

void checkText(const std::vector<std::string> &text) {
  Checker checker;
  asio::thread_pool pool(4);
  for (const std::string &word : text)
    asio::post(pool, [&checker, &word] { checker.check(word); });
  pool.join();
}
} // namespace spelling
