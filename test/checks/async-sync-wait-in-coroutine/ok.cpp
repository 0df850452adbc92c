// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t
// Intent: every deliberate silence has a name.
#include <chrono>
#include <coroutine>
#include <functional>
#include <future>
#include <thread>
#include <vector>

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

struct WhenAll {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
template <class... Futures> WhenAll when_all(Futures &...);

// Case: future-known-ready
task<> knownReady(std::future<int> Result) {
  while (Result.wait_for(0s) != std::future_status::ready)
    co_await tick();
  (void)Result.get();
}

// Case: guarded-by-is-ready
template <class T> bool is_ready(std::future<T> &);
task<> guarded(std::future<int> Result) {
  if (is_ready(Result))
    (void)Result.get();
  co_await tick();
}

// Case: after-when-all
task<> afterWhenAll(std::future<int> A, std::future<int> B) {
  co_await when_all(A, B);
  (void)(A.get() + B.get());
}

// Case: main-function
int main() {
  std::future<int> Result = std::async([] { return 1; });
  return Result.get();
}

// Case: wait-in-an-offload
void post(std::function<void()>);
task<> inOffload(std::shared_future<int> Result) {
  std::thread([Result] { Result.wait(); }).detach();
  post([Result] { (void)Result.get(); });
  co_await tick();
}

// Case: same-name-elsewhere
struct Box {
  int get();
  void wait();
};
void sync_wait(int);
task<> sameName(Box &B) {
  B.wait();
  (void)B.get();
  sync_wait(1);
  co_await tick();
}
