// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
// Intent: whatever makes or continues a future runs on the reactor.
#include <chrono>
#include <fstream>
#include <functional>
#include <seastar/core/alien.hh>
#include <seastar/core/coroutine.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/smp.hh>
#include <seastar/core/thread.hh>
#include <seastar/core/timer.hh>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;

seastar::future<> flush();

seastar::future<> inCoroutine() {
  std::this_thread::sleep_for(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'inCoroutine' [async-blocking-call]
  co_await flush();
}
seastar::future<> inFunction() {
  std::ifstream config("config.yaml");
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: constructing 'std::ifstream' blocks the thread that runs 'inFunction'
  return flush();
}
seastar::future<> inContinuation(seastar::gate &gate) {
  return flush().then([&gate] {
    std::this_thread::sleep_for(1s);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'sleep_for' blocks the thread that runs this lambda
    return with_gate(gate, [] {
      sleep(1);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'sleep' blocks the thread that runs this lambda
      return flush();
    });
  });
}
seastar::future<> inThread() {
  return seastar::async([] {
    std::this_thread::sleep_for(1s);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'sleep_for' blocks the thread that runs this lambda
  });
}
seastar::future<> onShard() {
  return seastar::smp::submit_to(1, [] { std::this_thread::sleep_for(1s); });
  // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: 'sleep_for' blocks the thread that runs this lambda
}
void onTimer(seastar::timer<> &timer) {
  timer.set_callback([] { std::this_thread::sleep_for(1s); });
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'sleep_for' blocks the thread that runs this lambda
}
void fromOutside(seastar::alien::instance &reactors) {
  seastar::alien::run_on(reactors, 0,
                         []() noexcept { std::this_thread::sleep_for(1s); });
  // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: 'sleep_for' blocks the thread that runs this lambda
}

// Waiting without the thread, or on one of its own.
seastar::future<> awaits() { co_await seastar::sleep(1s); }
seastar::future<> continues() { return seastar::sleep(1s).then(flush); }
seastar::future<> pauses() {
  return seastar::async([] { flush().get(); });
}
void ownThread(seastar::alien::instance &reactors) {
  std::thread worker([&reactors] {
    std::this_thread::sleep_for(1s);
    seastar::alien::run_on(reactors, 0, []() noexcept { (void)flush(); });
  });
  worker.join();
}
void beforeTheReactor() { std::ifstream config("config.yaml"); }

// Whoever is no part of the library may have threads of its own.
struct alien_worker {
  seastar::future<> submit(std::function<void()> work);
};
seastar::future<> elsewhere(alien_worker &worker) {
  co_await worker.submit([] { std::this_thread::sleep_for(1s); });
}
template <typename F> seastar::future<> each(F work) {
  return flush().then(work);
}
seastar::future<> here() {
  co_await each([] { std::this_thread::sleep_for(1s); });
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'sleep_for' blocks the thread that runs this lambda
}
