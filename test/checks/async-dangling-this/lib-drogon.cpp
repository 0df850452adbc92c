// RUN: %check_cotidy %s async-dangling-this %t -- -isystem %mock
// Intent: loops whose threads belong to the object, and loops of others.
#include <trantor/net/EventLoop.h>

#include <functional>
#include <memory>

class Store : public std::enable_shared_from_this<Store> {
public:
  Store() { loop_ = thread_.getLoop(); }
  // Case: loops-of-a-member
  void start() {
    auto *loop = loops_.getNextLoop();
    loop->queueInLoop([this] { open(); });
    thread_.getLoop()->runInLoop([this] { open(); });
  }
  // Case: loop-of-a-member-that-is-kept
  void check() {
    loop_->runInLoop([this] { open(); });
  }

private:
  void open() { ++opened_; }
  int opened_ = 0;
  trantor::EventLoop *loop_ = nullptr;
  trantor::EventLoopThread thread_;
  trantor::EventLoopThreadPool loops_{2};
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
  explicit Connection(trantor::EventLoop *loop) : loop_(loop) {}
  void start() {
    loop_->queueInLoop([this] { open(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the handler given to 'EventLoop::queueInLoop' holds no reference to its 'Connection', which may be gone when it runs [async-dangling-this]
  }

private:
  void open() { ++opened_; }
  int opened_ = 0;
  trantor::EventLoop *loop_;
};
