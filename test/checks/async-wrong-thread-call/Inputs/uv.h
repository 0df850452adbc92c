/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The few names of libuv that have to do with threads. */

extern "C" {
struct uv_loop_s { void *data; };
struct uv_timer_s { void *data; };
struct uv_async_s { void *data; };
struct uv_work_s { void *data; };
typedef struct uv_loop_s uv_loop_t;
typedef struct uv_timer_s uv_timer_t;
typedef struct uv_async_s uv_async_t;
typedef struct uv_work_s uv_work_t;
typedef unsigned long uv_thread_t;
typedef enum { UV_RUN_DEFAULT } uv_run_mode;
typedef void (*uv_thread_cb)(void *arg);
typedef void (*uv_timer_cb)(uv_timer_t *handle);
typedef void (*uv_work_cb)(uv_work_t *req);
typedef void (*uv_after_work_cb)(uv_work_t *req, int status);
uv_loop_t *uv_default_loop(void);
int uv_loop_init(uv_loop_t *loop);
int uv_run(uv_loop_t *, uv_run_mode mode);
void uv_stop(uv_loop_t *);
int uv_timer_init(uv_loop_t *, uv_timer_t *handle);
int uv_timer_start(uv_timer_t *handle, uv_timer_cb cb, unsigned long timeout, unsigned long repeat);
int uv_timer_stop(uv_timer_t *handle);
int uv_async_send(uv_async_t *async);
int uv_thread_create(uv_thread_t *tid, uv_thread_cb entry, void *arg);
int uv_thread_join(uv_thread_t *tid);
int uv_queue_work(uv_loop_t *loop, uv_work_t *req, uv_work_cb work_cb, uv_after_work_cb after_work_cb);
}
