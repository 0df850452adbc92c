// RUN: %check_cotidy %s async-stale-reference %t
// Intent: the notes tell the story in the order in which it happens.
#include "Inputs/task.h"

class Table {
public:
  void erase(int key) { rows_.erase(key); }
  void add() { list_.push_back(1); }

  task<> use(int key) {
    auto row = rows_.find(key);
    co_await tick();
    row->second = 1;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'row' refers into 'rows_', which may have been changed while the coroutine was suspended
    // CHECK-NOTES: :[[@LINE-4]]:16: note: 'row' is obtained here
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE-10]]:31: note: 'Table::erase' changes 'rows_' here and may run meanwhile
  }
  task<> walk() {
    for (int each : list_)
    // CHECK-NOTES: :[[@LINE-1]]:21: warning: this loop goes through 'list_', which may be changed while the coroutine is suspended in it
    // CHECK-NOTES: :[[@LINE+2]]:7: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE-15]]:22: note: 'Table::add' changes 'list_' here and may run meanwhile
      co_await fetch(each);
  }
  task<> store() {
    rows_.at(1).append(std::to_string(co_await fetch()));
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: the object of this call is found in 'rows_' before its arguments suspend, and may be gone afterwards
    // CHECK-NOTES: :[[@LINE-2]]:39: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE-23]]:31: note: 'Table::erase' changes 'rows_' here and may run meanwhile
  }

private:
  std::map<int, std::string> rows_;
  std::vector<int> list_;
};

struct Line {
  task<> write() {
    co_await tick();
    ++written;
  }
  int written = 0;
};
class Phone {
public:
  void hang_up() { line_ = nullptr; }
  task<> talk() { co_await line_->write(); }
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: what is awaited goes on with what 'line_' holds, which may be reset meanwhile
  // CHECK-NOTES: :[[@LINE-2]]:19: note: the coroutine may suspend here
  // CHECK-NOTES: :[[@LINE-10]]:7: note: it is used here after a suspension
  // CHECK-NOTES: :[[@LINE-5]]:26: note: 'Phone::hang_up' resets 'line_' here and may run meanwhile

private:
  std::unique_ptr<Line> line_;
};
