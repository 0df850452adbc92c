// RUN: %check_cotidy %s async-thread-local-across-suspend %t
// Intent: places, values that are written back, and identities of a thread.
#include "Inputs/task.h"

void use(int);

task<> reference() {
  Stats &mine = stats;
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'mine' refers to 'stats' of this thread, and is used after a suspension, when the coroutine may run on another [async-thread-local-across-suspend]
  mine.note(1);
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  ++mine.sent;
  // CHECK-NOTES: :[[@LINE-1]]:5: note: 'mine' is used here
}
task<> pointer() {
  auto *mine = &stats;
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'mine' refers to 'stats' of this thread
  int got = co_await foo(1);
  // CHECK-NOTES: :[[@LINE-1]]:13: note: the coroutine may suspend here
  mine->received += got;
  // CHECK-NOTES: :[[@LINE-1]]:3: note: 'mine' is used here
}
task<> part() {
  int &sent = stats.sent;
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'sent' refers to 'stats' of this thread
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  use(sent);
  // CHECK-NOTES: :[[@LINE-1]]:7: note: 'sent' is used here
}
task<> element() {
  auto it = cache.find(3);
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'it' refers to 'cache' of this thread
  int &value = cache[4];
  // CHECK-NOTES: :[[@LINE+5]]:3: note: the coroutine may suspend here
  // CHECK-NOTES: :[[@LINE+5]]:7: note: 'it' is used here
  // CHECK-NOTES: :[[@LINE-3]]:8: warning: 'value' refers to 'cache' of this thread
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the coroutine may suspend here
  // CHECK-NOTES: :[[@LINE+3]]:7: note: 'value' is used here
  co_await bar();
  use(it->second);
  use(value);
}
task<> view() {
  std::string_view text = buffer;
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'text' refers to 'buffer' of this thread
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  use(int(text.size()));
  // CHECK-NOTES: :[[@LINE-1]]:11: note: 'text' is used here
}
task<> array() {
  char *text = scratch;
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'text' refers to 'scratch' of this thread
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  text[0] = 'x';
  // CHECK-NOTES: :[[@LINE-1]]:3: note: 'text' is used here
}

// Functions that lead there.
Stats &my_stats() { return stats; }
Stats &instance() {
  static thread_local Stats own;
  return own;
}
class Pool {
public:
  static Pool *of_this_thread() { return &pool_; }
  task<> run() {
    Stats &mine = my_stats();
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: 'mine' refers to 'stats' of this thread
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
    mine.note(2);
    // CHECK-NOTES: :[[@LINE-1]]:5: note: 'mine' is used here
  }
  task<> alone() {
    auto &own = instance();
    // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'own' refers to 'own' of this thread
    for (int i = 0; i < 3; ++i) {
      own.note(i);
      // CHECK-NOTES: :[[@LINE+2]]:7: note: the coroutine may suspend here
      // CHECK-NOTES: :[[@LINE-2]]:7: note: 'own' is used here
      co_await bar();
    }
  }
  task<> pool() {
    auto run = []() -> task<> {
      Pool *pool = Pool::of_this_thread();
      // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'pool' refers to 'pool_' of this thread
      co_await bar();
      // CHECK-NOTES: :[[@LINE-1]]:7: note: the coroutine may suspend here
      pool->give_back();
      // CHECK-NOTES: :[[@LINE-1]]:7: note: 'pool' is used here
    };
    co_await run();
  }

private:
  void give_back();
  static thread_local Pool pool_;
};
task<> error_number() {
  int &error = errno;
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'error' refers to 'errno' of this thread
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  use(error);
  // CHECK-NOTES: :[[@LINE-1]]:7: note: 'error' is used here
}

// Put back on another thread.
task<> restored() {
  int before = depth;
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'before' is the value of 'depth' on this thread, and is written back after a suspension, when the coroutine may run on another
  depth = before + 1;
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  depth = before;
  // CHECK-NOTES: :[[@LINE-1]]:3: note: 'before' is written back here
}
task<> exchanged(Stats &other) {
  Stats *before = std::exchange(current, &other);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'before' is the value of 'current' on this thread
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  current = before;
  // CHECK-NOTES: :[[@LINE-1]]:3: note: 'before' is written back here
}
task<> saves_errno() {
  int saved = errno;
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'saved' is the value of 'errno' on this thread
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  errno = saved;
  // CHECK-NOTES: :[[@LINE-1]]:3: note: 'saved' is written back here
}

// Which thread it was.
task<> identity() {
  auto id = std::this_thread::get_id();
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'id' is what 'get_id' says of this thread, and is compared after a suspension, when the coroutine may run on another
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  if (id == std::this_thread::get_id())
    // CHECK-NOTES: :[[@LINE-1]]:7: note: 'id' is compared here
    use(1);
}
