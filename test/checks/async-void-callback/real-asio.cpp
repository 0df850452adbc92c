// RUN: %check_cotidy %s async-void-callback %t -std=c++20
// Intent: Asio calls functions and handlers and drops what they return; only
// co_spawn runs a coroutine.
#include <boost/asio.hpp>
#include <functional>

namespace asio = boost::asio;
using boost::system::error_code;

asio::awaitable<void> save();
asio::awaitable<void> serve(error_code error);

asio::awaitable<void> found(asio::io_context &context, asio::steady_timer &timer,
                            asio::ip::tcp::socket &socket) {
  asio::post(context, []() -> asio::awaitable<void> { co_await save(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'post' drops the task that this lambda returns, so its body never runs [async-void-callback]
  asio::dispatch(context.get_executor(), save);
  // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: 'dispatch' drops the task that 'save' returns
  timer.async_wait([](error_code error) -> asio::awaitable<void> {
    // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'basic_waitable_timer::async_wait' drops the task that this lambda returns
    co_await serve(error);
  });
  asio::co_spawn(context, save(), [](std::exception_ptr) { return save(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'co_spawn' drops the task that this lambda returns
  std::function<void(error_code)> handler = serve;
  // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'function<void ({{.*}}error_code)>' drops the task that 'serve' returns
  co_return;
}

asio::awaitable<void> fine(asio::io_context &context,
                           asio::steady_timer &timer) {
  asio::co_spawn(context, save, asio::detached);
  asio::co_spawn(context, []() -> asio::awaitable<void> { co_await save(); },
                 [](std::exception_ptr) {});
  asio::post(context, [&context] {
    asio::co_spawn(context, save(), asio::detached);
  });
  co_await asio::post(context, asio::use_awaitable);
  co_await timer.async_wait(asio::use_awaitable);
  timer.async_wait([&context](error_code error) {
    asio::co_spawn(context, serve(error), asio::detached);
  });
}
