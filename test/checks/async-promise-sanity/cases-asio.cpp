// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-promise-sanity %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/system/system_error.hpp>

#include <coroutine>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;

void logError(const std::string &what);

// Buggy: the end of a child runs the parent on top of the child's stack.
class Fiber {
public:
  struct promise_type {
    std::coroutine_handle<> parent;
    asio::any_io_executor executor;

    struct ResumeParent {
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<promise_type> self) noexcept {
        if (self.promise().parent)
          self.promise().parent.resume(); // expect
      }
      void await_resume() noexcept {}
    };

    Fiber get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    ResumeParent final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

// Buggy: a write that fits into the buffer resumes at once, frame upon frame.
class BufferedWriter {
public:
  bool tryAppend(const std::string &line);
  void flushThen(std::coroutine_handle<> h);
};

struct AppendLine {
  BufferedWriter &writer;
  std::string line;

  bool await_ready() const noexcept { return line.empty(); }
  void await_suspend(std::coroutine_handle<> h) {
    if (writer.tryAppend(line))
      h.resume(); // expect
    else
      writer.flushThen(h);
  }
  void await_resume() const noexcept {}
};

// Buggy: the producer starts the consumer inside of its own suspension.
template <typename T> struct Pipe {
  std::optional<T> slot;
  std::coroutine_handle<> consumer;
  std::coroutine_handle<> producer;
};

template <typename T> class Put {
public:
  Put(Pipe<T> &pipe, T value) : pipe_(pipe), value_(std::move(value)) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    pipe_.slot = std::move(value_);
    pipe_.producer = h;
    if (auto consumer = std::exchange(pipe_.consumer, nullptr))
      consumer(); // expect
    return true;
  }
  void await_resume() const noexcept {}

private:
  Pipe<T> &pipe_;
  T value_;
};

template class Put<int>;

// Buggy: awaiting the job starts it in void await_suspend.
class LazyJob {
public:
  struct WakeWaiting;
  struct promise_type {
    std::coroutine_handle<> waiting;
    LazyJob get_return_object() {
      return LazyJob(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    WakeWaiting final_suspend() noexcept;
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };

  auto operator co_await() noexcept {
    struct Awaiter {
      std::coroutine_handle<promise_type> job;
      bool await_ready() const noexcept { return job.done(); }
      void await_suspend(std::coroutine_handle<> h) {
        job.promise().waiting = h;
        job.resume(); // expect
      }
      void await_resume() const noexcept {}
    };
    return Awaiter{handle_};
  }

private:
  explicit LazyJob(std::coroutine_handle<promise_type> h) : handle_(h) {}
  std::coroutine_handle<promise_type> handle_;
};

// Buggy: the session's frame is gone at its end, and destroyed again.
class SessionTask {
public:
  struct promise_type {
    SessionTask get_return_object() {
      return SessionTask(
          std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; } // expect
    void return_void() {}
    void unhandled_exception() { logError("session"); }
  };

  SessionTask(SessionTask &&other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)) {}
  ~SessionTask() {
    if (handle_)
      handle_.destroy();
  }

private:
  explicit SessionTask(std::coroutine_handle<promise_type> h) : handle_(h) {}
  std::coroutine_handle<promise_type> handle_;
};

SessionTask greet(tcp::socket &socket) {
  asio::write(socket, asio::buffer("220 ready\r\n", 11));
  co_return;
}

// Buggy: a member of the task owns the frame that frees itself.
template <typename Promise> class FrameOwner {
public:
  explicit FrameOwner(std::coroutine_handle<Promise> h) : frame_(h) {}
  FrameOwner(FrameOwner &&other) noexcept
      : frame_(std::exchange(other.frame_, {})) {}
  ~FrameOwner() {
    if (frame_)
      frame_.destroy();
  }

private:
  std::coroutine_handle<Promise> frame_;
};

struct TimerLoop {
  struct promise_type {
    TimerLoop get_return_object() {
      return {
          FrameOwner(std::coroutine_handle<promise_type>::from_promise(*this))};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept { return std::suspend_never(); } // expect
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  FrameOwner<promise_type> owner;
};

TimerLoop tick(asio::steady_timer &timer, int &ticks) {
  timer.expires_after(asio::chrono::seconds(1));
  ++ticks;
  co_await std::suspend_always();
}

// Buggy: the final awaiter is always ready, yet the task destroys its frame.
class Resolution {
public:
  struct promise_type {
    tcp::endpoint endpoint;
    bool *finished = nullptr;

    struct Notify {
      bool *finished;
      bool await_ready() const noexcept {
        if (finished)
          *finished = true;
        return true;
      }
      void await_suspend(std::coroutine_handle<>) const noexcept {}
      void await_resume() const noexcept {}
    };

    Resolution get_return_object() {
      return Resolution(
          std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    Notify final_suspend() noexcept { return {finished}; } // missed: not seen
    void return_value(tcp::endpoint found) { endpoint = found; }
    void unhandled_exception() { std::terminate(); }
  };

  Resolution(const Resolution &) = delete;
  ~Resolution() { coroutine_.destroy(); }

private:
  explicit Resolution(std::coroutine_handle<promise_type> h) : coroutine_(h) {}
  std::coroutine_handle<promise_type> coroutine_;
};

Resolution resolveLoopback(unsigned short port) {
  co_return tcp::endpoint(tcp::v4(), port);
}

// Buggy: after the last attempt there is nothing to return.
awaitable<tcp::socket> dial(tcp::endpoint peer) {
  auto executor = co_await asio::this_coro::executor;
  asio::steady_timer pause(executor);
  for (int attempt = 0; attempt < 3; ++attempt) {
    tcp::socket socket(executor);
    error_code ec;
    co_await socket.async_connect(peer,
                                  asio::redirect_error(use_awaitable, ec));
    if (!ec)
      co_return socket;
    pause.expires_after(asio::chrono::seconds(attempt + 1));
    co_await pause.async_wait(use_awaitable);
  }
} // expect

// Buggy: the handler logs the error and forgets the result.
class KeyValueClient {
public:
  explicit KeyValueClient(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<std::size_t> get(std::string key) {
    try {
      key += "\r\n";
      co_await asio::async_write(socket_, asio::buffer(key), use_awaitable);
      co_return co_await asio::async_read_until(
          socket_, asio::dynamic_buffer(answer_), "\r\n", use_awaitable);
    } catch (const boost::system::system_error &e) {
      logError(e.code().message());
    }
  } // expect

private:
  tcp::socket socket_;
  std::string answer_;
};

// Buggy: a command that is not known falls out of the switch.
enum class Command { Get, Put, Remove, Watch };
awaitable<int> performGet(int key);
awaitable<int> performPut(int key);

void spawnCommand(asio::io_context &context, Command command, int key) {
  auto perform = [](Command command, int key) -> awaitable<int> {
    switch (command) {
    case Command::Get:
      co_return co_await performGet(key);
    case Command::Put:
      co_return co_await performPut(key);
    default:
      logError("not supported");
      break;
    }
  }; // expect
  asio::co_spawn(context, perform(command, key), asio::detached);
}

// Correct: the end of a child passes control on to the parent.
class Strand {
public:
  struct promise_type {
    std::coroutine_handle<> parent = std::noop_coroutine();

    struct PassOn {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<>
      await_suspend(std::coroutine_handle<promise_type> self) noexcept {
        return self.promise().parent;
      }
      void await_resume() noexcept {}
    };

    Strand get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    PassOn final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

// Correct: the executor resumes the handle, on a stack of its own.
struct ResumeOn {
  asio::any_io_executor executor;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    asio::post(executor, [h] { h.resume(); });
  }
  void await_resume() const noexcept {}
};

// Correct: the last one to arrive wakes all the others, one after another.
struct Barrier {
  std::vector<std::coroutine_handle<>> arrived;
  std::size_t expected = 2;
};

struct ArriveAndWait {
  Barrier &barrier;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    if (barrier.arrived.size() + 1 < barrier.expected) {
      barrier.arrived.push_back(h);
      return true;
    }
    for (std::coroutine_handle<> other : std::exchange(barrier.arrived, {}))
      other.resume();
    return false;
  }
  void await_resume() const noexcept {}
};

// Correct: what resumes is the event's set(), no await_suspend.
class AsyncEvent {
public:
  void set() {
    isSet_ = true;
    if (auto h = std::exchange(waiting_, nullptr))
      h.resume();
  }
  bool await_ready() const noexcept { return isSet_; }
  void await_suspend(std::coroutine_handle<> h) noexcept { waiting_ = h; }
  void await_resume() const noexcept {}

private:
  std::coroutine_handle<> waiting_;
  bool isSet_ = false;
};

// Correct: the frame stays suspended at its end until the task destroys it.
class UploadTask {
public:
  struct promise_type {
    std::size_t bytes = 0;
    UploadTask get_return_object() {
      return UploadTask(
          std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(std::size_t n) { bytes = n; }
    void unhandled_exception() { std::terminate(); }
  };

  UploadTask(UploadTask &&other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)) {}
  ~UploadTask() {
    if (handle_)
      handle_.destroy();
  }

private:
  explicit UploadTask(std::coroutine_handle<promise_type> h) : handle_(h) {}
  std::coroutine_handle<promise_type> handle_;
};

UploadTask uploadHeader(tcp::socket &socket, std::string header) {
  co_return asio::write(socket, asio::buffer(header));
}

// Correct: a detached coroutine frees itself, and nobody owns it.
struct Detached {
  struct promise_type {
    Detached get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  ~Detached() { logError("detached"); }
};

Detached closeLater(tcp::socket socket) {
  co_await ResumeOn{socket.get_executor()};
  error_code ignored;
  socket.close(ignored);
}

// Correct: after the last attempt the function throws.
awaitable<tcp::socket> dialOrThrow(std::vector<tcp::endpoint> peers) {
  auto executor = co_await asio::this_coro::executor;
  for (const tcp::endpoint &peer : peers) {
    tcp::socket socket(executor);
    error_code ec;
    co_await socket.async_connect(peer,
                                  asio::redirect_error(use_awaitable, ec));
    if (!ec)
      co_return socket;
    logError(ec.message());
  }
  throw std::runtime_error("no peer can be reached");
}

// Correct: the loop is left by co_return alone.
class FrameReader {
public:
  explicit FrameReader(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<unsigned char> nextTag() {
    unsigned char tag = 0;
    while (true) {
      co_await asio::async_read(socket_, asio::buffer(&tag, 1), use_awaitable);
      if (tag == 0)
        continue;
      if (tag < 0x80)
        co_return tag;
      ++skipped_;
    }
  }

private:
  tcp::socket socket_;
  int skipped_ = 0;
};

// Correct: the handler has a result of its own.
awaitable<bool> sendPing(tcp::socket &socket) {
  try {
    co_await asio::async_write(socket, asio::buffer("PING\n", 5),
                               use_awaitable);
  } catch (const boost::system::system_error &e) {
    logError(e.code().message());
    co_return false;
  }
  co_return true;
}

// Correct: a command that is not known ends the process.
[[noreturn]] void fatal(const char *reason);

awaitable<int> performOrDie(Command command, int key) {
  switch (command) {
  case Command::Get:
    co_return co_await performGet(key);
  case Command::Put:
    co_return co_await performPut(key);
  default:
    fatal("unknown command");
  }
}
