// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors uv.h of libuv 1.
#pragma once
#pragma GCC system_header

#include <stddef.h>
#include <stdint.h>

extern "C" {
typedef struct uv_loop_s {
  void *data;
} uv_loop_t;
typedef struct uv_handle_s {
  void *data;
  uv_loop_t *loop;
} uv_handle_t;
typedef struct uv_async_s {
  void *data;
  uv_loop_t *loop;
} uv_async_t;
typedef struct uv_timer_s {
  void *data;
  uv_loop_t *loop;
} uv_timer_t;
typedef struct uv_idle_s {
  void *data;
  uv_loop_t *loop;
} uv_idle_t;
typedef struct uv_stream_s {
  void *data;
  uv_loop_t *loop;
} uv_stream_t;
typedef struct uv_tcp_s {
  void *data;
  uv_loop_t *loop;
} uv_tcp_t;
typedef struct uv_work_s {
  void *data;
  uv_loop_t *loop;
} uv_work_t;
typedef struct uv_write_s {
  void *data;
} uv_write_t;
typedef struct uv_fs_s {
  void *data;
  ptrdiff_t result;
} uv_fs_t;
typedef struct uv_getaddrinfo_s {
  void *data;
} uv_getaddrinfo_t;
typedef struct {
  char *base;
  size_t len;
} uv_buf_t;
typedef int uv_file;
typedef uintptr_t uv_thread_t;
typedef union {
  long align;
  char data[40];
} uv_mutex_t;
typedef uv_mutex_t uv_cond_t;
typedef uv_mutex_t uv_sem_t;
typedef uv_mutex_t uv_rwlock_t;
typedef uv_mutex_t uv_barrier_t;
typedef struct {
  unsigned int flags;
  size_t stack_size;
} uv_thread_options_t;
struct addrinfo;

typedef void (*uv_close_cb)(uv_handle_t *handle);
typedef void (*uv_async_cb)(uv_async_t *handle);
typedef void (*uv_timer_cb)(uv_timer_t *handle);
typedef void (*uv_idle_cb)(uv_idle_t *handle);
typedef void (*uv_connection_cb)(uv_stream_t *server, int status);
typedef void (*uv_alloc_cb)(uv_handle_t *handle, size_t suggested,
                            uv_buf_t *buf);
typedef void (*uv_read_cb)(uv_stream_t *stream, ptrdiff_t nread,
                           const uv_buf_t *buf);
typedef void (*uv_write_cb)(uv_write_t *req, int status);
typedef void (*uv_work_cb)(uv_work_t *req);
typedef void (*uv_after_work_cb)(uv_work_t *req, int status);
typedef void (*uv_fs_cb)(uv_fs_t *req);
typedef void (*uv_thread_cb)(void *arg);
typedef void (*uv_getaddrinfo_cb)(uv_getaddrinfo_t *req, int status,
                                  struct addrinfo *res);
typedef enum { UV_RUN_DEFAULT = 0, UV_RUN_ONCE, UV_RUN_NOWAIT } uv_run_mode;

uv_loop_t *uv_default_loop(void);
int uv_loop_init(uv_loop_t *loop);
int uv_loop_close(uv_loop_t *loop);
int uv_run(uv_loop_t *loop, uv_run_mode mode);
void uv_stop(uv_loop_t *loop);
void uv_close(uv_handle_t *handle, uv_close_cb close_cb);
int uv_async_init(uv_loop_t *loop, uv_async_t *async, uv_async_cb async_cb);
int uv_async_send(uv_async_t *async);
int uv_timer_init(uv_loop_t *loop, uv_timer_t *handle);
int uv_timer_start(uv_timer_t *handle, uv_timer_cb cb, uint64_t timeout,
                   uint64_t repeat);
int uv_timer_stop(uv_timer_t *handle);
int uv_idle_init(uv_loop_t *loop, uv_idle_t *idle);
int uv_idle_start(uv_idle_t *idle, uv_idle_cb cb);
int uv_idle_stop(uv_idle_t *idle);
int uv_tcp_init(uv_loop_t *loop, uv_tcp_t *handle);
int uv_listen(uv_stream_t *stream, int backlog, uv_connection_cb cb);
int uv_accept(uv_stream_t *server, uv_stream_t *client);
int uv_read_start(uv_stream_t *stream, uv_alloc_cb alloc_cb,
                  uv_read_cb read_cb);
int uv_read_stop(uv_stream_t *stream);
int uv_write(uv_write_t *req, uv_stream_t *handle, const uv_buf_t bufs[],
             unsigned int nbufs, uv_write_cb cb);
int uv_queue_work(uv_loop_t *loop, uv_work_t *req, uv_work_cb work_cb,
                  uv_after_work_cb after_work_cb);
int uv_fs_read(uv_loop_t *loop, uv_fs_t *req, uv_file file,
               const uv_buf_t bufs[], unsigned int nbufs, int64_t offset,
               uv_fs_cb cb);
int uv_fs_open(uv_loop_t *loop, uv_fs_t *req, const char *path, int flags,
               int mode, uv_fs_cb cb);
int uv_fs_stat(uv_loop_t *loop, uv_fs_t *req, const char *path, uv_fs_cb cb);
void uv_fs_req_cleanup(uv_fs_t *req);
int uv_getaddrinfo(uv_loop_t *loop, uv_getaddrinfo_t *req,
                   uv_getaddrinfo_cb getaddrinfo_cb, const char *node,
                   const char *service, const struct addrinfo *hints);
int uv_thread_create(uv_thread_t *tid, uv_thread_cb entry, void *arg);
int uv_thread_create_ex(uv_thread_t *tid, const uv_thread_options_t *params,
                        uv_thread_cb entry, void *arg);
int uv_thread_detach(uv_thread_t *tid);
int uv_thread_join(uv_thread_t *tid);
uv_thread_t uv_thread_self(void);
int uv_mutex_init(uv_mutex_t *handle);
void uv_mutex_lock(uv_mutex_t *handle);
int uv_mutex_trylock(uv_mutex_t *handle);
void uv_mutex_unlock(uv_mutex_t *handle);
int uv_rwlock_init(uv_rwlock_t *rwlock);
void uv_rwlock_rdlock(uv_rwlock_t *rwlock);
void uv_rwlock_rdunlock(uv_rwlock_t *rwlock);
void uv_rwlock_wrlock(uv_rwlock_t *rwlock);
void uv_rwlock_wrunlock(uv_rwlock_t *rwlock);
int uv_barrier_init(uv_barrier_t *barrier, unsigned int count);
int uv_barrier_wait(uv_barrier_t *barrier);
void uv_cond_wait(uv_cond_t *cond, uv_mutex_t *mutex);
void uv_sem_wait(uv_sem_t *sem);
void uv_sem_post(uv_sem_t *sem);
void uv_sleep(unsigned int msec);
}
