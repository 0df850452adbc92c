// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
#include <cppcoro/task.hpp>
#include <uv.h>

cppcoro::task<> blocks(uv_sem_t &semaphore, uv_thread_t &thread) {
  uv_sleep(10);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_sleep' blocks the thread that runs coroutine 'blocks' [async-blocking-call]
  uv_sem_wait(&semaphore);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_sem_wait' blocks the thread that runs coroutine 'blocks'
  uv_thread_join(&thread);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_thread_join' blocks the thread that runs coroutine 'blocks'
  co_return;
}

cppcoro::task<> fine(uv_loop_t *loop, uv_work_t &work) {
  uv_queue_work(loop, &work, [](uv_work_t *) { uv_sleep(10); }, nullptr);
  co_return;
}

void plain() { uv_sleep(10); }
