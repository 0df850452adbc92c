// RUN: %cotidy check --dump=stale-references %s -- -std=c++20 | FileCheck %s
// RUN: %cotidy_no_models check --dump=stale-references %s -- -std=c++20 | FileCheck %s
// Intent: what is kept over a suspension, and into what; a container is known
// by its members, an owner by its operators.
#include <coroutine>

struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task tick();

struct Node {
  task run() {
    co_await tick();
    Seen = 1;
  }
  int Seen = 0;
};
struct List {
  Node *begin();
  Node *end();
  Node &front();
  const Node &front() const;
};
struct Owner {
  ~Owner();
  Node *operator->() const;
  Node &operator*() const;
};
struct Owners {
  Owner *begin();
  Owner *end();
  Owner &front();
};

class Keeper {
  task loop() {
    for (Node &Each : All)
      co_await tick();
  }
  task variable() {
    Node &First = All.front();
    co_await tick();
    First.Seen = 1;
  }
  task owned() {
    Node &Mine = *Held;
    co_await tick();
    Mine.Seen = 1;
  }
  task behind() {
    Node &Mine = *Many.front();
    co_await tick();
    co_await tick();
    Mine.Seen = 1;
  }
  task awaited() { co_await Held->run(); }
  List All;
  Owner Held;
  Owners Many;
};
// CHECK: 47: Keeper::loop: loop, into 'All', suspended at 48
// CHECK-NEXT: 53: Keeper::variable: variable, into 'All', suspended at 52
// CHECK-NEXT: 58: Keeper::owned: variable, into 'Held', suspended at 57
// CHECK-NEXT: 64: Keeper::behind: variable, into 'Many[...]', into 'Many' behind an owner, suspended at 62 63
// CHECK-NEXT: 24: Keeper::awaited: used by what is awaited, into 'Held', suspended at 66
// CHECK-NOT: {{.}}
