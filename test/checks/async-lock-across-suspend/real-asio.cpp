// RUN: %check_cotidy %s async-lock-across-suspend %t
// Intent: the same with the installed Boost, and with locks of Boost.Thread.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/locks.hpp>
#include <boost/thread/mutex.hpp>

#include <mutex>

namespace asio = boost::asio;

class Counter {
public:
  asio::awaitable<void> held() {
    std::lock_guard lock(mutex_);
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'lock' keeps 'mutex_' locked
    co_await asio::post(asio::use_awaitable);
  }
  asio::awaitable<void> boost_lock() {
    boost::unique_lock<boost::mutex> lock(boost_mutex_);
    // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'lock' keeps 'boost_mutex_' locked
    asio::steady_timer timer(co_await asio::this_coro::executor);
    co_await timer.async_wait(asio::use_awaitable);
  }
  asio::awaitable<void> boost_guard() {
    boost::lock_guard<boost::mutex> lock(boost_mutex_);
    // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: 'lock' keeps 'boost_mutex_' locked
    co_await asio::post(asio::use_awaitable);
  }
  asio::awaitable<void> unlocked() {
    boost::unique_lock<boost::mutex> lock(boost_mutex_);
    lock.unlock();
    co_await asio::post(asio::use_awaitable);
  }
  asio::awaitable<void> asks() {
    std::lock_guard lock(mutex_);
    auto executor = co_await asio::this_coro::executor;
  }

private:
  std::mutex mutex_;
  boost::mutex boost_mutex_;
};
