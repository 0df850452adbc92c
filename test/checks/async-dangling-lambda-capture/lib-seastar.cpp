// RUN: %check_cotidy --mock %s async-dangling-lambda-capture %t
// Intent: coroutine lambdas in Seastar's continuations, gates, loops and shards.
#include <seastar/core/coroutine.hh>
#include <seastar/core/do_with.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/sharded.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/with_timeout.hh>
#include <seastar/coroutine/all.hh>
#include <seastar/coroutine/maybe_yield.hh>
#include <seastar/coroutine/parallel_for_each.hh>

#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using seastar::future;
future<> flush();
future<int> load(int key);
future<> send(const std::string &text);

struct service {
  seastar::gate gate;
  seastar::semaphore limit{1};
  std::vector<int> keys;
  int sum = 0;
  bool stopped = false;

  future<> continuation() {
    co_await flush().then([this]() -> future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the captured 'this' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
      int n = co_await load(1);
      sum += n;
    });
  }
  future<> in_a_gate(std::string name) {
    return seastar::with_gate(gate, [this, name]() -> future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: the captured 'name' is used after
      co_await flush();
      co_await send(name);
      sum++;
    });
  }
  future<> in_a_loop() {
    return seastar::do_until([this] { return stopped; },
                             [this]() -> future<> {
                               // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the captured 'this' is used after
                               co_await flush();
                               sum++;
                             });
  }
  future<> limited() {
    co_await seastar::with_semaphore(limit, 1, [this]() -> future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:48: warning: the captured 'this' is used after
      co_await flush();
      sum++;
    });
  }
  future<> each(int factor) {
    return seastar::parallel_for_each(keys, [this, factor](int key) -> future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: the captured 'this' is used after
      int n = co_await load(key);
      sum += factor * n;
    });
  }
  future<> finally() {
    return flush().finally([this]() -> future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the captured 'this' is used after
      co_await flush();
      stopped = true;
    });
  }
  // The wrapper refers to a lambda that is gone when the future is done.
  future<> wrapped() {
    return flush().then(seastar::coroutine::lambda([this]() -> future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: the captured 'this' is used after
      co_await flush();
      sum++;
    }));
  }
  void forgotten() {
    (void)seastar::with_gate(gate, [this]() -> future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: the captured 'this' is used after
      co_await flush();
      sum++;
    });
    (void)[this]()->future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: the captured 'this' is used after
      co_await flush();
      sum++;
    }
    ();
  }
  future<> visit(std::variant<int, long> v) {
    return std::visit(
        [this](auto n) -> future<> {
          // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the captured 'this' is used after
          co_await flush();
          sum += n;
        },
        v);
  }

  future<> again() {
    return seastar::repeat([this]() -> future<seastar::stop_iteration> {
      // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the captured 'this' is used after
      co_await flush();
      co_return stopped ? seastar::stop_iteration::yes
                        : seastar::stop_iteration::no;
    });
  }

  // Silent: kept until the future is done, or done before the lambda goes.
  future<> fine() {
    co_await flush().then(seastar::coroutine::lambda([this]() -> future<> {
      co_await flush();
      sum++;
    }));
    co_await seastar::coroutine::parallel_for_each(keys, [this](int key) -> future<> {
      sum += co_await load(key);
    });
    co_await seastar::coroutine::all(
        [this]() -> future<> {
          co_await flush();
          sum++;
        },
        [] { return flush(); });
    co_await seastar::parallel_for_each(keys, [this](int key) -> future<> {
      sum += co_await load(key);
      sum++;
    });
    co_await seastar::with_gate(gate, [this]() -> future<> {
      co_await flush();
      sum++;
    });
    co_await seastar::repeat([this]() -> future<seastar::stop_iteration> {
      co_await flush();
      co_return stopped ? seastar::stop_iteration::yes
                        : seastar::stop_iteration::no;
    });
    std::variant<int, long> v;
    co_await std::visit(
        [this](auto n) -> future<> {
          co_await flush();
          sum += n;
        },
        v);
    co_await flush().then([this, name = std::string()]() mutable -> future<> {
      std::string mine = std::move(name);
      service &self = *this;
      co_await send(mine);
      self.sum++;
    });
  }
};

future<> shards(seastar::sharded<service> &all, int n) {
  co_await all.invoke_on(0, [n](service &s) -> future<> {
    co_await flush();
    s.sum += n;
  });
}

template <class... F> struct overloaded : F... {
  using F::operator()...;
};
struct commands {
  int sum = 0;
  future<> apply(std::variant<int, long> v) {
    return std::visit(overloaded{[this](int n) -> future<> {
                                   // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: the captured 'this' is used after
                                   co_await flush();
                                   sum += n;
                                 },
                                 [](long) -> future<> { co_await flush(); }},
                      v);
  }
  future<> apply_and_wait(std::variant<int, long> v) {
    co_await std::visit(overloaded{[this](int n) -> future<> {
                                     co_await flush();
                                     sum += n;
                                   },
                                   [](long) -> future<> { co_await flush(); }},
                        v);
  }
};

// What only refers to the lambda is kept.
class verbs {
  std::function<future<>(int)> handler_;
  int sum_ = 0;

public:
  void on_verb(std::function<future<>(int)> handler) {
    handler_ = std::move(handler);
  }
  future<> once(std::function<future<>(int)> handler) { co_await handler(1); }
  void start() {
    on_verb(seastar::coroutine::lambda([this](int n) -> future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: this coroutine lambda is gone before it is called
      // CHECK-MESSAGES: :[[@LINE-2]]:5: note: what refers to it is kept from here on
      co_await flush();
      sum_ += n;
    }));
  }
  void on_other_verb(std::function<future<>(int)> handler);
  future<> all();
  void start_last() {
    on_other_verb(seastar::coroutine::lambda([this](int) -> future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:46: warning: this coroutine lambda is gone before it is called
      co_await all();
    }));
  }
  void start_other() {
    on_other_verb(seastar::coroutine::lambda([this](int n) -> future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:46: warning: this coroutine lambda is gone before it is called
      co_await flush();
      sum_ += n;
    }));
  }
  void start_whole() {
    on_verb([this](int n) -> future<> {
      co_await flush();
      sum_ += n;
    });
  }
  future<> start_once() {
    co_await once(seastar::coroutine::lambda([this](int n) -> future<> {
      co_await flush();
      sum_ += n;
    }));
  }
};
