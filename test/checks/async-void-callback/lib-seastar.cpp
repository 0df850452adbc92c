// RUN: %check_cotidy %s async-void-callback %t -- -isystem %mock
// Intent: a timer and std::for_each drop futures; Seastar's own loops and
// continuations hand them on.
#include <algorithm>
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/timer.hh>
#include <seastar/util/noncopyable_function.hh>
#include <vector>

namespace ss = seastar;

ss::future<> stop(int);

struct service {
  ss::timer<> _timer;
  std::vector<int> _ids;
  ss::future<> flush();

  void start() {
    _timer.set_callback([this] { return flush(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 'noncopyable_function<void ()>' drops the task that this lambda returns, so nobody sees its result or its exception [async-void-callback]
    ss::noncopyable_function<void(int)> f = stop;
    // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'noncopyable_function<void (int)>' drops the task that 'stop' returns
    std::for_each(_ids.begin(), _ids.end(), [](int id) { return stop(id); });
    // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'for_each' drops the task that this lambda returns
  }

  ss::future<> fine() {
    ss::noncopyable_function<ss::future<>()> f = [this] { return flush(); };
    _timer.set_callback([this] { (void)flush(); });
    return ss::parallel_for_each(_ids, stop).then([this] { return flush(); });
  }
};
