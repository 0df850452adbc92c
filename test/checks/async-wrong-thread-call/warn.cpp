// RUN: %check_cotidy %s async-wrong-thread-call %t -- -isystem %mock
// Intent: the notes name what starts the other thread, and the loop's work;
// through functions of the project, members and arguments.
#include <boost/asio.hpp>

#include <functional>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;

awaitable<void> wait_for(asio::steady_timer &timer) {
  co_await timer.async_wait(asio::use_awaitable);
}
void stop(asio::steady_timer &timer) {
  timer.cancel();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'timer' belongs to its loop, and 'cancel' is called here on a thread of its own [async-wrong-thread-call]
  // CHECK-NOTES: :[[@LINE+8]]:11: note: 'stop' is started here on a thread of its own
  // CHECK-NOTES: :[[@LINE-6]]:12: note: its loop works on what is begun here
}
void by_argument() {
  asio::io_context loop;
  asio::steady_timer timer(loop);
  co_spawn(loop, wait_for(timer), asio::detached);
  std::vector<std::thread> threads;
  threads.emplace_back(stop, std::ref(timer));
  loop.run();
  for (std::thread &thread : threads)
    thread.join();
}

class Watch {
public:
  explicit Watch(asio::io_context &loop) : timer_(loop) {}
  void begin() {
    timer_.async_wait([this](auto) { begin(); });
  }
  void end_soon() {
    std::thread([this] { end(); }).detach();
  }

private:
  void end() {
    timer_.cancel();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'timer_' belongs to its loop, and 'cancel' is called here on a thread of its own [async-wrong-thread-call]
    // CHECK-NOTES: :[[@LINE-7]]:5: note: this lambda is started here on a thread of its own
    // CHECK-NOTES: :[[@LINE-11]]:5: note: its loop works on what is begun here
  }
  asio::steady_timer timer_;
};
