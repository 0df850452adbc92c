// RUN: %cotidy check --dump=context %s -- -std=c++20 -isystem %mock | FileCheck %s
// Intent: where each function runs, what proves it, and that nothing is said
// about what the unit does not start.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <functional>
#include <future>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using namespace asio::experimental::awaitable_operators;

void called() {}
void in_thread() { called(); }
void nobody_calls() {}
void with_argument(int &) {}
awaitable<void> inner() { co_return; }
awaitable<void> on_one_thread() { co_await inner(); }
awaitable<void> on_several() { co_return; }
awaitable<void> on_pool() { co_return; }
awaitable<void> on_strand() { co_return; }
awaitable<void> one() { co_return; }
awaitable<void> two() { co_return; }
awaitable<void> session() { co_return; }
awaitable<void> listener() {
  for (;;)
    co_spawn(co_await asio::this_coro::executor, session(), asio::detached);
}
awaitable<void> siblings() { co_await (one() && two()); }
awaitable<void> moves(asio::thread_pool &workers) {
  co_await asio::post(asio::bind_executor(workers, asio::use_awaitable));
  co_await asio::post(asio::use_awaitable);
}
struct Server {
  Server() : thread_([this] { run(); }) {}
  void run() { loop_.run(); }
  asio::io_context loop_;
  std::jthread thread_;
};
void lambdas() {
  std::async(std::launch::deferred, [] {});
  asio::io_context unknown;
  asio::post(unknown, [] {});
}
int main() {
  asio::io_context single, many;
  asio::thread_pool pool, lonely(1);
  asio::strand<asio::io_context::executor_type> strand = asio::make_strand(many);
  int n = 0;
  std::thread thread(in_thread);
  std::thread other(with_argument, std::ref(n));
  co_spawn(single, on_one_thread(), asio::detached);
  co_spawn(many, on_several(), asio::detached);
  co_spawn(pool, on_pool(), asio::detached);
  co_spawn(strand, on_strand(), asio::detached);
  co_spawn(many.get_executor(), listener(), asio::detached);
  co_spawn(lonely, siblings(), asio::detached);
  co_spawn(single, moves(pool), asio::detached);
  asio::post(asio::make_strand(many), [] {});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&many] { many.run(); });
  single.run();
}
// CHECK: 16: called: a thread of its own, started in line 53
// CHECK-NEXT: 17: in_thread: a thread of its own, started in line 53
// CHECK-NEXT: 18: nobody_calls: unknown
// CHECK-NEXT: 19: with_argument: a thread of its own, started in line 54
// CHECK-NEXT: 20: inner: the loop 'single' of one thread, started in line 55
// CHECK-NEXT: 21: on_one_thread: the loop 'single' of one thread, started in line 55
// CHECK-NEXT: 22: on_several: the loop 'many' of several threads, started in line 56
// CHECK-NEXT: 23: on_pool: the pool 'pool', started in line 57
// CHECK-NEXT: 24: on_strand: the strand 'strand', started in line 58
// CHECK-NEXT: 25: one: the only thread of the pool 'lonely', started in line 32
// CHECK-NEXT: 26: two: the only thread of the pool 'lonely', started in line 32
// CHECK-NEXT: 27: session: the loop 'many' of several threads, started in a loop in line 30
// CHECK-NEXT: 28: listener: the loop 'many' of several threads, started in line 59
// CHECK-NEXT: 32: siblings: the only thread of the pool 'lonely', started in line 60
// CHECK-NEXT: 33: moves: the loop 'single' of one thread, started in line 61
// CHECK-NEXT: from line 34 on: the pool 'pool'
// CHECK-NEXT: 38: Server: unknown
// CHECK-NEXT: 38: lambda: a thread of its own, started in line 38
// CHECK-NEXT: 39: Server::run: a thread of its own, started in line 38
// CHECK-NEXT: 43: lambdas: unknown
// CHECK-NEXT: 44: lambda: unknown
// CHECK-NEXT: 46: lambda: the loop 'unknown', started in line 46
// CHECK-NEXT: 48: main: the main thread
// CHECK-NEXT: 62: lambda: a strand of its own, started in line 62
// CHECK-NEXT: 65: lambda: a thread of its own, started in a loop in line 65
