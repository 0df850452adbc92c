// RUN: %check_cotidy --mock %s async-dangling-this %t
// RUN: %check_cotidy --mock %s async-dangling-this %t -- -DSTANDALONE
// Intent: coroutines that co_spawn runs detached, on objects that are counted
// by references and on objects that die.
#include <memory>
#include <string>

#ifdef STANDALONE
#include <asio.hpp>
#include <system_error>
using std::error_code;
#else
#include <boost/asio.hpp>
#include <boost/system/error_code.hpp>
namespace asio = boost::asio;
using boost::system::error_code;
#endif
using asio::ip::tcp;

class Session : public std::enable_shared_from_this<Session> {
public:
  explicit Session(tcp::socket socket) : socket_(std::move(socket)) {}

  void start() {
    asio::co_spawn(socket_.get_executor(), read(), asio::detached);
    asio::co_spawn(
        socket_.get_executor(), [this] { return write(); }, asio::detached);
    asio::co_spawn(
        socket_.get_executor(),
        [this]() -> asio::awaitable<void> {
          co_await asio::post(asio::use_awaitable);
          ++count_;
          // CHECK-NOTES: :[[@LINE-1]]:13: warning: this lambda uses its 'Session' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
          // CHECK-NOTES: :[[@LINE-6]]:5: note: this lambda is started here, and nobody who waits for it keeps the object
          // CHECK-NOTES: :[[@LINE-4]]:11: note: the coroutine may suspend here
        },
        asio::detached);
  }

private:
  asio::awaitable<void> read() {
    for (;;) {
      std::size_t n = co_await receive();
      // CHECK-NOTES: :[[@LINE-1]]:32: warning: 'Session::read' uses its 'Session' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
      // CHECK-NOTES: :[[@LINE-20]]:5: note: 'Session::read' is started here, and nobody who waits for it keeps the object
      // CHECK-NOTES: :[[@LINE-3]]:23: note: the coroutine may suspend here
      count_ += n;
    }
  }
  asio::awaitable<void> write() {
    co_await asio::post(asio::use_awaitable);
    ++count_;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'Session::write' uses its 'Session' after a suspension, and{{.*}}
    // CHECK-NOTES: :[[@LINE-28]]:5: note: 'Session::write' is started here, and nobody who waits for it keeps the object
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
  }
  asio::awaitable<std::size_t> receive() { co_return 1; }
  tcp::socket socket_;
  std::size_t count_ = 0;
};

class Job {
public:
  asio::awaitable<void> run() {
    ++steps_;
    co_await asio::post(asio::use_awaitable);
  }

private:
  int steps_ = 0;
};

void local(asio::io_context &loop) {
  Job job;
  asio::co_spawn(loop, job.run(), asio::detached);
  // CHECK-NOTES: :[[@LINE-1]]:24: warning: 'job' is gone at the end of its scope, while 'Job::run' may still use it [async-dangling-this]
  // CHECK-NOTES: :[[@LINE-3]]:7: note: 'job' is declared here
  // CHECK-NOTES: :[[@LINE-13]]:7: note: and its object is used here
}

void temporary(asio::io_context &loop) {
  asio::co_spawn(loop, Job().run(), asio::detached);
  // CHECK-NOTES: :[[@LINE-1]]:24: warning: the temporary that 'Job::run' is called on is gone at the end of the statement, before the coroutine is done [async-dangling-this]
  // CHECK-NOTES: :[[@LINE-19]]:7: note: and its object is used here
}

void owned(asio::io_context &loop) {
  auto job = std::make_unique<Job>();
  asio::co_spawn(loop, job->run(), asio::detached);
  // CHECK-NOTES: :[[@LINE-1]]:24: warning: 'job' is gone at the end of its scope, while 'Job::run' may{{.*}}
  // CHECK-NOTES: :[[@LINE-3]]:8: note: 'job' is declared here
  // CHECK-NOTES: :[[@LINE-27]]:7: note: and its object is used here
}

void shared(asio::io_context &loop) {
  asio::co_spawn(loop, std::make_shared<Job>()->run(), asio::detached);
  // CHECK-NOTES: :[[@LINE-1]]:24: warning: the temporary that 'Job::run' is called on is gone at the{{.*}}
  // CHECK-NOTES: :[[@LINE-33]]:7: note: and its object is used here
}

// Handlers of operations.
class Clock : public std::enable_shared_from_this<Clock> {
public:
  void start(asio::io_context &loop) {
    timer_.async_wait([this](auto) { tick(); });
    // CHECK-NOTES: :[[@LINE-1]]:23: warning: the handler given to 'basic_waitable_timer::async_wait' holds no reference to its 'Clock', which may be gone when it runs [async-dangling-this]
    // CHECK-NOTES: :[[@LINE-2]]:38: note: its object is used here
    asio::post(loop, [this] { tick(); });
    // CHECK-NOTES: :[[@LINE-1]]:22: warning: the handler given to 'post' holds no reference to its{{.*}}
    // CHECK-NOTES: :[[@LINE-2]]:31: note: its object is used here
    asio::post(loop, [this, self = shared_from_this()] { tick(); });
    asio::post(loop, [this] { std::size_t n = sizeof(count_); });
    asio::async_write(socket_, asio::buffer(data_),
                      [this](error_code error, std::size_t) { tick(); });
                      // CHECK-NOTES: :[[@LINE-1]]:23: warning: the handler given to 'async_write' holds no reference to{{.*}}
                      // CHECK-NOTES: :[[@LINE-2]]:63: note: its object is used here
    asio::async_write(socket_, asio::buffer(data_),
                      [this](error_code error, std::size_t) {
                        if (error)
                          return;
                        tick();
                      });
    asio::async_write(socket_, asio::buffer(data_),
                      [weak = weak_from_this()](error_code, std::size_t) {
                        if (auto self = weak.lock())
                          self->tick();
                      });
    asio::dispatch(loop, [this, holder = shared_from_this()] { tick(); });
  }

private:
  void tick() { ++count_; }
  asio::steady_timer timer_;
  tcp::socket socket_;
  char data_[64];
  int count_ = 0;
};

// The error that tells that the object is gone is reported with its members.
class Connection : public std::enable_shared_from_this<Connection> {
public:
  explicit Connection(asio::io_context &loop) : timer_(loop) {}
  void start() {
    timer_.async_wait([this](error_code error) {
      // CHECK-NOTES: :[[@LINE-1]]:23: warning: the handler given to 'basic_waitable_timer::async_wait' holds no reference to its 'Connection', which may be gone when it runs [async-dangling-this]
      if (error) {
        log(name_);
        // CHECK-NOTES: :[[@LINE-1]]:9: note: its object is used here
        return;
      }
      close();
    });
    timer_.async_wait([this](error_code error) {
      if (error)
        return;
      close();
    });
    timer_.async_wait([this](error_code error) {
      if (error != asio::error::operation_aborted)
        close();
    });
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (error)
        self->log(self->name_);
    });
  }

private:
  void log(const std::string &what);
  void close();
  asio::steady_timer timer_;
  std::string name_;
};
