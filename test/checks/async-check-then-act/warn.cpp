// RUN: %check_cotidy %s async-check-then-act %t
// Intent: each kind of test that is out of date when it decides.
#include "Inputs/task.h"

#include <deque>

struct Connection {
  task<> send(int);
  void flush();
  bool flush_needed() const;
};
task<std::unique_ptr<Connection>> connect();
struct condition {
  task<> wait();
};

// Whoever comes second loads once more.
class Cache {
public:
  task<int> get() {
    if (!value_)
      value_ = co_await fetch();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'value_' is written because of a test before a suspension, which may no longer hold
    co_return *value_;
  }
  task<Connection *> connection() {
    if (connection_ == nullptr)
      connection_ = co_await connect();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'connection_' is written because of a test before a suspension, which may no longer hold
    co_return connection_.get();
  }
  task<> early_exit() {
    if (started_)
      co_return;
    co_await tick();
    started_ = true;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'started_' is written because of a test before a suspension, which may no longer hold
  }
  task<int> by_key(int key) {
    if (!map_.contains(key)) {
      int loaded = co_await fetch(key);
      map_.emplace(key, loaded);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'map_' is written because of a test before a suspension, which may no longer hold
    }
    co_return map_.at(key);
  }
  task<int> by_search(int key) {
    auto it = map_.find(key);
    if (it == map_.end()) {
      int loaded = co_await fetch(key);
      map_[key] = loaded;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'map_' is written because of a test before a suspension, which may no longer hold
    }
    co_return map_.at(key);
  }
  task<> limited() {
    if (list_.size() < 10) {
      int one = co_await fetch();
      list_.push_back(one);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'list_' is written because of a test before a suspension, which may no longer hold
    }
  }
  task<> filled() {
    if (list_.empty()) {
      co_await tick();
      list_.push_back(1);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'list_' is written because of a test before a suspension, which may no longer hold
    }
  }
  task<> state() {
    if (state_ == Idle) {
      co_await tick();
      state_ = Running;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'state_' is written because of a test before a suspension, which may no longer hold
    }
  }

private:
  enum State { Idle, Running };
  std::optional<int> value_;
  std::unique_ptr<Connection> connection_;
  bool started_ = false;
  std::map<int, int> map_;
  std::vector<int> list_;
  State state_ = Idle;
};

// A helper that both callers wait for.
class Lazy {
public:
  task<int> one() {
    co_await load();
    co_return 1;
  }
  task<int> two() {
    co_await load();
    co_return 2;
  }

private:
  task<> load() {
    if (!loaded_) {
      co_await tick();
      loaded_ = true;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'loaded_' is written because of a test before a suspension, which may no longer hold
    }
  }
  bool loaded_ = false;
};

class Client {
public:
  void close() {
    connection_.reset();
    raw_ = nullptr;
    last_ = std::nullopt;
    queue_.clear();
    map_.erase(1);
  }
  task<> guarded() {
    if (connection_) {
      co_await tick();
      connection_->flush();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'connection_' is used because of a test before a suspension, which may no longer hold
    }
  }
  task<> early() {
    if (!connection_)
      co_return;
    co_await connection_->send(1);
    connection_->flush();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'connection_' is used because of a test before a suspension, which may no longer hold
  }
  task<> raw() {
    if (raw_ != nullptr) {
      co_await tick();
      raw_->flush();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'raw_' is used because of a test before a suspension, which may no longer hold
    }
  }
  task<> optional() {
    if (last_.has_value()) {
      co_await tick();
      last_->flush();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'last_' is used because of a test before a suspension, which may no longer hold
    }
  }
  task<int> queue() {
    if (queue_.empty())
      co_return 0;
    co_await tick();
    co_return queue_.front();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'queue_' is used because of a test before a suspension, which may no longer hold
  }
  task<> loop() {
    while (!queue_.empty()) {
      co_await fetch(1);
      queue_.pop_front();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'queue_' is used because of a test before a suspension, which may no longer hold
    }
  }
  task<int> key() {
    if (map_.contains(1)) {
      co_await tick();
      co_return map_.at(1);
      // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'map_' is used because of a test before a suspension, which may no longer hold
    }
    co_return 0;
  }
  task<int> once() {
    if (queue_.empty())
      co_await condition_.wait();
    co_return queue_.front();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'queue_' is used after waiting for it once, and may be empty again
  }

private:
  std::unique_ptr<Connection> connection_;
  Connection *raw_ = nullptr;
  std::optional<Connection> last_;
  std::deque<int> queue_;
  std::map<int, int> map_;
  condition condition_;
};

// Taking the lock is a suspension, too.
class Locking {
public:
  task<int> get() {
    if (!value_) {
      auto guard = co_await mutex_.scoped_lock();
      value_ = co_await fetch();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'value_' is written because of a test before a suspension, which may no longer hold
    }
    co_return *value_;
  }

private:
  async_mutex mutex_;
  std::optional<int> value_;
};

class Sharing {
public:
  void close() { shared_.reset(); }
  task<> send() {
    if (!shared_)
      co_return;
    co_await tick();
    shared_->flush();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'shared_' is used because of a test before a suspension, which may no longer hold
  }

private:
  std::shared_ptr<Connection> shared_;
};

bool ready = false;
task<> prepare() {
  if (!ready) {
    co_await tick();
    ready = true;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'ready' is written because of a test before a suspension, which may no longer hold
  }
}

// Numbers held against a limit.
class Pantry {
public:
  task<> cook() {
    for (;;) {
      co_await tick();
      co_await take();
    }
  }
  task<bool> draw(int amount) {
    if (money_ < amount)
      co_return false;
    co_await tick();
    money_ -= amount;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'money_' is written because of a test before a suspension, which may no longer hold
    co_return true;
  }
  void pay(int amount) {
    if (amount <= money_)
      money_ -= amount;
  }
  task<> enter() {
    if (!open_ || guests_ >= 8)
      co_return;
    co_await tick();
    ++guests_;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'guests_' is written because of a test before a suspension, which may no longer hold
  }
  void walk_in() { ++guests_; }
  void close() { open_ = false; }

private:
  task<> take() {
    if (soups_ == 0)
      co_return;
    co_await tick();
    --soups_;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'soups_' is written because of a test before a suspension, which may no longer hold
  }
  bool open_ = true;
  int soups_ = 1;
  int money_ = 0;
  int guests_ = 0;
};
task<> evening(Pantry &pantry) {
  for (int i = 0; i < 2; ++i)
    spawn(pantry.cook());
  co_await tick();
}

// Functions that a unit offers for objects of its own class.
struct Customer {
  std::unique_ptr<Connection> login;
};
void log_out(Customer &customer) { customer.login.reset(); }
task<> check_out(Customer &customer) {
  if (customer.login == nullptr)
    co_return;
  co_await tick();
  customer.login->flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'customer.login' is used because of a test before a suspension, which may no longer hold
}

// The second one replaces the first.
class Rooms {
public:
  task<int> room(int name) {
    if (auto it = rooms_.find(name); it != rooms_.end())
      co_return it->second;
    int made = co_await fetch();
    rooms_[name] = made;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'rooms_' is written because of a test before a suspension, which may no longer hold
    co_return made;
  }
  task<> join(int name) { co_await room(name); }

private:
  std::map<int, int> rooms_;
};

// To ask what is there is no test of whether something is.
class Pane {
public:
  void exited() { connection_.reset(); }
  task<> shut() {
    if (!connection_)
      co_return;
    if (connection_->flush_needed())
      co_await tick();
    connection_->flush();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'connection_' is used because of a test before a suspension, which may no longer hold
  }

private:
  std::unique_ptr<Connection> connection_;
};

// What it put there is its own, and who takes it away takes it from it.
class Updater {
public:
  void cancel() {
    if (Connection *reply = std::exchange(reply_, nullptr))
      reply->flush();
    owned_.reset();
  }
  task<bool> update() {
    reply_ = connect();
    co_await tick();
    bool done = reply_->flush_needed();
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'reply_' is used as it was set before a suspension, and may be empty by now
    if (done)
      reply_->flush();
    reply_ = nullptr;
    co_return done;
  }
  task<> owned() {
    owned_ = std::make_unique<Connection>();
    co_await tick();
    owned_->flush();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'owned_' is used as it was set before a suspension, and may be empty by now
    owned_.reset();
  }

private:
  Connection *connect();
  Connection *reply_ = nullptr;
  std::unique_ptr<Connection> owned_;
};

// The lock that the other one does not take.
class Half {
public:
  void close() { connection_.reset(); }
  task<> send() {
    co_await with_lock(mutex_, [this]() -> task<> {
      if (!connection_)
        co_return;
      co_await tick();
      connection_->flush();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'connection_' is used because of a test before a suspension, which may no longer hold
    });
  }

private:
  async_mutex mutex_;
  std::unique_ptr<Connection> connection_;
};
