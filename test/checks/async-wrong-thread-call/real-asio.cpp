// RUN: %check_cotidy %s async-wrong-thread-call %t
// Intent: the same with the installed Boost.
#include <boost/asio.hpp>

#include <thread>

namespace asio = boost::asio;

asio::awaitable<void> wait_for(asio::steady_timer &timer) {
  co_await timer.async_wait(asio::use_awaitable);
}
int main() {
  asio::io_context loop;
  asio::steady_timer timer(loop);
  co_spawn(loop, wait_for(timer), asio::detached);
  std::thread bell([&] {
    timer.cancel();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'timer' belongs to its loop, and 'cancel' is called here on a thread of its own [async-wrong-thread-call]
    asio::post(loop, [&timer] { timer.cancel(); });
    loop.stop();
  });
  loop.run();
  bell.join();
}
