// RUN: %check_cotidy %s async-lost-update %t
// Intent: every deliberate silence, by name.
#include "Inputs/task.h"

#include <algorithm>

struct State {
  int n = 0;
  int m = 0;
};

// Everything below has another writer, unless the case says otherwise.
class Ok {
public:
  // Case: compound-assignment
  task<> compound() {
    n_ += co_await fetch();
    name_ += std::to_string(co_await fetch());
  }
  // Case: plain-assignment
  task<> blind() {
    n_ = co_await fetch();
    state_.n = co_await fetch();
  }
  // Case: element-assignment
  task<> element() { map_["x"] = co_await fetch(); }
  // Case: the-compiler-chooses-the-order
  task<> unsequenced() {
    n_ = n_ + co_await fetch();
    n_ = std::max(int(n_), co_await fetch());
  }
  // Case: the-awaited-operand-is-evaluated-first
  task<> awaited_first() { n_ = co_await fetch() + n_; }
  // Case: an-operand-passed-by-reference-is-read-when-the-call-is-made
  task<> by_const_reference() { name_ = name_ + std::to_string(co_await fetch()); }
  // Case: blind-write
  task<> unrelated() {
    int a = n_;
    co_await send(a);
    n_ = 0;
  }
  // Case: read-again-after-the-await
  task<> read_again() {
    int a = n_;
    co_await send(a);
    a = n_;
    n_ = a + 1;
  }
  // Case: the-new-value-follows-from-the-current-one-as-well
  task<> difference() {
    int before = n_;
    int after = before + co_await fetch();
    n_ = n_ + (after - before);
  }
  // Case: incremented-on-the-spot
  task<> on_the_spot() {
    co_await send(n_);
    ++n_;
    n_ += 2;
  }
  // Case: compared-with-the-current-value-before-the-write
  task<> compare_and_set() {
    int a = n_;
    int b = a + co_await fetch();
    if (n_ == a)
      n_ = b;
  }
  // Case: a-version-is-compared-before-the-write
  task<> versioned() {
    int v = version_;
    int a = n_;
    co_await tick();
    if (version_ != v)
      co_return;
    n_ = a + 1;
    ++version_;
  }
  // Case: retried-until-nothing-changed-meanwhile
  task<> retried() {
    for (;;) {
      int a = n_;
      int b = co_await fetch(a);
      if (n_ != a)
        continue;
      n_ = a + b;
      break;
    }
  }
  // Case: under-an-async-guard
  task<> guarded() {
    auto guard = co_await mutex_.scoped_lock();
    int a = n_;
    co_await tick();
    n_ = a + 1;
  }
  // Case: an-asynchronous-mutex-is-locked-by-hand-over-both
  task<> locked_by_hand() {
    co_await mutex_.lock();
    int a = n_;
    co_await tick();
    n_ = a + 1;
    mutex_.unlock();
  }
  // Case: a-semaphore-unit-is-held-over-both
  task<> semaphore_unit() {
    co_await semaphore_.acquire();
    int a = n_;
    co_await tick();
    n_ = a + 1;
    semaphore_.release();
  }
  // Case: a-thread-mutex-is-held-over-both
  task<> thread_mutex() {
    std::lock_guard guard(thread_mutex_);
    int a = n_;
    co_await tick();
    n_ = a + 1;
  }
  // Case: a-lambda-that-runs-under-a-lock
  task<> run_under_lock() {
    co_await with_lock(mutex_, [this]() -> task<> {
      int a = n_;
      co_await tick();
      n_ = a + 1;
    });
  }
  // Case: a-guard-that-the-caller-gives
  task<> given_guard(async_guard) {
    int a = n_;
    co_await tick();
    n_ = a + 1;
  }
  // Case: atomic-update
  task<> atomic() {
    int a = hits_;
    co_await send(a);
    hits_.fetch_add(1);
    ++hits_;
    hits_ += a;
    hits_.compare_exchange_strong(a, a + 1);
  }
  // Case: busy-flag
  task<> flag() {
    syncing_ = true;
    co_await tick();
    syncing_ = false;
  }
  // Case: write-in-cleanup
  task<> flag_that_is_reset_in_any_case() {
    syncing_ = true;
    try {
      co_await tick();
    } catch (...) {
      syncing_ = false;
      throw;
    }
    syncing_ = false;
  }
  // Case: a-flag-that-is-tested-set-and-reset
  task<> tested_flag() {
    if (syncing_)
      co_return;
    syncing_ = true;
    co_await tick();
    syncing_ = false;
  }
  // Case: the-last-write-wins
  task<> exit_code() {
    int code = co_await fetch();
    n_ = code;
  }
  // Case: saved-overridden-and-restored
  task<> scoped_override() {
    int old = n_;
    n_ = 7;
    co_await tick();
    n_ = old;
  }
  // Case: taken-and-put-back
  task<> put_back() {
    int old = std::exchange(n_, 7);
    co_await tick();
    n_ = old;
  }
  // Case: a-condition-chooses-the-value-does-not-carry-over
  task<> chosen_by_condition() {
    int a = n_;
    co_await tick();
    n_ = a > 3 ? 1 : 2;
  }
  // Case: no-suspension-between-the-read-and-the-write
  task<> before_suspension() {
    int a = n_;
    n_ = a + 1;
    co_await tick();
    int b = n_;
    n_ = b + 1;
  }
  // Case: an-await-that-never-suspends
  task<> never_suspends() {
    int a = n_;
    co_await std::suspend_never{};
    n_ = a + 1;
  }
  // Case: an-awaiter-whose-body-is-invisible
  task<> hidden() {
    int a = n_;
    co_await hidden_awaiter{};
    n_ = a + 1;
  }
  // Case: the-suspension-is-in-a-nested-lambda
  task<> nested() {
    int a = n_;
    auto later = []() -> task<> { co_await tick(); };
    n_ = a + 1;
    co_await later();
  }
  // Case: another-path-suspends-and-leaves
  task<> leaves(bool early) {
    int a = n_;
    if (early) {
      co_await tick();
      co_return;
    }
    n_ = a + 1;
  }
  // Case: other-member-of-the-object
  task<> other_field() {
    int a = state_.m;
    co_await tick();
    state_.n = a + 1;
  }
  // Case: another-element
  task<> other_element() {
    int a = map_["x"];
    co_await tick();
    map_["y"] = a + 1;
  }
  // Case: local-that-stays-local
  task<> local() {
    int n = 0;
    int a = n;
    co_await tick();
    n = a + 1;
  }
  // Case: a-parameter-by-value
  task<> parameter(State s) {
    int a = s.n;
    co_await tick();
    s.n = a + 1;
  }
  // Case: an-object-that-only-this-frame-can-reach
  task<> owned(std::unique_ptr<State> given) {
    auto made = std::make_shared<State>();
    int a = made->n + given->n;
    co_await tick();
    made->n = a + 1;
    given->n = a + 1;
  }
  // Case: an-object-moved-into-this-frame
  task<> moved_in(State &&s) {
    int a = s.n;
    co_await tick();
    s.n = a + 1;
  }
  // Case: overwritten-through-a-reference-in-between
  task<> output_parameter() {
    int a = n_;
    co_await load(a);
    n_ = a;
  }
  // Case: handed-to-the-awaited-operation-and-taken-back
  task<> handed_over() { items_ = co_await append(std::move(items_)); }
  // Case: a-generator
  generator<int> numbers() {
    int a = n_;
    co_yield a;
    n_ = a + 1;
  }
  // Case: a-container-element-is-inserted-not-copied-back
  task<> inserted() {
    auto size = items_.size();
    int v = co_await fetch();
    items_.push_back(v + int(size));
  }

  void reset() {
    n_ = 0;
    version_ = 0;
    hits_ = 0;
    syncing_ = false;
    state_ = {};
    map_.clear();
    items_.clear();
    name_.clear();
  }

private:
  task<std::vector<int>> append(std::vector<int>);
  int n_ = 0, version_ = 0;
  bool syncing_ = false;
  State state_;
  std::map<std::string, int> map_;
  std::vector<int> items_;
  std::string name_;
  std::atomic<int> hits_{0};
  async_mutex mutex_;
  semaphore semaphore_;
  std::mutex thread_mutex_;
};

// Case: a-private-field-that-only-this-coroutine-writes
class Poller {
public:
  task<> run() {
    for (;;) {
      int a = ticks_;
      co_await tick();
      ticks_ = a + 1;
    }
  }
  int ticks() const { return ticks_; }

private:
  int ticks_ = 0;
};

// Case: set-before-the-coroutine-is-started
class Session {
public:
  Session() { count_ = 0; }
  void start() {
    count_ = 0;
    spawn(run());
  }

private:
  task<> run() {
    int a = count_;
    co_await tick();
    count_ = a + 1;
  }
  int count_;
};

// Case: the-other-writer-awaits-this-coroutine
class Handshake {
public:
  task<> run() {
    state_ = 1;
    co_await greet();
    state_ = 3;
  }

private:
  task<> greet() {
    int s = state_;
    co_await tick();
    state_ = s + 1;
  }
  int state_ = 0;
};

// Case: the-other-writer-is-a-helper-that-only-this-coroutine-calls
class Helped {
public:
  task<> run() {
    int s = state_;
    co_await step();
    bump();
    co_await tick();
    state_ = s + 1;
  }

private:
  task<> step() {
    state_ = 2;
    co_await tick();
  }
  void bump() { ++state_; }
  int state_ = 0;
};

// Case: awaited-one-after-the-other
struct Steps {
  int n = 0;
  task<> one() {
    int a = n;
    co_await tick();
    n = a + 1;
  }
  task<> two() {
    int a = n;
    co_await tick();
    n = a + 2;
  }
};
void sync_wait(task<>);
task<> in_turn() {
  Steps s;
  co_await s.one();
  for (int i = 0; i < 3; ++i)
    co_await s.two();
}
void run_in_turn() { sync_wait(in_turn()); }

// Case: each-instance-has-its-own-object
class Connection : public std::enable_shared_from_this<Connection> {
public:
  task<> run() {
    int a = bytes_;
    co_await tick();
    bytes_ = a + 1;
  }

private:
  int bytes_ = 0;
};
task<> accept_all() {
  for (;;) {
    auto connection = std::make_shared<Connection>();
    spawn(connection->run());
    co_await tick();
  }
}

// Case: each-instance-has-its-own-element
class Slots {
public:
  void start() {
    for (int i = 0; i < 4; ++i)
      spawn(fill(i));
  }

private:
  task<> fill(int i) {
    int a = slots_[i];
    co_await tick();
    slots_[i] = a + 1;
  }
  int slots_[4] = {};
};

// Case: an-object-passed-by-reference-to-a-single-coroutine
struct Cursor {
  int pos = 0;
  void skip(int n) { pos += n; }
};
task<> parse(Cursor &c) {
  int p = c.pos;
  co_await tick();
  c.pos = p + 4;
}
