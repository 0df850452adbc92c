// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A loop of libuv, shown to the debug mode:
//
//   cotidy::uv_watch watched(uv_default_loop(), "main");
//   watched.run(UV_RUN_DEFAULT); // instead of uv_run()
//
// libuv tells nobody when it calls back. What it does tell, by a prepare and a
// check handle, is when it is about to wait and when it is done with what came
// of it: all callbacks between two waits are two callbacks here, and where one
// of them is stuck its stack tells.
//
// With the debug mode off there are no handles, and run() is uv_run().
#ifndef COTIDY_UV_HPP
#define COTIDY_UV_HPP

#include <uv.h>

#include "cotidy/debug.hpp"
#include <memory>

namespace cotidy {

class uv_watch {
public:
  explicit uv_watch(uv_loop_t *loop, const char *name = "uv_loop")
      : loop_(loop), name_(name) {
    if (!debug_mode())
      return;
    handles_ = std::make_unique<handles>();
    uv_prepare_init(loop, &handles_->prepare);
    uv_check_init(loop, &handles_->check);
    uv_prepare_start(&handles_->prepare, [](uv_prepare_t *) { before_wait(); });
    uv_check_start(&handles_->check, [](uv_check_t *) { after_poll(); });
    // They alone keep no loop running.
    uv_unref(as_handle(handles_->prepare));
    uv_unref(as_handle(handles_->check));
  }
  // Not inside a callback: the loop takes a turn, in which libuv lets go of the
  // handles.
  ~uv_watch() {
    if (!handles_)
      return;
    handles_->prepare.data = handles_->check.data = &handles_->open;
    for (uv_handle_t *each :
         {as_handle(handles_->prepare), as_handle(handles_->check)})
      uv_close(each, [](uv_handle_t *closed) {
        --*static_cast<int *>(closed->data);
      });
    while (handles_->open)
      uv_run(loop_, UV_RUN_NOWAIT);
  }
  uv_watch(const uv_watch &) = delete;

  // As uv_run(); inside a callback it is reported as a nested run.
  int run(uv_run_mode mode,
          std::source_location where = std::source_location::current()) {
    if (!handles_ || !debug_mode())
      return uv_run(loop_, mode);
    const loop_scope scope(loop_, name_, where);
    after_poll();
    const int result = uv_run(loop_, mode);
    tell_phase(nullptr, nullptr);
    return result;
  }

private:
  struct handles {
    uv_prepare_t prepare;
    uv_check_t check;
    int open = 2;
  };

  template <class Handle> static uv_handle_t *as_handle(Handle &handle) {
    return reinterpret_cast<uv_handle_t *>(&handle);
  }
  static void tell_phase(const char *name, const char *after_wait) {
    if (debug_mode())
      cotidy_phase(name, after_wait);
  }
  // The wait itself ends where epoll returns, which the library sees.
  static void before_wait() {
    if (debug_mode())
      cotidy_wait_begin();
  }
  static void after_poll() {
    if (!debug_mode())
      return;
    cotidy_wait_end();
    cotidy_phase("timers and other callbacks", "callbacks of I/O");
  }

  uv_loop_t *const loop_;
  const char *const name_;
  std::unique_ptr<handles> handles_;
};

} // namespace cotidy

#endif
