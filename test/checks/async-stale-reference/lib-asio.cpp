// RUN: %check_cotidy --mock %s async-stale-reference %t
// RUN: %check_cotidy --mock %s async-stale-reference %t -- -DSTANDALONE
// Intent: awaits of Asio operations suspend, this_coro does not; an object of
// Asio that is destroyed ends its operations in good order.
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
