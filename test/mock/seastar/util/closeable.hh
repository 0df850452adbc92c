// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/util/closeable.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/do_with.hh>
#include <seastar/core/future.hh>
#include <seastar/util/defer.hh>

namespace seastar {
template <typename Object> class [[nodiscard]] deferred_close {
  Object *_obj;
  bool _closed = false;

  void do_close() noexcept {
    if (!_closed) {
      _closed = true;
      _obj->close().get();
    }
  }

public:
  deferred_close(Object &obj) noexcept : _obj(&obj) {}
  deferred_close(deferred_close &&x) noexcept
      : _obj(x._obj), _closed(std::exchange(x._closed, true)) {}
  deferred_close(const deferred_close &) = delete;
  ~deferred_close() { do_close(); }
  void close_now() noexcept { do_close(); }
  void cancel() noexcept { _closed = true; }
};
template <typename Closeable, std::invocable<Closeable &> Func>
futurize_t<std::invoke_result_t<Func, Closeable &>>
with_closeable(Closeable &&obj, Func func) noexcept {
  internal::not_linked();
}
template <typename Object> class [[nodiscard]] deferred_stop {
  Object *_obj;
  bool _stopped = false;

  void do_stop() noexcept {
    if (!_stopped) {
      _stopped = true;
      _obj->stop().get();
    }
  }

public:
  deferred_stop(Object &obj) noexcept : _obj(&obj) {}
  deferred_stop(deferred_stop &&x) noexcept
      : _obj(x._obj), _stopped(std::exchange(x._stopped, true)) {}
  deferred_stop(const deferred_stop &) = delete;
  ~deferred_stop() { do_stop(); }
  void stop_now() noexcept { do_stop(); }
  void cancel() noexcept { _stopped = true; }
};
template <typename Stoppable, std::invocable<Stoppable &> Func>
futurize_t<std::invoke_result_t<Func, Stoppable &>>
with_stoppable(Stoppable &&obj, Func func) noexcept {
  internal::not_linked();
}
} // namespace seastar
