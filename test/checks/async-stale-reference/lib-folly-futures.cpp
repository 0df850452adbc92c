// RUN: %check_cotidy %s async-stale-reference %t -- -isystem %mock
// Intent: folly's coroutines, locks and futures with their continuations.
#include <folly/coro/Mutex.h>
#include <folly/coro/Task.h>
#include <folly/futures/Future.h>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

struct Peer {
  folly::coro::Task<> ping();
  folly::Future<int> ask();
  int pings = 0;
};

class Peers {
public:
  folly::coro::Task<> pingAll() {
    for (Peer &each : peers_)
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this loop goes through 'peers_', which may be changed while the coroutine is suspended in it
      co_await each.ping();
  }
  folly::coro::Task<> pingOne(int id) {
    auto it = byId_.find(id);
    co_await it->second.ping();
    ++it->second.pings;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'it' refers into 'byId_', which may have been changed while the coroutine was suspended
  }
  folly::Future<folly::Unit> ask(int id) {
    Peer &peer = byId_[id];
    return peer.ask().thenValue([&peer](int answer) { peer.pings += answer; });
    // CHECK-MESSAGES: :[[@LINE-1]]:55: warning: 'peer' refers into 'byId_', which may have been changed before this continuation runs
  }
  folly::coro::Task<> guarded() {
    auto lock = co_await mutex_.co_scoped_lock();
    for (Peer &each : safe_)
      co_await each.ping();
  }
  folly::coro::Task<> addSafely() {
    auto lock = co_await mutex_.co_scoped_lock();
    safe_.emplace_back();
  }
  folly::coro::Task<> pinned(int id) {
    std::shared_ptr<Peer> peer = shared_[id];
    co_await peer->ping();
    ++peer->pings;
  }
  void add() { peers_.emplace_back(); }
  void drop(int id) {
    byId_.erase(id);
    shared_.erase(id);
  }

private:
  folly::coro::Mutex mutex_;
  std::vector<Peer> peers_;
  std::vector<Peer> safe_;
  std::map<int, Peer> byId_;
  std::map<int, std::shared_ptr<Peer>> shared_;
};
