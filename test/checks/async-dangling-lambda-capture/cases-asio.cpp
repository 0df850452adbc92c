// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-lambda-capture %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <coroutine>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: the lambda is called on the spot, co_spawn gets only its task.
class ChatSession {
public:
  explicit ChatSession(tcp::socket socket) : socket_(std::move(socket)) {}
  awaitable<void> run();

private:
  tcp::socket socket_;
};

awaitable<void> acceptChats(tcp::acceptor &acceptor) {
  for (;;) {
    auto session = std::make_shared<ChatSession>(
        co_await acceptor.async_accept(use_awaitable));
    asio::co_spawn(
        acceptor.get_executor(),
        [session]() -> awaitable<void> { // expect
          co_await session->run();
        }(),
        asio::detached);
  }
}

// Buggy: the returned task outlives the temporary that holds `this` and the key.
class OriginCache {
public:
  awaitable<std::string> refresh(std::string key) {
    ++misses_;
    return [this, key = std::move(key)]() -> awaitable<std::string> { // expect
      co_return co_await loadFromOrigin(key);
    }();
  }

private:
  awaitable<std::string> loadFromOrigin(const std::string &key);
  int misses_ = 0;
};

// Buggy: the named closure goes when the function returns, its task runs on.
struct Thermostat {
  awaitable<void> ping();
};

void keepAlive(asio::io_context &context, std::shared_ptr<Thermostat> device) {
  auto heartbeat = [device]() -> awaitable<void> { // expect
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
      timer.expires_after(asio::chrono::seconds(30));
      co_await timer.async_wait(use_awaitable);
      co_await device->ping();
    }
  };
  asio::co_spawn(context, heartbeat(), asio::detached);
}

// Buggy: the downloads are collected first, their closures are gone when they start.
awaitable<std::size_t> download(std::string url);

awaitable<std::size_t> downloadAll(std::vector<std::string> urls) {
  std::vector<awaitable<std::size_t>> downloads;
  for (const std::string &url : urls)
    downloads.push_back([url]() -> awaitable<std::size_t> { // expect
      co_return co_await download(url);
    }());
  std::size_t total = 0;
  for (auto &each : downloads)
    total += co_await std::move(each);
  co_return total;
}

// Buggy: awaited one statement too late.
struct OutboundQueue {
  bool empty() const;
  std::string pop();
};

awaitable<void> drainBeforeClose(tcp::socket &socket, OutboundQueue &queue) {
  awaitable<void> drained = [&]() -> awaitable<void> { // expect
    while (!queue.empty()) {
      std::string frame = queue.pop();
      co_await asio::async_write(socket, asio::buffer(frame), use_awaitable);
    }
  }();
  socket.shutdown(tcp::socket::shutdown_receive);
  co_await std::move(drained);
}

// Buggy: the helper calls its parameter and returns the task without it.
void countQuery();

template <typename Query> awaitable<int> counted(Query query) {
  countQuery();
  return query();
}

struct Database {
  awaitable<int> execute(std::string statement);
};

awaitable<int> purgeExpired(Database &database, std::string table) {
  return counted([&database, table]() -> awaitable<int> { // expect
    co_return co_await database.execute("delete from " + table);
  });
}

// Buggy: the spawned retry loop refers to a callable that is a temporary.
template <typename Attempt> awaitable<void> retrying(const Attempt &attempt) {
  asio::steady_timer pause(co_await asio::this_coro::executor);
  for (int left = 3; left > 0; --left) {
    if (co_await attempt())
      co_return;
    pause.expires_after(asio::chrono::seconds(1));
    co_await pause.async_wait(use_awaitable);
  }
}

awaitable<bool> registerAt(std::string registry);

void announceService(asio::any_io_executor executor, std::string registry) {
  asio::co_spawn(executor, retrying([registry]() -> awaitable<bool> { // expect
                   co_return co_await registerAt(registry);
                 }),
                 asio::detached);
}

// Buggy: the posted handler is destroyed after its call, nobody awaits its coroutine.
struct FireAndForget {
  struct promise_type {
    FireAndForget get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

struct Elapsed {
  asio::steady_timer &timer;
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    timer.async_wait(
        [waiting](const boost::system::error_code &) { waiting.resume(); });
  }
  void await_resume() const {}
};

struct StatusBar {
  void show(const std::string &text);
  void clear();
};

void flashMessage(asio::io_context &ui, std::shared_ptr<StatusBar> bar) {
  asio::post(ui, [&ui, bar]() -> FireAndForget { // expect
    asio::steady_timer timer(ui, asio::chrono::seconds(2));
    bar->show("saved");
    co_await Elapsed{timer};
    bar->clear();
  });
}

// Buggy: the visitor is gone when the task that visit returned is awaited.
struct MoveCommand {
  double x, y;
};
struct HomeCommand {};

class PlotterArm {
public:
  awaitable<void> perform(const std::variant<MoveCommand, HomeCommand> &command) {
    return std::visit(
        [this](auto step) -> awaitable<void> { // expect
          co_await drive(step);
        },
        command);
  }

private:
  awaitable<void> drive(MoveCommand step);
  awaitable<void> drive(HomeCommand step);
};

// Buggy: a job is queued with a task whose lambda died with the statement.
class ThumbnailQueue {
public:
  void enqueue(std::string path) {
    jobs_.push_back(Job{path, [path]() -> awaitable<void> { // expect
                          co_await renderThumbnail(path);
                        }()});
    wakeup_.cancel();
  }

private:
  struct Job {
    std::string title;
    awaitable<void> work;
  };
  static awaitable<void> renderThumbnail(const std::string &path);

  std::deque<Job> jobs_;
  asio::steady_timer wakeup_;
};

// Correct: co_spawn gets the lambda itself and keeps it until it is done.
struct GameRoom {
  awaitable<void> play(tcp::socket player);
};

void welcome(asio::io_context &context, tcp::socket player,
             std::shared_ptr<GameRoom> room) {
  asio::co_spawn(
      context,
      [room, player = std::move(player)]() mutable -> awaitable<void> {
        co_await room->play(std::move(player));
      },
      asio::detached);
}

// Correct: no captures, the parameters live in the frame.
struct Upload {
  awaitable<void> store(const std::string &bucket);
};

void storeInBackground(asio::any_io_executor executor,
                       std::shared_ptr<Upload> upload, std::string bucket) {
  asio::co_spawn(
      executor,
      [](std::shared_ptr<Upload> mine, std::string target) -> awaitable<void> {
        co_await mine->store(target);
      }(upload, std::move(bucket)),
      asio::detached);
}

// Correct: called on the spot and awaited in the same full expression.
awaitable<std::string> readHeader(tcp::socket &socket);
awaitable<std::string> readBody(tcp::socket &socket, std::size_t limit);

awaitable<std::string> readMessage(tcp::socket &socket, std::size_t limit) {
  std::string message = co_await [&socket, limit]() -> awaitable<std::string> {
    std::string header = co_await readHeader(socket);
    co_return header + co_await readBody(socket, limit);
  }();
  co_return message;
}

// Correct: both directions of the proxy are awaited where they are made.
awaitable<void> pump(tcp::socket &from, tcp::socket &to) {
  char data[1024];
  for (;;) {
    std::size_t size =
        co_await from.async_read_some(asio::buffer(data), use_awaitable);
    co_await asio::async_write(to, asio::buffer(data, size), use_awaitable);
  }
}

awaitable<void> proxy(tcp::socket client, tcp::socket server) {
  using namespace asio::experimental::awaitable_operators;
  co_await ([&]() -> awaitable<void> { co_await pump(client, server); }() &&
            [&]() -> awaitable<void> { co_await pump(server, client); }());
}

// Correct: the coroutine takes the callable by value, into its frame.
template <typename Action>
awaitable<void> everyMinute(asio::any_io_executor executor, Action action) {
  asio::steady_timer timer(executor);
  for (;;) {
    timer.expires_after(asio::chrono::minutes(1));
    co_await timer.async_wait(use_awaitable);
    co_await action();
  }
}

struct MetricsSink {
  awaitable<void> push(const std::string &host);
};

void reportMetrics(asio::any_io_executor executor,
                   std::shared_ptr<MetricsSink> sink, std::string host) {
  asio::co_spawn(executor,
                 everyMinute(executor,
                             [sink, host]() -> awaitable<void> {
                               co_await sink->push(host);
                             }),
                 asio::detached);
}

// Correct: the named closure lives as long as the loop that awaits its tasks.
awaitable<void> flashFirmware(tcp::socket &device,
                              std::vector<std::string> pages) {
  std::size_t sent = 0;
  auto sendPage = [&device, &sent](const std::string &page) -> awaitable<void> {
    co_await asio::async_write(device, asio::buffer(page), use_awaitable);
    char acknowledge[1];
    co_await asio::async_read(device, asio::buffer(acknowledge), use_awaitable);
    sent += page.size();
  };
  for (const std::string &page : pages)
    co_await sendPage(page);
}

// Correct: the lambda is no coroutine, it only starts one with copies.
class SessionStore {
public:
  awaitable<bool> renew(int id, bool force) {
    auto load = [this, id] { return fromDisk(id, "sessions"); };
    return force ? load() : [this, id] { return fromMemory(id); }();
  }

private:
  awaitable<bool> fromDisk(int id, std::string folder);
  awaitable<bool> fromMemory(int id);
};

// Correct: the strand runs the task while the caller waits in the expression.
class OrderBook {
public:
  awaitable<int> place(int price) {
    co_return co_await asio::co_spawn(
        strand_,
        [this, price]() -> awaitable<int> {
          co_await settle();
          best_ = price > best_ ? price : best_;
          co_return best_;
        }(),
        use_awaitable);
  }

private:
  awaitable<void> settle();

  asio::strand<asio::io_context::executor_type> strand_;
  int best_ = 0;
};

// Correct: the tasks are stored, but awaited before the closure's scope ends.
awaitable<double> sampleSensor(int bus, int address);

awaitable<double> averageTemperature(int bus, std::vector<int> addresses) {
  auto sample = [bus](int address) -> awaitable<double> {
    co_return co_await sampleSensor(bus, address);
  };
  std::vector<awaitable<double>> samples;
  for (int address : addresses)
    samples.push_back(sample(address));
  double sum = 0;
  for (auto &each : samples)
    sum += co_await std::move(each);
  co_return sum / addresses.size();
}

// Correct: the routes keep their handlers as long as the server lives.
class StatusServer {
public:
  StatusServer() {
    routes_["/health"] = [this](std::string query) -> awaitable<std::string> {
      co_await checkBackends();
      co_return healthy_ ? "ok" : "degraded";
    };
  }

  awaitable<std::string> dispatch(std::string path, std::string query) {
    co_return co_await routes_.at(path)(std::move(query));
  }

private:
  awaitable<void> checkBackends();

  std::map<std::string, std::function<awaitable<std::string>(std::string)>>
      routes_;
  bool healthy_ = true;
};
