// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-lock-across-suspend %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: every write of the broadcast suspends with the member list locked.
class ChatRoom {
public:
  awaitable<void> broadcast(std::string text) {
    std::lock_guard<std::mutex> lock(members_mutex_); // expect
    for (auto &member : members_)
      co_await asio::async_write(*member, asio::buffer(text), use_awaitable);
  }

private:
  std::mutex members_mutex_;
  std::vector<std::shared_ptr<tcp::socket>> members_;
};

// Buggy: the lock is taken again before the loop is left, and kept for the
// pause that follows a batch.
class OutboundQueue {
public:
  awaitable<void> drain(tcp::socket &peer, asio::steady_timer &pause) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!frames_.empty()) {
      std::string frame = std::move(frames_.front());
      frames_.pop_front();
      lock.unlock();
      co_await asio::async_write(peer, asio::buffer(frame), use_awaitable);
      lock.lock(); // expect
      if (++sent_ % 64 == 0)
        co_await pause.async_wait(use_awaitable);
    }
  }

private:
  std::mutex mutex_;
  std::deque<std::string> frames_;
  unsigned sent_ = 0;
};

// Buggy: a reader's lock is held while the banner is sent.
struct ServerSettings {
  mutable std::shared_mutex mutex;
  std::string banner;
};

template <typename Stream>
awaitable<std::size_t> sendBanner(Stream &stream, const ServerSettings &s) {
  std::shared_lock reading(s.mutex); // expect
  co_return co_await asio::async_write(stream, asio::buffer(s.banner),
                                       use_awaitable);
}

awaitable<void> greet(tcp::socket &socket, const ServerSettings &settings) {
  co_await sendBanner(socket, settings);
}

// Buggy: the spawned coroutine owns the guard until it ends, and waits.
class LeaseTable {
public:
  void expireLater(asio::io_context &io, asio::steady_timer &timer) {
    asio::co_spawn(
        io,
        [this, &timer,
         held = std::unique_lock(mutex_)]() -> awaitable<void> { // expect
          co_await timer.async_wait(use_awaitable);
          leases_.clear();
        },
        asio::detached);
  }

private:
  std::mutex mutex_;
  std::map<int, std::string> leases_;
};

// Buggy: a mutex that was taken by hand with a time-out is held for the reply.
class SerialBus {
public:
  explicit SerialBus(tcp::socket line) : line_(std::move(line)) {}

  awaitable<bool> transact(std::string request) {
    if (!bus_mutex_.try_lock_for(std::chrono::milliseconds(50))) // expect
      co_return false;
    co_await asio::async_write(line_, asio::buffer(request), use_awaitable);
    char reply[16];
    co_await asio::async_read(line_, asio::buffer(reply), use_awaitable);
    bus_mutex_.unlock();
    co_return reply[0] == 'K';
  }

private:
  std::timed_mutex bus_mutex_;
  tcp::socket line_;
};

// Buggy: the project's own guard of a spin lock lives over the connect; every
// other thread spins meanwhile.
class SpinLock {
public:
  void lock() noexcept {
    while (busy_.test_and_set(std::memory_order_acquire)) {
    }
  }
  void unlock() noexcept { busy_.clear(std::memory_order_release); }

private:
  std::atomic_flag busy_;
};

class SpinGuard {
public:
  explicit SpinGuard(SpinLock &lock) : lock_(lock) { lock_.lock(); }
  SpinGuard(const SpinGuard &) = delete;
  SpinGuard &operator=(const SpinGuard &) = delete;
  ~SpinGuard() { lock_.unlock(); }

private:
  SpinLock &lock_;
};

struct Upstream {
  SpinLock lock;
  tcp::endpoint where;
  bool connected = false;

  awaitable<void> ensure(tcp::socket &socket) {
    SpinGuard guard(lock); // expect
    if (!connected) {
      co_await socket.async_connect(where, use_awaitable);
      connected = true;
    }
  }
};

// Buggy: the temporary that locks the mailbox lives until the send is done.
template <typename T> class Synchronized {
public:
  class Locked {
  public:
    explicit Locked(Synchronized &owner)
        : lock_(owner.mutex_), value_(&owner.value_) {}
    T *operator->() const { return value_; }

  private:
    std::unique_lock<std::mutex> lock_;
    T *value_;
  };
  Locked locked() { return Locked(*this); }

private:
  std::mutex mutex_;
  T value_;
};

struct Mailbox {
  awaitable<void> send(std::string text);
};

awaitable<void> notifyOwner(Synchronized<Mailbox> &mailbox) {
  co_await mailbox.locked()->send("quota exceeded"); // expect
}

// Buggy: only the path of a miss unlocks; a stale hit waits with the lock.
class DnsCache {
public:
  awaitable<std::string> lookup(std::string host) {
    std::unique_lock<std::mutex> lock(mutex_); // expect
    auto found = entries_.find(host);
    if (found == entries_.end())
      lock.unlock();
    else if (!found->second.empty())
      co_return found->second;
    co_return co_await query(host);
  }

private:
  awaitable<std::string> query(const std::string &host);
  std::mutex mutex_;
  std::map<std::string, std::string> entries_;
};

// Buggy: the lock that was tried for is held while a read races a timer.
class Heartbeat {
public:
  awaitable<void> probe(tcp::socket &socket, asio::steady_timer &limit) {
    using namespace asio::experimental::awaitable_operators;
    std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock); // expect
    if (!lock.owns_lock())
      co_return;
    char byte[1];
    limit.expires_after(std::chrono::seconds(2));
    co_await (asio::async_read(socket, asio::buffer(byte), use_awaitable) ||
              limit.async_wait(use_awaitable));
    ++probes_;
  }

private:
  std::mutex mutex_;
  int probes_ = 0;
};

// Buggy: a method of the base class locks, and the device is awaited before
// the one that unlocks.
class SharedDevice {
protected:
  void beginExclusive() {
    access_.lock();
    ++users_;
  }
  void endExclusive() {
    --users_;
    access_.unlock();
  }

private:
  std::mutex access_;
  int users_ = 0;
};

class Printer : SharedDevice {
public:
  explicit Printer(tcp::socket port) : port_(std::move(port)) {}

  awaitable<void> printPage(std::string page) {
    beginExclusive(); // expect
    co_await asio::async_write(port_, asio::buffer(page), use_awaitable);
    endExclusive();
  }

private:
  tcp::socket port_;
};

// Correct: the list is copied under the lock, whose scope ends before the
// writes.
class NewsFeed {
public:
  awaitable<void> publish(std::string text) {
    std::vector<std::shared_ptr<tcp::socket>> readers;
    {
      std::lock_guard lock(mutex_);
      readers = readers_;
      last_ = text;
    }
    for (auto &reader : readers)
      co_await asio::async_write(*reader, asio::buffer(text), use_awaitable);
  }

private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<tcp::socket>> readers_;
  std::string last_;
};

// Correct: unlocked around each write, and locked only to look at the queue.
class AuditLog {
public:
  awaitable<void> run(tcp::socket &sink) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!records_.empty()) {
      std::string record = std::move(records_.front());
      records_.pop_front();
      lock.unlock();
      co_await asio::async_write(sink, asio::buffer(record), use_awaitable);
      lock.lock();
      ++written_;
    }
    running_ = false;
  }

private:
  std::mutex mutex_;
  std::deque<std::string> records_;
  unsigned written_ = 0;
  bool running_ = true;
};

// Correct: asking for the coroutine's executor never suspends.
class TimerPool {
public:
  awaitable<asio::steady_timer *> make() {
    std::lock_guard lock(mutex_);
    auto executor = co_await asio::this_coro::executor;
    timers_.push_back(std::make_unique<asio::steady_timer>(executor));
    co_return timers_.back().get();
  }

private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<asio::steady_timer>> timers_;
};

// Correct: it waits only when the lock was not obtained.
class SharedCounter {
public:
  awaitable<int> increment(asio::steady_timer &timer) {
    for (;;) {
      std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
      if (lock.owns_lock())
        co_return ++value_;
      timer.expires_after(std::chrono::milliseconds(1));
      co_await timer.async_wait(use_awaitable);
    }
  }

private:
  std::mutex mutex_;
  int value_ = 0;
};

// Correct: the lock belongs to a lambda that returned before the write.
class MetricBuffer {
public:
  awaitable<void> flush(tcp::socket &collector) {
    std::string batch = [this] {
      std::scoped_lock lock(mutex_);
      return std::exchange(pending_, std::string());
    }();
    if (!batch.empty())
      co_await asio::async_write(collector, asio::buffer(batch), use_awaitable);
  }

private:
  std::mutex mutex_;
  std::string pending_;
};

// Correct: what waits is the spawned coroutine, which holds nothing; this one
// ends with the lock.
class SessionTable {
public:
  awaitable<void> add(int id, std::shared_ptr<tcp::socket> socket) {
    auto executor = co_await asio::this_coro::executor;
    std::lock_guard lock(mutex_);
    sessions_[id] = socket;
    asio::co_spawn(
        executor,
        [](std::shared_ptr<tcp::socket> peer) -> awaitable<void> {
          char hello[4];
          co_await asio::async_read(*peer, asio::buffer(hello), use_awaitable);
        }(socket),
        asio::detached);
  }

private:
  std::mutex mutex_;
  std::map<int, std::shared_ptr<tcp::socket>> sessions_;
};

// Correct: a channel of one token is a lock that is awaited, and blocks nobody.
class ModemPort {
  using TokenChannel =
      asio::experimental::channel<void(boost::system::error_code)>;

  class Turn {
  public:
    explicit Turn(TokenChannel &tokens) : tokens_(tokens) {}
    Turn(const Turn &) = delete;
    ~Turn() { tokens_.try_send(boost::system::error_code()); }

  private:
    TokenChannel &tokens_;
  };

public:
  explicit ModemPort(tcp::socket line)
      : tokens_(line.get_executor(), 1), line_(std::move(line)) {
    tokens_.try_send(boost::system::error_code());
  }

  awaitable<void> command(std::string text) {
    co_await tokens_.async_receive(use_awaitable);
    Turn turn(tokens_);
    co_await asio::async_write(line_, asio::buffer(text), use_awaitable);
  }

private:
  TokenChannel tokens_;
  tcp::socket line_;
};

// Correct: the object unlocks the guard for as long as it lives, which is the
// whole wait.
class Unlocked {
public:
  explicit Unlocked(std::unique_lock<std::mutex> &lock) : lock_(lock) {
    lock_.unlock();
  }
  Unlocked(const Unlocked &) = delete;
  ~Unlocked() { lock_.lock(); }

private:
  std::unique_lock<std::mutex> &lock_;
};

struct Poller {
  std::mutex mutex;
  int ticks = 0;

  awaitable<void> poll(asio::steady_timer &timer) {
    std::unique_lock<std::mutex> lock(mutex); // false: unlocked by a local object
    while (ticks < 10) {
      ++ticks;
      Unlocked unlocked(lock);
      co_await timer.async_wait(use_awaitable);
    }
  }
};

// Correct: the optional gives the lock back before the transfer.
class Snapshotter {
public:
  awaitable<void> upload(tcp::socket &target, bool exclusive) {
    std::optional<std::unique_lock<std::mutex>> guard;
    if (exclusive)
      guard.emplace(mutex_);
    std::string image = state_;
    guard.reset();
    co_await asio::async_write(target, asio::buffer(image), use_awaitable);
  }

private:
  std::mutex mutex_;
  std::string state_;
};

// Correct: where it locks it also unlocks, on the same condition, before the
// wait.
class TrafficMeter {
public:
  explicit TrafficMeter(bool threaded) : threaded_(threaded) {}

  awaitable<void> account(std::size_t bytes, asio::steady_timer &tick) {
    if (threaded_)
      mutex_.lock();
    total_ += bytes;
    if (threaded_)
      mutex_.unlock();
    co_await tick.async_wait(use_awaitable);
  }

private:
  const bool threaded_;
  std::mutex mutex_;
  std::size_t total_ = 0;
};
