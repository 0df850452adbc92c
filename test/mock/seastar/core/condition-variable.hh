// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/condition-variable.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/coroutine.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/timer.hh>

namespace seastar {
class broken_condition_variable : public std::exception {
public:
  const char *what() const noexcept override;
};
class condition_variable_timed_out : public std::exception {
public:
  const char *what() const noexcept override;
};

class condition_variable {
  struct [[nodiscard("must co_await a when() call")]] awaiter {
    condition_variable *_cv;
    internal::awaiter<false, void> operator co_await();
  };
  template <typename Func, typename Base>
  struct [[nodiscard("must co_await a when() call")]] predicate_awaiter
      : public Base {
    Func _func;
    predicate_awaiter(Func func, Base base)
        : Base(base), _func(std::move(func)) {}
  };

public:
  condition_variable() noexcept = default;
  condition_variable(condition_variable &&rhs) noexcept = default;
  ~condition_variable();

  future<> wait() noexcept;
  template <typename Clock = typename timer<>::clock,
            typename Duration = typename Clock::duration>
  future<> wait(std::chrono::time_point<Clock, Duration> timeout) noexcept {
    internal::not_linked();
  }
  template <typename Rep, typename Period>
  future<> wait(std::chrono::duration<Rep, Period> timeout) noexcept {
    internal::not_linked();
  }
  template <typename Pred>
    requires std::is_invocable_r_v<bool, Pred>
  future<> wait(Pred &&pred) noexcept {
    internal::not_linked();
  }
  template <typename Clock = typename timer<>::clock,
            typename Duration = typename Clock::duration, typename Pred>
    requires std::is_invocable_r_v<bool, Pred>
  future<> wait(std::chrono::time_point<Clock, Duration> timeout,
                Pred &&pred) noexcept {
    internal::not_linked();
  }
  template <typename Rep, typename Period, typename Pred>
    requires std::is_invocable_r_v<bool, Pred>
  future<> wait(std::chrono::duration<Rep, Period> timeout,
                Pred &&pred) noexcept {
    internal::not_linked();
  }
  awaiter when() noexcept { return awaiter{this}; }
  template <typename Rep, typename Period>
  awaiter when(std::chrono::duration<Rep, Period> timeout) noexcept {
    return awaiter{this};
  }
  template <typename Pred>
    requires std::is_invocable_r_v<bool, Pred>
  auto when(Pred &&pred) noexcept {
    return predicate_awaiter<Pred, awaiter>{std::forward<Pred>(pred), when()};
  }
  template <typename Rep, typename Period, typename Pred>
    requires std::is_invocable_r_v<bool, Pred>
  auto when(std::chrono::duration<Rep, Period> timeout, Pred &&pred) noexcept {
    return predicate_awaiter<Pred, awaiter>{std::forward<Pred>(pred), when()};
  }
  bool has_waiters() const noexcept;
  void signal() noexcept;
  void broadcast() noexcept;
  void broken() noexcept;
  void broken(std::exception_ptr) noexcept;
};
} // namespace seastar
