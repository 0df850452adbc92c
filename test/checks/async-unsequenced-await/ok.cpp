// RUN: %check_cotidy %s async-unsequenced-await %t
// Intent: every deliberate silence, by name.
#include "Inputs/task.h"

#include <functional>
#include <iostream>
#include <string_view>

void g2(int, int);
void by_reference(const int &, int);
int &index();
struct Pair {
  int first, second;
};
struct Limits {
  Limits(int, int);
};

class Ok {
public:
  // Case: compound-assignment
  task<> compound() {
    value_ += co_await fetch();
    name_ += std::to_string(co_await fetch());
  }
  // Case: plain-assignment
  task<> plain() {
    value_ = co_await fetch();
    map_[value_] = co_await fetch();
    pointer_->value_ = co_await fetch();
    index() = co_await fetch();
  }
  // Case: the-await-is-the-left-operand
  task<> awaited_first() {
    value_ = co_await fetch() + value_;
    g2(co_await fetch(), value_);
  }
  // Case: braces-are-in-order
  task<> braces() {
    Pair pair{value_, co_await fetch()};
    Limits limits{value_, co_await fetch()};
    co_await send(pair.first);
  }
  // Case: logical-operators-are-in-order
  task<> logical() {
    if (value_ > 0 && co_await fetch() > 0)
      co_await tick();
    if (value_ > 0 || co_await fetch() > 0)
      co_await tick();
  }
  // Case: conditional-operator-is-in-order
  task<> conditional() {
    int chosen = value_ > 0 ? co_await fetch() : 0;
    co_await send(chosen);
  }
  // Case: comma-is-in-order
  task<> comma() {
    int last = (g2(value_, 1), co_await fetch());
    co_await send(last);
  }
  // Case: shifts-are-in-order
  task<> shifts() {
    std::cout << value_ << co_await fetch();
    int shifted = value_ << co_await fetch();
    co_await send(shifted);
  }
  // Case: subscripts-are-in-order
  task<> subscript() {
    int element = table_[co_await fetch()];
    co_await send(element);
  }
  // Case: the-object-of-a-call-is-in-order
  task<> object() { co_await pointer_->set(co_await fetch()); }
  // Case: bound-to-a-reference
  task<> reference() {
    by_reference(value_, co_await fetch());
    name_ = name_ + std::to_string(co_await fetch());
  }
  // Case: an-operand-of-the-await-itself
  task<> argument_of_the_awaited_call() { g2(1, co_await fetch(value_)); }
  // Case: an-await-that-never-suspends
  task<> never() {
    co_await std::suspend_never{};
    int both = value_ + co_await ready{};
    co_await send(both);
  }
  // Case: an-awaiter-whose-body-is-invisible
  task<> hidden() {
    int both = value_ + co_await hidden_awaiter{};
    co_await send(both);
  }
  // Case: a-local-that-nobody-else-changes
  task<> local(int given) {
    int mine = 3;
    g2(mine, co_await fetch());
    g2(given + mine, co_await fetch());
  }
  // Case: hoisted
  task<> hoisted() {
    int awaited = co_await fetch();
    g2(value_, awaited);
  }
  // Case: the-await-is-in-a-nested-lambda
  task<> nested() {
    g2(value_, [] {
      auto later = []() -> task<> { co_await tick(); };
      return int(sizeof(later));
    }());
    co_await tick();
  }
  // Case: under-an-async-guard
  task<> guarded() {
    auto guard = co_await mutex_.scoped_lock();
    value_ = value_ + co_await fetch();
  }
  // Case: a-generator
  generator<int> numbers() { co_yield value_; }
  // Case: the-size-of-it
  task<> size() { g2(sizeof(value_), co_await fetch()); }

  void change() {
    value_ = 0;
    name_.clear();
    map_.clear();
    table_[0] = 1;
    pointer_ = nullptr;
  }

private:
  struct ready {
    bool await_ready() { return true; }
    void await_suspend(std::coroutine_handle<>);
    int await_resume();
  };
  task<> set(int);
  int value_ = 0;
  int table_[3] = {};
  std::string name_;
  std::map<int, int> map_;
  Ok *pointer_ = nullptr;
  async_mutex mutex_;
};

// Case: nobody-else-writes
class Quiet {
public:
  explicit Quiet(int id) : id_(id) {}
  task<> run() { g2(id_, co_await fetch()); }

private:
  int id_;
  const int limit_ = 3;
};

// Case: what-a-view-refers-to-is-read-later
void show(std::string_view, int);
class Views {
public:
  task<> run() {
    show(std::string_view(name_), co_await fetch());
    show(name_, co_await fetch());
    by_reference(std::cref(count_), co_await fetch());
  }
  void rename() {
    name_ = "x";
    count_ = 0;
  }

private:
  std::string name_;
  int count_ = 0;
};

// Case: the-task-that-is-an-argument-has-not-run
task<int> twice(const int &);
void both(task<int>, int);
class Lazy {
public:
  task<> run() { both(twice(count_), co_await fetch()); }
  void reset() { count_ = 0; }

private:
  int count_ = 0;
};

// Case: a-function-that-reads-what-nobody-else-writes
class Constants {
public:
  explicit Constants(int rate) : rate_(rate) {}
  task<> run() {
    g2(fee(), co_await fetch());
    g2(fee(), co_await other());
  }
  void reset() { count_ = 0; }

private:
  int fee() const { return rate_ > 3 ? 2 * rate_ : rate_; }
  task<int> other() {
    co_await tick();
    ++count_;
    co_return count_;
  }
  int rate_;
  int count_ = 0;
};

// Case: passed-by-reference-to-helpers-of-its-own-class
struct Position {
  int at = 0;
  void skip(int n) { at += n; }
};
task<int> parse(Position &position) {
  co_await tick();
  co_return position.at + co_await fetch();
}

// Case: a-number-passed-by-reference
void forward(int &at) { at += 1; }
task<int> read(int &at) {
  co_await tick();
  co_return at + co_await fetch();
}

// Case: a-helper-that-the-unit-itself-calls
struct Walk {
  int at = 0;
};
void step(Walk &walk) { walk.at += 1; }
task<int> walk_on(Walk &walk) {
  step(walk);
  co_return walk.at + co_await fetch();
}
