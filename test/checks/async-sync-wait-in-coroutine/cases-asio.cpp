// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-sync-wait-in-coroutine %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;

// Buggy: the loop is run, one handler at a time, until a flag is set
class Handshake {
public:
  explicit Handshake(asio::io_context &Loop) : Loop(Loop) {}

  asio::awaitable<bool> finish() {
    Timeout.expires_after(std::chrono::seconds(5));
    Timeout.async_wait([this](boost::system::error_code) { Done = true; });
    while (!Done)
      Loop.run_one(); // expect
    co_return Accepted;
  }

private:
  asio::io_context &Loop;
  asio::steady_timer Timeout{Loop};
  bool Done = false;
  bool Accepted = false;
};

// Buggy: shutting down lets the loop run for a while inside its own coroutine
asio::awaitable<void> drainConnections(asio::io_context &Loop,
                                       std::vector<tcp::socket> &Clients) {
  for (tcp::socket &Client : Clients)
    Client.cancel();
  if (!Clients.empty())
    Loop.run_for(std::chrono::milliseconds(500)); // expect
  Clients.clear();
  co_return;
}

// Buggy: the result of std::async is fetched in the same expression
asio::awaitable<void> sendCompressed(tcp::socket &Client, std::string Text) {
  auto Compress = [Text] { return Text.substr(0, Text.size() / 2); };
  const std::string Body =
      std::async(std::launch::async, Compress).get(); // expect
  co_await asio::async_write(Client, asio::buffer(Body), asio::use_awaitable);
}

// Buggy: a child coroutine on the same loop is waited for through use_future
asio::awaitable<int> readSensor(int Channel) { co_return Channel * 10; }

asio::awaitable<int> readSensorNow(asio::io_context &Loop) {
  auto Reading = asio::co_spawn(Loop, readSensor(3), asio::use_future);
  const int Value = Reading.get(); // expect
  co_return Value;
}

// Buggy: a promise that another handler fulfils is waited for
class PairingDialog {
public:
  asio::awaitable<bool> confirm(std::function<void(std::string)> Show) {
    Answered = std::promise<bool>();
    std::future<bool> Answer = Answered.get_future();
    Show("Pair this device?");
    Answer.wait(); // expect
    co_return Answer.get();
  }
  void onButton(bool Yes) { Answered.set_value(Yes); }

private:
  std::promise<bool> Answered;
};

// Buggy: several futures are collected one by one
asio::awaitable<long> totalStock(std::vector<std::shared_future<long>> Stores) {
  long Total = 0;
  for (const std::shared_future<long> &Store : Stores)
    Total += Store.get(); // expect
  co_return Total;
}

// Buggy: a shared future member is waited for with a time-out
class SchemaCache {
public:
  asio::awaitable<bool> loaded() {
    using namespace std::chrono_literals;
    switch (Ready.wait_for(2s)) { // expect
    case std::future_status::ready:
      co_return true;
    default:
      co_return false;
    }
  }

private:
  std::shared_future<void> Ready;
};

// Buggy: an instantiated coroutine template unwraps a future
template <typename T> asio::awaitable<T> unwrap(std::future<T> Pending) {
  if (!Pending.valid())
    co_return T{};
  co_return Pending.get(); // expect
}

asio::awaitable<std::string> hostLabel(std::future<std::string> Pending) {
  std::string Label = co_await unwrap(std::move(Pending));
  co_return "host " + Label;
}

// Buggy: a spawned coroutine lambda waits for a packaged task
void scheduleChecksum(asio::io_context &Loop, std::string Data) {
  asio::co_spawn(
      Loop,
      [Data = std::move(Data)]() -> asio::awaitable<void> {
        std::packaged_task<std::size_t()> Sum([&] { return Data.size(); });
        std::future<std::size_t> Result = Sum.get_future();
        std::thread(std::move(Sum)).detach();
        if (Result.get() == 0) // expect
          throw std::runtime_error("empty");
        co_return;
      },
      asio::detached);
}

// Buggy: the timer is awaited through a future until a deadline
class LeaseKeeper {
public:
  explicit LeaseKeeper(asio::io_context &Loop) : Renewal(Loop) {}

  asio::awaitable<int> keep(std::chrono::steady_clock::time_point End) {
    int Renewed = 0;
    do {
      Renewal.expires_after(std::chrono::seconds(1));
      std::future<void> Tick = Renewal.async_wait(asio::use_future);
      Tick.wait_until(End); // expect
      ++Renewed;
    } while (std::chrono::steady_clock::now() < End);
    co_return Renewed;
  }

private:
  asio::steady_timer Renewal;
};

// Correct: the child coroutine is awaited
asio::awaitable<int> readGauge(int Channel) { co_return Channel * 10; }

asio::awaitable<int> sumGauges(asio::io_context &Loop) {
  int Sum = co_await readGauge(0);
  Sum += co_await asio::co_spawn(Loop, readGauge(1), asio::use_awaitable);
  co_return Sum;
}

// Correct: an ordinary function runs the loop and fetches the result
asio::awaitable<int> negotiate(tcp::socket &Peer) {
  char Version = 0;
  co_await Peer.async_read_some(asio::buffer(&Version, 1), asio::use_awaitable);
  co_return Version;
}

int negotiateBlocking(asio::io_context &Loop, tcp::socket &Peer) {
  std::future<int> Version =
      asio::co_spawn(Loop, negotiate(Peer), asio::use_future);
  Loop.run();
  return Version.get();
}

// Correct: the future is polled between two waits for a timer
asio::awaitable<std::string> collectRendering(std::future<std::string> Page) {
  asio::steady_timer Pause(co_await asio::this_coro::executor);
  while (Page.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    Pause.expires_after(std::chrono::milliseconds(10));
    co_await Pause.async_wait(asio::use_awaitable);
  }
  co_return Page.get();
}

// Correct: a function that is posted to a pool waits for the future
asio::awaitable<void> archiveLater(asio::thread_pool &Pool,
                                   std::shared_future<std::string> Report,
                                   std::function<void(std::string)> Archive) {
  asio::post(Pool, [Report, Archive] { Archive(Report.get()); });
  co_return;
}

// Correct: the coroutine that waits is spawned on a pool
asio::awaitable<double> waitForSolver(std::shared_future<double> Solution) {
  co_return Solution.get();
}

asio::awaitable<bool> isFeasible(asio::thread_pool &Pool,
                                 std::shared_future<double> Solution) {
  const double Cost = co_await asio::co_spawn(
      Pool, waitForSolver(std::move(Solution)), asio::use_awaitable);
  co_return Cost < 1e6;
}

// Correct: a thread that the coroutine starts runs a loop of its own
class SideLoop {
public:
  ~SideLoop() {
    Side.stop();
    if (Runner.joinable())
      Runner.join();
  }
  asio::awaitable<void> start() {
    if (!Runner.joinable())
      Runner = std::thread([this] { Side.run(); });
    co_return;
  }

private:
  asio::io_context Side;
  asio::executor_work_guard<asio::io_context::executor_type> Work{
      asio::make_work_guard(Side)};
  std::thread Runner;
};

// Correct: the coroutine only stops the loop
asio::awaitable<void> stopOnSignal(asio::io_context &Loop) {
  asio::signal_set Signals(co_await asio::this_coro::executor, SIGINT, SIGTERM);
  co_await Signals.async_wait(asio::use_awaitable);
  if (!Loop.stopped())
    Loop.stop();
}

// Correct: the coroutine fulfils the promise, somebody else waits for it
asio::awaitable<void> reportPort(tcp::acceptor &Listener,
                                 std::promise<unsigned> Port) {
  Port.set_value(Listener.local_endpoint().port());
  tcp::socket Peer = co_await Listener.async_accept(asio::use_awaitable);
  Peer.close();
}

unsigned portOf(asio::thread_pool &Servers, tcp::acceptor &Listener) {
  std::promise<unsigned> Port;
  std::future<unsigned> Known = Port.get_future();
  asio::co_spawn(Servers, reportPort(Listener, std::move(Port)),
                 asio::detached);
  return Known.get();
}

// Correct: wait() and get() are the project's own awaitable functions
class JobHandle {
public:
  explicit JobHandle(asio::io_context &Loop)
      : Finished(Loop, std::chrono::steady_clock::time_point::max()) {}

  asio::awaitable<void> wait() {
    co_await Finished.async_wait(asio::use_awaitable);
  }
  asio::awaitable<int> get() {
    co_await wait();
    co_return Code;
  }

private:
  asio::steady_timer Finished;
  int Code = 0;
};

asio::awaitable<bool> succeeded(std::unique_ptr<JobHandle> Job) {
  JobHandle &Handle = *Job.get();
  co_await Handle.wait();
  co_return co_await Handle.get() == 0;
}

// Correct: a future that is not ready is left for the next round
class PriceFeed {
public:
  explicit PriceFeed(asio::io_context &Loop) : Round(Loop) {}

  asio::awaitable<void> refresh() {
    for (;;) {
      Round.expires_after(std::chrono::milliseconds(100));
      co_await Round.async_wait(asio::use_awaitable);
      if (!Next.valid())
        continue;
      const auto Status = Next.wait_for(std::chrono::milliseconds::zero());
      if (Status == std::future_status::ready)
        Last = Next.get();
    }
  }

private:
  asio::steady_timer Round;
  std::future<double> Next;
  std::optional<double> Last;
};
