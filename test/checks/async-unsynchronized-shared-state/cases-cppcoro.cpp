// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsynchronized-shared-state %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/async_scope.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/schedule_on.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>

#include <cstddef>
#include <functional>
#include <future>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#define GUARDED_BY(mutex) __attribute__((guarded_by(mutex)))

using cppcoro::static_thread_pool;
using cppcoro::sync_wait;
using cppcoro::task;
using cppcoro::when_all;

// Buggy: two scans of one index run on the pool and note their hits in it.
namespace search {
struct Shard {
  std::vector<std::string> documents;
};

class Index {
public:
  Index(static_thread_pool &pool, Shard left, Shard right)
      : pool_(pool), left_(std::move(left)), right_(std::move(right)) {}

  task<std::size_t> find(std::string word) {
    co_await when_all(scan(left_, word), scan(right_, word));
    co_return hits_;
  }

private:
  task<> scan(const Shard &shard, std::string word) {
    co_await pool_.schedule();
    for (const std::string &document : shard.documents)
      if (document.find(word) != std::string::npos)
        hits_ += 1; // expect
  }

  static_thread_pool &pool_;
  Shard left_;
  Shard right_;
  std::size_t hits_ = 0;
};

std::size_t lookUp(Shard left, Shard right) {
  static_thread_pool pool(4);
  Index index(pool, std::move(left), std::move(right));
  return sync_wait(index.find("error"));
}
} // namespace search

// Buggy: as many tasks as files append to one vector on the pool.
namespace linter {
std::vector<std::string> inspect(const std::string &file);

task<> inspectOn(static_thread_pool &pool, const std::string &file,
                 std::vector<std::string> &findings) {
  co_await pool.schedule();
  for (std::string &finding : inspect(file))
    findings.push_back(std::move(finding)); // expect
}

std::vector<std::string> inspectAll(const std::vector<std::string> &files) {
  static_thread_pool pool;
  std::vector<std::string> findings;
  std::vector<task<>> tasks;
  for (const std::string &file : files)
    tasks.push_back(inspectOn(pool, file, findings));
  sync_wait(when_all(std::move(tasks)));
  return findings;
}
} // namespace linter

// Buggy: three threads process the events, every client bumps a plain counter.
namespace broker {
task<bool> handshake(int client);

class Broker {
public:
  void run(const std::vector<int> &clients) {
    for (int client : clients)
      scope_.spawn(welcome(client));
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
      threads.emplace_back([this] { service_.process_events(); });
    for (std::thread &thread : threads)
      thread.join();
  }

private:
  task<> welcome(int client) {
    co_await service_.schedule();
    if (co_await handshake(client))
      ++accepted_; // missed: the awaited task may resume elsewhere
  }

  cppcoro::io_service service_;
  cppcoro::async_scope scope_;
  unsigned accepted_ = 0;
};
} // namespace broker

// Buggy: the writer takes one lock and the reader another.
namespace ledger {
void show(long long cents);

class Account {
public:
  void deposit(long long cents) {
    std::lock_guard<std::mutex> guard(depositMutex_);
    balance_ += cents; // expect
  }
  long long balance() const {
    std::lock_guard<std::mutex> guard(queryMutex_);
    return balance_;
  }

private:
  std::mutex depositMutex_;
  mutable std::mutex queryMutex_;
  long long balance_ = 0;
};

void endOfDay(Account &account, const std::vector<long long> &deposits) {
  std::thread booking([&account, &deposits] {
    for (long long cents : deposits)
      account.deposit(cents);
  });
  std::thread display([&account] { show(account.balance()); });
  booking.join();
  display.join();
}
} // namespace ledger

// Buggy: the table says which lock guards it, and reset() takes none.
namespace routing {
class RouteTable {
public:
  void add(std::string prefix, int port) {
    std::lock_guard<std::mutex> guard(mutex_);
    routes_[std::move(prefix)] = port;
  }
  int port(const std::string &prefix) {
    std::lock_guard<std::mutex> guard(mutex_);
    auto route = routes_.find(prefix);
    return route == routes_.end() ? -1 : route->second;
  }
  void reset() {
    routes_.clear(); // expect
  }

private:
  std::mutex mutex_;
  std::map<std::string, int> routes_ GUARDED_BY(mutex_);
};
} // namespace routing

// Buggy: the list grows while the other thread adds it up.
namespace billing {
struct Item {
  int price;
};

int sum(const std::vector<Item> &items) {
  int result = 0;
  for (const Item &item : items)
    result += item.price;
  return result;
}

int total(std::vector<Item> items, int shipping) {
  std::future<int> goods =
      std::async(std::launch::async, [&items] { return sum(items); });
  if (shipping > 0)
    items.push_back({shipping}); // expect
  return goods.get() + shipping;
}
} // namespace billing

// Buggy: each spider has a thread of its own, but all share the statistics.
namespace spider {
struct Statistics {
  int pages = 0;
};
bool fetchNext(int &position);

class Spider {
public:
  explicit Spider(Statistics &statistics) : statistics_(statistics) {}

  void crawl() {
    while (fetchNext(position_))
      ++statistics_.pages; // expect
  }

private:
  Statistics &statistics_;
  int position_ = 0;
};

int crawlBoth() {
  Statistics statistics;
  Spider news(statistics);
  Spider shop(statistics);
  std::thread first([&news] { news.crawl(); });
  std::thread second([&shop] { shop.crawl(); });
  first.join();
  second.join();
  return statistics.pages;
}
} // namespace spider

// Buggy: the painter's thread reads the label that the setter replaces.
namespace progress {
void drawFrame(std::string_view label, int frame);

class Painter {
public:
  Painter() : thread_(&Painter::paint, this) {}
  ~Painter() { thread_.join(); }

  void setLabel(std::string label) {
    label_ = std::move(label); // expect
  }

private:
  void paint() {
    for (int frame = 0; frame < 600; ++frame)
      drawFrame(label_, frame);
  }

  std::string label_ = "Loading";
  std::thread thread_;
};
} // namespace progress

// Buggy: the parallel loop runs the body on several threads at once.
namespace fitting {
double rate(const std::vector<double> &candidate);

template <typename Body>
void parallelFor(std::size_t count, unsigned workers, Body body) {
  std::vector<std::thread> threads;
  for (unsigned worker = 0; worker < workers; ++worker)
    threads.emplace_back([=] {
      for (std::size_t i = worker; i < count; i += workers)
        body(i);
    });
  for (std::thread &thread : threads)
    thread.join();
}

double bestRating(const std::vector<std::vector<double>> &candidates) {
  double best = 0;
  parallelFor(candidates.size(), 4, [&best, &candidates](std::size_t i) {
    const double rating = rate(candidates[i]);
    if (rating > best)
      best = rating; // expect
  });
  return best;
}
} // namespace fitting

// Buggy: both imports go to the pool and draw numbers from one allocator.
namespace importer {
class RowIds {
public:
  long next() {
    return last_++; // expect
  }

private:
  long last_ = 1;
};
void insertRow(long id, const std::string &row);

task<> importRows(std::vector<std::string> rows, RowIds &ids) {
  for (const std::string &row : rows)
    insertRow(ids.next(), row);
  co_return;
}

void importBoth(std::vector<std::string> users,
                std::vector<std::string> orders) {
  static_thread_pool pool(2);
  RowIds ids;
  sync_wait(
      when_all(cppcoro::schedule_on(pool, importRows(std::move(users), ids)),
               cppcoro::schedule_on(pool, importRows(std::move(orders), ids))));
}
} // namespace importer

// Correct: the siblings never leave the thread that waits for them.
namespace menu {
task<int> priceOf(std::string dish);

class Order {
public:
  task<int> total() {
    co_await when_all(add("soup"), add("bread"));
    co_return sum_;
  }

private:
  task<> add(std::string dish) {
    const int price = co_await priceOf(std::move(dish));
    sum_ += price;
  }

  int sum_ = 0;
};

int lunch() {
  Order order;
  return sync_wait(order.total());
}
} // namespace menu

// Correct: each task returns its own count, the sum is made afterwards.
namespace wordcount {
std::size_t wordsIn(const std::string &chapter);

task<std::size_t> count(static_thread_pool &pool, const std::string &chapter) {
  co_await pool.schedule();
  std::size_t words = 0;
  words += wordsIn(chapter);
  co_return words;
}

std::size_t countAll(const std::vector<std::string> &chapters) {
  static_thread_pool pool;
  std::vector<task<std::size_t>> tasks;
  for (const std::string &chapter : chapters)
    tasks.push_back(count(pool, chapter));
  std::size_t total = 0;
  for (std::size_t words : sync_wait(when_all(std::move(tasks))))
    total += words;
  return total;
}
} // namespace wordcount

// Correct: an asynchronous mutex orders the tasks of the pool.
namespace inventory {
class Stock {
public:
  explicit Stock(static_thread_pool &pool) : pool_(pool) {}

  task<> receive(std::string article, int pieces) {
    co_await pool_.schedule();
    auto lock = co_await mutex_.scoped_lock_async();
    pieces_[std::move(article)] += pieces;
  }

private:
  static_thread_pool &pool_;
  cppcoro::async_mutex mutex_;
  std::map<std::string, int> pieces_;
};

void delivery() {
  static_thread_pool pool(4);
  Stock stock(pool);
  sync_wait(when_all(stock.receive("bolt", 400), stock.receive("nut", 400)));
}
} // namespace inventory

// Correct: the list is changed after the future has been waited for.
namespace playlist {
struct Track {
  std::string title;
  int seconds;
};
int playingTime(const std::vector<Track> &tracks);

int withEncore(std::vector<Track> tracks, Track encore) {
  auto time =
      std::async(std::launch::async, [&tracks] { return playingTime(tracks); });
  const int seconds = time.get();
  tracks.push_back(std::move(encore));
  return seconds + tracks.back().seconds;
}
} // namespace playlist

// Correct: one background thread processes the events of all devices.
namespace devices {
task<int> poll(int device);

class Monitor {
public:
  void run(int devices) {
    for (int device = 0; device < devices; ++device)
      scope_.spawn(watch(device));
    std::thread loop([this] { service_.process_events(); });
    loop.join();
  }

private:
  task<> watch(int device) {
    co_await service_.schedule();
    for (int round = 0; round < 100; ++round)
      readings_.push_back(co_await poll(device));
  }

  cppcoro::io_service service_;
  cppcoro::async_scope scope_;
  std::vector<int> readings_;
};
} // namespace devices

// Correct: the thread of the object and its methods take the same lock.
namespace mailer {
void deliver(const std::string &letter);

class Outbox {
public:
  Outbox() : thread_([this] { work(); }) {}
  ~Outbox() {
    {
      std::lock_guard guard(mutex_);
      closing_ = true;
    }
    thread_.join();
  }

  void put(std::string letter) {
    std::unique_lock lock(mutex_);
    letters_.push_back(std::move(letter));
  }

private:
  void work() {
    for (;;) {
      std::vector<std::string> batch;
      {
        std::lock_guard guard(mutex_);
        if (closing_ && letters_.empty())
          return;
        batch.swap(letters_);
      }
      for (const std::string &letter : batch)
        deliver(letter);
    }
  }

  std::mutex mutex_;
  std::vector<std::string> letters_;
  bool closing_ = false;
  std::thread thread_;
};
} // namespace mailer

// Correct: a pool of one thread is how this project orders its tasks.
namespace tracing {
struct Span {
  std::string name;
};

class Tracer {
public:
  task<> record(Span span) {
    co_await thread_.schedule();
    spans_.push_back(std::move(span));
  }

private:
  std::vector<Span> spans_;
  static_thread_pool thread_{1};
};

void traceTwo(Tracer &tracer) {
  sync_wait(when_all(tracer.record({"parse"}), tracer.record({"plan"})));
}

void traceOwn() {
  Tracer tracer;
  traceTwo(tracer);
}
} // namespace tracing

// Correct: the latch orders the table's last write before the next read.
namespace startup {
std::map<std::string, int> readTable();
void serve(const std::map<std::string, int> &table);
void openPorts();

void boot() {
  std::map<std::string, int> table;
  std::latch ready(1);
  std::thread loader([&table, &ready] {
    table = readTable();
    ready.count_down();
  });
  openPorts();
  ready.wait();
  table.emplace("default", 0);
  serve(table);
  loader.join();
}
} // namespace startup

// Correct: many readers share the lock, the one writer has it alone.
namespace prices {
class PriceList {
public:
  int price(const std::string &article) const {
    std::shared_lock lock(mutex_);
    auto found = prices_.find(article);
    return found == prices_.end() ? 0 : found->second;
  }
  void update(const std::string &article, int price) {
    std::unique_lock lock(mutex_);
    prices_[article] = price;
  }

private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, int> prices_;
};
void quote(int price);

void tradingDay(PriceList &list) {
  std::vector<std::jthread> desks;
  for (int desk = 0; desk < 4; ++desk)
    desks.emplace_back([&list] { quote(list.price("copper")); });
  list.update("copper", 9120);
}
} // namespace prices

// Correct: each worker has its own part, they are merged after the threads end.
namespace sorting {
struct Part {
  std::vector<int> values;
  int swaps = 0;
};
int sortPart(std::vector<int> &values);

int sortAll(std::vector<Part> &parts) {
  int swaps = 0;
  {
    std::vector<std::jthread> workers;
    for (Part &part : parts)
      workers.emplace_back(
          [](Part &mine) { mine.swaps += sortPart(mine.values); },
          std::ref(part));
  }
  for (const Part &part : parts)
    swaps += part.swaps;
  return swaps;
}
} // namespace sorting
