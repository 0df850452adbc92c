// RUN: %check_cotidy --mock %s async-busy-wait %t
// Intent: what is reported, where, and with which notes.
#include "boost/asio.hpp"
#include "handwritten/task.hpp"

#include <atomic>
#include <chrono>

namespace asio = boost::asio;
using namespace std::chrono_literals;

task<> sleep_for(std::chrono::milliseconds);
std::atomic<bool> ready = false;

task<> global() {
  while (!ready)
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'global' sleeps and looks at 'ready' again and again, instead of being woken when it changes [async-busy-wait]
  // CHECK-NOTES: :[[@LINE+1]]:5: note: it sleeps here
    co_await sleep_for(10ms);
}
task<> loaded() {
  while (!ready.load()) {
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'loaded' sleeps and looks at 'ready' again and again,{{.*}}
  // CHECK-NOTES: :[[@LINE+1]]:5: note: it sleeps here
    co_await sleep_for(10ms);
  }
}
task<> reference(const bool &done) {
  do {
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'reference' sleeps and looks at 'done' again and again,{{.*}}
  // CHECK-NOTES: :[[@LINE+1]]:5: note: it sleeps here
    co_await sleep_for(10ms);
  } while (!done);
}
class Server {
public:
  asio::awaitable<void> started() {
    while (!running_) {
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'Server::started' sleeps and looks at 'running_' again and{{.*}}
    // CHECK-NOTES: :[[@LINE+2]]:7: note: it sleeps here
      timer_.expires_after(10ms);
      co_await timer_.async_wait(asio::use_awaitable);
    }
  }

private:
  asio::steady_timer timer_;
  bool running_ = false;
};
