// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsequenced-await %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <algorithm>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;

// Buggy: startNewPart resets the count, which may be read before the read ends.
class UploadSession {
public:
  explicit UploadSession(tcp::socket socket) : socket_(std::move(socket)) {}
  asio::awaitable<void> readFrames() {
    char frame[512];
    for (;;) {
      received_ =
          received_ + co_await asio::async_read( // expect
                          socket_, asio::buffer(frame), asio::use_awaitable);
    }
  }
  void startNewPart() { received_ = 0; }

private:
  tcp::socket socket_;
  std::size_t received_ = 0;
};

// Buggy: clients come and go while the limit of the same comparison is fetched.
static int activeClients = 0;
asio::awaitable<int> fetchClientLimit();

void onClientConnected() { ++activeClients; }
void onClientGone() { --activeClients; }

asio::awaitable<void> acceptClients(tcp::acceptor &acceptor) {
  while (activeClients < co_await fetchClientLimit()) { // expect
    tcp::socket peer = co_await acceptor.async_accept(asio::use_awaitable);
    onClientConnected();
    peer.close();
  }
}

// Buggy: heartbeats take numbers while the body arrives, before or after this
// one.
struct WireMessage {};
WireMessage encodeMessage(unsigned sequence, std::vector<char> body);
asio::awaitable<std::vector<char>> readMessageBody(tcp::socket &socket);

class MessageRelay {
public:
  asio::awaitable<WireMessage> relay(tcp::socket &from) {
    co_return encodeMessage(nextSequence_++, // expect
                            co_await readMessageBody(from));
  }
  WireMessage heartbeat() { return encodeMessage(nextSequence_++, {}); }

private:
  unsigned nextSequence_ = 1;
};

// Buggy: the other instance adds to the captured total during the query.
asio::awaitable<long> queryShard(int shard);

asio::awaitable<long> sumShards() {
  using namespace asio::experimental::awaitable_operators;
  long total = 0;
  auto addShard = [&total](int shard) -> asio::awaitable<void> {
    total = total + co_await queryShard(shard); // expect
  };
  co_await (addShard(0) && addShard(1));
  co_return total;
}

// Buggy: errors behind the pointer are counted while the threshold is fetched.
struct LinkStats {
  int frames = 0;
  int errors = 0;
};
asio::awaitable<int> permittedErrors();

void recordLinkError(LinkStats &stats) { stats.errors += 1; }

asio::awaitable<bool> isTooNoisy(LinkStats *stats, asio::steady_timer &pause) {
  co_await pause.async_wait(asio::use_awaitable);
  if (stats->errors > co_await permittedErrors()) // expect
    co_return true;
  co_return false;
}

// Buggy: reload may replace the copied pointer while the request is read.
struct ServerConfig {
  int maxBody = 0;
};
struct HttpRequest {};
struct RequestContext {
  RequestContext(std::shared_ptr<const ServerConfig> config, HttpRequest what);
};
asio::awaitable<HttpRequest> readRequest(tcp::socket &socket);

class HttpServer {
public:
  asio::awaitable<RequestContext> nextContext(tcp::socket &socket) {
    co_return RequestContext(config_, co_await readRequest(socket)); // expect
  }
  void reload(std::shared_ptr<const ServerConfig> config) {
    config_ = std::move(config);
  }

private:
  std::shared_ptr<const ServerConfig> config_;
};

// Buggy: others send while the duration of the same division is awaited.
asio::awaitable<double> measureElapsedSeconds();

template <typename Protocol> class RateMeter {
public:
  void onSent(std::size_t bytes) { sentBytes_ += bytes; }
  asio::awaitable<double> bitsPerSecond() {
    double rate = 8.0 * sentBytes_ / co_await measureElapsedSeconds(); // expect
    co_return rate;
  }

private:
  std::size_t sentBytes_ = 0;
};
template class RateMeter<tcp>;

// Buggy: the awaited reader advances the position that the other argument
// copies.
struct HeaderField {};
asio::awaitable<HeaderField> readHeaderField(tcp::socket &socket,
                                             std::size_t &position);
void indexHeaderField(std::size_t position, const HeaderField &field);

asio::awaitable<void> indexHeaders(tcp::socket &socket, int fields) {
  std::size_t position = 0;
  for (int i = 0; i < fields; ++i) {
    indexHeaderField(position, // expect
                     co_await readHeaderField(socket, position));
  }
}

// Buggy: the base's getter reads a count that enqueue changes during the await.
class WriteQueueBase {
public:
  void enqueue() { ++pending_; }
  void onWritten() { --pending_; }

protected:
  int pendingWrites() const { return pending_; }

private:
  int pending_ = 0;
};

class RemoteWriteQueue : public WriteQueueBase {
public:
  asio::awaitable<int> depth() {
    co_return pendingWrites() + co_await remoteDepth(); // expect
  }

private:
  asio::awaitable<int> remoteDepth();
};

// Buggy: jobs are submitted while the other argument is awaited.
struct RenderJob {};
void publishLoad(std::size_t queued, int cpuPercent);

class RenderFarm {
public:
  void submit(RenderJob job) { jobs_.push_back(job); }
  asio::awaitable<void> reportForever(asio::steady_timer &tick) {
    for (;;) {
      co_await tick.async_wait(asio::use_awaitable);
      publishLoad(jobs_.size(), co_await sampleCpu()); // expect
    }
  }

private:
  asio::awaitable<int> sampleCpu();
  std::deque<RenderJob> jobs_;
};

// Correct: the read is awaited first, in a statement of its own.
class DownloadSession {
public:
  explicit DownloadSession(tcp::socket socket) : socket_(std::move(socket)) {}
  asio::awaitable<void> readBlocks() {
    char block[4096];
    for (;;) {
      std::size_t size = co_await asio::async_read(socket_, asio::buffer(block),
                                                   asio::use_awaitable);
      received_ = received_ + size;
    }
  }
  void restart() { received_ = 0; }

private:
  tcp::socket socket_;
  std::size_t received_ = 0;
};

// Correct: compound assignment evaluates the right side first.
class TrafficCounter {
public:
  asio::awaitable<void> drain(tcp::socket &socket) {
    char scratch[1024];
    while (running_) {
      bytes_ += co_await socket.async_read_some(asio::buffer(scratch),
                                                asio::use_awaitable);
    }
  }
  void clear() { bytes_ = 0; }
  void stop() { running_ = false; }

private:
  bool running_ = true;
  std::size_t bytes_ = 0;
};

// Correct: the await stands to the left of the read.
class MirrorState {
public:
  asio::awaitable<long> combinedLag() {
    co_return co_await fetchUpstreamLag() + localLag_;
  }
  void onApplied(long lag) { localLag_ = lag; }

private:
  asio::awaitable<long> fetchUpstreamLag();
  long localLag_ = 0;
};

// Correct: asking for the coroutine's executor never suspends.
void scheduleReconnect(int attempt, asio::any_io_executor executor);

class Reconnector {
public:
  asio::awaitable<void> onDropped() {
    scheduleReconnect(attempt_, co_await asio::this_coro::executor);
  }
  void onConnected() { attempt_ = 0; }
  void onFailed() { ++attempt_; }

private:
  int attempt_ = 0;
};

// Correct: the offset is a local that the awaited read cannot change.
asio::awaitable<std::size_t> readFully(tcp::socket &socket, char *data,
                                       std::size_t size) {
  std::size_t offset = 0;
  while (offset < size) {
    offset = offset + co_await socket.async_read_some(
                          asio::buffer(data + offset, size - offset),
                          asio::use_awaitable);
  }
  co_return offset;
}

// Correct: the left operand of || is evaluated before the right one.
class PeerMonitor {
public:
  asio::awaitable<bool> isGone() {
    if (closed_ || co_await probeFails())
      co_return true;
    co_return false;
  }
  void onClosed() { closed_ = true; }

private:
  asio::awaitable<bool> probeFails();
  bool closed_ = false;
};

// Correct: std::max takes references and reads the peak when it is called.
class LatencyPeak {
public:
  asio::awaitable<void> sample() {
    peak_ = std::max(peak_, co_await measureRoundTrip());
  }
  void resetPeak() { peak_ = 0; }

private:
  asio::awaitable<int> measureRoundTrip();
  int peak_ = 0;
};

// Correct: the elements of a braced list are evaluated in order.
struct TableSnapshot {
  unsigned generation;
  std::vector<int> rows;
};

class TableView {
public:
  asio::awaitable<TableSnapshot> snapshot() {
    co_return TableSnapshot{generation_, co_await fetchRows()};
  }
  void invalidate() { ++generation_; }

private:
  asio::awaitable<std::vector<int>> fetchRows();
  unsigned generation_ = 0;
};

// Correct: the sequence number is an argument of the awaited call itself.
constexpr std::size_t frameOverhead = 12;

class FrameSender {
public:
  asio::awaitable<std::size_t> sendNext() {
    std::size_t sent = frameOverhead + co_await sendFrame(sequence_);
    ++sequence_;
    co_return sent;
  }
  void resynchronize(unsigned sequence) { sequence_ = sequence; }

private:
  asio::awaitable<std::size_t> sendFrame(unsigned sequence);
  unsigned sequence_ = 0;
};

// Correct: the operator of strings takes the prefix by reference, read
// afterwards.
class ChatChannel {
public:
  void rename(std::string prefix) { prefix_ = std::move(prefix); }
  asio::awaitable<void> forward() {
    std::string line = prefix_ + co_await readChatLine();
    deliver(line);
  }

private:
  asio::awaitable<std::string> readChatLine();
  void deliver(const std::string &line);
  std::string prefix_;
};
