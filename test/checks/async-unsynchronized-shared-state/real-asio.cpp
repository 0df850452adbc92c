// RUN: %check_cotidy %s async-unsynchronized-shared-state %t
// Intent: the same with the installed Boost.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <thread>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using namespace asio::experimental::awaitable_operators;

awaitable<void> add(int &sum) {
  ++sum;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sum' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  co_return;
}
void on_a_pool() {
  int sum = 0;
  asio::thread_pool pool(4);
  for (int i = 0; i < 4; ++i)
    co_spawn(pool, add(sum), asio::detached);
  pool.join();
}
awaitable<void> take(int &sum) {
  --sum;
  co_return;
}
void on_a_strand() {
  int sum = 0;
  asio::thread_pool pool(4);
  asio::strand<asio::thread_pool::executor_type> strand = asio::make_strand(pool);
  for (int i = 0; i < 4; ++i)
    co_spawn(strand, take(sum), asio::detached);
  pool.join();
}
int hits;
int main() {
  asio::io_context loop;
  asio::post(loop, [] { ++hits; });
  asio::post(loop, [] {
    ++hits;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'hits' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&loop] { loop.run(); });
  for (std::thread &thread : threads)
    thread.join();
}
