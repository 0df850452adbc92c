// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors stdexec/execution.hpp: senders of one set of values, the algorithms
// on them, run_loop, and what makes senders awaitable in coroutines.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <coroutine>
#include <exception>
#include <tuple>
#include <type_traits>
#include <utility>

namespace stdexec {
struct sender_t {};
struct scheduler_t {};

namespace __mock {
// The body of a template that user types without linkage can reach: such a
// function must be defined where it is used.
[[noreturn]] void not_linked();

// A sender that completes with these values.
template <typename... Values> struct sender {
  using sender_concept = sender_t;
  using values = std::tuple<Values...>;
};

template <typename T> struct of_result {
  using type = sender<T>;
};
template <> struct of_result<void> {
  using type = sender<>;
};
template <typename F, typename Values> struct applied;
template <typename F, typename... Values>
struct applied<F, std::tuple<Values...>> {
  using type = std::invoke_result_t<F, Values...>;
};
template <typename Sender>
using values_of = typename std::remove_cvref_t<Sender>::values;
template <typename Values> struct completes;
template <typename... Values> struct completes<std::tuple<Values...>> {
  using type = sender<Values...>;
};
// The sender that an algorithm returns when it passes the values on.
template <typename Sender>
using passed = typename completes<values_of<Sender>>::type;
template <typename F, typename Sender>
using result_of = typename applied<F, values_of<Sender>>::type;

template <typename Algorithm, typename... Args> struct closure {
  template <typename Sender>
  friend auto operator|(Sender &&, closure &&)
      -> decltype(std::declval<Algorithm>()(std::declval<Sender>(),
                                            std::declval<Args>()...)) {
    not_linked();
  }
};

// What a coroutine gets when it awaits a sender.
template <typename... Values> struct awaited {
  using type = std::tuple<Values...>;
};
template <> struct awaited<> {
  using type = void;
};
template <typename T> struct awaited<T> {
  using type = T;
};
template <typename Values> struct awaiter;
template <typename... Values> struct awaiter<std::tuple<Values...>> {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) noexcept {}
  typename awaited<Values...>::type await_resume() { not_linked(); }
};
} // namespace __mock

template <typename T>
concept sender = requires { typename std::remove_cvref_t<T>::sender_concept; };
template <typename T>
concept scheduler =
    requires { typename std::remove_cvref_t<T>::scheduler_concept; };

template <sender Sender>
auto as_awaitable(Sender &&) -> __mock::awaiter<__mock::values_of<Sender>> {
  return {};
}

struct just_t {
  template <typename... Values>
  __mock::sender<std::decay_t<Values>...> operator()(Values &&...) const {
    return {};
  }
};
inline constexpr just_t just{};

struct schedule_t {
  template <scheduler Scheduler> auto operator()(Scheduler &&scheduler) const {
    return scheduler.schedule();
  }
};
inline constexpr schedule_t schedule{};

struct then_t {
  template <sender Sender, typename Fun>
  auto operator()(Sender &&, Fun &&) const ->
      typename __mock::of_result<__mock::result_of<Fun, Sender>>::type {
    return {};
  }
  template <typename Fun>
    requires(!sender<Fun>)
  __mock::closure<then_t, std::decay_t<Fun>> operator()(Fun &&) const {
    return {};
  }
};
inline constexpr then_t then{};

struct let_value_t {
  template <sender Sender, typename Fun>
  auto operator()(Sender &&, Fun &&) const
      -> __mock::passed<__mock::result_of<Fun, Sender>> {
    return {};
  }
  template <typename Fun>
    requires(!sender<Fun>)
  __mock::closure<let_value_t, std::decay_t<Fun>> operator()(Fun &&) const {
    return {};
  }
};
inline constexpr let_value_t let_value{};

// The value of the error path is that of the sender.
struct upon_error_t {
  template <sender Sender, typename Fun>
  __mock::passed<Sender> operator()(Sender &&, Fun &&) const {
    return {};
  }
  template <typename Fun>
    requires(!sender<Fun>)
  __mock::closure<upon_error_t, std::decay_t<Fun>> operator()(Fun &&) const {
    return {};
  }
};
inline constexpr upon_error_t upon_error{};
struct let_error_t : upon_error_t {};
inline constexpr let_error_t let_error{};

struct continues_on_t {
  template <sender Sender, scheduler Scheduler>
  __mock::passed<Sender> operator()(Sender &&, Scheduler &&) const {
    return {};
  }
};
inline constexpr continues_on_t continues_on{};
struct starts_on_t {
  template <scheduler Scheduler, sender Sender>
  __mock::passed<Sender> operator()(Scheduler &&, Sender &&) const {
    return {};
  }
};
inline constexpr starts_on_t starts_on{};
inline constexpr starts_on_t on{};

struct when_all_t {
  template <sender... Senders> auto operator()(Senders &&...) const {
    return concatenated(std::type_identity<decltype(std::tuple_cat(
                            std::declval<__mock::values_of<Senders>>()...))>());
  }

private:
  template <typename... Values>
  static __mock::sender<Values...>
  concatenated(std::type_identity<std::tuple<Values...>>) {
    return {};
  }
};
inline constexpr when_all_t when_all{};

struct start_detached_t {
  template <sender Sender> void operator()(Sender &&) const {}
};
inline constexpr start_detached_t start_detached{};
struct ensure_started_t {
  template <sender Sender> __mock::passed<Sender> operator()(Sender &&) const {
    return {};
  }
};
inline constexpr ensure_started_t ensure_started{};

struct sync_wait_t {
  template <sender Sender>
  std::optional<__mock::values_of<Sender>> operator()(Sender &&) const {
    return {};
  }
};
inline constexpr sync_wait_t sync_wait{};

class run_loop {
  struct scheduler {
    using scheduler_concept = scheduler_t;
    __mock::sender<> schedule() const { return {}; }
  };

public:
  run_loop() noexcept;
  ~run_loop();
  scheduler get_scheduler() noexcept { return {}; }
  void run();
  void finish();
};
} // namespace stdexec
