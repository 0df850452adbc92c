// RUN: %check_cotidy --mock %s async-dangling-this %t
// Intent: futures that run on their own, on objects that lw_shared_ptr counts.
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/shared_ptr.hh>
#include <seastar/core/sleep.hh>

#include <chrono>
#include <utility>
#include <vector>

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

// Called through a pointer that goes; whoever else has one may let go.
class request : public seastar::enable_lw_shared_from_this<request> {
public:
  seastar::future<> serve() {
    co_await receive();
    ++_steps;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'request::serve' uses its 'request' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
    // CHECK-NOTES: :[[@LINE+21]]:11: note: 'request::serve' is started here, and nobody who waits for it keeps the object
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
  }
  seastar::future<> serve_kept() {
    co_await receive();
    ++_steps;
  }

private:
  int _steps = 0;
};
class server {
  std::vector<seastar::lw_shared_ptr<request>> _open;
  seastar::gate _gate;

public:
  void accepted() {
    auto next = seastar::make_lw_shared<request>();
    _open.push_back(next);
    auto last = next;
    (void)last->serve_kept().finally([last] {});
    (void)next->serve();
  }
  seastar::future<> stop() { return _gate.close(); }
};

// Work that the object does not wait for, beside work that it waits for.
using namespace std::chrono_literals;
class transport {
  seastar::gate _calls;
  bool _connected = false;

public:
  void reconnect() {
    (void)seastar::sleep(1s).then([this] { _connected = true; });
    // CHECK-NOTES: :[[@LINE-1]]:35: warning: this lambda uses its 'transport' in the background, and nothing holds '_calls' open for it meanwhile [async-dangling-this]
    // CHECK-NOTES: :[[@LINE+14]]:37: note: what has entered '_calls' is waited for here, before the object goes
    // CHECK-NOTES: :[[@LINE-3]]:44: note: its object is used here
    (void)seastar::sleep(1s)
        .then([this] { _connected = true; })
        .finally([held = _calls.hold()] {});
    (void)seastar::with_gate(_calls, [this] {
      return seastar::sleep(1s).then([this] { _connected = true; });
    });
    (void)seastar::sleep(1s).then([] {});
  }
  seastar::future<> call() {
    co_await seastar::with_gate(_calls, [] { return receive(); });
    co_await receive().then([this] { _connected = false; });
  }
  seastar::future<> stop() { return _calls.close(); }
};
