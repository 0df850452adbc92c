// RUN: %check_cotidy --mock %s async-await-suspend-race %t
// RUN: %check_cotidy --mock %s async-await-suspend-race %t -- -DSTANDALONE
// Intent: awaiters that let an executor or a timer resume their coroutine.
#include <coroutine>

#ifdef STANDALONE
#include <asio.hpp>
#include <system_error>
using std::error_code;
#else
#include <boost/asio.hpp>
#include <boost/system/error_code.hpp>
namespace asio = boost::asio;
using boost::system::error_code;
#endif

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

struct Wait {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    timer.async_wait([h, this](error_code e) {
      error = e;
      h.resume();
    });
    ++waits;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'waits' is used when another thread may already have{{.*}}
    // CHECK-NOTES: :[[@LINE-6]]:5: note: its handle is out of hand from this call of 'basic_waitable_timer::async_wait'
  }
  error_code await_resume() const noexcept { return error; }
  asio::steady_timer &timer;
  error_code error;
  int waits = 0;
};

// A function of the project that hands the callable on.
struct Poster {
  template <class F> void later(F f) { asio::post(pool, std::move(f)); }
  asio::thread_pool &pool;
};
struct PostedBySomebodyElse {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    poster.later([h] { h.resume(); });
    hopped = true;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'hopped' is used when another thread may already have{{.*}}
    // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle is out of hand from this call of 'Poster::later'
  }
  void await_resume() const noexcept {}
  Poster &poster;
  bool hopped = false;
};
