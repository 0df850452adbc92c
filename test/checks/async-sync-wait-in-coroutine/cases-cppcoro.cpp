// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-sync-wait-in-coroutine %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/async_generator.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/schedule_on.hpp>
#include <cppcoro/shared_task.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>

#include <chrono>
#include <coroutine>
#include <functional>
#include <future>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

// Buggy: two tasks are waited for together
cppcoro::task<int> readWidth();
cppcoro::task<int> readHeight();

cppcoro::task<int> computeArea() {
  auto Both = cppcoro::sync_wait( // expect
      cppcoro::when_all(readWidth(), readHeight()));
  co_return std::get<0>(Both) * std::get<1>(Both);
}

// Buggy: a shared task member is waited for on the first use
class GeoDatabase {
public:
  explicit GeoDatabase(cppcoro::shared_task<int> Index)
      : Index(std::move(Index)) {}

  cppcoro::task<int> entries() {
    if (!Known)
      Known = cppcoro::sync_wait(Index); // expect
    co_return *Known;
  }

private:
  cppcoro::shared_task<int> Index;
  std::optional<int> Known;
};

// Buggy: each item of a list is stored with a blocking wait
struct Mailer {
  cppcoro::task<bool> deliver(std::string Address);

  cppcoro::task<int> deliverAll(std::vector<std::string> Addresses) {
    int Delivered = 0;
    for (const std::string &Address : Addresses) {
      if (cppcoro::sync_wait(deliver(Address))) // expect
        ++Delivered;
    }
    co_return Delivered;
  }
};

// Buggy: one branch of a conditional expression waits
cppcoro::task<double> euroRate();

cppcoro::task<double> convertPrice(double Price, bool ToEuro) {
  const double Rate = ToEuro ? cppcoro::sync_wait(euroRate()) : 1.0; // expect
  Price *= Rate;
  co_return Price;
}

// Buggy: the coroutine waits for a thread through a future
class ThumbnailService {
public:
  cppcoro::task<std::string> thumbnail(std::string Image) {
    if (auto Hit = Cache.find(Image); Hit != Cache.end())
      co_return Hit->second;
    std::future<std::string> Scaled =
        std::async(std::launch::async, [Image] { return Image + ".small"; });
    std::string Result = Scaled.get(); // expect
    Cache[Image] = Result;
    co_return Result;
  }

private:
  std::map<std::string, std::string> Cache;
};

// Buggy: an asynchronous generator yields what it waited for
cppcoro::task<std::string> fetchPage(int Number);

cppcoro::async_generator<std::string> pages(int Last) {
  for (int Number = 1; Number <= Last; ++Number)
    co_yield cppcoro::sync_wait(fetchPage(Number)); // expect
}

// Buggy: an asynchronous mutex is locked with a blocking wait
class SequenceCounter {
public:
  cppcoro::task<long> next(cppcoro::io_service &Loop) {
    co_await Loop.schedule();
    auto Lock = cppcoro::sync_wait(Mutex.scoped_lock_async()); // expect
    co_return ++Value;
  }

private:
  cppcoro::async_mutex Mutex;
  long Value = 0;
};

// Buggy: a coroutine lambda waits for the coroutine's step
cppcoro::task<void> flushStep(int Step);

cppcoro::task<void> flushEverything(int Steps) {
  auto FlushFrom = [Steps](int First) -> cppcoro::task<int> {
    for (int Step = First; Step < Steps; ++Step)
      cppcoro::sync_wait(flushStep(Step)); // expect
    co_return Steps - First;
  };
  int Flushed = 0;
  while (Flushed < Steps)
    Flushed += co_await FlushFrom(Flushed);
}

// Buggy: a coroutine template waits for whatever its function returns
template <typename Load>
cppcoro::task<int> cachedOr(std::optional<int> Cached, Load OnMiss) {
  if (Cached)
    co_return *Cached;
  const int Fresh = cppcoro::sync_wait(OnMiss()); // expect
  co_return Fresh;
}

cppcoro::task<int> loadUserCount();

cppcoro::task<bool> hasUsers(std::optional<int> Cached) {
  co_return co_await cachedOr(Cached, [] { return loadUserCount(); }) > 0;
}

// Buggy: the coroutine has moved back to its loop when it waits
cppcoro::task<void> publishScene(cppcoro::static_thread_pool &Pool,
                                 cppcoro::io_service &Loop,
                                 std::shared_future<std::string> Scene,
                                 std::function<void(std::string)> Publish) {
  co_await Pool.schedule();
  std::string Name = "scene";
  for (int Level = 0; Level < 3; ++Level)
    Name += std::to_string(Level);
  co_await Loop.schedule();
  Scene.wait(); // expect
  Publish(Name);
}

// Correct: both tasks are awaited together
cppcoro::task<int> readRows();
cppcoro::task<int> readColumns();

cppcoro::task<int> countCells() {
  auto [Rows, Columns] = co_await cppcoro::when_all(readRows(), readColumns());
  const int Cells = Rows * Columns;
  co_return Cells;
}

// Correct: an ordinary function waits for the server and drives the loop
cppcoro::task<void> serveRequests(cppcoro::io_service &Loop) {
  cppcoro::io_work_scope Scope(Loop);
  co_await Loop.schedule_after(std::chrono::seconds(60));
}
cppcoro::task<void> driveEvents(cppcoro::io_service &Loop) {
  Loop.process_events();
  co_return;
}

int runServer() {
  cppcoro::io_service Loop;
  cppcoro::sync_wait(cppcoro::when_all(serveRequests(Loop), driveEvents(Loop)));
  return 0;
}

// Correct: the wait happens on a pool that may be kept
cppcoro::task<std::size_t> decodeOnPool(cppcoro::static_thread_pool &Pool,
                                        cppcoro::io_service &Loop,
                                        std::future<std::string> Decoded) {
  co_await Pool.schedule();
  const std::string Frame = Decoded.get();
  co_await Loop.schedule();
  co_return Frame.size();
}

// Correct: the coroutine that waits is scheduled on a pool
cppcoro::task<int> joinSimulation(std::shared_future<int> Simulation) {
  Simulation.wait();
  co_return Simulation.get();
}

class SimulationView {
public:
  cppcoro::task<void> update(cppcoro::static_thread_pool &Pool) {
    Steps = co_await cppcoro::schedule_on(Pool, joinSimulation(Running));
  }

private:
  std::shared_future<int> Running;
  int Steps = 0;
};

// Correct: the future is polled without waiting
cppcoro::task<int> pollTranscoder(cppcoro::io_service &Loop,
                                  std::future<int> ExitCode) {
  using namespace std::chrono_literals;
  while (ExitCode.wait_for(0s) == std::future_status::timeout)
    co_await Loop.schedule_after(20ms);
  co_return ExitCode.get();
}

// Correct: a thread of its own waits for the task
cppcoro::task<void> synchroniseReplica(std::string Name);

class ReplicaThread {
public:
  ~ReplicaThread() {
    if (Worker.joinable())
      Worker.join();
  }
  cppcoro::task<void> start(std::string Name) {
    if (!Worker.joinable())
      Worker =
          std::thread([Name] { cppcoro::sync_wait(synchroniseReplica(Name)); });
    co_return;
  }

private:
  std::thread Worker;
};

// Correct: a test is no coroutine
struct Ledger {
  cppcoro::task<long> deposit(long Amount) { co_return Balance += Amount; }
  long Balance = 0;
};

struct LedgerTest {
  Ledger Book;
  bool depositsAdd() {
    const long First = cppcoro::sync_wait(Book.deposit(20));
    const long Second = cppcoro::sync_wait(Book.deposit(22));
    return First == 20 && Second == 42;
  }
};

// Correct: the awaiter resumes when the promise has been fulfilled
class Quote {
public:
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> Handle) { Waiting = Handle; }
  double await_resume() const noexcept { return Price; }
  void arrived(double NewPrice) {
    Price = NewPrice;
    if (Waiting)
      std::exchange(Waiting, nullptr).resume();
  }

private:
  std::coroutine_handle<> Waiting;
  double Price = 0;
};

cppcoro::task<bool> cheaperThan(Quote &Offer, double Limit) {
  const double Price = co_await Offer;
  co_return Price < Limit;
}

// Correct: another library's sync_wait returns a task
namespace gpu {
struct stream {
  int Pending = 0;
};
cppcoro::task<void> sync_wait(stream &Work);
} // namespace gpu

cppcoro::task<int> renderFrame(gpu::stream &Work) {
  const int Drawn = Work.Pending;
  co_await gpu::sync_wait(Work);
  co_return Drawn;
}

// Correct: the future is handed on, not waited for
class ExportQueue {
public:
  cppcoro::task<std::size_t> submit(std::string Name) {
    std::promise<std::string> Finished;
    Results.push_back(Finished.get_future());
    Name += ".csv";
    Finished.set_value(Name);
    co_return Results.size();
  }

  std::vector<std::string> drain() {
    std::vector<std::string> Names;
    for (std::future<std::string> &Result : Results)
      Names.push_back(Result.get());
    return Names;
  }

private:
  std::vector<std::future<std::string>> Results;
};
