// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/abort_source.hh.
#pragma once
#pragma GCC system_header

#include <exception>
#include <seastar/core/task.hh>
#include <seastar/util/noncopyable_function.hh>
#include <seastar/util/optimized_optional.hh>

namespace seastar {
class abort_requested_exception : public std::exception {
public:
  const char *what() const noexcept override;
};

class abort_source {
public:
  class subscription {
  public:
    subscription() = default;
    subscription(subscription &&other) noexcept;
    subscription &operator=(subscription &&other) noexcept;
    ~subscription();
    explicit operator bool() const noexcept;
  };

  abort_source() = default;
  virtual ~abort_source() = default;
  abort_source(abort_source &&) = default;
  abort_source &operator=(abort_source &&) = default;

  template <typename Func>
  [[nodiscard]] optimized_optional<subscription> subscribe(Func &&f) {
    internal::not_linked();
  }
  void request_abort() noexcept;
  void request_abort_ex(std::exception_ptr ex) noexcept;
  template <typename Exception> void request_abort_ex(Exception &&e) noexcept {}
  bool abort_requested() const noexcept;
  void check() const;
  const std::exception_ptr &abort_requested_exception_ptr() const noexcept;
  virtual std::exception_ptr get_default_exception() const noexcept;
};
} // namespace seastar
