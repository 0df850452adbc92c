// RUN: %check_cotidy --mock %s async-blocking-call %t
// Intent: cppcoro's loop and pool, and what its coroutines do instead of blocking.
#include <cppcoro/io_service.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>

#include <chrono>
#include <fstream>
#include <thread>

using namespace std::chrono_literals;

cppcoro::task<> naps() {
  std::this_thread::sleep_for(1s);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'naps' [async-blocking-call]
  // CHECK-NOTES: :[[@LINE-2]]:3: note: await schedule_after of a cppcoro::io_service instead
  co_return;
}

cppcoro::task<> comesBack(cppcoro::static_thread_pool &pool, cppcoro::io_service &loop) {
  co_await pool.schedule();
  std::ifstream onPool("settings");
  co_await loop.schedule();
  std::ifstream onLoop("settings");
  // CHECK-NOTES: :[[@LINE-1]]:17: warning: constructing 'std::ifstream' blocks the thread that runs coroutine 'comesBack' [async-blocking-call]
  // CHECK-NOTES: :[[@LINE-2]]:17: note: await schedule of a cppcoro::static_thread_pool before it instead
}

// Case: timer-of-the-loop
cppcoro::task<> waitsOnLoop(cppcoro::io_service &loop) {
  co_await loop.schedule_after(1s);
}
