// RUN: %check_cotidy %s async-task-never-awaited %t
// Every deliberate silence, each under its name.

#include <array>
#include <coroutine>
#include <exception>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

template <class T = void> struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_value(T);
    void unhandled_exception();
  };
  task() = default;
  task(task &&) noexcept;
  task &operator=(task &&) noexcept;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  bool valid() const;
};
template <> struct task<void> {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  task() = default;
  task(task &&) noexcept;
  task &operator=(task &&) noexcept;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
  bool valid() const;
};
template <class T = void> struct eager {
  struct promise_type {
    eager get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_value(T);
    void unhandled_exception();
  };
  eager() = default;
  eager(eager &&) noexcept;
  eager &operator=(eager &&) noexcept;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  bool valid() const;
};
template <> struct eager<void> {
  struct promise_type {
    eager get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  eager() = default;
  eager(eager &&) noexcept;
  eager &operator=(eager &&) noexcept;
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
  bool valid() const;
};

struct operation {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};

struct mutex_guard {
  mutex_guard(mutex_guard &&) noexcept;
  ~mutex_guard();
};
struct async_mutex {
  task<mutex_guard> lock();
};

task<> cook(int order = 0);
task<int> count();
eager<> ring();
operation read();
void spawn(task<>);
void spawnAll(std::vector<task<>>);
void keep(const task<> &);
template <class... Tasks> task<> whenAll(Tasks &&...);
template <class T> T syncWait(task<T> &&);
extern bool busy;

// Case: awaited-later
task<> awaitedLater() {
  auto t = cook();
  auto n = count();
  busy = co_await n == 1;
  co_await std::move(t);
}

// Case: awaited-as-a-guard-at-once
task<> lockIsTaken(async_mutex &mutex) {
  auto lock = co_await mutex.lock();
  co_await cook();
}

// Case: the-lock-is-awaited-in-two-steps
task<> lockInTwoSteps(async_mutex &mutex) {
  auto pending = mutex.lock();
  auto lock = co_await pending;
  co_await cook();
}

// Case: moved-out
task<> returned() {
  auto t = cook();
  return t;
}
task<task<>> coReturned() {
  auto t = cook();
  co_return std::move(t);
}

// Case: passed-to-any-call
task<> passed() {
  auto a = cook();
  spawn(std::move(a));
  auto b = cook();
  keep(b);
  auto c = cook(), d = cook();
  co_await whenAll(c, std::move(d));
  auto e = count();
  busy = syncWait(std::move(e));
}

// Case: captured-by-a-lambda
task<> captured() {
  auto a = cook();
  auto runA = [a = std::move(a)]() mutable -> task<> { co_await std::move(a); };
  auto b = cook();
  auto runB = [&b]() -> task<> { co_await std::move(b); };
  auto c = cook();
  auto runC = [&]() -> task<> { co_await std::move(c); };
  co_await whenAll(runA(), runB(), runC());
}

// Case: stored-elsewhere
struct Kitchen {
  task<> current;
  std::vector<task<>> all;
  void store(std::vector<task<>> &out) {
    auto a = cook();
    current = std::move(a);
    auto b = cook();
    all.push_back(std::move(b));
    auto c = cook();
    out.push_back(std::move(c));
  }
};

// Case: address-taken
void pointer(task<> **where, std::coroutine_handle<> h) {
  static task<> kept = cook();
  auto t = cook();
  *where = &t;
}

// Case: a-member-call-that-is-no-mere-question
struct startable : task<> {
  startable(startable &&);
  void start();
  void detach();
  void wait() const;
  bool resume();
};
startable prepare();
void memberCalls() {
  auto a = prepare();
  a.start();
  auto b = prepare();
  b.detach();
  auto c = prepare();
  c.wait();
  auto d = prepare();
  while (!d.resume())
    ;
}

// Case: started-on-one-branch
task<> conditionalStart() {
  task<> t;
  if (busy)
    t = cook();
  if (busy)
    co_await std::move(t);
  std::optional<task<>> maybe;
  if (busy)
    maybe = cook();
  if (maybe)
    co_await std::move(*maybe);
}

// Case: nothing-was-ever-put-into-it
task<> neverFilled() {
  task<> t;
  std::vector<task<>> tasks;
  std::optional<task<>> maybe;
  tasks.reserve(4);
  co_return;
}

// Case: lazy-task-left-on-early-exit
task<> earlyExit() {
  auto t = cook();
  if (busy)
    co_return;
  co_await std::move(t);
}

// Case: an-exception-abandons-it
task<> throwing() {
  auto t = ring();
  if (busy)
    throw std::runtime_error("burnt");
  co_await std::move(t);
}

// Case: consumed-in-code-that-this-configuration-never-reaches
constexpr bool Enabled = false;
task<> otherConfiguration() {
  auto t = cook();
  if (Enabled)
    co_await std::move(t);
}

// Case: scope-that-joins
struct joining {
  struct promise_type {
    joining get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  joining(joining &&);
  ~joining() { wait(); }
  void wait();
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
joining begin();
task<> joinsAtTheEnd() {
  auto scope = begin();
  co_await cook();
}

// Case: eager-task-kept-alive
struct cancelling {
  struct promise_type {
    cancelling get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  cancelling(cancelling &&);
  ~cancelling() {
    if (handle)
      handle.destroy();
  }
  std::coroutine_handle<promise_type> handle;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
cancelling heartbeat();
task<> keptForLifetime() {
  auto beat = heartbeat();
  co_await cook();
}

// Case: an-eager-task-started-by-ordinary-code
void runLoop();
void ordinaryCode() {
  auto t = ring();
  runLoop();
}

// Case: std-async-waits-in-the-destructor-of-its-future
void standardFutures() {
  auto f = std::async(std::launch::async, runLoop);
  std::promise<int> promise;
  auto g = promise.get_future();
  std::packaged_task<void()> job(runLoop);
  auto h = job.get_future();
  std::jthread thread(std::move(job));
}

// Case: structured-binding
struct Meal {
  task<> soup;
  task<> fish;
  int guests;
};
Meal order();
task<> bindings() {
  auto [soup, fish, guests] = order();
  co_await std::move(soup);
  co_await std::move(fish);
  auto &[a, b] = *std::make_unique<std::pair<task<>, int>>(cook(), 1);
  co_await std::move(a);
}
task<> bindingsOfWhatHasRun() {
  auto [x, y] = co_await []() -> task<std::pair<task<>, int>> {
    co_return std::pair<task<>, int>(cook(), 1);
  }();
}

// Case: an-aggregate-is-used
task<> aggregateUsed() {
  Meal meal{cook(), cook(), 2};
  co_await std::move(meal.soup);
  Meal other{cook(), cook(), 2};
  spawn(std::move(other.fish));
}

// Case: the-task-comes-out-of-an-await
task<task<>> nestedTask();
task<> resultOfAwait() {
  auto inner = co_await nestedTask();
  co_return;
}

// Case: taken-out-of-a-place-to-be-dropped
task<> takenOut(Kitchen &kitchen) {
  auto old = std::exchange(kitchen.current, cook());
  auto moved = std::move(kitchen.current);
  co_return;
}

// Case: given-up-on-purpose
task<> givenUp() {
  auto t = cook();
  t = {};
  std::optional<task<>> maybe = cook();
  maybe.reset();
  std::vector<task<>> tasks;
  tasks.push_back(cook());
  tasks.clear();
  auto owned = std::make_unique<task<>>(cook());
  owned = nullptr;
  co_return;
}

// Case: containers-that-are-read
task<> containers() {
  std::vector<task<>> a;
  a.push_back(cook());
  for (auto &t : a)
    co_await std::move(t);
  std::vector<task<>> b;
  b.emplace_back(cook());
  spawnAll(std::move(b));
  std::vector<task<>> c;
  c.push_back(cook());
  for (auto it = c.begin(); it != c.end(); ++it)
    co_await std::move(*it);
  std::vector<task<>> d;
  d.push_back(cook());
  for (unsigned i = 0; i < d.size(); ++i)
    co_await std::move(d[i]);
  task<> e[] = {cook(), cook()};
  for (int i = 0; i < 2; ++i)
    co_await std::move(e[i]);
  std::array<task<>, 2> f{cook(), cook()};
  co_await whenAll(f[0], f.at(1));
  auto g = std::make_tuple(cook(), count());
  co_await whenAll(std::get<0>(g), std::get<1>(g));
  auto h = std::make_unique<task<>>(cook());
  co_await std::move(*h);
  std::map<int, task<>> m;
  m.emplace(1, cook());
  m[2] = cook();
  for (auto &[number, t] : m)
    co_await std::move(t);
  std::vector<task<>> sorted;
  sorted.push_back(cook());
  sorted.insert(sorted.end(), cook());
  auto &last = sorted.back();
  co_await std::move(last);
}

// Case: a-container-of-eager-tasks-awaited-by-an-index
task<> eagerByIndex() {
  std::array<eager<>, 2> both{ring(), ring()};
  for (int i = 0; i < 2; ++i)
    co_await std::move(both[i]);
}

// Case: overwritten-after-it-was-awaited
task<> reused() {
  auto t = cook(1);
  co_await std::move(t);
  t = cook(2);
  co_await std::move(t);
  task<> pending;
  bool started = false;
  for (int i = 0; i < 3; ++i) {
    if (started)
      co_await std::move(pending);
    pending = cook(i);
    started = true;
  }
  co_await std::move(pending);
  task<> asked;
  for (int i = 0; i < 3; ++i)
    if (!asked.valid())
      asked = cook(i);
  co_await std::move(asked);
}

// Case: wrapped-by-its-own-next-value
task<> wrap(task<>);
task<> wrappedAgain() {
  auto t = cook();
  t = wrap(std::move(t));
  co_await std::move(t);
}

// Case: another-name-for-it
task<> aliases() {
  auto t = cook();
  auto &same = t;
  co_await std::move(same);
  auto u = cook();
  auto &&moved = std::move(u);
  co_await std::move(moved);
}

// Case: one-of-two-is-chosen
task<> chosen() {
  auto a = cook(1);
  auto b = cook(2);
  co_await (busy ? std::move(a) : std::move(b));
}

// Case: builders-events-and-scopes-that-can-be-awaited-have-other-uses
struct request {
  request &header(int);
  bool send();
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};
request get();
struct event {
  void set();
  operation operator co_await() const;
};
event makeEvent();
task<> otherUses() {
  auto builder = get();
  auto pending = makeEvent();
  co_return;
}

// Case: senders-not-yet-connected
struct sender {
  using sender_concept = int;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};
sender schedule();
void senders() { auto s = schedule(); }

// Case: deferred-operation
struct deferred {
  template <class Token> auto operator()(Token &&) &&;
};
deferred later();
void deferredOperations() { auto op = later(); }

// Case: generator
struct generator {
  struct promise_type {
    generator get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    std::suspend_always yield_value(int);
    void return_void();
    void unhandled_exception();
    void await_transform(auto) = delete;
  };
  int *begin();
  int *end();
};
generator numbers();
void generators() { auto g = numbers(); }

// Case: generator-read-with-next
struct channel {
  struct promise_type {
    channel get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    std::suspend_always yield_value(int);
    void return_void();
    void unhandled_exception();
  };
  operation next();
};
channel messages();
std::pair<channel, int> connected();
void unreadMessages() {
  auto unread = messages();
  auto [from, to] = connected();
}

// Case: future-made-with-its-value
template <class T> struct future {
  template <class F> future<T> then(F);
  T get();
  bool has_exception() const;
};
template <class T> future<T> make_ready_future(T);
future<int> cached() { return make_ready_future(1); }
void madeWithItsValue() {
  auto one = make_ready_future(1);
  auto other = cached();
  other = make_ready_future(2);
}

// Case: what-is-inside-is-taken
struct shared_state;
class state_base {
protected:
  friend class receiver;
  shared_state *state = nullptr;
};
template <class T> class source : public state_base {
public:
  template <class F> source<T> then(F);
  T get();
};
source<int> produced();
class receiver {
  shared_state *taken = nullptr;

public:
  void take() {
    auto all = produced();
    taken = std::exchange(all.state, nullptr);
  }
};

// Case: outcome-is-asked-for
future<int> ask();
bool outcomeIsAskedFor() {
  auto answer = ask();
  return !answer.has_exception();
}

// Case: awaitable-enums-and-durations-are-values
enum class delay { minute };
operation operator co_await(delay);
delay pick();
void values() { auto d = pick(); }

// Case: a-class-whose-iterator-names-the-promise
struct stream {
  struct promise_type {
    stream get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    std::suspend_always yield_value(int);
    void return_void();
    void unhandled_exception();
  };
  struct iterator {
    using promise_type = stream::promise_type;
    bool operator==(const iterator &) const;
  };
  operation begin();
  iterator end();
};
task<> iterate(stream &s) {
  auto last = s.end();
  auto it = co_await s.begin();
}

// Case: an-operation-stepped-by-hand
bool byHand() {
  auto op = read();
  return op.await_ready() && op.await_resume() == 0;
}

// Case: a-parameter-is-the-callers-decision
task<> parameter(task<> unused) { co_return; }

// Case: an-operand-of-sizeof
static_assert(sizeof(cook()) > 0);

// Case: asked-whether-it-failed-before-leaving
eager<> askedBeforeLeaving() {
  auto t = ring();
  if (!t.valid())
    co_return;
  co_await std::move(t);
}

// Case: left-by-an-assertion-of-a-test
#define VERIFY(condition)                                                      \
  if (!(condition))                                                            \
  co_return
eager<> leftByAnAssertion() {
  auto first = count();
  auto t = ring();
  VERIFY(co_await std::move(first) == 1);
  co_await std::move(t);
}

// Case: member-awaited-in-another-function
class Server {
public:
  task<> start() {
    background_ = ring();
    co_await cook();
  }
  task<> stop() { co_await std::move(background_); }

private:
  eager<> background_;
};

// Case: member-of-a-class-not-all-visible
class Hidden {
public:
  void start() { pending_ = cook(); }
  task<> stop();

private:
  task<> pending_;
};

// Case: member-that-ends-with-the-object
class Heart {
public:
  Heart() : beating_(heartbeat()) {}

private:
  cancelling beating_;
};
