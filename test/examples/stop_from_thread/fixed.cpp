// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same shop. The other thread touches nothing; it asks the loop to, by
// post(), which any thread may call. The loop clears the flag and cancels when
// the shop waits, never between its look at the flag and its wait.
// What you see: called at 50 ms, the shop closes when the till is counted.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

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

awaitable<void> keep_shop(asio::steady_timer &timer, const bool &open) {
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
  bool open = true;
  asio::co_spawn(loop, keep_shop(timer, open), rethrow);
  std::thread bell([&loop, &open, &timer] {
    std::this_thread::sleep_for(50ms);
    say("another thread: close, please");
    asio::post(loop, [&open, &timer] {
      open = false;
      timer.cancel();
    });
  });
  loop.run();
  bell.join();
}
