// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/io_service.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/cancellation_registration.hpp"
#include "cppcoro/cancellation_token.hpp"
#include "cppcoro/coroutine.hpp"
#include <cstdint>
#include <utility>

// The part of <chrono> that <thread> and <mutex> use.
#if __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif

namespace cppcoro {
class io_service {
public:
  class schedule_operation;
  class timed_schedule_operation;

  io_service();
  io_service(std::uint32_t concurrencyHint);
  ~io_service();
  io_service(io_service &&other) = delete;
  io_service(const io_service &other) = delete;
  io_service &operator=(io_service &&other) = delete;
  io_service &operator=(const io_service &other) = delete;

  [[nodiscard]] schedule_operation schedule() noexcept;
  template <typename Rep, typename Period>
  [[nodiscard]] timed_schedule_operation
  schedule_after(const std::chrono::duration<Rep, Period> &delay,
                 cancellation_token cancellationToken = {}) noexcept;

  std::uint64_t process_events();
  std::uint64_t process_pending_events();
  std::uint64_t process_one_event();
  std::uint64_t process_one_pending_event();
  void stop() noexcept;
  void reset();
  bool is_stop_requested() const noexcept;
  void notify_work_started() noexcept;
  void notify_work_finished() noexcept;
};

class io_service::schedule_operation {
public:
  schedule_operation(io_service &service) noexcept : service_(service) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiter) noexcept;
  void await_resume() const noexcept {}

private:
  io_service &service_;
};

class io_service::timed_schedule_operation {
public:
  timed_schedule_operation(timed_schedule_operation &&other) noexcept;
  ~timed_schedule_operation();
  timed_schedule_operation &
  operator=(timed_schedule_operation &&other) = delete;
  timed_schedule_operation(const timed_schedule_operation &other) = delete;
  timed_schedule_operation &
  operator=(const timed_schedule_operation &other) = delete;
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> awaiter);
  void await_resume();
};

class io_work_scope {
public:
  explicit io_work_scope(io_service &service) noexcept : service_(&service) {
    service.notify_work_started();
  }
  io_work_scope(const io_work_scope &other) noexcept;
  io_work_scope(io_work_scope &&other) noexcept;
  ~io_work_scope() {
    if (service_ != nullptr)
      service_->notify_work_finished();
  }
  io_service &service() noexcept { return *service_; }

private:
  io_service *service_;
};
} // namespace cppcoro
