// RUN: %check_cotidy --mock %s async-dangling-this %t
// Intent: futures that run on their own, on objects that lw_shared_ptr counts.
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/shared_ptr.hh>

#include <utility>

seastar::future<> receive();

class connection : public seastar::enable_lw_shared_from_this<connection> {
public:
  void start() {
    (void)process();
    (void)receive().then([this] { ++_count; });
    // CHECK-NOTES: :[[@LINE-1]]:26: warning: the handler given to 'future::then' holds no reference to its 'connection', which may be gone when it runs [async-dangling-this]
    // CHECK-NOTES: :[[@LINE-2]]:37: note: its object is used here
    (void)process_gated();
    (void)seastar::with_gate(_gate, [this] { return more(); });
    (void)more().finally([self = shared_from_this()] {});
    (void)receive().then([this, self = shared_from_this()] { ++_count; });
  }
  seastar::future<> wait() {
    return receive().then([this] { ++_count; });
  }

private:
  seastar::future<> process() {
    co_await receive();
    ++_count;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'connection::process' uses its 'connection' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
    // CHECK-NOTES: :[[@LINE-18]]:11: note: 'connection::process' is started here, and nobody who waits for it keeps the object
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
  }
  seastar::future<> process_gated() {
    auto holder = _gate.hold();
    co_await receive();
    ++_count;
  }
  seastar::future<> more() {
    co_await receive();
    ++_count;
  }
  seastar::gate _gate;
  int _count = 0;
};
