// RUN: %check_cotidy --mock %s async-blocking-call %t
// Intent: Asio's synchronous operations, its pools and its moves between them.
#include <boost/asio.hpp>

#include <chrono>
#include <string>
#include <thread>

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::awaitable;
using asio::use_awaitable;

awaitable<void> session(tcp::socket Socket, char (&Data)[8]) {
  Socket.read_some(asio::buffer(Data));
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'read_some' blocks the thread that runs coroutine 'session' [async-blocking-call]
  // CHECK-NOTES: :[[@LINE-2]]:10: note: await the async_ function of that name instead
  asio::write(Socket, asio::buffer(Data));
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'write' blocks the thread that runs coroutine 'session' [async-blocking-call]
  // CHECK-NOTES: :[[@LINE-2]]:3: note: await the async_ function of that name instead
  std::this_thread::sleep_for(std::chrono::seconds(1));
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'session' [async-blocking-call]
  // CHECK-NOTES: :[[@LINE-2]]:3: note: await async_wait of a boost::asio::steady_timer instead
  co_await Socket.async_read_some(asio::buffer(Data), use_awaitable);
}

awaitable<void> timer(asio::steady_timer &Timer) {
  Timer.wait();
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'wait' blocks the thread that runs coroutine 'timer' [async-blocking-call]
  // CHECK-NOTES: :[[@LINE-2]]:9: note: await its async_wait instead
  co_await Timer.async_wait(use_awaitable);
}

// Case: non-blocking-socket
awaitable<void> nonBlocking(tcp::socket &Socket, char (&Data)[8]) {
  Socket.non_blocking(true);
  Socket.read_some(asio::buffer(Data));
  co_return;
}

// Case: ready-socket
awaitable<void> readySocket(tcp::socket &Socket, char (&Data)[8]) {
  co_await Socket.async_wait(tcp::socket::wait_read, use_awaitable);
  Socket.read_some(asio::buffer(Data));
}

// Case: offloaded-to-a-pool
awaitable<int> compute() {
  std::this_thread::sleep_for(std::chrono::seconds(1));
  co_return 1;
}
awaitable<int> offload(asio::thread_pool &Pool) {
  asio::post(Pool, [] { std::this_thread::sleep_for(std::chrono::seconds(1)); });
  co_return co_await asio::co_spawn(Pool, compute(), use_awaitable);
}

// Case: moved-to-a-pool-and-back
awaitable<void> moves(asio::thread_pool &Pool) {
  asio::any_io_executor Own = co_await asio::this_coro::executor;
  co_await asio::post(Pool, use_awaitable);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  co_await asio::post(Own, use_awaitable);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'moves' [async-blocking-call]
  // CHECK-NOTES: :[[@LINE-2]]:3: note: await async_wait of a boost::asio::steady_timer instead
}
