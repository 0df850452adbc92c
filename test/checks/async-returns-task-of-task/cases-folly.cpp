// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-returns-task-of-task %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Collect.h>
#include <folly/coro/Sleep.h>
#include <folly/coro/Task.h>
#include <folly/coro/Timeout.h>
#include <folly/executors/GlobalExecutor.h>
#include <folly/futures/Future.h>

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace coro = folly::coro;
using coro::Task;
using folly::Future;
using folly::SemiFuture;
using folly::Unit;

// Buggy: thenValue flattens futures and not tasks, no order is priced.
struct Order {
  int id = 0;
};
struct Price {
  long cents = 0;
};
Task<Price> priceOrder(Order order);

class Checkout {
public:
  void confirm(Future<Order> stored) {
    auto priced = std::move(stored).thenValue([](Order order) { // expect
      return priceOrder(order);
    });
    std::move(priced).wait();
    confirmed_ = true;
  }

private:
  bool confirmed_ = false;
};

// Buggy: the thread of std::async makes the coroutine and is done.
struct IndexStats {
  int documents = 0;
};
Task<IndexStats> indexFolder(std::string folder);

void rebuildIndex(const std::vector<std::string> &folders) {
  for (const std::string &folder : folders) {
    auto indexing =
        std::async(std::launch::async, indexFolder, folder); // expect
    indexing.wait();
  }
}

// Buggy: the cache hands out what the repository returns, and that is a task.
struct Customer {
  std::string name;
};
struct CustomerTable {
  Task<Customer> find(int id);
};

template <typename Table>
Task<decltype(std::declval<Table &>().find(0))> findSlowly(Table &table,
                                                           int id) {
  co_await coro::sleep(std::chrono::milliseconds(5));
  co_return table.find(id); // expect
}

Task<void> warmCustomer(CustomerTable &table, int id) {
  co_await findSlowly(table, id);
}

// Buggy: the session is made by the caller of a caller, that is by nobody.
struct Session {
  std::string token;
};
Task<Session> openSession(std::string user);

auto makeLogin(std::string user) {
  return [user]() -> Task<Task<Session>> {
    co_await coro::sleep(std::chrono::seconds(1));
    co_return openSession(user); // expect
  };
}

// Buggy: the compaction is hidden in the value that unit() throws away.
class LogStore {
public:
  void compactAll() {
    for (int level = 0; level < 4; ++level) {
      auto compacted = folly::via(executor_, [this, level] { // expect
        return compactLevel(level);
      });
      running_.push_back(std::move(compacted).unit());
    }
  }

private:
  struct Compacted {
    int files;
  };
  Task<Compacted> compactLevel(int level);
  folly::Executor::KeepAlive<> executor_ = folly::getGlobalCPUExecutor();
  std::vector<Future<Unit>> running_;
};

// Buggy: the hop to the other executor brings back an unstarted task.
class Thumbnailer {
public:
  Task<void> render(std::string picture) {
    auto executor = folly::getGlobalCPUExecutor();
    co_await folly::via(executor, [&] { return scale(picture); }); // expect
    co_await upload(picture);
  }

private:
  struct Scaled {
    int width, height;
  };
  Task<Scaled> scale(std::string picture);
  Task<void> upload(std::string picture);
};

// Buggy: the pool's future is ready before the query has been sent.
class BlockingPool {
public:
  template <typename F> SemiFuture<std::invoke_result_t<F>> submit(F f) {
    return folly::makeSemiFuture(f());
  }
};
struct RowSet {
  std::vector<std::string> rows;
};
struct Database {
  Task<RowSet> query(std::string sql);
};

void dropOldRows(BlockingPool &pool, Database &database) {
  auto job = [&database] { return database.query("DELETE FROM events"); };
  pool.submit(job).get(); // expect
}

// Buggy: the deferred request of a device that is never asked.
struct Reading {
  double celsius = 0;
};
struct Thermometer {
  SemiFuture<Reading> measureAsync(int channel);
};

class Heating {
public:
  void poll(Thermometer &device) {
    last_ = std::chrono::steady_clock::now();
    auto sample = std::async(std::launch::async, [&device] { // expect
      return device.measureAsync(3);
    });
    if (sample.wait_for(std::chrono::seconds(1)) == std::future_status::timeout)
      ++missed_;
  }

private:
  std::chrono::steady_clock::time_point last_;
  int missed_ = 0;
};

// Buggy: the pipeline's result type is the task of its last step.
struct Vertices {
  std::vector<float> xyz;
};
struct MeshLoader {
  using Result = Task<Vertices>;
  Result load(std::string file);
};

template <typename Loader> class Pipeline {
public:
  explicit Pipeline(Loader loader) : loader_(std::move(loader)) {}

  Task<typename Loader::Result> run(std::string file) {
    ++runs_;
    if (file.empty())
      file = "default.obj";
    co_return loader_.load(std::move(file)); // expect
  }

private:
  Loader loader_;
  int runs_ = 0;
};

void preload(folly::Executor::KeepAlive<> executor) {
  Pipeline<MeshLoader> pipeline{MeshLoader()};
  coro::blockingWait(pipeline.run("teapot.obj"));
}

// Buggy: the retry of a payment is built in the error path and not run.
struct Receipt {
  std::string number;
};
Task<Receipt> chargeAgain(folly::Try<Unit> &&first);

SemiFuture<bool> chargeCard(SemiFuture<Unit> first) {
  auto second = std::move(first).defer(&chargeAgain); // missed: not seen
  return std::move(second).unit().deferValue([](Unit) { return true; });
}

// Correct: the continuation returns a future, which is flattened.
struct Route {
  double km = 0;
};
Future<Route> planRoute(std::string from, std::string to);

Future<double> distance(Future<std::string> destination) {
  return std::move(destination)
      .thenValue([](std::string to) { return planRoute("home", to); })
      .thenValue([](Route route) { return route.km; });
}

// Correct: semi() makes a future of the task that the continuation started.
struct Avatar {
  std::string png;
};
Task<Avatar> drawAvatar(std::string name);

class Profiles {
public:
  SemiFuture<Avatar> avatar(SemiFuture<std::string> name) {
    return std::move(name).deferValue([this](std::string text) {
      ++drawn_;
      return drawAvatar(std::move(text))
          .scheduleOn(folly::getGlobalCPUExecutor())
          .start();
    });
  }

private:
  int drawn_ = 0;
};

// Correct: the thread waits for the coroutine before it is done.
struct Backup {
  long bytes = 0;
};
Task<Backup> backUp(std::string volume);

long backUpAll(const std::vector<std::string> &volumes) {
  std::vector<std::future<Backup>> running;
  for (const std::string &volume : volumes)
    running.push_back(std::async(std::launch::async, [volume] {
      return coro::blockingWait(backUp(volume));
    }));
  long total = 0;
  for (std::future<Backup> &one : running)
    total += one.get().bytes;
  return total;
}

// Correct: the template awaits the operation and yields what that yields.
struct Invoice {
  int number = 0;
};
struct InvoiceTable {
  Task<Invoice> find(int id);
};

template <typename Table>
auto findTraced(Table &table, int id) -> Task<
    coro::semi_await_result_t<decltype(std::declval<Table &>().find(0))>> {
  co_await coro::sleep(std::chrono::milliseconds(1));
  co_return co_await table.find(id);
}

Task<int> invoiceNumber(InvoiceTable &table) {
  Invoice invoice = co_await findTraced(table, 17);
  co_return invoice.number;
}

// Correct: the handshake has two phases, the caller awaits the second one.
struct Accepted {
  int protocol = 0;
};

class Handshake {
public:
  Task<Task<Accepted>> offer(int version) {
    co_await sendHello(version);
    co_return awaitAnswer();
  }
  Task<int> negotiate() {
    auto answer = co_await offer(3);
    co_await sendHello(0);
    Accepted accepted = co_await std::move(answer);
    co_return accepted.protocol;
  }

private:
  Task<void> sendHello(int version);
  Task<Accepted> awaitAnswer();
};

// Correct: the next page is prepared in a variable and handed out on purpose.
struct Page {
  std::string html;
};
Task<Page> fetchPage(int number);

Task<Task<Page>> prefetch(int number) {
  Task<Page> next = fetchPage(number + 1);
  co_await coro::sleep(std::chrono::milliseconds(10));
  co_return next;
}

// Correct: the coroutine hands out the acknowledgement that is under way.
struct Ack {
  long offset = 0;
};

class Producer {
public:
  Task<SemiFuture<Ack>> append(std::string record) {
    co_await reserveSpace(record.size());
    co_return sendRecord(std::move(record));
  }

private:
  Task<void> reserveSpace(std::size_t bytes);
  SemiFuture<Ack> sendRecord(std::string record);
};

// Correct: timeout is given the task, its result is the task's result.
struct Weather {
  int degrees = 0;
};
Task<Weather> askStation(int station);

Task<int> warmest(std::vector<int> stations) {
  int best = -273;
  for (int station : stations) {
    auto limited = coro::timeout(askStation(station), std::chrono::seconds(2));
    Weather weather = co_await std::move(limited);
    best = weather.degrees > best ? weather.degrees : best;
  }
  co_return best;
}

// Correct: the helper returns exactly what the callable returns.
struct Lease {
  int id = 0;
};
Task<Lease> acquireLease(std::string name);

template <typename F> std::invoke_result_t<F> traced(const char *what, F f) {
  std::string line = what;
  line += " started";
  return f();
}

Task<int> leaseOf(std::string name) {
  Lease lease =
      co_await traced("lease", [&name] { return acquireLease(name); });
  co_return lease.id;
}

// Correct: both layers are got, one after the other.
struct Fix {
  double lat = 0, lon = 0;
};
struct Receiver {
  SemiFuture<Fix> nextFix();
};

double latitude(Receiver &receiver) {
  auto starting =
      std::async(std::launch::async, [&] { return receiver.nextFix(); });
  return starting.get().get().lat;
}
