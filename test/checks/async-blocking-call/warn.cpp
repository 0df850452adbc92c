// RUN: %check_cotidy %s async-blocking-call %t
// Intent: a blocking call is reported where it stands in the coroutine.
#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <latch>
#include <mutex>
#include <netdb.h>
#include <poll.h>
#include <semaphore>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
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

task<> sleeps() {
  std::this_thread::sleep_for(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'sleeps' [async-blocking-call]
  std::this_thread::sleep_until(std::chrono::steady_clock::now() + 1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_until' blocks the thread that runs coroutine 'sleeps' [async-blocking-call]
  ::usleep(5);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'usleep' blocks the thread that runs coroutine 'sleeps' [async-blocking-call]
  co_await tick();
}

task<> waits(std::condition_variable &Changed, std::mutex &M, std::thread &T) {
  std::unique_lock<std::mutex> Lock(M);
  Changed.wait(Lock, [] { return true; });
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'wait' blocks the thread that runs coroutine 'waits' [async-blocking-call]
  if (Changed.wait_for(Lock, 5ms) == std::cv_status::timeout)
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'wait_for' blocks the thread that runs coroutine 'waits' [async-blocking-call]
    co_return;
  T.join();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'join' blocks the thread that runs coroutine 'waits' [async-blocking-call]
}

task<> synchronises(std::latch &L, std::barrier<> &B, std::binary_semaphore &S,
                    std::atomic<int> &A) {
  L.wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'wait' blocks the thread that runs coroutine 'synchronises' [async-blocking-call]
  B.arrive_and_wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'arrive_and_wait' blocks the thread that runs coroutine 'synchronises' [async-blocking-call]
  S.acquire();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'acquire' blocks the thread that runs coroutine 'synchronises' [async-blocking-call]
  A.wait(0);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'wait' blocks the thread that runs coroutine 'synchronises' [async-blocking-call]
  co_await tick();
}

task<> files(std::string Path) {
  std::ifstream In(Path);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: constructing 'std::ifstream' blocks the thread that runs coroutine 'files' [async-blocking-call]
  std::string Line;
  std::getline(In, Line);
  std::ofstream Out;
  Out.open(Path);
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'open' blocks the thread that runs coroutine 'files' [async-blocking-call]
  if (std::filesystem::exists(Path))
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'exists' blocks the thread that runs coroutine 'files' [async-blocking-call]
    co_await tick();
  for (const std::filesystem::directory_entry &E : std::filesystem::directory_iterator(Path))
  // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: constructing 'std::filesystem::directory_iterator' blocks the thread that runs coroutine 'files' [async-blocking-call]
    (void)E;
}

struct Reader {
  std::ifstream In;
  task<> next(std::string &Line) {
    std::getline(In, Line);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'getline' blocks the thread that runs coroutine 'Reader::next' [async-blocking-call]
    co_await tick();
  }
};

task<> processes() {
  std::system("make");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'system' blocks the thread that runs coroutine 'processes' [async-blocking-call]
  int Status;
  ::waitpid(-1, &Status, 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'waitpid' blocks the thread that runs coroutine 'processes' [async-blocking-call]
  co_await tick();
}

task<> network(const char *Host) {
  addrinfo *Found;
  ::getaddrinfo(Host, "80", nullptr, &Found);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'getaddrinfo' blocks the thread that runs coroutine 'network' [async-blocking-call]
  int Socket = ::socket(AF_INET, SOCK_STREAM, 0);
  ::connect(Socket, Found->ai_addr, Found->ai_addrlen);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'connect' blocks the thread that runs coroutine 'network' [async-blocking-call]
  char Buffer[8];
  ::recv(Socket, Buffer, sizeof(Buffer), 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'recv' blocks the thread that runs coroutine 'network' [async-blocking-call]
  pollfd P{};
  ::poll(&P, 1, -1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'poll' blocks the thread that runs coroutine 'network' [async-blocking-call]
  co_await tick();
}

task<> input() {
  std::string Name;
  std::cin >> Name;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'operator>>' blocks the thread that runs coroutine 'input' [async-blocking-call]
  std::getline(std::cin, Name);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'getline' blocks the thread that runs coroutine 'input' [async-blocking-call]
  co_await tick();
}

task<> lambdas(std::vector<int> Values) {
  [&] { std::this_thread::sleep_for(1s); }();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'sleep_for' blocks the thread that runs coroutine 'lambdas' [async-blocking-call]
  std::for_each(Values.begin(), Values.end(), [](int) { ::usleep(5); });
  // CHECK-MESSAGES: :[[@LINE-1]]:57: warning: 'usleep' blocks the thread that runs coroutine 'lambdas' [async-blocking-call]
  std::ranges::for_each(Values, [](int) { ::usleep(5); });
  // CHECK-MESSAGES: :[[@LINE-1]]:43: warning: 'usleep' blocks the thread that runs coroutine 'lambdas' [async-blocking-call]
  co_await tick();
}

auto Lambda = []() -> task<> {
  std::this_thread::sleep_for(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs this coroutine lambda [async-blocking-call]
  co_return;
};

template <class Rep> task<> inTemplate(Rep Delay) {
  std::this_thread::sleep_for(Delay);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'inTemplate' [async-blocking-call]
  co_await tick();
}
void useTemplate() {
  (void)inTemplate(1s);
  (void)inTemplate(1ms);
}

#define PAUSE() ::usleep(100)
task<> inMacro() {
  PAUSE();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'usleep' blocks the thread that runs coroutine 'inMacro' [async-blocking-call]
  co_await tick();
}

task<> joinsAtTheEnd() {
  std::jthread Worker([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: destroying 'Worker' blocks the thread that runs coroutine 'joinsAtTheEnd' [async-blocking-call]
  co_return;
}

struct thread_pool {
  task<> schedule();
};
struct event_loop {
  task<> schedule();
};
task<> returnsToTheLoop(thread_pool &Pool, event_loop &Loop) {
  co_await Pool.schedule();
  std::this_thread::sleep_for(1s);
  co_await Loop.schedule();
  std::this_thread::sleep_for(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'returnsToTheLoop' [async-blocking-call]
}
task<> spawned() {
  std::this_thread::sleep_for(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'spawned' [async-blocking-call]
  co_return;
}
struct Spawner {
  void post(task<>);
};
void spawnsOnUnknown(Spawner &S) { S.post(spawned()); }

[[clang::annotate("async::blocking")]] void compress();
task<> annotated() {
  compress();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'compress' blocks the thread that runs coroutine 'annotated' [async-blocking-call]
  co_await tick();
}

extern "C" char *crypt(const char *phrase, const char *setting);
task<> login(const char *password, const char *hash) {
  crypt(password, hash);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'crypt' blocks the thread that runs coroutine 'login' [async-blocking-call]
  co_await tick();
}
