// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/sharded.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/future.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/map_reduce.hh>
#include <seastar/core/shared_ptr.hh>
#include <seastar/core/smp.hh>

namespace seastar {
template <typename Service> class sharded;

template <typename T>
class async_sharded_service : public enable_shared_from_this<T> {
protected:
  async_sharded_service() noexcept = default;
  virtual ~async_sharded_service();
};

template <typename Service> class peering_sharded_service {
  sharded<Service> *_container = nullptr;

public:
  sharded<Service> &container() noexcept { return *_container; }
  const sharded<Service> &container() const noexcept { return *_container; }
};

namespace internal {
template <typename T> struct sharded_unwrap {
  using type = T;
};
template <typename T>
struct sharded_unwrap<std::reference_wrapper<sharded<T>>> {
  using type = T &;
};
template <typename T> using sharded_unwrap_t = typename sharded_unwrap<T>::type;
} // namespace internal

template <typename Service> class sharded {
  Service *_service = nullptr;

public:
  sharded() noexcept {}
  sharded(const sharded &other) = delete;
  sharded &operator=(const sharded &other) = delete;
  ~sharded();

  template <typename... Args> future<> start(Args &&...args) noexcept {
    internal::not_linked();
  }
  template <typename... Args> future<> start_single(Args &&...args) noexcept {
    internal::not_linked();
  }
  future<> stop() noexcept;
  future<> invoke_on_all(smp_submit_to_options options,
                         std::function<future<>(Service &)> func) noexcept;
  future<> invoke_on_all(std::function<future<>(Service &)> func) noexcept;
  template <typename Func, typename... Args>
    requires std::invocable<Func, Service &,
                            internal::sharded_unwrap_t<Args>...>
  future<> invoke_on_all(smp_submit_to_options options, Func func,
                         Args... args) noexcept {
    internal::not_linked();
  }
  template <typename Func, typename... Args>
    requires std::invocable<Func, Service &,
                            internal::sharded_unwrap_t<Args>...>
  future<> invoke_on_all(Func func, Args... args) noexcept {
    internal::not_linked();
  }
  template <typename Func, typename... Args>
    requires std::invocable<Func, Service &, Args...>
  future<> invoke_on_others(Func func, Args... args) noexcept {
    internal::not_linked();
  }
  template <typename Func, typename... Args>
    requires std::invocable<Func, Service &, Args &&...>
  futurize_t<std::invoke_result_t<Func, Service &, Args...>>
  invoke_on(unsigned id, smp_submit_to_options options, Func &&func,
            Args &&...args) {
    internal::not_linked();
  }
  template <typename Func, typename... Args>
    requires std::invocable<Func, Service &, Args &&...>
  futurize_t<std::invoke_result_t<Func, Service &, Args &&...>>
  invoke_on(unsigned id, Func &&func, Args &&...args) {
    internal::not_linked();
  }
  template <typename Reducer, typename Func, typename... Args>
  auto map_reduce(Reducer &&r, Func &&func, Args &&...args)
      -> futurize_t<decltype(std::move(r).get())> {
    internal::not_linked();
  }
  template <typename Mapper, typename Initial, typename Reduce>
  future<Initial> map_reduce0(Mapper map, Initial initial, Reduce reduce) {
    internal::not_linked();
  }
  const Service &local() const noexcept { return *_service; }
  Service &local() noexcept { return *_service; }
  shared_ptr<Service> local_shared() noexcept;
  bool local_is_initialized() const noexcept;
};

template <typename PtrType> class foreign_ptr {
  PtrType _value;

public:
  using element_type = typename PtrType::element_type;
  foreign_ptr() noexcept = default;
  foreign_ptr(std::nullptr_t) noexcept {}
  foreign_ptr(PtrType value) noexcept : _value(std::move(value)) {}
  foreign_ptr(const foreign_ptr &) = delete;
  foreign_ptr(foreign_ptr &&other) noexcept = default;
  foreign_ptr &operator=(foreign_ptr &&other) noexcept;
  ~foreign_ptr();
  future<foreign_ptr> copy() const noexcept;
  element_type &operator*() const noexcept { return *_value; }
  element_type *operator->() const noexcept { return &*_value; }
  element_type *get() const noexcept { return &*_value; }
  unsigned get_owner_shard() const noexcept;
  explicit operator bool() const noexcept { return static_cast<bool>(_value); }
  PtrType release() noexcept;
  void reset(PtrType new_ptr) noexcept;
  future<> destroy() noexcept;
};
template <typename T> foreign_ptr<T> make_foreign(T ptr) {
  return foreign_ptr<T>(std::move(ptr));
}
} // namespace seastar
