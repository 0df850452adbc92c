// RUN: %check_cotidy %s async-unsynchronized-shared-state %t
// Intent: a member is tested without the lock that everybody who changes it
// holds, and that the same function takes afterwards.
#include <deque>
#include <map>
#include <mutex>
#include <optional>

class Pool {
public:
  std::optional<int> take() {
    std::lock_guard lock(mutex_);
    if (idle_.empty())
      return std::nullopt;
    int first = idle_.front();
    idle_.pop_front();
    return first;
  }
  void giveBack(int connection) {
    const bool full = idle_.size() >= max_;
    // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'idle_' is tested here without 'mutex_', which everybody who changes it holds [async-unsynchronized-shared-state]
    // CHECK-NOTES: :[[@LINE+2]]:21: note: 'mutex_' is only taken here, and 'idle_' is not tested again
    // CHECK-NOTES: :[[@LINE-7]]:5: note: 'idle_' is changed here under 'mutex_'
    std::lock_guard lock(mutex_);
    if (full)
      return;
    idle_.push_back(connection);
  }

private:
  const std::size_t max_ = 8;
  std::mutex mutex_;
  std::deque<int> idle_;
};

class Cache {
public:
  void put(int key, int value) {
    if (isClosed())
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'closed_' is tested here without 'mutex_', which everybody who changes it holds [async-unsynchronized-shared-state]
      // CHECK-NOTES: :[[@LINE+3]]:34: note: 'mutex_' is only taken here, and 'closed_' is not tested again
      // CHECK-NOTES: :[[@LINE+7]]:5: note: 'closed_' is changed here under 'mutex_'
      return;
    std::unique_lock<std::mutex> lock(mutex_);
    values_[key] = value;
  }
  void close() {
    std::scoped_lock lock(mutex_);
    closed_ = true;
    values_.clear();
  }

private:
  bool isClosed() const { return closed_; }

  std::mutex mutex_;
  std::map<int, int> values_;
  bool closed_ = false;
};
