// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/rwlock.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/semaphore.hh>

namespace seastar {
template <typename Clock> class basic_rwlock;

template <typename Clock = typename timer<>::clock> class rwlock_for_read {
public:
  future<> lock();
  void unlock();
};
template <typename Clock = typename timer<>::clock> class rwlock_for_write {
public:
  future<> lock();
  void unlock();
};

template <typename Clock = typename timer<>::clock>
class basic_rwlock : private rwlock_for_read<Clock>, rwlock_for_write<Clock> {
  using semaphore_type =
      basic_semaphore<semaphore_default_exception_factory, Clock>;

public:
  using time_point = typename semaphore_type::time_point;
  using holder = semaphore_units<semaphore_default_exception_factory, Clock>;

  basic_rwlock();
  rwlock_for_read<Clock> &for_read();
  rwlock_for_write<Clock> &for_write();
  future<> read_lock(time_point timeout = time_point::max());
  future<> read_lock(abort_source &as);
  void read_unlock();
  future<> write_lock(time_point timeout = time_point::max());
  future<> write_lock(abort_source &as);
  void write_unlock();
  bool try_read_lock();
  bool try_write_lock();
  future<holder> hold_read_lock(time_point timeout = time_point::max());
  future<holder> hold_read_lock(abort_source &as);
  std::optional<holder> try_hold_read_lock() noexcept;
  future<holder> hold_write_lock(time_point timeout = time_point::max());
  future<holder> hold_write_lock(abort_source &as);
  std::optional<holder> try_hold_write_lock() noexcept;
  bool locked() const;
};
using rwlock = basic_rwlock<>;
} // namespace seastar
