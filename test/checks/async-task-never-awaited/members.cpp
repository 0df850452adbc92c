// RUN: %check_cotidy %s async-task-never-awaited %t
// Intent: a member that is given a task which no function of the class awaits.
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

// Case: started and never asked again
class server {
public:
  void start() { background_ = run(); }
  future<> stop() {
    stopped_ = true;
    co_return;
  }

private:
  future<> background_;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'background_' holds a task that no function of 'server' awaits, so nobody sees its result or its exception [async-task-never-awaited]
  bool stopped_ = false;
};

// Case: only looked at
class poller {
public:
  poller() : polling_(count()) {}
  bool done() const { return polling_.available(); }

private:
  future<int> polling_;
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'polling_' holds a task that no function of 'poller' awaits
};

// Case: a lazy task, and several
class saver {
public:
  void later() {
    pending_ = save();
    all_.push_back(save());
    all_.emplace_back(save());
  }
  bool idle() const { return !pending_.valid() && all_.empty(); }

private:
  task<> pending_;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'pending_' holds a task that no function of 'saver' awaits, so its body never runs
  std::vector<task<>> all_;
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'all_' holds tasks that no function of 'saver' awaits, so their bodies never run
};

// Case: not all functions are visible, but the one that ends the work is
class balancer {
public:
  void start() { fiber_ = run(); }
  future<> transfer(int from, int to);
  future<> stop() {
    stopped_ = true;
    return {};
  }

private:
  future<> fiber_;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'fiber_' holds a task that no function of 'balancer' awaits
  bool stopped_ = false;
};
