// RUN: %check_cotidy %s async-task-reused %t -- -isystem %mock
// Intent: a Seastar future is used up by an await, a continuation and get().
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/shared_future.hh>
#include <seastar/core/when_all.hh>
#include <utility>

namespace ss = seastar;

ss::future<int> count();
ss::future<> flush();
ss::future<> close();
extern int number;

ss::future<> continuations() {
  auto f = flush();
  auto closed = f.then([] { return close(); });
  return f.finally([closed = std::move(closed)] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'f' is continued a second time, but the first continuation took its result [async-task-reused]
}

ss::future<> coroutine(bool again) {
  auto f = count();
  number = co_await std::move(f);
  if (again)
    number = co_await std::move(f);
  // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'f' is awaited a second time, but the first await used it up
  auto g = flush();
  co_await ss::when_all_succeed(std::move(g), close()).discard_result();
  co_await std::move(g);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'g' is awaited after it was moved from, and nothing is left in it
}

void stackful(ss::future<> f) {
  f.get();
  f.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'f' is asked for its result a second time, but the first call took its result
}

ss::future<> fine(ss::shared_future<> shared) {
  auto f = ss::make_ready_future<>();
  for (int i = 0; i < 3; ++i)
    f = f.then([] { return flush(); });
  co_await std::move(f);
  co_await shared.get_future();
  co_await shared.get_future();
  f = flush();
  f.wait();
  if (f.failed())
    f.ignore_ready_future();
  else
    f.get();
  auto g = flush();
  if (!g.available())
    co_await std::move(g);
  else
    g.get();
}
