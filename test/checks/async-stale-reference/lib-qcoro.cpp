// RUN: %check_cotidy %s async-stale-reference %t -- -isystem %mock
// Intent: what tasks of qcoro keep of a container over a suspension.
#include <QCoroTask>
#include <QTimer>

#include <map>
#include <vector>

QCoro::Task<void> send(int value);

class room {
public:
  QCoro::Task<void> greet_all() {
    for (int &guest : guests_)
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this loop goes through 'guests_', which may be changed while the coroutine is suspended in it [async-stale-reference]
      co_await send(guest);
  }
  QCoro::Task<void> greet_first() {
    int &first = guests_.front();
    co_await send(1);
    ++first;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'first' refers into 'guests_', which may have been changed while the cor
  }
  QCoro::Task<void> greet_copies() {
    std::vector<int> guests = guests_;
    for (int &guest : guests)
      co_await send(guest);
  }
  QCoro::Task<void> greet_by_index() {
    for (std::size_t i = 0; i < guests_.size(); ++i)
      co_await send(guests_[i]);
  }
  void enter(int guest) { guests_.push_back(guest); }

private:
  std::vector<int> guests_;
};

// What runs later on the loop.
class house {
public:
  void leave(int room) { rooms_.erase(room); }
  void clean(int room) {
    auto it = rooms_.find(room);
    QTimer::singleShot(10, [it] { it->second.clear(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'it' refers into 'rooms_', which may have been changed before this continuation runs
  }
  void clean_again(int room) {
    QTimer::singleShot(10, [this, room] { rooms_[room].clear(); });
  }

private:
  std::map<int, std::vector<int>> rooms_;
};
