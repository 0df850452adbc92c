// RUN: %check_cotidy --mock %s async-dangling-this %t
// Intent: each deliberate silence is a case with a name.
#include "boost/asio.hpp"
#include "handwritten/task.hpp"

#include <future>
#include <iostream>
#include <memory>
#include <set>
#include <string>

namespace asio = boost::asio;

event &something();

struct Page : std::enable_shared_from_this<Page> {
  // Case: strong-reference-taken-first
  fire_and_forget with_self() {
    auto self = shared_from_this();
    co_await something();
    ++count_;
  }

  // Case: strong-reference-as-parameter
  fire_and_forget with_parameter(std::shared_ptr<Page> self) {
    co_await something();
    ++count_;
  }

  // Case: strong-reference-just-before-the-suspension
  fire_and_forget before_the_suspension(bool wait) {
    ++count_;
    if (!wait)
      co_return;
    std::shared_ptr<Page> self;
    self = shared_from_this();
    co_await something();
    ++count_;
  }

  // Case: weak-pointer-locked-after-the-suspension
  fire_and_forget with_weak() {
    auto weak = weak_from_this();
    co_await something();
    auto self = weak.lock();
    if (!self)
      co_return;
    ++count_;
    co_await something();
    ++self->count_;
    ++count_;
  }

  // Case: weak-pointer-locked-in-a-condition
  fire_and_forget with_condition() {
    std::weak_ptr<Page> weak = weak_from_this();
    co_await something();
    if (auto self = weak.lock())
      ++count_;
  }

  // Case: object-not-used-after-the-suspension
  fire_and_forget only_before() {
    ++count_;
    std::string text = text_;
    co_await something();
    std::cout << text;
  }

  // Case: only-a-static-member-afterwards
  fire_and_forget only_static() {
    ++count_;
    co_await something();
    ++total;
    this->report();
  }

  // Case: await-that-never-suspends
  fire_and_forget ready() {
    int n = co_await ready_value<int>{1};
    count_ += n;
  }

  // Case: awaited-by-who-holds-the-object
  fire_and_forget outer() {
    auto self = shared_from_this();
    co_await inner();
  }
  task<> inner() {
    co_await something();
    ++count_;
  }

  // Case: lazy-task-of-which-nobody-is-seen-to-let-go
  task<> save() {
    co_await something();
    ++count_;
  }

  // Case: spawned-callable-keeps-the-object
  void start(asio::io_context &loop) {
    asio::co_spawn(
        loop, [self = shared_from_this()] { return self->run(); },
        asio::detached);
  }
  // Case: spawned-coroutine-lambda-keeps-the-object
  void start_lambda(asio::io_context &loop) {
    asio::co_spawn(
        loop,
        [this, self = shared_from_this()]() -> asio::awaitable<void> {
          co_await wait();
          ++count_;
        },
        asio::detached);
  }
  // Case: completion-handler-keeps-the-object
  void start_with_handler(asio::io_context &loop) {
    asio::co_spawn(loop, run(),
                   [self = shared_from_this()](std::exception_ptr error) {
                     if (error)
                       std::rethrow_exception(error);
                   });
  }
  // Case: spawned-coroutine-keeps-its-object
  void start_self(asio::io_context &loop) {
    asio::co_spawn(loop, run_self(), asio::detached);
  }
  // Case: spawned-and-awaited
  asio::awaitable<void> start_and_wait() {
    auto executor = co_await asio::this_coro::executor;
    co_await asio::co_spawn(executor, run(), asio::use_awaitable);
  }

private:
  static void report();
  asio::awaitable<void> wait() { co_await asio::post(asio::use_awaitable); }
  asio::awaitable<void> run() {
    co_await asio::post(asio::use_awaitable);
    ++count_;
  }
  asio::awaitable<void> run_self() {
    auto self = shared_from_this();
    co_await asio::post(asio::use_awaitable);
    ++count_;
  }

  static int total;
  std::string text_;
  int count_ = 0;
};

// Case: class-without-reference-counts
class Server {
public:
  fire_and_forget listen() {
    co_await something();
    ++count_;
  }
  void start(asio::io_context &loop) {
    asio::co_spawn(loop, run(), asio::detached);
  }

private:
  asio::awaitable<void> run() {
    co_await asio::post(asio::use_awaitable);
    ++count_;
  }
  int count_ = 0;
};

// Case: the-only-object-lives-as-long-as-the-program
class Registry : public std::enable_shared_from_this<Registry> {
public:
  static Registry &instance();
  fire_and_forget refresh() {
    co_await something();
    ++count_;
  }

private:
  int count_ = 0;
};

// Case: destructor-waits-for-the-coroutine
class Worker : public std::enable_shared_from_this<Worker> {
public:
  ~Worker() { done_.get_future().wait(); }
  fire_and_forget run() {
    co_await something();
    ++count_;
    done_.set_value();
  }

private:
  std::promise<void> done_;
  int count_ = 0;
};

class Session {
public:
  explicit Session(int id) : id_(id) {}
  asio::awaitable<void> run() {
    co_await asio::post(asio::use_awaitable);
    ++id_;
  }
  // Case: coroutine-that-does-not-use-its-object
  asio::awaitable<void> idle() { co_await asio::post(asio::use_awaitable); }

private:
  int id_;
};

// Case: loop-runs-in-the-scope-of-the-object
void serve() {
  asio::io_context loop;
  Session session(1);
  asio::co_spawn(loop, session.run(), asio::detached);
  loop.run();
}

// Case: object-outlives-an-await-of-its-task
asio::awaitable<void> serve_one() {
  Session session(1);
  co_await session.run();
}

// Case: temporary-lives-until-the-await-is-over
asio::awaitable<void> serve_temporary() { co_await Session(1).run(); }

// Case: smart-pointer-also-kept-elsewhere
void serve_all(asio::io_context &loop,
               std::set<std::shared_ptr<Session>> &sessions) {
  auto session = std::make_shared<Session>(1);
  sessions.insert(session);
  asio::co_spawn(loop, session->run(), asio::detached);
}

// Case: object-of-somebody-else
void serve_other(asio::io_context &loop, Session &session,
                 std::shared_ptr<Session> other) {
  asio::co_spawn(loop, session.run(), asio::detached);
  asio::co_spawn(loop, other->run(), asio::detached);
}

void serve_idle(asio::io_context &loop) {
  Session session(1);
  asio::co_spawn(loop, session.idle(), asio::detached);
}

// Case: static-object
void serve_static(asio::io_context &loop) {
  static Session session(1);
  asio::co_spawn(loop, session.run(), asio::detached);
}
