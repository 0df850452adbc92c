// RUN: %check_cotidy --mock %s async-stale-reference %t
// RUN: %check_cotidy --mock %s async-stale-reference %t -- -DSTANDALONE
// Intent: awaits of Asio operations suspend, this_coro does not; an object of
// Asio that is destroyed ends its operations in good order.
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#ifdef STANDALONE
#include <asio.hpp>
#else
#include <boost/asio.hpp>
namespace asio = boost::asio;
#endif

struct Peer {
  asio::awaitable<void> send(std::string);
  std::string name;
};

class Chat {
public:
  asio::awaitable<void> broadcast(std::string text) {
    for (auto &[id, peer] : peers_)
    // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: this loop goes through 'peers_', which may be changed while the coroutine is suspended in it
      co_await peer.send(text);
  }
  asio::awaitable<void> executor_only() {
    auto it = peers_.begin();
    auto executor = co_await asio::this_coro::executor;
    it->second.name = "x";
  }
  asio::awaitable<void> wait(asio::steady_timer &timer, int id) {
    auto it = peers_.find(id);
    if (it == peers_.end())
      co_return;
    co_await timer.async_wait(asio::use_awaitable);
    it->second.name = "x";
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'it' refers into 'peers_', which may have been changed while the coroutine was suspended
  }
  asio::awaitable<void> again(asio::steady_timer &timer, int id) {
    co_await timer.async_wait(asio::use_awaitable);
    if (auto it = peers_.find(id); it != peers_.end())
      it->second.name = "x";
  }
  void leave(int id) { peers_.erase(id); }

private:
  std::map<int, Peer> peers_;
};

class Session {
public:
  asio::awaitable<void> read() {
    std::string data;
    co_await timer_->async_wait(asio::use_awaitable);
  }
  void stop() { timer_.reset(); }

private:
  std::unique_ptr<asio::steady_timer> timer_;
};

class Acceptor {
public:
  asio::awaitable<void> run() {
    auto executor = co_await asio::this_coro::executor;
    for (;;) {
      open_.push_back(1);
      asio::co_spawn(executor, serve(open_.back()), asio::detached);
      co_await asio::post(asio::use_awaitable);
    }
  }

private:
  asio::awaitable<void> serve(int) {
    for (int &each : open_) {
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this loop goes through 'open_', which may be changed while the coroutine is suspended in it
      co_await asio::post(asio::use_awaitable);
      ++each;
    }
  }
  std::vector<int> open_;
};

// A handler runs later, and nobody waits for it.
class Subscribers {
public:
  explicit Subscribers(asio::io_context &context) : context_(context) {}
  void remove(int id) { subscribers_.erase(id); }
  void retry(int id) {
    auto it = subscribers_.find(id);
    if (it == subscribers_.end())
      return;
    auto timer = std::make_shared<asio::steady_timer>(context_);
    timer->async_wait([this, timer, it](auto) {
      it->second.name = "x";
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'it' refers into 'subscribers_', which may have been changed before this continuation runs
    });
  }
  void count(int id) {
    auto it = subscribers_.find(id);
    asio::post(context_, [it] {
      if (it->second.name.size() > 3)
      // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'it' refers into 'subscribers_', which may have been changed before this continuation runs
        it->second.name = "x";
    });
  }
  void rename(int id) {
    Peer &peer = subscribers_.at(id);
    asio::post(context_, [&peer] { peer.name = "x"; });
    // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'peer' refers into 'subscribers_', which may have been changed before this continuation runs
  }
  void asks_again(int id) {
    Peer *peer = &subscribers_.at(id);
    asio::post(context_, [this, id, peer] {
      if (subscribers_.count(id) == 0)
        return;
      peer->name = "x";
    });
  }
  void looks_up(int id) {
    asio::post(context_, [this, id] {
      if (auto it = subscribers_.find(id); it != subscribers_.end())
        it->second.name = "x";
    });
  }

private:
  asio::io_context &context_;
  std::map<int, Peer> subscribers_;
};

// The operation is over when the element is gone.
struct Timed {
  asio::steady_timer timer;
  int runs = 0;
};
class Timers {
public:
  void remove(int id) { timers_.erase(id); }
  void start(int id) {
    auto it = timers_.find(id);
    it->second.timer.async_wait([it](auto error) {
      if (!error)
        ++it->second.runs;
    });
  }
  void once(asio::io_context &context) {
    auto it = pending_.insert(pending_.end(), 0);
    asio::post(context, [this, it] { pending_.erase(it); });
  }
  void twice(asio::io_context &context) {
    auto it = pending_.insert(pending_.end(), 1);
    asio::post(context, [this, it] { pending_.erase(it); });
  }

private:
  std::map<int, Timed> timers_;
  std::list<int> pending_;
};
