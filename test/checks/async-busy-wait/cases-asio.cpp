// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-busy-wait %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/channel.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

awaitable<void> pause(std::chrono::milliseconds duration);

// Buggy: whoever completes the handshake could cancel the timer.
class TlsUpgrade {
public:
  explicit TlsUpgrade(asio::any_io_executor executor) : timer_(executor) {}

  awaitable<void> established() {
    while (!established_) { // expect
      timer_.expires_after(10ms);
      co_await timer_.async_wait(use_awaitable);
    }
  }

  void onHandshake() { established_ = true; }

private:
  asio::steady_timer timer_;
  bool established_ = false;
};

// Buggy: the shutdown naps until the last request has gone.
class RequestServer {
public:
  awaitable<void> drain() {
    accepting_ = false;
    while (inFlight_ > 0) // expect
      co_await pause(50ms);
    socketCount_ = 0;
  }

  void finished() { --inFlight_; }

private:
  bool accepting_ = true;
  int inFlight_ = 0;
  int socketCount_ = 0;
};

// Buggy: a new timer for each look at the leader that somebody else elects.
class ClusterView {
public:
  awaitable<std::string> leader() {
    auto executor = co_await asio::this_coro::executor;
    while (leader_ == nullptr) { // missed: not seen
      asio::steady_timer timer(executor, 200ms);
      co_await timer.async_wait(use_awaitable);
    }
    co_return *leader_;
  }

private:
  std::unique_ptr<std::string> leader_;
};

// Buggy: a global that the signal handler sets is looked at each second.
std::atomic<bool> g_quitRequested = false;

awaitable<void> untilQuit(asio::io_context &context) {
  asio::system_timer timer(context);
  while (!g_quitRequested) { // expect
    timer.expires_after(std::chrono::seconds(1));
    co_await timer.async_wait(use_awaitable);
  }
  context.stop();
}

// Buggy: the transfer is told of by a reference, and polled.
struct Transfer {
  std::uint64_t sent = 0;
  std::uint64_t total = 0;
  bool failed = false;
};

awaitable<bool> transferDone(const Transfer &transfer) {
  while (transfer.sent < transfer.total && !transfer.failed) // expect
    co_await pause(std::chrono::milliseconds(5));
  co_return !transfer.failed;
}

// Buggy: the state behind the pointer is that of another coroutine.
enum class JobState { Queued, Running, Done };
struct Job {
  JobState state = JobState::Queued;
};

awaitable<void> joinJob(std::shared_ptr<Job> job, asio::steady_timer &timer) {
  while (job->state != JobState::Done) { // expect
    timer.expires_at(std::chrono::steady_clock::now() + 25ms);
    co_await timer.async_wait(use_awaitable);
  }
}

// Buggy: it sleeps first and then looks whether the modem has registered.
class Modem {
public:
  awaitable<void> registered() {
    do { // expect
      co_await pause(pollInterval_);
    } while (cell_ == 0);
  }

  void onCell(int cell) { cell_ = cell; }

private:
  std::chrono::milliseconds pollInterval_ = 100ms;
  int cell_ = 0;
};

// Buggy: the spawned lambda waits for the settings that another one loads.
struct Settings {
  bool loaded = false;
  std::string theme;
};
void applyTheme(const std::string &theme);

void themeWhenLoaded(asio::io_context &context, Settings &settings) {
  asio::co_spawn(
      context,
      [&settings]() -> awaitable<void> {
        while (!settings.loaded) // expect
          co_await pause(20ms);
        applyTheme(settings.theme);
      },
      asio::detached);
}

// Buggy: for any resource, its count is polled until something is left of it.
template <typename Pool> class Lease {
public:
  explicit Lease(Pool &pool) : pool_(pool) {}

  awaitable<void> obtain() {
    while (pool_.available == 0) { // expect
      co_await pause(10ms);
    }
    --pool_.available;
  }

private:
  Pool &pool_;
};

struct BufferPool {
  int available = 0;
};
awaitable<void> useBuffer(BufferPool &pool) {
  Lease<BufferPool> lease(pool);
  co_await lease.obtain();
}

// Buggy: the atomic flag of the render thread, with errors of the timer kept.
class FrameGrabber {
public:
  explicit FrameGrabber(asio::any_io_executor executor) : timer_(executor) {}

  awaitable<int> grab() {
    error_code ignored;
    while (!frameReady_.load(std::memory_order_acquire)) { // expect
      timer_.expires_after(std::chrono::microseconds(500));
      co_await timer_.async_wait(asio::redirect_error(use_awaitable, ignored));
    }
    frameReady_ = false;
    co_return ++frames_;
  }

private:
  asio::steady_timer timer_;
  std::atomic<bool> frameReady_ = false;
  int frames_ = 0;
};

// Correct: the timer never expires, it is cancelled when the flag is set.
class Handshake {
public:
  explicit Handshake(asio::any_io_executor executor)
      : changed_(executor, asio::steady_timer::time_point::max()) {}

  awaitable<void> established() {
    error_code ignored;
    while (!established_)
      co_await changed_.async_wait(
          asio::redirect_error(use_awaitable, ignored));
  }

  void onHandshake() {
    established_ = true;
    changed_.cancel();
  }

private:
  asio::steady_timer changed_;
  bool established_ = false;
};

// Correct: the last request sends a message through the channel.
class DrainingServer {
public:
  explicit DrainingServer(asio::any_io_executor executor) : idle_(executor) {}

  awaitable<void> drain() {
    while (inFlight_ > 0)
      co_await idle_.async_receive(use_awaitable);
  }

private:
  asio::experimental::channel<void(error_code)> idle_;
  int inFlight_ = 0;
};

// Correct: as long as it runs a heart-beat is sent each five seconds.
class Heartbeat {
public:
  awaitable<void> run() {
    while (!stopped_) {
      co_await sendBeat(++sequence_);
      co_await pause(5s);
    }
  }

private:
  awaitable<void> sendBeat(std::uint32_t sequence);
  bool stopped_ = false;
  std::uint32_t sequence_ = 0;
};

// Correct: after fifty looks it gives up.
class Bootloader {
public:
  awaitable<bool> waitForBanner() {
    for (int look = 0; look < 50 && !bannerSeen_; ++look)
      co_await pause(100ms);
    co_return bannerSeen_;
  }

private:
  bool bannerSeen_ = false;
};

// Correct: the other host has to be asked, it does not call back.
awaitable<bool> isHealthy(const std::string &host);

awaitable<void> waitUntilHealthy(std::string host, asio::steady_timer &timer) {
  while (!co_await isHealthy(host)) {
    timer.expires_after(2s);
    co_await timer.async_wait(use_awaitable);
  }
}

// Correct: the status register raises no interrupt, so it has to be polled.
std::uint32_t readRegister(std::uint32_t address);

awaitable<void> eraseFlash() {
  constexpr std::uint32_t status = 0x4002000C, busy = 1;
  while (readRegister(status) & busy)
    co_await pause(1ms);
}

// Correct: the count-down is a local, nobody else can change it.
void showCountdown(const char *text);

awaitable<void> countDown(int from) {
  showCountdown("ready");
  int left = from;
  while (left-- > 0)
    co_await pause(1s);
  showCountdown("go");
}

// Correct: each round moves the progress bar, that is what it wakes up for.
struct ProgressBar {
  void set(double fraction);
};
struct Download {
  std::uint64_t received = 0;
  std::uint64_t size = 1;
};

awaitable<void> showProgress(const Download &download, ProgressBar &bar) {
  while (download.received < download.size) {
    bar.set(double(download.received) / double(download.size));
    co_await pause(40ms);
  }
}

// Correct: it is the clients that are awaited, for as long as it takes.
class EchoServer {
public:
  awaitable<void> serve() {
    while (!stopping_)
      co_await serveNext();
  }

private:
  awaitable<void> serveNext();
  bool stopping_ = false;
};

// Correct: one pause before the retry when the link is down, no loop.
class Uplink {
public:
  awaitable<bool> send(std::string report) {
    if (!up_)
      co_await pause(500ms);
    co_return up_ &&co_await transmit(std::move(report));
  }

private:
  awaitable<bool> transmit(std::string report);
  bool up_ = false;
};
