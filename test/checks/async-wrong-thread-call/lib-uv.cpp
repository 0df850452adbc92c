// RUN: %check_cotidy %s async-wrong-thread-call %t -- -isystem %S/Inputs
// Intent: of libuv only uv_async_send may be called on any thread.
#include <uv.h>

#include <thread>

uv_timer_t heartbeat;
uv_async_t wakeup;

void worker(void *arg) {
  uv_timer_t *timer = static_cast<uv_timer_t *>(arg);
  uv_timer_stop(timer);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'timer' belongs to another thread, and 'uv_timer_stop' is called here on a thread of its own [async-wrong-thread-call]
}
void compute(uv_work_t *) {
  uv_timer_stop(&heartbeat);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'heartbeat' belongs to another thread, and 'uv_timer_stop' is called here on a thread of its own [async-wrong-thread-call]
  uv_async_send(&wakeup);
}
void computed(uv_work_t *, int) { uv_timer_stop(&heartbeat); }
void own_loop(void *) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_run(&loop, UV_RUN_DEFAULT);
}
void given_loop(void *loop) {
  uv_run(static_cast<uv_loop_t *>(loop), UV_RUN_DEFAULT);
}
void run_elsewhere() {
  uv_loop_t loop;
  uv_thread_t thread;
  uv_loop_init(&loop);
  uv_thread_create(&thread, given_loop, &loop);
  uv_thread_join(&thread);
}

int main() {
  uv_loop_t *loop = uv_default_loop();
  uv_timer_t timer;
  uv_work_t request;
  uv_thread_t first, second;
  uv_timer_init(loop, &timer);
  uv_timer_init(loop, &heartbeat);
  uv_thread_create(&first, worker, &timer);
  uv_thread_create(&second, own_loop, nullptr);
  uv_queue_work(loop, &request, compute, computed);
  std::thread stopper([loop] {
    uv_stop(loop);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: '*loop' belongs to another thread, and 'uv_stop' is called here on a thread of its own [async-wrong-thread-call]
  });
  uv_run(loop, UV_RUN_DEFAULT);
  uv_stop(loop);
  stopper.join();
  uv_thread_join(&first);
  uv_thread_join(&second);
}
