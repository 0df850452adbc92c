// RUN: %check_cotidy %s async-await-suspend-race %t
// Intent: the same with the installed Boost.
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <coroutine>

namespace asio = boost::asio;

struct Hop {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    asio::post(pool, [h] { h.resume(); });
    hopped = true;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'hopped' is used when another thread may already have resumed the coroutine, and destroyed this awaiter with it [async-await-suspend-race]
    // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle is out of hand from this call of 'post'
  }
  void await_resume() const noexcept {}
  asio::thread_pool &pool;
  bool hopped = false;
};

struct HopLast {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    hopped = true;
    asio::post(pool, [h] { h.resume(); });
  }
  void await_resume() const noexcept {}
  asio::thread_pool &pool;
  bool hopped = false;
};
