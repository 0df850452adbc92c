// RUN: %check_cotidy %s async-blocking-call %t -- -std=c++20 -isystem %mock
// Intent: the standard library and POSIX under a coroutine type of one's own.
#include <handwritten/task.hpp>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <semaphore>
#include <thread>

#include <netdb.h>
#include <unistd.h>

task<> resolves(addrinfo **result) {
  getaddrinfo("example.org", "80", nullptr, result);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'getaddrinfo' blocks the thread that runs coroutine 'resolves' [async-blocking-call]
  co_return;
}

task<> waits(std::condition_variable &changed, std::unique_lock<std::mutex> &lock) {
  changed.wait(lock);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'wait' blocks the thread that runs coroutine 'waits' [async-blocking-call]
  co_return;
}

task<> acquires(std::counting_semaphore<4> &slots) {
  slots.acquire();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'acquire' blocks the thread that runs coroutine 'acquires' [async-blocking-call]
  co_return;
}

task<> removes() {
  std::filesystem::remove("lock");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'remove' blocks the thread that runs coroutine 'removes' [async-blocking-call]
  co_return;
}

// Case: try-acquire
task<> tries(std::counting_semaphore<4> &slots) {
  slots.try_acquire();
  co_return;
}

// Case: a-thread-of-its-own
task<> starts() {
  std::thread([] { sleep(1); }).detach();
  co_return;
}
