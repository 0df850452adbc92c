// RUN: %check_cotidy %s async-transitive-blocking-call %t
// Intent: the first project function on the way is reported, with the way as notes.
#include <atomic>
#include <chrono>
#include <coroutine>
#include <fstream>
#include <memory>
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
void retry() { hold(); }
task<> direct() {
  hold();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'hold' blocks the thread that runs coroutine 'direct', because it calls 'sleep_for' [async-transitive-blocking-call]
  co_await tick();
}
task<> deep() {
  retry();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'retry' blocks the thread that runs coroutine 'deep', because it reaches 'sleep_for' [async-transitive-blocking-call]
  co_await tick();
}
task<> deepToo() {
  retry();
  co_await tick();
}

struct Config {
  explicit Config(std::string Path) { std::ifstream In(Path); }
};
task<> constructs() {
  Config C("path");
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: constructing 'Config' blocks the thread that runs coroutine 'constructs', because it calls the constructor of 'std::ifstream' [async-transitive-blocking-call]
  co_await tick();
}

struct Worker {
  std::thread T;
  ~Worker() { T.join(); }
};
task<> destroys() {
  Worker W;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: destroying 'W' blocks the thread that runs coroutine 'destroys', because it calls 'join' [async-transitive-blocking-call]
  co_await tick();
}
struct Helper {
  std::thread T;
  ~Helper() { T.join(); }
};
struct Crew {
  Helper First;
};
task<> destroysMember() {
  std::unique_ptr<Crew> C;
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: destroying 'C' blocks the thread that runs coroutine 'destroysMember', because it calls 'join' [async-transitive-blocking-call]
  co_await tick();
}

int firstNumber() {
  std::ifstream In("numbers");
  return 1;
}
struct Numbers {
  int First = firstNumber();
};
task<> memberInitialiser() {
  Numbers N;
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'firstNumber' blocks the thread that runs coroutine 'memberInitialiser', because it calls the constructor of 'std::ifstream' [async-transitive-blocking-call]
  co_await tick();
}

task<> localLambda() {
  auto Work = [] { std::this_thread::sleep_for(1s); };
  Work();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Work' blocks the thread that runs coroutine 'localLambda', because it calls 'sleep_for' [async-transitive-blocking-call]
  co_await tick();
}

template <class F> void twice(F Do) {
  Do();
  Do();
}
task<> throughTemplate() {
  twice([] { std::this_thread::sleep_for(1s); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'twice' blocks the thread that runs coroutine 'throughTemplate', because it reaches 'sleep_for' [async-transitive-blocking-call]
  co_await tick();
}

struct Clock {
  virtual void wait() = 0;
};
struct WallClock : Clock {
  void wait() override { hold(); }
};
task<> onlyOverrider(Clock &C) {
  C.wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'WallClock::wait' blocks the thread that runs coroutine 'onlyOverrider', because it reaches 'sleep_for' [async-transitive-blocking-call]
  co_await tick();
}

struct Sleep {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> Handle) {
    std::this_thread::sleep_for(1s);
    Handle.resume();
  }
  void await_resume() {}
};
task<> awaiter() {
  co_await Sleep{};
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'Sleep::await_suspend' blocks the thread that runs coroutine 'awaiter', because it calls 'sleep_for' [async-transitive-blocking-call]
}

void odd(int);
void even(int N) { N ? odd(N - 1) : hold(); }
void odd(int N) { even(N - 1); }
task<> recursion() {
  odd(3);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'odd' blocks the thread that runs coroutine 'recursion', because it reaches 'sleep_for' [async-transitive-blocking-call]
  co_await tick();
}

// An exchange that does not end the loop takes no lock.
struct Poller {
  void await() {
    while (!Ready.load()) {
      bool Free = false;
      Seen.compare_exchange_strong(Free, true);
      std::this_thread::sleep_for(1ms);
    }
  }
  std::atomic<bool> Ready = false;
  std::atomic<bool> Seen = false;
};
task<> polls(Poller &P) {
  P.await();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'Poller::await' blocks the thread that runs coroutine 'polls', because it calls 'sleep_for' [async-transitive-blocking-call]
  co_await tick();
}
