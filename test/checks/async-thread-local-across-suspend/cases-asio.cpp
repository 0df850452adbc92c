// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-thread-local-across-suspend %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <array>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;

// Buggy: the element found in the per-thread cache is used after the lookup.
namespace dns_cache {
thread_local std::map<std::string, tcp::endpoint> known_hosts;

asio::awaitable<tcp::endpoint> lookup(std::string host);

asio::awaitable<tcp::endpoint> resolve(std::string host) {
  auto entry = known_hosts.find(host); // expect
  if (entry == known_hosts.end())
    co_return co_await lookup(host);
  asio::steady_timer pause(co_await asio::this_coro::executor);
  pause.expires_after(std::chrono::milliseconds(5));
  co_await pause.async_wait(asio::use_awaitable);
  co_return entry->second;
}
} // namespace dns_cache

// Buggy: the counters come from an accessor before the loop, and each turn of
// the loop reads from the socket.
namespace echo_server {
struct Counters {
  std::size_t reads = 0;
  std::size_t bytes = 0;
};
Counters &local_counters() {
  static thread_local Counters counters;
  return counters;
}

asio::awaitable<void> echo(tcp::socket socket) {
  Counters &counters = local_counters(); // expect
  std::array<char, 512> data;
  for (;;) {
    std::size_t n = co_await socket.async_read_some(asio::buffer(data),
                                                    asio::use_awaitable);
    ++counters.reads;
    counters.bytes += n;
  }
}
} // namespace echo_server

// Buggy: a span over the thread's scratch array is filled by the read and
// looked at after it.
namespace frame_reader {
class FrameReader {
public:
  explicit FrameReader(tcp::socket socket) : socket_(std::move(socket)) {}

  asio::awaitable<char> read_kind() {
    std::span<char> header(scratch_); // missed: see the page
    co_await asio::async_read(socket_,
                              asio::buffer(header.data(), header.size()),
                              asio::use_awaitable);
    co_return header.front();
  }

private:
  static thread_local std::array<char, 16> scratch_;
  tcp::socket socket_;
};
thread_local std::array<char, 16> FrameReader::scratch_;
} // namespace frame_reader

// Buggy: the trace context of the thread is replaced and put back after the
// request was handled.
namespace tracing {
struct Span {
  std::uint64_t id = 0;
};
thread_local Span *active_span = nullptr;

asio::awaitable<void> handle_request(tcp::socket &socket);

asio::awaitable<void> traced_request(tcp::socket &socket, std::uint64_t id) {
  Span span{id};
  Span *outer = active_span; // expect
  active_span = &span;
  co_await handle_request(socket);
  active_span = outer;
}
} // namespace tracing

// Buggy: the priority is put back in the error path, after the write failed.
namespace priorities {
thread_local int io_priority = 0;

asio::awaitable<bool> urgent_write(tcp::socket &socket, std::string text) {
  const int normal = std::exchange(io_priority, 9); // expect
  bool ok = true;
  try {
    co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
  } catch (const std::exception &) {
    ok = false;
  }
  io_priority = normal;
  co_return ok;
}
} // namespace priorities

// Buggy: the thread is presumed to be the same after the timer.
namespace affinity {
class Heartbeat {
public:
  explicit Heartbeat(asio::any_io_executor executor) : timer_(executor) {}

  asio::awaitable<void> run() {
    const std::thread::id home = std::this_thread::get_id(); // expect
    while (running_) {
      timer_.expires_after(std::chrono::seconds(1));
      co_await timer_.async_wait(asio::use_awaitable);
      if (std::this_thread::get_id() != home)
        throw std::logic_error("heartbeat left its thread");
      ++beats_;
    }
  }

private:
  asio::steady_timer timer_;
  bool running_ = true;
  int beats_ = 0;
};
} // namespace affinity

// Buggy: a reference to errno is kept over the wait.
namespace retrying {
asio::awaitable<void> back_off(int attempt);
int try_open(const char *path);

asio::awaitable<int> open_patiently(const char *path) {
  int &last_error = errno; // expect
  for (int attempt = 0; attempt < 5; ++attempt) {
    last_error = 0;
    int descriptor = try_open(path);
    if (descriptor >= 0 || last_error != EINTR)
      co_return descriptor;
    co_await back_off(attempt);
  }
  co_return -1;
}
} // namespace retrying

// Buggy: in a lambda coroutine, the pointer to a part of the thread's state is
// used after the accept.
namespace accepting {
struct Limits {
  int open_connections = 0;
  int refused = 0;
};
struct Worker {
  Limits limits;
};
thread_local Worker worker;

void start(asio::io_context &io, tcp::acceptor &acceptor) {
  asio::co_spawn(
      io,
      [&acceptor]() -> asio::awaitable<void> {
        auto *open = &worker.limits.open_connections; // expect
        tcp::socket peer = co_await acceptor.async_accept(asio::use_awaitable);
        *open += peer.is_open() ? 1 : 0;
      },
      asio::detached);
}
} // namespace accepting

// Buggy: in a template, the free list of the thread is kept over the await.
namespace pooling {
template <typename T> struct FreeList {
  static thread_local std::vector<T *> nodes;
};
template <typename T> thread_local std::vector<T *> FreeList<T>::nodes;

asio::awaitable<void> consume(void *node);

template <typename T> asio::awaitable<void> use_and_recycle(T *node) {
  auto &free_nodes = FreeList<T>::nodes; // expect
  co_await consume(node);
  free_nodes.push_back(node);
}

struct Packet {
  int length;
};
asio::awaitable<void> recycle_packet(Packet *packet) {
  co_await use_and_recycle(packet);
}
} // namespace pooling

// Buggy: the queue of the thread is flushed on one branch only, and used behind
// it.
namespace batching {
class BatchWriter {
public:
  asio::awaitable<void> append(std::string line) {
    using namespace asio::experimental::awaitable_operators;
    std::vector<std::string> &lines = pending(); // expect
    if (lines.size() > 100)
      co_await (flush_disk() && flush_network());
    lines.push_back(std::move(line));
  }

private:
  static std::vector<std::string> &pending() { return pending_; }
  asio::awaitable<void> flush_disk();
  asio::awaitable<void> flush_network();
  static inline thread_local std::vector<std::string> pending_;
};
} // namespace batching

// Correct: the reference is asked for in each turn of the loop, after the read.
namespace counted_reads {
struct Traffic {
  std::size_t bytes = 0;
};
thread_local Traffic traffic;

asio::awaitable<void> drain(tcp::socket &socket) {
  std::array<char, 1024> data;
  for (;;) {
    std::size_t n = co_await socket.async_read_some(asio::buffer(data),
                                                    asio::use_awaitable);
    Traffic &mine = traffic;
    mine.bytes += n;
  }
}
} // namespace counted_reads

// Correct: the error number is copied before the socket is shut, then reported.
namespace error_copies {
int send_raw(int descriptor, std::string_view text);
asio::awaitable<void> shut_down(int descriptor);

asio::awaitable<void> send_or_close(int descriptor, std::string text) {
  if (send_raw(descriptor, text) < 0) {
    const int error = errno;
    co_await shut_down(descriptor);
    throw std::system_error(error, std::generic_category(), "send");
  }
}
} // namespace error_copies

// Correct: the pointer is copied; the session it points to belongs to no
// thread.
namespace sessions {
struct Session {
  std::string user;
  int requests = 0;
};
thread_local Session *current_session = nullptr;
asio::awaitable<void> store(std::string user);

asio::awaitable<void> finish() {
  Session *session = current_session;
  co_await store(session->user);
  ++session->requests;
}
} // namespace sessions

// Correct: the name is a copy, and the view looks at the copy.
namespace log_names {
thread_local std::string worker_name = "io";

asio::awaitable<void> announce(tcp::socket &socket) {
  const std::string name = worker_name;
  std::string_view shown = name;
  co_await asio::async_write(socket, asio::buffer(shown), asio::use_awaitable);
  if (shown != "io")
    co_await asio::async_write(socket, asio::buffer(shown),
                               asio::use_awaitable);
}
} // namespace log_names

// Correct: the reference is used for the last time before the await.
namespace early_use {
struct Encoder {
  std::string text;
  void append(int value) { text += std::to_string(value); }
};
Encoder &thread_encoder() {
  thread_local Encoder encoder;
  return encoder;
}

asio::awaitable<std::size_t> write_value(tcp::socket &socket, int value) {
  Encoder &encoder = thread_encoder();
  encoder.append(value);
  std::string text = std::move(encoder.text);
  encoder.text.clear();
  co_return co_await asio::async_write(socket, asio::buffer(text),
                                       asio::use_awaitable);
}
} // namespace early_use

// Correct: the thread that began the work is only named in the log line.
namespace thread_log {
void log_line(std::string_view what, std::thread::id where);

asio::awaitable<void> timed_job(asio::steady_timer &timer) {
  const auto began_on = std::this_thread::get_id();
  timer.expires_after(std::chrono::milliseconds(20));
  co_await timer.async_wait(asio::use_awaitable);
  log_line("began on", began_on);
  log_line("ended on", std::this_thread::get_id());
}
} // namespace thread_log

// Correct: the depth is put back before anything is awaited.
namespace parse_depth {
thread_local int depth = 0;
bool parse(std::string_view text);
asio::awaitable<void> reply(bool good);

asio::awaitable<void> parse_and_reply(std::string text) {
  const int before = std::exchange(depth, 0);
  const bool good = parse(text);
  depth = before;
  co_await reply(good);
  if (!good && before > 0)
    throw std::invalid_argument("nested text");
}
} // namespace parse_depth

// Correct: the await is in the lambda, which runs by itself; the function that
// holds the reference never suspends.
namespace spawn_only {
struct Spawned {
  int count = 0;
};
thread_local Spawned spawned;
asio::awaitable<void> serve(tcp::socket &socket);

void launch(asio::any_io_executor executor, tcp::socket socket) {
  Spawned &mine = spawned;
  asio::co_spawn(
      executor,
      [peer = std::move(socket)]() mutable -> asio::awaitable<void> {
        co_await serve(peer);
      },
      asio::detached);
  ++mine.count;
}
} // namespace spawn_only

// Correct: the table is shared by all threads and guarded by a strand.
namespace shared_table {
std::map<int, std::string> names;
std::map<int, std::string> &all_names() { return names; }

class Directory {
public:
  explicit Directory(asio::io_context &io) : strand_(asio::make_strand(io)) {}

  asio::awaitable<void> add(int id, std::string name) {
    auto &table = all_names();
    co_await asio::dispatch(asio::bind_executor(strand_, asio::use_awaitable));
    table[id] = std::move(name);
  }

private:
  asio::strand<asio::io_context::executor_type> strand_;
};
} // namespace shared_table

// Correct: the pointer is made to point at the new thread's object after the
// wait.
namespace repointed {
struct Arena {
  std::size_t used = 0;
};
thread_local Arena arena;

asio::awaitable<void> two_steps(asio::steady_timer &timer) {
  Arena *place = &arena;
  place->used += 16;
  co_await timer.async_wait(asio::use_awaitable);
  place = &arena;
  place->used += 32;
}
} // namespace repointed
