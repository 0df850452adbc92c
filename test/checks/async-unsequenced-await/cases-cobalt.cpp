// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsequenced-await %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/cobalt.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cobalt = boost::cobalt;

// Buggy: a penalty that is given while the judges are asked may be lost in
// the result.
namespace tournament {
struct Player {
  std::string name;
  int score = 0;
};
cobalt::task<int> askJudges(std::string name);

cobalt::task<int> finalScore(Player &player) {
  if (player.name.empty())
    co_return 0;
  co_return player.score + co_await askJudges(player.name); // expect
}

void penalize(Player &player, int points) { player.score -= points; }
} // namespace tournament

// Buggy: the atomic is loaded before or after the peer's figure has come.
namespace metering {
std::atomic<std::uint64_t> bytesIn{0};

void onBytes(std::size_t count) { bytesIn.fetch_add(count); }

cobalt::promise<std::uint64_t> bytesOfPeer(int peer);

cobalt::promise<std::uint64_t> traffic(std::vector<int> peers) {
  std::uint64_t highest = 0;
  for (int peer : peers) {
    auto sum = bytesIn.load() + co_await bytesOfPeer(peer); // expect
    highest = sum > highest ? sum : highest;
  }
  co_return highest;
}
} // namespace metering

// Buggy: the sender's name is put into brackets before or after the text has
// been read.
namespace chat {
std::string bracketed(const std::string &name);

class Conversation {
public:
  void rename(std::string sender) { sender_ = std::move(sender); }
  cobalt::task<std::string> nextLine() {
    std::string line = bracketed(sender_) + co_await readText(); // expect
    history_.push_back(line);
    co_return line;
  }

private:
  cobalt::task<std::string> readText();

  std::string sender_;
  std::vector<std::string> history_;
};
} // namespace chat

// Buggy: the callback gets the number of bytes from before or after the size
// was asked for.
namespace downloads {
class Download {
public:
  std::function<void(std::size_t, std::size_t)> onProgress;

  void onData(std::size_t count) { received_ += count; }
  cobalt::task<void> reportOnce() {
    if (onProgress)
      onProgress(received_, co_await contentLength()); // expect
  }

private:
  cobalt::task<std::size_t> contentLength();

  std::size_t received_ = 0;
};
} // namespace downloads

// Buggy: the batch is moved out before or after the file is open; what is
// recorded meanwhile is in one batch or in the next.
namespace telemetry {
struct Sample {
  double value = 0;
};
void archive(std::vector<Sample> batch, int descriptor);

class Recorder {
public:
  void record(Sample sample) { batch_.push_back(sample); }
  cobalt::promise<void> flush() {
    if (batch_.size() < 64)
      co_return;
    archive(std::move(batch_), co_await openArchive()); // expect
  }

private:
  cobalt::promise<int> openArchive();

  std::vector<Sample> batch_;
};
} // namespace telemetry

// Buggy: the interrupt handler changes the flags while the register is read.
namespace driver {
enum : std::uint32_t { Ready = 1, Error = 2, StatusRegister = 0x10 };

struct Bus {
  cobalt::task<std::uint32_t> read(unsigned address);
};

class Device {
public:
  explicit Device(Bus &bus) : bus_(bus) {}
  void onInterrupt(std::uint32_t bits) { flags_ |= bits; }
  cobalt::task<bool> changed() {
    const auto difference =
        (flags_ & ~Ready) ^ co_await bus_.read(StatusRegister); // expect
    co_return difference != 0;
  }

private:
  Bus &bus_;
  std::uint32_t flags_ = 0;
};
} // namespace driver

// Buggy: the loop's condition compares an acknowledgement with a position
// that may come from before it.
namespace replication {
class Sender {
public:
  void append(std::string entry) {
    log_.push_back(std::move(entry));
    ++position_;
  }
  cobalt::task<void> untilAcknowledged(cobalt::channel<int> &acks) {
    while (position_ > co_await acks.read()) { // expect
      ++rounds_;
    }
  }

private:
  std::vector<std::string> log_;
  int position_ = 0;
  int rounds_ = 0;
};
} // namespace replication

// Buggy: the gauge loses what other instances of adjust() add, and reset().
namespace gauges {
template <typename Number> class Gauge {
public:
  explicit Gauge(std::string name) : name_(std::move(name)) {}
  cobalt::task<void> adjust() {
    value_ = value_ + co_await difference(name_); // expect
  }
  void reset() { value_ = Number(); }

private:
  cobalt::task<Number> difference(std::string name);

  std::string name_;
  Number value_ = Number();
};
template class Gauge<long>;
} // namespace gauges

// Buggy: the window may grow while the other side tells what is in flight.
namespace flow {
class Stream {
public:
  void onWindowUpdate(int increment) { window_ += increment; }

  cobalt::promise<int> credit(bool paused) {
    auto inFlight = [this]() -> cobalt::promise<int> {
      co_return co_await bytesInFlight();
    };
    int left = (paused ? 0 : window_) - co_await inFlight(); // expect
    co_return left < 0 ? 0 : left;
  }

private:
  cobalt::promise<int> bytesInFlight();

  int window_ = 65535;
};
} // namespace flow

// Buggy: connect() looks at the attempts, which are set before or after it.
namespace reconnect {
class Client {
public:
  void onError() { ++attempts_; }
  cobalt::task<void> restart() {
    note(attempts_ = 0, co_await connect()); // expect
  }

private:
  cobalt::task<bool> connect() {
    boost::asio::steady_timer timer(co_await cobalt::this_coro::executor);
    timer.expires_after(boost::asio::chrono::seconds(attempts_ > 3 ? 30 : 1));
    co_await timer.async_wait(cobalt::use_op);
    co_return true;
  }
  void note(int attempts, bool connected);

  int attempts_ = 0;
};
} // namespace reconnect

// Correct: the text is read in a statement of its own.
namespace chat_fixed {
class Conversation {
public:
  void rename(std::string sender) { sender_ = std::move(sender); }
  cobalt::task<std::string> nextLine() {
    std::string text = co_await readText();
    co_return "<" + sender_ + "> " + text;
  }

private:
  cobalt::task<std::string> readText();

  std::string sender_;
};
} // namespace chat_fixed

// Correct: the addition of strings gets the prefix by reference and reads it
// when both operands are there.
namespace prompts {
class Shell {
public:
  void setPrefix(std::string prefix) { prefix_ = std::move(prefix); }
  cobalt::task<std::string> prompt() {
    auto text = prefix_ + co_await currentDirectory();
    text += "$ ";
    co_return text;
  }

private:
  cobalt::task<std::string> currentDirectory();

  std::string prefix_;
};
} // namespace prompts

// Correct: the function takes the limit by reference to const and reads it
// after the measurement.
namespace thermostat {
int clampTo(const int &limit, int value);

class Heater {
public:
  void setLimit(int limit) { limit_ = limit; }
  cobalt::promise<int> target() {
    const int value = clampTo(limit_, co_await measure());
    co_return value;
  }

private:
  cobalt::promise<int> measure();

  int limit_ = 25;
};
} // namespace thermostat

// Correct: the sequence number is an argument of the awaited call itself, and
// what stands to the left is constant.
namespace framing {
constexpr std::size_t headerSize = 16;

class Framer {
public:
  void skip(unsigned count) { sequence_ += count; }
  cobalt::task<std::size_t> write(std::string payload) {
    co_return headerSize + co_await send(sequence_++, std::move(payload));
  }

private:
  cobalt::task<std::size_t> send(unsigned sequence, std::string payload);

  unsigned sequence_ = 0;
};
} // namespace framing

// Correct: && is ordered, and the peer is only asked when the link is open.
namespace links {
struct Peer {
  cobalt::promise<bool> ping();
};

class Link {
public:
  void close() { open_ = false; }
  cobalt::promise<bool> alive() {
    for (int attempt = 0; attempt < 3; ++attempt)
      if (open_ && co_await peer_.ping())
        co_return true;
    co_return false;
  }

private:
  Peer peer_;
  bool open_ = true;
};
} // namespace links

// Correct: awaiting the executor never suspends.
namespace workers {
struct Slot {
  Slot(unsigned id, cobalt::executor executor)
      : id(id), executor(std::move(executor)) {}
  unsigned id;
  cobalt::executor executor;
};

class Pool {
public:
  void reset() { nextId_ = 0; }
  cobalt::task<void> enlarge() {
    slots_.push_back(Slot(nextId_++, co_await cobalt::this_coro::executor));
  }

private:
  unsigned nextId_ = 0;
  std::vector<Slot> slots_;
};
} // namespace workers

// Correct: the batch is exchanged into a local before the file is opened.
namespace telemetry_fixed {
struct Reading {
  double value = 0;
};
void archive(std::vector<Reading> batch, int descriptor);

class Recorder {
public:
  void record(Reading reading) { batch_.push_back(reading); }
  cobalt::promise<void> flush() {
    auto batch = std::exchange(batch_, {});
    if (!batch.empty())
      archive(std::move(batch), co_await openArchive());
  }

private:
  cobalt::promise<int> openArchive();

  std::vector<Reading> batch_;
};
} // namespace telemetry_fixed

// Correct: the right side of an assignment is evaluated before the left one.
namespace spreadsheet {
class Sheet {
public:
  void select(std::size_t cell) { cursor_ = cell; }
  void resize(std::size_t cells) { cells_.resize(cells); }
  cobalt::task<void> fill() {
    cells_[cursor_ % cells_.size()] = co_await compute();
  }

private:
  cobalt::task<double> compute();

  std::size_t cursor_ = 0;
  std::vector<double> cells_;
};
} // namespace spreadsheet

// Correct: the port is a parameter of this frame, and the awaited function
// gets a copy.
namespace discovery {
std::string endpointOf(unsigned port, std::string host);
cobalt::task<std::string> lookUp(unsigned port, std::string service);

cobalt::task<std::vector<std::string>>
endpoints(unsigned port, std::vector<std::string> services) {
  std::vector<std::string> found;
  for (auto &service : services) {
    ++port;
    found.push_back(endpointOf(port, co_await lookUp(port, service)));
  }
  co_return found;
}
} // namespace discovery

// Correct: the awaits are in the lambda, which runs after the call.
namespace jobs {
class Queue {
public:
  void cancelAll() { waiting_ = 0; }
  void push() {
    submit(waiting_ + 1, [this]() -> cobalt::task<void> {
      co_await work();
      --waiting_;
    });
    ++waiting_;
  }

private:
  void submit(int position, std::function<cobalt::task<void>()> job) {
    jobs_[position] = std::move(job);
  }
  cobalt::task<void> work();

  int waiting_ = 0;
  std::map<int, std::function<cobalt::task<void>()>> jobs_;
};
} // namespace jobs
