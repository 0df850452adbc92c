// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A shop counts its till, waits half a second for a customer, and starts again.
// A second thread closes it: it clears a flag and cancels the wait.
//
// What goes wrong: the flag is atomic, but the timer belongs to the loop, and
// no other thread may touch it. Here the cancel comes while the loop counts,
// finds no wait to cancel, and is lost. At a worse moment both threads change
// the timer at once; -fsanitize=thread reports that even in this run.
// What you see: called at 50 ms, the shop waits for its full time and closes at
// 580 ms.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <iostream>
#include <thread>

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

namespace {

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

void say(const char *what) {
  using namespace std::chrono;
  static const steady_clock::time_point opening = steady_clock::now();
  std::cout << (steady_clock::now() - opening) / 1ms << " ms: " << what << '\n';
}

// Stands for 80 ms of honest computing.
void count_the_till() {
  const auto end = std::chrono::steady_clock::now() + 80ms;
  while (std::chrono::steady_clock::now() < end)
    ;
}

awaitable<void> keep_shop(asio::steady_timer &timer,
                          const std::atomic<bool> &open) {
  while (open) {
    say("counts the till");
    count_the_till();
    timer.expires_after(500ms);
    auto [cancelled] =
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    say(cancelled ? "was called" : "waited for a customer in vain");
  }
  say("closes the shop");
}

} // namespace

int main() {
  asio::io_context loop;
  asio::steady_timer timer(loop);
  std::atomic<bool> open = true;
  asio::co_spawn(loop, keep_shop(timer, open), rethrow);
  std::thread bell([&open, &timer] {
    std::this_thread::sleep_for(50ms);
    say("another thread: close, please");
    open = false;
    // BUG: uses the loop's timer beside the loop's thread.
    timer.cancel(); // expect: async-wrong-thread-call
  });
  loop.run();
  bell.join();
}
