// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-await-suspend-race %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <handwritten/task.hpp>

#include <atomic>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using boost::system::error_code;

// Buggy: a thread of the pool may have ended the coroutine already.
class HopToPool {
public:
  explicit HopToPool(asio::thread_pool &pool) : pool_(pool) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> caller) {
    asio::post(pool_, [caller] { caller.resume(); });
    hoppedAt_ = std::chrono::steady_clock::now(); // expect
  }
  std::chrono::steady_clock::duration await_resume() const {
    return std::chrono::steady_clock::now() - hoppedAt_;
  }

private:
  asio::thread_pool &pool_;
  std::chrono::steady_clock::time_point hoppedAt_;
};

// Buggy: the wait is over before the awaiter notes that it began.
struct DeadlineAwaiter {
  asio::steady_timer &timer;
  error_code result;
  bool armed = false;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    timer.expires_after(asio::chrono::milliseconds(250));
    timer.async_wait([this, h](const error_code &ec) {
      result = ec;
      h.resume();
    });
    armed = true; // expect
  }
  error_code await_resume() const { return result; }
};

// Buggy: the thread resumes the coroutine while its id is being logged.
void logStart(std::uint64_t jobId);
std::uint64_t hashFile(int descriptor);

struct HashInThread {
  int descriptor;
  std::uint64_t jobId;
  std::uint64_t hash = 0;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) {
    std::thread([this, waiter] {
      hash = hashFile(descriptor);
      waiter.resume();
    }).detach();
    logStart(jobId); // expect
  }
  std::uint64_t await_resume() const { return hash; }
};

// Buggy: once the handle is in the slot, the setter resumes it at any time.
struct Latch {
  std::atomic<void *> waiter{nullptr};
  std::atomic<int> parked{0};

  void open() {
    if (void *address = waiter.exchange(nullptr))
      std::coroutine_handle<>::from_address(address).resume();
  }
};

struct LatchAwaiter {
  Latch &latch;
  unsigned spins = 0;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) noexcept {
    latch.waiter.store(h.address(), std::memory_order_release);
    latch.parked.fetch_add(1); // expect
  }
  void await_resume() const noexcept {}
};

// Buggy: after the exchange that succeeded the awaiter is counted.
struct Signal {
  std::atomic<void *> slot{nullptr};
  void fire();
};

class SignalAwaiter {
public:
  explicit SignalAwaiter(Signal &signal) : signal_(&signal) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) noexcept {
    void *expected = nullptr;
    if (signal_->slot.compare_exchange_strong(expected, h.address())) {
      suspended_ = true; // expect
      return true;
    }
    return false;
  }
  bool await_resume() const noexcept { return suspended_; }

private:
  Signal *signal_;
  bool suspended_ = false;
};

// Buggy: the lock is given back, then the queue is reached by the awaiter.
struct RequestQueue {
  std::mutex mutex;
  std::deque<std::coroutine_handle<>> consumers;
  asio::steady_timer *idleTimer = nullptr;
};

struct NextRequest {
  RequestQueue &queue;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> consumer) {
    std::unique_lock lock(queue.mutex);
    queue.consumers.push_back(consumer);
    lock.unlock();
    if (queue.idleTimer) // expect
      queue.idleTimer->expires_after(asio::chrono::seconds(60));
  }
  void await_resume() const noexcept {}
};

// Buggy: the helper stores the handle under its lock, a writer may be quick.
class Channel {
public:
  void park(std::coroutine_handle<> reader) {
    std::lock_guard guard(mutex_);
    readers_.push_back(reader);
  }
  void write(int value);

private:
  std::mutex mutex_;
  std::vector<std::coroutine_handle<>> readers_;
};

class ChannelRead {
public:
  ChannelRead(Channel &channel, int &waits) : channel_(channel), w_(waits) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> reader) {
    channel_.park(reader);
    noteWait(); // expect
  }
  void await_resume() const noexcept {}

private:
  void noteWait() { ++w_; }
  Channel &channel_;
  int &w_;
};

// Buggy: the strand got the coroutine, and false resumes it once more.
class Dispatcher {
public:
  void enqueue(std::coroutine_handle<> h);
  bool runsInThisThread() const;
};

struct SwitchToDispatcher {
  Dispatcher &dispatcher;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    Dispatcher &target = dispatcher;
    target.enqueue(h);
    if (target.runsInThisThread())
      return false; // expect
    return true;
  }
  void await_resume() const noexcept {}
};

// Buggy: the promise is told about the suspension of a running coroutine.
struct TraceContext {
  void suspended(const char *where);
};

template <typename Executor> struct YieldTo {
  Executor executor;

  bool await_ready() const noexcept { return false; }
  template <typename Promise>
  void await_suspend(std::coroutine_handle<Promise> h) {
    asio::defer(executor, [h]() mutable { h.resume(); });
    h.promise().trace.suspended("yield"); // expect
  }
  void await_resume() const noexcept {}
};

struct TracedJob {
  struct promise_type {
    TraceContext trace;
    TracedJob get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

TracedJob renderTile(asio::thread_pool &pool) {
  co_await YieldTo<asio::any_io_executor>{pool.get_executor()};
}

// Buggy: the driver knows the request, and completes it on its own thread.
struct DmaRequest {
  std::coroutine_handle<> owner;
  void *buffer = nullptr;
  std::size_t size = 0;
};
void submitToDriver(DmaRequest *request);

class DmaRead {
public:
  DmaRead(void *buffer, std::size_t size) {
    request_.buffer = buffer;
    request_.size = size;
  }
  bool await_ready() const noexcept { return request_.size == 0; }
  void await_suspend(std::coroutine_handle<> h) {
    request_.owner = h;
    submitToDriver(&request_);
    bytesPending_ += request_.size; // expect
  }
  std::size_t await_resume() const { return request_.size; }

private:
  DmaRequest request_;
  std::size_t bytesPending_ = 0;
};

// Correct: everything is noted first, the pool gets the coroutine last.
class HopToStrand {
public:
  explicit HopToStrand(asio::strand<asio::any_io_executor> strand)
      : strand_(std::move(strand)) {}

  bool await_ready() const noexcept { return strand_.running_in_this_thread(); }
  void await_suspend(std::coroutine_handle<> caller) {
    hops_ += 1;
    hoppedAt_ = std::chrono::steady_clock::now();
    asio::post(strand_, [caller] { caller.resume(); });
  }
  int await_resume() const noexcept { return hops_; }

private:
  asio::strand<asio::any_io_executor> strand_;
  std::chrono::steady_clock::time_point hoppedAt_;
  int hops_ = 0;
};

// Correct: what is used afterwards is a copy on the stack.
struct PoolStatistics {
  std::atomic<long> posted{0};
};

struct CountedHop {
  asio::thread_pool &pool;
  std::shared_ptr<PoolStatistics> statistics;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    std::shared_ptr<PoolStatistics> counted = statistics;
    asio::post(pool, [h] { h.resume(); });
    counted->posted.fetch_add(1);
  }
  void await_resume() const noexcept {}
};

// Correct: whoever resumes the coroutine needs the lock, held to the end.
struct TicketOffice {
  std::mutex mutex;
  std::deque<std::coroutine_handle<>> line;
  int served = 0;
};

struct TakeTicket {
  TicketOffice &office;
  int number = 0;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> customer) {
    std::lock_guard guard(office.mutex);
    office.line.push_back(customer);
    number = office.served + static_cast<int>(office.line.size());
  }
  int await_resume() const noexcept { return number; }
};

// Correct: the bounded queue tells whether it took the coroutine.
class BoundedQueue {
public:
  bool trySubmit(std::coroutine_handle<> work);
};

struct SubmitOrFail {
  BoundedQueue &queue;
  bool rejected = false;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    if (!queue.trySubmit(h)) {
      rejected = true;
      return false;
    }
    return true;
  }
  bool await_resume() const noexcept { return !rejected; }
};

// Correct: if the thread cannot be started, nobody has the coroutine.
class OnNewThread {
public:
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    try {
      std::thread([h] { h.resume(); }).detach();
    } catch (const std::system_error &) {
      error_ = std::current_exception();
      return false;
    }
    return true;
  }
  void await_resume() const {
    if (error_)
      std::rethrow_exception(error_);
  }

private:
  std::exception_ptr error_;
};

// Correct: the event and its waiters live on the one thread of the loop.
struct LoopEvent {
  std::vector<std::coroutine_handle<>> waiters;
  std::size_t peak = 0;

  void set() {
    for (std::coroutine_handle<> h : std::exchange(waiters, {}))
      h.resume();
  }
};

struct LoopEventAwaiter {
  LoopEvent &event;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    event.waiters.push_back(h);
    if (event.waiters.size() > event.peak)
      event.peak = event.waiters.size();
  }
  void await_resume() const noexcept {}
};

// Correct: the scheduler is seen to put it into its list and no more.
class FrameScheduler {
public:
  void nextFrame(std::coroutine_handle<> h) { pending_.push_back(h); }
  void runFrame();

private:
  std::vector<std::coroutine_handle<>> pending_;
};

struct NextFrame {
  FrameScheduler &scheduler;
  int &frame;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    scheduler.nextFrame(h);
    ++frame;
  }
  int await_resume() const noexcept { return frame; }
};

// Correct: an atomic of the awaiter settles which side comes first.
class ResolveAwaiter {
public:
  explicit ResolveAwaiter(asio::thread_pool &pool) : pool_(pool) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    asio::post(pool_, [this, h] {
      if (turn_.exchange(Answered) == Suspended)
        h.resume();
    });
    return turn_.exchange(Suspended) != Answered;
  }
  void await_resume() const noexcept {}

private:
  enum Turn { Starting, Suspended, Answered };
  asio::thread_pool &pool_;
  std::atomic<Turn> turn_{Starting};
};

// Correct: where the exchange failed, the coroutine is still our own.
struct OneShot {
  std::atomic<void *> state{nullptr};
  int value = 0;
};

struct OneShotAwaiter {
  OneShot &shot;
  int received = 0;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) noexcept {
    void *empty = nullptr;
    if (!shot.state.compare_exchange_strong(empty, h.address())) {
      received = shot.value;
      return false;
    }
    return true;
  }
  int await_resume() const noexcept { return received; }
};

// Correct: the gate lives in the session, and coroutines await it there.
class Drawbridge {
public:
  explicit Drawbridge(asio::thread_pool &keeper) : keeper_(keeper) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    asio::post(keeper_, [h] { h.resume(); });
    crossings_.fetch_add(1);
  }
  void await_resume() const noexcept {}

private:
  asio::thread_pool &keeper_;
  std::atomic<int> crossings_{0};
};

struct Castle {
  Drawbridge bridge;
  task<int> enter(int guests) {
    for (int guest = 0; guest < guests; ++guest)
      co_await bridge;
    co_return guests;
  }
};
