// RUN: %check_cotidy %s async-stale-reference %t
// Intent: the same with the installed Boost.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace asio = boost::asio;

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
