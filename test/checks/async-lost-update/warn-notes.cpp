// RUN: %check_cotidy %s async-lost-update %t
// Intent: the notes tell who the other writer is, in each way there can be one.
#include "Inputs/task.h"

class Pool {
public:
  void start() {
    for (int i = 0; i < 4; ++i)
      spawn(work());
  }

private:
  task<> work() {
    int a = done_;
    co_await tick();
    done_ = a + 1;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: this write to 'done_' {{.*}}
    // CHECK-NOTES: :[[@LINE-4]]:13: note: 'done_' is read here
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE-11]]:13: note: 'Pool::work' is started in a loop here, so several run at a time
  }
  int done_ = 0;
};

static task<> add_one(int &n) {
  int a = n;
  co_await tick();
  n = a + 1;
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: this write to 'n' {{.*}}
  // CHECK-NOTES: :[[@LINE-4]]:11: note: 'n' is read here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: the coroutine may suspend here
  // CHECK-NOTES: :[[@LINE+4]]:33: note: 'add_one' is started a second time here, beside the first
}
task<> both() {
  int n = 0;
  co_await when_all(add_one(n), add_one(n));
}

class Log {
public:
  task<> write() { co_await flush(); }
  task<> close() { co_await flush(); }

private:
  task<> flush() {
    int a = size_;
    co_await tick();
    size_ = a - 1;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: this write to 'size_' {{.*}}
    // CHECK-NOTES: :[[@LINE-4]]:13: note: 'size_' is read here
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE-10]]:29: note: 'Log::close' calls 'Log::flush' as well and may run meanwhile
  }
  int size_ = 0;
};
