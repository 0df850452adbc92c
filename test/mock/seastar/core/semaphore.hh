// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/semaphore.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/abort_source.hh>
#include <seastar/core/future.hh>
#include <seastar/core/timed_out_error.hh>
#include <seastar/core/timer.hh>

namespace seastar {
class broken_semaphore : public std::exception {
public:
  const char *what() const noexcept override;
};
class semaphore_timed_out : public timed_out_error {
public:
  const char *what() const noexcept override;
};
class semaphore_aborted : public abort_requested_exception {
public:
  const char *what() const noexcept override;
};
struct semaphore_default_exception_factory {
  static semaphore_timed_out timeout() noexcept;
  static broken_semaphore broken() noexcept;
  static semaphore_aborted aborted() noexcept;
};
struct named_semaphore_exception_factory {
  semaphore_timed_out timeout() const noexcept;
  broken_semaphore broken() const noexcept;
  semaphore_aborted aborted() const noexcept;
};

template <typename ExceptionFactory, typename Clock = typename timer<>::clock>
class basic_semaphore : private ExceptionFactory {
public:
  using duration = typename timer<Clock>::duration;
  using clock = typename timer<Clock>::clock;
  using time_point = typename timer<Clock>::time_point;
  using exception_factory = ExceptionFactory;

  static constexpr size_t max_counter() noexcept { return size_t(-1) / 2; }
  basic_semaphore(size_t count) noexcept;
  basic_semaphore(size_t count, exception_factory &&factory) noexcept;
  basic_semaphore(basic_semaphore &&other) noexcept;
  basic_semaphore &operator=(basic_semaphore &&other) noexcept;
  future<> wait(size_t nr = 1) noexcept;
  future<> wait(time_point timeout, size_t nr = 1) noexcept;
  future<> wait(abort_source &as, size_t nr = 1) noexcept;
  future<> wait(duration timeout, size_t nr = 1) noexcept;
  void signal(size_t nr = 1) noexcept;
  void consume(size_t nr = 1) noexcept;
  bool try_wait(size_t nr = 1) noexcept;
  size_t current() const noexcept;
  long available_units() const noexcept;
  size_t waiters() const noexcept;
  void broken() noexcept;
  template <typename Exception> void broken(const Exception &ex) noexcept {}
  void broken(std::exception_ptr ex) noexcept;
};

template <typename ExceptionFactory = semaphore_default_exception_factory,
          typename Clock = typename timer<>::clock>
class semaphore_units {
  basic_semaphore<ExceptionFactory, Clock> *_sem;
  size_t _n;

public:
  semaphore_units() noexcept : _sem(nullptr), _n(0) {}
  semaphore_units(basic_semaphore<ExceptionFactory, Clock> &sem,
                  size_t n) noexcept
      : _sem(&sem), _n(n) {}
  semaphore_units(semaphore_units &&o) noexcept
      : _sem(o._sem), _n(std::exchange(o._n, 0)) {}
  semaphore_units &operator=(semaphore_units &&o) noexcept {
    return_all();
    _sem = o._sem;
    _n = std::exchange(o._n, 0);
    return *this;
  }
  semaphore_units(const semaphore_units &) = delete;
  ~semaphore_units() noexcept { return_all(); }
  size_t return_units(size_t units);
  void return_all() noexcept {
    if (_n)
      _sem->signal(_n);
    _n = 0;
  }
  size_t release() noexcept;
  semaphore_units split(size_t units);
  void adopt(semaphore_units &&other) noexcept;
  size_t count() const noexcept;
  explicit operator bool() const noexcept;
};

template <typename ExceptionFactory, typename Clock = typename timer<>::clock>
future<semaphore_units<ExceptionFactory, Clock>>
get_units(basic_semaphore<ExceptionFactory, Clock> &sem,
          size_t units) noexcept {
  internal::not_linked();
}
template <typename ExceptionFactory, typename Clock = typename timer<>::clock>
future<semaphore_units<ExceptionFactory, Clock>>
get_units(basic_semaphore<ExceptionFactory, Clock> &sem, size_t units,
          typename basic_semaphore<ExceptionFactory, Clock>::time_point
              timeout) noexcept {
  internal::not_linked();
}
template <typename ExceptionFactory, typename Clock>
future<semaphore_units<ExceptionFactory, Clock>>
get_units(basic_semaphore<ExceptionFactory, Clock> &sem, size_t units,
          typename basic_semaphore<ExceptionFactory, Clock>::duration
              timeout) noexcept {
  internal::not_linked();
}
template <typename ExceptionFactory, typename Clock>
future<semaphore_units<ExceptionFactory, Clock>>
get_units(basic_semaphore<ExceptionFactory, Clock> &sem, size_t units,
          abort_source &as) noexcept {
  internal::not_linked();
}
template <typename ExceptionFactory, typename Clock = typename timer<>::clock>
std::optional<semaphore_units<ExceptionFactory, Clock>>
try_get_units(basic_semaphore<ExceptionFactory, Clock> &sem,
              size_t units) noexcept {
  internal::not_linked();
}
template <typename ExceptionFactory, typename Clock = typename timer<>::clock>
semaphore_units<ExceptionFactory, Clock>
consume_units(basic_semaphore<ExceptionFactory, Clock> &sem,
              size_t units) noexcept {
  sem.consume(units);
  return semaphore_units<ExceptionFactory, Clock>{sem, units};
}
template <typename ExceptionFactory, typename Func,
          typename Clock = typename timer<>::clock>
futurize_t<std::invoke_result_t<Func>>
with_semaphore(basic_semaphore<ExceptionFactory, Clock> &sem, size_t units,
               Func &&func) noexcept {
  internal::not_linked();
}
template <typename ExceptionFactory, typename Clock, typename Func>
futurize_t<std::invoke_result_t<Func>> with_semaphore(
    basic_semaphore<ExceptionFactory, Clock> &sem, size_t units,
    typename basic_semaphore<ExceptionFactory, Clock>::duration timeout,
    Func &&func) noexcept {
  internal::not_linked();
}

using semaphore = basic_semaphore<semaphore_default_exception_factory>;
using named_semaphore = basic_semaphore<named_semaphore_exception_factory>;
} // namespace seastar
