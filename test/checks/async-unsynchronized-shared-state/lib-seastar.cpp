// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// Intent: shards share nothing, except what a lambda for all of them captures.
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/sharded.hh>
#include <seastar/core/smp.hh>

#include <atomic>

namespace ss = seastar;

class service {
public:
  ss::future<> stop();
  unsigned count() const { return count_; }
  void add() { ++count_; }

private:
  unsigned count_ = 0;
};

ss::future<unsigned> total(ss::sharded<service> &all) {
  unsigned sum = 0;
  co_await all.invoke_on_all([&sum](service &local) {
    sum += local.count();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'sum' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
  co_return sum;
}
ss::future<> on_each_shard() {
  unsigned shards = 0;
  co_await ss::smp::invoke_on_all([&shards] {
    ++shards;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'shards' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
}

class confined {
public:
  ss::future<> add() {
    ++local_;
    co_await all_.invoke_on_all([](service &local) { local.add(); });
    ++local_;
  }
  ss::future<unsigned> count() {
    std::atomic<unsigned> shards = 0;
    co_await ss::smp::invoke_on_all([&shards] { ++shards; });
    co_return shards;
  }

private:
  ss::sharded<service> all_;
  unsigned local_ = 0;
};
