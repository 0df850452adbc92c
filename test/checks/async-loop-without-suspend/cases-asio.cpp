// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-loop-without-suspend %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/channel.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;

void logLine(std::string_view text);
#define LOG_DEBUG(text)                                                        \
  do {                                                                         \
    logLine(text);                                                             \
  } while (false)

// Buggy: with an empty outbox it goes round and round, nothing can fill it.
class ChatSession {
public:
  explicit ChatSession(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<void> writeLoop() {
    while (true) { // expect
      if (outbox_.empty())
        continue;
      std::string line = std::move(outbox_.front());
      outbox_.pop_front();
      co_await asio::async_write(socket_, asio::buffer(line), use_awaitable);
    }
  }

private:
  tcp::socket socket_;
  std::deque<std::string> outbox_;
};

// Buggy: only one of the two kinds of messages is awaited.
struct Packet {
  int kind = 0;
  std::string body;
};
Packet takePacket();
void applyLocally(const Packet &packet);
awaitable<void> replicate(Packet packet);

awaitable<void> applyPackets() {
  for (;;) { // expect
    Packet packet = takePacket();
    if (packet.kind == 0) {
      LOG_DEBUG("local packet");
      applyLocally(packet);
    } else {
      co_await replicate(std::move(packet));
    }
  }
}

// Buggy: asking for the executor does not give up the thread.
class ConfigWatcher {
public:
  awaitable<int> waitForChange(int known) {
    for (;;) { // expect
      auto executor = co_await asio::this_coro::executor;
      (void)executor;
      if (version_ != known)
        co_return version_;
    }
  }

  void changed() { ++version_; }

private:
  int version_ = 0;
};

// Buggy: after the greeting the coroutine drives the engine for ever.
struct GameEngine {
  void step(double seconds);
};
awaitable<void> greet(tcp::socket &socket);

awaitable<void> runGame(tcp::socket &socket, GameEngine &engine) {
  co_await greet(socket);
  while (1) // expect
    engine.step(1.0 / 60);
}

// Buggy: unknown frames are skipped by a branch that awaits nothing.
enum class FrameType { Data, Ping, Unknown };
class FrameParser {
public:
  FrameType next();
};
awaitable<void> onData(FrameParser &parser);
awaitable<void> onPing(FrameParser &parser);

awaitable<void> dispatchFrames(FrameParser &parser) {
  int skipped = 0;
  do { // expect
    switch (parser.next()) {
    case FrameType::Data:
      co_await onData(parser);
      break;
    case FrameType::Ping:
      co_await onPing(parser);
      break;
    default:
      ++skipped;
      break;
    }
  } while (true);
}

// Buggy: while there is nothing to flush the second operand is not awaited.
class BlockCache {
public:
  awaitable<void> flusher() {
    for (;;) { // expect
      if (dirty_ > 0 && co_await writeBack(dirty_))
        dirty_ = 0;
    }
  }

private:
  awaitable<bool> writeBack(int blocks);
  int dirty_ = 0;
};

// Buggy: without a connected client the inner loop does not run once.
struct Client {
  awaitable<void> ping();
};

class Lobby {
public:
  awaitable<void> keepAlive() {
    while (true) { // expect
      for (const std::shared_ptr<Client> &client : clients_)
        co_await client->ping();
    }
  }

private:
  std::vector<std::shared_ptr<Client>> clients_;
};

// Buggy: the spawned lambda polls the channel and never lets a sender run.
using JobChannel = asio::experimental::channel<void(error_code, int)>;
awaitable<void> runJob(int job);

void startWorker(asio::io_context &context, JobChannel &jobs) {
  asio::co_spawn(
      context,
      [&jobs]() -> awaitable<void> {
        for (;;) { // expect
          int job = -1;
          if (!jobs.try_receive([&job](error_code, int value) { job = value; }))
            continue;
          co_await runJob(job);
        }
      },
      asio::detached);
}

// Buggy: would_block is not an end, and not a moment to wait either.
awaitable<void> consume(std::string data);

awaitable<void> readNonBlocking(tcp::socket &socket) {
  char data[4096];
  for (;;) { // expect
    error_code error;
    std::size_t count = socket.read_some(asio::buffer(data), error);
    if (error == asio::error::would_block)
      continue;
    if (error)
      co_return;
    co_await consume(std::string(data, count));
  }
}

// Buggy: a source that has nothing yet is asked again at once.
template <typename Source>
awaitable<std::size_t> pumpSource(Source &source, tcp::socket &socket) {
  std::size_t total = 0;
  for (; true;) { // expect
    std::optional<std::string> block = source.poll();
    if (block && block->empty())
      break;
    if (block)
      total += co_await asio::async_write(socket, asio::buffer(*block),
                                          use_awaitable);
  }
  co_return total;
}

struct CameraSource {
  std::optional<std::string> poll();
};
awaitable<void> streamCamera(CameraSource &camera, tcp::socket &socket) {
  co_await pumpSource(camera, socket);
}

// Correct: each round begins with accepting a connection.
void startSession(tcp::socket socket);
bool isBanned(const tcp::socket &socket);

awaitable<void> acceptLoop(tcp::acceptor &acceptor) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
    if (isBanned(socket))
      continue;
    startSession(std::move(socket));
  }
}

// Correct: the empty outbox waits for the timer that a new message cancels.
class MailSession {
public:
  explicit MailSession(tcp::socket socket)
      : socket_(std::move(socket)), wake_(socket_.get_executor()) {}

  awaitable<void> writeLoop() {
    while (true) {
      if (outbox_.empty()) {
        error_code ignored;
        co_await wake_.async_wait(asio::redirect_error(use_awaitable, ignored));
        continue;
      }
      co_await asio::async_write(socket_, asio::buffer(outbox_.front()),
                                 use_awaitable);
      outbox_.pop_front();
    }
  }

private:
  tcp::socket socket_;
  asio::steady_timer wake_;
  std::deque<std::string> outbox_;
};

// Correct: the loop takes the lines out of a buffer and then it is left.
awaitable<std::string> receiveText(tcp::socket &socket);

awaitable<std::size_t> countLines(tcp::socket &socket) {
  std::string text = co_await receiveText(socket);
  std::size_t lines = 0, begin = 0;
  for (;;) {
    std::size_t end = text.find('\n', begin);
    if (end == std::string::npos)
      break;
    ++lines;
    begin = end + 1;
  }
  co_return lines;
}

// Correct: the loop has a condition that the reader of the socket changes.
awaitable<void> handleRequest(std::string request);

class RequestPump {
public:
  awaitable<void> run() {
    while (!pending_.empty()) {
      std::string request = std::move(pending_.back());
      pending_.pop_back();
      if (request.empty())
        continue;
      co_await handleRequest(std::move(request));
    }
  }

private:
  std::vector<std::string> pending_;
};

// Correct: both kinds of events are handled with an await.
struct Event {
  bool urgent = false;
};
std::optional<Event> nextEvent();
awaitable<void> raiseAlarm(Event event);
awaitable<void> storeEvent(Event event);

awaitable<void> processEvents(asio::steady_timer &pause) {
  for (;;) {
    std::optional<Event> event = nextEvent();
    if (!event) {
      pause.expires_after(std::chrono::milliseconds(20));
      co_await pause.async_wait(use_awaitable);
    } else if (event->urgent) {
      co_await raiseAlarm(*event);
    } else {
      co_await storeEvent(*event);
    }
  }
}

// Correct: when there is nothing left the coroutine is done.
class SpoolDirectory {
public:
  std::optional<std::string> takeFile();
};
awaitable<void> printFile(std::string name);

awaitable<int> printSpool(SpoolDirectory &spool) {
  int printed = 0;
  while (true) {
    std::optional<std::string> name = spool.takeFile();
    if (!name)
      co_return printed;
    co_await printFile(std::move(*name));
    ++printed;
  }
}

// Correct: the list may be empty, but the timer is awaited after it.
struct Subscriber {
  awaitable<void> notify(int tick);
};

awaitable<void> publishTicks(std::map<int, std::shared_ptr<Subscriber>> &all,
                             asio::steady_timer &timer) {
  for (int tick = 0;; ++tick) {
    for (auto &[id, subscriber] : all)
      if (id % 2 == tick % 2)
        co_await subscriber->notify(tick);
    timer.expires_after(std::chrono::seconds(1));
    co_await timer.async_wait(use_awaitable);
  }
}

// Correct: the exchange is tried again until it works, nobody is waited for.
class TicketCounter {
public:
  awaitable<std::uint32_t> take(tcp::socket &socket) {
    std::uint32_t ticket = next_.load();
    for (;;) {
      if (next_.compare_exchange_weak(ticket, ticket + 1))
        break;
    }
    co_await confirm(socket, ticket);
    co_return ticket;
  }

private:
  awaitable<void> confirm(tcp::socket &socket, std::uint32_t ticket);
  std::atomic<std::uint32_t> next_{1};
};

// Correct: each slice of the computation goes through the queue of the loop.
struct Simulation {
  void advance(int steps);
  bool paused() const;
};

awaitable<void> simulate(Simulation &simulation) {
  auto executor = co_await asio::this_coro::executor;
  while (true) {
    co_await asio::post(executor, use_awaitable);
    if (simulation.paused())
      continue;
    simulation.advance(1000);
  }
}

// Correct: a thread function may spin for ever, it is no coroutine.
struct PollDriver {
  bool poll();
};

void pollForever(PollDriver &driver, asio::io_context &context) {
  for (;;) {
    if (!driver.poll())
      continue;
    asio::post(context, [] { LOG_DEBUG("interrupt"); });
  }
}
