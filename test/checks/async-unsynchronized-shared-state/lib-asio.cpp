// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock -DSTANDALONE
// Intent: pools, loops with several threads, strands of their own, siblings.
#ifdef STANDALONE
#include <asio.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#else
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
namespace asio = boost::asio;
#endif

#include <thread>
#include <vector>

using asio::awaitable;
using namespace asio::experimental::awaitable_operators;

void show(int);

awaitable<void> add(int &sum) {
  ++sum;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sum' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  co_return;
}
void pool() {
  int sum = 0;
  asio::thread_pool pool(4);
  for (int i = 0; i < 4; ++i)
    co_spawn(pool, add(sum), asio::detached);
  pool.join();
  show(sum);
}

void posted() {
  int sum = 0;
  asio::thread_pool pool;
  asio::post(pool, [&sum] {
    sum = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'sum' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
  show(sum);
  pool.join();
}

struct Server {
  awaitable<void> listen() {
    for (;;)
      co_spawn(co_await asio::this_coro::executor, serve(), asio::detached);
  }
  awaitable<void> serve() {
    ++clients;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'clients' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
    co_return;
  }
  int clients = 0;
};
void several_threads() {
  asio::io_context loop;
  Server server;
  co_spawn(loop, server.listen(), asio::detached);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&loop] { loop.run(); });
  for (std::thread &thread : threads)
    thread.join();
}

int requests;
awaitable<void> request() {
  ++requests;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'requests' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  co_return;
}
void strands_of_their_own() {
  asio::thread_pool pool;
  for (int i = 0; i < 4; ++i)
    co_spawn(asio::make_strand(pool), request(), asio::detached);
  pool.join();
}

awaitable<void> part(int &sum) {
  ++sum;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sum' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  co_return;
}
awaitable<void> both() {
  int sum = 0;
  co_await (part(sum) && part(sum));
}
void siblings() {
  asio::thread_pool pool;
  co_spawn(pool, both(), asio::detached);
  pool.join();
}

struct Session {
  awaitable<void> run(asio::thread_pool &workers) {
    asio::post(workers, [this] { bytes += 1; });
    bytes = 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'bytes' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
    co_return;
  }
  int bytes = 0;
};

awaitable<void> count(int &beats) {
  ++beats;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'beats' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  co_return;
}
int main() {
  asio::io_context loop;
  int beats = 0;
  co_spawn(loop, count(beats), asio::detached);
  std::thread watcher([&beats] {
    show(beats);
  });
  loop.run();
  watcher.join();
}
