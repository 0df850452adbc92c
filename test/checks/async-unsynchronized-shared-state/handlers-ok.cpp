// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// Intent: the same done right: strands, chains of operations, pools of one
// thread.
#include <boost/asio.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;

void run_by_four(asio::io_context &loop) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&loop] { loop.run(); });
  for (std::thread &thread : threads)
    thread.join();
}

struct TimersOnAStrand {
  void run() {
    first.async_wait([this](const error_code &) { ++ticks; });
    second.async_wait([this](const error_code &) { ticks = 0; });
    run_by_four(loop);
  }
  asio::io_context loop;
  asio::strand<asio::io_context::executor_type> strand{asio::make_strand(loop)};
  asio::steady_timer first{strand}, second{strand};
  int ticks = 0;
};

struct HandlersOnAStrand {
  void run() {
    first.async_wait(
        asio::bind_executor(strand, [this](const error_code &) { ++ticks; }));
    second.async_wait(
        asio::bind_executor(strand, [this](const error_code &) { ticks = 0; }));
    run_by_four(loop);
  }
  asio::io_context loop;
  asio::strand<asio::io_context::executor_type> strand{loop.get_executor()};
  asio::steady_timer first{loop}, second{loop};
  int ticks = 0;
};

// A strand that only the socket has.
struct SocketWithAStrand {
  void run() {
    socket.async_read_some(
        asio::buffer(data),
        [this](const error_code &, std::size_t n) { bytes += n; });
    deadline.async_wait([this](const error_code &) { bytes = 0; });
    run_by_four(loop);
  }
  asio::io_context loop;
  tcp::socket socket{asio::make_strand(loop)};
  asio::steady_timer deadline{socket.get_executor()};
  char data[64];
  std::size_t bytes = 0;
};

// A strand that another one is a copy of.
struct CopiedStrand {
  void run() {
    asio::post(strand, [this] { ++jobs; });
    asio::post(same, [this] { jobs = 0; });
    run_by_four(loop);
  }
  asio::io_context loop;
  asio::strand<asio::io_context::executor_type> strand{asio::make_strand(loop)};
  asio::strand<asio::io_context::executor_type> same = strand;
  int jobs = 0;
};

struct OneThread {
  void run() {
    first.async_wait([this](const error_code &) { ++ticks; });
    second.async_wait([this](const error_code &) { ticks = 0; });
    loop.run();
  }
  asio::io_context loop;
  asio::steady_timer first{loop}, second{loop};
  int ticks = 0;
};

// One operation begins where the other has ended.
class Session : public std::enable_shared_from_this<Session> {
public:
  explicit Session(tcp::socket socket) : socket_(std::move(socket)) {}
  void read() {
    socket_.async_read_some(
        asio::buffer(data_),
        [self = shared_from_this()](const error_code &error, std::size_t size) {
          if (error)
            return;
          self->bytes_ += size;
          self->write(size);
        });
  }

private:
  void write(std::size_t size) {
    asio::async_write(
        socket_, asio::buffer(data_, size),
        [self = shared_from_this()](const error_code &error, std::size_t) {
          if (error)
            return;
          ++self->bytes_;
          self->read();
        });
  }
  tcp::socket socket_;
  char data_[64];
  std::size_t bytes_ = 0;
};
class Server {
public:
  explicit Server(asio::io_context &loop)
      : acceptor_(loop, tcp::endpoint(tcp::v4(), 8080)) {
    accept();
  }

private:
  void accept() {
    acceptor_.async_accept([this](const error_code &error, tcp::socket socket) {
      if (!error) {
        ++accepted_;
        std::make_shared<Session>(std::move(socket))->read();
      }
      accept();
    });
  }
  tcp::acceptor acceptor_;
  int accepted_ = 0;
};
void serve() {
  asio::io_context loop;
  Server server(loop);
  run_by_four(loop);
}

// The pool has one thread, wherever that is said.
class Tracer {
public:
  cppcoro::task<> record(std::string span) {
    co_await thread_.schedule();
    spans_.push_back(std::move(span));
  }

private:
  std::vector<std::string> spans_;
  cppcoro::static_thread_pool thread_{1};
};
void trace() {
  Tracer tracer;
  cppcoro::sync_wait(
      cppcoro::when_all(tracer.record("parse"), tracer.record("plan")));
}
class Log {
public:
  explicit Log(asio::thread_pool &pool) : pool_(pool) {}
  void add(std::string line) {
    asio::post(pool_, [this, line] { lines_.push_back(line); });
  }

private:
  asio::thread_pool &pool_;
  std::vector<std::string> lines_;
};
void log_two() {
  asio::thread_pool one(1);
  Log log(one);
  log.add("begin");
  log.add("end");
  one.join();
}

// A lock that wraps the other one.
class Spinning {
public:
  void lock() { inner.lock(); }
  void unlock() { inner.unlock(); }
  std::mutex inner;
};
struct Wrapped {
  void put() {
    std::lock_guard guard(outer);
    ++value;
  }
  void take() {
    std::lock_guard guard(outer.inner);
    --value;
  }
  Spinning outer;
  int value = 0;
};
void one_lock(std::shared_ptr<Wrapped> shared) {
  std::thread first([shared] { shared->put(); });
  std::thread second([shared] { shared->take(); });
  first.join();
  second.join();
}

// The project's own loops: over parts, under a lock, and on one thread.
void for_all(unsigned count, const std::function<void(unsigned)> &body) {
  std::vector<std::thread> threads;
  for (unsigned worker = 0; worker < 4; ++worker)
    threads.emplace_back([&, worker] {
      for (unsigned i = worker; i < count; i += 4)
        body(i);
    });
  for (std::thread &thread : threads)
    thread.join();
}
void one_after_the_other(unsigned count,
                         const std::function<void(unsigned)> &body) {
  asio::thread_pool pool(1);
  for (unsigned i = 0; i < count; ++i)
    asio::post(pool, [&body, i] { body(i); });
  pool.join();
}
double sums(const std::vector<double> &ratings) {
  std::mutex mutex;
  double sum = 0, other = 0;
  std::vector<double> halves(ratings.size());
  for_all(ratings.size(), [&](unsigned i) {
    double half = ratings[i] / 2;
    halves[i] = half;
    std::lock_guard guard(mutex);
    sum += half;
  });
  one_after_the_other(ratings.size(), [&](unsigned i) { other += ratings[i]; });
  return sum + other;
}
