// RUN: %cotidy check --dump=context %s -- -std=c++20 -isystem %mock | FileCheck %s
// Intent: where functions of C run what they are given.
#include <pthread.h>
#include <uv.h>

#define CHECK_ZERO(call)                                                       \
  do {                                                                         \
    if ((call) != 0)                                                           \
      __builtin_trap();                                                        \
  } while (0)

void worker(void *) {}
// CHECK: worker: a thread of its own, started in line {{[0-9]+}}
void *other(void *) { return nullptr; }
// CHECK-NEXT: other: a thread of its own, started in a loop in line
void tick(uv_timer_t *) {}
// CHECK-NEXT: tick: the loop 'loop' of one thread, started in line
void tick_somewhere(uv_timer_t *) {}
// CHECK-NEXT: tick_somewhere: unknown
void woken(uv_async_t *) {}
// CHECK-NEXT: woken: unknown
void run_it(void *loop) {
  uv_run(static_cast<uv_loop_t *>(loop), UV_RUN_DEFAULT);
}
// CHECK-NEXT: run_it: a thread of its own, started in line
void start() {
  static uv_loop_t loop;
  static uv_timer_t timer, unbound;
  static uv_async_t wake;
  static uv_thread_t one, three;
  static pthread_t two;
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, tick, 0, 0);
  uv_timer_start(&unbound, tick_somewhere, 0, 0);
  uv_async_init(&loop, &wake, woken);
  CHECK_ZERO(uv_thread_create(&one, worker, nullptr));
  for (;;)
    CHECK_ZERO(pthread_create(&two, nullptr, other, nullptr));
  CHECK_ZERO(uv_thread_create(&three, run_it, &loop));
}
