// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock -DSTANDALONE
// Intent: awaits of Asio operations suspend, this_coro does not.
#include <mutex>

#ifdef STANDALONE
#include <asio.hpp>
#else
#include <boost/asio.hpp>
namespace asio = boost::asio;
#endif

class Session {
public:
  asio::awaitable<void> send() {
    std::lock_guard lock(mutex_);
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'lock' keeps 'mutex_' locked while the coroutine is suspended [async-lock-across-suspend]
    co_await asio::post(asio::use_awaitable);
  }
  asio::awaitable<void> wait() {
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    std::unique_lock lock(mutex_);
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'lock' keeps 'mutex_' locked
    ++count_;
    co_await timer.async_wait(asio::use_awaitable);
  }
  asio::awaitable<void> ask() {
    std::lock_guard lock(mutex_);
    auto executor = co_await asio::this_coro::executor;
    ++count_;
  }
  asio::awaitable<void> short_section() {
    {
      std::lock_guard lock(mutex_);
      ++count_;
    }
    co_await asio::post(asio::use_awaitable);
  }

private:
  std::mutex mutex_;
  int count_ = 0;
};

void start(asio::io_context &loop, std::mutex &mutex) {
  asio::co_spawn(
      loop,
      [&mutex]() -> asio::awaitable<void> {
        std::scoped_lock lock(mutex);
        // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: 'lock' keeps 'mutex' locked
        co_await asio::post(asio::use_awaitable);
      },
      asio::detached);
}
