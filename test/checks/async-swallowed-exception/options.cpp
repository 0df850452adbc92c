// RUN: %check_cotidy %s async-swallowed-exception %t/default -check-suffix=DEFAULT -- -std=c++20 -isystem %mock
// RUN: %check_cotidy %s async-swallowed-exception %t/set -check-suffix=SET --config="{CheckOptions: {async-swallowed-exception.DetachTokens: 'lib::fire', async-swallowed-exception.AllowedCoroutines: 'probe', async-swallowed-exception.IgnoreCommented: 'false'}}" -- -std=c++20 -isystem %mock
// Intent: each option changes what it says.
#include <boost/asio.hpp>

namespace lib {
struct fire {
  template <class... T> void operator()(T &&...) const;
};
} // namespace lib

namespace asio = boost::asio;

asio::awaitable<void> probe() {
  throw 1;
  co_return;
}

asio::awaitable<void> work() {
  throw 2;
  co_return;
}

asio::awaitable<void> commented() {
  try {
    co_await work();
  } catch (...) {
    // CHECK-MESSAGES-SET: :[[@LINE-1]]:5: warning: the handler does nothing about the exception of 'work'
    /* meant */
  }
}

void start(asio::io_context &loop) {
  co_spawn(loop, probe(), asio::detached);
  // CHECK-MESSAGES-DEFAULT: :[[@LINE-1]]:3: warning: an exception that leaves 'probe' is lost
  co_spawn(loop, work(), lib::fire());
  // CHECK-MESSAGES-SET: :[[@LINE-1]]:3: warning: an exception that leaves 'work' is lost
}
