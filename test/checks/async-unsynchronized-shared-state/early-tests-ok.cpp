// RUN: %check_cotidy %s async-unsynchronized-shared-state %t
// Intent: tests before the lock that find out nothing the lock guards, or look
// again.
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>

// Case: tested-again-with-the-lock
class Once {
public:
  void start() {
    if (started_)
      return;
    std::lock_guard lock(mutex_);
    if (started_)
      return;
    started_ = true;
  }
  void stop() {
    std::lock_guard lock(mutex_);
    started_ = false;
  }

private:
  std::mutex mutex_;
  bool started_ = false;
};
// Case: an-atomic
class Flag {
public:
  void add(int value) {
    if (closed_)
      return;
    std::lock_guard lock(mutex_);
    values_.push_back(value);
  }
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }

private:
  std::mutex mutex_;
  std::atomic<bool> closed_ = false;
  std::deque<int> values_;
};
// Case: set-by-the-constructor-only
class Fixed {
public:
  explicit Fixed(bool enabled) { enabled_ = enabled; }
  void add(int value) {
    if (!enabled_)
      return;
    std::lock_guard lock(mutex_);
    values_.push_back(value);
  }

private:
  std::mutex mutex_;
  bool enabled_ = false;
  std::deque<int> values_;
};
// Case: changed-without-the-lock
class Turns {
public:
  void add(int value) {
    if (paused_)
      return;
    std::lock_guard lock(mutex_);
    values_.push_back(value);
  }
  void pause() { paused_ = true; }
  void resume() {
    std::lock_guard lock(mutex_);
    paused_ = false;
  }

private:
  std::mutex mutex_;
  bool paused_ = false;
  std::deque<int> values_;
};
// Case: changed-by-this-function-only
class Producer {
public:
  void push(int value) {
    if (count_ > 7)
      return;
    std::lock_guard lock(mutex_);
    values_.push_back(value);
    ++count_;
  }
  int count() {
    std::lock_guard lock(mutex_);
    return count_;
  }

private:
  std::mutex mutex_;
  int count_ = 0;
  std::deque<int> values_;
};
// Case: another-lock-is-held
class Two {
public:
  void add(int value) {
    std::lock_guard outer(states_);
    if (closed_)
      return;
    std::lock_guard lock(mutex_);
    values_.push_back(value);
  }
  void close() {
    std::scoped_lock lock(states_, mutex_);
    closed_ = true;
  }

private:
  std::mutex states_;
  std::mutex mutex_;
  bool closed_ = false;
  std::deque<int> values_;
};
// Case: tested-after-the-lock
class After {
public:
  std::optional<int> take() {
    std::unique_lock lock(mutex_);
    if (values_.empty())
      return std::nullopt;
    int first = values_.front();
    values_.pop_front();
    return first;
  }
  void add(int value) {
    std::lock_guard lock(mutex_);
    values_.push_back(value);
  }

private:
  std::mutex mutex_;
  std::deque<int> values_;
};
// Case: looked-at-again-by-a-function
class Deep {
public:
  void add(int value) {
    if (closed_)
      return;
    std::lock_guard lock(mutex_);
    insert(value);
  }
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }

private:
  void insert(int value) {
    if (!closed_)
      values_.push_back(value);
  }
  std::mutex mutex_;
  bool closed_ = false;
  std::deque<int> values_;
};
