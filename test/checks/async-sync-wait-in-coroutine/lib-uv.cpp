// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <cppcoro/task.hpp>
#include <uv.h>

cppcoro::task<> waits(uv_loop_t *loop) {
  uv_run(loop, UV_RUN_DEFAULT);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'uv_run' keeps the thread that runs coroutine 'waits' until the loop has nothing left to do [async-sync-wait-in-coroutine]
  co_return;
}

cppcoro::task<> fine(uv_loop_t *loop) {
  uv_run(loop, UV_RUN_NOWAIT);
  co_return;
}

int main() { return uv_run(uv_default_loop(), UV_RUN_DEFAULT); }
