// RUN: %check_cotidy %s async-misused-task %t -std=c++20
// Intent: asio::awaitable, which is move-only and answers nothing but valid().
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <utility>

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using channel = asio::experimental::channel<void(boost::system::error_code)>;

asio::awaitable<int> count();
asio::awaitable<bool> exists(int id);
asio::awaitable<void> save();
template <class... Args> void log(const char *format, const Args &...);
extern bool busy;

class lock_guard {
public:
  explicit lock_guard(channel &);
  lock_guard(lock_guard &&) noexcept;
  ~lock_guard();
};
asio::awaitable<lock_guard> lock();

asio::awaitable<void> found(channel &permits) {
  auto held = lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'held' holds a task that is never awaited, so the 'lock_guard' is never held [async-misused-task]
  auto permit = permits.async_receive(asio::use_awaitable);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'permit' holds a task that is never awaited, so nothing is held
  log("{} files", count());
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the task returned by 'count' is passed to 'log' instead of its result, and its body never runs
  auto answer = exists(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'answer' holds a task that is passed to 'log'
  log("{}", answer);
  co_await save();
}

asio::awaitable<void> fine(channel &permits) {
  auto held = co_await lock();
  co_await permits.async_receive(asio::use_awaitable);
  log("{} files", co_await count());
  auto operation = permits.async_receive(asio::deferred);
  co_await (save() || std::move(operation)(asio::use_awaitable));
  co_await (save() && save());
  auto later = count();
  busy = later.valid();
  log("starting {}", later);
  busy = co_await std::move(later) == 0;
}
