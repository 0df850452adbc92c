// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-lost-update,async-unsequenced-await %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: refill() between the read and the write is forgotten.
class TokenBucket {
public:
  explicit TokenBucket(asio::any_io_executor ex) : ex_(std::move(ex)) {}
  awaitable<bool> take(std::size_t n) {
    const std::size_t available = tokens_;
    if (available < n)
      co_return false;
    asio::steady_timer pace(ex_, std::chrono::milliseconds(5));
    co_await pace.async_wait(use_awaitable);
    tokens_ = available - n; // expect
    co_return true;
  }
  void refill(std::size_t n) { tokens_ += n; }

private:
  asio::any_io_executor ex_;
  std::size_t tokens_ = 100;
};

// Buggy: the maximum was taken of a peak that resetPeak() may have cleared.
struct LinkStats {
  struct Direction {
    std::size_t peak = 0;
    std::size_t frames = 0;
  };
  Direction rx;
  Direction tx;
};
class LinkMonitor {
public:
  awaitable<void> frameArrived(std::size_t size) {
    auto best = std::max(stats_.rx.peak, size);
    co_await publish("rx.peak", best);
    stats_.rx.peak = best; // expect
    ++stats_.rx.frames;
  }
  void resetPeak() { stats_.rx.peak = 0; }

private:
  awaitable<void> publish(const char *name, std::size_t value);
  LinkStats stats_;
};

// Buggy: every accepted client counts from the number it saw before greeting.
int openConnections = 0;
awaitable<void> greetConnection(tcp::socket peer) {
  const int open = openConnections;
  const std::string hello = "220 ready\r\n";
  co_await asio::async_write(peer, asio::buffer(hello), use_awaitable);
  openConnections = open + 1; // expect
}
awaitable<void> acceptConnections(tcp::acceptor &acceptor) {
  const auto ex = co_await asio::this_coro::executor;
  for (;;) {
    tcp::socket peer = co_await acceptor.async_accept(use_awaitable);
    asio::co_spawn(ex, greetConnection(std::move(peer)), asio::detached);
  }
}

// Buggy: the sum may be read before the suspension, and two pumps share it.
class TrafficMeter {
public:
  awaitable<void> relay(tcp::socket &client, tcp::socket &server) {
    using namespace asio::experimental::awaitable_operators;
    co_await (pump(client) && pump(server));
  }
  std::size_t bytes() const { return bytes_; }

private:
  awaitable<std::size_t> forwardBlock(tcp::socket &from);
  awaitable<void> pump(tcp::socket &from) {
    while (from.is_open())
      bytes_ = bytes_ + co_await forwardBlock(from); // expect
  }
  std::size_t bytes_ = 0;
};

// Buggy: a seek() while the page is read is undone.
class PagedReader {
public:
  awaitable<void> advance() { offset_ = co_await pageAfter(offset_); } // expect
  void seek(std::uint64_t offset) { offset_ = offset; }

private:
  awaitable<std::uint64_t> pageAfter(std::uint64_t offset);
  std::uint64_t offset_ = 0;
};

// Buggy: the spawned lambdas overwrite each other's count.
int warmUpCaches(asio::io_context &io, const std::vector<int> &delays) {
  int warmed = 0;
  for (int delay : delays) {
    asio::co_spawn(
        io,
        [&io, &warmed, delay]() -> awaitable<void> {
          int before = warmed;
          asio::steady_timer timer(io, std::chrono::milliseconds(delay));
          co_await timer.async_wait(use_awaitable);
          warmed = before + 1; // expect
        },
        asio::detached);
  }
  io.run();
  return warmed;
}

// Buggy: a deposit made during the audit disappears from the balance.
class AccountBook {
public:
  awaitable<void> withdraw(std::string owner, long amount) {
    long &balance = balances_.at(owner);
    const long rest = balance - amount;
    if (rest >= 0) {
      co_await audit(owner, rest);
      balance = rest; // expect
    }
  }
  void deposit(const std::string &owner, long amount) {
    balances_[owner] += amount;
  }

private:
  awaitable<void> audit(std::string owner, long rest);
  std::map<std::string, long> balances_;
};

// Buggy: four instances of the template raise the same gauge.
struct PressureGauge {
  double level = 1.0;
  double step = 0.25;
};
template <typename Gauge>
awaitable<void> raiseGauge(Gauge &gauge, asio::any_io_executor ex) {
  auto level = gauge.level;
  level += gauge.step;
  asio::steady_timer settle(ex, std::chrono::seconds(1));
  co_await settle.async_wait(use_awaitable);
  gauge.level = level; // expect
}
void raisePressure(asio::io_context &io, PressureGauge &gauge) {
  for (int valve = 0; valve < 4; ++valve)
    asio::co_spawn(io, raiseGauge(gauge, io.get_executor()), asio::detached);
}

// Buggy: a resync() of the base class during the write is lost.
class SequencedChannel {
public:
  void resync(std::uint32_t sequence) { sequence_ = sequence; }

protected:
  std::uint32_t sequence_ = 0;
};
class TelemetryChannel : public SequencedChannel {
public:
  explicit TelemetryChannel(tcp::socket socket) : socket_(std::move(socket)) {}
  awaitable<void> send(std::string frame) {
    const std::uint32_t mine = sequence_;
    frame += std::to_string(mine);
    co_await asio::async_write(socket_, asio::buffer(frame), use_awaitable);
    const std::uint32_t following = mine + 1;
    this->sequence_ = following; // expect
  }

private:
  tcp::socket socket_;
};

// Buggy: rolling back to the old value also rolls back everybody else.
class SendWindow {
public:
  explicit SendWindow(tcp::socket socket) : socket_(std::move(socket)) {}
  awaitable<void> push(std::string data) {
    const std::size_t before = credits_;
    credits_ -= data.size();
    try {
      co_await asio::async_write(socket_, asio::buffer(data), use_awaitable);
    } catch (const boost::system::system_error &) {
      credits_ = before; // expect
      throw;
    }
  }
  void windowUpdate(std::size_t more) { credits_ += more; }

private:
  tcp::socket socket_;
  std::size_t credits_ = 65535;
};

// Correct: the counter is read and written after the suspension.
class JobBoard {
public:
  awaitable<void> finishJob(int job) {
    const int before = finished_;
    co_await announce(job, before);
    const int now = finished_;
    finished_ = now + 1;
  }
  void forgetFinished() { finished_ = 0; }

private:
  awaitable<void> announce(int job, int finishedBefore);
  int finished_ = 0;
};

// Correct: an asynchronous lock is held over the read and the write.
class AsyncMutex {
public:
  class Guard {
  public:
    explicit Guard(AsyncMutex &mutex) : mutex_(&mutex) {}
    Guard(Guard &&other) noexcept
        : mutex_(std::exchange(other.mutex_, nullptr)) {}
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;
    ~Guard() {
      if (mutex_)
        mutex_->unlock();
    }

  private:
    AsyncMutex *mutex_;
  };
  awaitable<Guard> lock();
  void unlock();
};
class LockedWallet {
public:
  awaitable<void> spend(long amount) {
    auto guard = co_await mutex_.lock();
    const long funds = funds_;
    co_await confirm(amount);
    funds_ = funds - amount;
  }
  awaitable<void> earn(long amount) {
    auto guard = co_await mutex_.lock();
    const long funds = funds_;
    co_await confirm(amount);
    funds_ = funds + amount;
  }

private:
  awaitable<void> confirm(long amount);
  AsyncMutex mutex_;
  long funds_ = 0;
};

// Correct: it writes only if nobody moved the epoch meanwhile.
class LeaderElection {
public:
  awaitable<bool> campaign() {
    const std::uint64_t seen = epoch_;
    co_await collectVotes(seen + 1);
    if (epoch_ != seen)
      co_return false;
    epoch_ = seen + 1;
    co_return true;
  }
  void observe(std::uint64_t epoch) { epoch_ = epoch; }

private:
  awaitable<void> collectVotes(std::uint64_t epoch);
  std::uint64_t epoch_ = 0;
};

// Correct: += reads the sum after the awaited value is there.
class DuplexMeter {
public:
  awaitable<void> relay(tcp::socket &client, tcp::socket &server) {
    using namespace asio::experimental::awaitable_operators;
    co_await (pump(client) && pump(server));
  }

private:
  awaitable<void> pump(tcp::socket &from) {
    std::array<char, 512> block{};
    while (from.is_open())
      bytes_ +=
          co_await from.async_read_some(asio::buffer(block), use_awaitable);
  }
  std::size_t bytes_ = 0;
};

// Correct: the running total belongs to the frame of each instance.
awaitable<std::size_t> drainPeer(tcp::socket peer) {
  std::array<char, 256> block{};
  std::size_t total = 0;
  while (peer.is_open()) {
    const std::size_t before = total;
    const std::size_t n =
        co_await peer.async_read_some(asio::buffer(block), use_awaitable);
    total = before + n;
  }
  co_return total;
}
void drainPeers(asio::io_context &io, std::vector<tcp::socket> peers) {
  for (auto &peer : peers)
    asio::co_spawn(io, drainPeer(std::move(peer)), asio::detached);
}

// Correct: each loop pass starts one coroutine on a session of its own.
class EchoSession {
public:
  explicit EchoSession(tcp::socket socket) : socket_(std::move(socket)) {}
  static awaitable<void> run(std::shared_ptr<EchoSession> self) {
    while (self->socket_.is_open()) {
      const int round = self->rounds_;
      const std::string line = std::to_string(round) + "\n";
      co_await asio::async_write(self->socket_, asio::buffer(line),
                                 use_awaitable);
      self->rounds_ = round + 1;
    }
  }

private:
  tcp::socket socket_;
  int rounds_ = 0;
};
awaitable<void> acceptEchoSessions(tcp::acceptor &acceptor) {
  const auto ex = co_await asio::this_coro::executor;
  for (;;) {
    auto session = std::make_shared<EchoSession>(
        co_await acceptor.async_accept(use_awaitable));
    asio::co_spawn(ex, EchoSession::run(session), asio::detached);
  }
}

// Correct: only this loop, started once by the constructor, writes the count.
class Heartbeat {
public:
  explicit Heartbeat(asio::io_context &io) : timer_(io) {
    asio::co_spawn(io, beat(), asio::detached);
  }
  unsigned beats() const { return beats_; }

private:
  awaitable<void> beat() {
    for (;;) {
      const unsigned count = beats_;
      timer_.expires_after(std::chrono::seconds(1));
      co_await timer_.async_wait(use_awaitable);
      beats_ = count + 1;
    }
  }
  asio::steady_timer timer_;
  unsigned beats_ = 0;
};

// Correct: compare_exchange notices every write in between.
class SeatCounter {
public:
  awaitable<void> occupy() {
    int seen = taken_.load();
    co_await printTicket();
    while (!taken_.compare_exchange_weak(seen, seen + 1)) {
    }
    co_await printReceipt();
    bookings_.fetch_add(1);
  }
  void leave() { taken_.fetch_sub(1); }
  void newDay() { bookings_.store(0); }

private:
  awaitable<void> printTicket();
  awaitable<void> printReceipt();
  std::atomic<int> taken_{0};
  std::atomic<int> bookings_{0};
};

// Correct: the latest measurement wins, it is not made of the old one.
class RoomSensor {
public:
  awaitable<void> refresh() {
    const double before = temperature_;
    const double fresh = co_await measure();
    temperature_ = fresh;
    if (fresh > before + 10.0)
      alarms_.push_back(fresh);
  }
  void reported(double temperature) { temperature_ = temperature; }

private:
  awaitable<double> measure();
  double temperature_ = 20.0;
  std::vector<double> alarms_;
};

// Correct: each worker has its own element.
class ProgressTable {
public:
  void start(asio::io_context &io) {
    for (std::size_t i = 0; i < done_.size(); ++i)
      asio::co_spawn(io, work(i), asio::detached);
  }

private:
  awaitable<int> step(std::size_t worker);
  awaitable<void> work(std::size_t worker) {
    for (int round = 0; round < 10; ++round) {
      const int before = done_[worker];
      const int more = co_await step(worker);
      done_[worker] = before + more;
    }
  }
  std::array<int, 8> done_{};
};
