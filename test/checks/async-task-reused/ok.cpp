// RUN: %check_cotidy %s async-task-reused %t
// Intent: what looks like a second use and is none, one case for each reason.
#include <coroutine>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

template <class T> struct result {
  T value;
  void return_value(T v) { value = std::move(v); }
};
template <> struct result<void> {
  void return_void();
};
template <class T = void> struct task {
  struct promise_type : result<T> {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  task(task &&) noexcept;
  task &operator=(task &&) noexcept;
  bool valid() const;
  explicit operator bool() const;
  struct awaiter {
    bool await_ready();
    void await_suspend(std::coroutine_handle<>);
    T await_resume();
  };
  awaiter operator co_await() &&;
};
// An await gives a reference to the result, or a copy.
template <class T = void> struct lasting {
  struct promise_type : result<T> {
    lasting get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  lasting(lasting &&) noexcept;
  bool await_ready() { return handle.done(); }
  void await_suspend(std::coroutine_handle<>);
  T await_resume() { return handle.promise().value; }
  std::coroutine_handle<promise_type> handle;
};
template <class T = void> struct shared {
  struct promise_type : result<T> {
    shared get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  shared(const shared &) noexcept;
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
struct event {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume() {}
  void set();
};

task<int> count();
task<> save();
lasting<int> measure();
shared<int> total();
void spawn(task<>);
bool offer(task<> &&);
std::optional<int> push(task<> &&);
void refill(task<> &);
void look(const task<> &);
task<> both(task<>, task<> &&);
extern bool busy;
extern int number;

// Case: assigned-again
task<> assignedAgain(int n) {
  auto t = count();
  number = co_await std::move(t);
  t = count();
  number = co_await std::move(t);
  for (int i = 0; i < n; ++i) {
    t = count();
    number = co_await std::move(t);
  }
  auto ahead = save();
  for (int i = 0; i < n; ++i) {
    co_await std::move(ahead);
    ahead = save();
  }
  co_await std::move(ahead);
}

// Case: wrapped-by-its-own-next-value
task<> wrapped() {
  auto t = save();
  for (int i = 0; i < 3; ++i)
    t = both(save(), std::move(t));
  co_await std::move(t);
}

// Case: new-in-every-round
task<> newInEveryRound(std::vector<task<>> all) {
  for (int i = 0; i < 3; ++i) {
    auto t = save();
    co_await std::move(t);
  }
  for (auto &each : all)
    co_await std::move(each);
  for (int i = 0; i < 3; ++i)
    for (auto t = save(); t.valid();)
      co_await std::move(t);
}

// Case: asked-in-between
task<> askedInBetween() {
  auto t = save();
  if (busy)
    co_await std::move(t);
  if (t.valid())
    co_await std::move(t);
  auto u = save();
  while (u)
    co_await std::move(u);
}
int askedFuture(std::future<int> f) {
  number = f.get();
  if (f.valid())
    number = f.get();
  return number;
}

// Case: on-different-branches
task<> onDifferentBranches() {
  auto t = count();
  if (busy)
    number = co_await std::move(t);
  else
    number = 1 + co_await std::move(t);
  auto u = save();
  switch (number) {
  case 1:
    co_await std::move(u);
    break;
  default:
    spawn(std::move(u));
  }
  auto v = save();
  if (busy) {
    co_await std::move(v);
    co_return;
  }
  spawn(std::move(v));
}

// Case: conditions-that-belong-together
task<> conditionsThatBelongTogether(bool early) {
  auto t = count();
  if (early)
    number = co_await std::move(t);
  number = 0;
  if (!early)
    number = co_await std::move(t);
  auto u = save();
  bool done = false;
  if (busy) {
    co_await std::move(u);
    done = true;
  }
  if (done)
    co_return;
  co_await std::move(u);
}

// Case: once-in-a-loop
task<> onceInALoop(int n) {
  auto t = save();
  for (int i = 0; i < n; ++i)
    if (i == 3)
      co_await std::move(t);
  auto u = save();
  while (true) {
    co_await std::move(u);
    break;
  }
  auto v = save();
  for (int i = 0; i < n; ++i) {
    if (i != 3)
      continue;
    co_await std::move(v);
  }
  auto w = save();
  do
    co_await std::move(w);
  while (false);
}

// Case: retried-with-a-new-one
task<> retriedWithANewOne() {
  auto t = count();
  bool done = false;
  while (!done) {
    try {
      number = co_await std::move(t);
      done = true;
    } catch (...) {
      t = count();
    }
  }
}

// Case: may-have-been-refused
task<> mayHaveBeenRefused() {
  auto t = save();
  if (offer(std::move(t)))
    co_return;
  co_await std::move(t);
  auto u = save();
  push(std::move(u));
  co_await std::move(u);
}

// Case: filled-again-by-a-function
task<> filledAgainByAFunction() {
  auto t = save();
  co_await std::move(t);
  refill(t);
  co_await std::move(t);
  auto u = save();
  co_await std::move(u);
  auto w = std::exchange(u, save());
  co_await std::move(u);
  auto other = save();
  std::swap(other, u);
  co_await std::move(u);
}

// Case: shared-tasks
task<> sharedTasks(std::shared_future<int> f) {
  auto t = total();
  number = co_await t;
  number = co_await t;
  number = f.get() + f.get();
}

// Case: an-await-that-leaves-the-result
task<> anAwaitThatLeavesTheResult() {
  auto t = measure();
  number = co_await t;
  number = co_await t;
}

// Case: an-event-is-awaited-again
task<> anEventIsAwaitedAgain() {
  event changed;
  while (busy)
    co_await changed;
}

// Case: kept-after-it-was-awaited
struct resuming {
  struct promise_type {
    resuming get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void();
    void unhandled_exception();
  };
  resuming(resuming &&) noexcept;
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume() {}
};
resuming resume();
task<> keptAfterItWasAwaited(std::vector<resuming> &finished) {
  auto t = resume();
  co_await t;
  finished.push_back(std::move(t));
}

// Case: seen-through-another-name
task<> seenThroughAnotherName() {
  auto t = save();
  auto &same = t;
  co_await std::move(t);
  same = save();
  co_await std::move(t);
  auto u = save();
  auto renew = [&u] { u = save(); };
  co_await std::move(u);
  renew();
  co_await std::move(u);
}

// Case: what-a-reference-refers-to
task<> whatAReferenceRefersTo(task<> &t) {
  co_await std::move(t);
  co_await save();
  co_await std::move(t);
}

// Case: only-looked-at-afterwards
task<> onlyLookedAtAfterwards() {
  auto t = save();
  co_await std::move(t);
  look(t);
  busy = sizeof(t) == 8;
}

// Case: generator-awaited-for-each-value
template <class T> struct stream {
  struct promise_type {
    stream get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(T);
    std::suspend_always await_transform(task<> &&);
    void return_void();
    void unhandled_exception();
  };
  stream(stream &&) noexcept;
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
stream<int> samples();
task<int> generatorAwaitedForEachValue() {
  auto s = samples();
  int sum = co_await s;
  sum += co_await s;
  while (busy)
    sum += co_await s;
  co_return sum;
}

// Case: macro-that-makes-one-statement
task<int> load();
bool false_at_run_time();
#define EXPECT(...)                                                            \
  do {                                                                         \
    busy = (__VA_ARGS__);                                                      \
  } while (false_at_run_time())
task<> macroThatMakesOneStatement() {
  auto t = load();
  EXPECT(co_await std::move(t) == 1);
}

// Case: continued-where-it-stands-and-awaited
// The continuation awaits the task by its name, and so does this function.
struct counted {
  struct promise_type {
    counted get_return_object();
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void();
    void unhandled_exception();
  };
  counted(counted &&) noexcept;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>) const;
  void await_resume() const {}
  template <class F> counted then(F) { throw 1; }
};
counted tick();
counted continuedWhereItStands() {
  auto t = tick();
  bool called = false;
  auto after = t.then([&called] { called = true; });
  co_await t;
  co_await std::move(after);
}
