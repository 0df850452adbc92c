// RUN: %check_cotidy %s async-thread-local-across-suspend %t -- -isystem %mock
// Intent: a coroutine that moves to a pool and goes on with what it had.
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>

struct Buffers {
  void give_back();
};
thread_local Buffers buffers;

cppcoro::task<> move(cppcoro::static_thread_pool &pool) {
  Buffers *mine = &buffers;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'mine' refers to 'buffers' of this thread
  co_await pool.schedule();
  mine->give_back();
}
cppcoro::task<> ask_again(cppcoro::static_thread_pool &pool) {
  co_await pool.schedule();
  buffers.give_back();
}
