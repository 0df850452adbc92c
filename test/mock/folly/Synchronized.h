// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/Synchronized.h. Whether `lock` or `wlock` and `rlock` exist
// depends on the mutex.
#pragma once
#pragma GCC system_header

#include "folly/SharedMutex.h"
#include "folly/detail/mock.h"

namespace folly {
namespace detail {
struct SynchronizedLockPolicyExclusive {};
struct SynchronizedLockPolicyShared {};

template <typename Mutex>
concept shared_mutex = requires(Mutex &mutex) { mutex.lock_shared(); };
} // namespace detail

template <typename SynchronizedType, typename LockPolicy> class LockedPtr {
  using CDataType =
      std::conditional_t<std::is_const_v<SynchronizedType>,
                         const typename SynchronizedType::DataType,
                         typename SynchronizedType::DataType>;

public:
  LockedPtr() = default;
  explicit LockedPtr(SynchronizedType *parent) : parent_(parent) {}
  LockedPtr(LockedPtr &&other) noexcept : parent_(other.parent_) {
    other.parent_ = nullptr;
  }
  LockedPtr &operator=(LockedPtr &&other) noexcept {
    unlock();
    parent_ = std::exchange(other.parent_, nullptr);
    return *this;
  }
  ~LockedPtr() { unlock(); }
  void unlock() {
    if (parent_)
      std::exchange(parent_, nullptr)->mutex_.unlock();
  }
  bool isNull() const { return !parent_; }
  explicit operator bool() const { return parent_; }
  CDataType *operator->() const { return &parent_->datum_; }
  CDataType &operator*() const { return parent_->datum_; }

private:
  SynchronizedType *parent_ = nullptr;
};

template <typename T, typename Mutex = SharedMutex> class Synchronized {
public:
  using DataType = T;
  using MutexType = Mutex;
  using WLockedPtr =
      folly::LockedPtr<Synchronized, detail::SynchronizedLockPolicyExclusive>;
  using RLockedPtr =
      folly::LockedPtr<Synchronized, detail::SynchronizedLockPolicyShared>;
  using ConstRLockedPtr =
      folly::LockedPtr<const Synchronized,
                       detail::SynchronizedLockPolicyShared>;
  using LockedPtr = WLockedPtr;

  Synchronized() = default;
  explicit Synchronized(const T &value) : datum_(value) {}
  explicit Synchronized(T &&value) : datum_(std::move(value)) {}
  Synchronized &operator=(const T &value) {
    *contextualLock() = value;
    return *this;
  }

  LockedPtr lock()
    requires(!detail::shared_mutex<Mutex>)
  {
    return LockedPtr(this);
  }
  WLockedPtr wlock()
    requires detail::shared_mutex<Mutex>
  {
    return WLockedPtr(this);
  }
  RLockedPtr rlock()
    requires detail::shared_mutex<Mutex>
  {
    return RLockedPtr(this);
  }
  ConstRLockedPtr rlock() const
    requires detail::shared_mutex<Mutex>
  {
    return ConstRLockedPtr(this);
  }
  template <typename Function> auto withLock(Function &&function) {
    return function(*contextualLock());
  }
  template <typename Function> auto withWLock(Function &&function) {
    return function(*contextualLock());
  }
  template <typename Function> auto withRLock(Function &&function) const {
    return function(*rlock());
  }
  T copy() const { return datum_; }
  T exchange(T &&value) { return std::exchange(datum_, std::move(value)); }

private:
  template <typename, typename> friend class folly::LockedPtr;
  LockedPtr contextualLock() { return LockedPtr(this); }

  T datum_;
  mutable Mutex mutex_;
};
} // namespace folly
