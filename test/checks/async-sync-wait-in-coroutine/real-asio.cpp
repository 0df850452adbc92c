// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t
// Intent: the same against the installed Boost.
#include <boost/asio.hpp>

#include <chrono>
#include <string>
#include <thread>

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::awaitable;
using asio::use_awaitable;

#include <future>

awaitable<int> load();

awaitable<void> nestedRun(asio::io_context &Context) {
  asio::co_spawn(Context, load(), asio::detached);
  Context.run();
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'run' keeps the thread that runs coroutine 'nestedRun' until the event loop has nothing left to do [async-sync-wait-in-coroutine]
  // CHECK-NOTES: :[[@LINE-2]]:11: note: await the operations that the loop runs instead
  co_return;
}

awaitable<void> waitsForFuture(asio::io_context &Context) {
  std::future<int> Result = asio::co_spawn(Context, load(), asio::use_future);
  (void)Result.get();
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'get' keeps the thread that runs coroutine 'waitsForFuture' until the future is ready [async-sync-wait-in-coroutine]
  // CHECK-NOTES: :[[@LINE-2]]:16: note: await a boost::asio::steady_timer or a channel instead
  co_return;
}

// Case: polling-the-loop
awaitable<void> polls(asio::io_context &Context) {
  Context.poll();
  co_return;
}

int main() {
  asio::io_context Context;
  Context.run();
}
