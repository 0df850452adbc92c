// RUN: split-file %s %t
// RUN: %cotidy check --dump=callable-fates --model=%t/model.json %t/callables.cpp -- -std=c++20 -I%mock | FileCheck %s

// Intent: when a lambda runs, how long its closure lives, and what becomes of
// the task it makes.

//--- model.json
{
  "version": 1,
  "library": "test",
  "functions": [
    {"name": "lib::future::then", "is": "continues"},
    {"name": "lib::future::get", "is": "sync-wait", "group": "wait"},
    {"name": "lib::for_each", "is": "keeps"}
  ],
  "types": [{"name": "lib::by_reference", "is": "view"}]
}
//--- callables.cpp
#include <asio.hpp>
#include <handwritten/task.hpp>

#include <algorithm>
#include <functional>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace lib {
struct future {
  template <class F> future then(F &&) { return {}; }
  void get();
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
future start();
template <class F> future for_each(std::vector<int> &, F) { return {}; }
template <class F> struct by_reference {
  explicit by_reference(const F &f) : callable(&f) {}
  const F *callable;
  task<> operator()() const { return (*callable)(); }
};
} // namespace lib
using lib::by_reference, lib::for_each, lib::future, lib::start;
template <class F> task<> keeps(F f) { co_await f(); }
template <class F> task<> borrows(const F &f) { co_await f(); }
template <class F> task<> calls(F f) { return f(); }
template <class F> task<> forwards(F &&f) { return calls(std::forward<F>(f)); }
void stores(std::function<task<>()>);

task<> invoked(int n) {
  // CHECK: runs at once, lives for the expression, task awaited{{$}}
  co_await [n]() -> task<> { co_return; }();
  // CHECK: runs at once, lives in a variable, task awaited{{$}}
  auto named = [n]() -> task<> { co_return; };
  co_await named();
  // CHECK: runs at once, lives for the expression, task kept in 't', awaited at {{.*}}, dies early
  auto t = [n]() -> task<> { co_return; }();
  co_await std::move(t);
}
task<> returned(int n) {
  // CHECK: runs at once, lives for the expression, task returned, dies early
  if (n)
    return [n]() -> task<> { co_return; }();
  // CHECK: runs at once, lives in a variable, task returned, dies early
  auto named = [n]() -> task<> { co_return; };
  return named();
}
task<> continued(std::vector<int> &all, int n) {
  // CHECK: runs later, lives until called, task awaited, dies early
  co_await start().then([n] { return n; });
  // CHECK: runs later, lives as long as its task, task awaited{{$}}
  co_await for_each(all, [n](int) {});
  // CHECK: runs later, lives for the expression, task awaited{{$}}
  co_await start().then(by_reference([n]() -> task<> { co_return; }));
}
future views(int n) {
  // CHECK: runs later, lives for the expression, task returned, dies early
  return start().then(by_reference([n]() -> task<> { co_return; }));
}
void waits(int n) {
  // CHECK: runs later, lives until called, task awaited, dies early
  start().then([n] { return n; }).get();
}
task<> project(int n) {
  // CHECK: runs later, lives as long as its task, task awaited{{$}}
  co_await keeps([n]() -> task<> { co_return; });
  // CHECK: runs later, lives for the expression, task awaited{{$}}
  co_await borrows([n]() -> task<> { co_return; });
  // CHECK: runs later, lives for the expression, task kept in 't', {{.*}}, dies early
  auto t = borrows([n]() -> task<> { co_return; });
  co_await std::move(t);
  // CHECK: runs at once, lives until called, task awaited, dies early
  co_await calls([n]() -> task<> { co_return; });
  // CHECK: runs at once, lives until called, task awaited, dies early
  co_await forwards([n]() -> task<> { co_return; });
}
void threads(asio::io_context &context, std::variant<int, long> &v, int n) {
  // CHECK: runs later, lives as long as its task, task started{{$}}
  asio::co_spawn(context, [n]() -> asio::awaitable<void> { co_return; },
                 asio::detached);
  // CHECK: runs later, lives until called, task started, dies early
  asio::post(context, [n] {});
  // CHECK: runs at once, lives for the expression, task unknown{{$}}
  std::visit([n](auto) {}, v);
  // CHECK: never runs, lives unknown, task unknown{{$}}
  stores([n]() -> task<> { co_return; });
  // CHECK: runs later, lives unknown, task kept in 'joined', awaited at
  std::thread joined([n] {});
  joined.join();
  // CHECK: runs later, lives unknown, task started{{$}}
  std::thread([n] {}).detach();
}
