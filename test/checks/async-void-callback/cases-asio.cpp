// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-void-callback %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>

#include <algorithm>
#include <chrono>
#include <coroutine>
#include <exception>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;

// Buggy: the keep-alive coroutine is the handler of the timer and never runs.
class KeepAlive {
public:
  explicit KeepAlive(tcp::socket socket)
      : socket_(std::move(socket)), timer_(socket_.get_executor()) {}

  void arm() {
    timer_.expires_after(asio::chrono::seconds(20));
    timer_.async_wait([this](error_code ec) -> awaitable<void> { // expect
      if (ec)
        co_return;
      co_await asio::async_write(socket_, asio::buffer(ping_), use_awaitable);
      arm();
    });
  }

private:
  tcp::socket socket_;
  asio::steady_timer timer_;
  std::string ping_ = "PING\r\n";
};

// Buggy: the bus calls the subscriber and drops the task of the store.
class TopicBus {
public:
  using Subscriber = std::function<void(const std::string &)>;
  void subscribe(const std::string &topic, Subscriber subscriber);
};

class Archive {
public:
  void attach(TopicBus &bus) {
    for (const char *topic : {"orders", "refunds"})
      bus.subscribe(topic, [this](const std::string &text) { // expect
        return store(text);
      });
  }

private:
  awaitable<void> store(std::string text);
};

// Buggy: for_each makes the tasks of all sessions and closes none.
class ChatSession {
public:
  awaitable<void> close(std::string reason);
};

void closeAll(std::vector<std::shared_ptr<ChatSession>> &sessions) {
  std::for_each(sessions.begin(), sessions.end(),
                [](const auto &session) { // expect
                  return session->close("server is going down");
                });
  sessions.clear();
}

// Buggy: the thread creates the coroutine of its loop and ends.
awaitable<void> pumpFrames(int camera);

class Recorder {
public:
  void start(int camera) {
    if (thread_.joinable())
      thread_.join();
    thread_ = std::thread(pumpFrames, camera); // expect
  }

private:
  std::thread thread_;
};

// Buggy: the bound coroutine is what the strand calls and forgets.
class UploadQueue {
public:
  explicit UploadQueue(asio::io_context &context)
      : strand_(asio::make_strand(context)) {}

  void push(std::string file) {
    files_.push_back(std::move(file));
    if (files_.size() == 1)
      asio::defer(strand_, std::bind(&UploadQueue::drain, this)); // expect
  }

private:
  awaitable<void> drain();
  asio::strand<asio::io_context::executor_type> strand_;
  std::vector<std::string> files_;
};

// Buggy: the helper repeats the making of a task, it never fails or works.
template <typename Action> bool repeatOnError(int attempts, Action action) {
  while (attempts-- > 0) {
    try {
      action();
      return true;
    } catch (const std::exception &) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
  return false;
}

awaitable<void> registerDevice(std::string serial);

bool provision(const std::string &serial) {
  auto attempt = [&serial]() -> awaitable<void> {
    co_await registerDevice(serial);
  };
  return repeatOnError(3, attempt); // expect
}

// Buggy: in the table of commands one handler is a coroutine.
class Console {
public:
  Console() {
    commands_["help"] = [this] { printHelp(); };
    commands_["quit"] = [this] { running_ = false; };
    commands_["sync"] = [this] { return syncDisks(); }; // expect
  }
  void execute(const std::string &line) {
    if (auto found = commands_.find(line); found != commands_.end())
      found->second();
  }

private:
  void printHelp();
  awaitable<void> syncDisks();
  std::map<std::string, std::function<void()>> commands_;
  bool running_ = true;
};

// Buggy: a slot of the project's own signal takes the coroutine as void.
template <typename Signature> class Slot;
template <typename... Args> class Slot<void(Args...)> {
public:
  Slot() = default;
  template <typename F> Slot(F f) : call_(std::move(f)) {}
  void operator()(Args... args) const { call_(args...); }

private:
  std::function<void(Args...)> call_;
};

struct GameLobby {
  Slot<void(int)> onJoin, onLeave;
};
awaitable<void> greetPlayer(int player);
void forgetPlayer(int player);

void wireLobby(GameLobby &lobby) {
  lobby.onLeave = Slot<void(int)>(&forgetPlayer);
  lobby.onJoin = Slot<void(int)>(&greetPlayer); // expect
}

// Buggy: the cache is marked as primed without a line of the coroutine run.
class PriceCache {
public:
  double price(const std::string &symbol) {
    std::call_once(primed_, [this]() -> awaitable<void> { // expect
      for (const std::string &known : symbols_)
        prices_[known] = co_await askExchange(known);
    });
    return prices_[symbol];
  }

private:
  awaitable<double> askExchange(std::string symbol);
  std::once_flag primed_;
  std::vector<std::string> symbols_;
  std::map<std::string, double> prices_;
};

// Buggy: a stored job that returns a task is posted like a plain one.
class JobRunner {
public:
  using Job = std::function<awaitable<void>()>;

  void add(Job job) { jobs_.push_back(std::move(job)); }
  void runOne(asio::thread_pool &pool) {
    if (jobs_.empty())
      return;
    Job job = std::move(jobs_.back());
    jobs_.pop_back();
    asio::post(pool, job); // expect
  }

private:
  std::vector<Job> jobs_;
};

// Correct: the handler of the timer spawns the coroutine.
class LeaseRenewal {
public:
  explicit LeaseRenewal(asio::io_context &context)
      : context_(context), timer_(context) {}

  void arm() {
    timer_.expires_after(asio::chrono::minutes(1));
    timer_.async_wait([this](error_code ec) {
      if (ec)
        return;
      asio::co_spawn(context_, renew(), asio::detached);
      arm();
    });
  }

private:
  awaitable<void> renew();
  asio::io_context &context_;
  asio::steady_timer timer_;
};

// Correct: the router's handlers return tasks, and it awaits them.
class HttpRouter {
public:
  using Handler = std::function<awaitable<int>(std::string)>;

  void route(std::string path, Handler handler) {
    handlers_[std::move(path)] = std::move(handler);
  }
  awaitable<int> serve(const std::string &path, std::string body) {
    auto found = handlers_.find(path);
    if (found == handlers_.end())
      co_return 404;
    co_return co_await found->second(std::move(body));
  }

private:
  std::map<std::string, Handler> handlers_;
};

awaitable<int> saveNote(std::string body);
void addRoutes(HttpRouter &router) {
  router.route("/notes", saveNote);
  router.route("/ping", [](std::string) -> awaitable<int> { co_return 200; });
}

// Correct: transform keeps the tasks, each of them is spawned afterwards.
class Sensor {
public:
  awaitable<void> calibrate();
};

void calibrateAll(asio::io_context &context, std::vector<Sensor *> &sensors) {
  std::vector<awaitable<void>> tasks;
  std::transform(sensors.begin(), sensors.end(), std::back_inserter(tasks),
                 [](Sensor *sensor) { return sensor->calibrate(); });
  for (awaitable<void> &task : tasks)
    asio::co_spawn(context, std::move(task), asio::detached);
}

// Correct: the thread runs the context on which the coroutine was spawned.
awaitable<void> listenForever(unsigned short port);

class Server {
public:
  void start(unsigned short port) {
    asio::co_spawn(context_, listenForever(port), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }
  void stop() {
    context_.stop();
    thread_.join();
  }

private:
  asio::io_context context_;
  std::thread thread_;
};

// Correct: the helper awaits what the action returns.
template <typename Action>
awaitable<bool> retryAsync(int attempts, Action action) {
  int failures = 0;
  while (attempts-- > 0) {
    try {
      co_await action();
      co_return true;
    } catch (const std::exception &) {
      ++failures;
    }
  }
  co_return failures == 0;
}

awaitable<void> publishState(std::string key);

awaitable<void> publishReliably(std::string key) {
  bool published = co_await retryAsync(3, [&key] { return publishState(key); });
  if (!published)
    throw std::exception();
}

// Correct: co_spawn runs the coroutine that a lambda or a bind returns.
class Mirror {
public:
  explicit Mirror(asio::io_context &context) : context_(context) {}

  void start() {
    asio::co_spawn(context_, std::bind(&Mirror::pull, this), asio::detached);
    asio::co_spawn(
        context_, [this]() -> awaitable<void> { co_await push(); },
        [this](std::exception_ptr error) { failed_ = error != nullptr; });
  }

private:
  awaitable<void> pull();
  awaitable<void> push();
  asio::io_context &context_;
  bool failed_ = false;
};

// Correct: a type that starts at once and that nobody can await.
struct FireAndForget {
  struct promise_type {
    FireAndForget get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

class TrayIcon {
public:
  explicit TrayIcon(asio::io_context &context) {
    asio::post(context, [this]() -> FireAndForget {
      ++shown_;
      co_return;
    });
    onClick_ = [this]() -> FireAndForget {
      ++clicks_;
      co_return;
    };
  }

private:
  std::function<void()> onClick_;
  int shown_ = 0, clicks_ = 0;
};

// Correct: the template keeps what the callable returns and spawns it.
template <typename Factory>
void spawnMany(asio::any_io_executor executor, int count, Factory factory) {
  for (int i = 0; i < count; ++i) {
    auto task = factory(i);
    asio::co_spawn(executor, std::move(task), asio::detached);
  }
}

awaitable<void> consumeQueue(int worker);

void startConsumers(asio::io_context &context) {
  spawnMany(context.get_executor(), 4,
            [](int worker) { return consumeQueue(worker); });
}

// Correct: post is given a token, the coroutine goes on in the pool.
class Hasher {
public:
  awaitable<std::size_t> hash(std::string text) {
    auto back = co_await asio::this_coro::executor;
    co_await asio::post(pool_, use_awaitable);
    std::size_t value = std::hash<std::string>()(text);
    co_await asio::post(back, use_awaitable);
    co_return value;
  }

private:
  asio::thread_pool pool_{2};
};

// Correct: the algorithm's function is an ordinary one and the loop awaits.
class Replica {
public:
  void markStale() { stale_ = true; }
  awaitable<void> refresh();

private:
  bool stale_ = false;
};

awaitable<void> refreshAll(std::vector<Replica> &replicas) {
  std::for_each(replicas.begin(), replicas.end(),
                [](Replica &replica) { replica.markStale(); });
  std::size_t count = replicas.size();
  for (std::size_t i = 0; i < count; ++i)
    co_await replicas[i].refresh();
}
