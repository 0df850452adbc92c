// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// Intent: handlers run where their I/O object does; so do spawned tasks that
// move.
#include <boost/asio.hpp>
#include <cppcoro/async_scope.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/task.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;

void show(int);

struct TwoTimers {
  void run() {
    first.async_wait([this](const error_code &) {
      ++ticks;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'ticks' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
    });
    second.async_wait([this](const error_code &) { show(ticks); });
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([this] { loop.run(); });
    for (std::thread &thread : threads)
      thread.join();
  }
  asio::io_context loop;
  asio::steady_timer first{loop}, second{loop};
  int ticks = 0;
};

// Whatever thread calls it, the one it starts is another.
void helped() {
  asio::io_context loop;
  bool stopping = false;
  asio::steady_timer deadline(loop);
  deadline.async_wait([&stopping](const error_code &) {
    stopping = true;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'stopping' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
  asio::post(loop, [&stopping] {
    while (!stopping)
      ;
  });
  std::thread helper([&loop] { loop.run(); });
  loop.run();
  helper.join();
}

awaitable<void> echo(tcp::socket &socket, int &requests) {
  char data[64];
  for (;;) {
    co_await socket.async_read_some(asio::buffer(data), asio::use_awaitable);
    ++requests;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'requests' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  }
}
void on_the_executors_of_sockets() {
  asio::thread_pool pool(4);
  int requests = 0;
  tcp::socket first(pool), second(pool);
  asio::co_spawn(first.get_executor(), echo(first, requests), asio::detached);
  asio::co_spawn(second.get_executor(), echo(second, requests), asio::detached);
  pool.join();
}

// A strand that is a member.
class Journal {
public:
  void append(int line) {
    asio::post(strand_, [this, line] {
      lines_.push_back(line);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'journal.lines_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
    });
  }
  void report() {
    asio::post(pool_, [this] { (void)lines_.size(); });
  }

private:
  asio::thread_pool pool_{4};
  asio::strand<asio::thread_pool::executor_type> strand_ =
      asio::make_strand(pool_);
  std::vector<int> lines_;
};
void write_and_measure(Journal &journal) {
  journal.append(1);
  journal.report();
}

// The scope starts it here, the coroutine moves.
class Broker {
public:
  void run() {
    for (int client = 0; client < 8; ++client)
      scope_.spawn(welcome());
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
      threads.emplace_back([this] { service_.process_events(); });
    for (std::thread &thread : threads)
      thread.join();
  }

private:
  cppcoro::task<> welcome() {
    ++invited_;
    co_await service_.schedule();
    ++accepted_;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'accepted_' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  }
  cppcoro::io_service service_;
  cppcoro::async_scope scope_;
  int invited_ = 0, accepted_ = 0;
};

// Two members are two locks, whatever the object is.
struct Table {
  void put(int key) {
    std::lock_guard guard(writing);
    rows[key] = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'table->rows' is written here under 'writing', while another thread may read it under 'reading' [async-unsynchronized-shared-state]
  }
  bool has(int key) {
    std::lock_guard guard(reading);
    return rows.count(key) > 0;
  }
  std::mutex reading, writing;
  std::map<int, int> rows;
};
void two_locks(std::shared_ptr<Table> table) {
  std::thread writer([table] { table->put(1); });
  std::thread reader([table] { table->has(1); });
  writer.join();
  reader.join();
}

// A template runs what it is given.
template <typename Body> void in_parallel(unsigned workers, Body body) {
  std::vector<std::thread> threads;
  for (unsigned worker = 0; worker < workers; ++worker)
    threads.emplace_back([=] { body(worker); });
  for (std::thread &thread : threads)
    thread.join();
}
double best_of(const std::vector<double> &ratings) {
  double best = 0;
  in_parallel(4, [&](unsigned i) {
    if (ratings[i] > best)
      best = ratings[i];
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'best' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
  return best;
}

// The project's own parallel loop.
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
double sum_of(const std::vector<double> &ratings) {
  double sum = 0;
  for_all(ratings.size(), [&](unsigned i) {
    sum += ratings[i];
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'sum' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
  return sum;
}
