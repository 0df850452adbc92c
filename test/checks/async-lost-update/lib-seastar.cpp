// RUN: %check_cotidy %s async-lost-update %t -- -isystem %mock
// Intent: one shard, and yet others write while a future is not ready.
#include <seastar/core/coroutine.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/thread.hh>

seastar::future<int> count();
seastar::future<> flush();

class Stats {
public:
  seastar::future<> add() {
    int before = total_;
    int more = co_await count();
    total_ = before + more;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'total_' is based on a value read before a suspension, and loses what was written meanwhile [async-lost-update]
  }
  seastar::future<> addInThread() {
    return seastar::async([this] {
      int before = total_;
      flush().get();
      total_ = before + 1;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this write to 'total_' is based on a value read before a suspension
    });
  }
  seastar::future<> afterwards() {
    int more = co_await count();
    total_ += more;
  }
  seastar::future<> guarded() {
    auto units = co_await seastar::get_units(sem_, 1);
    int before = guarded_;
    co_await flush();
    guarded_ = before + 1;
  }

private:
  seastar::semaphore sem_{1};
  int total_ = 0;
  int guarded_ = 0;
};
