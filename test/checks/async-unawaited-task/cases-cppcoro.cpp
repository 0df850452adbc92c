// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unawaited-task %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/async_generator.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/async_scope.hpp>
#include <cppcoro/on_scope_exit.hpp>
#include <cppcoro/schedule_on.hpp>
#include <cppcoro/shared_task.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

// Buggy: the lock operation is dropped, the map is changed without the lock.
class SessionTable {
public:
  cppcoro::task<> add(int id, std::string name) {
    mutex_.scoped_lock_async(); // expect
    names_[id] = std::move(name);
    co_return;
  }

private:
  cppcoro::async_mutex mutex_;
  std::map<int, std::string> names_;
};

// Buggy: without an await the coroutine stays on the thread of its caller.
struct Thumbnail {
  std::vector<unsigned char> pixels;
};
Thumbnail scaleImage(const std::string &path);

cppcoro::task<Thumbnail> makeThumbnail(cppcoro::static_thread_pool &workers,
                                       std::string path) {
  workers.schedule(); // expect
  co_return scaleImage(path);
}

// Buggy: neither of the two saves has run when the function says it is done.
cppcoro::task<bool> saveIndex();
cppcoro::task<bool> saveBlobs();

cppcoro::task<bool> checkpoint() {
  cppcoro::when_all(saveIndex(), saveBlobs()); // expect
  co_return true;
}

// Buggy: one case of the dispatcher lacks the await that the others have.
enum class Command { Load, Flush, Drop };

class StoreFrontend {
public:
  cppcoro::task<> execute(Command command) {
    switch (command) {
    case Command::Load:
      co_await load();
      break;
    case Command::Flush:
      flush(); // expect
      break;
    case Command::Drop:
      co_await drop();
      break;
    }
  }

private:
  cppcoro::task<> load();
  cppcoro::task<> flush();
  cppcoro::task<> drop();
};

// Buggy: the guard calls a coroutine when it ends, which then does not run.
class RemoteCursor {
public:
  cppcoro::task<bool> next();
  cppcoro::task<> close();
};

cppcoro::task<int> countRows(RemoteCursor &cursor) {
  auto closeAtEnd = cppcoro::on_scope_exit([&cursor] {
    cursor.close(); // expect
  });
  int rows = 0;
  while (co_await cursor.next())
    ++rows;
  co_return rows;
}

// Buggy: a query is a task by inheritance, and it is thrown away.
class Query : public cppcoro::task<int> {
public:
  Query(std::string sql, cppcoro::task<int> run)
      : cppcoro::task<int>(std::move(run)), sql_(std::move(sql)) {}
  const std::string &sql() const { return sql_; }

private:
  std::string sql_;
};
Query execQuery(std::string sql);

cppcoro::task<> renameUser(std::string id, std::string name) {
  execQuery("UPDATE users SET name='" + name + "' WHERE id=" + id); // expect
  co_await execQuery("COMMIT");
}

// Buggy: the awaiter of the rate limiter is dropped, nothing is limited.
class RateLimiter {
public:
  class Acquire {
  public:
    explicit Acquire(RateLimiter &limiter) : limiter_(limiter) {}
    bool await_ready() const noexcept { return limiter_.tokens_ > 0; }
    void await_suspend(std::coroutine_handle<> waiter);
    void await_resume() noexcept { --limiter_.tokens_; }

  private:
    RateLimiter &limiter_;
  };
  Acquire acquire() { return Acquire(*this); }

private:
  int tokens_ = 10;
};
cppcoro::task<> sendMail(std::string to);

cppcoro::task<> sendAll(RateLimiter &limiter, std::vector<std::string> to) {
  for (std::string &address : to) {
    limiter.acquire(); // expect
    co_await sendMail(std::move(address));
  }
}

// Buggy: each migration is called through a pointer, and none of them runs.
struct Database {
  int version = 0;
};
cppcoro::shared_task<> addUserTable(Database &database);
cppcoro::shared_task<> addMailColumn(Database &database);

cppcoro::task<> migrate(Database &database) {
  using Migration = cppcoro::shared_task<> (*)(Database &);
  constexpr Migration steps[] = {addUserTable, addMailColumn};
  for (Migration step : steps)
    step(database), ++database.version; // expect
  co_return;
}

// Buggy: neither arm of the conditional is awaited.
class RollingLog {
public:
  cppcoro::task<> write(std::string line) {
    size_ += line.size();
    size_ > 4096 ? rotate(std::move(line)) : append(std::move(line)); // expect
    co_return;
  }

private:
  cppcoro::task<> rotate(std::string line);
  cppcoro::task<> append(std::string line);
  std::size_t size_ = 0;
};

// Buggy: the pipe only builds a task, ordinary code throws it away.
class SearchIndex {
public:
  void onDocumentsChanged() {
    ++generation_;
    rebuild(generation_) | cppcoro::schedule_on(pool_); // expect
  }

private:
  cppcoro::task<> rebuild(int generation);
  cppcoro::static_thread_pool pool_;
  int generation_ = 0;
};

// Correct: the lock operation is awaited and its result is kept.
class BalanceSheet {
public:
  cppcoro::task<int> add(int amount) {
    auto lock = co_await mutex_.scoped_lock_async();
    balance_ += amount;
    co_return balance_;
  }

private:
  cppcoro::async_mutex mutex_;
  int balance_ = 0;
};

// Correct: the scope runs the tasks, and its join is awaited.
cppcoro::task<> notifySubscriber(int id);

cppcoro::task<> notifySubscribers(std::vector<int> ids) {
  cppcoro::async_scope scope;
  for (int id : ids)
    scope.spawn(notifySubscriber(id));
  co_await scope.join();
}

// Correct: main blocks until all of it is done.
cppcoro::task<> runServer(int port);
cppcoro::task<> runMetrics(int port);

int serverMain() {
  cppcoro::sync_wait(cppcoro::when_all(runServer(8080), runMetrics(9100)));
  return 0;
}

// Correct: advancing an asynchronous generator is awaited in the loop header.
cppcoro::async_generator<int> readTicks();

cppcoro::task<long> sumTicks() {
  long sum = 0;
  cppcoro::async_generator<int> ticks = readTicks();
  for (auto it = co_await ticks.begin(); it != ticks.end(); co_await ++it)
    sum += *it;
  co_return sum;
}

// Correct: a builder can be awaited, but its setters return it by reference.
class HttpRequest {
public:
  HttpRequest &header(std::string name, std::string value);
  HttpRequest &timeout(std::chrono::seconds limit);
  auto operator co_await() { return send().operator co_await(); }

private:
  const cppcoro::task<int> &send();
};

cppcoro::task<int> upload(HttpRequest &request, bool compressed) {
  request.timeout(std::chrono::seconds(30));
  if (compressed)
    request.header("Content-Encoding", "gzip").header("Vary", "*");
  co_return co_await request;
}

// Correct: a coroutine type that starts at once and cannot be awaited.
struct FireAndForget {
  struct promise_type {
    FireAndForget get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};
cppcoro::task<> writeAuditRecord(std::string text);

FireAndForget auditLater(std::string text) {
  co_await writeAuditRecord(std::move(text));
}

cppcoro::task<> deleteAccount(int id) {
  auditLater("deleted account " + std::to_string(id));
  co_return;
}

// Correct: the tasks are collected and then awaited together.
cppcoro::task<int> measureNode(int node);

cppcoro::task<int> slowestNode(int nodes) {
  std::vector<cppcoro::task<int>> pings;
  for (int node = 0; node < nodes; ++node)
    pings.push_back(measureNode(node));
  int slowest = 0;
  for (int time : co_await cppcoro::when_all(std::move(pings)))
    slowest = time > slowest ? time : slowest;
  co_return slowest;
}

// Correct: the assignment keeps the shared task, callers await the copy.
class ConfigCache {
public:
  void invalidate() { current_ = cppcoro::make_shared_task(fetch()); }

  cppcoro::task<std::string> get() {
    cppcoro::shared_task<std::string> current = current_;
    co_return co_await current;
  }

private:
  cppcoro::task<std::string> fetch();
  cppcoro::shared_task<std::string> current_;
};

// Correct: a plain template returns the task, its caller awaits it.
cppcoro::task<std::string> readPage(int number);
cppcoro::task<int> readPageCount();

template <typename Work>
auto onWorkers(cppcoro::static_thread_pool &workers, Work work) {
  return cppcoro::schedule_on(workers, work());
}

cppcoro::task<std::string> lastPage(cppcoro::static_thread_pool &workers) {
  int pages = co_await onWorkers(workers, readPageCount);
  co_await workers.schedule();
  co_return co_await onWorkers(workers, [pages] { return readPage(pages); });
}

// Correct: the test drops the task on purpose, to see that it has not started.
bool taskIsLazy() {
  bool started = false;
  auto work = [&started]() -> cppcoro::task<> {
    started = true;
    co_return;
  };
  (void)work();
  return !started;
}
