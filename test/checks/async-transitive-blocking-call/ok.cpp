// RUN: %check_cotidy %s async-transitive-blocking-call %t
// Intent: every deliberate silence has a name.
#include <atomic>
#include <chrono>
#include <coroutine>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

template <class T = void> struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
task<> tick();

using namespace std::chrono_literals;

void hold() { std::this_thread::sleep_for(1s); }

// Case: virtual-call
struct Store {
  virtual void flush();
};
void Store::flush() { hold(); }
struct MemoryStore : Store {
  void flush() override {}
};
task<> virtualCall(Store &S) {
  S.flush();
  co_await tick();
}

// Case: function-pointer
task<> functionPointer() {
  void (*Run)() = hold;
  Run();
  std::function<void()> Erased = hold;
  Erased();
  co_await tick();
}

// Case: offload-boundary
struct thread_pool {
  void post(std::function<void()>);
};
void offload(thread_pool &Pool) {
  Pool.post(hold);
  Pool.post([] { hold(); });
  std::thread(hold).detach();
}
task<> offloads(thread_pool &Pool) {
  offload(Pool);
  co_await tick();
}

// Case: declared-nonblocking
[[clang::annotate("async::nonblocking")]] void mostlyCached() { hold(); }
task<> declared() {
  mostlyCached();
  co_await tick();
}

// Case: one-time-initialisation
std::string load() {
  std::ifstream In("config");
  return "";
}
const std::string &config() {
  static const std::string Config = load();
  return Config;
}
std::once_flag Once;
task<> oneTime() {
  (void)config();
  std::call_once(Once, hold);
  co_await tick();
}

// Case: logging
void log(const std::string &Text) { std::clog << Text << std::endl; }
task<> logs() {
  log("served");
  co_await tick();
}

// Case: coroutine-reported-itself
task<> alreadyReported();
task<> inner() {
  co_await tick();
}
task<> callsCoroutine() { co_await inner(); }

// Case: body-outside-the-unit
void elsewhere();
task<> callsElsewhere() {
  elsewhere();
  co_await tick();
}

// Case: called-by-no-coroutine
void ordinary() { hold(); }

// Case: future-ready-in-await-resume
struct Awaiter {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> Handle) { Handle.resume(); }
  void await_resume() { hold(); }
};
task<> awaitResume() { co_await Awaiter{}; }

// Case: recursion
void odd(int);
void even(int N) { odd(N - 1); }
void odd(int N) { even(N - 1); }
task<> recursion() {
  odd(3);
  co_await tick();
}

// Case: awaited-before-it-is-destroyed
struct JoiningThread {
  std::thread T;
  ~JoiningThread() { T.join(); }
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task<> awaitsThenDestroys() {
  JoiningThread Worker;
  co_await Worker;
}

// Case: result-of-a-ready-awaiter
struct JoiningAwaiter {
  std::thread &T;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume() { T.join(); }
};
task<> asksAnAwaiter(JoiningAwaiter &Awaiter) {
  if (Awaiter.await_ready())
    Awaiter.await_resume();
  co_await tick();
}

// Case: another-lambda-of-the-function
template <class Callback> task<> calls(Callback Called) {
  Called();
  co_await tick();
}
template <class Callback> void keep(Callback &&) {}
void twoLambdas() {
  keep([] { std::this_thread::sleep_for(1s); });
  calls([] {});
}

// Case: back-off-of-a-spin-lock
struct SpinLock {
  bool tryTake() {
    bool Free = false;
    return Taken.compare_exchange_strong(Free, true);
  }
  void take() {
    while (!tryTake())
      std::this_thread::sleep_for(1ms);
  }
  void takeAtLast() {
    for (int Tries = 0;; ++Tries) {
      bool Free = false;
      if (Tries % 2 && Taken.compare_exchange_weak(Free, true))
        break;
      std::this_thread::sleep_for(1ms);
    }
  }
  std::atomic<bool> Taken = false;
};
task<> spins(SpinLock &Lock) {
  Lock.take();
  Lock.takeAtLast();
  co_await tick();
}
