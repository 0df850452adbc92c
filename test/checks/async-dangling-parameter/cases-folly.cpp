// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-parameter %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <folly/coro/AsyncScope.h>
#include <folly/coro/Collect.h>
#include <folly/coro/Sleep.h>
#include <folly/coro/Task.h>
#include <folly/coro/Timeout.h>
#include <folly/executors/GlobalExecutor.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using folly::coro::co_withExecutor;
using folly::coro::Task;
using namespace std::chrono_literals;

// Buggy: the name is a string of somebody else when the pause is over.
namespace lobby {
void announce(int room, const std::string &player);

Task<void> announceLater(int room, const std::string &player) {
  co_await folly::coro::sleep(2s);
  announce(room, player); // expect
}
} // namespace lobby

// Buggy: the view is read when the lazy task begins, which is too late.
namespace statsd {
class Gauge {
public:
  Task<bool> report(std::string_view metric, double value) {
    if (metric.empty()) // expect
      co_return false;
    co_await folly::coro::sleep(10ms);
    last_ = value;
    co_return true;
  }

private:
  double last_ = 0;
};
} // namespace statsd

// Buggy: an rvalue reference moves nothing into the frame.
namespace ingest {
Task<void> commitRows();
void store(std::vector<int64_t> rows);

Task<void> ingestRows(std::vector<int64_t> &&rows) {
  co_await commitRows();
  store(std::move(rows)); // expect
}
} // namespace ingest

// Buggy: the task with the pointer is added to a scope and runs on.
namespace tractor {
struct Motor {
  int speed = 0;
};

Task<void> slowDown(Motor *motor) {
  co_await folly::coro::sleep(500ms);
  motor->speed = 0; // expect
}

void brake(folly::coro::AsyncScope &scope, folly::Executor *executor) {
  Motor motor;
  motor.speed = 7;
  scope.add(co_withExecutor(executor, slowDown(&motor)));
}
} // namespace tractor

// Buggy: the operation is a temporary of the caller who keeps the task.
namespace retry {
template <typename Operation> Task<int> retryOnce(Operation &&operation) {
  co_return co_await operation(1); // expect
}

Task<int> fetchPage(int attempt);

Task<int> makeRetry() {
  Task<int> pending = retryOnce([](int attempt) { return fetchPage(attempt); });
  co_await folly::coro::sleep(1s);
  co_return co_await std::move(pending);
}
} // namespace retry

// Buggy: the loop walks over a span whose array may be gone.
namespace firmware {
Task<void> writeWord(uint32_t word);

Task<void> flash(std::span<const uint32_t> image) {
  for (uint32_t word : image) // expect
    co_await writeWord(word);
}
} // namespace firmware

// Buggy: the override hands the reference on to what it awaits.
namespace storage {
struct Document {
  std::string title;
  std::string body;
};

class Backend {
public:
  virtual ~Backend() = default;
  virtual Task<void> put(const Document &document) = 0;
};

class MirrorBackend : public Backend {
public:
  Task<void> put(const Document &document) override {
    co_await first_->put(document); // expect
  }

private:
  std::unique_ptr<Backend> first_;
};
} // namespace storage

// Buggy: the registered lambda refers to the request of its caller.
namespace rest {
struct Request {
  std::string path;
};
using Handler = std::function<Task<int>(const Request &)>;
Task<bool> authorized();

void install(std::map<std::string, Handler> &handlers) {
  handlers["status"] = [](const Request &request) -> Task<int> {
    if (!co_await authorized())
      co_return 403;
    co_return request.path == "/status" ? 200 : 404; // expect
  };
}
} // namespace rest

// Buggy: one caller awaits at once, the other keeps the tasks in a list.
namespace thumbs {
struct Picture {
  int width = 0;
  int height = 0;
};

Task<int> scaledHeight(Picture &picture, int width) {
  co_await folly::coro::co_reschedule_on_current_executor;
  int height = picture.height; // expect
  height = height * width / 640;
  co_return height;
}

Task<int> one(Picture picture) {
  co_return co_await scaledHeight(picture, 320);
}

std::vector<Task<int>> all(std::vector<Picture> pictures) {
  std::vector<Task<int>> tasks;
  for (Picture &picture : pictures)
    tasks.push_back(scaledHeight(picture, 640));
  return tasks;
}
} // namespace thumbs

// Buggy: in the error path the reference is used after the failed await.
namespace orders {
struct Order {
  int number = 0;
  bool failed = false;
};
Task<void> charge(int cents);

Task<bool> pay(Order &order, int cents) {
  bool paid = true;
  try {
    co_await charge(cents);
  } catch (const std::exception &) {
    paid = false;
  }
  if (!paid)
    order.failed = true; // expect
  co_return paid;
}
} // namespace orders

// Correct: the text is a parameter by value.
namespace paging {
void show(const std::string &text);

Task<void> showLater(std::string text) {
  co_await folly::coro::sleep(1s);
  show(text);
}
} // namespace paging

// Correct: the only caller awaits the task where it makes it.
namespace ballot {
struct Ballot {
  int yes = 0;
  int no = 0;
};

Task<void> count(Ballot &ballot, int box) {
  co_await folly::coro::sleep(1ms);
  ballot.yes += box % 3;
  ballot.no += box % 2;
}

Task<int> result(int boxes) {
  Ballot ballot;
  for (int box = 0; box < boxes; ++box)
    co_await count(ballot, box);
  co_return ballot.yes - ballot.no;
}
} // namespace ballot

// Correct: the tasks are awaited together, in the expression they are made in.
namespace profile {
Task<int> lookUp(int shard, uint64_t hash);

Task<int> countFriends(int shard, const std::string &name) {
  co_await folly::coro::sleep(1ms);
  co_return co_await lookUp(shard, std::hash<std::string>()(name));
}

Task<int> countAll(std::string name) {
  auto [left, right] = co_await folly::coro::collectAll(countFriends(0, name),
                                                        countFriends(1, name));
  co_return left + right;
}
} // namespace profile

// Correct: a plain function takes the reference, the coroutine a copy.
namespace invoice {
class Printer {
public:
  Task<void> print(const std::string &title) { return printCopy(title, 1); }

private:
  Task<void> printCopy(std::string title, int copies) {
    co_await folly::coro::sleep(5ms);
    pages_ += static_cast<int>(title.size()) * copies;
  }

  int pages_ = 0;
};
} // namespace invoice

// Correct: the shared pointer comes by value and owns what it points to.
namespace shop {
struct Basket {
  std::vector<int> articles;
};

Task<void> removeSoldOut(std::shared_ptr<Basket> basket) {
  co_await folly::coro::sleep(1s);
  std::erase_if(basket->articles, [](int article) { return article < 0; });
}

void onStockChanged(std::shared_ptr<Basket> basket,
                    folly::coro::AsyncScope &scope) {
  scope.add(co_withExecutor(folly::getGlobalCPUExecutor(),
                            removeSoldOut(std::move(basket))));
}
} // namespace shop

// Correct: a pointer to a function does not dangle.
namespace poll {
using Probe = int (*)(int channel);

Task<int> pollTwice(Probe probe, int channel) {
  int first = probe(channel);
  co_await folly::coro::sleep(100ms);
  co_return first + probe(channel);
}
} // namespace poll

// Correct: the callback is an object of its own in the frame.
namespace countdown {
class Countdown {
public:
  Task<void> run(int from, std::function<void(int)> onTick) {
    for (int left = from; left > 0; --left) {
      onTick(left);
      co_await folly::coro::sleep(1s);
    }
    finished_ = true;
  }

private:
  bool finished_ = false;
};
} // namespace countdown

// Correct: the lambda takes the job by value, and moves it on.
namespace queue {
struct Job {
  std::string command;
};
using Runner = std::function<Task<size_t>(Job)>;

Runner makeRunner() {
  return [](Job job) -> Task<size_t> {
    Job own = std::move(job);
    co_await folly::coro::sleep(1ms);
    co_return own.command.size();
  };
}
} // namespace queue

// Correct: the reference that the interface demands is never used.
namespace health {
struct Context {
  int node = 0;
};

class Check {
public:
  virtual ~Check() = default;
  virtual Task<bool> passes(const Context &context) = 0;
};

class AlwaysHealthy : public Check {
public:
  Task<bool> passes(const Context &) override {
    co_await folly::coro::sleep(1ms);
    co_return true;
  }
};
} // namespace health

// Correct: the time-out is awaited at once, and so is the task within it.
namespace gateway {
struct Route {
  int hops = 0;
};

Task<int> measure(const Route &route) {
  int total = 0;
  for (int hop = 0; hop < route.hops; ++hop) {
    co_await folly::coro::sleep(1ms);
    total += hop;
  }
  co_return total;
}

Task<int> measureDefault() {
  Route route{4};
  co_return co_await folly::coro::timeout(measure(route), 2s);
}
} // namespace gateway
