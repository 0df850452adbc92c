// RUN: %check_cotidy %s async-check-then-act %t
// Intent: every deliberate silence, by name.
#include "Inputs/task.h"

#include <deque>
#include <stop_token>

struct Connection {
  task<> send(int);
  void flush();
  bool is_open() const;
};
task<std::unique_ptr<Connection>> connect();
struct condition {
  task<> wait();
  template <class P> task<> wait(P);
};

// Everything below may be called again, and is emptied by others.
class Ok {
public:
  void close() {
    connection_.reset();
    shared_.reset();
    queue_.clear();
    last_.reset();
  }
  // Case: flag-set-before-the-suspension
  task<> flag() {
    if (busy_)
      co_return;
    busy_ = true;
    co_await tick();
    busy_ = false;
  }
  task<> state() {
    if (state_ != 0)
      co_return;
    state_ = 1;
    co_await tick();
    state_ = 2;
  }
  // Case: placeholder-set-before-the-suspension
  task<> placeholder(int key) {
    if (map_.contains(key))
      co_return;
    map_[key] = 0;
    int loaded = co_await fetch(key);
    map_[key] = loaded;
  }
  // Case: tested-again
  task<> again() {
    if (!value_) {
      int loaded = co_await fetch();
      if (!value_)
        value_ = loaded;
    }
  }
  task<> still_there() {
    if (!connection_)
      co_return;
    co_await connection_->send(1);
    if (!connection_)
      co_return;
    connection_->flush();
  }
  task<> still_open() {
    if (!connection_)
      co_return;
    co_await tick();
    if (!is_open())
      co_return;
    connection_->flush();
  }
  // Case: predicate-loop
  task<int> waits() {
    while (queue_.empty())
      co_await condition_.wait();
    co_return queue_.front();
  }
  task<int> predicate() {
    if (queue_.empty())
      co_await condition_.wait([this] { return !queue_.empty(); });
    co_return queue_.front();
  }
  // Case: taken-before-the-suspension
  task<> taken() {
    while (!queue_.empty()) {
      int one = queue_.front();
      queue_.pop_front();
      co_await fetch(one);
    }
  }
  task<> moved() {
    if (auto mine = std::move(connection_)) {
      co_await mine->send(1);
      mine->flush();
    }
  }
  // Case: pinned-by-a-copy
  task<> pinned() {
    if (auto mine = shared_) {
      co_await mine->send(1);
      mine->flush();
    }
  }
  // Case: local-state
  task<> local() {
    std::optional<int> mine;
    bool done = false;
    if (!mine)
      mine = co_await fetch();
    if (!done) {
      co_await tick();
      done = true;
    }
    (void)*mine;
  }
  // Case: suspension-before-the-test
  task<> before() {
    co_await tick();
    if (!value_)
      value_ = 1;
    if (connection_)
      connection_->flush();
  }
  // Case: written-whatever-the-test-said
  task<> whatever() {
    if (!value_)
      co_await tick();
    value_ = 1;
    if (!busy_)
      co_await tick();
    busy_ = false;
  }
  // Case: stop-flag-of-a-loop
  task<> loop() {
    while (!stop_) {
      co_await tick();
      stop_ = true;
    }
  }
  // Case: another-object
  task<> other() {
    if (!busy_) {
      co_await tick();
      state_ = 1;
    }
  }
  // Case: used-for-the-await-itself
  task<> send() {
    if (connection_)
      co_await connection_->send(1);
  }
  // Case: filled-by-what-is-awaited
  task<int> ensured() {
    if (queue_.empty())
      co_await fill();
    co_return queue_.front();
  }
  // Case: await-that-never-suspends
  task<> never() {
    if (!value_) {
      co_await std::suspend_never{};
      value_ = 1;
    }
  }
  // Case: generator
  generator<int> each() {
    if (!value_) {
      co_yield 1;
      value_ = 1;
    }
  }
  bool is_open() const { return connection_ && connection_->is_open(); }

private:
  task<> fill();
  std::unique_ptr<Connection> connection_;
  std::shared_ptr<Connection> shared_;
  std::optional<int> value_;
  std::optional<int> last_;
  std::deque<int> queue_;
  std::map<int, int> map_;
  condition condition_;
  bool busy_ = false;
  bool stop_ = false;
  int state_ = 0;
};

// Case: asynchronous-lock-over-both
class Locked {
public:
  task<int> get() {
    auto guard = co_await mutex_.scoped_lock();
    if (!value_)
      value_ = co_await fetch();
    co_return *value_;
  }
  task<int> twice() {
    if (!value_) {
      auto guard = co_await mutex_.scoped_lock();
      if (!value_)
        value_ = co_await fetch();
    }
    co_return *value_;
  }
  task<> closure() {
    return with_lock(mutex_, [this]() -> task<> {
      if (!value_)
        value_ = co_await fetch();
    });
  }

private:
  async_mutex mutex_;
  std::optional<int> value_;
};

// Case: one-instance-only
class Worker {
public:
  void start() { spawn(run()); }

private:
  task<> run() {
    if (!connection_)
      connection_ = co_await connect();
    co_await connection_->send(1);
    connection_->flush();
    if (!done_) {
      co_await tick();
      done_ = true;
    }
  }
  std::unique_ptr<Connection> connection_;
  bool done_ = false;
};

// Case: the-only-caller-waits
static task<int> load(std::optional<int> &cache) {
  if (!cache)
    cache = co_await fetch();
  co_return *cache;
}
task<int> uses_it() {
  std::optional<int> mine;
  co_return co_await load(mine);
}

// Case: nobody-empties-it
class Full {
public:
  explicit Full(std::unique_ptr<Connection> to) : connection_(std::move(to)) {}
  task<> send() {
    if (connection_) {
      co_await connection_->send(1);
      connection_->flush();
    }
  }
  // Case: replaced-but-never-emptied
  void replace() { other_ = std::make_unique<Connection>(); }
  task<> others() {
    if (other_) {
      co_await tick();
      other_->flush();
    }
  }

private:
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Connection> other_;
};

// Case: own-slot-of-each-instance
class Slots {
public:
  task<> fill(int i) {
    if (!slots_[i])
      slots_[i] = co_await fetch();
  }

private:
  std::vector<std::optional<int>> slots_;
};

class Numbers {
public:
  // Case: a-step-away-from-the-limit
  task<> refill() {
    if (left_ > 3)
      co_return;
    co_await tick();
    --left_;
    if (used_ > 8) {
      co_await tick();
      ++used_;
    }
  }
  // Case: counted-before-the-suspension
  task<> enter() {
    if (guests_ >= 8)
      co_return;
    ++guests_;
    co_await tick();
    --guests_;
  }
  // Case: a-number-that-only-one-instance-counts
  task<> retry() {
    if (retries_ == 0)
      co_return;
    co_await tick();
    --retries_;
  }
  // Case: others-count-the-other-way
  task<> consume() {
    if (stock_ == 0)
      co_return;
    co_await tick();
    --stock_;
  }
  void deliver() {
    stock_ += 10;
    left_ -= 1;
    used_ += 1;
  }
  // Case: the-other-branch-does-the-same
  task<> shut() {
    if (!shut_) {
      co_await tick();
      shut_ = true;
    } else {
      shut_ = true;
    }
  }

private:
  int left_ = 0;
  int used_ = 0;
  int guests_ = 0;
  int retries_ = 3;
  int stock_ = 0;
  bool shut_ = false;
};

// Case: tested-again-in-one-of-several-conditions
class Several {
public:
  void close() { connection_.reset(); }
  task<> send(bool urgent) {
    if (!connection_)
      co_return;
    co_await tick();
    if (urgent || !connection_)
      co_return;
    connection_->flush();
  }

private:
  std::unique_ptr<Connection> connection_;
};

// Case: insertion-that-looks-by-itself
class Rooms {
public:
  task<int> room(int name) {
    if (auto it = rooms_.find(name); it != rooms_.end())
      co_return it->second;
    int made = co_await fetch();
    auto [it, fresh] = rooms_.try_emplace(name, made);
    co_return it->second;
  }
  task<bool> add(int name) {
    if (rooms_.contains(name))
      co_return false;
    int made = co_await fetch();
    co_return rooms_.emplace(name, made).second;
  }

private:
  std::map<int, int> rooms_;
};

// Case: put-there-for-others
class Service {
public:
  void stop() { connection_.reset(); }
  task<bool> start() {
    connection_ = std::make_unique<Connection>();
    co_await tick();
    connection_->flush();
    bool opened = co_await fetch() > 0;
    if (!opened)
      connection_.reset();
    co_return opened;
  }

private:
  std::unique_ptr<Connection> connection_;
};

// Case: put-there-and-tested-again
class Updater {
public:
  void cancel() { reply_ = nullptr; }
  task<> update() {
    reply_ = connect();
    co_await tick();
    if (reply_)
      reply_->flush();
    reply_ = nullptr;
  }
  task<> with_a_copy() {
    Connection *reply = connect();
    reply_ = reply;
    co_await tick();
    reply->flush();
    reply_ = nullptr;
  }

private:
  Connection *connect();
  Connection *reply_ = nullptr;
};

// Case: only-other-instances-take-away-what-they-put-there
class Alone {
public:
  task<> update() {
    connection_ = std::make_unique<Connection>();
    co_await tick();
    connection_->flush();
    connection_.reset();
  }

private:
  std::unique_ptr<Connection> connection_;
};

// Case: run-under-the-same-lock
class UnderLock {
public:
  task<> close() {
    co_await with_lock(mutex_, [this]() -> task<> {
      connection_.reset();
      co_return;
    });
  }
  task<> send() {
    co_await with_lock(mutex_, [this]() -> task<> {
      if (!connection_)
        co_return;
      co_await tick();
      connection_->flush();
    });
  }

private:
  async_mutex mutex_;
  std::unique_ptr<Connection> connection_;
};

// Case: tested-again-with-the-lock
class Guarded {
public:
  task<> close() {
    auto lock = co_await mutex_.scoped_lock();
    open_ = false;
  }
  task<> send() {
    if (!open_)
      co_return;
    auto lock = co_await mutex_.scoped_lock();
    if (open_)
      co_await tick();
  }

private:
  async_mutex mutex_;
  bool open_ = true;
};
