// RUN: %check_cotidy %s async-blocking-call %t
// Intent: every deliberate silence has a name.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <poll.h>
#include <semaphore>
#include <sstream>
#include <string>
#include <sys/epoll.h>
#include <sys/select.h>
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

// Case: non-blocking-descriptor
task<> nonBlockingDescriptor(const char *Path) {
  char Buffer[8];
  int Opened = ::open(Path, O_RDONLY | O_NONBLOCK);
  ::read(Opened, Buffer, sizeof(Buffer));
  int Socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  ::recv(Socket, Buffer, sizeof(Buffer), 0);
  int Set = ::dup(0);
  ::fcntl(Set, F_SETFL, ::fcntl(Set, F_GETFL) | O_NONBLOCK);
  ::read(Set, Buffer, sizeof(Buffer));
  co_await tick();
}

// Case: descriptor-that-would-block-is-expected
task<> expectsWouldBlock(int Socket) {
  char Buffer[8];
  while (::recv(Socket, Buffer, sizeof(Buffer), 0) < 0 && errno == EAGAIN)
    co_await tick();
}

// Case: descriptor-awaited-before
struct Readable {
  Readable(int);
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task<> awaitsReadiness(int Socket) {
  char Buffer[8];
  co_await Readable(Socket);
  ::read(Socket, Buffer, sizeof(Buffer));
}

// Case: descriptor-in-a-member
struct Connection {
  int Socket;
  task<> receive(char (&Buffer)[8]) {
    ::recv(Socket, Buffer, sizeof(Buffer), 0);
    co_await tick();
  }
};

// Case: dont-wait-flag
task<> dontWait() {
  char Buffer[8];
  int Socket = ::socket(AF_INET, SOCK_STREAM, 0);
  ::recv(Socket, Buffer, sizeof(Buffer), MSG_PEEK | MSG_DONTWAIT);
  ::waitpid(-1, nullptr, WNOHANG);
  co_await tick();
}

// Case: try-lock
task<> tryLock(std::timed_mutex &M, std::counting_semaphore<> &S) {
  if (M.try_lock())
    M.unlock();
  if (M.try_lock_for(0s))
    M.unlock();
  (void)S.try_acquire();
  co_await tick();
}

// Case: zero-sleep
task<> zeroSleep() {
  constexpr auto None = std::chrono::milliseconds::zero();
  std::this_thread::sleep_for(0s);
  std::this_thread::sleep_for(None);
  std::this_thread::sleep_for(std::chrono::seconds(0));
  std::this_thread::yield();
  ::usleep(0);
  co_await tick();
}

// Case: zero-timeout
task<> zeroTimeout(pollfd &P, epoll_event &E, fd_set &Set) {
  timeval None{};
  ::poll(&P, 1, 0);
  ::epoll_wait(3, &E, 1, 0);
  ::select(4, &Set, nullptr, nullptr, &None);
  co_await tick();
}

// Case: async-mutex-lock
struct AsyncMutex {
  task<> lock();
  task<> acquire();
};
task<> asyncMutex(AsyncMutex &M) {
  co_await M.lock();
  co_await M.acquire();
}

// Case: short-mutex-section
task<> shortSection(std::mutex &M, int &Count) {
  {
    std::lock_guard<std::mutex> Lock(M);
    ++Count;
  }
  co_await tick();
}

// Case: console-output
task<> consoleOutput() {
  std::cout << "served\n";
  std::printf("served\n");
  co_await tick();
}

// Case: wait-on-a-thread-of-its-own
void waitOnOwnThread(std::mutex &M, std::condition_variable &Changed) {
  std::thread([&] {
    std::unique_lock<std::mutex> Lock(M);
    Changed.wait(Lock);
  }).detach();
}
task<> startsThread(std::mutex &M, std::condition_variable &Changed) {
  std::thread([&] {
    std::unique_lock<std::mutex> Lock(M);
    Changed.wait(Lock);
  }).detach();
  co_await tick();
}

// Case: same-name-elsewhere
namespace mine {
void sleep(int);
void sleep_for(std::chrono::seconds);
void system(const char *);
} // namespace mine
void usleep(std::string);
task<> sameName() {
  mine::sleep(1);
  mine::sleep_for(1s);
  mine::system("x");
  usleep(std::string());
  co_await tick();
}

// Case: same-method-name-on-another-type
struct Session {
  void join();
  void wait();
  void connect(int);
};
Session &session();
task<> sameMethod() {
  session().join();
  session().wait();
  session().connect(1);
  co_await tick();
}

// Case: lambda-passed-on
void later(std::function<void()>);
task<> lambdaPassedOn() {
  later([] { std::this_thread::sleep_for(1s); });
  auto Kept = [] { std::this_thread::sleep_for(1s); };
  later(Kept);
  co_await tick();
}

// Case: offloaded-lambda
struct thread_pool {
  void post(std::function<void()>);
  task<> schedule();
  task<> run(task<>);
};
task<> offloadedLambda(thread_pool &Pool) {
  Pool.post([] { std::this_thread::sleep_for(1s); });
  std::jthread Worker([] { std::this_thread::sleep_for(1s); });
  Worker.detach();
  co_await tick();
}

// Case: moved-to-a-pool
task<> movedToPool(thread_pool &Pool) {
  co_await Pool.schedule();
  std::this_thread::sleep_for(1s);
}

// Case: awaiter-that-moves-to-a-thread
struct Background {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> Handle) {
    std::thread([Handle] { Handle.resume(); }).detach();
  }
  void await_resume() {}
};
task<> movedToThread() {
  co_await Background{};
  std::this_thread::sleep_for(1s);
}

// Case: coroutine-run-on-a-pool
task<> heavy() {
  std::this_thread::sleep_for(1s);
  co_return;
}
task<> heavyInside() { co_await heavy(); }
task<> runsOnPool(thread_pool &Pool) { co_await Pool.run(heavyInside()); }

// Case: synchronous-generator
struct generator {
  struct promise_type {
    generator get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    std::suspend_always yield_value(std::string);
    void await_transform() = delete;
    void unhandled_exception();
    void return_void();
  };
};
generator lines(const char *Path) {
  std::ifstream In(Path);
  std::string Line;
  while (std::getline(In, Line))
    co_yield Line;
}

// Case: stream-without-a-file
task<> streamWithoutFile() {
  std::ifstream Closed;
  std::istringstream Text("a b");
  std::string Word;
  std::getline(Text, Word);
  Text >> Word;
  co_await tick();
}

// Case: file-status-known
task<> statusKnown(std::filesystem::file_status Status) {
  if (std::filesystem::exists(Status))
    co_await tick();
}

// Case: jthread-that-is-done
task<> jthreadDone() {
  std::jthread Worker([] {});
  co_await tick();
}

// Case: jthread-moved-away
void keep(std::jthread);
task<> jthreadMoved() {
  co_await tick();
  std::jthread Worker([] {});
  keep(std::move(Worker));
}

// Case: never-evaluated
task<> neverEvaluated() {
  (void)sizeof(std::system("x"));
  if constexpr (false)
    std::this_thread::sleep_for(1s);
  static_assert(noexcept(tick()) || true);
  co_await tick();
}

// Case: initialised-once
task<> initialisedOnce() {
  static std::ifstream Random("/dev/urandom");
  co_await tick();
}

// Case: callback-as-function-pointer
extern "C" void setCallback(void (*Callback)(int));
task<> callbackAsFunctionPointer() {
  setCallback([](int) { std::system("x"); });
  co_await tick();
}

// Case: main-function
int main() { std::this_thread::sleep_for(1s); }
