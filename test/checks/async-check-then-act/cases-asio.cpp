// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-check-then-act %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>

#include <array>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: two requests for the same host both resolve it and both store it.
awaitable<tcp::endpoint> queryNameServer(std::string host);

class HostCache {
public:
  awaitable<tcp::endpoint> lookup(std::string host) {
    if (!entries_.contains(host)) {
      tcp::endpoint found = co_await queryNameServer(host);
      entries_.emplace(host, found); // expect
      co_return found;
    }
    co_return entries_.at(host);
  }

private:
  std::unordered_map<std::string, tcp::endpoint> entries_;
};

// Buggy: the pool grows beyond its limit while connections are being opened.
awaitable<tcp::socket> openBackend(tcp::endpoint backend);

class BackendPool {
public:
  awaitable<bool> grow() {
    if (idle_.size() < maxIdle) {
      tcp::socket socket = co_await openBackend(backend_);
      idle_.push_back(std::move(socket)); // expect
      co_return true;
    }
    co_return false;
  }

private:
  static constexpr std::size_t maxIdle = 16;
  tcp::endpoint backend_;
  std::vector<tcp::socket> idle_;
};

// Buggy: every caller that finds no token yet logs in once more.
struct ApiToken {
  std::string text;
};
awaitable<std::string> postCredentials(std::string user);

class ApiSession {
public:
  explicit ApiSession(std::string user) : user_(std::move(user)) {}

  awaitable<std::string> authorization() {
    if (token_ == std::nullopt) {
      std::string answer = co_await postCredentials(user_);
      token_.emplace(ApiToken{std::move(answer)}); // expect
    }
    co_return "Bearer " + token_->text;
  }

private:
  std::string user_;
  std::optional<ApiToken> token_;
};

// Buggy: the recording may be closed while its name is being looked up.
class Recording {
public:
  void setTitle(const std::string &title) { title_ = title; }

private:
  std::string title_;
};
awaitable<std::string> askForTitle(int channel);

class VideoRecorder {
public:
  void begin() { recording_ = std::make_unique<Recording>(); }
  void stop() { recording_.reset(); }

  awaitable<void> rename(int channel) {
    if (!recording_)
      co_return;
    std::string title = co_await askForTitle(channel);
    recording_->setTitle(title); // expect
  }

private:
  std::unique_ptr<Recording> recording_;
};

// Buggy: the messages may be dropped during the write, then there is no front.
class ChatPeer {
public:
  explicit ChatPeer(tcp::socket socket) : socket_(std::move(socket)) {}

  void deliver(std::string line) { outbox_.push_back(std::move(line)); }
  void mute() { outbox_.clear(); }

  awaitable<void> drain() {
    while (!outbox_.empty()) {
      std::string line = outbox_.front();
      co_await asio::async_write(socket_, asio::buffer(line), use_awaitable);
      outbox_.pop_front(); // expect
    }
  }

private:
  tcp::socket socket_;
  std::deque<std::string> outbox_;
};

// Buggy: it waits once; the timer can expire, or another renderer was faster.
struct ThumbnailJob {
  std::string file;
};
void renderThumbnail(const ThumbnailJob &job);

class ThumbnailQueue {
public:
  explicit ThumbnailQueue(asio::io_context &context) : wakeUp_(context) {}

  void add(ThumbnailJob job) {
    jobs_.push_back(std::move(job));
    wakeUp_.cancel_one();
  }
  void discardOldest() {
    if (!jobs_.empty())
      jobs_.pop_front();
  }
  awaitable<void> renderOldest() {
    if (jobs_.empty()) {
      boost::system::error_code ignored;
      wakeUp_.expires_after(std::chrono::hours(1));
      co_await wakeUp_.async_wait(
          asio::redirect_error(use_awaitable, ignored));
    }
    renderThumbnail(jobs_.front()); // expect
  }

private:
  asio::steady_timer wakeUp_;
  std::deque<ThumbnailJob> jobs_;
};

// Buggy: two callers both find the motor off and both run the start sequence.
awaitable<void> sendMotorCommand(int axis, std::string command);

class MotorAxis {
public:
  explicit MotorAxis(int axis) : axis_(axis) {}

  awaitable<void> moveTo(int position) {
    if (!powered_) {
      co_await sendMotorCommand(axis_, "enable");
      co_await sendMotorCommand(axis_, "home");
      powered_ = true; // expect
    }
    co_await sendMotorCommand(axis_, "goto " + std::to_string(position));
  }

private:
  const int axis_;
  bool powered_ = false;
};

// Buggy: the state only changes after the handshake, a second one can begin.
class BrokerLink {
  enum class State { Idle, Connected };

public:
  BrokerLink(tcp::socket socket, tcp::endpoint broker)
      : socket_(std::move(socket)), broker_(broker) {}

  awaitable<void> connect() {
    if (state_ != State::Idle)
      co_return;
    co_await socket_.async_connect(broker_, use_awaitable);
    state_ = State::Connected; // expect
  }

private:
  tcp::socket socket_;
  tcp::endpoint broker_;
  State state_ = State::Idle;
};

// Buggy: all four workers find the shared settings missing and load them.
struct CrawlSettings {
  int depth = 0;
};
awaitable<CrawlSettings> loadCrawlSettings();
awaitable<void> crawlShard(int shard, int depth);

void crawlEverything(asio::io_context &context) {
  std::optional<CrawlSettings> settings;
  auto worker = [&settings](int shard) -> awaitable<void> {
    if (!settings.has_value())
      settings = co_await loadCrawlSettings(); // expect
    co_await crawlShard(shard, settings->depth);
  };
  for (int shard = 0; shard < 4; ++shard)
    asio::co_spawn(context, worker(shard), asio::detached);
  context.run();
}

// Buggy: the player may leave while the data base is asked.
struct PlayerState {
  int score = 0;
};
awaitable<int> loadBonus(int player);

class GameRoom {
public:
  void join(int player) { players_[player] = PlayerState(); }
  void leave(int player) { players_.erase(player); }

  awaitable<void> grantBonus(int player) {
    if (players_.find(player) != players_.end()) {
      int bonus = co_await loadBonus(player);
      players_.at(player).score += bonus; // expect
    }
  }

private:
  std::map<int, PlayerState> players_;
};

// Correct: it looks again before it stores, the first result wins.
struct RouteTable {
  std::vector<std::string> routes;
};
awaitable<std::shared_ptr<RouteTable>> downloadRoutes();

class RouteProvider {
public:
  awaitable<std::shared_ptr<RouteTable>> routes() {
    if (!table_) {
      std::shared_ptr<RouteTable> fresh = co_await downloadRoutes();
      if (!table_)
        table_ = std::move(fresh);
    }
    co_return table_;
  }

private:
  std::shared_ptr<RouteTable> table_;
};

// Correct: a copy of the shared pointer keeps the camera while it is used.
class Camera {
public:
  awaitable<std::string> capture();
  void release() { ++released_; }

private:
  int released_ = 0;
};

class CameraPanel {
public:
  void unplug() { camera_ = nullptr; }

  awaitable<std::string> snapshot() {
    const std::shared_ptr<Camera> camera = camera_;
    if (camera == nullptr)
      co_return std::string();
    std::string picture = co_await camera->capture();
    camera->release();
    co_return picture;
  }

private:
  std::shared_ptr<Camera> camera_;
};

// Correct: the flag is set before the suspension and taken back afterwards.
awaitable<void> uploadMetrics(std::vector<double> values);

class MetricsFlusher {
public:
  void add(double value) { values_.push_back(value); }

  awaitable<void> flush() {
    if (flushing_)
      co_return;
    flushing_ = true;
    try {
      co_await uploadMetrics(std::exchange(values_, {}));
    } catch (const std::exception &) {
      ++failures_;
    }
    flushing_ = false;
  }

private:
  bool flushing_ = false;
  int failures_ = 0;
  std::vector<double> values_;
};

// Correct: a placeholder in the map keeps others from downloading the tile.
enum class TileStatus { Loading, Ready };
awaitable<void> downloadTile(int tile);

class TileStore {
public:
  awaitable<void> prefetch(int tile) {
    if (tiles_.count(tile) != 0)
      co_return;
    tiles_[tile] = TileStatus::Loading;
    co_await downloadTile(tile);
    tiles_[tile] = TileStatus::Ready;
  }

private:
  std::map<int, TileStatus> tiles_;
};

// Correct: each message is taken out before it is written.
class TelemetrySender {
public:
  explicit TelemetrySender(tcp::socket socket) : socket_(std::move(socket)) {}

  void push(std::string frame) { frames_.push_back(std::move(frame)); }
  void discard() { frames_.clear(); }

  awaitable<void> sendAll() {
    while (!frames_.empty()) {
      std::string frame = std::move(frames_.front());
      frames_.pop_front();
      co_await asio::async_write(socket_, asio::buffer(frame), use_awaitable);
    }
  }

private:
  tcp::socket socket_;
  std::deque<std::string> frames_;
};

// Correct: it waits in a loop, so the queue is not empty after it.
class OrderBook {
public:
  explicit OrderBook(asio::io_context &context) : arrived_(context) {
    arrived_.expires_at(asio::steady_timer::time_point::max());
  }

  void place(int order) {
    orders_.push_back(order);
    arrived_.cancel_one();
  }
  awaitable<int> next() {
    while (orders_.empty()) {
      boost::system::error_code ignored;
      co_await arrived_.async_wait(
          asio::redirect_error(use_awaitable, ignored));
    }
    int order = orders_.front();
    orders_.pop_front();
    co_return order;
  }

private:
  asio::steady_timer arrived_;
  std::deque<int> orders_;
};

// Correct: each of the started coroutines fills its own slot.
awaitable<std::string> fetchPage(int page);

class PageBatch {
public:
  void start(asio::io_context &context) {
    for (std::size_t i = 0; i < slots_.size(); ++i)
      asio::co_spawn(context, load(i), asio::detached);
  }

private:
  awaitable<void> load(std::size_t i) {
    if (!slots_[i])
      slots_[i] = co_await fetchPage(static_cast<int>(i));
  }
  std::array<std::optional<std::string>, 8> slots_;
};

// Correct: only the one writer, started by the constructor, removes lines.
class AuditLog {
public:
  AuditLog(asio::io_context &context, tcp::socket socket)
      : socket_(std::move(socket)), pending_(context) {
    pending_.expires_at(asio::steady_timer::time_point::max());
    asio::co_spawn(context, writeLines(), asio::detached);
  }

  void log(std::string line) {
    lines_.push_back(std::move(line));
    pending_.cancel_one();
  }

private:
  awaitable<void> writeLines() {
    for (;;) {
      while (!lines_.empty()) {
        co_await asio::async_write(socket_, asio::buffer(lines_.front()),
                                   use_awaitable);
        lines_.pop_front();
      }
      boost::system::error_code ignored;
      co_await pending_.async_wait(
          asio::redirect_error(use_awaitable, ignored));
    }
  }
  tcp::socket socket_;
  asio::steady_timer pending_;
  std::deque<std::string> lines_;
};

// Correct: the loop looks at its own stop flag in every round.
awaitable<int> readSensor(int sensor);

class SensorPoller {
public:
  explicit SensorPoller(asio::io_context &context) : timer_(context) {}

  void stop() { stopped_ = true; }

  awaitable<void> poll(int sensor) {
    while (!stopped_) {
      int value = co_await readSensor(sensor);
      if (value < 0)
        stopped_ = true;
      timer_.expires_after(std::chrono::seconds(1));
      co_await timer_.async_wait(use_awaitable);
    }
  }

private:
  asio::steady_timer timer_;
  bool stopped_ = false;
};

// Correct: the door ends up closed whether it was announced or not.
awaitable<void> announceClosing(int door);

class TrainDoor {
  enum class Position { Open, Closed };

public:
  awaitable<void> shut(int door) {
    if (position_ == Position::Open) {
      co_await announceClosing(door);
      position_ = Position::Closed;
    } else {
      position_ = Position::Closed;
    }
  }

private:
  Position position_ = Position::Open;
};
