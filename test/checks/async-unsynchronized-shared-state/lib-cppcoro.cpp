// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// Intent: a coroutine runs on the pool after it awaited its schedule().
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>

#include <vector>

cppcoro::task<> add(cppcoro::static_thread_pool &pool, int &sum) {
  co_await pool.schedule();
  ++sum;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sum' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
}
cppcoro::task<> before(cppcoro::static_thread_pool &pool, int &sum) {
  ++sum;
  co_await pool.schedule();
}
cppcoro::task<> all(cppcoro::static_thread_pool &pool) {
  int sum = 0, other = 0;
  co_await cppcoro::when_all(add(pool, sum), add(pool, sum));
  co_await cppcoro::when_all(before(pool, other), before(pool, other));
}
cppcoro::task<> many(cppcoro::static_thread_pool &pool) {
  int total = 0;
  std::vector<cppcoro::task<>> tasks;
  for (int i = 0; i < 4; ++i)
    tasks.push_back(add(pool, total));
  co_await cppcoro::when_all(std::move(tasks));
}
