// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A small event loop with tasks, for tests, examples and programs that need no
// framework. It is instrumented from the inside: with the debug mode on, every
// step, wait and task is known to it.
//
//   cotidy::task<int> answer() {
//     co_await cotidy::sleep_for(10ms);
//     co_return 42;
//   }
//   int main() { return cotidy::loop().run(answer()); }
//
// One thread runs a loop, and all its tasks. Nothing is global: a test makes a
// loop of its own. From other threads only call_soon_threadsafe may be called.
//
// Cancelling is a request, delivered as the exception `cancelled` at the point
// where a task waits, and again at each later one: clean up and let it go.
#ifndef COTIDY_LOOP_HPP
#define COTIDY_LOOP_HPP

#include <cxxabi.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cotidy/debug.hpp"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

namespace cotidy {

class loop;
template <class T = void> class task;
template <class T = void> class spawned;

struct cancelled : std::exception {
  const char *what() const noexcept override { return "task was cancelled"; }
};

struct timed_out : std::exception {
  const char *what() const noexcept override { return "timed out"; }
};

namespace detail {

using clock = std::chrono::steady_clock;
using here = std::source_location;

// --- what the debug mode is told --------------------------------------------

inline const char *lasting(const char *name) {
  return debug_mode() ? cotidy_intern(name) : name;
}

// What travels from a task to those it awaits.
struct context {
  loop *owner = nullptr;
  std::stop_token stop;
};

// The part of a coroutine that does not depend on its result.
class promise_base {
public:
  explicit promise_base(here where, bool is_task = true)
      : where_(site_of(where)), name_(where.function_name()) {
    if (is_task && debug_mode())
      record_ = cotidy_task_create(this, name_, where_, 0);
  }
  ~promise_base() {
    if (record_)
      cotidy_task_destroy(record_);
  }
  promise_base(const promise_base &) = delete;

  std::suspend_always initial_suspend() const noexcept { return {}; }

  void unhandled_exception() noexcept { error_ = std::current_exception(); }
  const std::exception_ptr &error() const { return error_; }
  void rethrow() const {
    if (error_)
      std::rethrow_exception(error_);
  }

  const context &surroundings() const { return context_; }
  // Before the first step.
  void start_in(const context &surroundings) { context_ = surroundings; }
  void set_continuation(std::coroutine_handle<> next, promise_base *awaiter) {
    continuation_ = next;
    if (record_)
      cotidy_task_awaited_by(record_, awaiter ? awaiter->record_ : nullptr);
  }
  std::coroutine_handle<> continuation() const { return continuation_; }

  void set_name(const char *name) {
    name_ = lasting(name);
    if (record_)
      cotidy_task_name(record_, name_);
  }
  const char *name() const { return name_; }
  const cotidy_site &where() const { return where_; }
  cotidy_task *record() const { return record_; }
  void note_suspend(here where, const char *waiting_for) const {
    if (record_)
      cotidy_task_suspend(
          record_, {where_.file, where_.function, where.line(), where.column()},
          waiting_for);
  }
  void note_resume() const {
    if (record_)
      cotidy_task_resume(record_);
  }
  void note_done() const {
    if (record_)
      cotidy_task_done(record_);
  }

private:
  context context_;
  std::coroutine_handle<> continuation_ = std::noop_coroutine();
  std::exception_ptr error_;
  cotidy_site where_;
  const char *name_;
  cotidy_task *record_ = nullptr;
};

template <class Awaiter>
concept has_description = requires {
  { Awaiter::description } -> std::convertible_to<const char *>;
};

// Any awaiter, between a note that the task suspends and one that it runs
// again.
template <class Awaiter> class noted {
public:
  noted(Awaiter awaiter, promise_base &who, here where)
      : awaiter_(std::forward<Awaiter>(awaiter)), who_(who), where_(where) {}

  bool await_ready() { return awaiter_.await_ready(); }
  template <class Promise>
  auto await_suspend(std::coroutine_handle<Promise> self) {
    using type = std::remove_reference_t<Awaiter>;
    if constexpr (has_description<type>)
      who_.note_suspend(where_, type::description);
    else
      who_.note_suspend(where_, "");
    suspended_ = true;
    return awaiter_.await_suspend(self);
  }
  decltype(auto) await_resume() {
    if (suspended_)
      who_.note_resume();
    return awaiter_.await_resume();
  }

private:
  Awaiter awaiter_;
  promise_base &who_;
  here where_;
  bool suspended_ = false;
};

template <class T> decltype(auto) awaiter_of(T &&awaitable) {
  if constexpr (requires { std::forward<T>(awaitable).operator co_await(); })
    return std::forward<T>(awaitable).operator co_await();
  else
    return std::forward<T>(awaitable);
}

struct final_awaiter {
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  std::coroutine_handle<>
  await_suspend(std::coroutine_handle<Promise> self) const noexcept {
    self.promise().note_done();
    return self.promise().continuation();
  }
  void await_resume() const noexcept {}
};

// Awaiting `this_loop` does not suspend.
struct this_loop_t {};
// As does `this_stop_token`.
struct this_stop_token_t {};

template <class Value> struct ready_value {
  Value value;
  bool await_ready() const { return true; }
  void await_suspend(std::coroutine_handle<>) const {}
  Value await_resume() const { return value; }
};

class awaiting_promise : public promise_base {
public:
  using promise_base::promise_base;

  final_awaiter final_suspend() const noexcept { return {}; }

  template <class T>
  auto await_transform(T &&awaitable, here where = here::current()) {
    using awaiter = decltype(awaiter_of(std::forward<T>(awaitable)));
    return noted<awaiter>(awaiter_of(std::forward<T>(awaitable)), *this, where);
  }
  ready_value<loop &> await_transform(this_loop_t) {
    return {*surroundings().owner};
  }
  ready_value<std::stop_token> await_transform(this_stop_token_t) {
    return {surroundings().stop};
  }
};

template <class T> class promise final : public awaiting_promise {
public:
  promise(here where = here::current()) : awaiting_promise(where) {}
  task<T> get_return_object();
  template <class U> void return_value(U &&value) {
    value_.emplace(std::forward<U>(value));
  }
  T result() {
    rethrow();
    return std::move(*value_);
  }

private:
  std::optional<T> value_;
};

template <> class promise<void> final : public awaiting_promise {
public:
  promise(here where = here::current()) : awaiting_promise(where) {}
  task<void> get_return_object();
  void return_void() const {}
  void result() const { rethrow(); }
};

} // namespace detail

inline constexpr detail::this_loop_t this_loop;
inline constexpr detail::this_stop_token_t this_stop_token;

// --- task -------------------------------------------------------------------

// A coroutine that runs when it is awaited, or given to spawn().
template <class T> class [[nodiscard]] task {
public:
  using promise_type = detail::promise<T>;
  using value_type = T;
  using handle_type = std::coroutine_handle<promise_type>;

  task(task &&other) noexcept
      : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  task &operator=(task &&other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  ~task() {
    if (coroutine_)
      coroutine_.destroy();
  }

  struct awaiter {
    static constexpr const char *description = "a task";
    handle_type coroutine;
    bool await_ready() const { return false; }
    template <class Promise>
    std::coroutine_handle<>
    await_suspend(std::coroutine_handle<Promise> self) const {
      detail::promise_base &awaiting = self.promise();
      detail::promise_base &own = coroutine.promise();
      own.start_in(awaiting.surroundings());
      own.set_continuation(self, &awaiting);
      own.note_resume();
      return coroutine;
    }
    T await_resume() const { return coroutine.promise().result(); }
  };
  awaiter operator co_await() && { return awaiter{coroutine_}; }

private:
  friend promise_type;
  template <class> friend class spawned;
  friend class loop;
  friend class task_group;
  explicit task(handle_type coroutine) : coroutine_(coroutine) {}

  handle_type coroutine_;
};

template <class T> task<T> detail::promise<T>::get_return_object() {
  return task<T>(std::coroutine_handle<promise>::from_promise(*this));
}
inline task<void> detail::promise<void>::get_return_object() {
  return task<void>(std::coroutine_handle<promise>::from_promise(*this));
}

// --- waiting ----------------------------------------------------------------

namespace detail {

class waiter_list;

// A coroutine that waits for something other than a task. It is woken once: by
// what it waits for, or because its task is cancelled.
class waiter {
public:
  waiter() = default;
  waiter(const waiter &) = delete;
  virtual ~waiter();

  bool await_ready() { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> self) {
    park(self, self.promise());
  }
  void await_resume() const {
    if (cancelled_)
      throw cancelled();
  }

  void wake();
  loop &owner() const { return *owner_; }

protected:
  // Begins to wait for it; on the loop's thread, with the coroutine suspended.
  virtual void start() = 0;
  // Stops waiting for it.
  virtual void forget() = 0;
  bool is_cancellable = true;

private:
  friend waiter_list;
  struct on_stop {
    waiter *self;
    void operator()() const { self->cancel(); }
  };
  void park(std::coroutine_handle<> self, promise_base &promise);
  void cancel();

  loop *owner_ = nullptr;
  promise_base *promise_ = nullptr;
  std::coroutine_handle<> coroutine_;
  std::optional<std::stop_callback<on_stop>> stop_;
  bool cancelled_ = false;
  bool woken_ = false;
  waiter_list *list_ = nullptr;
  std::list<waiter *>::iterator position_;
};

// Those who wait for the same, first come first.
class waiter_list {
public:
  bool empty() const { return waiters_.empty(); }
  void add(waiter &each) {
    each.list_ = this;
    each.position_ = waiters_.insert(waiters_.end(), &each);
  }
  static void remove(waiter &each) {
    if (waiter_list *list = std::exchange(each.list_, nullptr))
      list->waiters_.erase(each.position_);
  }
  waiter *take() {
    if (waiters_.empty())
      return nullptr;
    waiter *first = waiters_.front();
    remove(*first);
    return first;
  }
  bool wake_one() {
    waiter *first = take();
    if (first)
      first->wake();
    return first;
  }
  void wake_all() {
    while (wake_one())
      ;
  }

private:
  std::list<waiter *> waiters_;
};

inline waiter::~waiter() { waiter_list::remove(*this); }

// Waits in a list until somebody takes it from there.
class list_waiter : public waiter {
public:
  explicit list_waiter(waiter_list &list) : list_(list) {}

protected:
  void start() override { list_.add(*this); }
  void forget() override { waiter_list::remove(*this); }

private:
  waiter_list &list_;
};

// Threads for calls that block; each loop has its own, made when needed.
class thread_pool {
public:
  explicit thread_pool(std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      threads_.emplace_back([this] { work(); });
  }
  ~thread_pool() {
    {
      const std::lock_guard guard(lock_);
      stop_ = true;
    }
    wake_.notify_all();
    for (std::thread &each : threads_)
      each.join();
  }
  void post(std::function<void()> job) {
    {
      const std::lock_guard guard(lock_);
      jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
  }

private:
  void work() {
    std::unique_lock lock(lock_);
    for (;;) {
      wake_.wait(lock, [this] { return stop_ || !jobs_.empty(); });
      if (jobs_.empty())
        return;
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      lock.lock();
    }
  }

  std::mutex lock_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

// A task that runs by itself, and those who want to know how it ends.
class spawned_base {
public:
  virtual ~spawned_base() = default;
  // Destroys the coroutine, though somebody may still hold the handle.
  virtual void drop() = 0;

  std::stop_source stop;
  waiter_list joining;
  bool done = false;
  bool retrieved = false;
  loop *owner = nullptr;
};

} // namespace detail

// --- loop -------------------------------------------------------------------

class loop {
public:
  using clock = detail::clock;
  using time_point = clock::time_point;
  using here = detail::here;

  explicit loop(const char *name = "main");
  ~loop();
  loop(const loop &) = delete;

  // Runs until the task is done, and returns its result or throws its
  // exception. Other tasks may be left, and go on with the next run().
  template <class T> T run(task<T> main, here where = here::current());
  // Runs until nothing is left to do.
  void run(here where = here::current()) {
    run_while([this] { return has_work(); }, where);
  }

  // Runs the task beside the others, with a name for reports. It belongs to the
  // loop: it goes on when the handle is gone.
  template <class T>
  spawned<T> spawn(task<T> work, const char *name = nullptr,
                   here where = here::current());

  void call_soon(std::function<void()> call, here where = here::current()) {
    check_thread("call_soon", where);
    ready_.push_back(
        {std::move(call), nullptr, nullptr, site_of(where), cotidy::ticks()});
    ready_count_ = ready_.size();
  }

  class timer;
  // Destroying the timer forgets the call.
  timer call_later(clock::duration delay, std::function<void()> call,
                   here where = here::current());

  // From any thread, and from no signal handler.
  void call_soon_threadsafe(std::function<void()> call,
                            here where = here::current()) {
    {
      const std::lock_guard guard(inbox_lock_);
      inbox_.push_back(
          {std::move(call), nullptr, nullptr, site_of(where), cotidy::ticks()});
    }
    const std::uint64_t one = 1;
    if (write(wake_fd_, &one, sizeof one) < 0 && errno != EAGAIN)
      throw std::system_error(errno, std::generic_category(), "eventfd");
  }

  const char *name() const { return name_; }

  // Reports a use of the loop beside the thread that runs it.
  void check_thread(const char *operation, const here &where) const {
    if (debug_mode() && running_ && std::this_thread::get_id() != thread_)
      cotidy_wrong_thread("loop", operation, site_of(where), this);
  }

private:
  friend detail::waiter;
  friend class sleep_awaiter;
  friend class descriptor_awaiter;
  template <class> friend class executor_awaiter;
  template <class> friend class spawned;

  struct item {
    std::function<void()> call;
    std::coroutine_handle<> coroutine;
    const detail::promise_base *promise; // of the coroutine
    cotidy_site created;
    std::uint64_t ready;
  };
  using timers = std::multimap<time_point, std::function<void()>>;
  struct descriptor {
    detail::waiter_list readers;
    detail::waiter_list writers;
    std::uint32_t watched = 0;
  };
  // The coroutine around a spawned task: it starts it, and tells its end.
  struct root {
    struct promise_type : detail::promise_base {
      promise_type(here where = here::current()) : promise_base(where, false) {}
      root get_return_object() {
        return {std::coroutine_handle<promise_type>::from_promise(*this)};
      }
      std::suspend_always final_suspend() const noexcept { return {}; }
      void return_void() const {}
    };
    std::coroutine_handle<promise_type> coroutine;
    std::shared_ptr<detail::spawned_base> state = nullptr;
  };
  using roots = std::list<root>;
  template <class T> struct spawned_state;
  template <class T> static root drive(std::shared_ptr<spawned_state<T>> state);

  template <class Condition> void run_while(Condition condition, here where);
  bool has_work() const {
    return !ready_.empty() || !timers_.empty() || !descriptors_.empty() ||
           executing_ != 0 || has_inbox();
  }
  bool has_inbox() const {
    const std::lock_guard guard(inbox_lock_);
    return !inbox_.empty();
  }
  void wait();
  void take_inbox();
  void take_timers();
  void step(item &next);
  void resume_soon(std::coroutine_handle<> coroutine,
                   const detail::promise_base &promise) {
    ready_.push_back(
        {nullptr, coroutine, &promise, promise.where(), cotidy::ticks()});
    ready_count_ = ready_.size();
  }
  void watch(int file, detail::waiter &who, bool to_read);
  void update(int file, descriptor &which);
  void collect_roots();
  detail::thread_pool &executor() {
    if (!executor_)
      executor_ = std::make_unique<detail::thread_pool>(4);
    return *executor_;
  }

  const char *const name_;
  std::atomic<std::thread::id> thread_;
  std::atomic<bool> running_ = false;
  int epoll_fd_;
  int wake_fd_;
  std::deque<item> ready_;
  std::uint64_t ready_count_ = 0;
  timers timers_;
  std::map<int, descriptor> descriptors_;
  roots roots_;
  std::vector<roots::iterator> finished_;
  mutable std::mutex inbox_lock_;
  std::vector<item> inbox_;
  std::size_t executing_ = 0;
  std::unique_ptr<detail::thread_pool> executor_;
};

class [[nodiscard]] loop::timer {
public:
  timer(timer &&other) noexcept
      : owner_(std::exchange(other.owner_, nullptr)),
        due_(std::move(other.due_)) {}
  timer &operator=(timer &&other) noexcept {
    std::swap(owner_, other.owner_);
    std::swap(due_, other.due_);
    return *this;
  }
  ~timer() { cancel(); }
  void cancel() {
    if (owner_ && *due_)
      owner_->timers_.erase(**due_);
    owner_ = nullptr;
  }

private:
  friend loop;
  // Empty once it is due.
  using place = std::shared_ptr<std::optional<timers::iterator>>;
  timer(loop &owner, place due) : owner_(&owner), due_(std::move(due)) {}
  loop *owner_;
  place due_;
};

// --- spawned ----------------------------------------------------------------

template <class T> struct loop::spawned_state final : detail::spawned_base {
  explicit spawned_state(task<T> work) : work(std::move(work)) {}
  ~spawned_state() override {
    if (!done || retrieved || !promise().error() || !debug_mode())
      return;
    try {
      promise().rethrow();
    } catch (const cancelled &) {
      // That is what cancelling asks for.
    } catch (const std::exception &error) {
      cotidy_exception_lost(promise().record(), typeid(error).name(),
                            error.what(), "");
    } catch (...) {
      const std::type_info *type = abi::__cxa_current_exception_type();
      cotidy_exception_lost(promise().record(), type ? type->name() : nullptr,
                            "", "");
    }
  }
  void drop() override { const task<T> dropped = std::move(work); }
  typename task<T>::promise_type &promise() const {
    return work.coroutine_.promise();
  }
  task<T> work;
  roots::iterator place;
};

// The handle of a spawned task: co_await waits for its result.
template <class T> class spawned {
public:
  bool done() const { return state_->done; }
  // Asks it to end; it is delivered where the task waits.
  void cancel(detail::here where = detail::here::current()) {
    state_->owner->check_thread("spawned.cancel", where);
    state_->stop.request_stop();
  }
  void set_name(const char *name) { state_->promise().set_name(name); }
  const char *name() const { return state_->promise().name(); }

  // Of a task that is done.
  T result() const {
    state_->retrieved = true;
    return state_->promise().result();
  }

  struct awaiter : detail::list_waiter {
    static constexpr const char *description = "a spawned task";
    explicit awaiter(std::shared_ptr<loop::spawned_state<T>> state)
        : list_waiter(state->joining), state(std::move(state)) {}
    awaiter(awaiter &&other) : awaiter(other.state) {}
    std::shared_ptr<loop::spawned_state<T>> state;
    bool await_ready() const { return state->done; }
    T await_resume() const {
      waiter::await_resume();
      state->retrieved = true;
      return state->promise().result();
    }
  };
  awaiter operator co_await() const { return awaiter(state_); }

private:
  friend loop;
  friend class task_group;
  explicit spawned(std::shared_ptr<loop::spawned_state<T>> state)
      : state_(std::move(state)) {}
  std::shared_ptr<loop::spawned_state<T>> state_;
};

namespace detail {

// Starts a task without taking its result.
template <class T> struct start_awaiter {
  std::coroutine_handle<promise<T>> work;
  bool await_ready() const { return false; }
  template <class Promise>
  std::coroutine_handle<>
  await_suspend(std::coroutine_handle<Promise> self) const {
    work.promise().set_continuation(self, nullptr);
    work.promise().note_resume();
    return work;
  }
  void await_resume() const {}
};

} // namespace detail

template <class T>
loop::root loop::drive(std::shared_ptr<spawned_state<T>> state) {
  co_await detail::start_awaiter<T>{state->work.coroutine_};
  state->done = true;
  state->joining.wake_all();
  state->owner->finished_.push_back(state->place);
}

template <class T>
spawned<T> loop::spawn(task<T> work, const char *name, here where) {
  check_thread("spawn", where);
  auto state = std::make_shared<spawned_state<T>>(std::move(work));
  state->owner = this;
  if (name)
    state->promise().set_name(name);
  state->promise().start_in({this, state->stop.get_token()});
  state->place = roots_.insert(roots_.end(), drive(state));
  state->place->state = state;
  resume_soon(state->place->coroutine, state->promise());
  return spawned<T>(std::move(state));
}

template <class T> T loop::run(task<T> main, here where) {
  spawned<T> handle = spawn(std::move(main), nullptr, where);
  run_while([&] { return !handle.done(); }, where);
  return handle.result();
}

// --- the loop itself --------------------------------------------------------

inline loop::loop(const char *name)
    : name_(detail::lasting(name)), epoll_fd_(epoll_create1(EPOLL_CLOEXEC)),
      wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  epoll_event event = {EPOLLIN, {.fd = wake_fd_}};
  if (epoll_fd_ < 0 || wake_fd_ < 0 ||
      epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, wake_fd_, &event) != 0)
    throw std::system_error(errno, std::generic_category(), "loop");
}

inline loop::~loop() {
  executor_.reset();
  // What is destroyed may still spawn, call and wake.
  while (!roots_.empty()) {
    const root last = std::move(roots_.back());
    roots_.pop_back();
    last.coroutine.destroy();
    last.state->drop();
  }
  close(wake_fd_);
  close(epoll_fd_);
}

template <class Condition>
void loop::run_while(Condition condition, here where) {
  const loop_scope scope(this, name_, where);
  thread_ = std::this_thread::get_id();
  const bool outer = running_.exchange(true);
  while (condition()) {
    wait();
    take_inbox();
    take_timers();
    // Only those that are ready now: what they add comes after the next wait.
    for (std::size_t left = ready_.size(); left && !ready_.empty(); --left) {
      item next = std::move(ready_.front());
      ready_.pop_front();
      ready_count_ = ready_.size();
      step(next);
    }
    collect_roots();
  }
  running_ = outer;
}

inline void loop::step(item &next) {
  const detail::promise_base *promise = next.promise;
  const callback_scope scope(promise ? promise->name() : "a call", next.created,
                             next.ready, &ready_count_);
  if (next.call) {
    next.call();
    return;
  }
  next.coroutine.resume();
}

inline void loop::wait() {
  using std::chrono::milliseconds;
  int timeout = -1;
  if (!ready_.empty() || has_inbox())
    timeout = 0;
  else if (!timers_.empty())
    timeout = int(std::clamp<std::int64_t>(
        std::chrono::ceil<milliseconds>(timers_.begin()->first - clock::now())
            .count(),
        0, 60'000));
  epoll_event events[64];
  int count = 0;
  {
    const wait_scope scope;
    count = epoll_wait(epoll_fd_, events, 64, timeout);
  }
  for (int i = 0; i < count; ++i) {
    const int file = events[i].data.fd;
    const auto found = descriptors_.find(file);
    if (found == descriptors_.end()) {
      std::uint64_t ignored;
      [[maybe_unused]] const ssize_t size =
          read(wake_fd_, &ignored, sizeof ignored);
      continue;
    }
    constexpr std::uint32_t broken = EPOLLERR | EPOLLHUP;
    if (events[i].events & (EPOLLIN | broken))
      found->second.readers.wake_all();
    if (events[i].events & (EPOLLOUT | broken))
      found->second.writers.wake_all();
    update(file, found->second);
  }
}

inline void loop::take_inbox() {
  std::vector<item> taken;
  {
    const std::lock_guard guard(inbox_lock_);
    taken.swap(inbox_);
  }
  std::ranges::move(taken, std::back_inserter(ready_));
  ready_count_ = ready_.size();
}

inline void loop::take_timers() {
  if (timers_.empty())
    return;
  const time_point now = clock::now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    const auto due = timers_.extract(timers_.begin());
    due.mapped()();
  }
}

inline void loop::collect_roots() {
  for (const roots::iterator each : std::exchange(finished_, {})) {
    const root ended = std::move(*each);
    roots_.erase(each);
    ended.coroutine.destroy();
  }
}

inline loop::timer loop::call_later(clock::duration delay,
                                    std::function<void()> call, here where) {
  check_thread("call_later", where);
  auto due = std::make_shared<std::optional<timers::iterator>>();
  *due = timers_.emplace(clock::now() + delay,
                         [this, due, call = std::move(call), where] {
                           due->reset();
                           call_soon(call, where);
                         });
  return timer(*this, std::move(due));
}

inline void loop::watch(int file, detail::waiter &who, bool to_read) {
  descriptor &which = descriptors_[file];
  (to_read ? which.readers : which.writers).add(who);
  update(file, which);
}

// What epoll watches is what somebody waits for.
inline void loop::update(int file, descriptor &which) {
  const std::uint32_t wanted = (which.readers.empty() ? 0u : +EPOLLIN) |
                               (which.writers.empty() ? 0u : +EPOLLOUT);
  epoll_event event = {wanted, {.fd = file}};
  const int change = !which.watched ? EPOLL_CTL_ADD
                     : !wanted      ? EPOLL_CTL_DEL
                                    : EPOLL_CTL_MOD;
  if (wanted != which.watched &&
      epoll_ctl(epoll_fd_, change, file, &event) != 0 && wanted)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  which.watched = wanted;
  if (!wanted)
    descriptors_.erase(file);
}

namespace detail {

inline void waiter::park(std::coroutine_handle<> self, promise_base &promise) {
  coroutine_ = self;
  promise_ = &promise;
  owner_ = promise.surroundings().owner;
  const std::stop_token &stop = promise.surroundings().stop;
  if (is_cancellable && stop.stop_requested()) {
    cancelled_ = true;
    wake();
    return;
  }
  start();
  if (is_cancellable && !woken_)
    stop_.emplace(stop, on_stop{this});
}

inline void waiter::wake() {
  if (std::exchange(woken_, true))
    return;
  owner_->check_thread("wake", {});
  owner_->resume_soon(coroutine_, *promise_);
}

inline void waiter::cancel() {
  if (woken_)
    return;
  cancelled_ = true;
  forget();
  wake();
}

} // namespace detail

// --- what a task may wait for -----------------------------------------------

class [[nodiscard]] sleep_awaiter : public detail::waiter {
public:
  static constexpr const char *description = "sleep_for";
  explicit sleep_awaiter(loop::clock::duration time) : time_(time) {}
  sleep_awaiter(sleep_awaiter &&other) : time_(other.time_) {}
  ~sleep_awaiter() override { forget(); }

protected:
  void start() override {
    due_ = owner().timers_.emplace(loop::clock::now() + time_, [this] {
      due_.reset();
      wake();
    });
  }
  void forget() override {
    if (due_)
      owner().timers_.erase(*due_);
    due_.reset();
  }

private:
  loop::clock::duration time_;
  std::optional<loop::timers::iterator> due_;
};

inline sleep_awaiter sleep_for(loop::clock::duration time) {
  return sleep_awaiter(time);
}

// Lets the others run.
class [[nodiscard]] yield_awaiter : public detail::waiter {
public:
  static constexpr const char *description = "its next turn";
  yield_awaiter() = default;
  yield_awaiter(yield_awaiter &&) {}

protected:
  void start() override { wake(); }
  void forget() override {}
};

inline yield_awaiter yield() { return {}; }

class [[nodiscard]] descriptor_awaiter : public detail::waiter {
public:
  static constexpr const char *description = "a file descriptor";
  descriptor_awaiter(int file, bool to_read) : file_(file), to_read_(to_read) {}
  descriptor_awaiter(descriptor_awaiter &&other)
      : file_(other.file_), to_read_(other.to_read_) {}

protected:
  void start() override { owner().watch(file_, *this, to_read_); }
  void forget() override {
    detail::waiter_list::remove(*this);
    if (const auto found = owner().descriptors_.find(file_);
        found != owner().descriptors_.end())
      owner().update(file_, found->second);
  }

private:
  const int file_;
  const bool to_read_;
};

inline descriptor_awaiter readable(int file) { return {file, true}; }
inline descriptor_awaiter writable(int file) { return {file, false}; }

// A call on another thread, for what blocks. It is awaited to its end: nobody
// can cancel a call that runs.
template <class Call>
class [[nodiscard]] executor_awaiter : public detail::waiter {
public:
  static constexpr const char *description = "run_in_executor";
  using result_type = std::invoke_result_t<Call &>;
  explicit executor_awaiter(Call call) : call_(std::move(call)) {
    is_cancellable = false;
  }
  executor_awaiter(executor_awaiter &&other)
      : executor_awaiter(std::move(other.call_)) {}

  result_type await_resume() {
    if (error_)
      std::rethrow_exception(error_);
    if constexpr (!std::is_void_v<result_type>)
      return std::move(*result_);
  }

protected:
  void start() override {
    ++owner().executing_;
    owner().executor().post([this] {
      try {
        if constexpr (std::is_void_v<result_type>)
          call_();
        else
          result_.emplace(call_());
      } catch (...) {
        error_ = std::current_exception();
      }
      owner().call_soon_threadsafe([this] {
        --owner().executing_;
        wake();
      });
    });
  }
  void forget() override {}

private:
  using stored =
      std::conditional_t<std::is_void_v<result_type>, char, result_type>;
  Call call_;
  std::optional<stored> result_;
  std::exception_ptr error_;
};

template <class Call> executor_awaiter<Call> run_in_executor(Call call) {
  return executor_awaiter<Call>(std::move(call));
}

// Becomes set once, and lets all pass who wait for it.
class event {
public:
  void set() {
    set_ = true;
    waiting_.wake_all();
  }
  void clear() { set_ = false; }
  bool is_set() const { return set_; }

  struct awaiter : detail::list_waiter {
    static constexpr const char *description = "event";
    explicit awaiter(event &which)
        : list_waiter(which.waiting_), which(which) {}
    awaiter(awaiter &&other) : awaiter(other.which) {}
    event &which;
    bool await_ready() const { return which.set_; }
  };
  awaiter wait() { return awaiter(*this); }

private:
  bool set_ = false;
  detail::waiter_list waiting_;
};

class semaphore {
public:
  explicit semaphore(std::size_t free) : free_(free) {}

  struct awaiter : detail::list_waiter {
    static constexpr const char *description = "semaphore";
    explicit awaiter(semaphore &which)
        : list_waiter(which.waiting_), which(which) {}
    awaiter(awaiter &&other) : awaiter(other.which) {}
    semaphore &which;
    // A release with somebody waiting passes the place on: nobody comes in
    // between.
    bool await_ready() const { return which.try_acquire(); }
  };
  awaiter acquire() { return awaiter(*this); }
  bool try_acquire() {
    if (free_ == 0)
      return false;
    --free_;
    return true;
  }
  void release() {
    if (!waiting_.wake_one())
      ++free_;
  }

private:
  std::size_t free_;
  detail::waiter_list waiting_;
};

// Held across suspensions, by a task instead of a thread.
class mutex {
public:
  class [[nodiscard]] guard {
  public:
    explicit guard(mutex &held) : held_(&held) {}
    guard(guard &&other) noexcept
        : held_(std::exchange(other.held_, nullptr)) {}
    ~guard() {
      if (held_)
        held_->free_.release();
    }

  private:
    mutex *held_;
  };

  // const auto guard = co_await mutex.lock();
  task<guard> lock() {
    co_await free_.acquire();
    co_return guard(*this);
  }

private:
  semaphore free_{1};
};

// First in, first out, with room for `capacity`.
template <class T> class queue {
public:
  explicit queue(std::size_t capacity = std::size_t(-1)) : room_(capacity) {}

  task<void> push(T value) {
    co_await room_.acquire();
    values_.push_back(std::move(value));
    filled_.release();
  }
  bool try_push(T value) {
    if (!room_.try_acquire())
      return false;
    values_.push_back(std::move(value));
    filled_.release();
    return true;
  }
  task<T> pop() {
    co_await filled_.acquire();
    T value = std::move(values_.front());
    values_.pop_front();
    room_.release();
    co_return value;
  }
  std::size_t size() const { return values_.size(); }

private:
  semaphore room_;
  semaphore filled_{0};
  std::deque<T> values_;
};

// --- several tasks ----------------------------------------------------------

// Tasks that end together. The first one that fails cancels the others; nothing
// outlives the group, and no exception is lost. Made by with_task_group only.
class task_group {
public:
  task_group(const task_group &) = delete;

  void spawn(task<void> work, const char *name = nullptr,
             detail::here where = detail::here::current()) {
    ++running_;
    if (!name)
      name = work.coroutine_.promise().name();
    auto member = owner_.spawn(guarded(std::move(work)), name, where);
    if (stop_.stop_requested())
      member.cancel();
    members_.push_back(std::move(member));
  }
  void cancel() {
    stop_.request_stop();
    // What is cancelled may spawn more.
    for (std::size_t i = 0; i < members_.size(); ++i)
      if (!members_[i].done())
        members_[i].cancel();
  }

private:
  template <class Body> friend task<void> with_task_group(Body body);
  task_group(loop &owner, std::stop_token parent)
      : owner_(owner), parent_(parent, [this] { cancel(); }) {}

  task<void> guarded(task<void> work) {
    try {
      co_await std::move(work);
    } catch (const cancelled &) {
    } catch (...) {
      fail(std::current_exception());
    }
    if (--running_ == 0)
      empty_.wake_all();
  }
  void fail(std::exception_ptr error) {
    if (!error_)
      error_ = std::move(error);
    cancel();
  }
  struct awaiter : detail::list_waiter {
    static constexpr const char *description = "task_group";
    explicit awaiter(task_group &group)
        : list_waiter(group.empty_), group(group) {
      is_cancellable = false;
    }
    awaiter(awaiter &&other) : awaiter(other.group) {}
    task_group &group;
    bool await_ready() const { return group.running_ == 0; }
  };
  // Waits even when it is cancelled itself: its members have been told.
  awaiter join() { return awaiter(*this); }

  loop &owner_;
  std::size_t running_ = 0;
  std::vector<spawned<void>> members_;
  std::stop_source stop_;
  std::exception_ptr error_;
  detail::waiter_list empty_;
  std::stop_callback<std::function<void()>> parent_;
};

// co_await with_task_group([&](task_group &group) -> task<void> {...});
template <class Body> task<void> with_task_group(Body body) {
  const std::stop_token stop = co_await this_stop_token;
  task_group group(co_await this_loop, stop);
  try {
    co_await body(group);
  } catch (...) {
    group.fail(std::current_exception());
  }
  co_await group.join();
  if (group.error_)
    std::rethrow_exception(group.error_);
  if (stop.stop_requested())
    throw cancelled();
}

namespace detail {

template <class T>
using storable = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

template <class T>
task<void> store(task<T> work, std::optional<storable<T>> &result) {
  if constexpr (std::is_void_v<T>) {
    co_await std::move(work);
    result.emplace();
  } else {
    result.emplace(co_await std::move(work));
  }
}

template <std::size_t I, class T, class Variant>
task<void> store_first(task<T> work, std::optional<Variant> &result,
                       task_group &group) {
  std::optional<storable<T>> value;
  co_await store(std::move(work), value);
  if (result)
    co_return;
  result.emplace(std::in_place_index<I>, std::move(*value));
  group.cancel();
}

} // namespace detail

// All results, in order; void becomes std::monostate. The first failure cancels
// the others.
template <class... T>
task<std::tuple<detail::storable<T>...>> when_all(task<T>... works) {
  std::tuple<std::optional<detail::storable<T>>...> results;
  co_await with_task_group([&](task_group &group) -> task<void> {
    std::apply(
        [&](auto &...result) {
          (group.spawn(detail::store(std::move(works), result)), ...);
        },
        results);
    co_return;
  });
  co_return std::apply(
      [](auto &...result) {
        return std::tuple<detail::storable<T>...>(std::move(*result)...);
      },
      results);
}

// The first result; the others are cancelled and awaited.
template <class... T>
task<std::variant<detail::storable<T>...>> when_any(task<T>... works) {
  using variant = std::variant<detail::storable<T>...>;
  std::optional<variant> result;
  co_await with_task_group([&](task_group &group) -> task<void> {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (group.spawn(detail::store_first<I>(std::move(works), result, group)),
       ...);
    }(std::index_sequence_for<T...>());
    co_return;
  });
  co_return std::move(*result);
}

namespace detail {
inline task<void> sleep_task(clock::duration time) { co_await sleep_for(time); }
} // namespace detail

// Cancels the task and throws `timed_out` when it takes longer.
template <class T>
task<T> with_timeout(loop::clock::duration time, task<T> work) {
  auto first = co_await when_any(std::move(work), detail::sleep_task(time));
  if (first.index() == 1)
    throw timed_out();
  if constexpr (!std::is_void_v<T>)
    co_return std::move(std::get<0>(first));
}

} // namespace cotidy

#endif
