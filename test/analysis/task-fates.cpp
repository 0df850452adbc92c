// RUN: %cotidy check --dump=task-fates %s -- -std=c++20 -I%mock | FileCheck %s
// Intent: what becomes of the task that a call makes.
#include <asio.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>
#include <handwritten/task.hpp>

#include <utility>
#include <vector>

task<int> number(const int &);
task<> work(const int &);
cppcoro::task<int> part(const int &);
task<> wrapped(task<> inner) { co_await std::move(inner); }
fire_and_forget run(task<> inner) { co_await std::move(inner); }
void detach(task<> inner) { run(std::move(inner)); }
void pass(task<> inner);

struct owner {
  task<> pending;
  std::vector<task<>> all;
  void keep();
  asio::awaitable<void> serve(const int &);
};

task<> awaited() {
  // CHECK: [[@LINE+1]]: number: awaited
  int n = 1 + co_await number(1);
  // CHECK: [[@LINE+2]]: work: awaited
  // CHECK: [[@LINE+1]]: wrapped: awaited
  co_await wrapped(work(n));
}
cppcoro::task<> together() {
  // CHECK: [[@LINE+3]]: part: awaited
  // CHECK: [[@LINE+2]]: part: awaited
  // CHECK: [[@LINE+1]]: when_all: awaited
  auto [a, b] = co_await cppcoro::when_all(part(1), part(2));
  (void)a, (void)b;
}
void waited() {
  // CHECK: [[@LINE+1]]: part: awaited
  cppcoro::sync_wait(part(1));
}
task<> kept() {
  // CHECK: [[@LINE+1]]: work: kept in 't', awaited at [[@LINE+2]]
  task<> t = work(1);
  co_await std::move(t);
  std::vector<task<>> many;
  // CHECK: [[@LINE+1]]: work: kept in 'many', awaited at [[@LINE+3]]
  many.push_back(work(2));
  for (task<> &each : many)
    co_await std::move(each);
  // CHECK: [[@LINE+1]]: work: kept in 'dropped'
  task<> dropped = work(3);
}
task<> returned(bool now) {
  // CHECK: [[@LINE+2]]: work: returned
  if (now)
    return work(1);
  // CHECK: [[@LINE+1]]: work: returned in 't'
  task<> t = work(1);
  return t;
}
void owner::keep() {
  // CHECK: [[@LINE+1]]: work: stored
  pending = work(1);
  // CHECK: [[@LINE+1]]: work: stored
  all.emplace_back(work(2));
}
void started(asio::io_context &context, owner &o) {
  // CHECK: [[@LINE+1]]: owner::serve: started
  asio::co_spawn(context, o.serve(1), asio::detached);
  // CHECK: [[@LINE+2]]: work: started
  // CHECK: [[@LINE+1]]: run: dropped
  run(work(1));
  // CHECK: [[@LINE+1]]: work: started
  detach(work(1));
  // CHECK: [[@LINE+1]]: work: dropped
  (void)work(1);
  // CHECK: [[@LINE+1]]: work: unknown
  pass(work(1));
}
asio::awaitable<void> spawned(asio::io_context &context, owner &o) {
  // CHECK: [[@LINE+2]]: owner::serve: awaited
  // CHECK: [[@LINE+1]]: co_spawn: awaited
  co_await asio::co_spawn(context, o.serve(1), asio::use_awaitable);
}
void local(owner &o) {
  asio::io_context context;
  // CHECK: [[@LINE+1]]: owner::serve: started in 'context'
  asio::co_spawn(context, o.serve(1), asio::detached);
}
