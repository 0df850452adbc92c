// RUN: %check_cotidy %s async-task-never-awaited %t
// Intent: members whose task is awaited, passed on, or out of sight.
#include <coroutine>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

template <class T> struct result {
  void return_value(T);
};
template <> struct result<void> {
  void return_void();
};
template <class T = void> struct task {
  struct promise_type : result<T> {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
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
template <class T = void> struct future {
  struct promise_type : result<T> {
    future get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_never final_suspend() noexcept;
    void unhandled_exception();
  };
  future() = default;
  future(future &&) noexcept;
  future &operator=(future &&) noexcept;
  template <class F> future then(F) { return {}; }
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  T get();
  bool available() const;
};
task<> save();
future<> run();
future<int> count();
extern bool busy;

// Case: member-awaited-in-another-function
class awaited {
public:
  void start() {
    background_ = run();
    all_.push_back(run());
  }
  future<> stop() {
    co_await std::move(background_);
    for (auto &each : all_)
      co_await std::move(each);
  }

private:
  future<> background_;
  std::vector<future<>> all_;
};

// Case: awaited-in-a-lambda-or-handed-out
class handedOut {
public:
  void start() {
    a_ = run();
    b_ = run();
    c_ = run();
  }
  auto wait() {
    return [this]() -> future<> { co_await std::move(a_); };
  }
  future<> &running() { return b_; }
  future<> take() { return std::exchange(c_, {}); }

private:
  future<> a_;
  future<> b_;
  future<> c_;
};

// Case: member-of-a-class-not-all-visible
class hidden {
public:
  void start() { background_ = run(); }
  future<> stop();

private:
  future<> background_;
};

class half_hidden {
public:
  void start() { background_ = run(); }
  void stop() { stopped_ = true; }
  future<> wait_until_idle();

private:
  future<> background_;
  bool stopped_ = false;
};

// Case: others-can-reach-it
struct open {
  void start() { background_ = run(); }
  future<> background_;
};
class befriended {
public:
  void start() { background_ = run(); }
  friend future<> stop(befriended &);

private:
  future<> background_;
};
class generic {
public:
  void start() { background_ = run(); }
  template <class F> void with(F f) { f(background_); }

private:
  future<> background_;
};

// Case: given-up-on-purpose
class droppedOnPurpose {
public:
  void start() {
    background_ = run();
    all_.push_back(run());
  }
  void stop() {
    background_ = {};
    all_.clear();
  }

private:
  future<> background_;
  std::vector<future<>> all_;
};

// Case: member-that-ends-with-the-object
struct joining {
  struct promise_type {
    joining get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  joining(joining &&);
  joining &operator=(joining &&);
  joining() = default;
  ~joining() {
    if (handle)
      handle.destroy();
  }
  std::coroutine_handle<promise_type> handle;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
joining beat();
class heart {
public:
  void start() { beating_ = beat(); }

private:
  joining beating_;
};

// Case: never-given-a-task
class unused {
public:
  bool idle() const { return !pending_.valid(); }

private:
  task<> pending_;
};
