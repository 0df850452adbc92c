// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-this %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>

#include <chrono>
#include <cstdio>
#include <deque>
#include <exception>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::detached;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;

void logError(const std::string &where, std::exception_ptr error);

// Buggy: the member may have left the room before its line has arrived.
namespace chat {
class Member : public std::enable_shared_from_this<Member> {
public:
  explicit Member(tcp::socket socket) : socket_(std::move(socket)) {}

  void join() { asio::co_spawn(socket_.get_executor(), greet(), detached); }

private:
  awaitable<void> greet() {
    std::string line;
    co_await asio::async_read_until(socket_, asio::dynamic_buffer(line), '\n',
                                    use_awaitable);
    nickname_ = line; // expect
  }

  tcp::socket socket_;
  std::string nickname_;
};
} // namespace chat

// Buggy: the helper of the project detaches the task, the probe is not held.
namespace probe {
void launch(asio::any_io_executor executor, awaitable<void> job) {
  asio::co_spawn(executor, std::move(job), [](std::exception_ptr error) {
    if (error)
      logError("probe", error);
  });
}

class LatencyProbe : public std::enable_shared_from_this<LatencyProbe> {
public:
  explicit LatencyProbe(asio::any_io_executor executor) : executor_(executor) {}

  void start() { launch(executor_, measure(executor_)); }

private:
  awaitable<void> measure(asio::any_io_executor executor) {
    asio::steady_timer timer(executor);
    for (;;) {
      timer.expires_after(std::chrono::seconds(1));
      co_await timer.async_wait(use_awaitable);
      ++samples_; // expect
    }
  }

  asio::any_io_executor executor_;
  unsigned samples_ = 0;
};
} // namespace probe

// Buggy: the reference is asked for when it is too late.
namespace upload {
class Upload : public std::enable_shared_from_this<Upload> {
public:
  explicit Upload(tcp::socket socket) : socket_(std::move(socket)) {}

  void begin(asio::io_context &context) {
    asio::co_spawn(
        context, [this] { return receive(); },
        [](std::exception_ptr error) { logError("upload", error); });
  }

private:
  awaitable<void> receive() {
    char header[16];
    co_await asio::async_read(socket_, asio::buffer(header), use_awaitable);
    auto self = shared_from_this(); // expect
    self->accepted_ = header[0] == 'U';
  }

  tcp::socket socket_;
  bool accepted_ = false;
};
} // namespace upload

// Buggy: the coroutine lambda holds the device by its bare address.
namespace serial {
class Device : public std::enable_shared_from_this<Device> {
public:
  void reset(asio::io_context &context) {
    asio::co_spawn(
        context,
        [this, &context]() -> awaitable<void> {
          asio::steady_timer settle(context, std::chrono::milliseconds(50));
          co_await settle.async_wait(use_awaitable);
          writeRegister(0x01, 0x80); // expect
        },
        detached);
  }

private:
  void writeRegister(int address, int value);
};
} // namespace serial

// Buggy: the posted handler runs when the sink may be gone.
namespace sink {
class LogSink : public std::enable_shared_from_this<LogSink> {
public:
  explicit LogSink(asio::thread_pool &pool) : pool_(pool) {}

  void append(std::string line) {
    lines_.push_back(std::move(line));
    if (lines_.size() < 64)
      return;
    asio::post(pool_, [this] { // expect
      for (const std::string &line : lines_)
        std::fputs(line.c_str(), stderr);
      lines_.clear();
    });
  }

private:
  asio::thread_pool &pool_;
  std::vector<std::string> lines_;
};
} // namespace sink

// Buggy: the handler looks at no error, it touches a destroyed game as well.
namespace game {
class Match : public std::enable_shared_from_this<Match> {
public:
  explicit Match(asio::io_context &context) : turnTimer_(context) {}

  void beginTurn() {
    turnTimer_.expires_after(std::chrono::seconds(20));
    turnTimer_.async_wait([this](const error_code &) { // expect
      current_ = 1 - current_;
      beginTurn();
    });
  }

private:
  asio::steady_timer turnTimer_;
  int current_ = 0;
};
} // namespace game

// Buggy: the queue is popped before the error is looked at.
namespace mail {
template <typename Stream>
class SmtpClient : public std::enable_shared_from_this<SmtpClient<Stream>> {
public:
  explicit SmtpClient(Stream stream) : stream_(std::move(stream)) {}

  void flush() {
    asio::async_write(stream_, asio::buffer(queue_.front()),
                      [this](error_code error, std::size_t) { // expect
                        queue_.pop_front();
                        if (error)
                          return;
                        if (!queue_.empty())
                          flush();
                      });
  }

private:
  Stream stream_;
  std::deque<std::string> queue_;
};

void flushMail(SmtpClient<tcp::socket> &client) { client.flush(); }
} // namespace mail

// Buggy: the detached thread outlives whoever asked for the thumbnail.
namespace thumbs {
class Thumbnail : public std::enable_shared_from_this<Thumbnail> {
public:
  explicit Thumbnail(std::string path) : path_(std::move(path)) {}

  void render(int width) {
    std::thread([this, width] { // expect
      pixels_ = decode(path_, width);
      ready_ = true;
    })
        .detach();
  }

private:
  static std::vector<char> decode(const std::string &path, int width);
  std::string path_;
  std::vector<char> pixels_;
  bool ready_ = false;
};
} // namespace thumbs

// Buggy: the checker is a local variable, it is gone before it has begun.
namespace health {
class Checker {
public:
  Checker(asio::io_context &context, int port)
      : socket_(context), port_(port) {}

  awaitable<void> run() {
    tcp::endpoint peer(tcp::v4(), static_cast<unsigned short>(port_));
    co_await socket_.async_connect(peer, use_awaitable);
    healthy_ = true;
  }

private:
  tcp::socket socket_;
  int port_;
  bool healthy_ = false;
};

void checkLater(asio::io_context &context, int port) {
  if (port == 0)
    return;
  Checker checker(context, port);
  asio::co_spawn(context, checker.run(), detached); // expect
}
} // namespace health

// Buggy: nobody but the local pointer owns the job.
namespace exporter {
class ExportJob {
public:
  explicit ExportJob(std::string table) : table_(std::move(table)) {}

  awaitable<void> execute() {
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer pause(executor, std::chrono::seconds(1));
    co_await pause.async_wait(use_awaitable);
    writeRows(table_);
  }

private:
  static void writeRows(const std::string &table);
  std::string table_;
};

void onExportRequested(asio::thread_pool &pool,
                       const std::vector<std::string> &tables) {
  for (const std::string &table : tables) {
    auto job = std::make_unique<ExportJob>(table);
    asio::co_spawn(pool, job->execute(), detached); // expect
  }
}
} // namespace exporter

// Correct: the spawned callable holds the player.
namespace player {
class Player : public std::enable_shared_from_this<Player> {
public:
  explicit Player(tcp::socket socket) : socket_(std::move(socket)) {}

  void start() {
    asio::co_spawn(
        socket_.get_executor(),
        [self = shared_from_this()] { return self->readMoves(); }, detached);
  }

private:
  awaitable<void> readMoves() {
    char move = 0;
    while (socket_.is_open()) {
      co_await asio::async_read(socket_, asio::buffer(&move, 1), use_awaitable);
      ++moves_;
    }
  }

  tcp::socket socket_;
  int moves_ = 0;
};
} // namespace player

// Correct: the parameter of the coroutine keeps the tunnel.
namespace tunnel {
class Tunnel : public std::enable_shared_from_this<Tunnel> {
public:
  explicit Tunnel(tcp::socket upstream) : upstream_(std::move(upstream)) {}

  void open() {
    asio::co_spawn(upstream_.get_executor(), pump(shared_from_this()),
                   detached);
  }

private:
  awaitable<void> pump(std::shared_ptr<Tunnel> self) {
    char data[512];
    std::size_t size =
        co_await upstream_.async_read_some(asio::buffer(data), use_awaitable);
    bytes_ += size;
  }

  tcp::socket upstream_;
  std::size_t bytes_ = 0;
};
} // namespace tunnel

// Correct: the completion handler holds the object until the task has ended.
namespace backup {
class Backup : public std::enable_shared_from_this<Backup> {
public:
  void begin(asio::thread_pool &pool) {
    asio::co_spawn(pool, copyVolumes(),
                   [self = shared_from_this()](std::exception_ptr error) {
                     self->failed_ = error != nullptr;
                   });
  }

private:
  awaitable<void> copyVolumes() {
    co_await asio::post(use_awaitable);
    ++volumes_;
  }

  int volumes_ = 0;
  bool failed_ = false;
};
} // namespace backup

// Correct: the sensor is looked up again after each pause.
namespace sensor {
class Sensor : public std::enable_shared_from_this<Sensor> {
public:
  void poll(asio::io_context &context) {
    asio::co_spawn(context, sampleLater(weak_from_this()), detached);
  }

private:
  awaitable<void> sampleLater(std::weak_ptr<Sensor> weak) {
    asio::steady_timer timer(co_await asio::this_coro::executor,
                             std::chrono::seconds(10));
    co_await timer.async_wait(use_awaitable);
    auto self = weak.lock();
    if (!self)
      co_return;
    value_ = readAdc();
  }

  static int readAdc();
  int value_ = 0;
};
} // namespace sensor

// Correct: what the audit needs is in its parameter, only statics are used.
namespace audit {
class Account : public std::enable_shared_from_this<Account> {
public:
  explicit Account(std::string name) : name_(std::move(name)) {}

  void close(asio::io_context &context) {
    asio::co_spawn(context, record(name_), detached);
    name_.clear();
  }

private:
  awaitable<void> record(std::string name) {
    co_await asio::post(use_awaitable);
    appendTo(journal_, name);
    ++closed_;
  }

  static void appendTo(std::string &journal, const std::string &name);
  static inline std::string journal_;
  static inline int closed_ = 0;
  std::string name_;
};
} // namespace audit

// Correct: a dead object is seen by the error, before anything is used.
namespace relay {
class Relay : public std::enable_shared_from_this<Relay> {
public:
  explicit Relay(tcp::socket socket) : socket_(std::move(socket)) {}

  void read() {
    socket_.async_read_some(asio::buffer(data_),
                            [this](error_code error, std::size_t size) {
                              if (error)
                                return;
                              received_ += size;
                              read();
                            });
  }

private:
  tcp::socket socket_;
  char data_[1024] = {};
  std::size_t received_ = 0;
};
} // namespace relay

// Correct: the handler carries a reference beside the bare address.
namespace index {
class SearchIndex : public std::enable_shared_from_this<SearchIndex> {
public:
  void rebuild(asio::thread_pool &pool) {
    asio::post(pool, [this, self = shared_from_this()] {
      entries_.clear();
      generation_ += 1;
    });
  }

private:
  std::vector<std::string> entries_;
  int generation_ = 0;
};
} // namespace index

// Correct: the local server lives as long as the loop runs.
namespace server {
class Server {
public:
  Server(asio::io_context &context, unsigned short port)
      : acceptor_(context, tcp::endpoint(tcp::v4(), port)) {}

  awaitable<void> listen() {
    for (;;) {
      tcp::socket peer = co_await acceptor_.async_accept(use_awaitable);
      peer.close();
      ++accepted_;
    }
  }

private:
  tcp::acceptor acceptor_;
  int accepted_ = 0;
};

void serve(unsigned short port) {
  asio::io_context context;
  Server server(context, port);
  asio::co_spawn(context, server.listen(), detached);
  context.run();
}
} // namespace server

// Correct: the new worker is put into the list of its owner.
namespace workers {
class Worker {
public:
  awaitable<void> run() {
    while (!stopped_) {
      co_await asio::post(use_awaitable);
      ++rounds_;
    }
  }
  void stop() { stopped_ = true; }

private:
  bool stopped_ = false;
  int rounds_ = 0;
};

class Crew {
public:
  void hire(asio::io_context &context) {
    auto worker = std::make_shared<Worker>();
    workers_.push_back(worker);
    asio::co_spawn(context, worker->run(), detached);
  }

private:
  std::vector<std::shared_ptr<Worker>> workers_;
};
} // namespace workers

// Correct: the caller waits for the result while it holds the migration.
namespace migrate {
class Migration : public std::enable_shared_from_this<Migration> {
public:
  int apply(asio::thread_pool &pool) {
    std::future<int> steps =
        asio::co_spawn(pool, applySteps(), asio::use_future);
    return steps.get();
  }

private:
  awaitable<int> applySteps() {
    co_await asio::post(use_awaitable);
    co_return ++applied_;
  }

  int applied_ = 0;
};
} // namespace migrate
