// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-promise-sanity %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <uv.h>

#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// A lazy task that returns a value, over a loop of libuv.
template <typename T> class Async {
public:
  struct promise_type {
    std::variant<std::monostate, T, std::exception_ptr> outcome;
    std::coroutine_handle<> caller = std::noop_coroutine();

    struct Leave {
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<>
      await_suspend(std::coroutine_handle<promise_type> self) noexcept {
        return self.promise().caller;
      }
      void await_resume() const noexcept {}
    };

    Async get_return_object() {
      return Async(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    Leave final_suspend() noexcept { return {}; }
    void return_value(T value) {
      outcome.template emplace<1>(std::move(value));
    }
    void unhandled_exception() {
      outcome.template emplace<2>(std::current_exception());
    }
  };

  Async(Async &&other) noexcept
      : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  ~Async() {
    if (coroutine_)
      coroutine_.destroy();
  }

  bool await_ready() const noexcept { return coroutine_.done(); }
  std::coroutine_handle<>
  await_suspend(std::coroutine_handle<> caller) noexcept {
    coroutine_.promise().caller = caller;
    return coroutine_;
  }
  T await_resume() {
    auto &outcome = coroutine_.promise().outcome;
    if (auto *error = std::get_if<2>(&outcome))
      std::rethrow_exception(*error);
    return std::move(std::get<1>(outcome));
  }

private:
  explicit Async(std::coroutine_handle<promise_type> h) : coroutine_(h) {}
  std::coroutine_handle<promise_type> coroutine_;
};

struct SleepFor {
  uv_loop_t *loop;
  std::uint64_t milliseconds;
  uv_timer_t timer{};

  bool await_ready() const noexcept { return milliseconds == 0; }
  void await_suspend(std::coroutine_handle<> h) {
    uv_timer_init(loop, &timer);
    timer.data = h.address();
    uv_timer_start(
        &timer,
        [](uv_timer_t *t) {
          std::coroutine_handle<>::from_address(t->data).resume();
        },
        milliseconds, 0);
  }
  void await_resume() const noexcept {}
};

void trace(const char *message);

// Buggy: a request that cannot be queued is resumed on the same stack.
struct QueuedWork {
  uv_loop_t *loop;
  uv_work_t request{};
  int status = 0;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    request.data = h.address();
    status = uv_queue_work(
        loop, &request, [](uv_work_t *) {},
        [](uv_work_t *r, int) {
          std::coroutine_handle<>::from_address(r->data).resume();
        });
    if (status < 0)
      h.resume(); // expect
  }
  int await_resume() const noexcept { return status; }
};

// Buggy: each mutex that is handed over adds to the stack of the former owner.
class LoopMutex {
public:
  struct Unlock {
    LoopMutex &mutex;
    bool await_ready() const noexcept { return mutex.waiting_.empty(); }
    bool await_suspend(std::coroutine_handle<>) {
      std::coroutine_handle<> next = mutex.waiting_.front();
      mutex.waiting_.pop_front();
      next.resume(); // expect
      return false;
    }
    void await_resume() const noexcept {}
  };
  Unlock unlock() { return {*this}; }

private:
  std::deque<std::coroutine_handle<>> waiting_;
};

// Buggy: the yield of a stream runs its reader inside of await_suspend.
template <typename Chunk> class ChunkStream {
public:
  struct promise_type {
    const Chunk *current = nullptr;
    std::coroutine_handle<> reader;

    struct Deliver {
      promise_type *promise;
      bool await_ready() const noexcept { return !promise->reader; }
      void await_suspend(std::coroutine_handle<promise_type>) noexcept {
        auto reader = std::exchange(promise->reader, nullptr);
        trace("deliver");
        reader(); // expect
      }
      void await_resume() const noexcept {}
    };

    ChunkStream get_return_object() { return {}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    Deliver yield_value(const Chunk &chunk) {
      current = &chunk;
      return {this};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

ChunkStream<std::string> readLog(std::vector<std::string> lines) {
  for (const std::string &line : lines)
    co_yield line;
}

// Buggy: of the two coroutines of a relay the first is run by the second.
struct Handshake {
  std::coroutine_handle<> client;
  std::coroutine_handle<> server;
};

class MeetServer {
public:
  explicit MeetServer(Handshake *handshake) : handshake_(handshake) {}
  bool await_ready() const noexcept { return false; }
  auto await_suspend(std::coroutine_handle<> client) -> bool {
    if (!handshake_->server) {
      handshake_->client = client;
      return true;
    }
    handshake_->server.resume(); // expect
    return false;
  }
  void await_resume() const noexcept {}

private:
  Handshake *handshake_;
};

// Buggy: the frame of a finished connection is destroyed by its handle.
namespace connection {
class Task {
public:
  class promise_type;
  using Handle = std::coroutine_handle<promise_type>;

  class promise_type {
  public:
    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; } // missed: not seen
    void return_void() const noexcept {}
    void unhandled_exception() { error_ = std::current_exception(); }

  private:
    std::exception_ptr error_;
  };

  Task(Task &&other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  ~Task() { reset(); }
  void start() { handle_.resume(); }

private:
  explicit Task(Handle handle) : handle_(handle) {}
  void reset() {
    if (handle_)
      handle_.destroy();
    handle_ = {};
  }
  Handle handle_;
};

Task serve(uv_tcp_t *client) {
  co_await SleepFor{client->loop, 100};
  uv_close(reinterpret_cast<uv_handle_t *>(client), nullptr);
}
} // namespace connection

// Buggy: the base of all promises never suspends, the job's owner destroys.
namespace jobs {
struct PromiseBase {
  std::suspend_never initial_suspend() noexcept { return {}; }
  std::suspend_never final_suspend() noexcept { return {}; } // expect
  void unhandled_exception() { std::terminate(); }
};

struct Job {
  struct promise_type : PromiseBase {
    Job get_return_object() {
      return Job{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    void return_void() {}
  };

  std::coroutine_handle<promise_type> handle;
  explicit Job(std::coroutine_handle<promise_type> h) : handle(h) {}
  Job(const Job &) = delete;
  ~Job() {
    trace("job destroyed");
    if (handle)
      handle.destroy();
  }
};

Job compress(uv_loop_t *loop, std::vector<char> &data) {
  co_await SleepFor{loop, 10};
  data.shrink_to_fit();
}
} // namespace jobs

// Buggy: the lambda's frame is freed at its end, and by the local as well.
namespace watcher {
struct Watch {
  struct promise_type {
    Watch get_return_object() {
      return Watch(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { // expect
      trace("watch ended");
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };

  explicit Watch(std::coroutine_handle<> h) : frame_(h) {}
  Watch(Watch &&other) noexcept : frame_(std::exchange(other.frame_, {})) {}
  ~Watch() {
    if (frame_)
      frame_.destroy();
  }

private:
  std::coroutine_handle<> frame_;
};

void watchFile(uv_loop_t *loop) {
  auto poll = [](uv_loop_t *on) -> Watch {
    for (int i = 0; i < 10; ++i)
      co_await SleepFor{on, 500};
  };
  Watch watch = poll(loop);
  uv_run(loop, UV_RUN_DEFAULT);
}
} // namespace watcher

// Buggy: an address of the third kind has no port.
enum class AddressKind { V4, V6, Local };
Async<std::uint16_t> queryPort(uv_loop_t *loop, AddressKind kind) {
  co_await SleepFor{loop, 1};
  if (kind == AddressKind::V4) {
    co_return 4040;
  } else if (kind == AddressKind::V6) {
    co_return 6060;
  }
} // expect

// Buggy: when the file ends before the marker, the loop ends without a result.
class ConfigFile {
public:
  Async<std::string> readSection(std::string name) {
    std::string section;
    bool inside = false;
    while (!atEnd()) {
      std::string line = co_await readLine();
      if (line == "[" + name + "]")
        inside = true;
      else if (inside && line.empty())
        co_return section;
      else if (inside)
        section += line;
    }
    trace("section not closed");
  } // expect

private:
  bool atEnd() const;
  Async<std::string> readLine();
};

// Buggy: break leaves the endless loop, and the end of the function follows.
template <typename Request>
Async<int> retry(uv_loop_t *loop, Request request, int limit) {
  for (int attempt = 0;; ++attempt) {
    int status = request();
    if (status >= 0)
      co_return status;
    if (attempt == limit)
      break;
    co_await SleepFor{loop, std::uint64_t(50) << attempt};
  }
} // expect

Async<int> connectWithRetry(uv_loop_t *loop, uv_tcp_t *tcp) {
  co_return co_await retry(loop, [=] { return uv_tcp_init(loop, tcp); }, 5);
}

// Correct: a request that cannot be queued is not suspended at all.
struct WorkOrFail {
  uv_loop_t *loop;
  uv_work_t request{};
  int status = 0;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    request.data = h.address();
    status = uv_queue_work(
        loop, &request, [](uv_work_t *) {},
        [](uv_work_t *r, int) {
          std::coroutine_handle<>::from_address(r->data).resume();
        });
    return status == 0;
  }
  int await_resume() const noexcept { return status; }
};

// Correct: the handed over mutex is passed on by the handle that is returned.
class FairMutex {
public:
  struct Unlock {
    FairMutex &mutex;
    bool await_ready() const noexcept { return mutex.waiting_.empty(); }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> self) {
      std::coroutine_handle<> next = mutex.waiting_.front();
      mutex.waiting_.pop_front();
      mutex.ready_.push_back(self);
      return next;
    }
    void await_resume() const noexcept {}
  };
  Unlock unlock() { return {*this}; }

private:
  std::deque<std::coroutine_handle<>> waiting_;
  std::deque<std::coroutine_handle<>> ready_;
};

// Correct: the loop's callback drains the list of what can run.
class ReadyList {
public:
  void add(std::coroutine_handle<> h) {
    ready_.push_back(h);
    uv_async_send(&wakeup_);
  }
  static void onWakeup(uv_async_t *async) {
    auto *self = static_cast<ReadyList *>(async->data);
    for (std::coroutine_handle<> h : std::exchange(self->ready_, {}))
      h.resume();
  }

  struct Yield {
    ReadyList &list;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) { list.add(h); }
    void await_resume() const noexcept {}
  };

private:
  std::vector<std::coroutine_handle<>> ready_;
  uv_async_t wakeup_{};
};

// Correct: whoever broadcasts resumes all the subscribers in a loop.
struct Topic {
  std::vector<std::coroutine_handle<>> subscribers;
};

struct Broadcast {
  Topic &topic;

  bool await_ready() const noexcept { return topic.subscribers.empty(); }
  bool await_suspend(std::coroutine_handle<>) {
    auto subscribers = std::exchange(topic.subscribers, {});
    for (auto it = subscribers.begin(); it != subscribers.end(); ++it)
      it->resume();
    return false;
  }
  void await_resume() const noexcept {}
};

// Correct: a detached frame is not suspended, any other is destroyed once.
namespace background {
class Task {
public:
  struct promise_type {
    bool detached = false;

    struct StayUnlessDetached {
      bool detached;
      bool await_ready() const noexcept { return detached; }
      void await_suspend(std::coroutine_handle<>) const noexcept {}
      void await_resume() const noexcept {}
    };

    Task get_return_object() {
      return Task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    StayUnlessDetached final_suspend() noexcept { return {detached}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };

  Task(const Task &) = delete;
  ~Task() {
    if (handle_.done())
      handle_.destroy();
    else
      handle_.promise().detached = true;
  }

private:
  explicit Task(std::coroutine_handle<promise_type> h) : handle_(h) {}
  std::coroutine_handle<promise_type> handle_;
};

Task rotateLogs(uv_loop_t *loop) {
  co_await SleepFor{loop, 86400000};
  trace("rotated");
}
} // namespace background

// Correct: the type tells its coroutine to end, and destroys nothing.
namespace polling {
struct Poll {
  struct promise_type {
    std::shared_ptr<bool> active = std::make_shared<bool>(true);
    Poll get_return_object() { return Poll{active}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };

  std::shared_ptr<bool> active;
  explicit Poll(std::shared_ptr<bool> flag) : active(std::move(flag)) {}
  Poll(Poll &&) noexcept = default;
  ~Poll() {
    if (active)
      *active = false;
  }
};

Poll pollSensor(uv_loop_t *loop, int &samples) {
  while (samples < 1000) {
    co_await SleepFor{loop, 20};
    ++samples;
  }
}
} // namespace polling

// Correct: every path of the branches has its result.
Async<int> chooseShard(uv_loop_t *loop, std::string key, int shards) {
  if (key.empty())
    co_return 0;
  co_await SleepFor{loop, 1};
  if (shards > 0) {
    co_return static_cast<int>(key.size()) % shards;
  } else {
    throw std::invalid_argument("no shards");
  }
}

// Correct: the handler rethrows, so only a result gets to the end.
class Uploader {
public:
  Async<std::size_t> upload(std::string name) {
    std::size_t sent = 0;
    try {
      while (std::size_t n = co_await sendChunk(name, sent))
        sent += n;
    } catch (const std::exception &e) {
      trace(e.what());
      throw;
    }
    co_return sent;
  }

private:
  Async<std::size_t> sendChunk(std::string name, std::size_t offset);
};

// Correct: a promise without a value may run off the end of its body.
namespace ticker {
struct Ticks {
  struct promise_type {
    int current = 0;
    Ticks get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int tick) {
      current = tick;
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> handle;
};

Ticks countTicks(int limit) {
  for (int tick = 0; tick < limit; ++tick)
    co_yield tick;
}
} // namespace ticker

// Correct: the queue is asked for ever, or it throws.
template <typename T> class WorkQueue {
public:
  explicit WorkQueue(uv_loop_t *loop) : loop_(loop) {}

  Async<T> take() {
    for (;;) {
      if (!items_.empty()) {
        T item = std::move(items_.front());
        items_.pop_front();
        co_return item;
      }
      if (closed_)
        throw std::runtime_error("queue closed");
      co_await SleepFor{loop_, 5};
    }
  }

private:
  uv_loop_t *loop_;
  std::deque<T> items_;
  bool closed_ = false;
};

Async<int> takeTwo(WorkQueue<int> &queue) {
  int first = co_await queue.take();
  co_return first + co_await queue.take();
}
